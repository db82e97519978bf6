"""How each authority and reader asks: forms as data, one TOML file each in data/forms/."""

import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from incident.errors import LawDataError

Built = TypeVar("Built")

KINDS = ("regulator", "individuals", "customer")
CONFIDENCES = ("high", "medium", "low")


@dataclass(frozen=True, slots=True)
class Question:
    """One question. `filler` names the function that answers it from the facts ("free": only a person can).

    `item` is the content item of a law that it answers, None when no law asks for it. `only_when_filled`: left
    out of the document while it is empty. `table`: a table that stands with the answer.
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
    """Questions under one heading, in the reader's order."""

    title: str
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Form:
    """One form. `authorities` and `regimes` say for whom it is; both empty: for every other of its kind."""

    id: str
    name: str
    kind: str
    language: str
    page: str
    title: str
    law_line: str
    subtitle: str
    preface: str
    valid_from: date
    confidence: str
    cite: str
    sections: tuple[Section, ...]
    authorities: tuple[str, ...] = ()
    regimes: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    statutory_headings: bool = False

    @property
    def questions(self) -> tuple[Question, ...]:
        """Every question, in order."""
        return tuple(question for section in self.sections for question in section.questions)


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
    sections = tuple(_section(where, entry) for entry in raw.pop("section", []))
    if not sections:
        raise LawDataError(f"{where}: 'section' is missing")
    for key in ("authorities", "regimes", "doubts"):
        raw[key] = tuple(raw.get(key, ()))
    form = _build(where, Form, {**raw, "sections": sections})
    if form.kind not in KINDS:
        raise LawDataError(f"{where}: 'kind' must be one of {', '.join(KINDS)}")
    if form.confidence not in CONFIDENCES:
        raise LawDataError(f"{where}: 'confidence' must be one of {', '.join(CONFIDENCES)}")
    ids = [question.id for question in form.questions]
    if twice := next((name for name in ids if ids.count(name) > 1), None):
        raise LawDataError(f"{where}: question id '{twice}' is used twice")
    return form


def _section(where: str, raw: dict[str, Any]) -> Section:
    questions = tuple(_build(where, Question, entry) for entry in raw.get("question", []))
    if not questions or "title" not in raw:
        raise LawDataError(f"{where}: a section needs 'title' and at least one 'question'")
    return Section(raw["title"], questions)


def _build(where: str, kind: type[Built], raw: dict[str, Any]) -> Built:
    try:
        return kind(**raw)
    except TypeError as error:
        raise LawDataError(f"{where}: {str(error).split(') ', 1)[-1]}") from error
