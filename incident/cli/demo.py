"""`incident demo`: an installation of its own with three invented incidents, so that the first minute shows the product.

Everything goes through the same use cases as the screens, with the instants of an invented past passed in.
"""

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import click
from flask import Flask
from rich.console import Console
from rich.progress import Progress
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from incident import scheduler
from incident.app import create_app
from incident.cli.server import bring_up, supervise
from incident.cli.settings import config_option, config_path, settings_of
from incident.config import Settings
from incident.db import connections, db
from incident.db.models import (
    ChecklistItem,
    Clock,
    ClockState,
    Context,
    DecisionKind,
    Incident,
    ItemState,
    Notice,
    Phase,
    User,
)
from incident.domain import customer_list
from incident.domain.quick_report import QuickReport
from incident.services import (
    checklists,
    clocks,
    contexts,
    customers,
    decisions,
    facts,
    identity,
    incidents,
    notices,
)
from incident.services.checklists import ItemChange
from incident.services.decisions import Proposal
from incident.services.desk import Desk
from incident.services.leading import leading
from incident.services.notices import Filed
from incident.times import utcnow

OVER = {"INCIDENT__INSTANCE": "instance-demo", "INCIDENT__MAIL__CHANNEL": "folder", "INCIDENT__DATABASE__URL": ""}
USERS, INVOICES = "Our own users", "Our customers' suppliers and invoices"
PEOPLE = {
    "moana": ("Moana Example", ("privacy_officer", "administrator")),
    "ines": ("Ines Specimen", ("handler",)),
    "rafe": ("Rafe Sample", ("approver",)),
    "tui": ("Tui Placeholder", ("reporter",)),
    "audrey": ("Audrey Fixture", ("auditor",)),
}
CUSTOMERS = """name,country,contract_hours,contact
Harbour Sample Foods,NZ,24,privacy@harboursample.example
Kea Placeholder Transport,NZ,24,privacy@kea.example
Southerly Example Builders,AU,24,privacy@southerly.example
Tussock Specimen Wool,NZ,12,privacy@tussock.example
Wharf Dummy Logistics,NZ,12,privacy@wharf.example
Banksia Example Clinics,AU,12,privacy@banksia.example
Liffey Sample Books,IE,48,privacy@liffey.example
Garonne Exemple Cafés,FR,,privacy@garonne.example
"""
console = Console(highlight=False, soft_wrap=True)


@dataclass(frozen=True, slots=True)
class Stage:
    """Where the invented past is played: session, people, desk."""

    session: Session
    desk: Desk
    people: Mapping[str, User]

    def save(self, context: Context, changes: Mapping[str, Any], *, by: str, at: datetime, source: str,
             reason: str | None = None) -> None:  # fmt: skip
        """Facts of one context, all from one source."""
        number = facts.current(self.session, context).number
        notes = {path: {"source": source} for path in changes}
        facts.save(self.session, context, changes, notes=notes, reason=reason, expected_number=number,
                   by=self.people[by], now=at, desk=self.desk)  # fmt: skip

    def own(self, incident: Incident, *, by: str, at: datetime) -> None:
        """Somebody takes the incident."""
        incidents.change(self.session, incident, title=incident.title, owner=self.people[by],
                         expected_version=incident.version, by=self.people[by], now=at, desk=self.desk)  # fmt: skip

    def tick_off(self, incident: Incident, wanted: Callable[[ChecklistItem], bool], *, by: str, at: datetime,
                 evidence: str) -> None:  # fmt: skip
        """Items of the checklist as done."""
        for item in checklists.items(self.session, incident):
            if item.state is ItemState.OPEN and wanted(item):
                change = ItemChange(ItemState.DONE, evidence, None, item.owner_id, item.due_at, item.version)
                checklists.change(self.session, incident, item.id, change, by=self.people[by], now=at)

    def decide(self, incident: Incident, kind: DecisionKind, outcome: str, reason: str, *, by: str, at: datetime,
               second: str | None = None, context: Context | None = None) -> None:  # fmt: skip
        """A decision, confirmed by a second person where one is named."""
        proposal = Proposal(kind, outcome, reason, context_id=context.id if context else None)
        made = decisions.propose(self.session, incident, proposal, by=self.people[by], now=at, desk=self.desk)
        if second is not None and made.needs_second:
            decisions.second(self.session, made.id, agree=True, words="I have read it and agree.",
                             by=self.people[second], now=at + timedelta(minutes=25), desk=self.desk)  # fmt: skip


@click.command()
@config_option
def demo(config: Path | None) -> None:
    """Show Breachdesk with three invented incidents, in a folder of its own (instance-demo)."""
    settings = settings_of(config, **OVER)
    bring_up(settings)
    app = create_app(settings)
    play(app, now=utcnow().replace(second=0, microsecond=0))
    _say(app, settings)
    supervise(config_path(config), {**os.environ, **OVER})


def play(app: Flask, *, now: datetime) -> None:
    """The three incidents up to `now`, once: an installation that has incidents is left as it is."""
    with _writing(app) as session:
        if session.scalar(select(func.count(Incident.id))):
            return
        _make_people(session, now=now - timedelta(days=10))
    with Progress(console=console) as progress:
        task = progress.add_task("Playing the last nine days", total=len(ACTS) + 1)
        for number, (ago, act) in enumerate(ACTS):
            with _writing(app) as session:
                people = {user.email.split("@")[0]: user for user in session.scalars(select(User))}
                act(Stage(session, app.extensions["breachdesk"].desk, people), now - ago)
            later = ACTS[number + 1][0] if number + 1 < len(ACTS) else timedelta(0)
            _run_scheduler(app, now - ago, now - later)
            progress.advance(task)
        scheduler.tick(app, now)
        progress.advance(task)


def _run_scheduler(app: Flask, start: datetime, end: datetime) -> None:
    """The reminders of the time between two acts, as the scheduler would have sent them."""
    at = start + timedelta(minutes=1)
    while at < end:
        scheduler.tick(app, at)
        at += timedelta(hours=1)


@contextmanager
def _writing(app: Flask) -> Iterator[Session]:
    """A session inside an application context, committed at the end of the block."""
    with app.app_context():
        connections.begin_write(db.session())
        yield db.session()
        db.session.commit()


def _make_people(session: Session, *, now: datetime) -> None:
    made = {
        key: identity.create(session, email=f"{key}@fernbrook.example", name=name, roles=roles,
                             zone="Pacific/Auckland", by=None, now=now)
        for key, (name, roles) in PEOPLE.items()
    }  # fmt: skip
    made["moana"].deputy_id, made["ines"].deputy_id = made["ines"].id, made["moana"].id


def _contexts(stage: Stage, incident: Incident) -> dict[str, Context]:
    return {context.name: context for context in contexts.of(stage.session, incident)}


def _incident(stage: Stage, words: str) -> Incident:
    return stage.session.scalars(select(Incident).where(Incident.title.contains(words))).one()


def mailbox_reported(stage: Stage, at: datetime) -> None:
    """Nine days ago: a mailbox of the support desk was taken over."""
    report = QuickReport(
        what_happened="Support agent's mailbox taken over. Deskhelp wrote that somebody signed in from abroad and "
        "forwarded mails of customers.",
        noticed_at=at - timedelta(minutes=20), kinds=("contact",), whose=(USERS,), people_count=60, ongoing=None,
        supplier="deskhelp", supplier_told_at=at - timedelta(minutes=35), reach="+64 20 0000 0000",
    )  # fmt: skip
    incident = incidents.report(stage.session, report, by=stage.people["tui"], now=at, desk=stage.desk)
    stage.own(incident, by="ines", at=at + timedelta(minutes=12))
    checklists.open_for(stage.session, incident, stage.desk.checklists["account_takeover"], by=stage.people["ines"],
                        now=at + timedelta(minutes=14))  # fmt: skip


def mailbox_understood(stage: Stage, at: datetime) -> None:
    """What is known after two hours."""
    incident = _incident(stage, "mailbox")
    context = _contexts(stage, incident)[USERS]
    stage.save(context, {"events.aware_at": (at - timedelta(minutes=30)).isoformat()}, by="ines", at=at,
               source="Sign-in log of Deskhelp, read at that time")  # fmt: skip
    stage.save(context, {
        "events.occurred_at": (at - timedelta(hours=26)).isoformat(),
        "events.contained_at": (at - timedelta(minutes=10)).isoformat(),
        "nature": ["confidentiality"], "act": ["access", "acquisition"], "medium": "electronic",
        "cause": "external_attack", "recipient": "hostile", "remedy": ["credentials_reset"],
        "data": ["name", "email", "phone", "communications_content"],
        "protection.encrypted": False, "impact.ongoing": False, "impact.ransomware": False,
        "affected": [
            {"residence": "NZ", "count": 49, "estimate": False, "people": ["customers"], "vulnerable": False},
            {"residence": "AU", "count": 9, "estimate": False, "people": ["customers"], "vulnerable": False},
        ],
        "records_count": 412, "more_possible": None,
    }, by="ines", at=at + timedelta(minutes=8), source="Export of the mailbox")  # fmt: skip
    stage.save(context, {
        "narrative.what_happened": "Between Sunday evening and Monday afternoon somebody who had stolen the password "
        "of a support agent at our supplier signed in to the agent's mailbox. They set a rule that forwarded new "
        "mails to an outside address. The mails hold questions of customers about their accounts.",
        "narrative.how_discovered": "The supplier saw a sign-in from abroad and told us.",
        "narrative.likely_consequences": "The people may receive mails that pretend to come from us and quote their "
        "own questions, to make them pay a false invoice or give away a password.",
        "narrative.measures_taken": "Password and second factor of the agent were reset, the rule was taken out, the "
        "forwarded mails were listed, and every mailbox of the supplier was searched for the same rule.",
        "narrative.measures_planned": "The supplier asks for a second factor at every sign-in from the first of next "
        "month; we check that it does.",
        "narrative.advice_to_people": "Do not pay an invoice or change bank details because of a mail alone. Call us "
        "on the number of your contract when a mail quotes one of your questions.",
        "narrative.others_told": "CERT NZ, for the sign-in from abroad.",
    }, by="moana", at=at + timedelta(minutes=40), source="Call with Deskhelp and the sign-in log")  # fmt: skip
    stage.tick_off(incident, lambda item: item.phase in (Phase.CONTAIN, Phase.ASSESS), by="ines",
                   at=at + timedelta(minutes=55), evidence="Ticket 4417, sign-in log, export of the mailbox")  # fmt: skip


def mailbox_decided(stage: Stage, at: datetime) -> None:
    """Breach; serious harm is likely; the assessment is finished."""
    incident = _incident(stage, "mailbox")
    context = _contexts(stage, incident)[USERS]
    stage.decide(incident, DecisionKind.BREACH, "breach", "Mails of customers left the house without a right.",
                 by="moana", at=at)  # fmt: skip
    outcome = decisions.risk_outcome("risk", "yes", "yes")
    stage.decide(incident, DecisionKind.RISK, outcome, "Quoted questions make false invoices believable; two such "
                 "mails were seen already.", by="moana", at=at + timedelta(minutes=9), context=context)  # fmt: skip
    stage.save(context, {"events.determined_notifiable_at": (at + timedelta(minutes=9)).isoformat()}, by="moana",
               at=at + timedelta(minutes=12), source="The decision on the risk")  # fmt: skip


def mailbox_notified(stage: Stage, at: datetime) -> None:
    """The Privacy Commissioner is told; what is still open was promised."""
    incident = _incident(stage, "mailbox")
    clock = stage.session.scalars(
        select(Clock).where(Clock.incident_id == incident.id, Clock.obligation == "NZ-PA2020/regulator")
    ).one()
    notice = _draft(stage, incident, clock, by="ines", at=at)
    notices.submit(stage.session, notice, approver_id=stage.people["rafe"].id, by=stage.people["ines"],
                   now=at + timedelta(minutes=30), desk=stage.desk)  # fmt: skip
    stage.session.flush()
    notices.approve(stage.session, notice, agree=True, words="Good to go.", expected_version=notice.version,
                    by=stage.people["rafe"], now=at + timedelta(minutes=48))  # fmt: skip
    notices.issue(stage.session, notice, by=stage.people["ines"], now=at + timedelta(minutes=55), desk=stage.desk)
    filed = Filed(at=at + timedelta(minutes=70), by_name="Ines Specimen", channel="NotifyUs, the Commissioner's form",
                  reference="SAMPLE-0417", receipt=None)  # fmt: skip
    notices.record_filing(stage.session, notice, filed, by=stage.people["ines"], now=at + timedelta(minutes=75),
                          desk=stage.desk)  # fmt: skip


def _draft(stage: Stage, incident: Incident, clock: Clock, *, by: str, at: datetime) -> Notice:
    """A draft in which everything that the facts leave open is marked as to follow."""
    notice = notices.create(stage.session, incident, clock.id, by=stage.people[by], now=at, desk=stage.desk)
    stage.session.flush()
    lacking = {entry.question_id for entry in notices.missing(stage.session, notice, stage.desk) if entry.question_id}
    answers = {question_id: {"text": "", "to_follow": True} for question_id in lacking}
    notices.save(stage.session, notice, answers, delay_reason=None, follow_up_at=at + timedelta(days=9, hours=18),
                 expected_version=notice.version, by=stage.people[by], now=at + timedelta(minutes=20),
                 desk=stage.desk)  # fmt: skip
    stage.session.flush()
    return notice


def storage_reported(stage: Stage, at: datetime) -> None:
    """Forty-two hours ago: the hosting supplier wrote."""
    report = QuickReport(
        what_happened="Invoice storage open to the internet. Cloudrest wrote that a store with invoices and sign-in "
        "details could be read without signing in.",
        noticed_at=at - timedelta(minutes=15), kinds=(), whose=(), people_count=None, ongoing=False,
        supplier="cloudrest", supplier_told_at=at - timedelta(minutes=40), reach=None,
    )  # fmt: skip
    incident = incidents.report(stage.session, report, by=stage.people["tui"], now=at, desk=stage.desk)
    stage.own(incident, by="moana", at=at + timedelta(minutes=6))
    checklists.open_for(stage.session, incident, stage.desk.checklists["exposed_storage"], by=stage.people["moana"],
                        now=at + timedelta(minutes=7))  # fmt: skip


def storage_understood(stage: Stage, at: datetime) -> None:
    """Aware of copies; whose data, how many, where; customers listed; the risk decided, serious harm not yet."""
    incident = _incident(stage, "Invoice storage")
    users, invoices = (_contexts(stage, incident)[name] for name in (USERS, INVOICES))
    common = {
        "events.occurred_at": (at - timedelta(days=2, hours=11)).isoformat(),
        "events.occurred_until": (at - timedelta(hours=1)).isoformat(),
        "nature": ["confidentiality"], "act": ["access", "acquisition"], "medium": "electronic", "cause": "error",
        "recipient": "unknown", "remedy": ["taken_down"], "protection.encrypted": False, "impact.ongoing": False,
        "impact.ransomware": False,
    }  # fmt: skip
    for context in (users, invoices):
        stage.save(context, {"events.aware_at": at.isoformat()}, by="moana", at=at + timedelta(minutes=3),
                   source="Copies of files stand in Cloudrest's access log")  # fmt: skip
        stage.save(context, common, by="ines", at=at + timedelta(minutes=30), source="Access log of Cloudrest")
    stage.save(users, {
        "data": ["name", "email", "phone", "postal_address", "username", "password_hash"],
        "affected": [
            {"residence": "NZ", "count": 1840, "estimate": False, "people": ["customers"], "vulnerable": False},
            {"residence": "US-CA", "count": 612, "estimate": True, "people": ["customers"], "vulnerable": False},
            {"residence": "AU", "count": 412, "estimate": True, "people": ["customers"], "vulnerable": False},
            {"residence": "GB", "count": 96, "estimate": False, "people": ["customers"], "vulnerable": False},
            {"residence": "IE", "count": 37, "estimate": False, "people": ["customers"], "vulnerable": False},
            {"residence": "FR", "count": 21, "estimate": False, "people": ["customers"], "vulnerable": False},
        ],
        "more_possible": ["affected"],
    }, by="ines", at=at + timedelta(hours=2), source="Billing export, country field")  # fmt: skip
    stage.save(users, {
        "narrative.what_happened": "A store of our hosting supplier with account records could be read from the "
        "internet without signing in. The access log shows that files were copied.",
        "narrative.measures_taken": "The store was closed and checked from outside; every user's password was reset; "
        "the supplier keeps the access log.",
    }, by="moana", at=at + timedelta(hours=2, minutes=20), source="Supplier's report of Friday")  # fmt: skip
    stage.decide(incident, DecisionKind.RISK, decisions.risk_outcome("risk", "not_known", "not_known"),
                 "Names with addresses and hashed passwords in unknown hands.", by="moana",
                 at=at + timedelta(hours=3), context=users)  # fmt: skip
    read = customer_list.read(CUSTOMERS)
    customers.load(stage.session, invoices, read.rows, source="Contract register", by=stage.people["ines"],
                   now=at + timedelta(hours=3, minutes=30), desk=stage.desk)  # fmt: skip
    stage.tick_off(incident, lambda item: item.phase is Phase.CONTAIN, by="ines", at=at + timedelta(hours=4),
                   evidence="Checked from outside; ticket 4431")  # fmt: skip


def storage_customers_told(stage: Stage, at: datetime) -> None:
    """The customers with the shortest contracts were told by telephone."""
    incident = _incident(stage, "Invoice storage")
    query = select(Clock).where(Clock.incident_id == incident.id, Clock.customer_id.is_not(None))
    for clock in leading(stage.session.scalars(query.order_by(Clock.id)).all()):
        if clock.customer and clock.customer.contract_hours == 12:
            clocks.stop(stage.session, clock, at=at - timedelta(minutes=10), words="Told by telephone and by mail",
                        by=stage.people["moana"], now=at, desk=stage.desk)  # fmt: skip


def storage_in_hand(stage: Stage, at: datetime) -> None:
    """Two hours after the 24-hour contracts ran out somebody says that they have it; the hourly reminders stop."""
    incident = _incident(stage, "Invoice storage")
    query = select(Clock).where(Clock.incident_id == incident.id, Clock.due_at < at, Clock.state == ClockState.RUNNING)
    for clock in leading(stage.session.scalars(query.order_by(Clock.id)).all()):
        clocks.acknowledge(stage.session, clock, words="Their switchboards open at eight; I call them then.",
                           by=stage.people["moana"], now=at, desk=stage.desk)  # fmt: skip


def storage_notice_drafted(stage: Stage, at: datetime) -> None:
    """The notice to the Irish authority waits for approval."""
    incident = _incident(stage, "Invoice storage")
    query = select(Clock).where(
        Clock.incident_id == incident.id, Clock.obligation == "EU-GDPR/regulator", Clock.jurisdiction == "IE",
        Clock.state == ClockState.RUNNING,
    )  # fmt: skip
    for clock in stage.session.scalars(query).all():
        notice = _draft(stage, incident, clock, by="moana", at=at)
        notices.submit(stage.session, notice, approver_id=stage.people["rafe"].id, by=stage.people["moana"],
                       now=at + timedelta(minutes=40), desk=stage.desk)  # fmt: skip


def small_one_reported(stage: Stage, at: datetime) -> None:
    """Two hours ago: one mail to one wrong supplier; nobody has it yet."""
    report = QuickReport(
        what_happened="Remittance list mailed to the wrong supplier. They rang and say that they deleted it.",
        noticed_at=at - timedelta(minutes=5), kinds=("contact", "money"), whose=(INVOICES,), people_count=2,
        ongoing=False,
    )  # fmt: skip
    incidents.report(stage.session, report, by=stage.people["tui"], now=at, desk=stage.desk)


ACTS: tuple[tuple[timedelta, Callable[[Stage, datetime], None]], ...] = (
    (timedelta(days=9, hours=6), mailbox_reported),
    (timedelta(days=9, hours=4), mailbox_understood),
    (timedelta(days=8, hours=20), mailbox_decided),
    (timedelta(days=8, hours=2), mailbox_notified),
    (timedelta(hours=42), storage_reported),
    (timedelta(hours=40), storage_understood),
    (timedelta(hours=33), storage_customers_told),
    (timedelta(hours=20), storage_notice_drafted),
    (timedelta(hours=14), storage_in_hand),
    (timedelta(hours=2), small_one_reported),
)  # how long before the present each is played, the earliest first


def _say(app: Flask, settings: Settings) -> None:
    console.print(f"\nBreachdesk with three invented incidents: [bold]{settings.base_url}[/bold]")
    console.print("Open one of these links, once, within a day; each signs in as another person:")
    with _writing(app) as session:
        for key, (name, roles) in PEOPLE.items():
            person = session.scalars(select(User).where(User.email == f"{key}@fernbrook.example")).one()
            token = identity.make_link(session, person, lasts=identity.FIRST_LINK, now=utcnow())
            words = " and ".join(role.replace("_", " ") for role in roles)
            console.print(f"  {name}, {words}: {settings.base_url}/welcome/{token}")
    console.print("Mails are written to a folder; read them under “Local mail”. Ctrl-C ends it.\n")
