"""The scheduler: a process of its own that sends what is due, sweeps, and gives signs of life.

APScheduler only wakes it, by interval ticks in UTC from memory. What is due is read from rows, so that a tick may be
late but nothing can be missed; any number of schedulers may run, since the claim in the database decides who sends.
"""

import logging
import os
import secrets
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import cast

from apscheduler.schedulers.background import BackgroundScheduler
from flask import Flask
from sqlalchemy.orm import Session

from incident.db import db
from incident.db.connections import begin_write
from incident.db.schema import check_schema
from incident.http import Installation
from incident.services import deliveries, health, reminders, sending, upkeep
from incident.services.deliveries import Worker
from incident.services.desk import Desk
from incident.times import utcnow

SEND_SECONDS = 10  # a due reminder waits at most this long
SWEEP_SECONDS = 60
PRUNE_SECONDS = 3600
BREATH_SECONDS = 0.15  # between two parts; SQLite lets a waiting writer look again every 0.1 s, and nobody may starve
BEAT_SECONDS = 10  # between two signs of life while many messages go out
WATCH_SECONDS = 5
HUNG_SECONDS = 90  # no step takes longer: a sending at most 35 s, a wait for the database 10 s; R10 allows 90
MOVED = timedelta(seconds=60)  # the computer's clock may differ this much from the time that passed
HUNG_EXIT = 70  # EX_SOFTWARE of sysexits.h

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Ticks:
    """The steps of one scheduler. Each opens its own transactions; each may be called at any time, in any thread."""

    app: Flask
    clock: Callable[[], datetime]
    worker: Worker
    started_at: datetime
    ending: threading.Event
    last_step: float = field(default_factory=time.monotonic)
    last_beat: float = float("-inf")

    @property
    def desk(self) -> Desk:
        """Settings, rulebook and the rest of the installation."""
        return cast(Installation, self.app.extensions["breachdesk"]).desk

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """A session of its own that is committed at the end of the block, or rolled back."""
        with self.app.app_context(), Session(db.engine) as session:
            begin_write(session)
            yield session
            session.commit()

    def beat(self) -> None:
        """Give a sign of life, unless the last one is fresh."""
        self.last_step = time.monotonic()
        if self.last_step - self.last_beat < BEAT_SECONDS / 2:
            return
        with self.transaction() as session:
            health.beat(session, self.worker.name, started_at=self.started_at, now=self.clock())
        self.last_beat = self.last_step

    def settle(self) -> None:
        """Take back what a scheduler that ended left half done."""
        with self.transaction() as session:
            deliveries.settle_interrupted(session, now=self.clock(), desk=self.desk)

    def queue(self) -> None:
        """Make messages of the reminders that are due."""
        after: int | None = 0
        while after is not None:
            with self.transaction() as session:
                after = reminders.queue_due(session, now=self.clock(), desk=self.desk, after=after).after

    def send(self) -> None:
        """Send everything that is due, one message after the other."""
        while not self.ending.is_set() and sending.send_one(
            self.transaction, worker=self.worker, clock=self.clock, desk=self.desk
        ):
            self.beat()

    def sweep(self) -> None:
        """Compare the reminders that are there with those that ought to be; other writers come in between the parts."""
        after: int | None = 0
        while after is not None:
            with self.transaction() as session:
                part = reminders.sweep(session, now=self.clock(), desk=self.desk, after=after)
            after = part.after
            if part.count:
                log.error("%d clocks had no reminders; they have been added", part.count)
            if after is not None and self.ending.wait(BREATH_SECONDS):
                return  # what is left is compared by the next sweep, or the next scheduler

    def prune(self) -> None:
        """Take out what is no longer needed."""
        with self.transaction() as session:
            upkeep.prune(session, now=self.clock(), desk=self.desk)

    def note_step(self, step: timedelta) -> None:
        """Keep in the record that the computer's clock moved."""
        log.warning("the computer's clock moved by %d s against the time that passed", step.total_seconds())
        with self.transaction() as session:
            health.note_step(session, step, now=self.clock())


def tick(app: Flask, now: datetime) -> None:
    """All that one scheduler does at `now`, an aware instant that stands still meanwhile; errors are raised."""
    ticks = _ticks(app, lambda: now, threading.Event())
    for step in (ticks.beat, ticks.sweep, ticks.settle, ticks.queue, ticks.send):
        step()


def run(app: Flask, *, until: threading.Event | None = None) -> None:
    """Tick until SIGTERM or SIGINT, or until the event `until` is set; then end the step at hand and return.

    A step that hangs ends the whole process, so that whatever supervises it starts a new one.

    Raises:
        SchemaOutdated: the tables are of another version of the program.
    """
    with app.app_context():
        check_schema(db.engine)
    ending = until or threading.Event()
    _end_on_signals(ending)
    logging.getLogger("apscheduler").setLevel(logging.ERROR)  # a long tick is no news, and our steps log their own
    ticks = _ticks(app, utcnow, ending)
    scheduler = _scheduler(ticks)
    scheduler.start()
    log.info("scheduler %s started", ticks.worker.name)
    _watch(ticks)
    scheduler.shutdown(wait=True)
    log.info("scheduler %s ended", ticks.worker.name)


def _ticks(app: Flask, clock: Callable[[], datetime], ending: threading.Event) -> Ticks:
    name = f"{socket.gethostname()[:32]}/{os.getpid()}/{secrets.token_hex(4)}"
    return Ticks(app, clock, Worker(name, sending.LEASE), started_at=clock(), ending=ending)


def _scheduler(ticks: Ticks) -> BackgroundScheduler:
    scheduler = BackgroundScheduler(
        timezone=UTC,
        executors={"default": {"type": "threadpool", "max_workers": 3}},
        job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
    )
    for seconds, steps in (
        (SEND_SECONDS, (ticks.beat, ticks.settle, ticks.queue, ticks.send)),
        (SWEEP_SECONDS, (ticks.sweep,)),
        (PRUNE_SECONDS, (ticks.prune,)),
    ):
        scheduler.add_job(_in_order, "interval", args=steps, seconds=seconds, next_run_time=utcnow())
    return scheduler


def _in_order(*steps: Callable[[], None]) -> None:
    """Run the steps; one that fails leaves the others alone."""
    for step in steps:
        _safely(step)


def _safely(step: Callable[..., None], *args: object) -> None:
    try:
        step(*args)
    except Exception:
        log.exception("the step %s failed; the next tick tries again", step.__name__)


def _end_on_signals(ending: threading.Event) -> None:
    if threading.current_thread() is threading.main_thread():
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: ending.set())


@dataclass(frozen=True, slots=True)
class Instant:
    """The same instant by the computer's clock (aware UTC), and by seconds that nobody can set."""

    at: datetime
    passed: float


def _watch(ticks: Ticks, *, every: float = WATCH_SECONDS, hung_after: float = HUNG_SECONDS) -> None:
    """Wait for the end. Leave the process when no step has finished for too long; note a clock that was moved."""
    before = Instant(utcnow(), time.monotonic())
    while not ticks.ending.wait(every):
        now = Instant(utcnow(), time.monotonic())
        if now.passed - ticks.last_step > hung_after:
            log.critical("no step has finished for %d s; the process ends and is to be started again", hung_after)
            os._exit(HUNG_EXIT)
        step = moved(before, now)
        if abs(step) > MOVED:
            _safely(ticks.note_step, step)
        before = now


def moved(before: Instant, now: Instant) -> timedelta:
    """How far the computer's clock went beyond the time that passed; below zero when it was set back."""
    return (now.at - before.at) - timedelta(seconds=now.passed - before.passed)
