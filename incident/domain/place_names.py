"""Places as people type them: a code, the name of a country, or the name of a state or region."""

from functools import cache

import pycountry

from incident.domain import words
from incident.law.facts import COUNTRIES, PLACE

OFFERED = ("US", "AU", "CA")  # federations whose states have breach laws of their own: offered by name


def read(text: str) -> str | None:
    """The ISO 3166 code for “NZ”, “New Zealand”, “US-CA”, “California”; None when it is none, or not only one."""
    typed = " ".join(text.split())
    code = typed.upper()
    if PLACE.fullmatch(code) and code.split("-")[0] in COUNTRIES:
        return code if "-" not in code or pycountry.subdivisions.get(code=code) else None
    return _names().get(typed.casefold()) or None


def offered() -> list[str]:
    """Names for a list of suggestions: every country, then the states of the federations in OFFERED."""
    countries = sorted(words.place(code) for code in COUNTRIES)
    states = [words.place(entry.code) for country in OFFERED for entry in _subdivisions(country)]
    return countries + sorted(states)


def _subdivisions(country: str) -> list[pycountry.db.Data]:
    found = pycountry.subdivisions.get(country_code=country)
    return list(found) if found else []


@cache
def _names() -> dict[str, str]:
    """Lower-case name -> code; "" for a name that several places bear."""
    names: dict[str, str] = {}
    for entry in pycountry.subdivisions:
        for name in (entry.name, words.place(entry.code)):
            key = name.casefold()
            names[key] = "" if names.get(key, entry.code) != entry.code else entry.code
    for country in pycountry.countries:
        for name in (country.name, getattr(country, "common_name", ""), getattr(country, "official_name", "")):
            if name:
                names[name.casefold()] = country.alpha_2
        names[country.alpha_3.casefold()] = country.alpha_2
        names[words.place(country.alpha_2).casefold()] = country.alpha_2
    names.update({"uk": "GB", "great britain": "GB", "usa": "US", "kosovo": "XK", "aotearoa": "NZ"})
    return names
