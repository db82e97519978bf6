"""Everything a document is made from, gathered from rows into plain values; and the answers of its form as text."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from zoneinfo import ZoneInfo

from incident.config import Contact, Organisation
from incident.domain import words
from incident.domain.notice_content import NoticeInput
from incident.law.forms import Form, Question
from notifications.sheet import Block, Paper, Sheet, ToFollow, blocks
from notifications.words import page_words

NUMBER = "Registration number"


@dataclass(frozen=True, slots=True)
class Duty:
    """What is owed: to whom, by which law, by when. Instants are aware; None where there is none.

    `event`: the fact that starts the law's clock, such as "aware_at", and `started_at` its time.
    `required`: content item of the law -> its citation. `reach`: the authority's own name and where it is reached, on
    one line; "" when that is not known. `promised`: it was promised in a notice before; `due_at` is that promise.
    """

    jurisdiction: str
    addressee: str
    reach: str
    citation: str
    period: str
    event: str | None
    started_at: datetime | None
    due_at: datetime | None
    expected_at: datetime | None
    promised: bool
    required: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Signing:
    """Who wrote and who approved the notice. `approved_at`: None before. `state`: the notice's state, in words."""

    author: str
    approver: str
    approved_at: datetime | None
    state: str


@dataclass(frozen=True, slots=True)
class Source:
    """One notice as plain values. `customer`: name and mail address of the customer it goes to, else empty.

    `earlier_at`: when the notice before it was filed. `law_is_draft`: the law file is not confirmed yet.
    `facts_json`: the facts that the notice is made from, canonical; the list of our customers is not among them.
    """

    form: Form
    given: NoticeInput
    answers: Mapping[str, Any]
    duty: Duty
    signing: Signing
    organisation: Organisation
    contact: Contact
    customer: tuple[str, ...]
    customer_country: str
    reference: str
    number: int
    document_id: str
    earlier_at: datetime | None
    law_is_draft: bool
    facts_json: bytes
    now: datetime
    draft: bool

    def when(self, instant: datetime) -> str:
        """An instant in the document's zone."""
        return words.when(instant, self.given.zone)

    def text(self, question: Question) -> str:
        """The answer to a question; "" when there is none. The reason of a delay may stand in two places."""
        said = str(self.answers.get(question.id, {}).get("text") or "")
        if question.filler == "delay_reason" and self.given.delay_reason not in (None, said):
            return f"{self.given.delay_reason}\n\n{said}".strip()
        return said

    def blocks(self, question: Question) -> tuple[Block, ...]:
        """The answer as paragraphs and lists."""
        return blocks(self.text(question))

    def follows(self, question: Question) -> bool:
        """Whether the answer is promised for later."""
        return bool(self.answers.get(question.id, {}).get("to_follow")) and not self.text(question)

    def lacks(self, question: Question) -> bool:
        """Whether the notice cannot be approved without an answer that it does not have."""
        asked = question.mandatory or (question.item or "") in self.duty.required
        return asked and not self.text(question) and not self.follows(question)

    def to_follow(self, what: str = "") -> ToFollow:
        """The mark for an answer that is promised for later."""
        return ToFollow(self.when(datetime.fromisoformat(self.answers["_follow_up_at"])), what)

    def citation(self, question: Question) -> str:
        """The provision behind a question: the form's, or for a form of every law that of this one; "" for none."""
        of_one_law = bool(self.form.regimes or self.form.authorities)
        return question.cite or ("" if of_one_law else self.duty.required.get(question.item or "", ""))

    def filled(self, template: str) -> str:
        """Words of the form with the citation of the duty in them."""
        return template.format(citation=self.duty.citation)

    def sheet(self, *, facts: bool) -> Sheet:
        """What every page of the document carries. `facts`: embed the facts document in the file."""
        return Sheet(
            organisation=self.organisation.name,
            running_title=self.form.title,
            reference=f"Reference {self.reference}",
            file_title=f"{self.form.title}, {self.document_id}",
            description=f"{self.form.name}; {self.duty.citation}",
            lang=self.form.language,
            created_at=self.now,
            document_id=self.document_id,
            version=self.number,
            paper=cast(Paper, self.form.paper(self.duty.jurisdiction)),
            facts=self.facts_json if facts else None,
            words=page_words(self.form.language),
            draft=self.draft,
        )

    @property
    def address(self) -> str:
        """The organisation's address on one line; "" when none is configured."""
        return ", ".join(self.organisation.address)

    @property
    def registration(self) -> str:
        """The registration number with its name, as the foot of a letter prints it; "" when none is configured."""
        number = self.organisation.registration_number
        return number if any(map(str.isalpha, number)) or not number else f"{NUMBER} {number}"

    @property
    def zone_words(self) -> str:
        """“Times are those of Auckland (NZDT, UTC+13).” for the offsets in which the document's times fall."""
        known = [self.now, *filter(None, (self.duty.started_at, self.duty.due_at, self.duty.expected_at))]
        events = (self.given.facts.get("events") or {}).values()
        known += [datetime.fromisoformat(value) for value in events if value]
        local = [instant.astimezone(ZoneInfo(self.given.zone)) for instant in sorted(known)]
        city = self.given.zone.rsplit("/", 1)[-1].replace("_", " ")
        return f"Times are those of {city} ({'; '.join(dict.fromkeys(map(_offset, local)))})."


def _offset(local: datetime) -> str:
    shift = f"{local:%z}"
    offset = f"UTC{shift[0]}{int(shift[1:3])}" + (f":{shift[3:]}" if shift[3:] != "00" else "")
    name = local.tzname() or ""
    return f"{name}, {offset}" if name.isalpha() else offset
