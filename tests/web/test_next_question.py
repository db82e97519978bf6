"""One question at a time, with why it matters; and the law behind a duty one click away."""

import re
from collections.abc import Callable

import pytest

from tests.visitor import Visitor
from tests.web.test_journey import reported

Visit = Callable[[str], Visitor]


@pytest.mark.parametrize("page", ["", "/duties", "/facts"])
def test_the_next_question_says_how_many_duties_of_which_laws_it_decides(visit: Visit, page: str) -> None:
    ref = reported(visit)
    handler = visit("handler")

    handler.get(f"/incidents/{ref}{page}")

    assert handler.page.count('id="next-question"') == 1
    assert re.search(r"The answer helps to decide \d+ duties of \d+ laws: ", handler.text)


def test_the_questions_after_it_are_folded(visit: Visit) -> None:
    ref = reported(visit)
    handler = visit("handler")

    handler.get(f"/incidents/{ref}/duties")

    assert re.search(r"<summary>The \d+ questions after it", handler.page)
    assert 'id="open"' in handler.page


def test_decisions_lead_to_the_law_behind_each_duty(visit: Visit) -> None:
    ref = reported(visit)
    officer = visit("privacy_officer")

    officer.get(f"/incidents/{ref}/decisions")

    assert "Read the law behind each duty" in officer.text
    assert re.search(r'href="/law/[A-Z0-9-]+#duty-', officer.page)
