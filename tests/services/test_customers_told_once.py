"""Several laws ask a processor to tell the same customer: one ladder of reminders, one call, every duty met."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from incident.db.models import Clock, ClockState, Context, Reminder, User
from incident.domain import customer_list
from incident.domain.quick_report import QuickReport
from incident.services import clocks, contexts, customers, duty_tables, facts, incidents
from incident.services.desk import Desk
from incident.services.leading import leading
from tests.conftest import NOON

LIST = "name,country,contract_hours,contact\nHarbour Sample Foods,NZ,24,\nLiffey Sample Books,IE,48,\n"


def told_of_invoices(session: Session, desk: Desk, people: dict[str, User]) -> list[Clock]:
    """An incident with invoices of two customers; the clocks of telling them."""
    report = QuickReport(
        what_happened="A store was open.", noticed_at=NOON - timedelta(hours=1), kinds=("money",),
        whose=("Our customers' suppliers and invoices",), people_count=None, ongoing=False,
    )  # fmt: skip
    incident = incidents.report(session, report, by=people["handler"], now=NOON, desk=desk)
    context: Context = contexts.of(session, incident)[0]
    number = facts.current(session, context).number
    affected = [{"residence": "NZ", "count": 3}, {"residence": "SG", "count": 3}]
    known = {"events.aware_at": NOON.isoformat(), "nature": ["confidentiality"], "affected": affected}
    facts.save(session, context, known, notes={},
               reason=None, expected_number=number, by=people["handler"], now=NOON, desk=desk)  # fmt: skip
    rows = customer_list.read(LIST).rows
    customers.load(session, context, rows, source="Contracts", by=people["handler"], now=NOON, desk=desk)
    query = select(Clock).where(Clock.context_id == context.id, Clock.customer_id.is_not(None)).order_by(Clock.id)
    return [clock for clock in session.scalars(query) if clock.state in (ClockState.RUNNING, ClockState.CANNOT_TELL)]


def test_several_laws_ask_for_each_customer_and_one_duty_stands_for_them(
    session: Session, desk: Desk, people: dict[str, User]
) -> None:
    rows = told_of_invoices(session, desk, people)

    leaders = leading(rows)

    assert len(rows) > 2
    assert sorted(clock.addressee for clock in leaders) == ["Harbour Sample Foods", "Liffey Sample Books"]
    assert duty_tables.counts(rows, NOON).owed + duty_tables.counts(rows, NOON).cannot_tell == 2


def test_only_the_duty_that_stands_for_the_others_has_reminders(
    session: Session, desk: Desk, people: dict[str, User]
) -> None:
    rows = told_of_invoices(session, desk, people)

    waiting = session.scalars(
        select(Reminder.clock_id).where(Reminder.cancelled_at.is_(None), Reminder.clock_id.in_([row.id for row in rows]))
    ).all()

    assert set(waiting) == {clock.id for clock in leading(rows)}


def test_telling_a_customer_once_meets_the_duty_of_every_law_and_of_no_other_customer(
    session: Session, desk: Desk, people: dict[str, User]
) -> None:
    rows = told_of_invoices(session, desk, people)
    first = leading(rows)[0]
    told = NOON + timedelta(hours=3)

    clocks.stop(session, first, at=told, words="By telephone", by=people["handler"], now=told, desk=desk)

    for clock in rows:
        mine = clock.customer_id == first.customer_id
        assert (clock.state is ClockState.MET) is mine, clock.obligation
        if mine:
            assert clock.stopped_at == told
