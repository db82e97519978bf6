"""A person at a real browser: finds things by the words that stand there, and notes all that goes wrong on the way."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, ConsoleMessage, Error, Locator, Page, Request, Response, expect

from tests.browser.site import ZONE

BROKEN_RULE = """
addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI, sourceFile, lineNumber }) =>
  console.error(`content policy: ${violatedDirective} ${blockedURI} ${sourceFile}:${lineNumber}`));
"""
STATUS_LINE = re.compile(r"Failed to load resource: the server responded with a status of \d+")  # `_answer` notes it
LEFT = "net::ERR_ABORTED"  # the page was left, or the answer became a download
SMALL = 1024  # pixels; up to here the menus are folded (64rem in the stylesheet)
axe = Axe()


class Person:
    """Somebody at one window. `faults`: what the browser complained of. `clicks`: how often they press a button."""

    def __init__(self, context: BrowserContext, base: str, name: str, *, clicks: int = 1) -> None:
        self.context, self.base, self.name, self.clicks = context, base, name, clicks
        self.faults: list[str] = []
        self._expected: set[int] = set()
        context.add_init_script(BROKEN_RULE)
        context.on("page", self._watch)
        self.page = context.new_page()

    def _watch(self, page: Page) -> None:
        page.on("console", self._said)
        page.on("pageerror", lambda error: self.faults.append(f"{self.name}: script error: {error}"))
        page.on("request", self._asked)
        page.on("requestfailed", self._failed)
        page.on("response", self._answer)

    def _said(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not STATUS_LINE.match(message.text):
            self.faults.append(f"{self.name}: the browser says: {message.text}")

    def _asked(self, request: Request) -> None:
        if not request.url.startswith((f"{self.base}/", "data:", "blob:")):
            self.faults.append(f"{self.name}: asked another address: {request.url}")

    def _failed(self, request: Request) -> None:
        if request.failure != LEFT:
            self.faults.append(f"{self.name}: {request.method} {request.url} failed: {request.failure}")

    def _answer(self, response: Response) -> None:
        if response.status >= 400 and response.status not in self._expected:
            self.faults.append(f"{self.name}: {response.request.method} {response.url} gave {response.status}")

    @contextmanager
    def refused(self, *statuses: int) -> Iterator[None]:
        """Inside the block answers with these statuses are what the test is about."""
        self._expected |= set(statuses)
        yield
        self._expected -= set(statuses)

    @contextmanager
    def offline(self) -> Iterator[None]:
        """Inside the block the network is away, and the browser may say so."""
        before = len(self.faults)
        self.context.set_offline(True)
        yield
        self.context.set_offline(False)
        self.faults[before:] = [fault for fault in self.faults[before:] if "ERR_INTERNET_DISCONNECTED" not in fault]

    @property
    def small(self) -> bool:
        """Whether the window is so small that the menus are folded."""
        size = self.page.viewport_size
        return size is not None and size["width"] <= SMALL

    @property
    def path(self) -> str:
        """Where the window is, without the host."""
        return self.page.url.removeprefix(self.base)

    def open(self, path: str) -> None:
        """Open an address."""
        self.page.goto(f"{self.base}{path}")

    def sign_in(self, link: str) -> None:
        """Follow a one-time link and choose a password."""
        self.open(link)
        for label in ("Password", "The same once more"):
            self.page.get_by_label(label, exact=True).fill(password_of(self.name))
        with self.page.expect_navigation():
            self.page.get_by_role("button", name="Set the password and sign in").click()  # a link works once

    def press(self, name: str, *, within: Locator | None = None) -> None:
        """Press the button of this name and wait for the page that comes."""
        button = (within or self.page).get_by_role("button", name=name, exact=True).first
        try:
            with self.page.expect_navigation():
                button.click(click_count=self.clicks)
        except Error as error:
            if self.clicks == 1 or LEFT not in str(error):
                raise
            self.page.wait_for_load_state()  # the second press took the place of the first

    def follow(self, name: str, *, exact: bool = True) -> None:
        """Follow the link of this name; not `exact`: of which this is a part."""
        with self.page.expect_navigation():
            self.page.get_by_role("link", name=name, exact=exact).first.click()

    def go(self, words: str, *, menu: str = "In this incident") -> None:
        """Go to a place of the menu, which is folded in a small window."""
        if self.small:
            self.page.locator(f"details.menu:has(nav[aria-label^='{menu}']) > summary").click()
        label = f"{menu}, small screen" if self.small else menu
        navigation = self.page.get_by_role("navigation", name=label, exact=True)
        with self.page.expect_navigation():
            navigation.get_by_role("link", name=words, exact=True).click()

    def fill(self, label: str, text: str) -> None:
        """Type into the field with this label."""
        self.page.get_by_label(label, exact=True).fill(text)

    def choose(self, *answers: str) -> None:
        """Take these answers of a question."""
        for answer in answers:
            self.page.locator("label.choice").filter(has_text=re.compile(rf"^\s*{re.escape(answer)}")).first.click()

    def time(self, name: str, instant: datetime) -> None:
        """Give a point in time in the company's zone."""
        local = instant.astimezone(ZoneInfo(ZONE))
        self.page.locator(f"#{name}").fill(local.strftime("%Y-%m-%d"))
        self.page.locator(f"#{name}-time").fill(local.strftime("%H:%M"))
        self.page.locator(f"#{name}-zone").select_option(ZONE)

    def sees(self, *words: str) -> None:
        """Every one of these words stands on the page."""
        for text in words:
            expect(self.page.locator("body")).to_contain_text(text)

    def look(self, only: dict[str, Any] | None = None) -> None:
        """What holds on every screen: nothing for axe to say, nothing wider than the window. `only`: axe's options."""
        found = axe.run(self.page, options={"resultTypes": ["violations"], **(only or {})}).response["violations"]
        told = [f"{entry['id']} ({entry['help']}): {[node['target'] for node in entry['nodes']]}" for entry in found]
        assert not told, f"{self.path}: {told}"
        wide, window = self.page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
        assert wide <= window, f"{self.path} is {wide} px wide in a window of {window} px"


def password_of(name: str) -> str:
    """The password that this person chooses."""
    return f"four unrelated words {name}"
