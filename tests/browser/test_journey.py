"""From a suspicion to a filed notice and a complete record: five people, real windows, wide and narrow."""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pikepdf
import pytest
from playwright.sync_api import expect
from sqlalchemy import func, select

from incident.db.models import Decision, Delivery, FactsVersion, Filing, Incident, IssuedDocument, Notice
from incident.law.fields import BY_PATH
from incident.times import utcnow
from tests.browser.conftest import NARROW, WIDE
from tests.browser.hands import Person
from tests.browser.site import Site

Come = Callable[..., Person]
REPORT = "I mailed a remittance list to the wrong supplier. They rang."
MINUTE = 60.0  # seconds in which the duty person's mail is written


@dataclass(slots=True)
class Case:
    """One incident on its way, and where its people work."""

    site: Site
    come: Come
    width: int
    clicks: int
    ref: str = ""
    facts: str = ""  # the path of the facts of its one context
    notice: str = ""  # the path of the notice

    def at(self, role: str) -> Person:
        """Somebody of this role, signed in at a window of the width."""
        return self.come(role, width=self.width, clicks=self.clicks)


@pytest.mark.parametrize(
    ("width", "clicks"), [(WIDE, 1), (NARROW, 2)], ids=["wide", "narrow-and-every-button-pressed-twice"]
)
def test_a_report_becomes_one_filed_notice_and_a_record_without_a_fault_on_any_screen(
    site: Site, come: Come, width: int, clicks: int, tmp_path: Path
) -> None:
    case = Case(site, come, width, clicks)
    began, before = utcnow(), count(site)

    case.ref = report(case.at("reporter"))
    read_the_mail(case, case.at("administrator"))
    handler, officer, approver = (case.at(role) for role in ("handler", "privacy_officer", "approver"))
    take(handler)
    set_awareness(case, handler, began - timedelta(minutes=10))
    answer_questions(case, handler)
    decide_the_risk(case, officer)
    conclude_that_it_must_be_notified(case, handler)
    see_the_duties(handler)
    draft(case, handler)
    ask_for_approval(handler)
    approve(approver)
    issue(case, handler, tmp_path)
    file(case, handler)
    see_the_record(officer)

    made = {name: number - before[name] for name, number in count(site).items()}
    assert made.pop("facts_version") == len(ANSWERS) + 4  # the report, awareness, risk, conclusion; no “not known yet”
    assert made.pop("delivery") >= 2  # the new report and the approval; reminders may have begun
    assert made == {"incident": 1, "decision": 1, "notice": 1, "issued_document": 1, "filing": 1}


def count(site: Site) -> dict[str, int]:
    """How many rows there are of what the buttons on the way make."""
    kinds = (Incident, FactsVersion, Decision, Notice, IssuedDocument, Filing, Delivery)
    with site.writing() as (session, _):
        return {kind.__tablename__: session.scalar(select(func.count()).select_from(kind)) or 0 for kind in kinds}


def report(person: Person) -> str:
    """Five answers; the reference of the incident."""
    person.look()
    person.follow("Report a suspicion")
    person.look()
    person.fill("What did you see?", REPORT)
    person.choose("Names, addresses", "Bank accounts", "Our own users")
    person.fill("About how many people?", "120")
    person.page.get_by_role("group", name="Is it still going on?").get_by_text("No", exact=True).click()
    person.press("Send the report")
    person.sees("Report received", REPORT)
    person.look()
    return person.path.rsplit("/", 1)[-1]


def read_the_mail(case: Case, person: Person) -> None:
    """The duty person's mail stands in the folder within a minute and leads to the incident."""
    until = time.monotonic() + MINUTE
    row = person.page.get_by_role("link", name=case.ref)
    person.open("/outbox")
    while not row.count():
        assert time.monotonic() < until, "no mail within a minute"
        person.page.wait_for_timeout(500)
        person.open("/outbox")
    person.look()
    person.follow(case.ref, exact=False)
    person.sees("Moana Example", f"{case.site.base}/incidents/{case.ref}")
    frame = person.page.locator("iframe")
    frame.scroll_into_view_if_needed()
    expect(person.page.frame_locator("iframe").locator("body")).to_contain_text("Somebody reported an incident")
    person.look()


def take(person: Person) -> None:
    """The handler finds the new report and takes the incident; somebody leads it and the others can see who."""
    person.look()
    person.follow(f"A new report: {REPORT[:20]}", exact=False)
    person.look()
    person.page.get_by_text("Title, owner, processing contexts").click()
    person.page.get_by_label("Owner", exact=True).select_option(label="Ines Specimen")
    person.press("Save title and owner")
    person.sees("owner Ines Specimen")
    person.go("Checklist")
    person.look()
    person.go("Evidence")
    person.look()


def set_awareness(case: Case, person: Person, at: datetime) -> None:
    """The time from which the clocks count, after a look at what it changes."""
    person.go("Overview")
    person.follow("set the awareness time")
    person.look()
    person.time("answer", at)
    person.fill("What shows it?", "The telephone call of the supplier")
    person.press("See what it changes")
    person.look()
    person.press("Set the awareness time")
    person.sees("The awareness time is set.")
    expect(person.page.locator("aside .timeline")).to_contain_text("Ines Specimen")
    case.facts = person.path.rpartition("/")[0]
    person.look()


def not_known_yet(person: Person) -> None:
    """The last answer of every question."""
    person.choose("Not known yet")


def people(person: Person) -> None:
    """Who is affected, in the first line."""
    line = person.page.get_by_role("group", name="Line 1")
    line.get_by_label("Where do they live?").fill("New Zealand")
    line.get_by_label("How many people?").fill("120")


ANSWERS: dict[str, Callable[[Person], None]] = {
    "affected": people,
    "act": lambda person: person.choose("Copied or taken", "Sent or shown to somebody"),
    "recipient": lambda person: person.choose("Somebody outside who is known, not trusted"),
    "narrative.what_happened": lambda person: person.fill("In words", "A remittance list went to the wrong supplier."),
}


def answer_questions(case: Case, person: Person) -> None:
    """Each saved answer leads to another question, “not known yet” too, until only a decision is open."""
    person.go("Overview")
    person.follow("Answer")
    asked: list[str] = []
    while person.path.split("/")[-1] in BY_PATH:
        asked.append(person.path.split("/")[-1])
        person.look()
        ANSWERS.get(asked[-1], not_known_yet)(person)
        person.press("Save and go to the next question")
    assert len(asked) == len(set(asked)) > 2
    person.look()
    person.follow("Answer")
    person.sees("a person decides this, with a reason", "Decide the risk")
    person.look()
    for path in ANSWERS.keys() - set(asked):
        person.open(f"{case.facts}/{path}")
        ANSWERS[path](person)
        person.press("Save and see all facts")


def decide_the_risk(case: Case, person: Person) -> None:
    """An officer decides; only what takes a duty away needs a second person."""
    person.look()
    person.open(f"/incidents/{case.ref}")
    person.go("Decisions")
    person.look()
    person.page.get_by_text("The risk to people: Our own users").click()
    risk = person.page.locator("details[open]").filter(has_text="The risk to people")
    for question, answer in (
        ("How great is the risk to the people?", "A risk"),
        ("Has it caused serious harm, or is that likely?", "Yes"),
        ("Is misuse of the data likely?", "Not known yet"),
    ):
        risk.get_by_role("group", name=question).get_by_text(answer, exact=True).click()
    risk.get_by_label("Reason").fill("Bank accounts with names reached a stranger.")
    person.look()
    person.press("Record the risk decision")
    person.sees("In force", "Serious harm likely: yes")
    person.look()


def conclude_that_it_must_be_notified(case: Case, person: Person) -> None:
    """The conclusion starts the clock of the Commissioner's notice."""
    person.open(f"{case.facts}/events.determined_notifiable_at")
    person.look()
    person.time("answer", utcnow())
    person.press("Save and see all facts")


def see_the_duties(person: Person) -> None:
    """Each duty stands on the strip and in the table with its time; one opens with its law and its counting."""
    person.go("Overview")
    strip = person.page.get_by_role("list", name="Clocks, on one time axis")
    expect(strip.get_by_role("listitem").filter(has_text="Notify the Privacy Commissioner")).to_contain_text("71 h")
    row = person.page.get_by_role("row").filter(has_text="Notify the Privacy Commissioner").first
    expect(row).to_contain_text("Owed")
    person.look()
    person.go("Duties")
    person.look()
    person.follow("Office of the Privacy Commissioner", exact=False)
    person.sees("Why it is owed", "Privacy Act 2020 s 114", "How the time was counted", "Who else was told, as far as")
    person.look()


def draft(case: Case, person: Person) -> None:
    """The notice comes filled from the facts; what is open is marked as to follow; what is missing is named."""
    person.press("Start the notice")
    case.notice = person.path
    expect(person.page.get_by_label("Number of people")).to_have_value("120 people.")
    person.look()
    person.time("follow_up_at", utcnow() + timedelta(days=5))
    person.press("Save the draft")
    person.sees("1 missing, 9 to follow")
    person.page.get_by_role("link", name="Why a public notice is given").click()
    person.page.keyboard.type("No public notice is used.")
    person.press("Save the draft")
    person.sees("nothing missing, 9 to follow")
    expect(person.page.locator(".sheet")).to_contain_text("No public notice is used.")
    person.look()
    address = person.page.get_by_role("link", name="Open as PDF").get_attribute("href")
    assert person.context.request.get(f"{case.site.base}{address}").body().startswith(b"%PDF-1.")


def ask_for_approval(person: Person) -> None:
    """A second person is asked."""
    person.page.get_by_label("Who approves").select_option(label="Rafe Sample")
    person.press("Ask for approval")
    person.sees("Waits for approval")
    person.look()


def approve(person: Person) -> None:
    """The approver finds the notice on the first page, reads it and approves it."""
    person.open("/")
    person.look()
    person.follow("A notice waits for your approval")
    person.look()
    person.fill("Your words to it", "Read and agreed.")
    person.press("Approve this notice")
    person.sees("Approved by Rafe Sample", "Read and agreed.")
    person.look()


def issue(case: Case, person: Person, folder: Path) -> None:
    """The handler freezes the document and keeps the PDF: tagged, in English, with the hash that the page shows."""
    person.open(case.notice)
    person.look()
    person.press("Issue the document")
    person.look()
    with person.page.expect_download() as waiting:
        person.page.get_by_role("link", name="Download the PDF").click()
    path = folder / waiting.value.suggested_filename
    waiting.value.save_as(path)
    with pikepdf.open(path) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang).startswith("en")
    person.sees(sha256(path.read_bytes()).hexdigest())


def file(case: Case, person: Person) -> None:
    """Filed with the authority's reference; the clock stops."""
    person.time("filed_at", utcnow())
    person.fill("Channel", "NotifyUs")
    person.fill("The authority's reference", "SAMPLE-0417")
    person.press("Record the filing")
    person.sees("Filed", "SAMPLE-0417")
    person.look()
    person.go("Notices")
    person.look()
    person.go("Duties")
    person.page.get_by_text("Done (1)").click()
    met = person.page.get_by_role("row").filter(has_text="Notify the Privacy Commissioner")
    expect(met).to_contain_text("Done")
    person.look()


def see_the_record(person: Person) -> None:
    """Register and timeline hold all of it."""
    person.open("/")
    person.look()
    person.go("Register", menu="Main")
    expect(person.page.get_by_role("row").nth(1)).to_contain_text(
        re.compile(r"Office of the Privacy Commissioner, .+ NZ[DS]T")
    )
    person.look()
    person.follow("I mailed a remittance list", exact=False)
    person.look()
    person.go("Timeline")
    person.sees("Reported by Tui Placeholder", "Owner: Ines Specimen", "Aware, “Our own users”",
                "the risk to people in “Our own users” is a risk", "approved", "issued, SHA-256",
                "Duty met: Notify the Privacy Commissioner")  # fmt: skip
    expect(person.page.locator("main")).to_contain_text(re.compile(r"filed .{20,24} NZ[DS]T, reference SAMPLE-0417"))
    person.look()
