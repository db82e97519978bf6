"""Words that somebody wrote in a notice and that the facts lack: kept there too, so that nobody types them twice."""

from datetime import datetime

from sqlalchemy.orm import Session

from incident.db.models import Context, FactsVersion, Notice, User
from incident.domain import fact_words
from incident.errors import NotFound
from incident.services import facts
from incident.services.desk import Desk

FACTS = {
    "what_happened": "narrative.what_happened",
    "how_discovered": "narrative.how_discovered",
    "likely_consequences": "narrative.likely_consequences",
    "measures_taken": "narrative.measures_taken",
    "measures_planned": "narrative.measures_planned",
    "advice_to_people": "narrative.advice_to_people",
    "advice_plain": "narrative.advice_to_people",
    "protection": "narrative.protection_words",
    "recipient": "narrative.recipient_words",
    "others_told": "narrative.others_told",
}  # filler of a question -> the fact that holds just its words


def new_words(session: Session, notice: Notice, desk: Desk) -> dict[str, str]:
    """Path of a fact -> words that a person wrote in this notice, where the facts have none yet. Nothing is replaced."""
    document = facts.current(session, session.get_one(Context, notice.context_id)).document
    found: dict[str, str] = {}
    for question in desk.forms[notice.form].questions:
        path, answer = FACTS.get(question.filler), notice.answers.get(question.id, {})
        if path is not None and answer.get("edited") and not fact_words.at(document, path):
            found.setdefault(path, answer["text"])
    return found


def keep(session: Session, notice: Notice, *, by: User, now: datetime, desk: Desk) -> FactsVersion:
    """Keep these words as facts, with the notice as their source.

    Raises:
        NotFound: there are none that the facts lack.
    """
    words = new_words(session, notice, desk)
    if not words:
        raise NotFound("The facts have every word of this notice, or words of their own.")
    context = session.get_one(Context, notice.context_id)
    source = {"source": f"Notice to {notice.clock.addressee}, version {notice.number}"}
    return facts.save(
        session,
        context,
        words,
        notes=dict.fromkeys(words, source),
        reason=None,
        expected_number=facts.current(session, context).number,
        by=by,
        now=now,
        desk=desk,
    )
