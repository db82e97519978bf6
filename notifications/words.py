"""The few words that the pages themselves carry, by language. A speaker reads each language before it is used."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """Words of the page frame. `to_follow` takes {by}, `version` takes {number}."""

    page: str
    of: str
    version: str
    facts_digest: str
    to_follow: str
    not_answered: str
    draft: str


ENGLISH = Words(
    page="Page",
    of="of",
    version="version {number}",
    facts_digest="Facts SHA-256",
    to_follow="Not yet known, to follow by {by}.",
    not_answered="Not answered yet.",
    draft="DRAFT",
)

BY_LANGUAGE = {
    "en": ENGLISH,
    "de": Words(
        page="Seite",
        of="von",
        version="Fassung {number}",
        facts_digest="Sachstand SHA-256",
        to_follow="Noch nicht bekannt, wird nachgereicht bis {by}.",
        not_answered="Noch nicht beantwortet.",
        draft="ENTWURF",
    ),
    "ar": Words(
        page="صفحة",
        of="من",
        version="الإصدار {number}",
        facts_digest="SHA-256",
        to_follow="غير معروف بعد، يُستكمل قبل {by}.",
        not_answered="لم تتم الإجابة بعد.",
        draft="مسودة",
    ),
}


def page_words(lang: str) -> Words:
    """Words for a BCP 47 tag such as "en-NZ"; English when the language has none here."""
    return BY_LANGUAGE.get(lang.split("-")[0].lower(), ENGLISH)
