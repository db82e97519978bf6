"""The few words that the pages themselves carry, by language. A speaker reads each language before it is used."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """Words of the page frame. `to_follow` takes {by}, `asked_of` takes {who}, `version` takes {number}."""

    page: str
    of: str
    version: str
    facts_digest: str
    not_known_yet: str
    to_follow: str
    asked_of: str
    not_answered: str
    draft: str
    draft_state: str


ENGLISH = Words(
    page="Page",
    of="of",
    version="version {number}",
    facts_digest="Facts SHA-256",
    not_known_yet="Not known yet:",
    to_follow="To follow by {by}.",
    asked_of="Asked of: {who}.",
    not_answered="Not answered yet.",
    draft="DRAFT",
    draft_state="Draft, not approved",
)

BY_LANGUAGE = {
    "en": ENGLISH,
    "de": Words(
        page="Seite",
        of="von",
        version="Fassung {number}",
        facts_digest="Sachstand SHA-256",
        not_known_yet="Noch nicht bekannt:",
        to_follow="Wird nachgereicht bis {by}.",
        asked_of="Angefragt bei: {who}.",
        not_answered="Noch nicht beantwortet.",
        draft="ENTWURF",
        draft_state="Entwurf, nicht freigegeben",
    ),
    "ar": Words(
        page="صفحة",
        of="من",
        version="الإصدار {number}",
        facts_digest="SHA-256",
        not_known_yet="غير معروف بعد:",
        to_follow="يُستكمل قبل {by}.",
        asked_of="طُلب من: {who}.",
        not_answered="لم تتم الإجابة بعد.",
        draft="مسودة",
        draft_state="مسودة غير معتمدة",
    ),
}


def page_words(lang: str) -> Words:
    """Words for a BCP 47 tag such as "en-NZ"; English when the language has none here."""
    return BY_LANGUAGE.get(lang.split("-")[0].lower(), ENGLISH)
