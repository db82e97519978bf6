"""Documents in encrypted columns: small on disk, readable again, also those of an earlier version."""

import json
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from incident.db.cipher import Cipher
from incident.db.models import User
from incident.services import assessments, contexts
from incident.services.desk import Desk
from tests.conftest import NOON
from tests.services.breaches import breach


def stored(session: Session, cipher: Cipher, row: int) -> bytes:
    raw = session.execute(text("SELECT document FROM assessment WHERE id = :id"), {"id": row}).scalar_one()
    return cipher.decrypt(raw, "assessment.document")


def test_an_assessment_takes_a_fraction_of_its_text(app: Any, session: Session, desk: Desk, people: dict[str, User]) -> None:
    case = breach(session, desk, people, NOON)
    made = assessments.latest(session, contexts.of(session, case.incident)[0])
    assert made is not None

    kept = stored(session, app.extensions["breachdesk_cipher"], made.id)

    assert len(kept) < len(json.dumps(made.document)) / 5


def test_a_document_that_was_kept_before_documents_were_compressed_is_read(
    app: Any, session: Session, desk: Desk, people: dict[str, User]
) -> None:
    case = breach(session, desk, people, NOON)
    made = assessments.latest(session, contexts.of(session, case.incident)[0])
    assert made is not None
    older = app.extensions["breachdesk_cipher"].encrypt(b'{"obligations": []}', "assessment.document")
    session.execute(text("UPDATE assessment SET document = :document WHERE id = :id"), {"document": older, "id": made.id})

    session.expire(made)

    assert made.document == {"obligations": []}
