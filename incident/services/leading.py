"""Which clock stands for others: several laws may ask us to tell the same customer, and one message tells them."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from incident.db.models import Clock, ClockState

OPEN = (ClockState.RUNNING, ClockState.CANNOT_TELL)


def rank(clock: Clock) -> tuple[int, float, int]:
    """Where a clock stands among others: open before met before not owed, then by its time, the undated last."""
    order = {ClockState.RUNNING: 0, ClockState.CANNOT_TELL: 0, ClockState.MET: 1, ClockState.NOT_OWED: 2}
    due = clock.remind_from
    return order[clock.state], due.timestamp() if due else float("inf"), clock.id


def is_customers(clock: Clock) -> bool:
    """Whether it is a duty of a law to tell one customer, and not what a notice promised to send later."""
    return clock.customer_id is not None and clock.promised_by_notice_id is None


def leading(rows: Sequence[Clock]) -> list[Clock]:
    """The clocks without those that another one stands for: of what is owed to one customer, the first due.

    What is owed stands before what may be: an overdue duty must not hide behind an earlier time that nobody may owe.
    Order is kept.
    """
    best: dict[tuple[int, int], Clock] = {}
    for clock in rows:
        if is_customers(clock):
            key = (clock.context_id, clock.customer_id or 0)
            best[key] = min(best.get(key, clock), clock, key=_stands)
    return [clock for clock in rows if not is_customers(clock) or best[clock.context_id, clock.customer_id or 0] is clock]


def _stands(clock: Clock) -> tuple[bool, tuple[int, float, int]]:
    return clock.state is not ClockState.RUNNING, rank(clock)


def same_customer(session: Session, clock: Clock) -> list[Clock]:
    """The other open duties to tell the same customer of the same context: those of other laws."""
    if not is_customers(clock):
        return []
    query = select(Clock).where(
        Clock.context_id == clock.context_id,
        Clock.customer_id == clock.customer_id,
        Clock.promised_by_notice_id.is_(None),
        Clock.state.in_(OPEN),
        Clock.id != clock.id,
    )
    return list(session.scalars(query.order_by(Clock.id)))


def leads(session: Session, clock: Clock) -> bool:
    """Whether this open clock is the one that its customer's reminders are about."""
    return all(_stands(clock) < _stands(other) for other in same_customer(session, clock))
