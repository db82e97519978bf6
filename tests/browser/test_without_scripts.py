"""With scripts switched off everything works, and a button that is pressed twice still does one thing."""

from collections.abc import Callable

from sqlalchemy import func, select

from incident.db.models import Decision, FactsVersion, Incident
from incident.times import utcnow
from tests.browser.hands import Person
from tests.browser.site import Site

Come = Callable[..., Person]
OFF = {"java_script_enabled": False}


def test_a_report_pressed_twice_without_scripts_opens_one_incident(site: Site, come: Come) -> None:
    person = come("reporter", clicks=2, **OFF)
    person.open("/report")

    person.fill("What did you see?", "A laptop is gone.")
    person.choose("I am not sure", "Names, addresses")
    person.press("Send the report")

    person.sees("Report received", "A laptop is gone.")
    with site.writing() as (session, _):
        assert session.scalar(select(func.count()).select_from(Incident).where(Incident.title.contains("laptop"))) == 1


def test_facts_and_awareness_are_answered_without_scripts_each_once(site: Site, come: Come) -> None:
    incident = site.incident()
    person = come("handler", clicks=2, **OFF)

    person.open(f"{incident.facts}/medium")
    person.choose("On paper")
    person.press("Save and see all facts")
    person.sees("On paper")
    person.open(f"{incident.facts}/awareness")
    person.time("answer", utcnow())
    person.press("See what it changes")
    person.sees("What this changes")
    person.press("Set the awareness time")

    person.sees("The awareness time is set.")
    with site.writing() as (session, _):
        numbers = session.scalars(select(FactsVersion.number).where(FactsVersion.context_id == incident.context_id))
        assert sorted(numbers) == [1, 2, 3]


def test_a_decision_is_made_and_confirmed_without_scripts_each_once(site: Site, come: Come) -> None:
    incident = site.incident()
    officer, approver = (come(role, clicks=2, **OFF) for role in ("privacy_officer", "approver"))

    officer.open(f"{incident.path}/decisions")
    officer.page.get_by_text("The risk to people: Our own users").click()
    risk = officer.page.locator("details[open]")
    risk.get_by_text("Unlikely to result in a risk").click()
    risk.get_by_label("Reason").fill("The list was empty.")
    officer.press("Record the risk decision")
    officer.sees("Waits for a second person", "The list was empty.")
    approver.open(f"{incident.path}/decisions")
    approver.press("Confirm this decision")

    approver.sees("Confirmed, in force", "Confirmed by Rafe Sample")
    with site.writing() as (session, _):
        assert session.scalar(select(func.count(Decision.id))) == 1


def test_menus_open_and_what_only_a_script_does_is_not_promised_without_scripts(site: Site, come: Come) -> None:
    incident = site.incident()
    person = come("handler", width=390, **OFF)
    person.open(f"{incident.facts}/medium")

    assert person.page.locator(".script-only:visible").count() == 0
    person.go("Timeline")
    person.sees("Reported by Tui Placeholder")
    person.go("Register", menu="Main")
    person.sees("Register of breaches")
