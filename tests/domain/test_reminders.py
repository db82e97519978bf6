"""Which reminders ought to exist, and who gets them."""

from datetime import UTC, datetime, timedelta

from incident.domain.reminders import Ladder, Level, Person, nudges, recipients, rung_words, rungs

START = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)  # Tuesday
HOUR = timedelta(hours=1)
LADDER = Ladder()


def _hours(found, anchor=START):
    return [(rung.name, (rung.at - anchor) / HOUR) for rung in found]


def test_a_clock_of_72_hours_has_start_half_24_6_1_due_and_each_hour_after():
    due = START + 72 * HOUR

    before = rungs(START, START, due, LADDER, now=START)
    after = rungs(START, START, due, LADDER, now=due + 5.5 * HOUR)

    assert _hours(before) == [("start", 0), ("half", 36), ("before-24h", 48), ("before-6h", 66), ("before-1h", 71),
                              ("due", 72), ("after-1h", 73)]  # fmt: skip
    assert _hours(after)[-2:] == [("after-5h", 77), ("after-6h", 78)]


def test_a_clock_of_another_length_has_the_same_rungs_in_proportion():
    found = rungs(START, START, START + 24 * HOUR, LADDER, now=START)

    assert [name for name, _ in _hours(found)] == [
        "start", "half", "before-8h", "before-2h", "before-20min", "due", "after-1h"
    ]  # fmt: skip


def test_a_clock_of_thirty_days_names_its_rungs_in_days():
    found = rungs(START, START, START + 720 * HOUR, LADDER, now=START)

    assert [rung.name for rung in found][2:4] == ["before-10d", "before-60h"]


def test_rungs_that_would_fall_together_become_one():
    found = rungs(START, START, START + HOUR, LADDER, now=START)  # 1 h of 72 h in proportion: 50 s

    assert [rung.name for rung in found] == ["start", "half", "before-20min", "before-5min", "due", "after-1h"]


def test_a_clock_that_began_before_it_was_recorded_gets_one_reminder_at_once_and_then_goes_on():
    known = START + 40 * HOUR

    found = rungs(known, START, START + 72 * HOUR, LADDER, now=known)

    assert _hours(found) == [("start", 40), ("before-24h", 48), ("before-6h", 66), ("before-1h", 71), ("due", 72),
                             ("after-1h", 73)]  # fmt: skip


def test_a_clock_that_was_overdue_when_recorded_reaches_the_officers_at_once_and_then_hourly():
    known = START + 80.5 * HOUR

    found = rungs(known, START, START + 72 * HOUR, LADDER, now=known)

    assert _hours(found) == [("start", 80.5), ("after-9h", 81)]
    assert found[0].level is Level.OFFICER


def test_hourly_reminders_stop_when_a_person_has_it_in_hand():
    due = START + 72 * HOUR

    found = rungs(START, START, due, LADDER, now=due + 2 * HOUR, quiet=True)

    assert found[-1].name == "due"


def test_a_clock_that_may_not_be_owed_is_reminded_of_less_often():
    found = rungs(START, START, START + 72 * HOUR, LADDER, now=START, certain=False)

    assert [rung.name for rung in found] == ["half", "before-24h", "due"]


def test_each_level_is_reached_later_than_the_one_below():
    found = rungs(START, START, START + 72 * HOUR, LADDER, now=START)

    assert {rung.name: rung.level for rung in found} == {
        "start": Level.OWNER,
        "half": Level.OWNER,
        "before-24h": Level.OWNER,
        "before-6h": Level.DEPUTY,
        "before-1h": Level.DEPUTY,
        "due": Level.OFFICER,
        "after-1h": Level.OFFICER,
    }


def test_hours_are_elapsed_hours_when_the_clocks_go_forward():
    start = datetime(2027, 3, 27, 11, 0, tzinfo=UTC)  # Saturday noon in Berlin, the night before the change

    found = rungs(start, start, start + 72 * HOUR, LADDER, now=start)

    assert found[2].at == datetime(2027, 3, 29, 11, 0, tzinfo=UTC)


def test_a_duty_without_a_number_is_recalled_once_a_day():
    found = nudges(START, LADDER, now=START + 50 * HOUR)

    assert _hours(found) == [("start", 0), ("open-2d", 48), ("open-3d", 72)]


def test_rung_names_read_as_plain_words():
    assert rung_words("before-24h") == "24 h before it is due"
    assert rung_words("after-2h") == "2 h after it was due"
    assert rung_words("open-3d") == "still open after 3 days"
    assert rung_words("half") == "half of the time is used"


PEOPLE = {
    1: Person(1, deputy_id=2),
    2: Person(2),
    3: Person(3),
    4: Person(4),
}


def _who(level, owner=1, people=PEOPLE, officers=(3,), administrators=(4,)):
    return recipients(level, owner, people, officers, administrators, at=START)


def test_the_owner_comes_first_then_the_deputy_then_the_privacy_officer():
    assert _who(Level.OWNER) == (1,)
    assert _who(Level.DEPUTY) == (1, 2)
    assert _who(Level.OFFICER) == (1, 2, 3)


def test_an_absent_owner_is_replaced_by_the_deputy():
    people = PEOPLE | {1: Person(1, absent_until=START + HOUR, deputy_id=2)}

    assert _who(Level.OWNER, people=people) == (2,)


def test_an_absence_that_is_over_counts_no_more():
    people = PEOPLE | {1: Person(1, absent_until=START, deputy_id=2)}

    assert _who(Level.OWNER, people=people) == (1,)


def test_an_inactive_owner_without_deputy_leaves_it_to_the_privacy_officers():
    people = PEOPLE | {1: Person(1, active=False)}

    assert _who(Level.OWNER, people=people) == (3,)


def test_two_people_who_stand_in_for_each_other_and_are_both_away_do_not_go_round_for_ever():
    people = PEOPLE | {
        1: Person(1, absent_until=START + HOUR, deputy_id=2),
        2: Person(2, absent_until=START + HOUR, deputy_id=1),
    }

    assert _who(Level.OWNER, people=people) == (3,)


def test_a_duty_that_nobody_has_goes_to_the_privacy_officers():
    assert _who(Level.OWNER, owner=None) == (3,)


def test_without_any_privacy_officer_the_administrators_are_told():
    assert _who(Level.OWNER, owner=None, officers=()) == (4,)


def test_officers_who_are_all_away_are_told_all_the_same():
    people = PEOPLE | {3: Person(3, absent_until=START + HOUR)}

    assert _who(Level.OWNER, owner=None, people=people) == (3,)


def test_nobody_is_told_twice():
    assert _who(Level.OFFICER, owner=3) == (3,)
