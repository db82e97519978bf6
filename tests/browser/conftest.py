"""Real Chromium and a real installation. Whatever the browser complains of fails the test, whatever else it shows."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.browser.hands import Person
from tests.browser.site import Site, running
from tests.conftest import PEOPLE

CHROMIUM = Path("/usr/bin/chromium")
REMEDY = "Chromium is not installed. Run: apt-get install chromium"
QUIET = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-domain-reliability",
         "--disable-sync", "--no-first-run", "--no-default-browser-check", "--no-pings"]  # fmt: skip  # it asks nobody else
WIDE, NARROW = 1440, 390  # pixels
PATIENCE = 20_000  # milliseconds until a test gives up to wait for a page; a busy machine is slow


@pytest.fixture(scope="session")
def browser(needs: Callable[[bool, str], None]) -> Iterator[Browser]:
    """One Chromium for all tests of this process."""
    needs(CHROMIUM.exists(), REMEDY)
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def site(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A running installation for the tests of one file. After `browser`: without one there is nothing to start."""
    with running(tmp_path_factory.mktemp("site")) as started:
        yield started


@pytest.fixture
def come(browser: Browser, site: Site) -> Iterator[Callable[..., Person]]:
    """Somebody of a role sits down at a window and signs in; at the end nobody's browser may have complained."""
    here: list[Person] = []

    def sit_down(role: str, *, width: int = WIDE, clicks: int = 1, signed_in: bool = True, **more: Any) -> Person:
        context = browser.new_context(viewport={"width": width, "height": 900}, accept_downloads=True, **more)
        context.set_default_timeout(PATIENCE)
        person = Person(context, site.base, PEOPLE[role], clicks=clicks)
        here.append(person)
        if signed_in:
            person.sign_in(site.link(role))
        return person

    yield sit_down
    for person in here:
        person.context.close()
    assert not [fault for person in here for fault in person.faults]
