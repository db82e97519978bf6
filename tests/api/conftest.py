"""A caller of the API: sends a token, reads JSON."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from incident.db import db
from incident.db.models import User
from tests.visitor import Visitor

# A web shop in the United States; 37 people in New York, name and health insurance number taken.
FACTS: dict[str, Any] = {
    "organisation": {"country": "US", "establishments": ["US"], "role": "controller", "kinds": ["business"]},
    "events": {"discovered_at": "2026-06-08T16:00:00-04:00"},  # a Monday
    "act": ["acquisition"],
    "medium": "electronic",
    "data": ["name", "health_insurance"],
    "protection": {"encrypted": False},
    "cause": "external_attack",
    "recipient": "hostile",
    "affected": [{"residence": "US-NY", "count": 37}],
}


class Caller:
    """A program with a token; without a session."""

    def __init__(self, client: FlaskClient, token: str) -> None:
        self.client, self.headers = client, {"Authentication-Token": token}

    def get(self, address: str, **query: str) -> TestResponse:
        return self.client.get(f"/api/v1{address}", query_string=query, headers=self.headers)

    def post(self, address: str, body: Any, content_type: str = "application/json", **query: str) -> TestResponse:
        """`body`: bytes as they are, anything else as JSON."""
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        return self.client.post(
            f"/api/v1{address}", data=data, query_string=query, content_type=content_type, headers=self.headers
        )


@pytest.fixture
def call(app: Flask, visit: Callable[[str], Visitor]) -> Callable[[str], Caller]:
    """A caller with the token of somebody of a role."""

    def as_role(role: str) -> Caller:
        visit(role)
        with app.test_request_context():
            token = db.session.query(User).filter_by(email=f"{role}@fernbrook.example").one().get_auth_token()
        return Caller(app.test_client(), token)

    return as_role
