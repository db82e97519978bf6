"""What every document is made of: the sheet that each page carries, texts, tables, marks for what follows."""

import hashlib
import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from notifications.errors import DocumentInvalid
from notifications.text import clean
from notifications.words import ENGLISH, Words

Direction = Literal["ltr", "rtl"]
Paper = Literal["A4", "Letter"]

LONG_TEXT = 700  # characters: a text above this may break over two pages
LONG_LINES = 9  # the same for lines that the author broke, and for items of a list
SHORT_TABLE = 15  # rows: a table below this is never cut


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
    def footer(self) -> str:
        """Id, version and digest as the foot of each page says them."""
        digest = f"  ·  {self.words.facts_digest} {self.short_digest}" if self.facts is not None else ""
        return f"{self.document_id}, {self.words.version.format(number=self.version)}{digest}"

    @property
    def pdf_identifier(self) -> str:
        """32 hexadecimal digits: the same for the same document, version and facts."""
        text = f"{self.document_id}\n{self.version}\n{self.created_at.isoformat()}\n{self.facts_sha256}"
        return hashlib.sha256(text.encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class ToFollow:
    """What is not known yet. `by`: when it follows, in words with the zone; `what`: "" where the question says it."""

    by: str
    what: str = ""


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list inside a text."""

    items: tuple[str, ...]


Block = str | Bullets  # a paragraph, whose line breaks are kept, or a list
_BULLET = re.compile(r"[-*•–]\s+(.+)")


def blocks(text: str) -> tuple[Block, ...]:
    """A text as a person typed it: an empty line ends a paragraph, lines that start with a dash are a list."""
    found: list[Block] = []
    goes_on = False  # whether the line before was a paragraph that this line may continue
    for line in map(str.strip, clean(text).split("\n")):
        item = _BULLET.fullmatch(line)
        last = found[-1] if found else None
        if item and isinstance(last, Bullets):
            found[-1] = Bullets((*last.items, item[1]))
        elif item:
            found.append(Bullets((item[1],)))
        elif line and goes_on:
            found[-1] = f"{last}\n{line}"
        elif line:
            found.append(line)
        goes_on = bool(line) and not item
    return tuple(found)


def is_long(text: tuple[Block, ...]) -> bool:
    """Whether a text may run over the foot of a page."""
    lines = [line for block in text for line in (block.items if isinstance(block, Bullets) else block.split("\n"))]
    return sum(map(len, lines)) > LONG_TEXT or len(lines) > LONG_LINES


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
class Signature:
    """End of a letter. `closing`: "Yours sincerely" or "" for none."""

    name: str
    role: str
    closing: str = ""
