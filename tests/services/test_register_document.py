"""The register as a document: facts, effects, remedial action, and who was told or why not."""

from datetime import UTC, datetime
from shutil import which

import pytest

from incident.db.models import AuditEntry
from incident.errors import FormInvalid, NotAllowed
from incident.services import register, register_document
from incident.services.register import Search
from tests.notifications import pdfs
from tests.services.breaches import breach

NOW = datetime(2026, 11, 21, 0, 0, tzinfo=UTC)  # a Saturday, 13:00 in Auckland


def extract(case, search=Search()):  # noqa: B008, a frozen value
    found = list(register.export(case.session, search, by=case.people["privacy_officer"], now=NOW))
    return register_document.compose(case.session, found, search, case.desk, now=NOW)


def test_an_entry_says_facts_effects_remedial_action_and_risk(session, desk, people):
    document = extract(breach(session, desk, people, NOW))

    assert document.rows == (
        (
            "INC-2026-001",
            "Fri 20 Nov 2026, 09:30 NZDT",
            "Support files copied. An unknown person used a stolen login of our support provider and copied files.",
            "1,855 people: New Zealand, Germany and California (United States). Names, e-mail addresses, bank account "
            "numbers and passwords in hashed form. False invoices can be made from what was copied.",
            "The session was ended. All passwords were reset.",
            "A high risk to the people. Serious harm has been caused or is likely.",
            "Nobody yet",
        ),
    )
    assert document.subtitle == "Extract of Sat 21 Nov 2026, 13:00 NZDT: 1 entry, the newest first."


def test_who_was_told_stands_with_the_time(session, desk, people):
    case = breach(session, desk, people, NOW)
    notice = case.draft(case.clock("NZ-PA2020/regulator", "NZ"), NOW)
    case.issue(notice, NOW)
    case.file(notice, NOW.replace(hour=1), "NBN-2026-01893")

    assert extract(case).rows[0][-1] == "Office of the Privacy Commissioner: Sat 21 Nov 2026, 14:00 NZDT"


def test_what_is_not_known_is_said_and_is_no_zero(session, desk, people):
    facts = {"affected": [], "data": [], "narrative": {}, "risk": {}, "events": {}, "individuals": {}}

    row = extract(breach(session, desk, people, NOW, **facts)).rows[0]

    assert row[1] == "Not known yet"
    assert row[3] == "People not known yet."
    assert row[4:6] == ("Not recorded yet", "Not decided yet")


def test_a_long_text_is_shortened_at_a_sentence(session, desk, people):
    long = {"what_happened": "One sentence that is long enough to stand. " * 20}

    document = extract(breach(session, desk, people, NOW, narrative=long))

    assert document.rows[0][2].endswith("One sentence that is long enough to stand. …")
    assert len(document.rows[0][2]) < 240
    assert document.note == "Long texts are shortened; the whole text stands with the incident."


def test_an_extract_is_a_checked_pdf_and_an_entry_of_the_audit_chain(needs, session, desk, people):
    needs(which("pdftotext") is not None, pdfs.POPPLER)
    breach(session, desk, people, NOW)

    content = register_document.register_pdf(session, Search(), desk, by=people["auditor"], now=NOW)

    assert pdfs.faults(content) == []
    assert "Register of personal data breaches" in pdfs.text(content)
    assert session.query(AuditEntry).filter_by(action="register.exported").count() == 1


def test_an_empty_extract_says_so(needs, session, desk, people):
    needs(which("pdftotext") is not None, pdfs.POPPLER)

    content = register_document.register_pdf(session, Search(text="nothing"), desk, by=people["auditor"], now=NOW)

    assert "No entry fits." in pdfs.text(content)


def test_more_entries_than_a_pdf_takes_are_refused_with_the_remedy(session, desk, people):
    breach(session, desk, people, NOW)
    found = list(register.export(session, Search(), by=people["auditor"], now=NOW)) * 301

    with pytest.raises(FormInvalid, match=r"301 entries fit; a PDF takes 300\. Narrow the search, or take the CSV\."):
        register_document.compose(session, found, Search(), desk, now=NOW)


def test_only_those_who_may_export_get_it(session, desk, people):
    with pytest.raises(NotAllowed):
        register_document.register_pdf(session, Search(), desk, by=people["handler"], now=NOW)
