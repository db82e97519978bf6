"""Who gets in: a token or a session, no form token; everything else is answered in JSON."""

from collections.abc import Callable

from flask import Flask

from tests.api.conftest import FACTS, Caller
from tests.visitor import Visitor

Call = Callable[[str], Caller]


def test_without_an_account_the_answer_says_how_to_get_in(app: Flask) -> None:
    answer = app.test_client().get("/api/v1/law")

    assert answer.status_code == 401
    assert "Authentication-Token" in answer.get_json()["error"]


def test_a_token_that_was_made_up_does_not_let_in(app: Flask) -> None:
    answer = app.test_client().get("/api/v1/law", headers={"Authentication-Token": "made.up"})

    assert answer.status_code == 401


def test_a_session_lets_in_without_a_form_token(visit: Callable[[str], Visitor]) -> None:
    visitor = visit("handler")

    assert visitor.client.get("/api/v1/law").status_code == 200
    assert visitor.client.post("/api/v1/assess", json=FACTS).status_code == 200


def test_the_token_of_the_account_page_lets_in_and_ends_with_every_session(
    app: Flask, visit: Callable[[str], Visitor]
) -> None:
    visitor = visit("handler")
    visitor.get("/account")
    visitor.post("/account/api-token")
    token = next(word for word in visitor.text.split() if len(word) > 100 and "." in word)
    caller = Caller(app.test_client(), token)
    assert caller.get("/law").status_code == 200

    visitor.get("/account")
    visitor.post("/account/sign-out-everywhere")

    assert caller.get("/law").status_code == 401


def test_an_address_that_is_not_there_is_said_in_json(call: Call) -> None:
    answer = call("handler").get("/nothing")

    assert answer.status_code == 404
    assert answer.get_json()["error"]


def test_a_method_that_an_address_does_not_take_is_said_in_json(call: Call) -> None:
    answer = call("handler").post("/law", {})

    assert answer.status_code == 405
    assert answer.get_json()["error"]


def test_answers_are_not_kept_by_browsers_and_load_nothing(call: Call) -> None:
    headers = call("handler").get("/law").headers

    assert headers["Cache-Control"] == "no-store"
    assert headers["Content-Type"] == "application/json"
    assert headers["X-Content-Type-Options"] == "nosniff"
