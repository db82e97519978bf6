"""The notice to an authority: summary first, then the questions of its form in their order."""

from dataclasses import replace
from datetime import datetime

from incident.domain import fact_words
from incident.domain.clocks import is_late, late_by, span_words
from incident.domain.people_table import PeopleTable, people_by_place
from incident.law.forms import Question
from incident.services.document_source import Source
from notifications.documents import Answer, RegulatorNotice, Section, SummaryFact
from notifications.sheet import Column, Signature, Table

AWARE = ("aware_at", "determined_notifiable_at")  # events that the form's own words for awareness mean


def build(source: Source) -> RegulatorNotice:
    """The document of a notice to an authority.

    Raises:
        notifications.errors.DocumentInvalid: an answer is missing and the document is no draft.
    """
    sections = _sections(source)
    return RegulatorNotice(
        sheet=source.sheet(facts=True),
        law_line=source.filled(source.form.law_line),
        title=source.form.title,
        subtitle=_subtitle(source),
        summary=_summary(source, sections),
        sections=sections,
        signature=_signature(source),
        preface=" ".join(filter(None, (source.zone_words, source.form.preface, _caution(source)))),
        organisation_lines=tuple(filter(None, (source.address,))),
        addressee_line=source.duty.reach,
        declaration=_declaration(source),
    )


def _subtitle(source: Source) -> str:
    return ". ".join(filter(None, (f"To: {source.duty.addressee.rstrip('.')}", source.form.subtitle)))


def _caution(source: Source) -> str:
    if not (source.law_is_draft and source.draft):
        return ""
    return "The law data behind this draft are not confirmed against their source yet."


def _sections(source: Source) -> tuple[Section, ...]:
    """The sections that have an answer, numbered without a gap."""
    sections: list[Section] = []
    tables = 0
    for part in source.form.sections:
        number, answers = len(sections) + 1, list[Answer]()
        for question in part.questions:
            answer = _answer(source, question, f"{number}.{len(answers) + 1}", tables + 1)
            if answer is not None:
                answers.append(answer)
                tables += answer.table is not None
        if answers:
            sections.append(Section(str(number), part.title, tuple(answers)))
    return tuple(sections)


def _answer(source: Source, question: Question, number: str, table_number: int) -> Answer | None:
    """One answer; None when nothing stands there and nothing has to."""
    follows = source.follows(question)
    answer = Answer(
        number=number,
        question=question.words,
        text=source.blocks(question),
        to_follow=source.to_follow() if follows else None,
        cite=source.citation(question),
    )
    if answer.is_open and not source.lacks(question):
        return None
    return _with_places(source, answer, table_number) if question.table else answer


def _with_places(source: Source, answer: Answer, table_number: int) -> Answer:
    """The answer with the people by place: as a table, or in a sentence where it is one place."""
    found = people_by_place(source.given.facts)
    if found is None:
        return answer
    if len(found.rows) == 1:
        return replace(answer, text=(*answer.text, f"Place of residence: {found.rows[0].place}."))
    return replace(answer, table=_table(found, table_number))


def _table(found: PeopleTable, number: int) -> Table:
    has_kinds = len({row.kinds for row in found.rows}) > 1
    has_data = any(row.data for row in found.rows)
    columns = [Column("Place of residence", 52 if has_data or has_kinds else None), Column("People", 26, figures=True)]
    columns += [Column("Who they are", 36 if has_data else None)] if has_kinds else []
    columns += [Column("Kinds of data")] if has_data else []
    rows = tuple(
        (row.place, row.number, *([row.kinds] if has_kinds else []), *([row.data or "All kinds"] if has_data else []))
        for row in found.rows
    )
    filling = ("",) * (len(columns) - 2)
    return Table(
        caption=f"Table {number}. People affected, by place of residence",
        columns=tuple(columns),
        rows=rows,
        total=("Total", found.total, *filling),
        basis=found.basis,
    )


def _summary(source: Source, sections: tuple[Section, ...]) -> tuple[SummaryFact, ...]:
    """At most eight facts: who, what, which times, what is open."""
    return (
        SummaryFact("Organisation", source.organisation.name),
        SummaryFact("Our reference", source.reference),
        _kind(source),
        SummaryFact("Your reference", source.given.earlier_reference or "Not given yet"),
        _started(source),
        _limit(source),
        _issued(source),
        _state(source, sections),
    )


def _started(source: Source) -> SummaryFact:
    """What starts the clock of this law, and when it happened."""
    event, at = source.duty.event, source.duty.started_at
    aware = source.form.words_for("aware") or "Became aware"
    label = aware if event in (None, *AWARE) else fact_words.short(f"events.{event}")
    return SummaryFact(label, source.when(at) if at else "Not known yet")


def _kind(source: Source) -> SummaryFact:
    version = f"version {source.number}" if source.number > 1 else ""
    if not source.given.follow_up:
        return SummaryFact("Kind", "Initial notification", version or "first of this breach")
    before = f"to ours of {source.when(source.earlier_at)}" if source.earlier_at else ""
    return SummaryFact("Kind", "Follow-up", ", ".join(filter(None, (before, version))))


def _limit(source: Source) -> SummaryFact:
    duty = source.duty
    if duty.promised and duty.due_at is not None:
        return SummaryFact("Promised by", source.when(duty.due_at))
    if duty.due_at is not None:
        return SummaryFact("To be submitted by" if source.draft else "Time limit", source.when(duty.due_at))
    period = duty.period[:1].upper() + duty.period[1:]
    if duty.expected_at is not None:
        return SummaryFact("Expected by the authority", source.when(duty.expected_at), "no number in the law")
    return SummaryFact("Time limit", period or "None in the law")


def _issued(source: Source) -> SummaryFact:
    if source.draft:
        return SummaryFact("Drafted by", source.signing.author)
    started = source.duty.started_at
    counted = started is not None and started <= source.now and not source.given.follow_up
    later = f"{span_words(source.now - started)} after that" if started and counted else ""
    return SummaryFact("Issued", source.when(source.now), later)


def _state(source: Source, sections: tuple[Section, ...]) -> SummaryFact:
    answers = [answer for section in sections for answer in section.answers]
    open_ones = sum(answer.to_follow is not None for answer in answers)
    notes = [f"{open_ones} {'answer' if open_ones == 1 else 'answers'} to follow"] if open_ones else []
    if source.draft:
        return SummaryFact("State", source.signing.state, "; ".join(notes), state=True)
    late = _late_by(source.duty.due_at, source.now)
    words_of_delay = source.form.words_for("delay_reason")
    place = next((answer.number for answer in answers if answer.question == words_of_delay), None)
    notes = [*([f"reasons: {place}"] if late and place else []), *notes]
    return SummaryFact("State", f"Late by {late}" if late else "Approved", "; ".join(notes), state=True)


def _late_by(due: datetime | None, now: datetime) -> str:
    return span_words(late_by(due, now)) if due is not None and is_late(due, now) else ""


def _declaration(source: Source) -> tuple[str, ...]:
    if source.draft:
        return ("This is a draft. It must not be submitted.",)
    return (
        f"The answers are true to the best of our knowledge on {source.when(source.now)}. We will send what is marked "
        "“to follow”, and any change, as soon as we know it.",
        "The facts that this notification was made from are embedded in this file as facts.json.",
    )


def _signature(source: Source) -> Signature:
    signing = source.signing
    if source.draft or signing.approved_at is None:
        return Signature(signing.author, "Author of this draft")
    return Signature(
        signing.approver,
        f"Approved for {source.organisation.name} on {source.when(signing.approved_at)}. Written by {signing.author}.",
    )
