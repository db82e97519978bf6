"""The look in the dark, in the reader's own colours, on paper and in windows of any width."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from incident.db.models import ClockState, User
from incident.services import clocks
from incident.times import utcnow
from tests.browser.hands import Person
from tests.browser.site import Site, email_of
from tests.services.breaches import breach

Come = Callable[..., Person]
WIDTHS = (320, 768, 1024, 1100)  # pixels; WCAG 1.4.10 asks for 320; the journey is walked at two others
INSIDE = 14  # so many screens of an incident come first
COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}


@pytest.fixture(scope="module")
def screens(site: Site) -> dict[str, list[str]]:
    """Role -> paths of every kind of screen, of a breach five days old: duties overdue, running, open and done."""
    aware = utcnow() - timedelta(days=5)
    events = {"occurred_at": (aware - timedelta(days=1)).isoformat(), "aware_at": aware.isoformat(),
              "determined_notifiable_at": (aware + timedelta(hours=2)).isoformat()}  # fmt: skip
    with site.writing() as (session, desk):
        officer = session.scalars(select(User).where(User.email == email_of("privacy_officer"))).one()
        case = breach(session, desk, {"privacy_officer": officer}, aware, events=events)
        late, done = case.clock("EU-GDPR/regulator", "DE"), case.clock("NZ-PA2020/regulator", "NZ")
        clocks.stop(session, done, at=aware + timedelta(hours=3), words="Told", by=officer, now=utcnow(), desk=desk)
        notice = case.draft(late, aware)
        rows = clocks.of_incident(session, case.incident)
        asked = next(clock for clock in rows if clock.state is ClockState.CANNOT_TELL)
        path = f"/incidents/{case.incident.reference}"
        facts = f"{path}/facts/{late.context_id}"
        duties = [f"/duties/{clock.id}" for clock in (late, done, asked)]
    inside = ["", "/facts", "/checklist", "/decisions", "/duties", "/notices", "/evidence", "/timeline", "/customers",
              "/short-path", *duties, f"/notices/{notice.id}"]  # fmt: skip
    questions = ["affected", "data", "events.occurred_at", "records_count", "impact.ransomware", "risk.level",
                 "narrative.what_happened", "organisation.establishments", "awareness", "versions",
                 "versions/compare"]  # fmt: skip
    return {
        "privacy_officer": [
            *(path + part for part in inside),
            *(f"{facts}/{question}" for question in questions),
            f"{path}/duties/{late.id}/changes",
            *("/", "/incidents", "/register", "/report", "/law", "/law/EU-GDPR", "/law/calculator"),
            *("/law/US-NY/examples", "/deliveries", "/outbox", "/account"),
            *("/account/password", "/account/second-factor", "/account/recovery-codes"),
        ],
        "administrator": ["/people", "/people/1"],
        "reporter": ["/"],
    }


def test_every_screen_can_be_read_in_the_dark(come: Come, screens: dict[str, list[str]]) -> None:
    for role, paths in screens.items():
        person = come(role, color_scheme="dark")
        for path in paths:
            person.open(path)
            person.look(COLOURS)


def test_an_incident_can_be_read_in_the_colours_that_a_reader_forces_on_it(
    come: Come, screens: dict[str, list[str]]
) -> None:
    person = come("privacy_officer", forced_colors="active")

    for path in screens["privacy_officer"][:INSIDE]:
        person.open(path)
        person.look(COLOURS)


def test_no_screen_is_wider_than_its_window(come: Come, screens: dict[str, list[str]]) -> None:
    for role, paths in screens.items():
        person = come(role)
        for path in paths:
            person.open(path)
            person.page.evaluate("document.querySelectorAll('main details').forEach((part) => part.open = true)")
            wide = {}
            for width in WIDTHS:
                person.page.set_viewport_size({"width": width, "height": 900})
                wide[width] = person.page.evaluate("document.documentElement.scrollWidth")
            assert wide == {width: width for width in WIDTHS}, path


def test_on_paper_stand_the_content_and_no_menus_or_buttons(come: Come, screens: dict[str, list[str]]) -> None:
    person = come("privacy_officer", color_scheme="dark")
    person.page.emulate_media(media="print")

    for path in screens["privacy_officer"][:INSIDE]:
        person.open(path)
        expect(person.page.get_by_role("heading", level=1)).to_be_visible()
        for role in ("navigation", "button"):
            assert person.page.get_by_role(role).filter(visible=True).all_inner_texts() == [], path
        paper = person.page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert paper == "rgb(255, 255, 255)", path
