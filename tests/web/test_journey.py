"""From a suspicion to a decision, as people of different roles do it in a browser without scripts."""

from collections.abc import Callable

from tests.visitor import Visitor, local

Visit = Callable[[str], Visitor]


def reported(visit: Visit, **more: object) -> str:
    """A report by somebody without further rights; its reference."""
    reporter = visit("reporter")
    reporter.get("/report")
    answers = {
        "what_happened": "I mailed a remittance list to the wrong supplier. They rang.",
        "noticed_at": local("2026-11-20", "12:30"),
        "kinds": ["contact", "money"],
        "whose": "Our own users",
        "people_count": "120",
        "ongoing": "no",
        **more,
    }
    answer = reporter.post("/report", **answers)
    assert answer.status_code == 303, reporter.text
    return answer.headers["Location"].rsplit("/", 1)[-1]


def test_a_report_of_five_answers_opens_an_incident_that_its_reporter_sees_and_nothing_else(visit: Visit) -> None:
    ref = reported(visit)
    reporter = visit("reporter")

    own, whole = reporter.get(f"/report/{ref}"), reporter.get(f"/incidents/{ref}")

    assert own.status_code == 200
    assert whole.status_code == 403


def test_i_am_not_sure_is_an_answer_to_every_question_of_the_report(visit: Visit) -> None:
    ref = reported(visit, what_happened="", what_unsure="yes", noticed_at=None, noticed_unsure="yes",
                   kinds=["not_sure"], whose="not_sure", people_count="", ongoing="not_sure")  # fmt: skip

    handler = visit("handler")
    handler.get(f"/incidents/{ref}")

    assert "Not sure" in handler.text


def test_an_empty_report_names_each_missing_answer_and_loses_nothing_typed(visit: Visit) -> None:
    reporter = visit("reporter")
    reporter.get("/report")

    answer = reporter.post("/report", what_happened="", people_count="minus three", reach="+64 20 0000 0000")

    assert answer.status_code == 422
    assert "Say in a sentence what you saw" in reporter.text
    assert "no whole number" in reporter.text
    assert 'value="+64 20 0000 0000"' in reporter.page
    assert 'value="minus three"' in reporter.page


def test_changing_the_awareness_time_shows_old_and_new_deadlines_and_wants_a_reason(visit: Visit) -> None:
    ref = reported(visit)
    handler = visit("handler")
    handler.get(f"/incidents/{ref}/facts")
    address = handler.get(f"/incidents/{ref}/facts/1/awareness").request.path
    handler.post(address, answer=local("2026-11-20", "12:40"), step="set", source="The mail")

    handler.get(address)
    without = handler.post(address, answer=local("2026-11-20", "10:00"), source="A call before")
    assert without.status_code == 422
    assert "Say why the awareness time changes" in handler.text

    handler.get(address)
    shown = handler.post(address, answer=local("2026-11-20", "10:00"), source="A call before", reason="They rang at ten.")
    assert shown.status_code == 200
    assert "Old" in handler.text or "Before" in handler.text

    set_now = handler.post(
        address, answer=local("2026-11-20", "10:00"), source="A call before", reason="They rang at ten.", step="set"
    )
    handler.follow(set_now)
    assert "They rang at ten." in handler.text


def test_a_start_after_its_end_is_refused_with_both_named(visit: Visit) -> None:
    ref = reported(visit)
    handler = visit("handler")
    handler.get(f"/incidents/{ref}/facts/1/events.occurred_until")
    handler.post(f"/incidents/{ref}/facts/1/events.occurred_until", answer=local("2026-11-19", "10:00"), then="list")

    handler.get(f"/incidents/{ref}/facts/1/events.occurred_at")
    answer = handler.post(f"/incidents/{ref}/facts/1/events.occurred_at", answer=local("2026-11-19", "11:00"), then="list")

    assert answer.status_code == 422
    assert "Began" in handler.text and "Ended" in handler.text
    assert 'value="11:00"' in handler.page


def test_nine_answers_on_the_short_path_and_a_second_person_make_a_complete_register_entry(visit: Visit) -> None:
    ref = reported(visit)
    handler, officer = visit("handler"), visit("privacy_officer")
    handler.get(f"/incidents/{ref}/short-path")

    answer = handler.post(
        f"/incidents/{ref}/short-path/1",
        what_happened="A remittance list went to the wrong supplier.",
        aware_at=local("2026-11-20", "12:30"),
        role="controller",
        data=["name", "email"],
        people="2",
        place="New Zealand",
        recipient_words="A supplier bound by contract to confidence.",
        measures_taken="They confirmed in writing at 12:50 that they deleted it.",
        no_risk_because="Two business addresses; the recipient is bound and deleted them unread.",
    )
    handler.follow(answer)
    officer.get(f"/incidents/{ref}/decisions")
    confirmed = officer.post(f"/incidents/{ref}/decisions/2", answer="confirm", words="Agreed.")

    assert confirmed.status_code == 303, officer.text
    officer.get("/register")
    assert "Complete" in officer.text
    assert "the recipient is bound and deleted them unread" in officer.text


def test_the_person_who_decided_cannot_be_the_second_one(visit: Visit) -> None:
    ref = reported(visit)
    officer = visit("privacy_officer")
    officer.get(f"/incidents/{ref}/decisions")
    officer.post(f"/incidents/{ref}/decisions", kind="risk", context="1", level="unlikely", serious_harm="no",
                 misuse_likely="no", reason="Two addresses only.")  # fmt: skip
    officer.get(f"/incidents/{ref}/decisions")

    answer = officer.post(f"/incidents/{ref}/decisions/1", answer="confirm", words="")

    assert answer.status_code == 409
    assert "second person" in officer.text


def test_a_breach_cannot_be_decided_while_required_items_are_open_and_the_refusal_names_them(visit: Visit) -> None:
    ref = reported(visit)
    handler = visit("handler")
    handler.get(f"/incidents/{ref}/decisions")

    answer = handler.post(f"/incidents/{ref}/decisions", kind="breach", outcome="breach", reason="It is one.")

    assert answer.status_code == 422
    assert "One person leads this incident and the others know who it is" in handler.text
