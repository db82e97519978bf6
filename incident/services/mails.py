"""From an outgoing message to the mail that leaves: what it says now, in the reader's zone, and how late it comes."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from email.utils import parseaddr
from typing import Any

from incident.config import Settings
from incident.domain import words
from incident.domain.clocks import IN_DAYS_FROM, span_words
from incident.domain.reminders import DUE, LATE_AFTER, MINUTE
from incident.services.outgoing import Failed, Outgoing, Reader
from notifications import emails, render, text
from notifications.emails import Email
from notifications.errors import DocumentInvalid
from notifications.messages import Message


def message(outgoing: Outgoing, *, now: datetime, settings: Settings) -> Message:
    """The message as it leaves at `now`.

    Raises:
        DocumentInvalid: nobody knows its template, or a value is missing or cannot be printed.
        HeaderRefused: an address or a subject that no mail can bear.
    """
    mail = render.email(email(outgoing, now=now, settings=settings))
    sender_name, sender = parseaddr(settings.mail.sender)
    return Message(
        to=outgoing.recipient,
        to_name=text.one_line(outgoing.reader.name),
        sender=sender,
        sender_name=sender_name,
        subject=mail.subject,
        text=mail.text,
        html=mail.html,
        message_id=outgoing.message_id,
        date=now,
    )


def email(outgoing: Outgoing, *, now: datetime, settings: Settings) -> Email:
    """The mail of a delivery as a value; raises DocumentInvalid."""
    write = WRITERS.get(outgoing.template)
    if write is None:
        raise DocumentInvalid(f"There is no mail “{outgoing.template}”.")
    try:
        return write(outgoing, now, settings)
    except KeyError as error:
        raise DocumentInvalid(f"The mail “{outgoing.template}” lacks the value {error}.") from error


def _reminder(outgoing: Outgoing, now: datetime, settings: Settings) -> Email:
    content, reader = outgoing.content, outgoing.reader
    due = _instant(content["due_at"])
    link = settings.base_url + content["path"]
    hourly = due is not None and (content["rung"] == DUE or now > due)
    return emails.Reminder(
        organisation=settings.organisation.name,
        reference=content["reference"],
        role=reader.role,
        duty=content["duty"],
        addressee=content["addressee"],
        left_short=_left_short(due, now),
        left=_left(due, content, now),
        due_label="Expected by" if content["expected"] else "Due",
        due_here=words.when(due, reader.zone) if due else content["period"] or "as soon as practicable",
        due_there=_due_there(due, content["zone"], reader.zone),
        law_line=_law_line(content),
        paragraphs=_paragraphs(content, reader),
        link=link,
        acknowledge_link=f"{link}#acknowledge" if hourly and reader.may_act else "",
        escalation=_escalation(outgoing.next_told, reader.zone),
        reason=reader.reason,
        late=_late(outgoing, now),
    )


def _left_short(due: datetime | None, now: datetime) -> str:
    """The time left for a subject: “31 h left”, “Due now”, “Late by 2 h”."""
    if due is None:
        return "Still open"
    span = due - now
    if abs(span) < MINUTE:
        return "Due now"
    size = _one_unit(abs(span))
    return f"Late by {size}" if span < timedelta(0) else f"{size} left"


def _one_unit(span: timedelta) -> str:
    """To the nearest minute, so that a mail that leaves seconds after its time still says “24 h”; then cut."""
    minutes = round(span / MINUTE)
    if minutes * MINUTE >= IN_DAYS_FROM:
        return f"{minutes // 1440} d"
    return f"{minutes // 60} h" if minutes >= 60 else f"{minutes} min"


def _left(due: datetime | None, content: Mapping[str, Any], now: datetime) -> str:
    """The time left in full, and by which reading."""
    if due is None:
        return "the law gives no number; it counts from when it was known"
    if content["expected"]:
        reading = "as the regulator expects; the law gives no number"
    else:
        reading = "as promised" if content["period"] == "promised" else "strict reading"
    size = span_words(due - now)
    return f"late by {size}, {reading}" if now > due else f"{size} from now, {reading}"


def _due_there(due: datetime | None, zone: str, reader_zone: str) -> str:
    """The due time where it is due; "" when it reads the same for the reader."""
    if due is None or words.when(due, zone) == words.when(due, reader_zone):
        return ""
    place = zone.rpartition("/")[2].replace("_", " ")
    return f"{words.when(due, zone)} in {place}" if "/" in zone else words.when(due, zone)


def _law_line(content: Mapping[str, Any]) -> str:
    period = content["period"]
    return f"{content['citation']}: {period}" if period and period != "promised" else content["citation"]


def _paragraphs(content: Mapping[str, Any], reader: Reader) -> tuple[str, ...]:
    found = []
    if not content["certain"]:
        found.append(
            "It cannot be told yet whether this duty is owed. "
            "Until the open questions are answered it is treated as if it were."
        )
    if content["owner"] is None:
        found.append("Nobody has this duty yet. Open it and give it to somebody.")
    elif content["owner"] != reader.name:
        found.append(f"{content['owner']} has this duty.")
    return tuple(found)


def _escalation(next_told: tuple[tuple[str, datetime], ...], zone: str) -> str:
    if not next_told:
        return ""
    told = words.listed(f"{name} on {words.when(at, zone)}" for name, at in next_told)
    return f"If it stays open, the next to be told: {told}."


def _late(outgoing: Outgoing, now: datetime) -> str:
    """Since when it waited, and what it stands for; "" when it comes in time."""
    late_by = now - outgoing.due_at
    if late_by <= LATE_AFTER:
        return ""
    sentence = f"it was to be sent on {words.when(outgoing.due_at, outgoing.reader.zone)}, {span_words(late_by)} ago."
    if outgoing.stands_for == 1:
        return sentence
    return f"{sentence} It stands for {outgoing.stands_for} reminders that could not be sent."


def _new_report(outgoing: Outgoing, now: datetime, settings: Settings) -> Email:
    content = outgoing.content
    return emails.NewReport(
        organisation=settings.organisation.name,
        reference=content["reference"],
        reporter=content["reporter"],
        reported_at=_when(content["reported_at"], outgoing),
        link=settings.base_url + content["path"],
    )


def _approval_wanted(outgoing: Outgoing, now: datetime, settings: Settings) -> Email:
    content = outgoing.content
    return emails.ApprovalWanted(
        organisation=settings.organisation.name,
        reference=content["reference"],
        document=content["document"],
        author=content["author"],
        due=_when(content["due_at"], outgoing) if content["due_at"] else "",
        link=settings.base_url + content["path"],
    )


def _sign_in_link(outgoing: Outgoing, now: datetime, settings: Settings) -> Email:
    content = outgoing.content
    return emails.SignInLink(
        organisation=settings.organisation.name,
        name=outgoing.reader.name,
        purpose=content["purpose"],
        link=settings.base_url + content["path"],
        valid_until=_when(content["valid_until"], outgoing),
    )


def _give_up(outgoing: Outgoing, now: datetime, settings: Settings) -> Email:
    content, failed = outgoing.content, _about(outgoing)
    return emails.GiveUp(
        organisation=settings.organisation.name,
        reference=failed.reference,
        what=failed.what,
        recipient=failed.recipient,
        attempts=failed.attempts,
        last_reply=content["reply"],
        message_id=content["message_id"],
        due=words.when(failed.due_at, outgoing.reader.zone) if failed.due_at else "",
        link=settings.base_url + content["path"],
    )


def _uncertain_delivery(outgoing: Outgoing, now: datetime, settings: Settings) -> Email:
    content, failed = outgoing.content, _about(outgoing)
    mail = settings.mail
    return emails.UncertainDelivery(
        organisation=settings.organisation.name,
        reference=failed.reference,
        what=failed.what,
        recipient=failed.recipient,
        server=f"{mail.host}:{mail.port}" if mail.channel == "smtp" else "the mail folder",
        happened_at=words.when(outgoing.due_at, outgoing.reader.zone),
        message_id=content["message_id"],
        link=settings.base_url + content["path"],
    )


def _about(outgoing: Outgoing) -> Failed:
    if outgoing.failed is None:
        raise DocumentInvalid(f"The message that “{outgoing.template}” is about is not there.")
    return outgoing.failed


def _when(iso: str, outgoing: Outgoing) -> str:
    return words.when(datetime.fromisoformat(iso), outgoing.reader.zone)


def _instant(iso: str | None) -> datetime | None:
    return datetime.fromisoformat(iso) if iso else None


WRITERS: Mapping[str, Callable[[Outgoing, datetime, Settings], Email]] = {
    "reminder": _reminder,
    "new_report": _new_report,
    "approval_wanted": _approval_wanted,
    "sign_in_link": _sign_in_link,
    "give_up": _give_up,
    "uncertain_delivery": _uncertain_delivery,
}
