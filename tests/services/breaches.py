"""A breach of the invented company as real rows: its facts, its duties by the real law data, its notices."""

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from incident.db.models import Clock, Incident, IssuedDocument, Notice, User
from incident.services import assessments, clocks, contexts, incidents, notices
from incident.services.desk import Desk
from incident.services.incidents import NewIncident

FACTS: dict[str, Any] = {
    "organisation": {"country": "NZ", "role": "controller", "kinds": ["business"], "establishments": ["NZ"]},
    "events": {
        "occurred_at": "2026-11-18T22:14:00+13:00",
        "occurred_until": "2026-11-20T09:31:00+13:00",
        "discovered_at": "2026-11-19T18:05:00+13:00",
        "aware_at": "2026-11-20T09:30:00+13:00",  # a Friday
        "determined_notifiable_at": "2026-11-20T16:30:00+13:00",
    },
    "nature": ["confidentiality"],
    "act": ["access", "acquisition"],
    "data": ["name", "email", "bank_account", "password_hash"],
    "protection": {"encrypted": False},
    "cause": "external_attack",
    "recipient": "hostile",
    "records_count": 9800,
    "affected": [
        {"residence": "NZ", "count": 1284, "people": ["customers"]},
        {"residence": "DE", "count": 63, "estimate": True, "people": ["customers"]},
        {"residence": "US-CA", "count": 508, "estimate": True, "people": ["customers"], "data": ["name", "driver_licence"]},
    ],
    "individuals": {"method": "E-mail to all", "all_reachable": True},
    "law_enforcement": {"delay_requested": False},
    "risk": {"level": "high", "serious_harm": True, "misuse_likely": True},
    "narrative": {
        "what_happened": "An unknown person used a stolen login of our support provider and copied files.",
        "likely_consequences": "False invoices can be made from what was copied.",
        "measures_taken": "- The session was ended.\n- All passwords were reset.",
        "measures_planned": "A second factor for every provider.",
        "others_told": "The police, to help stop misuse.",
    },
}


@dataclass(slots=True)
class Breach:
    """An incident with one context, and the hands of its author and approver."""

    session: Session
    desk: Desk
    people: Mapping[str, User]
    incident: Incident

    def clock(self, obligation: str, jurisdiction: str) -> Clock:
        """The duty of this id and place."""
        rows = clocks.of_incident(self.session, self.incident)
        return next(row for row in rows if (row.obligation, row.jurisdiction) == (obligation, jurisdiction))

    def draft(self, clock: Clock, now: datetime, **written: str | None) -> Notice:
        """A draft for a duty; `written`: question id -> text, None for “to follow”. What follows is due in four days."""
        officer = self.people["privacy_officer"]
        made = notices.create(self.session, self.incident, clock.id, by=officer, now=now, desk=self.desk)
        answers = {key: {"text": text or "", "to_follow": text is None} for key, text in written.items() if key != "delay"}
        notices.save(
            self.session, made, answers, delay_reason=written.get("delay"), follow_up_at=now + timedelta(days=4),
            expected_version=made.version, by=officer, now=now, desk=self.desk,
        )  # fmt: skip
        self.session.flush()
        return made

    def issue(self, notice: Notice, now: datetime) -> IssuedDocument:
        """Approved by a second person ten minutes after `now`, issued ten minutes later."""
        officer, approver = self.people["privacy_officer"], self.people["approver"]
        self.approve(notice, now)
        found = notices.issue(self.session, notice, by=officer, now=now + timedelta(minutes=20), desk=self.desk)
        self.session.flush()
        assert approver.id != officer.id
        return found

    def approve(self, notice: Notice, now: datetime) -> None:
        """Approved by a second person ten minutes after `now`."""
        officer, approver = self.people["privacy_officer"], self.people["approver"]
        notices.submit(self.session, notice, approver_id=approver.id, by=officer, now=now, desk=self.desk)
        self.session.flush()
        notices.approve(
            self.session, notice, agree=True, words="", expected_version=notice.version, by=approver,
            now=now + timedelta(minutes=10),
        )  # fmt: skip
        self.session.flush()

    def file(self, notice: Notice, now: datetime, reference: str) -> None:
        """Handed in at `now`."""
        filed = notices.Filed(at=now, by_name="Moana Example", channel="portal", reference=reference, receipt=None)
        notices.record_filing(self.session, notice, filed, by=self.people["privacy_officer"], now=now, desk=self.desk)
        self.session.flush()


def breach(session: Session, desk: Desk, people: Mapping[str, User], now: datetime, **changes: Any) -> Breach:
    """An incident at the support provider with these facts, `changes` in place of some."""
    officer = people["privacy_officer"]
    new = NewIncident(title="Support files copied", kind="supplier", report={}, supplier="deskhelp")
    incident = incidents.create(session, new, by=officer, now=now, desk=desk)
    facts = {**deepcopy(FACTS), **changes}
    context = contexts.open_context(session, incident, "Our own users", facts, sources={}, by=officer, now=now)
    assessments.reassess(session, context, by=officer, now=now, desk=desk)
    session.flush()
    return Breach(session, desk, people, incident)
