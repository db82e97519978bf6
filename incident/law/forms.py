"""How each authority and reader asks: forms as data, one TOML file each in data/forms/."""

import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from incident.errors import LawDataError
from incident.law.loader import CONFIDENCE, ITEMS

Built = TypeVar("Built")

CHOICES = {
    "kind": ("regulator", "individuals", "customer"),
    "confidence": CONFIDENCE,
    "page": ("A4", "Letter"),
    "envelope": ("nz", "de"),
}
TABLES = ("people_by_place",)
LISTS = ("authorities", "regimes", "letter_paper_in", "printed", "doubts")


@dataclass(frozen=True, slots=True)
class Question:
    """One question. `filler` names the function that answers it from the facts ("free": only a person can).

    `item` is the content item of a law that it answers, None when no law asks for it. `mandatory`: asked for before
    approval. `only_when_filled`: cannot be left for later; while it is empty it is asked for again where it is
    mandatory, and left out of the document otherwise. `table`: a table that stands with the answer.
    """

    id: str
    words: str
    filler: str
    item: str | None = None
    cite: str | None = None
    mandatory: bool = False
    long: bool = False
    only_when_filled: bool = False
    table: str | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """Questions under one heading, in the reader's order. `as_table`: short answers, printed as rows of one table."""

    title: str
    questions: tuple[Question, ...]
    as_table: bool = False


@dataclass(frozen=True, slots=True)
class Form:
    """One form. `authorities` and `regimes` say for whom it is; both empty: for every other of its kind.

    Args:
        language: BCP 47 tag of its words.
        page: "A4" or "Letter"; `letter_paper_in`: countries that get Letter paper all the same.
        envelope: whose window the address of a letter on A4 must fit: "nz" (DL) or "de" (DIN 5008 form B).
        law_line: top right of a notice; may hold {citation}.
        subtitle: below the title of a notice, after its addressee.
        preface: small print below the summary of a notice.
        salutation, lead, closing: of a letter; the lead stands before its first part and may hold {citation}.
        printed: content items that the frame prints by itself, such as the date in a letter's head.
    """

    id: str
    name: str
    kind: str
    language: str
    page: str
    title: str
    valid_from: date
    confidence: str
    cite: str
    sections: tuple[Section, ...]
    law_line: str = ""
    subtitle: str = ""
    preface: str = ""
    salutation: str = ""
    lead: str = ""
    closing: str = ""
    envelope: str = "nz"
    authorities: tuple[str, ...] = ()
    regimes: tuple[str, ...] = ()
    letter_paper_in: tuple[str, ...] = ()
    printed: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    statutory_headings: bool = False

    @property
    def questions(self) -> tuple[Question, ...]:
        """Every question, in order."""
        return tuple(question for section in self.sections for question in section.questions)

    def paper(self, jurisdiction: str) -> str:
        """ "A4" or "Letter", for the place whose law it is (ISO 3166)."""
        return "Letter" if jurisdiction.split("-")[0] in self.letter_paper_in else self.page

    def words_for(self, item: str) -> str | None:
        """The words of the first question that answers a content item; None when none does."""
        return next((question.words for question in self.questions if question.item == item), None)


def load_forms(folder: Path) -> dict[str, Form]:
    """Every form of `folder` by its id.

    Raises:
        LawDataError: a file is not TOML, or has a missing, unknown or doubled key; file and key are named.
    """
    forms = {}
    for path in sorted(folder.glob("*.toml")):
        form = _form(path)
        if form.id in forms:
            raise LawDataError(f"forms/{path.name}: id '{form.id}' is used twice")
        forms[form.id] = form
    return forms


def form_for(forms: dict[str, Form], *, kind: str, regime: str, authority: str | None) -> Form:
    """The form made for this authority, else for this regime, else the general one of the kind.

    Raises:
        LawDataError: there is no form of this kind.
    """
    mine = [form for form in forms.values() if form.kind == kind]
    for form in mine:
        if authority and authority in form.authorities:
            return form
    for form in mine:
        if regime in form.regimes:
            return form
    for form in mine:
        if not form.authorities and not form.regimes:
            return form
    raise LawDataError(f"forms: there is no general form of the kind '{kind}'")


def _form(path: Path) -> Form:
    where = f"forms/{path.name}"
    try:
        raw: dict[str, Any] = tomllib.loads(path.read_text("utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise LawDataError(f"{where}: {error}") from error
    parts = raw.pop("section", [])
    if not parts or not isinstance(parts, list):
        raise LawDataError(f"{where}: 'section' is missing")
    sections = tuple(_section(where, entry) for entry in parts)
    for key in LISTS:
        raw[key] = tuple(raw.get(key, ()))
    form = _build(where, Form, {**raw, "sections": sections})
    for key, allowed in CHOICES.items():
        if getattr(form, key) not in allowed:
            raise LawDataError(f"{where}: '{key}' must be one of {', '.join(allowed)}")
    items = (*form.printed, *(question.item for question in form.questions if question.item))
    if wrong := next((item for item in items if item not in ITEMS), None):
        raise LawDataError(f"{where}: '{wrong}' is no content item; see docs/law-data.md, Items")
    if wrong := next((question.table for question in form.questions if question.table not in (None, *TABLES)), None):
        raise LawDataError(f"{where}: '{wrong}' is no table; known are {', '.join(TABLES)}")
    ids = [question.id for question in form.questions]
    if twice := next((name for name in ids if ids.count(name) > 1), None):
        raise LawDataError(f"{where}: question id '{twice}' is used twice")
    return form


def _section(where: str, raw: dict[str, Any]) -> Section:
    questions = tuple(_build(where, Question, entry) for entry in raw.pop("question", []))
    if not questions or "title" not in raw:
        raise LawDataError(f"{where}: a section needs 'title' and at least one 'question'")
    return _build(where, Section, {**raw, "questions": questions})


def _build(where: str, kind: type[Built], raw: dict[str, Any]) -> Built:
    try:
        return kind(**raw)
    except TypeError as error:
        raise LawDataError(f"{where}: {str(error).split(') ', 1)[-1]}") from error
