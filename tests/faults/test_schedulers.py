"""Real schedulers that run beside each other, are killed and stopped: no reminder is lost, none comes twice."""

import os
from collections import Counter
from collections.abc import Callable
from datetime import timedelta

from incident.db.models import DeliveryClass, DeliveryState
from incident.times import utcnow
from tests.databases import on_both
from tests.faults.processes import Installation, SchedulerProcess, until
from tests.mailserver import MailServer

pytestmark = on_both
Start = Callable[[], SchedulerProcess]
SECOND, MINUTE, DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(days=1)
AFTER_LEASE = 3 * MINUTE


def test_two_schedulers_at_once_send_each_of_300_reminders_once(
    installation: Installation, start: Start, mail: MailServer
) -> None:
    installation.open_duties(300, now=utcnow())

    both = [start(), start()]
    until(lambda: len(mail.taken) >= 300 and installation.all_sent())
    codes = [process.end() for process in both]

    rows = installation.messages()
    assert Counter(got.message_id for got in mail.taken) == dict.fromkeys((row.message_id for row in rows), 1)
    assert len(rows) == 300
    assert {row.attempts for row in rows} == {1}
    assert codes == [0, 0]


def test_a_scheduler_that_is_asked_to_end_finishes_the_message_at_hand(
    installation: Installation, start: Start, mail: MailServer
) -> None:
    installation.open_duties(60, now=utcnow())

    process = start()
    until(lambda: len(mail.taken) >= 5)
    code = process.end()

    states = Counter(row.state for row in installation.messages())
    assert code == 0
    assert set(states) <= {DeliveryState.SENT, DeliveryState.PENDING}
    assert states[DeliveryState.SENT] == len(mail.taken)


def test_a_scheduler_that_died_shows_within_90_seconds_and_the_next_one_goes_on(
    installation: Installation, start: Start, mail: MailServer
) -> None:
    first = start()
    until(lambda: installation.health(utcnow()).alive)
    first.kill()
    first.wait()
    died_at = utcnow()
    installation.open_duties(1, now=died_at)

    state = installation.health(died_at + 91 * SECOND)
    start()
    until(installation.all_sent)

    assert state.alive is False and "Start it with: incident scheduler" in state.alarm
    assert installation.health(utcnow()).alive
    assert len(mail.taken) == 1


def test_killed_after_the_claim_and_before_the_mail_it_is_sent_when_the_lease_has_run_out(
    installation: Installation, start: Start, mail: MailServer
) -> None:
    number = installation.ask(DeliveryClass.INTERNAL, now=utcnow())
    process = killed_at_connect(start, mail)
    claimed = installation.message(number)

    installation.tick(utcnow() + MINUTE)
    within_the_lease = list(mail.taken)
    installation.tick(utcnow() + AFTER_LEASE)

    assert process.wait() == -9
    assert (claimed.state, claimed.attempts) == (DeliveryState.SENDING, 1)
    assert within_the_lease == []
    assert [got.message_id for got in mail.taken] == [claimed.message_id]
    assert installation.message(number).state is DeliveryState.SENT


def test_killed_between_the_answer_and_its_record_an_internal_message_goes_out_again_as_the_same_message(
    installation: Installation, start: Start, mail: MailServer
) -> None:
    number = installation.ask(DeliveryClass.INTERNAL, now=utcnow())
    process = killed_after_answer(start, mail)

    installation.tick(utcnow() + AFTER_LEASE)
    installation.tick(utcnow() + DAY)

    row = installation.message(number)
    assert process.wait() == -9
    assert (row.state, row.attempts) == (DeliveryState.SENT, 2)
    assert [got.message_id for got in mail.taken] == [row.message_id, row.message_id]


def test_killed_between_the_answer_and_its_record_a_notice_waits_for_a_person_and_never_goes_out_again_by_itself(
    installation: Installation, start: Start, mail: MailServer
) -> None:
    number = installation.ask(DeliveryClass.NOTICE, now=utcnow())
    killed_after_answer(start, mail).wait()

    for later in (AFTER_LEASE, DAY, 5 * DAY, 30 * DAY):
        installation.tick(utcnow() + later)
    start()
    until(lambda: installation.health(utcnow()).alive)

    row = installation.message(number)
    assert row.state is DeliveryState.UNCERTAIN
    assert [got.message_id for got in mail.taken].count(row.message_id) == 1
    assert [got.subject for got in mail.taken[1:]] == ["Decide: was this sent? Request for an approval (no incident)"]


def test_killed_again_and_again_no_reminder_is_lost_and_at_most_the_one_at_hand_comes_twice(
    installation: Installation, start: Start, mail: MailServer
) -> None:
    installation.open_duties(120, now=utcnow())
    kills = 0
    for stage in ("before", "after", "before", "after"):
        process = start()
        kills += kill_at(process, mail, stage, after=15)
    release(mail)

    for _ in range(2):
        installation.tick(utcnow() + AFTER_LEASE)

    counted = Counter(got.message_id for got in mail.taken)
    assert kills == 4
    assert installation.all_sent()
    assert set(counted) == {row.message_id for row in installation.messages()}
    assert sum(counted.values()) - len(counted) <= kills


def test_a_database_that_drops_every_connection_while_a_mail_is_on_its_way_gets_its_result_all_the_same(
    installation: Installation, mail: MailServer
) -> None:
    number = installation.ask(DeliveryClass.NOTICE, now=utcnow())
    mail.before_answer = lambda got: installation.drop_connections()

    installation.tick(utcnow())

    row = installation.message(number)
    assert (row.state, row.attempts, len(mail.taken)) == (DeliveryState.SENT, 1, 1)


def killed_at_connect(start: Start, mail: MailServer) -> SchedulerProcess:
    """A scheduler that was killed when it had claimed a message and connected."""
    return _killed(start, lambda act: setattr(mail, "at_connect", act), mail)


def killed_after_answer(start: Start, mail: MailServer) -> SchedulerProcess:
    """A scheduler that was killed when its message had been taken and before it could record that."""
    return _killed(start, lambda act: setattr(mail, "at_quit", act), mail)


def _killed(start: Start, arm: Callable[[Callable[[], None]], None], mail: MailServer) -> SchedulerProcess:
    process = start()
    arm(process.kill)
    process.wait()
    release(mail)
    return process


def kill_at(process: SchedulerProcess, mail: MailServer, stage: str, *, after: int) -> int:
    """Kill it at one of its messages, `after` so many: before the answer, or between the answer and its record."""
    wanted = len(mail.seen) + after

    def strike(*_: object) -> None:
        if len(mail.seen) >= wanted and process.runs:
            process.kill()

    release(mail)
    setattr(mail, "before_answer" if stage == "before" else "at_quit", strike)
    return int(process.wait() == -9)


def release(mail: MailServer) -> None:
    """Let the mail server be kind again."""
    mail.at_connect = mail.at_quit = lambda: None
    mail.before_answer = lambda got: None


assert os.name == "posix"  # kill -9
