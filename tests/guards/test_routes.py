"""Every address has a rule who may use it, for every role; nothing is open by accident."""

from collections.abc import Callable

import pytest
from flask import Flask

from incident.db.models import RoleName
from incident.domain import permissions
from incident.web.frame import SIGNING_IN
from tests.visitor import Visitor

OPEN = {"assets.serve", "auth.welcome", "auth.set_password", "status.live", "status.ready"}  # need no account, and why
SECURITY = SIGNING_IN | {"security.verify", "security.change_password", "security.two_factor_setup",
                         "security.two_factor_setup_validate", "security.mf_recovery_codes"}  # guarded by the library
SAMPLES = {"ref": "INC-2026-001", "regime_id": "NZ-PA2020", "path": "data", "name": "x", "digest": "x", "token": "x"}


def rules(app: Flask) -> list[tuple[str, str, str]]:
    """(endpoint, method, an address that fits) of the whole route table."""
    found = []
    adapter = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        values = {name: SAMPLES.get(name, 1) for name in rule.arguments}
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            found.append((rule.endpoint, method, adapter.build(rule.endpoint, values, method=method)))
    return found


def test_every_route_is_marked_with_what_it_needs_or_is_on_the_short_list_of_open_ones(app: Flask) -> None:
    unmarked = {
        endpoint
        for endpoint, view in app.view_functions.items()
        if not hasattr(view, "needs_action") and not getattr(view, "for_anybody", False)
    }

    assert unmarked == SECURITY & set(app.view_functions)
    assert {name for name, view in app.view_functions.items() if getattr(view, "for_anybody", False)} == OPEN


def test_every_action_of_a_route_is_in_the_table_of_permissions(app: Flask) -> None:
    named = {view.needs_action for view in app.view_functions.values() if hasattr(view, "needs_action")}

    assert named <= set(permissions.ACTIONS)


def test_nobody_gets_anything_without_an_account(app: Flask) -> None:
    client = app.test_client()

    for endpoint, method, address in rules(app):
        if endpoint in OPEN | SIGNING_IN:
            continue
        answer = client.open(address, method=method)
        assert answer.status_code in (302, 400, 401), (endpoint, method, answer.status_code)
        if answer.status_code == 302:
            assert answer.headers["Location"].startswith("/login"), endpoint


@pytest.mark.parametrize("role", [role.value for role in RoleName])
def test_a_role_is_refused_exactly_where_the_table_of_permissions_says_so(
    app: Flask, visit: Callable[[str], Visitor], role: str
) -> None:
    visitor = visit(role)

    for endpoint, method, address in rules(app):
        view = app.view_functions[endpoint]
        action = getattr(view, "needs_action", None)
        if action is None or endpoint == "account.sign_out_everywhere":
            continue
        visitor.get("/account")
        answer = visitor.client.open(
            address, method=method, data={"csrf_token": visitor.hidden("csrf_token")} if method == "POST" else None,
            json=None,
        )  # fmt: skip
        allowed = permissions.allows(frozenset({role}), action)
        assert (answer.status_code != 403) is allowed, (endpoint, method, action, answer.status_code)


def test_every_form_without_its_token_is_refused_and_shows_what_was_typed(
    app: Flask, visit: Callable[[str], Visitor]
) -> None:
    visitor = visit("privacy_officer")

    for endpoint, method, address in rules(app):
        if method != "POST" or endpoint in SECURITY or endpoint.startswith(("api.", "auth.")):
            continue
        answer = visitor.client.post(address, data={"reason": "typed by a person"})
        assert answer.status_code == 400, (endpoint, answer.status_code)


def test_every_page_says_in_its_headers_what_it_may_load(app: Flask, visit: Callable[[str], Visitor]) -> None:
    visitor = visit("privacy_officer")

    for endpoint, method, address in rules(app):
        if method != "GET":
            continue
        headers = visitor.client.get(address).headers
        policy = headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy, endpoint
        assert "unsafe-inline" not in policy or endpoint.startswith("outbox."), endpoint
        assert "unsafe-eval" not in policy
        assert headers["X-Content-Type-Options"] == "nosniff"
