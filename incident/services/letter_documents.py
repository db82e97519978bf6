"""Letters: to the people affected, and to the customers of a processor."""

from incident.domain import letter_words, words
from incident.law.forms import Section
from incident.services.document_source import Source
from notifications.letters import (
    WINDOW_LINES,
    ControllerNotice,
    Envelope,
    EnvelopeStyle,
    FactRow,
    LabelledValue,
    Letter,
    Part,
    window_lines,
)
from notifications.sheet import Block, Signature

NOT_ISSUED = "Not issued yet"
SHORT = 160  # letters: a paragraph up to here may be joined with the next one
RETURN_LINE = 66  # letters of the small line above the address that fit on one line


def individuals(source: Source) -> Letter:
    """The letter to the people affected. It goes to many: the address is that of all of them.

    Raises:
        notifications.errors.DocumentInvalid: an answer is missing and the document is no draft, or the address does
            not fit into the window of the envelope.
    """
    place = source.duty.jurisdiction
    where = "European Union" if place == "EU" else words.place(place)
    return Letter(
        sheet=source.sheet(facts=False),
        letterhead_lines=_letterhead(source),
        envelope=_envelope(source, "To the people affected", where),
        info=_info(source, "Our reference (please quote)", source.reference, "Questions"),
        title=source.form.title,
        salutation=source.form.salutation,
        lead=tuple(filter(None, (source.filled(source.form.lead),))),
        parts=_parts(source),
        signature=_signature(source, source.contact.role),
        foot="  ·  ".join(filter(None, (source.organisation.name, source.address, source.registration))),
        statutory=source.form.statutory_headings,
    )


def customer(source: Source) -> ControllerNotice:
    """The notice of a processor to one of its customers.

    Raises:
        notifications.errors.DocumentInvalid: as `individuals`.
    """
    table = next((section for section in source.form.sections if section.as_table), None)
    country = words.place(source.customer_country) if source.customer_country else ""
    name, *mail = source.customer
    return ControllerNotice(
        sheet=source.sheet(facts=False),
        letterhead_lines=_letterhead(source),
        envelope=_envelope(source, name, "Data protection contact", *mail, country),
        info=_info(source, "Our reference (please quote)", source.document_id, "Contact at any hour"),
        title=source.form.title,
        lead=tuple(filter(None, (source.filled(source.form.lead),))),
        facts_caption=table.title if table else "",
        facts=_rows(source, table) if table else (),
        parts=_parts(source),
        signature=_signature(source, ", ".join(filter(None, (source.contact.role, source.contact.email)))),
        note=source.zone_words,
    )


def _letterhead(source: Source) -> tuple[str, ...]:
    site = source.organisation.website.removeprefix("https://").removeprefix("http://").rstrip("/")
    return tuple(filter(None, (source.address, site)))


def _envelope(source: Source, *lines: str) -> Envelope:
    """The address in the window: the first and the last line, and of those between what fits."""
    first, *between, last = filter(None, lines)
    while between and window_lines((first, *between, last)) > WINDOW_LINES:
        between.pop(0)
    return Envelope(_style(source), (first, *between, last), _return_line(source))


def _style(source: Source) -> EnvelopeStyle:
    if source.form.paper(source.duty.jurisdiction) == "Letter":
        return "us"
    return "de" if source.form.envelope == "de" else "nz"


def _return_line(source: Source) -> str:
    whole = ", ".join((source.organisation.name, *source.organisation.address))
    return whole if len(whole) <= RETURN_LINE else source.address or source.organisation.name


def _info(source: Source, label: str, reference: str, asking: str) -> tuple[LabelledValue, ...]:
    day = letter_words.day(source.now, source.given.zone, source.form.language)
    reach = source.contact.phone or source.contact.email
    return (
        LabelledValue("Date of this notice", NOT_ISSUED if source.draft else day),
        LabelledValue(label, reference),
        *((LabelledValue(asking, reach),) if reach else ()),
    )


def _rows(source: Source, section: Section) -> tuple[FactRow, ...]:
    rows = [
        FactRow(question.words, source.text(question), source.to_follow() if source.follows(question) else None)
        for question in section.questions
        if source.text(question) or source.follows(question) or source.lacks(question)
    ]
    return tuple(rows)


def _parts(source: Source) -> tuple[Part, ...]:
    """The parts that have something to say."""
    found = []
    for section in source.form.sections:
        if section.as_table:
            continue
        text = _joined([block for question in section.questions for block in source.blocks(question)])
        follows = [source.to_follow(question.words) for question in section.questions if source.follows(question)]
        lacking = [question.words for question in section.questions if source.lacks(question)]
        if text or follows or lacking:
            found.append(Part(section.title, tuple(text), tuple(follows), tuple(lacking)))
    return tuple(found)


def _joined(found: list[Block]) -> list[Block]:
    """The text with short paragraphs that follow each other made one, so that a letter does not read like a form."""
    text: list[Block] = []
    for block in found:
        last = text[-1] if text else None
        if isinstance(last, str) and isinstance(block, str) and _is_short(last) and _is_short(block):
            text[-1] = f"{last} {block}"
        else:
            text.append(block)
    return text


def _is_short(paragraph: str) -> bool:
    return len(paragraph) <= SHORT and "\n" not in paragraph


def _signature(source: Source, role: str) -> Signature:
    name = source.contact.name or source.organisation.name
    return Signature(name, role if source.contact.name else "", source.form.closing)
