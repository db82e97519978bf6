"""Mails as frozen values: each class is exactly what its three templates may use. Times come as words with a zone."""

from dataclasses import dataclass
from typing import ClassVar

from notifications.errors import DocumentInvalid


def _check_link(field: str, link: str) -> None:
    if not link.startswith(("https://", "http://")) or any(letter.isspace() for letter in link):
        raise DocumentInvalid(f"{field}: “{link}” is no web address. Set the public address of this installation.")


@dataclass(frozen=True, slots=True)
class Reminder:
    """A clock is running; holds no data of affected people.

    Args:
        organisation: whose installation sends it.
        reference: of the incident.
        role: why this reader, for example "reminder to the owner".
        duty: what is owed, as a short command: "Notify the supervisory authority".
        addressee: whom; "" when the duty itself says it.
        left_short: for the subject: "31 h left", "Due now", "Late by 2 h".
        left: the same in full: "31 h 16 min from now, strict reading".
        due_label: "Due", or "Expected by" when the law gives no number.
        due_here: in the reader's zone; "as soon as practicable" when there is no time.
        due_there: in the authority's zone with the place; "" when it is the same zone.
        law_line: the citation.
        paragraphs: what is still missing and who comes next; may be empty.
        link, link_words: the one button.
        acknowledge_link: stops the hourly reminder to this reader; "" for none.
        escalation: who is told next and when; "" for nobody.
        reason: why it was sent: "It was sent because you own this duty."
        late: since when this mail itself waited; "" when it is on time.
    """

    template: ClassVar[str] = "reminder"
    organisation: str
    reference: str
    role: str
    duty: str
    addressee: str
    left_short: str
    left: str
    due_here: str
    law_line: str
    link: str
    reason: str
    due_label: str = "Due"
    due_there: str = ""
    paragraphs: tuple[str, ...] = ()
    link_words: str = "Open the duty"
    acknowledge_link: str = ""
    escalation: str = ""
    late: str = ""

    def __post_init__(self) -> None:
        _check_link("link", self.link)
        if self.acknowledge_link:
            _check_link("acknowledge_link", self.acknowledge_link)

    @property
    def overdue(self) -> bool:
        """Whether the due time has passed."""
        return self.left_short.startswith("Late")


@dataclass(frozen=True, slots=True)
class NewReport:
    """Somebody reported an incident; goes to the duty person. Holds nothing of what was reported."""

    template: ClassVar[str] = "new_report"
    organisation: str
    reference: str
    reporter: str
    reported_at: str
    link: str

    def __post_init__(self) -> None:
        _check_link("link", self.link)


@dataclass(frozen=True, slots=True)
class ApprovalWanted:
    """A document waits for this reader's approval. `due`: "" when the law gives no time."""

    template: ClassVar[str] = "approval_wanted"
    organisation: str
    reference: str
    document: str
    author: str
    link: str
    due: str = ""

    def __post_init__(self) -> None:
        _check_link("link", self.link)


@dataclass(frozen=True, slots=True)
class UncertainDelivery:
    """The connection ended after the final dot: a person decides whether a notice was sent or is sent again."""

    template: ClassVar[str] = "uncertain_delivery"
    organisation: str
    reference: str
    what: str
    recipient: str
    server: str
    happened_at: str
    message_id: str
    link: str

    def __post_init__(self) -> None:
        _check_link("link", self.link)


@dataclass(frozen=True, slots=True)
class GiveUp:
    """A message could not be delivered and is not tried again. `due`: of the duty behind it; "" for none."""

    template: ClassVar[str] = "give_up"
    organisation: str
    reference: str
    what: str
    recipient: str
    attempts: int
    last_reply: str
    message_id: str
    link: str
    due: str = ""

    def __post_init__(self) -> None:
        _check_link("link", self.link)


@dataclass(frozen=True, slots=True)
class SignInLink:
    """A one-time link: the first administrator, a new account, a forgotten password. `purpose`: a short command."""

    template: ClassVar[str] = "sign_in_link"
    organisation: str
    name: str
    purpose: str
    link: str
    valid_until: str

    def __post_init__(self) -> None:
        _check_link("link", self.link)


Email = Reminder | NewReport | ApprovalWanted | UncertainDelivery | GiveUp | SignInLink
