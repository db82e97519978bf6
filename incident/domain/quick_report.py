"""The quick report: five answers of somebody who saw something, and what facts an incident starts with from them."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any, Protocol

from incident.domain import words

NOT_SURE = "not_sure"
TITLE_LENGTH = 90  # fits one line of the incident's header
KINDS: dict[str, tuple[str, tuple[str, ...]]] = {
    "contact": ("Names, addresses, e-mail, telephone", ("name", "email", "phone", "postal_address")),
    "login": ("Log-in details", ("username",)),
    "money": ("Bank accounts, cards, invoices", ("bank_account", "invoice")),
    "identity": ("Passports, licences, tax or social security numbers", ("government_id",)),
    "health": ("Health information", ("health",)),
    "none": ("No information about people", ()),
}  # what a reporter can tell apart; the second part are codes of the facts document


@dataclass(frozen=True, slots=True)
class QuickReport:
    """The answers as given; None or empty means “I am not sure”.

    `kinds`: keys of KINDS. `whose`: names of the data inventory. `people_count`: roughly. `reach`: how the reporter
    can be reached now. `supplier`: key in the configuration.
    """

    what_happened: str | None
    noticed_at: datetime | None
    kinds: tuple[str, ...]
    whose: tuple[str, ...]
    people_count: int | None
    ongoing: bool | None
    supplier: str | None = None
    supplier_told_at: datetime | None = None
    reach: str | None = None


@dataclass(frozen=True, slots=True)
class StartingContext:
    """A context with the facts that a report gives; `sources`: path -> {"source", "estimate"}."""

    name: str
    role: str
    document: dict[str, Any]
    sources: dict[str, dict[str, Any]]


class InventoryEntry(Protocol):
    """One line of the data inventory in the configuration."""

    @property
    def name(self) -> str:
        """The name of the context, such as “Our own users”."""

    @property
    def role(self) -> str:
        """A code of `organisation.role`."""

    @property
    def data(self) -> Sequence[str]:
        """Codes of data that are kept there."""


class SupplierEntry(Protocol):
    """One supplier of the configuration."""

    @property
    def name(self) -> str:
        """How people call it."""

    @property
    def holds(self) -> Sequence[str]:
        """Codes of data that it keeps for us."""

    @property
    def contexts(self) -> Sequence[str]:
        """Names of the data inventory that it serves."""


def as_document(answers: QuickReport) -> dict[str, Any]:
    """The answers as JSON values, as they are kept."""
    document = asdict(answers)
    for key in ("noticed_at", "supplier_told_at"):
        document[key] = document[key].isoformat() if document[key] else None
    return {key: list(value) if isinstance(value, tuple) else value for key, value in document.items()}


def title(answers: QuickReport, day: date) -> str:
    """The first sentence of what happened, shortened; the day of the report when nothing was written."""
    text = " ".join((answers.what_happened or "").split())
    if not text:
        return f"Report of {day.day} {day:%B %Y}"
    first = text.split(". ")[0].rstrip(".")
    if len(first) <= TITLE_LENGTH:
        return first
    return first[: TITLE_LENGTH - 1].rsplit(" ", 1)[0] + "…"


def contexts(
    answers: QuickReport, inventory: Sequence[InventoryEntry], supplier: SupplierEntry | None
) -> list[StartingContext]:
    """The contexts that the report touches: those named; else those that the supplier holds; else all of them.

    A context too many can be set aside by a person; one too few would hide its duties.
    """
    chosen = [entry for entry in inventory if entry.name in answers.whose]
    if not chosen and supplier is not None:
        chosen = [entry for entry in inventory if entry.name in supplier.contexts]
    return [_context(entry, answers, supplier) for entry in chosen or inventory] or [
        StartingContext("Our organisation", "controller", *_common(answers))
    ]


def _context(entry: InventoryEntry, answers: QuickReport, supplier: SupplierEntry | None) -> StartingContext:
    document, sources = _common(answers)
    if answers.kinds and answers.kinds != ("none",):
        document["data"] = list(dict.fromkeys(code for kind in answers.kinds for code in KINDS[kind][1]))
        sources["data"] = {"source": "Quick report", "estimate": True}
    elif supplier is not None and not answers.kinds:
        held = set(supplier.holds)
        both = [code for code in entry.data if code in held] or list(supplier.holds)
        if both:
            document["data"] = both
            sources["data"] = {"source": f"What {supplier.name} holds for us (configuration)", "estimate": True}
    if document.get("data"):
        document["more_possible"] = ["data"]
    return StartingContext(entry.name, entry.role, document, sources)


def _common(answers: QuickReport) -> tuple[dict[str, Any], dict[str, dict[str, Any]]]:
    events: dict[str, str] = {}
    if answers.noticed_at is not None:
        noticed = answers.noticed_at.isoformat()
        events = {"suspected_at": noticed, "discovered_at": noticed}
    if answers.supplier_told_at is not None:
        told = answers.supplier_told_at.isoformat()
        events["processor_told_controller_at"] = told
        first = min(answers.supplier_told_at, answers.noticed_at or answers.supplier_told_at).isoformat()
        events["suspected_at"] = events["discovered_at"] = first
    document: dict[str, Any] = {"events": events} if events else {}
    if answers.ongoing is not None:
        document["impact"] = {"ongoing": answers.ongoing}
    sources = {f"events.{name}": {"source": "Quick report"} for name in events}
    if answers.ongoing is not None:
        sources["impact.ongoing"] = {"source": "Quick report"}
    return document, sources


def lines(document: dict[str, Any]) -> list[tuple[str, str]]:
    """A kept report as (question, answer) in words; what was not sure says so. Times are left to the caller.

    An imported incident has no report: its lines say where it comes from and what the record left open.
    """
    if document.get("imported_from"):
        return _imported_lines(document)
    kinds = [KINDS[kind][0].lower() for kind in document.get("kinds") or [] if kind in KINDS]
    going_on = document.get("ongoing")
    ongoing = "Not sure" if going_on is None else "Yes" if going_on else "No"
    count = document.get("people_count")
    whose = words.listed(document.get("whose") or [])
    return [
        ("What was seen", document.get("what_happened") or "Not sure"),
        ("What information", words.listed(kinds).capitalize() if kinds else "Not sure"),
        ("Whose", (whose or "Not sure") + (f", about {count:,} people" if count is not None else "")),
        ("Still going on", ongoing),
    ]


def _imported_lines(document: dict[str, Any]) -> list[tuple[str, str]]:
    found = [
        ("What happened", document.get("what_happened") or "The record does not say"),
        ("Imported from", document["imported_from"]),
        ("Taken there from", document.get("reference")),
        ("Notes of the record", "\n".join(document.get("notes") or [])),
    ]
    left_open = [f"{words[0].upper()}{words[1:]}." for words in document.get("left_open") or []]
    return [(name, text) for name, text in found if text] + [("Left open by the record", "\n".join(left_open))]
