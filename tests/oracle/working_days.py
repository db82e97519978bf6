"""Which days are working days, by the laws that say so. Public holidays of countries come from the holidays library,
all years at once; weekends, the federal holidays of the United States and the two statutory calendars do not."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import cache

import holidays

YEARS = range(2009, 2036)
MONDAY, THURSDAY, FRIDAY, SATURDAY, SUNDAY = 0, 3, 4, 5, 6
ONE_DAY = timedelta(days=1)
FRIDAY_SATURDAY = ("BD", "BH", "DZ", "EG", "IL", "JO", "KW", "MV", "QA")
# country: first day on which the weekend was another one; the weekend before, the weekend since
CHANGED = {
    "AE": (date(2022, 1, 1), {FRIDAY, SATURDAY}, {SATURDAY, SUNDAY}),
    "OM": (date(2013, 5, 1), {THURSDAY, FRIDAY}, {FRIDAY, SATURDAY}),
    "SA": (date(2013, 6, 29), {THURSDAY, FRIDAY}, {FRIDAY, SATURDAY}),
}
MATARIKI = {  # Te Kahui o Matariki Public Holiday Act 2022, schedule 1
    date(2022, 6, 24), date(2023, 7, 14), date(2024, 6, 28), date(2025, 6, 20), date(2026, 7, 10), date(2027, 6, 25),
    date(2028, 7, 14), date(2029, 7, 6), date(2030, 6, 21), date(2031, 7, 11), date(2032, 7, 2),
}  # fmt: skip
MEMORIAL_DAY = date(2022, 9, 26)  # Queen Elizabeth II Memorial Day Act 2022

Works = Callable[[date], bool]


def working_days(calendar: str, *, union_law: bool = False) -> Works:
    """Whether a day is a working day in this calendar; `union_law` by Regulation 1182/71 Art. 2(2), under which no
    Saturday is one, also where a country makes up for a holiday on it."""
    own = {"US-federal": us_federal, "JP-administrative": jp_administrative, "NZ-Privacy-Act": nz_privacy_act}
    if calendar in own:
        return own[calendar]
    return lambda day: _works(calendar, day, union_law)


def _works(place: str, day: date, union_law: bool) -> bool:
    public, made_up = _published(place)
    if not union_law and day in made_up:
        return True
    return day.weekday() not in weekend(place.split("-")[0], day) and day not in public


def weekend(country: str, day: date) -> set[int]:
    """The days of rest of that country's week at that time."""
    if country in CHANGED:
        since, before, after = CHANGED[country]
        return after if day >= since else before
    if country == "HK":
        return {SUNDAY}  # every Sunday is a general holiday (Cap. 149 s 3); Saturday is a day like others
    return {FRIDAY, SATURDAY} if country in FRIDAY_SATURDAY else {SATURDAY, SUNDAY}


@cache
def _published(place: str) -> tuple[frozenset[date], frozenset[date]]:
    """Public holidays, and days of the weekend on which people work instead; nothing where nobody publishes them."""
    country, _, part = place.partition("-")
    known = holidays.list_supported_countries(include_aliases=False)
    if country not in known:
        return frozenset(), frozenset()
    subdiv = part if part in known[country] else None
    found = holidays.country_holidays(country, subdiv=subdiv, years=YEARS)
    return frozenset(found), frozenset(getattr(found, "weekend_workdays", ()))


def us_federal(day: date) -> bool:
    """Monday to Friday, without the legal public holidays of 5 U.S.C. 6103 and the days on which they are observed."""
    if day.weekday() >= SATURDAY or _us_holiday(day):
        return False
    on_saturday = day.weekday() == FRIDAY and _us_holiday(day + ONE_DAY)
    return not on_saturday and not (day.weekday() == MONDAY and _us_holiday(day - ONE_DAY))


def _us_holiday(day: date) -> bool:
    fixed = {(1, 1), (7, 4), (11, 11), (12, 25)} | ({(6, 19)} if day.year >= 2021 else set())
    return (
        (day.month, day.day) in fixed
        or day in (_nth(day.year, 1, MONDAY, 3), _nth(day.year, 2, MONDAY, 3), _nth(day.year, 9, MONDAY, 1))
        or day in (_nth(day.year, 10, MONDAY, 2), _nth(day.year, 11, THURSDAY, 4))
        or (day.month == 5 and day.weekday() == MONDAY and day.day > 24)
    )


def _nth(year: int, month: int, weekday: int, number: int) -> date:
    days = (date(year, month, 1) + timedelta(days=n) for n in range(31))
    return [day for day in days if day.weekday() == weekday][number - 1]


def jp_administrative(day: date) -> bool:
    """Act on Holidays of Administrative Organs Art 2: Saturdays, Sundays, holidays, 29 December to 3 January rest."""
    year_end = (day.month == 12 and day.day >= 29) or (day.month == 1 and day.day <= 3)
    return not year_end and _works("JP", day, False)


def nz_privacy_act(day: date) -> bool:
    """Privacy Act 2020 s 7, for days since it is in force (1 December 2020)."""
    if day.weekday() >= SATURDAY or (day.month == 12 and day.day >= 25) or (day.month == 1 and day.day <= 15):
        return False
    easter = _easter(day.year)
    if day in (easter - 2 * ONE_DAY, easter + ONE_DAY, _nth(day.year, 6, MONDAY, 1), _nth(day.year, 10, MONDAY, 4)):
        return False
    if day in MATARIKI or day == MEMORIAL_DAY:
        return False
    resting = [day] if day.weekday() != MONDAY else [day, day - ONE_DAY, day - 2 * ONE_DAY]
    return not any((rest.month, rest.day) in {(2, 6), (4, 25)} for rest in resting)


def _easter(year: int) -> date:
    """The anonymous Gregorian computus."""
    a, b, c = year % 19, year // 100, year % 100
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    n = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 22 * n) // 451
    month, day = divmod(h + n - 7 * m + 114, 31)
    return date(year, month, day + 1)
