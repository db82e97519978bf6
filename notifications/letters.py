"""Letters as frozen values: to an affected individual, to a customer of a processor; and the window of the envelope."""

import math
import unicodedata
from dataclasses import dataclass
from typing import Literal

from notifications.errors import DocumentInvalid
from notifications.sheet import Block, Sheet, Signature, ToFollow, is_long

EnvelopeStyle = Literal["nz", "de", "us"]

WINDOW_LINES = 6  # what fits into the window of the envelope, in the smaller size
WINDOW_LINE = 46  # narrow characters in one line of the window


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
        """Lines on paper."""
        return window_lines(self.lines)

    @property
    def tight(self) -> bool:
        """Whether the smaller size is needed."""
        return self.printed_lines == WINDOW_LINES


def window_lines(lines: tuple[str, ...]) -> int:
    """How many lines an address takes in the window: a long line takes two."""
    return sum(max(1, math.ceil(_width(line) / WINDOW_LINE)) for line in lines)


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a letter: side head, text, what is not known yet.

    `unanswered`: what a draft still lacks, in words; a letter that is no draft has none.
    """

    heading: str
    text: tuple[Block, ...] = ()
    to_follow: tuple[ToFollow, ...] = ()
    unanswered: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not (self.text or self.to_follow or self.unanswered):
            raise DocumentInvalid(f"{self.heading}: this part of the letter is empty. Write it or leave it out.")

    @property
    def may_break(self) -> bool:
        """Whether the part may run over the foot of a page."""
        return is_long(self.text)


@dataclass(frozen=True, slots=True)
class LabelledValue:
    """A small label with its value in a letter's information block."""

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
        lead: paragraphs between the salutation and the first part.
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
    lead: tuple[str, ...] = ()
    statutory: bool = False

    def __post_init__(self) -> None:
        _check_letter(self.parts, self.sheet)
        if not self.statutory:
            return
        if self.title != CALIFORNIA_TITLE:
            raise DocumentInvalid(f"title: California asks for “{CALIFORNIA_TITLE}”.")
        if tuple(part.heading for part in self.parts) != CALIFORNIA_HEADINGS:
            raise DocumentInvalid("parts: California asks for these headings: " + "; ".join(CALIFORNIA_HEADINGS) + ".")


def _check_letter(parts: tuple[Part, ...], sheet: Sheet, unanswered: tuple[str, ...] = ()) -> None:
    if not parts:
        raise DocumentInvalid("parts: the letter has no text.")
    lacking = [*unanswered, *(words for part in parts for words in part.unanswered)]
    if lacking and not sheet.draft:
        raise DocumentInvalid(f"{'; '.join(lacking)}: not answered. Give the answer, or say when it follows.")


@dataclass(frozen=True, slots=True)
class FactRow:
    """A row of a customer's table. Neither value nor to follow: not answered, which only a draft may hold."""

    label: str
    value: str = ""
    to_follow: ToFollow | None = None

    @property
    def is_open(self) -> bool:
        """Whether nothing is answered and nothing is announced."""
        return not (self.value or self.to_follow)


@dataclass(frozen=True, slots=True)
class ControllerNotice:
    """A processor's notice to one customer: a lead, a table of what the customer needs, parts, who signs.

    `note`: small print below the table, such as the zone of the times.
    """

    sheet: Sheet
    letterhead_lines: tuple[str, ...]
    envelope: Envelope
    info: tuple[LabelledValue, ...]
    title: str
    lead: tuple[str, ...]
    facts_caption: str
    facts: tuple[FactRow, ...]
    parts: tuple[Part, ...]
    signature: Signature
    note: str = ""

    def __post_init__(self) -> None:
        _check_letter(self.parts, self.sheet, tuple(row.label for row in self.facts if row.is_open))

    @property
    def foot(self) -> str:
        """Bottom left of each page."""
        return f"{self.sheet.organisation}  ·  {self.sheet.footer}"
