"""Duties as people compare them: rows by context, the strip, the next questions, the counts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from incident.db.models import Clock, ClockState, Context, Incident
from incident.domain import fact_words, strip, words
from incident.domain.clocks import left_words, span_words
from incident.domain.coverage import Uncovered, uncovered
from incident.domain.open_questions import weight
from incident.domain.starts import STEPS
from incident.law.fields import EVENT_WORDS, question
from incident.law.rulebook import Rulebook
from incident.services import assessments, clocks, contexts
from incident.services.leading import is_customers, leading

MANY_CUSTOMERS = 4  # from here on customers with the same contract share a row


@dataclass(frozen=True, slots=True)
class DutyRow:
    """One line of the duties table. `tag`: owed, late, ask, done, no. `clock` is None for a row of many customers.

    `confidence`: in our reading of the law, "" where it is high.
    """

    clock: Clock | None
    context_id: int
    name: str
    law: str
    tag: str
    tag_words: str
    zone: str
    due_at: datetime | None
    lenient_at: datetime | None
    expected_at: datetime | None
    period: str
    provisional: bool
    owner: str | None
    why: str
    stopped_at: datetime | None
    confidence: str


@dataclass(frozen=True, slots=True)
class DutyGroup:
    """The duties of one context: those that need somebody, those done, those not owed."""

    context: Context
    role: str
    rows: tuple[DutyRow, ...]
    done: tuple[DutyRow, ...]
    not_owed: tuple[DutyRow, ...]


@dataclass(frozen=True, slots=True)
class NextQuestion:
    """A question whose answer decides duties, with the context that asks it. `laws`: whose duties they are."""

    context: Context
    path: str
    question: str
    decides: int
    earliest_due_at: datetime | None
    duties: tuple[str, ...]
    laws: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LackingTime:
    """An event that starts clocks and is not recorded; `duties`: how many count provisionally from another meanwhile."""

    context_id: int
    path: str
    words: str
    duties: int


@dataclass(frozen=True, slots=True)
class Counts:
    """How many duties stand how."""

    owed: int
    overdue: int
    done: int
    cannot_tell: int
    not_owed: int


def is_late(clock: Clock, now: datetime) -> bool:
    """Whether a legal limit has passed and the duty is not met."""
    return clock.state is ClockState.RUNNING and clock.due_at is not None and clock.due_at < now


def counts(rows: Sequence[Clock], now: datetime) -> Counts:
    """The counts over these clocks; what several laws owe to one customer counts once."""
    leaders = leading(rows)
    states = [clock.state for clock in leaders]
    return Counts(
        owed=states.count(ClockState.RUNNING),
        overdue=sum(is_late(clock, now) for clock in leaders),
        done=states.count(ClockState.MET),
        cannot_tell=states.count(ClockState.CANNOT_TELL),
        not_owed=states.count(ClockState.NOT_OWED),
    )


def counts_words(count: Counts) -> str:
    """“5 owed (1 overdue), 1 done, 6 cannot tell yet, 1 not owed”."""
    overdue = f" ({count.overdue} overdue)" if count.overdue else ""
    return f"{count.owed} owed{overdue}, {count.done} done, {count.cannot_tell} cannot tell yet, {count.not_owed} not owed"


def groups(session: Session, incident: Incident, *, now: datetime) -> list[DutyGroup]:
    """The incident's duties by context, the most urgent first."""
    rows = clocks.of_incident(session, incident)
    found = []
    for context in contexts.of(session, incident):
        mine = _rows([clock for clock in rows if clock.context_id == context.id], now)
        document = contexts.newest_facts(session, context).document
        found.append(
            DutyGroup(
                context=context,
                role=fact_words.at(document, "organisation.role") or "",
                rows=tuple(row for row in mine if row.tag in ("late", "owed", "ask")),
                done=tuple(row for row in mine if row.tag == "done"),
                not_owed=tuple(row for row in mine if row.tag == "no"),
            )
        )
    return found


def _rows(mine: Sequence[Clock], now: datetime) -> list[DutyRow]:
    bundles: dict[tuple[Any, ...], list[Clock]] = {}
    leaders = leading(mine)
    laws: dict[int, list[str]] = {}
    for clock in mine:
        if is_customers(clock) and clock.state is not ClockState.NOT_OWED:
            laws.setdefault(clock.customer_id or 0, []).append(clock.citation)
    many = sum(is_customers(clock) for clock in leaders) >= MANY_CUSTOMERS
    for clock in leaders:
        bundled = many and is_customers(clock)
        key = ("customers", clock.state, clock.due_at, clock.owner_id) if bundled else (clock.id,)
        bundles.setdefault(key, []).append(clock)
    return [_bundle(bundle, laws.get(bundle[0].customer_id or 0, []), now) for bundle in bundles.values()]


def _bundle(bundle: Sequence[Clock], laws: Sequence[str], now: datetime) -> DutyRow:
    clock, single = bundle[0], len(bundle) == 1
    tag, tag_words = tag_of(clock, now)
    others = len(set(laws) - {clock.citation})
    return DutyRow(
        clock=clock if single else None,
        context_id=clock.context_id,
        name=clock.addressee if single else f"{len(bundle)} customers{_contract(clock)}",
        law=f"{clock.title}, {clock.citation}{_more_laws(others)}",
        tag=tag,
        tag_words=tag_words,
        zone=clock.zone,
        due_at=clock.due_at,
        lenient_at=clock.due_lenient_at,
        expected_at=clock.due_expected_at,
        period=clock.period or "",
        provisional=clock.provisional,
        owner=clock.owner.name if clock.owner else None,
        why=why(clock),
        stopped_at=max((row.stopped_at for row in bundle if row.stopped_at), default=None),
        confidence=_unsure(clock),
    )


def _unsure(clock: Clock) -> str:
    confidence = (clock.finding or {}).get("confidence") or "high"
    return "" if confidence == "high" else str(confidence)


def _more_laws(number: int) -> str:
    return f", and {number} more {'law' if number == 1 else 'laws'}" if number else ""


def _contract(clock: Clock) -> str:
    hours = clock.customer.contract_hours if clock.customer else None
    return f", {hours:g}-hour contracts" if hours else ""


def tag_of(clock: Clock, now: datetime) -> tuple[str, str]:
    """The state of a duty as (kind of tag, words)."""
    if is_late(clock, now):
        return "late", "Overdue"
    if clock.state is ClockState.MET:
        return "done", "Done, late" if clock.late_seconds else "Done"
    if clock.state is ClockState.CANNOT_TELL:
        return "ask", "Cannot tell yet"
    return ("owed", "Owed") if clock.state is ClockState.RUNNING else ("no", "Not owed")


def why(clock: Clock) -> str:
    """The one sentence that explains a duty's state best."""
    finding: Mapping[str, Any] = clock.finding or {}
    if clock.state is ClockState.MET and clock.stopped_at is not None:
        return _met(clock)
    if finding.get("overridden"):
        return str(finding["overridden"])
    if clock.state is ClockState.CANNOT_TELL:
        unknown = list(finding.get("unknown") or [])
        asked = " ".join(question(path) for path in unknown[:2])
        return f"Not known: {asked}" + (f" And {len(unknown) - 2} more." if len(unknown) > 2 else "")
    because = list(finding.get("because") or [])
    return str(because[0]) if because else ""


def _met(clock: Clock) -> str:
    if clock.due_at is None or clock.stopped_at is None:
        return "Done; the law gives no fixed limit."
    gap = span_words(abs(clock.due_at - clock.stopped_at))
    return f"Done {gap} after the limit" if clock.late_seconds else f"Done {gap} before the limit"


def drawing(rows: Sequence[Clock], *, now: datetime, zone: str) -> strip.Strip:
    """The clock strip of these clocks; duties that are not owed are not on it."""
    shown = [clock for clock in leading(rows) if clock.state is not ClockState.NOT_OWED]
    return strip.draw([_strip_clock(clock) for clock in shown], now=now, zone=zone)


def _strip_clock(clock: Clock) -> strip.StripClock:
    by_contract = is_customers(clock)
    return strip.StripClock(
        id=clock.id,
        name=clock.addressee,
        note=clock.title,
        state=clock.state.value,  # type: ignore[arg-type]  # NOT_OWED is left out by the caller
        started_at=clock.started_at,
        due_at=clock.due_at,
        lenient_at=clock.due_lenient_at,
        expected_at=clock.due_expected_at,
        stopped_at=clock.stopped_at,
        group="customers" if by_contract else "",
        group_name=f"Customers{_contract(clock)}" if by_contract else "",
    )


def strip_due(row: strip.Row, *, now: datetime) -> str:
    """The bold words at the end of a strip row: “31 h 16 min left”, “Overdue 16 h 44 min”, “As soon as practicable”."""
    if row.end_at is None:
        return "No fixed limit"
    gap = span_words(abs(row.end_at - now))
    if row.late:
        return f"Overdue {gap}"
    return left_words(row.end_at, now)


def due_in(clock: Clock, now: datetime) -> str:
    """“31 h 16 min” until or since the time that counts; the law's own words when there is none."""
    due = clock.remind_from
    return span_words(abs(due - now)) if due is not None else clock.period or "No fixed limit"


def next_questions(session: Session, incident: Incident) -> list[NextQuestion]:
    """What to find out next, over all contexts: by the number of duties it decides, then by how soon the first is due."""
    found = []
    for context in contexts.of(session, incident):
        assessment = assessments.latest(session, context)
        if assessment is None:
            continue
        for entry in assessment.document["next_questions"]:
            found.append(_question(context, entry, assessment.document["obligations"]))
    return sorted(found, key=lambda entry: (-entry.decides, _first(entry), entry.context.position, entry.path))


def _first(entry: NextQuestion) -> float:
    return entry.earliest_due_at.timestamp() if entry.earliest_due_at else float("inf")


def _question(context: Context, entry: Mapping[str, Any], obligations: Sequence[Mapping[str, Any]]) -> NextQuestion:
    earliest = entry.get("earliest_due_at")
    duties = [assessments.addressee(duty) for duty in obligations if entry["fact"] in (duty.get("unknown") or [])]
    return NextQuestion(
        context=context,
        path=entry["fact"],
        question=entry["question"],
        decides=entry["decides"],
        earliest_due_at=datetime.fromisoformat(earliest) if earliest else None,
        duties=tuple(dict.fromkeys(duties)),
        laws=weight(entry["fact"], obligations).laws,
    )


def lacking_times(rows: Sequence[Clock], rulebook: Rulebook) -> list[LackingTime]:
    """What to record so that owed duties no longer count from another event than their own, most duties first.

    Notices that are still to go out are not asked for: they are recorded with their filing.
    """
    found: dict[tuple[int, str], int] = {}
    for clock in leading(rows):
        if clock.state is ClockState.RUNNING and clock.provisional and clock.regime in rulebook.by_id:
            duties = rulebook.regime(clock.regime).obligations
            own = next((duty.starts_on[0] for duty in duties if duty.id == clock.obligation and duty.starts_on), None)
            if own is not None and STEPS[own] < STEPS["regulator_notified_at"]:
                found[clock.context_id, own] = found.get((clock.context_id, own), 0) + 1
    lacking = [LackingTime(place, f"events.{own}", EVENT_WORDS[own], number) for (place, own), number in found.items()]
    return sorted(lacking, key=lambda entry: (-entry.duties, entry.context_id, entry.path))


def uncovered_places(session: Session, incident: Incident, rulebook: Rulebook) -> Uncovered:
    """The places that the incident's facts name and of which the rulebook holds no law."""
    documents = (contexts.newest_facts(session, context).document for context in contexts.of(session, incident))
    return uncovered(documents, rulebook)


def left_out(session: Session, incident: Incident) -> tuple[list[str], list[Mapping[str, Any]]]:
    """What the newest assessments could not count: (lines of files that could not be read, laws that are switched off)."""
    unread: dict[str, None] = {}
    off: dict[str, Mapping[str, Any]] = {}
    for context in contexts.of(session, incident):
        assessment = assessments.latest(session, context)
        if assessment is not None:
            unread |= dict.fromkeys(assessment.document.get("not_read") or [])
            off |= {law["regime"]: law for law in assessment.document.get("switched_off") or []}
    return list(unread), list(off.values())


def people_words(documents: Sequence[Mapping[str, Any]]) -> list[tuple[str, str]]:
    """(place, number in words) over all contexts; a place whose number is not known says so."""
    totals: dict[str, tuple[int, bool, bool]] = {}
    for document in documents:
        for group in document.get("affected") or []:
            number, estimate, unknown = totals.get(group["residence"], (0, False, False))
            count = group.get("count")
            totals[group["residence"]] = (
                number + (count or 0),
                estimate or bool(group.get("estimate")),
                unknown or count is None,
            )
    return [(words.place(place), _number(*total)) for place, total in totals.items()]


def _number(number: int, estimate: bool, unknown: bool) -> str:
    if unknown and not number:
        return "not known yet"
    return f"{number:,}" + (" est." if estimate else "") + (" or more" if unknown else "")
