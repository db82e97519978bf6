"""An assessment as a person reads it who only wants to know: duties by place, what is open, what was not looked at."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from incident.domain import fact_words, law_pages, open_scope, words
from incident.domain.coverage import Uncovered
from incident.domain.open_questions import Weight, weight

FINDINGS = {"applies": ("owed", "Owed"), "cannot_tell_yet": ("ask", "Cannot tell yet"), "does_not_apply": ("no", "Not owed")}
Entry = Mapping[str, Any]
BETWEEN = "|"  # between the parts of a row's key; no id and no place holds one


@dataclass(frozen=True, slots=True)
class Row:
    """One duty, or the same one to several customers. `anchor`: its place on the page of its law.

    `key`: obligation, place and customer as one text, to ask what would change it.
    `tag`: owed, late (owed, and its time has passed), ask, no. `zone`: IANA, of the place whose law it is. `unknown`:
    short names of the facts that would decide it. `customers`: how many share the row, None for no customer.
    """

    key: str
    title: str
    law: str
    regime: str
    anchor: str
    to: str
    customers: int | None
    tag: str
    tag_words: str
    zone: str
    due_at: datetime | None
    lenient_at: datetime | None
    expected_at: datetime | None
    period: str
    provisional: bool
    citation: str
    because: tuple[str, ...]
    unknown: tuple[str, ...]
    steps: tuple[str, ...]
    confidence: str
    doubts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PlaceGroup:
    """The duties under the laws of one place."""

    place: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class FarLaw:
    """A law that may bind only if people live, or the organisation is, where the facts do not say. `first_at`: soonest."""

    regime: str
    law: str
    place: str
    duties: int
    first_at: datetime | None


@dataclass(frozen=True, slots=True)
class Question:
    """The question to answer next, with why it matters. `more`: how many others are open after it."""

    path: str
    words: str
    weight: Weight
    more: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came out. `open`, `owed`, `not_owed` count duties; `far_duties` those of the laws in `far`, not in `open`.

    `day`: whose law was asked.
    """

    owed: int
    open: int
    not_owed: int
    places: tuple[PlaceGroup, ...]
    ruled_out: tuple[PlaceGroup, ...]
    far: tuple[FarLaw, ...]
    far_duties: int
    drafts: tuple[PlaceGroup, ...]
    switched_off: tuple[Entry, ...]
    uncovered: Uncovered
    not_read: tuple[str, ...]
    suggestion: Entry
    day: date
    rulebook: str


def outcome(assessment: Entry, *, now: datetime) -> Outcome:
    """What an assessment document of the contract says, for a page; `now`: what lies before it is past."""
    entries = assessment["obligations"]
    far = [entry for entry in entries if open_scope.is_far(entry)]
    near = [entry for entry in entries if not open_scope.is_far(entry)]
    pressing = [entry for entry in near if entry["finding"] != "does_not_apply"]
    count = [entry["finding"] for entry in near].count
    codes = assessment["uncovered"]
    return Outcome(
        owed=count("applies"),
        open=count("cannot_tell_yet"),
        not_owed=count("does_not_apply"),
        places=_places(pressing, now),
        ruled_out=_places([entry for entry in near if entry["finding"] == "does_not_apply"], now),
        far=_far(far),
        far_duties=len(far),
        drafts=_places([entry for entry in assessment["drafts"] if entry["finding"] == "applies"], now),
        switched_off=tuple(assessment["switched_off"]),
        uncovered=Uncovered(*(tuple(code for code in codes if ("-" in code) is part) for part in (False, True))),
        not_read=tuple(assessment["not_read"]),
        suggestion=assessment["risk_suggestion"],
        day=date.fromisoformat(assessment["on"]),
        rulebook=assessment["rulebook"],
    )


def question(assessment: Entry, passed: Collection[str], answerable: Callable[[str], bool]) -> Question | None:
    """The open question that decides most and was not passed over; what a person decides comes last.

    None when none is left. `answerable`: whether the page has a field for a fact.
    """
    left = [entry for entry in assessment["next_questions"] if entry["fact"] not in passed and answerable(entry["fact"])]
    if not left:
        return None
    chosen = min(left, key=lambda entry: entry["fact"] in fact_words.DECIDED)
    path = chosen["fact"]
    return Question(path, chosen["question"], weight(path, assessment["obligations"]), len(left) - 1)


def _places(entries: Sequence[Entry], now: datetime) -> tuple[PlaceGroup, ...]:
    """By place; the place with the soonest time first, owed or open, for an open duty's time runs too."""
    found: dict[str, list[Entry]] = {}
    for entry in entries:
        found.setdefault(law_pages.place_of(entry["jurisdiction"]), []).append(entry)
    ordered = sorted(found.items(), key=lambda item: (min(_urgency(entry)[::-1] for entry in item[1]), item[0]))
    return tuple(PlaceGroup(place, _rows(mine, now)) for place, mine in ordered)


def _urgency(entry: Entry) -> tuple[bool, float]:
    """Whether it is not certain, and its time as a number that sorts; those without a time last."""
    time = _time(entry)
    return entry["finding"] != "applies", time.timestamp() if time else float("inf")


def _time(entry: Entry) -> datetime | None:
    """When it is due, else when the regulator expects it."""
    return _instant(entry["due_at"]) or _instant(entry["due_expected_at"])


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _rows(entries: Iterable[Entry], now: datetime) -> tuple[Row, ...]:
    bundles: dict[tuple[Any, ...], list[Entry]] = {}
    for number, entry in enumerate(sorted(entries, key=_urgency)):
        alone = number if entry["controller"] is None else "customers"
        key = (entry["id"], entry["finding"], entry["due_at"], entry["due_expected_at"], alone)
        bundles.setdefault(key, []).append(entry)
    return tuple(_row(bundle, now) for bundle in bundles.values())


def _row(bundle: Sequence[Entry], now: datetime) -> Row:
    entry = bundle[0]
    tag, tag_words = FINDINGS[entry["finding"]]
    due = _instant(entry["due_at"])
    if tag == "owed" and due is not None and due < now:
        tag, tag_words = "late", "Owed, time has passed"
    steps = entry["steps"].get("strict") or entry["steps"].get("expected") or []
    return Row(
        key=BETWEEN.join((entry["id"], entry["jurisdiction"], entry["controller"] or "")),
        title=entry["title"],
        law=entry["law"],
        regime=entry["regime"],
        anchor=law_pages.anchor(entry["regime"], entry["id"]),
        to=_to(bundle),
        customers=len(bundle) if entry["controller"] else None,
        tag=tag,
        tag_words=tag_words,
        zone=entry["zone"],
        due_at=due,
        lenient_at=_instant(entry["due_lenient_at"]),
        expected_at=_instant(entry["due_expected_at"]),
        period=entry["clock"]["period"] or entry["words"] or "",
        provisional=entry["clock"]["provisional"],
        citation=_citation(entry),
        because=tuple(entry["because"]),
        unknown=tuple(fact_words.short(path) for path in entry["unknown"]),
        steps=tuple(steps),
        confidence=entry["confidence"],
        doubts=tuple(entry["doubts"]),
    )


def _citation(entry: Entry) -> str:
    """The law and the provision; the law's name once where the provision begins with it."""
    law, cite = str(entry["law"]), str(entry["citation"])
    return cite if cite.casefold().startswith(law.partition(",")[0].casefold()) else f"{law}, {cite}"


def _to(bundle: Sequence[Entry]) -> str:
    """Who is told where the title does not say it: the authority, or the customers."""
    names = [entry["controller"] for entry in bundle if entry["controller"]]
    if len(names) > 3:
        return f"{', '.join(names[:2])} and {len(names) - 2} more"
    return words.listed(names) if names else bundle[0]["authority"] or ""


def _far(entries: Sequence[Entry]) -> tuple[FarLaw, ...]:
    found: dict[str, list[Entry]] = {}
    for entry in entries:
        found.setdefault(entry["regime"], []).append(entry)
    laws = [_far_law(mine) for mine in found.values()]
    return tuple(sorted(laws, key=lambda law: (law.place, law.law)))


def _far_law(entries: Sequence[Entry]) -> FarLaw:
    times = [time for entry in entries if (time := _time(entry)) is not None]
    first = entries[0]
    place = law_pages.place_of(first["jurisdiction"])
    return FarLaw(first["regime"], first["law"], place, len(entries), min(times, default=None))
