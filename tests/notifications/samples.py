"""Small documents of every kind, all people and companies invented, for the tests of this folder."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from notifications.documents import Answer, RegisterDocument, RegulatorNotice, Section, SummaryFact
from notifications.letters import ControllerNotice, Envelope, FactRow, LabelledValue, Letter, Part
from notifications.sheet import Bullets, Column, Sheet, Signature, Table, ToFollow

FACTS = b'{"affected":[{"count":2,"residence":"NZ"}],"organisation":{"country":"NZ","role":"controller"}}'
COMPANY = "Fernbrook Payables Limited (fictional)"


def sheet(**changes: Any) -> Sheet:
    """A sheet of Monday 23 November 2026."""
    made = Sheet(
        organisation=COMPANY,
        running_title="Notification of a privacy breach",
        reference="Reference INC-2026-014",
        file_title="Notification of a privacy breach, INC-2026-014-NZ-7",
        description="A sample",
        lang="en-NZ",
        created_at=datetime(2026, 11, 22, 22, 20, tzinfo=UTC),
        document_id="INC-2026-014-NZ-7",
        facts=FACTS,
    )
    return replace(made, **changes)


def table(rows: int) -> Table:
    """So many places with their numbers, and the total."""
    return Table(
        caption="Table 1. People affected, by place of residence",
        columns=(Column("Place of residence"), Column("People", 26, figures=True)),
        rows=tuple((f"Place {number}", f"{number:,}") for number in range(1, rows + 1)),
        total=("Total", f"{sum(range(1, rows + 1)):,}"),
        basis="estimate",
    )


def notice(*, draft: bool = False, answers: tuple[Answer, ...] | None = None, **changes: Any) -> RegulatorNotice:
    """A notice to an authority with one section of the given answers, or two sections of its own."""
    own = (
        Section("1", "Your organisation", (Answer("1.1", "Agency name", (COMPANY,), cite="s 117(1)(f)"),)),
        Section(
            "2",
            "About the breach",
            (
                Answer("2.1", "What happened", ("An unknown person copied files.", Bullets(("from us", "in one night")))),
                Answer("2.2", "Who has it", to_follow=ToFollow("Fri 27 Nov 2026, 17:00 NZDT")),
                Answer("2.3", "Number of people", ("About 3 people.",), table=table(2)),
            ),
        ),
    )
    made = RegulatorNotice(
        sheet=sheet(draft=draft),
        law_line="In confidence · Privacy Act 2020, section 114",
        title="Notification of a privacy breach",
        subtitle="To: Office of the Privacy Commissioner",
        summary=(SummaryFact("Our reference", "INC-2026-014"), SummaryFact("State", "Approved", state=True)),
        sections=own if answers is None else (Section("1", "The only section", answers),),
        signature=Signature("Rafe Sample", "Approved for the company"),
        declaration=("The answers are true to the best of our knowledge.",),
    )
    return replace(made, **changes)


def envelope(style: Any = "nz", *lines: str) -> Envelope:
    """A window with an address."""
    return Envelope(style, lines or ("To the people affected", "New Zealand"), "Level 3, 12 Sample Quay, Auckland 1010")


def letter(*, style: Any = "nz", **changes: Any) -> Letter:
    """A letter to the people affected; it embeds no facts."""
    made = Letter(
        sheet=sheet(facts=None, file_title="A privacy breach that affects you, INC-2026-014"),
        letterhead_lines=("Level 3, 12 Sample Quay, Auckland 1010", "fernbrook.example"),
        envelope=envelope(style),
        info=(LabelledValue("Date of this notice", "23 November 2026"),),
        title="A privacy breach that affects you",
        salutation="Kia ora",
        lead=("We are sorry that it happened.",),
        parts=(Part("What happened", ("A list was sent to a wrong address.",)), Part("How to reach us", ("Write to us.",))),
        signature=Signature("Moana Example", "Privacy officer", "Yours sincerely"),
        foot=f"{COMPANY}  ·  NZBN 9429000000000",
    )
    return replace(made, **changes)


def customer_notice(**changes: Any) -> ControllerNotice:
    """A notice of a processor to its customer."""
    made = ControllerNotice(
        sheet=sheet(facts=None, file_title="Breach of personal data that we process for you, INC-2026-014"),
        letterhead_lines=("Level 3, 12 Sample Quay, Auckland 1010",),
        envelope=envelope("nz", "Musterbau Hochsitz GmbH & Co. KG", "Germany"),
        info=(LabelledValue("Date of this notice", "23 November 2026"),),
        title="Breach of personal data that we process for you",
        lead=("We write as your processor.",),
        facts_caption="What you need for your own notification",
        facts=(FactRow("We became aware", "Fri 20 Nov 2026"), FactRow("Your people", to_follow=ToFollow("Monday"))),
        parts=(Part("What happened", ("A session was stolen.",)),),
        signature=Signature("Moana Example", "Privacy officer"),
    )
    return replace(made, **changes)


def register(rows: int = 2) -> RegisterDocument:
    """An extract of the register with so many entries."""
    return RegisterDocument(
        sheet=sheet(facts=None, file_title="Register of personal data breaches", lang="en"),
        law_line="Internal · GDPR Art. 33(5)",
        title="Register of personal data breaches",
        subtitle="Extract of Tue 24 Nov 2026, 18:00 NZDT",
        columns=(Column("No.", 24), Column("Facts"), Column("Told, or why not", 42)),
        rows=tuple((f"INC-2026-{number:03}", "A list was sent to a wrong address.", "") for number in range(1, rows + 1)),
    )
