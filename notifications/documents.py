"""Documents as frozen values: each class is exactly what its template may use."""

import hashlib
import math
import unicodedata
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from notifications.errors import DocumentInvalid
from notifications.words import ENGLISH, Words

Direction = Literal["ltr", "rtl"]
Paper = Literal["A4", "Letter"]
EnvelopeStyle = Literal["nz", "de", "us"]

LONG_TEXT = 700  # characters: an answer above this may break over two pages
SHORT_TABLE = 15  # rows: a table below this is never cut
MAX_SUMMARY_FACTS = 8
WINDOW_LINES = 6  # what fits into the window of the envelope, in the smaller size
WINDOW_LINE = 46  # narrow characters in one line of the window


@dataclass(frozen=True, slots=True)
class Sheet:
    """What every page carries, and what the file says of itself.

    Args:
        organisation: who speaks; stands in the letterhead and on every page.
        running_title: short title for the head of page two and later.
        reference: printed at the top right of later pages, for example "Reference BR-2026-0047".
        file_title: title that a viewer shows in its window; a whole phrase with the reference.
        description: one line for the file's properties.
        lang: BCP 47 tag of the text.
        created_at: aware instant of the document; nothing in the file comes from the clock.
        document_id: stable id, for example "BR-2026-0047-NZ-01".
        version: counts from 1.
        facts: canonical JSON of the facts used, embedded in the file; None embeds nothing.
        draft: prints the watermark and the word in the summary.
    """

    organisation: str
    running_title: str
    reference: str
    file_title: str
    description: str
    lang: str
    created_at: datetime
    document_id: str
    version: int = 1
    direction: Direction = "ltr"
    paper: Paper = "A4"
    facts: bytes | None = None
    words: Words = field(default=ENGLISH)
    draft: bool = False

    def __post_init__(self) -> None:
        if self.created_at.tzinfo is None:
            raise DocumentInvalid("created_at: the time of the document has no zone. Give an aware instant.")
        if not self.file_title.strip():
            raise DocumentInvalid("file_title: the document has no title. Give it one; viewers show it.")

    @property
    def facts_sha256(self) -> str | None:
        """SHA-256 of the embedded facts in lower-case hexadecimal; None without facts."""
        return None if self.facts is None else hashlib.sha256(self.facts).hexdigest()

    @property
    def short_digest(self) -> str:
        """First 16 digits of the facts' SHA-256 in groups of four; "" without facts."""
        digest = self.facts_sha256 or ""
        return " ".join(digest[start : start + 4] for start in range(0, min(16, len(digest)), 4))

    @property
    def version_words(self) -> str:
        """Id and version as the foot of the page says them."""
        return f"{self.document_id}, {self.words.version.format(number=self.version)}"

    @property
    def footer(self) -> str:
        """Id, version and digest as the foot of each page says them."""
        digest = f"  ·  {self.words.facts_digest} {self.short_digest}" if self.facts is not None else ""
        return self.version_words + digest

    @property
    def pdf_identifier(self) -> str:
        """32 hexadecimal digits: the same for the same document, version and facts."""
        text = f"{self.document_id}\n{self.version}\n{self.created_at.isoformat()}\n{self.facts_sha256}"
        return hashlib.sha256(text.encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class SummaryFact:
    """One fact of the summary box. `state`: printed in a frame (submitted, late by …)."""

    label: str
    value: str
    note: str = ""
    state: bool = False


@dataclass(frozen=True, slots=True)
class ToFollow:
    """What is not known yet: what, by when in words with the zone, who was asked."""

    what: str
    by: str = ""
    asked_of: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """Head of a table column. `width_mm`: even number from 8 to 80, or None for what is left."""

    words: str
    width_mm: int | None = None
    figures: bool = False

    def __post_init__(self) -> None:
        if self.width_mm is not None and (self.width_mm % 2 or not 8 <= self.width_mm <= 80):
            raise DocumentInvalid(f"Column {self.words}: give a width of 8 to 80 mm, an even number.")


@dataclass(frozen=True, slots=True)
class Table:
    """A table across the page. The first cell of a row is its head; an empty cell prints as a dash.

    `caption` names number and subject, `basis` says how far to trust it. `total`: last row, or empty.
    """

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    total: tuple[str, ...] = ()
    basis: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        for row in (*self.rows, *((self.total,) if self.total else ())):
            if len(row) != len(self.columns):
                raise DocumentInvalid(f"{self.caption}: a row has {len(row)} cells for {len(self.columns)} columns.")

    @property
    def kept_whole(self) -> bool:
        """Whether it stays on one page."""
        return len(self.rows) < SHORT_TABLE


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One event: its time on that day, and what happened."""

    time: str
    words: str


@dataclass(frozen=True, slots=True)
class TimelineDay:
    """The events of one day under the day's name."""

    day: str
    entries: tuple[TimelineEntry, ...]


@dataclass(frozen=True, slots=True)
class Timeline:
    """Events by day. `time_head` and `event_head`: heads of the two columns."""

    caption: str
    days: tuple[TimelineDay, ...]
    time_head: str = "Time"
    event_head: str = "What happened"
    basis: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """One question of a form and its answer, printed in this order; line breaks in a paragraph are kept.

    `cite`: the article behind the question. `table` and `timeline` stand below, across both columns.
    """

    number: str
    question: str
    paragraphs: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    to_follow: ToFollow | None = None
    note: str = ""
    cite: str = ""
    table: Table | None = None
    timeline: Timeline | None = None

    @property
    def is_open(self) -> bool:
        """Whether nothing is answered and nothing is announced."""
        return not (any(self.paragraphs) or any(self.items) or self.to_follow or self.table or self.timeline)

    @property
    def in_column(self) -> bool:
        """Whether anything stands beside the question."""
        return bool(any(self.paragraphs) or any(self.items) or self.to_follow or self.note or self.is_open)

    @property
    def may_break(self) -> bool:
        """Whether the answer may run over the foot of a page."""
        return _is_long(self.paragraphs, self.items)


def _is_long(paragraphs: tuple[str, ...], items: tuple[str, ...]) -> bool:
    lines = sum(text.count("\n") + 1 for text in (*paragraphs, *items))
    return sum(map(len, (*paragraphs, *items))) > LONG_TEXT or lines > 9


@dataclass(frozen=True, slots=True)
class Section:
    """Numbered answers under one heading; never empty."""

    number: str
    title: str
    answers: tuple[Answer, ...]

    def __post_init__(self) -> None:
        if not self.answers:
            raise DocumentInvalid(f"Section {self.number}, {self.title}: it has no answers. Leave it out.")


@dataclass(frozen=True, slots=True)
class Signature:
    """End of a letter. `closing`: "Yours sincerely" or "" for none."""

    name: str
    role: str
    closing: str = ""


@dataclass(frozen=True, slots=True)
class RegulatorNotice:
    """A notice to an authority in the order of its form.

    Args:
        organisation_lines: address of the organisation, under its name; may be empty.
        law_line: top right, for example "In confidence · Privacy Act 2020, section 114".
        subtitle: addressee and order of the answers.
        summary: at most eight facts.
        preface: zone of the times, and that no names are in it.
        declaration: paragraphs above the name of who signs.
    """

    sheet: Sheet
    law_line: str
    title: str
    subtitle: str
    summary: tuple[SummaryFact, ...]
    sections: tuple[Section, ...]
    signature: Signature
    preface: str = ""
    organisation_lines: tuple[str, ...] = ()
    declaration: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if len(self.summary) > MAX_SUMMARY_FACTS:
            raise DocumentInvalid(f"summary: {len(self.summary)} facts. The box holds at most {MAX_SUMMARY_FACTS}.")
        if not self.sections:
            raise DocumentInvalid("sections: the notice has no answers.")
        if self.sheet.draft:
            return
        for answer in (answer for section in self.sections for answer in section.answers):
            if answer.is_open:
                raise DocumentInvalid(
                    f"{answer.number} {answer.question}: it has no answer. Give one, or say what is to follow and when."
                )


@dataclass(frozen=True, slots=True)
class Envelope:
    """Address window. `style`: NZ (DL, folded in three), DE (DIN 5008 form B) or US (#10, Letter paper).

    Raises:
        DocumentInvalid: more lines than the window shows; nothing is ever cut.
    """

    style: EnvelopeStyle
    lines: tuple[str, ...]
    return_line: str

    def __post_init__(self) -> None:
        if self.printed_lines > WINDOW_LINES:
            raise DocumentInvalid(
                f"Address of {self.lines[0]}: it needs {self.printed_lines} lines and the window of the envelope "
                f"shows {WINDOW_LINES}. Shorten it or join two lines."
            )

    @property
    def printed_lines(self) -> int:
        """Lines on paper: a long line of the address takes two."""
        return sum(max(1, math.ceil(_width(line) / WINDOW_LINE)) for line in self.lines)

    @property
    def tight(self) -> bool:
        """Whether the smaller size is needed."""
        return self.printed_lines == WINDOW_LINES


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a letter: side head, then paragraphs, items, what follows the items, what is not known yet."""

    heading: str
    paragraphs: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    closing: tuple[str, ...] = ()
    to_follow: ToFollow | None = None

    def __post_init__(self) -> None:
        if not (any(self.paragraphs) or any(self.items) or any(self.closing) or self.to_follow):
            raise DocumentInvalid(f"{self.heading}: this part of the letter is empty. Write it or leave it out.")

    @property
    def may_break(self) -> bool:
        """Whether the part may run over the foot of a page."""
        return _is_long((*self.paragraphs, *self.closing), self.items)


@dataclass(frozen=True, slots=True)
class LabelledValue:
    """A small label with its value: in a letter's information block, or a row of facts."""

    label: str
    value: str


CALIFORNIA_TITLE = "Notice of Data Breach"
CALIFORNIA_HEADINGS = (
    "What Happened",
    "What Information Was Involved",
    "What We Are Doing",
    "What You Can Do",
    "For More Information",
)  # California Civil Code section 1798.82(d)(1)


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter to one affected individual.

    Args:
        letterhead_lines: top right, at most two lines: address, web name.
        info: date, reference, telephone for questions.
        foot: bottom left of each page: name, address, registration number.
        statutory: True holds title and headings to section 1798.82(d)(1) of the California Civil Code.

    Raises:
        DocumentInvalid: `statutory` and another title, heading or order.
    """

    sheet: Sheet
    letterhead_lines: tuple[str, ...]
    envelope: Envelope
    info: tuple[LabelledValue, ...]
    title: str
    salutation: str
    parts: tuple[Part, ...]
    signature: Signature
    foot: str
    statutory: bool = False

    def __post_init__(self) -> None:
        _check_letter(self.parts)
        if not self.statutory:
            return
        if self.title != CALIFORNIA_TITLE:
            raise DocumentInvalid(f"title: California asks for “{CALIFORNIA_TITLE}”.")
        if tuple(part.heading for part in self.parts) != CALIFORNIA_HEADINGS:
            raise DocumentInvalid("parts: California asks for these headings: " + "; ".join(CALIFORNIA_HEADINGS) + ".")


def _check_letter(parts: tuple[Part, ...]) -> None:
    if not parts:
        raise DocumentInvalid("parts: the letter has no text.")


@dataclass(frozen=True, slots=True)
class ControllerNotice:
    """A processor's notice to one customer: a lead, a table of what the customer needs, parts, who signs."""

    sheet: Sheet
    letterhead_lines: tuple[str, ...]
    envelope: Envelope
    info: tuple[LabelledValue, ...]
    title: str
    lead: tuple[str, ...]
    facts_caption: str
    facts: tuple[LabelledValue, ...]
    parts: tuple[Part, ...]
    signature: Signature

    def __post_init__(self) -> None:
        _check_letter(self.parts)

    @property
    def foot(self) -> str:
        """Bottom left of each page."""
        return f"{self.sheet.organisation}  ·  {self.sheet.footer}"


@dataclass(frozen=True, slots=True)
class RegisterDocument:
    """An extract of the register of breaches, landscape. The first cell of each row is its number."""

    sheet: Sheet
    law_line: str
    title: str
    subtitle: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    empty_words: str = "No entry in this time."
    note: str = ""

    def __post_init__(self) -> None:
        for row in self.rows:
            if len(row) != len(self.columns):
                raise DocumentInvalid(f"Entry {row[0]}: {len(row)} cells for {len(self.columns)} columns.")


Document = RegulatorNotice | Letter | ControllerNotice | RegisterDocument
