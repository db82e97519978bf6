"""Nothing that a person typed is lost: by a closed page, an ended session, another person, or a wrong button."""

import re
from collections.abc import Callable

from playwright.sync_api import expect
from sqlalchemy import delete, func, select

from incident.db.models import Draft, FactsVersion, LoginSession
from tests.browser.hands import Person, password_of
from tests.browser.site import Opened, Site, email_of, until

Come = Callable[..., Person]
KEPT = re.compile(r"Kept \d\d:\d\d:\d\d NZ[DS]T")  # the time of the server, in the reader's zone
WORDS = "Half a sentence, then the telephone rang"
BEFORE = "You had typed this before and not saved it."


def question(site: Site) -> tuple[Opened, str]:
    """An incident and the path of its question for a text."""
    incident = site.incident()
    return incident, f"{incident.facts}/narrative.what_happened"


def typed(person: Person, path: str, words: str = WORDS) -> None:
    """Type words into the open question and wait until the page says that they are kept."""
    person.open(path)
    person.fill("In words", words)
    expect(person.page.locator("[data-saved]")).to_have_text(KEPT)


def saved(site: Site, incident: Opened) -> list[str | None]:
    """The text in each version of the facts, the oldest first; None where there is none."""
    with site.writing() as (session, _):
        query = select(FactsVersion).where(FactsVersion.context_id == incident.context_id).order_by(FactsVersion.number)
        return [(row.document.get("narrative") or {}).get("what_happened") for row in session.scalars(query)]


def kept(site: Site, incident: Opened) -> int:
    """How many half-typed forms about the facts of this incident are kept."""
    with site.writing() as (session, _):
        query = select(func.count(Draft.id)).where(Draft.form.startswith(f"facts/{incident.context_id}/"))
        return session.scalar(query) or 0


def end_sessions(site: Site) -> None:
    """Whoever is signed in is signed out; their pages do not know yet."""
    with site.writing() as (session, _):
        session.execute(delete(LoginSession))


def test_what_was_typed_comes_back_after_the_page_was_closed_and_is_gone_once_it_is_saved(site: Site, come: Come) -> None:
    incident, path = question(site)
    person = come("handler")
    typed(person, path)

    person.page.close()
    person.page = person.context.new_page()
    person.open(path)

    expect(person.page.get_by_label("In words")).to_have_value(WORDS)
    person.sees(BEFORE)
    person.look()
    person.press("Save and see all facts")
    person.open(path)
    assert BEFORE not in person.page.locator("main").inner_text()
    assert saved(site, incident)[-1] == WORDS


def test_the_last_words_are_kept_when_the_page_is_left_at_once(site: Site, come: Come) -> None:
    incident, path = question(site)
    person = come("handler")
    person.open(path)

    person.fill("In words", WORDS)
    person.follow("Back to all facts")
    until(lambda: kept(site, incident) == 1)
    person.open(path)

    expect(person.page.get_by_label("In words")).to_have_value(WORDS)


def test_what_is_kept_can_be_thrown_away(site: Site, come: Come) -> None:
    incident, path = question(site)
    person = come("handler")
    typed(person, path)
    person.open(path)

    person.press("Throw away what I typed")

    assert person.path == path
    expect(person.page.get_by_label("In words")).to_have_value("")
    assert BEFORE not in person.page.locator("main").inner_text()
    assert (saved(site, incident), kept(site, incident)) == ([None], 0)


def test_a_session_that_ended_in_a_long_form_shows_the_words_and_takes_them_after_signing_in(site: Site, come: Come) -> None:
    incident, path = question(site)
    person = come("handler")
    person.open(path)
    person.page.locator("#answer").press_sequentially("An hour of writing. ")
    end_sessions(site)
    with person.refused(400, 401):
        person.fill("In words", f"An hour of writing. {WORDS}")
        expect(person.page.locator("[data-saved]")).to_contain_text("Not kept: your sign-in has ended.")
        person.press("Save and see all facts")
    person.sees("Nothing you typed is lost", f"An hour of writing. {WORDS}")
    person.look()

    with person.context.expect_page() as tab:
        person.page.get_by_role("link", name="Sign in in a new tab").click()
    tab.value.get_by_label("E-mail address").fill(email_of("handler"))
    tab.value.get_by_label("Password").fill(password_of(person.name))
    with tab.value.expect_navigation():
        tab.value.get_by_role("button", name="Sign in").click()
    tab.value.close()
    person.press("Send it again")

    assert saved(site, incident)[-1] == f"An hour of writing. {WORDS}"
    person.open(path)
    assert BEFORE not in person.page.locator("main").inner_text()


def test_of_two_people_who_change_one_fact_the_second_sees_both_answers_and_decides(site: Site, come: Come) -> None:
    incident, path = question(site)
    first, second = come("privacy_officer"), come("handler")
    first.open(path)
    second.open(path)
    first.fill("In words", "The words of the first.")
    first.press("Save and see all facts")

    second.fill("In words", "The words of the second.")
    with second.refused(409):
        second.press("Save and see all facts")

    second.sees("Two people changed this fact", "The words of the first.", "Moana Example")
    expect(second.page.get_by_label("In words")).to_have_value("The words of the second.")
    second.look()
    second.press("Save and see all facts")
    assert saved(site, incident)[-2:] == ["The words of the first.", "The words of the second."]


def test_without_a_network_the_page_says_that_nothing_is_kept_and_keeps_it_once_the_network_is_back(
    site: Site, come: Come
) -> None:
    _, path = question(site)
    person = come("handler")
    person.open(path)
    note = person.page.locator("[data-saved]")

    with person.offline():
        person.fill("In words", WORDS)
        expect(note).to_contain_text("Not kept: the server cannot be reached.")

    expect(note).to_have_text(KEPT)
