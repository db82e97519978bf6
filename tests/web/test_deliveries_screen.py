"""The deliveries screen: what waits for a person stands first, and only who may sees to whom it went."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from incident.db import connections, db
from incident.db.models import AuditEntry, Delivery, DeliveryClass, DeliveryState, Incident, IncidentState
from incident.services import deliveries
from incident.services.desk import Desk
from tests.conftest import NOON
from tests.visitor import Visitor

Visit = Callable[[str], Visitor]
Make = Callable[..., int]
RECIPIENT = "intake@authority.example"


@pytest.fixture
def make(app: Flask, desk: Desk) -> Make:
    """Keep a message in some state; its id. `about_incident`: whether it belongs to an incident."""

    def one(state: DeliveryState, key: str = "one", *, about_incident: bool = True, reply: str | None = None) -> int:
        with app.app_context():
            session = db.session()
            connections.begin_write(session)
            row = deliveries.enqueue(
                session, once_key=key, template="reminder", content={}, to=None, recipient=RECIPIENT,
                delivery_class=DeliveryClass.NOTICE, due_at=NOON - timedelta(hours=1), now=NOON, desk=desk,
                incident_id=_incident_id() if about_incident else None,
            )  # fmt: skip
            row.state, row.reply, row.attempts, row.subject = state, reply, 1, "A subject of this message"
            session.flush()
            made = row.id
            session.commit()
        return made

    return one


def _incident_id() -> int:
    known = db.session.query(Incident).first()
    if known is None:
        known = Incident(reference="INC-2026-001", title="A folder was open", kind="unknown", state=IncidentState.TRIAGE,
                         report={}, reported_at=NOON, updated_at=NOON)  # fmt: skip
        db.session.add(known)
        db.session.flush()
    return known.id


def stored(app: Flask, delivery_id: int) -> Delivery:
    with app.app_context():
        row = db.session.get_one(Delivery, delivery_id)
        db.session.expunge(row)
        return row


def test_a_message_shows_recipient_subject_id_attempts_and_the_words_of_the_server(
    app: Flask, visit: Visit, make: Make
) -> None:
    made = make(DeliveryState.SENT, reply="250 2.0.0 queued")
    visitor = visit("handler")

    visitor.get("/deliveries")

    for words in (RECIPIENT, "A subject of this message", stored(app, made).message_id, "1 attempt", "250 2.0.0 queued"):
        assert words in visitor.text
    assert f'id="delivery-{made}"' in visitor.page


def test_what_waits_for_a_person_stands_first_and_each_anchor_stands_once(visit: Visit, make: Make) -> None:
    ids = [make(state, str(state)) for state in (DeliveryState.UNCERTAIN, DeliveryState.SENT, DeliveryState.FAILED)]
    visitor = visit("privacy_officer")

    visitor.get("/deliveries")

    assert "2 wait for a person" in visitor.text
    assert all(visitor.page.count(f'id="delivery-{made}"') == 1 for made in ids)
    first, _, rest = visitor.page.partition("All messages")
    assert all(f'id="delivery-{made}"' in (rest if made == ids[1] else first) for made in ids)


@pytest.mark.parametrize(
    ("decision", "state"),
    [("sent", DeliveryState.SENT), ("again", DeliveryState.PENDING), ("dropped", DeliveryState.CANCELLED)],
)
def test_a_decision_with_its_reason_settles_the_message(
    app: Flask, visit: Visit, make: Make, decision: str, state: DeliveryState
) -> None:
    made = make(DeliveryState.UNCERTAIN)
    visitor = visit("privacy_officer")
    visitor.get("/deliveries")

    answer = visitor.post(f"/deliveries/{made}/decision", decision=decision, reason="The authority said so by telephone")

    assert answer.headers["Location"] == f"/deliveries#delivery-{made}"
    assert stored(app, made).state is state
    with app.app_context():
        assert db.session.query(AuditEntry).filter_by(action="delivery.resolved").count() == 1


def test_a_decision_without_a_reason_is_refused_and_what_was_chosen_stays(app: Flask, visit: Visit, make: Make) -> None:
    made = make(DeliveryState.UNCERTAIN)
    make(DeliveryState.FAILED, "another")
    visitor = visit("privacy_officer")
    visitor.get("/deliveries")

    answer = visitor.post(f"/deliveries/{made}/decision", decision="sent", reason=" ")

    assert answer.status_code == 422
    assert "Say how you know it" in visitor.text
    assert f'href="#reason-{made}"' in visitor.page
    assert len(re.findall(r'value="sent" checked', visitor.page)) == 1
    assert stored(app, made).state is DeliveryState.UNCERTAIN


@pytest.mark.parametrize("decision", [None, "", "lost"])
def test_a_decision_that_is_none_is_refused(app: Flask, visit: Visit, make: Make, decision: str | None) -> None:
    made = make(DeliveryState.FAILED)
    visitor = visit("administrator")
    visitor.get("/deliveries")

    answer = visitor.post(f"/deliveries/{made}/decision", decision=decision, reason="For a reason")

    assert answer.status_code == 422
    assert stored(app, made).state is DeliveryState.FAILED


def test_a_message_that_is_settled_already_is_not_decided_again(app: Flask, visit: Visit, make: Make) -> None:
    made = make(DeliveryState.SENT)
    make(DeliveryState.UNCERTAIN, "another")  # its form has the tokens that this request needs
    visitor = visit("privacy_officer")
    visitor.get("/deliveries")

    answer = visitor.post(f"/deliveries/{made}/decision", decision="again", reason="Once more")

    assert answer.status_code == 409
    assert stored(app, made).state is DeliveryState.SENT


def test_a_handler_sees_what_waits_and_has_no_form_for_it(visit: Visit, make: Make) -> None:
    made = make(DeliveryState.UNCERTAIN)
    visitor = visit("handler")

    visitor.get("/deliveries")

    assert f'id="delivery-{made}"' in visitor.page
    assert "/decision" not in visitor.page


def test_who_sees_no_incidents_sees_neither_recipient_nor_subject_of_their_messages(visit: Visit, make: Make) -> None:
    made = make(DeliveryState.FAILED, reply=f"550 5.1.1 <{RECIPIENT}>: rejected")
    visitor = visit("administrator")

    visitor.get("/deliveries")

    assert f'id="delivery-{made}"' in visitor.page
    assert RECIPIENT not in visitor.page
    assert "A subject of this message" not in visitor.page
    assert "INC-2026-001" not in visitor.page
    assert "550 5.1.1 <the recipient>: rejected" in visitor.text


def test_an_administrator_sees_to_whom_mail_about_accounts_went(visit: Visit, make: Make) -> None:
    make(DeliveryState.SENT, about_incident=False)
    visitor = visit("administrator")

    visitor.get("/deliveries")

    assert RECIPIENT in visitor.text


def test_older_messages_are_on_the_next_page(visit: Visit, make: Make) -> None:
    ids = [make(DeliveryState.SENT, str(number)) for number in range(52)]
    visitor = visit("auditor")

    visitor.get("/deliveries")
    first = set(re.findall(r'id="delivery-(\d+)"', visitor.page))
    link = re.search(r'href="(/deliveries\?before=\d+)"', visitor.page)
    assert link is not None
    visitor.get(link[1])
    second = set(re.findall(r'id="delivery-(\d+)"', visitor.page))

    assert first | second == {str(made) for made in ids}
    assert not first & second


@pytest.mark.parametrize("before", ["x", "-1", "99999999999999999999999", ""])
def test_a_page_number_that_is_none_gives_the_first_page(visit: Visit, make: Make, before: str) -> None:
    make(DeliveryState.SENT)
    visitor = visit("auditor")

    assert visitor.get(f"/deliveries?before={before}").status_code == 200
    assert "1 shown" in visitor.text
