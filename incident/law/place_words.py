"""Places by their names: ISO 3166 codes and named sets of places, as sentences use them."""

from collections.abc import Sequence
from functools import cache

import pycountry

SHOWN = 6  # places of a long list that a sentence names
WITH_ARTICLE = frozenset((
    "United States", "United Kingdom", "Netherlands", "Philippines", "United Arab Emirates", "Russian Federation",
    "Dominican Republic", "Central African Republic", "Bahamas", "Maldives", "Marshall Islands", "Solomon Islands",
    "Seychelles", "Comoros", "Gambia",
))  # fmt: skip

@cache
def place(iso: str) -> str:
    """The short English name of a country or subdivision (ISO 3166); the code itself when it is not listed."""
    if "-" in iso:
        subdivision = pycountry.subdivisions.get(code=iso)
        if subdivision is None:
            return iso
        return f"{subdivision.name} ({place(iso.split('-')[0])})"
    short = {"US": "United States", "GB": "United Kingdom", "KR": "South Korea", "TW": "Taiwan", "VN": "Vietnam"}
    country = pycountry.countries.get(alpha_2=iso)
    return short.get(iso) or (str(getattr(country, "common_name", country.name)) if country else iso)


@cache
def in_sentence(name: str) -> str:
    """A country or subdivision by its name, for the middle of a sentence; a named set of places as “the EEA”."""
    known = place(name)
    return f"the {known}" if known == name or known in WITH_ARTICLE else known


def listed(places: str | Sequence[str]) -> str:
    """One place or several for the middle of a sentence; of a long list the first and how many more."""
    names = [in_sentence(name) for name in ([places] if isinstance(places, str) else places)]
    words = ", ".join(names[:SHOWN])
    return f"{words} and {len(names) - SHOWN} more" if len(names) > SHOWN else words
