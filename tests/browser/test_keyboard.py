"""Everything without a mouse: Tab, Space, Enter, letters; where the focus is can be seen at every step."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.browser.conftest import NARROW, WIDE
from tests.browser.hands import Person
from tests.browser.site import Site

Come = Callable[..., Person]
STEPS = 120  # a press more than the longest way on these pages takes
FOCUS = r"""
() => {
  const at = document.activeElement;
  const shown = at.closest(".choice") ?? at;
  const style = getComputedStyle(shown), box = shown.getBoundingClientRect();
  return {
    tag: at.tagName.toLowerCase(), id: at.id, name: at.name ?? "", value: at.value ?? "",
    words: shown.textContent.replace(/\s+/g, " ").trim(),
    ring: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
    inside: box.width > 0 && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
  };
}
"""


def focus(person: Person) -> dict[str, Any]:
    """What has the focus, and whether one sees that it has."""
    found: dict[str, Any] = person.page.evaluate(FOCUS)
    return found


def tab_to(person: Person, **wanted: str) -> None:
    """Press Tab until the element with these properties has the focus, which is visible all the way."""
    for _ in range(STEPS):
        person.page.keyboard.press("Tab")
        at = focus(person)
        if at["tag"] == "body":
            continue  # the end of the page, from where it begins anew
        assert at["ring"] and at["inside"], f"the focus cannot be seen: {at}"
        if all(at[name] == value for name, value in wanted.items()):
            return
    raise AssertionError(f"Tab does not lead to {wanted}")


def press(person: Person, key: str) -> None:
    """Press a key that leads to another page."""
    with person.page.expect_navigation():
        person.page.keyboard.press(key)


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_a_report_is_sent_with_the_keyboard_alone(come: Come, width: int) -> None:
    person = come("reporter", width=width)
    keyboard = person.page.keyboard

    tab_to(person, words="Report a suspicion")
    press(person, "Enter")
    tab_to(person, id="what_happened")
    keyboard.type("A laptop is gone.")
    tab_to(person, name="noticed_unsure")
    keyboard.press("Space")
    tab_to(person, name="kinds", value="not_sure")
    keyboard.press("Space")
    tab_to(person, name="whose")
    keyboard.press("Space")
    tab_to(person, name="people_count")
    keyboard.type("3")
    tab_to(person, name="ongoing")
    keyboard.press("ArrowDown")
    tab_to(person, words="Send the report")
    press(person, "Enter")

    person.sees("Report received", "A laptop is gone.", "Our own users, about 3 people")


def test_a_fact_is_found_and_answered_with_the_keyboard_alone(site: Site, come: Come) -> None:
    person = come("handler")
    person.open(f"{site.incident().facts}")

    tab_to(person, tag="a", words="Answer: Were the data electronic, on paper or spoken?")
    press(person, "Enter")
    tab_to(person, name="answer")
    person.page.keyboard.press("Space")
    person.page.keyboard.press("ArrowDown")
    tab_to(person, words="Save and see all facts")
    press(person, "Enter")

    person.sees("On paper")


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_the_first_press_of_tab_offers_to_skip_the_menu_and_the_next_one_is_in_the_content(
    site: Site, come: Come, width: int
) -> None:
    person = come("handler", width=width)
    person.open(site.incident().path)
    keyboard = person.page.keyboard

    keyboard.press("Tab")
    skip = focus(person)
    keyboard.press("Enter")
    keyboard.press("Tab")
    inside = person.page.evaluate("document.activeElement.closest('main') !== null")

    assert (skip["words"], skip["inside"]) == ("Skip to content", True)
    assert inside


def test_a_folded_menu_opens_with_enter_and_closes_with_escape_which_leaves_the_focus_on_it(site: Site, come: Come) -> None:
    person = come("handler", width=NARROW)
    person.open(site.incident().path)

    tab_to(person, tag="summary", words="Overview")
    person.page.keyboard.press("Enter")
    person.page.keyboard.press("Tab")
    first = focus(person)
    person.page.keyboard.press("Escape")

    assert first["words"] == "Overview" and first["tag"] == "a"
    assert focus(person)["tag"] == "summary"
    assert person.page.locator("details.menu[open]").count() == 0


def test_refused_answers_take_the_focus_to_their_summary_whose_links_lead_to_the_fields(come: Come) -> None:
    person = come("reporter")
    person.open("/report")
    person.fill("About how many people?", "minus three")

    with person.refused(422):
        person.press("Send the report")
    summary = focus(person)
    tab_to(person, tag="a", words="“minus three” is no whole number that can be kept. Write it in digits, such as 1240.")
    person.page.keyboard.press("Enter")
    field = focus(person)

    assert summary["tag"] == "section" and "2 answers have to be corrected" in summary["words"]
    assert summary["ring"]
    assert (field["id"], field["value"], field["ring"]) == ("people_count", "minus three", True)
    person.look()


def test_every_link_of_a_summary_leads_to_something_that_is_there(site: Site, come: Come) -> None:
    person = come("handler")
    pages = {"/report": "Send the report", f"{site.incident().path}/decisions": "Record the decision"}

    for path, button in pages.items():
        person.open(path)
        person.page.evaluate("document.querySelectorAll('main details').forEach((part) => part.open = true)")
        with person.refused(422):
            person.press(button)
        links = person.page.locator(".error-summary a[href^='#']")
        targets = [link.get_attribute("href") for link in links.all()]
        assert targets
        assert [target for target in targets if not person.page.locator(target or "").count()] == []
