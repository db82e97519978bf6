"""Documents as frozen values: each class is exactly what its template may use."""

from dataclasses import dataclass

from notifications.errors import DocumentInvalid
from notifications.letters import ControllerNotice, Letter
from notifications.sheet import Block, Column, Sheet, Signature, Table, ToFollow, is_long

MAX_SUMMARY_FACTS = 8


@dataclass(frozen=True, slots=True)
class SummaryFact:
    """One fact of the summary box. `state`: printed in a frame (submitted, late by …)."""

    label: str
    value: str
    note: str = ""
    state: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """One question of a form and its answer, printed in this order.

    `cite`: the article behind the question. `table` stands below, across both columns.
    """

    number: str
    question: str
    text: tuple[Block, ...] = ()
    to_follow: ToFollow | None = None
    cite: str = ""
    table: Table | None = None

    @property
    def is_open(self) -> bool:
        """Whether nothing is answered and nothing is announced."""
        return not (self.text or self.to_follow or self.table)

    @property
    def in_column(self) -> bool:
        """Whether anything stands beside the question."""
        return bool(self.text or self.to_follow or self.is_open)

    @property
    def may_break(self) -> bool:
        """Whether the answer may run over the foot of a page."""
        return is_long(self.text)


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
class RegulatorNotice:
    """A notice to an authority in the order of its form.

    Args:
        organisation_lines: address of the organisation, under its name; may be empty.
        law_line: top right, for example "In confidence · Privacy Act 2020, section 114".
        subtitle: addressee and order of the answers.
        addressee_line: where the authority is reached, on one line; may be "".
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
    addressee_line: str = ""
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
