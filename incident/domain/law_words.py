"""The rules of a law file in words: how a period is counted, when its clock starts, where and to whom a duty is owed."""

from collections.abc import Mapping

from incident.domain import fact_words
from incident.domain.due_times import period_words
from incident.domain.duties import ANY
from incident.domain.periods import HERE, day_words, has_number
from incident.domain.starts import own_words
from incident.law.fields import EVENT_WORDS
from incident.law.model import Authority, Deadline, Delay, Obligation, Regime
from incident.law.place_words import in_sentence as place

NOTIFY = {
    "regulator": "Regulator",
    "second_regulator": "A further authority",
    "individuals": "Affected people",
    "controller": "The controller",
    "credit_bureaus": "Credit reporting agencies",
    "media": "The media",
    "law_enforcement": "Law enforcement",
    "public": "The public",
    "services": "Affected people, by a service to them",
    "internal": "Nobody outside: to be done or recorded",
}
TERMS = {"regulator": "regulator", "individuals": "affected_individual", "controller": "controller"}
CONTENT = {
    "organisation": "name and address of the organisation",
    "contact_point": "whom to contact",
    "what_happened": "what happened",
    "cause": "what caused it",
    "occurred": "when it happened",
    "discovered": "when it was discovered",
    "aware": "when the organisation became aware",
    "nature": "the nature of the breach",
    "data_kinds": "which kinds of data",
    "people_kinds": "which kinds of people",
    "people_count": "how many people",
    "records_count": "how many records",
    "likely_consequences": "the likely consequences",
    "measures_taken": "what was done",
    "measures_planned": "what is planned",
    "advice_to_people": "what the people can do to protect themselves",
    "protection": "how the data were protected",
    "recipient": "who has the data, or may have",
    "individuals_told": "whether the people were told, or will be, and how",
    "exception_relied_on": "any exception relied on, and why",
    "public_notice_reason": "why a public notice is given",
    "others_told": "who else was told",
    "delay_reason": "why the notice comes late",
    "complaint_route": "where people can complain",
    "regulator_told": "whether the regulator was told",
    "other_entities": "which other organisations are concerned",
    "processor": "the processor or supplier concerned",
    "countries": "which countries are concerned",
    "credit_bureau_contacts": "how to reach the credit reporting agencies",
    "identity_protection_offer": "the offer of identity protection",
    "law_enforcement_delay": "whether law enforcement asked to wait",
    "notice_date": "the date of the notice",
    "reference_earlier": "the reference of the earlier notice",
    "confidential_parts": "which parts are given in confidence",
    "sample_of_notice": "a copy of the notice to the people",
    "police_report": "the police report",
    "toll_free_number": "a toll-free telephone number",
    "website": "a website",
}  # the items of `must_contain`; tests/domain/test_law_words.py keeps it complete
DAY_ENDS = "The last day ends at 23:59:59 there."


def calendar_words(rule: Deadline) -> str:
    """The calendar of a rule, for the middle of a sentence."""
    return "the calendar of the place" if rule.calendar == HERE else f"the calendar {rule.calendar}"


def period(rule: Deadline, titles: Mapping[str, str]) -> str:
    """The period in words; `titles`: of the obligations by id, for a duty that takes the date of another."""
    other = rule.not_later_than
    if other is not None and rule.prompt is None and not has_number(rule):
        return f"not later than “{titles.get(other, other)}”"
    return rule.words or period_words(rule)


def counting(rule: Deadline, titles: Mapping[str, str]) -> tuple[str, ...]:
    """How the time of a rule is counted, in sentences. Source: docs/law-data.md, “Deadlines”."""
    lines = [*_unit(rule), *_other_ways(rule), *_roll(rule)]
    if rule.not_later_than is not None:
        other = titles.get(rule.not_later_than, rule.not_later_than)
        lines.append(f"Never later than “{other}” ({rule.not_later_than}): it takes that date where it is earlier.")
    if rule.cite:
        lines.append(f"The period: {rule.cite}.")
    return tuple(lines)


def _unit(rule: Deadline) -> list[str]:
    event_day = "is counted" if rule.first_day == "included" else "is not counted"
    if rule.hours is not None:
        return [f"{rule.hours:g} hours without a stop, through nights, weekends, holidays and changes of the clock."]
    if rule.days is not None:
        days = _amount(rule.days, "calendar day")
        return [f"{days}, weekends and holidays too; the day of the event {event_day}.", DAY_ENDS]
    if rule.business_days is not None:
        days = _amount(rule.business_days, "working day")
        return [f"{days} of {calendar_words(rule)}; the day of the event {event_day}.", DAY_ENDS]
    if rule.months is not None:
        return [f"{_amount(rule.months, 'month')} by the calendar, to the same date or the month's last day.", DAY_ENDS]
    if rule.years is not None:
        return [f"{_amount(rule.years, 'year')} by the calendar, to the same date or the month's last day.", DAY_ENDS]
    if rule.year_end_days is not None:
        days = _amount(rule.year_end_days, "day")
        return [f"{days} from the end of the calendar year in which the clock starts.", DAY_ENDS]
    if rule.year_end_date is not None:
        return [f"{day_words(rule.year_end_date)} of the year after the one in which the clock starts.", DAY_ENDS]
    if rule.none is not None:
        return ["No time runs."]
    return [] if rule.not_later_than else ["The law gives no number, so no due time is shown."]


def _other_ways(rule: Deadline) -> list[str]:
    """The other readings and limits that are counted beside the main one."""
    lines = []
    if rule.counting == "EU-PERIODS":
        lines.append("Regulation 1182/71 is counted beside them; its latest reading is shown as lenient, never relied on.")
    if rule.counting == "WORKING-DAYS":
        lines.append(f"Counted only on working days of {calendar_words(rule)} they end later; that is shown as lenient.")
    if rule.limit is not None:
        event = EVENT_WORDS[rule.limit.event]
        lines.append(f"And never later than {rule.limit.hours:g} hours after {event}, unless the clock starts only then.")
    return lines


def _amount(number: int, unit: str) -> str:
    return f"{number:,} {unit}" if number == 1 else f"{number:,} {unit}s"


def _roll(rule: Deadline) -> list[str]:
    if rule.roll == "none" or rule.calendar is None:
        return []
    moved = "The law moves" if rule.roll == "required" else "On a lenient reading one may move"
    until = f", {rule.roll_until} there" if rule.roll_until else ""
    return [
        f"{moved} a last day that is no working day of {calendar_words(rule)} to the next one{until}. "
        "The earlier day stays the due day; the later one is shown as lenient."
    ]


def start(obligation: Obligation) -> tuple[str, ...]:
    """When the clock of a duty starts, in sentences; none for a duty without a clock."""
    if not obligation.starts_on:
        return ()
    earlier = ", whichever is recorded as the earlier" if len(obligation.starts_on) > 1 else ""
    seen = f", as {obligation.events_of} sees it" if obligation.events_of else ""
    lines = [f"When {own_words(obligation)}{earlier}{seen}."]
    if obligation.provisional_from:
        earlier = "; else ".join(f"when {EVENT_WORDS[event]}" for event in obligation.provisional_from)
        lines.append(f"While that is not recorded, provisionally from {earlier}.")
    return tuple(lines)


def until(delay: Delay) -> str:
    """Until when a notice may or must wait, and what time is left after that."""
    event = EVENT_WORDS.get(delay.until.removeprefix("events."))
    said = f"Until {event}" if event else f"Until the time recorded as “{fact_words.short(delay.until)}”"
    return f"{said}; then {period_words(delay.then)}" if delay.then else said


def places(obligation: Obligation, regime: Regime) -> str:
    """Where a duty is owed. Source: docs/law-data.md, “Places”."""
    within = place(obligation.within or regime.jurisdiction)
    if obligation.place_mode == "each_residence":
        return f"Once in each place in {within} where affected people live"
    if obligation.place_mode == "each_establishment":
        return f"Once in each place in {within} where the organisation is established"
    if obligation.place_mode == "one_stop_shop":
        return (
            f"Once, in the country of the main establishment in {within}; "
            "without an establishment there, in each place there where affected people live"
        )
    if obligation.place_mode == "each_controller":
        return "Once to each customer whose data are held; hours agreed in a contract count where they end earlier"
    return f"Once, in {place(regime.jurisdiction)}"


def addressee(obligation: Obligation, regime: Regime, authority: Authority | None) -> str:
    """Who is told: the regime's own term where it has one, else the authority that the duty names, else a plain word."""
    own = regime.terms.get(TERMS.get(obligation.notify, ""))
    if own:
        return own[:1].upper() + own[1:]
    return authority.name if authority else NOTIFY[obligation.notify]


def owner(obligation: Obligation, regime: Regime) -> str:
    """Who owes the duty, in the regime's own term."""
    if obligation.owed_by == ANY:
        return "The organisation, whatever its part in the data"
    own = regime.terms.get(obligation.owed_by, obligation.owed_by)
    return f"{own[:1].upper()}{own[1:]}" + (f" ({obligation.owed_by})" if own != obligation.owed_by else "")


def content(item: str) -> str:
    """An item of `must_contain` in words, with a capital first letter.

    One that is not known here stands in a finding that was frozen under an older rulebook.
    """
    said = CONTENT.get(item) or item.replace("_", " ")
    return said[:1].upper() + said[1:]
