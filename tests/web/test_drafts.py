"""What is typed and not saved: kept while typing, thrown away on wish, never back once it was sent."""

from collections.abc import Callable

import pytest

from tests.conftest import Clock
from tests.visitor import Visitor
from tests.web.test_journey import reported

Visit = Callable[[str], Visitor]
PATH = "facts/1/narrative.what_happened"
BEFORE = "You had typed this before and not saved it."


def kept(person: Visitor, ref: str, words: str, **more: str) -> int:
    """Open the question and keep words as the script does; the status."""
    person.get(f"/incidents/{ref}/{PATH}")
    answer = person.client.post(
        "/drafts",
        json={"form": PATH, "content": {"answer": [words]}, **more},
        headers={"X-CSRFToken": person.hidden("csrf_token")},
    )
    return answer.status_code


def test_what_is_kept_can_be_thrown_away_and_the_page_comes_back_without_it(visit: Visit) -> None:
    ref = reported(visit)
    handler = visit("handler")
    kept(handler, ref, "Wrong incident, sorry")
    handler.get(f"/incidents/{ref}/{PATH}")

    answer = handler.post("/drafts/drop", draft=PATH, back=handler.hidden("back"))
    handler.follow(answer)

    assert answer.headers["Location"] == f"/incidents/{ref}/{PATH}"
    assert BEFORE not in handler.text and "Wrong incident" not in handler.page


@pytest.mark.parametrize("back", ["//evil.example/", "/\\evil.example", "https://evil.example/", "", "javascript:alert(1)"])
def test_throwing_away_leads_to_no_other_site(visit: Visit, back: str) -> None:
    handler = visit("handler")
    handler.get("/account")

    answer = handler.post("/drafts/drop", draft=PATH, back=back)

    assert answer.headers["Location"] == "/"


def test_nobody_throws_away_what_another_person_typed(visit: Visit) -> None:
    ref = reported(visit)
    handler, officer = visit("handler"), visit("privacy_officer")
    kept(handler, ref, "Mine")
    officer.get("/account")

    officer.post("/drafts/drop", draft=PATH, back="/")

    handler.get(f"/incidents/{ref}/{PATH}")
    assert BEFORE in handler.text and "Mine" in handler.page


def test_a_draft_that_its_own_form_has_overtaken_is_not_kept(visit: Visit) -> None:
    ref = reported(visit)
    handler = visit("handler")
    handler.get(f"/incidents/{ref}/{PATH}")
    once = handler.hidden("once", f"/incidents/{ref}/{PATH}")
    handler.post(f"/incidents/{ref}/{PATH}", answer="The whole sentence.", draft=PATH, then="list")

    status = kept(handler, ref, "The whole sen", once=once)

    handler.get(f"/incidents/{ref}/{PATH}")
    assert status == 409
    assert BEFORE not in handler.text and "The whole sentence." in handler.page


def test_a_form_that_is_sent_again_after_signing_in_ends_its_draft_and_shows_no_field_of_the_program(
    visit: Visit, clock: Clock
) -> None:
    ref = reported(visit)
    handler = visit("handler")
    kept(handler, ref, "An hour of writing.")
    clock.forward(hours=13)
    handler.post(f"/incidents/{ref}/{PATH}", answer="An hour of writing.", draft=PATH, then="list")
    shown, draft = handler.text, handler.hidden("draft")
    again = visit("handler")
    again.get(f"/incidents/{ref}/{PATH}")
    again.post(f"/incidents/{ref}/{PATH}", answer="An hour of writing.", draft=draft, then="list")

    again.get(f"/incidents/{ref}/{PATH}")

    assert "An hour of writing." in shown and PATH not in shown.replace(f"/incidents/{ref}/{PATH}", "")
    assert draft == PATH
    assert BEFORE not in again.text
