"""Whatever comes in: a plain message that names the field and the remedy, the right status, and nothing typed is lost."""

import sqlite3
import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import event, func, select

from incident.config import Settings
from incident.db import audit, db
from incident.db.models import AuditEntry, FactsVersion, Incident
from tests.conftest import Clock
from tests.visitor import Visitor, local
from tests.web.test_journey import reported

Visit = Callable[[str], Visitor]
SCRIPTS = ["Zoë Łukasz", "Δημήτρης", "Иван", "محمد", "דוד", "สมชาย", "東京太郎", "김철수", "नमस्ते",
           "\U0001f469\u200d\U0001f467", "e\u0301e\u0301"]  # fmt: skip
HOSTILE = ["<script>alert(1)</script>", "'; DROP TABLE incident; --", "{{ 7*7 }}{% raw %}", "${7*7}", "%s%n", "\u202eevil"]


def count(app: Flask, model: type) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(model)) or 0


@pytest.mark.parametrize("words", SCRIPTS + HOSTILE)
def test_text_of_any_script_or_shape_is_kept_as_it_was_typed_and_shown_as_text(visit: Visit, words: str) -> None:
    ref = reported(visit, what_happened=f"Seen: {words}")
    handler = visit("handler")

    handler.get(f"/incidents/{ref}")

    assert f"Seen: {words}" in handler.text
    assert "<script>alert" not in handler.page


def test_a_second_press_of_the_button_gets_the_answer_of_the_first(app: Flask, visit: Visit) -> None:
    reporter = visit("reporter")
    reporter.get("/report")
    form = {"csrf_token": reporter.hidden("csrf_token", "/report"), "once": reporter.hidden("once", "/report"),
            "what_happened": "One thing.", "noticed_unsure": "yes"}  # fmt: skip
    cookie = reporter.client.get_cookie("breachdesk")
    assert cookie is not None
    answers: list[str] = []

    def press() -> None:
        client = app.test_client()
        client.set_cookie("breachdesk", cookie.value)
        answers.append(client.post("/report", data=form).headers.get("Location", ""))

    threads = [threading.Thread(target=press) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(set(answers)) == 1 and answers[0].startswith("/report/")
    assert count(app, Incident) == 1


def test_two_people_who_change_the_same_fact_both_see_both_answers(visit: Visit) -> None:
    ref = reported(visit)
    handler, officer = visit("handler"), visit("privacy_officer")
    address = f"/incidents/{ref}/facts/1/records_count"
    handler.get(address)
    officer.get(address)
    officer.post(address, answer="500", then="list")

    answer = handler.post(address, answer="412", then="list")

    assert answer.status_code == 409
    assert "500" in handler.text
    assert 'value="412"' in handler.page


def test_two_people_who_change_different_facts_disturb_each_other_not_at_all(visit: Visit) -> None:
    ref = reported(visit)
    handler, officer = visit("handler"), visit("privacy_officer")
    handler.get(f"/incidents/{ref}/facts/1/records_count")
    officer.get(f"/incidents/{ref}/facts/1/recipient_count")

    first = officer.post(f"/incidents/{ref}/facts/1/recipient_count", answer="1", then="list")
    second = handler.post(f"/incidents/{ref}/facts/1/records_count", answer="412", then="list")

    assert (first.status_code, second.status_code) == (303, 303)


def test_a_session_that_ends_in_a_long_form_loses_nothing(visit: Visit, clock: Clock) -> None:
    ref = reported(visit)
    handler = visit("handler")
    address = f"/incidents/{ref}/facts/1/narrative.what_happened"
    handler.get(address)
    clock.forward(hours=13)

    answer = handler.post(address, answer="An hour of writing, not to be lost.", then="list")

    assert answer.status_code in (400, 401)
    assert "An hour of writing, not to be lost." in handler.page
    assert "sign" in handler.text.lower()


def test_what_is_typed_is_kept_while_typing_and_comes_back_after_signing_in_again(visit: Visit, clock: Clock) -> None:
    ref = reported(visit)
    handler = visit("handler")
    address = f"/incidents/{ref}/facts/1/narrative.what_happened"
    handler.get(address)
    kept = handler.client.post(
        "/drafts",
        json={"form": "facts/1/narrative.what_happened", "content": {"answer": ["Half a sentence"]}},
        headers={"X-CSRFToken": handler.hidden("csrf_token")},
    )
    clock.forward(hours=13)

    again = visit("handler")
    again.get(address)

    assert kept.status_code == 200
    assert "Half a sentence" in again.page


def test_saving_a_form_ends_its_draft(visit: Visit) -> None:
    ref = reported(visit)
    handler = visit("handler")
    address = f"/incidents/{ref}/facts/1/narrative.what_happened"
    handler.get(address)
    key = "facts/1/narrative.what_happened"
    handler.client.post("/drafts", json={"form": key, "content": {"answer": ["Old words"]}},
                        headers={"X-CSRFToken": handler.hidden("csrf_token")})  # fmt: skip

    handler.post(address, answer="New words", draft=handler.hidden("draft"), then="list")
    handler.get(address)

    assert handler.hidden("draft") == key
    assert "New words" in handler.page and "Old words" not in handler.page


@pytest.mark.parametrize(
    ("path", "fields", "words"),
    [
        ("records_count", {"answer": "-5"}, "cannot be below zero"),
        ("records_count", {"answer": "many"}, "no whole number"),
        ("records_count", {"answer": "99999999999999999999999"}, "no whole number"),
        ("impact.unavailable_hours", {"answer": "soon"}, "number of hours"),
        ("impact.unavailable_hours", {"answer": "-1"}, "below zero"),
        ("cause", {"answer": "aliens"}, "not one of the answers"),
        ("data", {"answer": ["name", "not_known"]}, "exclude each other"),
        ("organisation.country", {"answer": "Atlantis"}, "no place that we know"),
        ("affected", {"rows": "1", "residence-0": "Atlantis", "count-0": "5"}, "no place that we know"),
        ("affected", {"rows": "1", "residence-0": "New Zealand", "count-0": "-5"}, "cannot be below zero"),
        ("events.occurred_at", {"answer": local("2026-11-19", "")}, "Give the time too"),
        ("events.occurred_at", {"answer": local("2026-13-45", "10:00")}, "no day and time"),
        ("events.occurred_at", {"answer": local("2026-11-19", "10:00", "Mars/Base")}, "no time zone"),
        ("events.occurred_at", {"answer": local("2026-09-27", "02:30")}, "does not exist"),  # the clocks go forward
        ("narrative.what_happened", {"answer": "x" * 8001}, "Shorten it"),
    ],
)
def test_an_answer_that_cannot_be_taken_is_named_kept_on_the_page_and_not_stored(
    app: Flask, visit: Visit, path: str, fields: dict[str, object], words: str
) -> None:
    ref = reported(visit)
    handler = visit("handler")
    handler.get(f"/incidents/{ref}/facts/1/{path}")
    before = count(app, FactsVersion)

    answer = handler.post(f"/incidents/{ref}/facts/1/{path}", then="list", **fields)

    assert answer.status_code == 422
    assert words in handler.text
    assert count(app, FactsVersion) == before


def test_a_body_of_fifty_megabytes_and_more_is_refused_in_words(visit: Visit) -> None:
    reporter = visit("reporter")
    reporter.get("/report")

    answer = reporter.client.post("/report", data={"what_happened": "x" * 61_000_000})

    assert answer.status_code == 413
    assert "too large" in answer.get_data(as_text=True)


def test_a_database_that_another_program_holds_gives_busy_and_loses_nothing(
    app: Flask, settings: Settings, visit: Visit
) -> None:
    reporter = visit("reporter")
    reporter.get("/report")
    with app.app_context(), db.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA busy_timeout=100")  # this test does not wait ten seconds
        db.engine.dispose()
    other = sqlite3.connect(settings.instance_folder / "breachdesk.sqlite3", isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    try:
        with app.app_context():
                event.listen(db.engine, "connect", lambda raw, _: raw.execute("PRAGMA busy_timeout=100"))
        answer = reporter.post("/report", what_happened="Typed while it was busy.", noticed_unsure="yes")
    finally:
        other.close()

    assert answer.status_code == 503
    assert answer.headers["Retry-After"]
    assert "Typed while it was busy." in reporter.page


def test_a_full_disk_is_said_and_leaves_nothing_half_written(
    app: Flask, settings: Settings, visit: Visit
) -> None:
    reporter = visit("reporter")
    reporter.get("/report")
    with app.app_context():
        def tiny(raw: sqlite3.Connection, _record: object) -> None:
            pages = raw.execute("PRAGMA page_count").fetchone()[0]
            raw.execute(f"PRAGMA max_page_count={pages}")

        event.listen(db.engine, "connect", tiny)
        db.engine.dispose()
        entries = count(app, AuditEntry)

    answer = reporter.post("/report", what_happened="Typed on a full disk. " * 300, noticed_unsure="yes")

    assert answer.status_code == 507, reporter.text[:500]
    assert "disk is full" in reporter.text
    assert count(app, AuditEntry) == entries
    check = sqlite3.connect(settings.instance_folder / "breachdesk.sqlite3")
    assert check.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    check.close()


def test_a_clock_that_is_set_back_breaks_neither_the_chain_nor_the_pages(app: Flask, visit: Visit, clock: Clock) -> None:
    ref = reported(visit)
    clock.at -= timedelta(hours=2)
    handler = visit("handler")
    address = f"/incidents/{ref}/facts/1/records_count"
    handler.get(address)

    answer = handler.post(address, answer="412", then="list")

    assert answer.status_code == 303
    assert handler.get(f"/incidents/{ref}").status_code == 200
    with app.app_context():
        assert list(audit.faults(db.session())) == []


def test_an_unexpected_error_shows_a_number_and_never_its_words(app: Flask, visit: Visit) -> None:
    @app.get("/broken")
    def broken() -> str:
        raise RuntimeError("a secret path and a name")

    broken.needs_action = "law.view"  # type: ignore[attr-defined]
    visitor = visit("handler")

    answer = visitor.get("/broken")

    assert answer.status_code == 500
    assert "secret path" not in visitor.page
    assert "number" in visitor.text
