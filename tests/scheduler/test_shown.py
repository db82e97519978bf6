"""A dead scheduler shows on every page and to machines within 90 seconds."""

from collections.abc import Callable

import pytest
from flask import Flask

from incident import scheduler
from tests.conftest import Clock
from tests.visitor import Visitor

HEADING = "No reminders are sent at present"


@pytest.mark.parametrize("address", ["/healthz", "/healthz/ready"])
def test_machines_get_503_while_no_scheduler_runs(app: Flask, clock: Clock, address: str) -> None:
    client = app.test_client()

    never = client.get(address)
    scheduler.tick(app, clock())
    alive = client.get(address)
    clock.forward(seconds=91)
    dead = client.get(address)

    assert [answer.status_code for answer in (never, alive, dead)] == [503, 200, 503]
    assert dead.get_json()["scheduler"] is False


@pytest.mark.parametrize("address", ["/", "/incidents", "/register", "/law"])
def test_pages_say_in_an_alarm_that_no_reminders_are_sent(
    app: Flask, clock: Clock, visit: Callable[[str], Visitor], address: str
) -> None:
    scheduler.tick(app, clock())
    visitor = visit("privacy_officer")

    visitor.get(address)
    while_alive = visitor.text
    clock.forward(seconds=91)
    visitor.get(address)

    assert HEADING not in while_alive and "Reminders are running" in while_alive
    assert HEADING in visitor.text and "Start it with: incident scheduler" in visitor.text
