"""The demonstration plays through the real use cases and leaves what the first minute is to show."""

from datetime import UTC, datetime

from flask import Flask
from sqlalchemy import func, select

from incident.cli import demo
from incident.config import Settings
from incident.db import audit, db
from incident.db.models import Clock, ClockState, Delivery, DeliveryState, Incident, IssuedDocument, Notice, NoticeState

NOW = datetime(2026, 11, 24, 22, 0, tzinfo=UTC)  # a Tuesday


def test_the_demo_shows_running_and_overdue_clocks_sent_reminders_and_a_frozen_pdf(app: Flask, settings: Settings) -> None:
    demo.play(app, now=NOW)

    with app.app_context():
        incidents = db.session.scalar(select(func.count(Incident.id)))
        running = db.session.scalars(select(Clock).where(Clock.state == ClockState.RUNNING)).all()
        sent = db.session.scalar(select(func.count(Delivery.id)).where(Delivery.state == DeliveryState.SENT))
        issued = db.session.scalars(select(IssuedDocument)).one()
        waiting = db.session.scalars(select(Notice.state).where(Notice.state == NoticeState.AWAITING_APPROVAL)).all()
        document = app.extensions["breachdesk"].desk.files.get(issued.sha256)
        faults = list(audit.faults(db.session()))
    assert incidents == 3
    assert any(clock.due_at and clock.due_at < NOW for clock in running)
    assert any(clock.due_at and clock.due_at > NOW for clock in running)
    assert sent and len(list(settings.mail_folder.glob("*.eml"))) == sent
    assert document.startswith(b"%PDF-1.")
    assert waiting
    assert faults == []


def test_a_second_start_of_the_demo_adds_nothing(app: Flask) -> None:
    demo.play(app, now=NOW)

    demo.play(app, now=NOW)

    with app.app_context():
        assert db.session.scalar(select(func.count(Incident.id))) == 3
