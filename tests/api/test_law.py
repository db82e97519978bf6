"""GET /api/v1/law: the rulebook as JSON."""

from collections.abc import Callable

from incident.services.desk import Desk
from tests.api.conftest import Caller

Call = Callable[[str], Caller]


def test_every_law_is_listed_once(call: Call, desk: Desk) -> None:
    answer = call("reporter").get("/law")

    ids = [law["id"] for law in answer.get_json()["regimes"]]
    assert ids == sorted(regime.id for regime in desk.rulebook.regimes)
    assert answer.get_json()["rulebook"] == desk.rulebook.version


def test_every_law_can_be_read_whole(call: Call, desk: Desk) -> None:
    caller = call("reporter")

    for regime in desk.rulebook.regimes:
        law = caller.get(f"/law/{regime.id}").get_json()
        assert law["id"] == regime.id
        assert len(law["obligations"]) == len(regime.obligations)
        assert len(law["examples"]) == len(regime.examples)
        assert all(version["cite"] for duty in law["obligations"] for version in duty["versions"])


def test_the_authority_that_a_duty_names_stands_with_the_law(call: Call) -> None:
    law = call("reporter").get("/law/US-NY").get_json()

    named = {duty["authority_id"] for duty in law["obligations"]} - {None}
    assert named
    assert named <= {authority["id"] for authority in law["authorities"]}


def test_references_in_conditions_are_replaced_by_what_they_name(call: Call) -> None:
    answer = call("reporter").get("/law/US-NY")

    assert '"ref"' not in answer.get_data(as_text=True)
    assert "includes_any" in answer.get_data(as_text=True)


def test_a_law_that_is_not_there_is_said_in_json(call: Call) -> None:
    answer = call("reporter").get("/law/XX-NONE")

    assert answer.status_code == 404
    assert "XX-NONE" in answer.get_json()["error"]
