"""Text as it is printed: what belongs together stays on one line, what no reader can see is dropped."""

import re

from markupsafe import Markup, escape

_MONTHS = (
    "Jan(?:uary|uar)?|Feb(?:ruary|ruar)?|Mar(?:ch)?|März|Apr(?:il)?|May|Mai|June?|Juni?|July?|Juli|Aug(?:ust)?|"
    "Sept?(?:ember)?|Oct(?:ober)?|Oktober|Nov(?:ember)?|Dec(?:ember)?|Dezember"
)
_TOGETHER = (
    re.compile(rf"(\d{{1,2}}\.?) ({_MONTHS})\b"),
    re.compile(r"(\d\d:\d\d) ([A-Z]{2,5}|Uhr)\b"),
    re.compile(
        r"\b(sections?|ss?|Articles?|Arts?\.|Artikel|Abs\.|Buchst\.|Nr\.|§|Table|Tabelle|Page|Seite|"
        r"Mon|Tue|Wed|Thu|Fri|Sat|Sun) (\d)"
    ),
    re.compile(r"(\d) (h|min|hours?|days?|KB|MB|Stunden|Tage)\b"),
)
_UNSEEN = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
_BREAK = re.compile("\r\n|[\r\x0b\x0c\x85\u2028]")  # what word processors paste for a new line


def clean(words: str) -> str:
    """Without control letters, direction overrides and halves of letters; line and paragraph breaks stay."""
    return _UNSEEN.sub("", _BREAK.sub("\n", words).replace("\u2029", "\n\n"))


def keep_together(words: str) -> str:
    """No-break spaces inside dates, times with zone, citations and quantities."""
    for pattern in _TOGETHER:
        words = pattern.sub("\\1\u00a0\\2", words)
    return words


def printed(words: str) -> Markup:
    """HTML of a text a person wrote: escaped, kept together, line breaks kept."""
    lines = keep_together(clean(words)).strip().split("\n")
    return Markup("<br>").join(escape(line) for line in lines)


def cited(words: str) -> Markup:
    """A citation: it breaks between its words only, never inside “33(3)(a)”."""
    kept = keep_together(clean(words)).split(" ")
    return Markup(" ").join(Markup('<span class="nb">{}</span>').format(word) for word in kept)


def cell(words: str) -> Markup:
    """A table cell; a dash when it would be empty."""
    return printed(words) or Markup("–")


def one_line(words: str) -> str:
    """A header or subject: one line, no control letters."""
    return " ".join(clean(words).split())
