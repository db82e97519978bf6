"""From a suspicion to a filed notice and a complete record: five people, real windows, wide and narrow."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pikepdf
import pytest

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
    """One incident on its way, and who works on it."""

    site: Site
    come: Come
    width: int
    ref: str = ""
    notice: str = ""

    def at(self, role: str) -> Person:
        """Somebody of this role, signed in at a window of the width."""
        return self.come(role, width=self.width)


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_a_report_becomes_a_filed_notice_and_a_record_without_a_fault_on_any_screen(
    site: Site, come: Come, width: int, tmp_path: Path
) -> None:
    case = Case(site, come, width)
    began = utcnow()

    case.ref = report(case.at("reporter"))
    read_the_mail(case, case.at("administrator"))
    handler, officer, approver = (case.at(role) for role in ("handler", "privacy_officer", "approver"))
    take(case, handler)
    set_awareness(case, handler, began - timedelta(minutes=10))
    answer_questions(case, handler)
    decide_the_risk(case, officer)
    finish_the_assessment(case, handler)
    see_the_duties(case, handler)
    draft(case, handler)
    ask_for_approval(handler)
    approve(case, approver)
    issue(case, handler, tmp_path)
    file(case, handler)
    see_the_record(case, officer)


def report(person: Person) -> str:
    """Five answers; the reference of the incident."""
    person.look()
    person.follow("Report a suspicion")
    person.look()
    person.fill("What did you see?", REPORT)
    person.choose("Names, addresses", "Bank accounts", "Our own users")
    person.fill("About how many people?", "120")
    person.page.locator("#ongoing").get_by_text("No", exact=True).click()
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
        time.sleep(0.5)
        person.open("/outbox")
    person.look()
    person.follow(case.ref, exact=False)
    person.sees("Moana Example", f"{case.site.base}/incidents/{case.ref}")
    person.look()


def take(case: Case, person: Person) -> None:
    """The handler finds the new report, takes the incident and says what kind it is."""
    person.look()
    person.follow(f"A new report: {REPORT[:20]}", exact=False)
    person.look()
    person.page.get_by_text("Title, owner, processing contexts").click()
    person.page.get_by_label("Owner", exact=True).select_option(label="Ines Specimen")
    person.press("Save title and owner")
    person.sees("owner Ines Specimen")
    person.go("Checklist")
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
    person.sees("Ines Specimen")
    person.look()


def answer_questions(case: Case, person: Person) -> None:
    """Each saved answer leads to the next question; “not known yet” where nobody knows."""
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
    for path, answer in ANSWERS.items():
        if path not in asked:
            person.open(f"/incidents/{case.ref}/facts/1/{path}")
            answer(person)
            person.press("Save and see all facts")


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


def finish_the_assessment(case: Case, person: Person) -> None:
    """The conclusion that it must be notified starts the clock of the Commissioner's notice."""
    person.open(f"/incidents/{case.ref}/facts/1/events.determined_notifiable_at")
    person.look()
    person.time("answer", utcnow())
    person.press("Save and see all facts")


def see_the_duties(case: Case, person: Person) -> None:
    """Each duty stands on the strip and in the table with its time; one opens with its law and its counting."""
    person.go("Overview")
    person.sees("Office of the Privacy Commissioner", "Owed")
    assert person.page.locator(".strip-row").count() > 2
    person.look()
    person.go("Duties")
    person.look()
    person.follow("Office of the Privacy Commissioner", exact=False)
    person.sees("Why it is owed", "Privacy Act 2020 s 114", "How the time was counted")
    person.look()


def draft(case: Case, person: Person) -> None:
    """The notice comes filled from the facts; what is open is marked as to follow."""
    person.press("Start the notice")
    case.notice = person.path
    person.sees("120")
    person.look()
    for box in person.page.locator('form#notice-form input[name^="follow-"]').all():
        field = box.get_attribute("name").replace("follow-", "answer-")
        if not person.page.locator(f"#{field}").input_value():
            box.check()
    person.time("follow_up_at", utcnow() + timedelta(days=5))
    person.press("Save the draft")
    person.sees("1 missing")
    person.look()
    person.page.get_by_role("link", name="Why a public notice is given").click()
    person.page.keyboard.type("No public notice is used.")
    person.press("Save the draft")
    person.sees("nothing missing")
    person.look()


def ask_for_approval(person: Person) -> None:
    """A second person is asked."""
    person.page.get_by_label("Who approves").select_option(label="Rafe Sample")
    person.press("Ask for approval")
    person.sees("Waits for approval")
    person.look()


def approve(case: Case, person: Person) -> None:
    """The approver finds the notice on the first page, reads it and approves it."""
    person.open("/")
    person.look()
    person.follow("A notice waits for your approval")
    person.look()
    person.fill("Your words to it", "Read and agreed.")
    person.press("Approve this notice")
    person.sees("Approved by Rafe Sample")
    person.look()


def issue(case: Case, person: Person, folder: Path) -> None:
    """The handler issues the document and keeps the PDF."""
    person.open(case.notice)
    person.look()
    person.press("Issue the document")
    person.look()
    with person.page.expect_download() as waiting:
        person.page.get_by_role("link", name="Download the PDF").click()
    file = folder / waiting.value.suggested_filename
    waiting.value.save_as(file)
    with pikepdf.open(file) as pdf:
        assert pdf.Root.MarkInfo.Marked
    assert sha256(file.read_bytes()).hexdigest() in person.page.locator("main").inner_text()


def file(case: Case, person: Person) -> None:
    """Filed with the authority's reference; the clock stops."""
    person.time("filed_at", utcnow())
    person.fill("Channel", "NotifyUs")
    person.fill("The authority's reference", "SAMPLE-0417")
    person.press("Record the filing")
    person.sees("Filed", "SAMPLE-0417")
    person.look()
    person.go("Duties")
    person.page.get_by_text("Done (", exact=False).click()
    person.look()


def see_the_record(case: Case, person: Person) -> None:
    """Register and timeline hold all of it."""
    person.open("/")
    person.look()
    person.go("Register", menu="Main")
    person.sees("Office of the Privacy Commissioner")
    person.look()
    person.follow("I mailed a remittance list", exact=False)
    person.look()
    person.go("Timeline")
    person.sees("Reported by Tui Placeholder", "Rafe Sample", "SAMPLE-0417")
    person.look()
