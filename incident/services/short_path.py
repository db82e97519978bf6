"""The light path for the daily small one: a message to one trusted recipient. Nine answers, two people, one entry."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from incident.db.models import Context, DecisionKind, Incident, ItemState, User
from incident.domain import fact_words
from incident.errors import FormInvalid, MoveRefused
from incident.services import checklists, decisions, facts, identity
from incident.services.checklists import ItemChange
from incident.services.decisions import Proposal
from incident.services.desk import Desk

CHECKLIST = "small_message"
SOURCE = "Short path"


@dataclass(frozen=True, slots=True)
class SmallMessage:
    """The nine answers. `people`: how many; `place`: where they live (ISO 3166); `role` as in the facts document."""

    what_happened: str
    aware_at: datetime
    role: str
    data: tuple[str, ...]
    people: int
    place: str
    recipient_words: str
    measures_taken: str
    no_risk_because: str


def record(
    session: Session, incident: Incident, context: Context, answers: SmallMessage, *, by: User, now: datetime, desk: Desk
) -> None:
    """Write the answers as facts, tick the checklist that they fill, and propose the decisions.

    That it is a breach stands at once; that a risk is unlikely waits for a second person.

    Raises:
        FormInvalid: a time in the future.
        MoveRefused: the incident is past triage.
        FactsInvalid: an answer breaks the contract.
    """
    identity.require(by, "incident.edit")
    if incident.state.value not in ("reported", "triage"):
        raise MoveRefused("This incident was decided already. Change single facts, or propose a new decision.")
    if answers.aware_at > now:
        raise FormInvalid({"aware_at": "This time lies in the future. Give the time at which you noticed it."})
    if incident.kind != CHECKLIST:
        checklists.open_for(session, incident, desk.checklists[CHECKLIST], by=by, now=now)
    version = facts.current(session, context)
    changes = _changes(answers, version.document)
    reason = "Set on the short path." if fact_words.at(version.document, "events.aware_at") else None
    facts.save(
        session, context, changes, notes={path: {"source": SOURCE} for path in changes}, reason=reason,
        expected_number=version.number, by=by, now=now, desk=desk,
    )  # fmt: skip
    _tick(session, incident, answers, by=by, now=now)
    because = f"Data reached somebody who had no right to them. {answers.what_happened}"
    breach = Proposal(DecisionKind.BREACH, "breach", because)
    decisions.propose(session, incident, breach, by=by, now=now, desk=desk)
    outcome = decisions.risk_outcome("unlikely", "no", "no")
    risk = Proposal(DecisionKind.RISK, outcome, answers.no_risk_because, context_id=context.id)
    decisions.propose(session, incident, risk, by=by, now=now, desk=desk)


def _changes(answers: SmallMessage, document: dict[str, Any]) -> dict[str, Any]:
    group = {"residence": answers.place, "count": answers.people, "estimate": False}
    known_now = ("data", "affected", "nature", "act", "remedy")
    more = [path for path in document.get("more_possible") or [] if path not in known_now]
    return {
        "narrative.what_happened": answers.what_happened,
        "narrative.likely_consequences": answers.no_risk_because,
        "narrative.measures_taken": answers.measures_taken,
        "narrative.recipient_words": answers.recipient_words,
        "events.aware_at": answers.aware_at.isoformat(),
        "organisation.role": answers.role,
        "nature": ["confidentiality"],
        "act": ["disclosure"],
        "medium": "electronic",
        "cause": "error",
        "recipient": "trusted",
        "recipient_count": 1,
        "remedy": ["deletion_confirmed"],
        "data": list(answers.data),
        "affected": [group],
        "protection.encrypted": False,
        "impact.ongoing": False,
        "more_possible": more or None,
    }


def _tick(session: Session, incident: Incident, answers: SmallMessage, *, by: User, now: datetime) -> None:
    shown = {"deleted": answers.measures_taken, "recipient": answers.recipient_words, "risk": answers.no_risk_because}
    for item in checklists.items(session, incident):
        if item.state is ItemState.OPEN and item.checklist == CHECKLIST:
            change = ItemChange(
                state=ItemState.DONE, evidence=shown.get(item.key, SOURCE), reason=None, owner_id=item.owner_id,
                due_at=item.due_at, version=item.version,
            )  # fmt: skip
            checklists.change(session, incident, item.id, change, by=by, now=now)
