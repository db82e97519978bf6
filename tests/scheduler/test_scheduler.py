"""The scheduler's steps and its process: what a tick does, how it ends, and that it never runs inside the web server."""

import subprocess
import sys
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from apscheduler.jobstores.memory import MemoryJobStore
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from incident import scheduler
from incident.config import Settings
from incident.db import schema
from incident.db.models import Delivery, DeliveryState, Heartbeat, User
from incident.errors import SchemaOutdated
from incident.scheduler import Instant
from incident.services.desk import Desk
from incident.times import utcnow
from tests.conftest import NOON, Clock
from tests.databases import on_both
from tests.duties import messages, open_duty

ROOT = Path(__file__).resolve().parent.parent.parent
People = dict[str, User]
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def crew(session: Session, desk: Desk, people: People) -> People:
    """Ines has a duty of 72 hours from NOON; Rafe is her deputy; Moana is the privacy officer."""
    people["handler"].deputy_id = people["approver"].id
    open_duty(session, desk, people["handler"], by=people["reporter"], now=NOON)
    session.commit()
    return people


def in_folder(settings: Settings) -> int:
    """How many messages lie in the mail folder."""
    return len(list(settings.mail_folder.glob("*.eml")))


@on_both
def test_a_tick_gives_a_sign_of_life_and_sends_what_is_due_once(
    app: Flask, session: Session, settings: Settings, crew: People
) -> None:
    scheduler.tick(app, NOON)
    scheduler.tick(app, NOON + HOUR)

    row = session.scalars(select(Delivery)).one()
    assert (row.state, row.sent_at, row.late_seconds, row.channel) == (DeliveryState.SENT, NOON, 0, "folder")
    assert in_folder(settings) == 1
    assert session.scalars(select(Heartbeat.at)).all() == [NOON, NOON + HOUR]


@on_both
def test_three_days_without_a_scheduler_end_in_one_message_to_each_person_that_says_it_is_late(
    app: Flask, session: Session, settings: Settings, crew: People
) -> None:
    scheduler.tick(app, NOON)

    scheduler.tick(app, NOON + 3 * DAY + 5.5 * HOUR)
    scheduler.tick(app, NOON + 3 * DAY + 5.6 * HOUR)

    rows = messages(session)[1:]
    assert [row.recipient.partition("@")[0] for row in rows] == ["handler", "approver", "privacy_officer"]
    assert {row.late_seconds for row in rows} == {1800}
    late = [path for path in settings.mail_folder.glob("*.eml") if "reminders that could not be sent" in _flat(path)]
    assert (in_folder(settings), len(late)) == (4, 3)


def _flat(path: Path) -> str:
    return path.read_text().replace("=\n", "").replace("\n", " ")


@on_both
def test_the_whole_ladder_leaves_the_house_as_time_goes_on(
    app: Flask, session: Session, clock: Clock, crew: People
) -> None:
    for _ in range(75):
        scheduler.tick(app, clock())
        clock.forward(hours=1)

    hours = [(row.sent_at - NOON) / HOUR for row in messages(session) if row.sent_at]
    assert hours == [0, 36, 48, *[66] * 2, *[71] * 2, *[72] * 3, *[73] * 3, *[74] * 3]


def test_apscheduler_only_wakes_us_from_memory_and_skips_nothing(app: Flask) -> None:
    ticks = scheduler._ticks(app, utcnow, threading.Event())

    made = scheduler._scheduler(ticks)
    made.start(paused=True)
    jobs = made.get_jobs()
    stores = list(made._jobstores.values())
    made.shutdown()

    assert [type(store) for store in stores] == [MemoryJobStore]
    assert {(job.misfire_grace_time, job.coalesce, job.max_instances) for job in jobs} == {(None, True, 1)}
    assert sorted(job.trigger.interval.total_seconds() for job in jobs) == [10, 60, 3600]


def test_a_step_that_fails_leaves_the_next_ones_alone(caplog: pytest.LogCaptureFixture) -> None:
    done: list[str] = []

    def fails() -> None:
        raise RuntimeError("the database is away")

    scheduler._in_order(fails, lambda: done.append("next"))

    assert done == ["next"]
    assert "the step fails failed; the next tick tries again" in caplog.text


def test_it_runs_until_it_is_told_to_end(app: Flask, session: Session, crew: People) -> None:
    ending = threading.Event()
    thread = threading.Thread(target=scheduler.run, args=(app,), kwargs={"until": ending})

    thread.start()
    thread.join(2)
    ran = thread.is_alive()
    ending.set()
    thread.join(30)

    assert ran and not thread.is_alive()
    session.rollback()
    assert set(session.scalars(select(Delivery.state))) == {DeliveryState.SENT}


def test_it_refuses_tables_of_another_version(app: Flask, settings: Settings) -> None:
    schema.downgrade(settings.database_url, to="0001")

    with pytest.raises(SchemaOutdated, match="older version"):
        scheduler.run(app, until=threading.Event())


def test_the_web_server_starts_no_scheduler() -> None:
    look = "import sys, incident.app; sys.exit(any(name.startswith('apscheduler') for name in sys.modules))"

    ended = subprocess.run([sys.executable, "-c", look], cwd=ROOT)

    assert ended.returncode == 0


def test_a_process_whose_step_hangs_ends_so_that_another_can_start() -> None:
    hung = (
        "import threading\n"
        "from incident import scheduler\n"
        "from incident.services.deliveries import Worker\n"
        "from incident.times import utcnow\n"
        "ticks = scheduler.Ticks(None, utcnow, Worker('one', scheduler.sending.LEASE), utcnow(), threading.Event())\n"
        "threading.Thread(target=threading.Event().wait).start()\n"
        "scheduler._watch(ticks, every=0.05, hung_after=0.2)\n"
    )

    ended = subprocess.run([sys.executable, "-c", hung], cwd=ROOT, capture_output=True, timeout=60)

    assert ended.returncode == scheduler.HUNG_EXIT


@pytest.mark.parametrize(("set_by", "found"), [(0, 0), (7200, 7200), (-7200, -7200)])
def test_a_clock_that_is_set_is_told_from_time_that_passes(set_by: int, found: int) -> None:
    before = Instant(NOON, 1000.0)

    after = Instant(NOON + timedelta(seconds=5 + set_by), 1005.0)

    assert scheduler.moved(before, after) == timedelta(seconds=found)


@on_both
def test_a_clock_set_two_hours_forward_and_back_sends_nothing_twice_and_loses_nothing(
    app: Flask, session: Session, crew: People
) -> None:
    for hours in (0, 35, 37, 35.1, 36.1, 48):
        scheduler.tick(app, NOON + hours * HOUR)

    assert len(messages(session)) == 3
