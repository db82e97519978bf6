"""Documents from rows: what they say, to whom, by when; and that an issued one is frozen."""

import hashlib
import json
from dataclasses import replace
from datetime import UTC, datetime
from shutil import which

import pytest

from incident.db.models import Clock, Notice
from incident.services import clocks, documents, notices
from notifications.documents import RegulatorNotice
from notifications.errors import DocumentInvalid
from notifications.letters import ControllerNotice, Letter
from notifications.sheet import Bullets, ToFollow
from tests.notifications import pdfs
from tests.services.breaches import FACTS, Breach, breach

NOW = datetime(2026, 11, 21, 0, 0, tzinfo=UTC)  # a Saturday, 13:00 in Auckland, 01:00 in Berlin
LATER = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)  # a Tuesday
NZ, EU = ("NZ-PA2020/regulator", "NZ"), ("EU-GDPR/regulator", "DE")


@pytest.fixture
def case(session, desk, people) -> Breach:
    return breach(session, desk, people, NOW)


def made(case, notice, now=NOW, *, draft=True):
    return documents.compose(documents.gather(case.session, notice, case.desk, now=now, draft=draft))


def summary(document: RegulatorNotice) -> dict[str, str]:
    return {fact.label: f"{fact.value} {fact.note}".strip() for fact in document.summary}


def answers(document: RegulatorNotice) -> dict[str, object]:
    return {answer.question: answer for section in document.sections for answer in section.answers}


def parts(document: Letter | ControllerNotice) -> dict[str, object]:
    return {part.heading: part for part in document.parts}


def test_a_draft_to_the_commissioner_is_filled_from_the_facts_in_the_commissioners_zone(case):
    document = made(case, case.draft(case.clock(*NZ), NOW))

    assert document.title == "Notification of a privacy breach"
    assert document.subtitle == "To: Office of the Privacy Commissioner. Answers in the order of the NotifyUs form."
    assert summary(document) == {
        "Organisation": "Fernbrook Payables Limited (fictional)",
        "Our reference": "INC-2026-001",
        "Kind": "Initial notification first of this breach",
        "Your reference": "Not given yet",
        "Became aware that it is notifiable": "Fri 20 Nov 2026, 16:30 NZDT",
        "Expected by the authority": "Mon 23 Nov 2026, 16:30 NZDT no number in the law",
        "Drafted by": "Moana Example",
        "State": "Draft, not approved",
    }
    assert answers(document)["Steps taken to reduce harm"].text == (
        Bullets(("The session was ended.", "All passwords were reset.")),
    )
    assert document.preface.startswith("Times are those of Auckland (NZDT, UTC+13).")


def test_the_same_facts_are_told_to_a_german_authority_in_its_zone_with_the_limit_of_the_law(case):
    document = made(case, case.draft(case.clock(*EU), NOW))

    assert summary(document)["To be submitted by"] == "Sun 22 Nov 2026, 21:30 CET"
    assert answers(document)["Controller became aware"].text == ("Thu 19 Nov 2026, 21:30 CET",)
    assert answers(document)["Controller became aware"].cite == "Art. 33(1)"


def test_the_people_are_a_table_by_place_with_the_total(case):
    table = answers(made(case, case.draft(case.clock(*NZ), NOW)))["Number of people, in New Zealand and overseas"].table

    assert table.rows == (
        ("New Zealand", "1,284", "All kinds"),
        ("Germany", "About 63", "All kinds"),
        ("California (United States)", "About 508", "Names and driver's licence numbers"),
    )
    assert table.total[:2] == ("Total", "About 1,855")


def test_one_place_is_a_sentence_and_no_table(session, desk, people):
    case = breach(session, desk, people, NOW, affected=[{"residence": "NZ", "count": 1}])

    answer = answers(made(case, case.draft(case.clock(*NZ), NOW)))["Number of people, in New Zealand and overseas"]

    assert (answer.text, answer.table) == (("1 person.", "Place of residence: New Zealand."), None)


def test_questions_are_numbered_without_a_gap_and_empty_ones_are_left_out(case):
    document = made(case, case.draft(case.clock(*NZ), NOW))

    numbers = [answer.number for answer in document.sections[2].answers]
    assert numbers == ["3.1", "3.2", "3.3", "3.4"]
    assert "Why it was not sent earlier" not in answers(document)


def test_what_is_not_known_is_marked_and_counted(case):
    document = made(case, case.draft(case.clock(*NZ), NOW, who_has_it=None))

    assert answers(document)["Who has obtained the information"].to_follow == ToFollow("Wed 25 Nov 2026, 13:00 NZDT")
    assert summary(document)["State"] == "Draft, not approved 1 answer to follow"


def test_what_is_missing_is_marked_in_a_draft_and_refused_otherwise(case):
    notice = case.draft(case.clock(*NZ), NOW, what_happened="")

    assert answers(made(case, notice))["What happened"].is_open
    with pytest.raises(DocumentInvalid, match="What happened: it has no answer"):
        made(case, notice, draft=False)


def test_a_late_notice_says_by_how_much_and_where_the_reasons_stand(case):
    notice = case.draft(case.clock(*EU), NOW, delay="The list of copied files was complete only this morning.")
    case.approve(notice, LATER)

    document = made(case, notice, LATER, draft=False)

    assert summary(document)["State"] == "Late by 35 h 30 min reasons: 3.5"
    assert answers(document)["Reasons for the delay"].number == "3.5"
    assert summary(document)["Issued"] == "Tue 24 Nov 2026, 09:00 CET 4 d 11 h after that"


def test_a_notice_after_an_expected_time_is_not_late_because_the_law_has_no_number(case):
    notice = case.draft(case.clock(*NZ), NOW)
    case.approve(notice, LATER)

    assert summary(made(case, notice, LATER, draft=False))["State"] == "Approved"


def test_the_second_person_signs_and_the_author_is_named(case):
    notice = case.draft(case.clock(*NZ), NOW)
    case.approve(notice, NOW)

    signature = made(case, notice, draft=False).signature

    assert signature.name == "Rafe Sample"
    assert signature.role == (
        "Approved for Fernbrook Payables Limited (fictional) on Sat 21 Nov 2026, 13:10 NZDT. Written by Moana Example."
    )


def test_a_follow_up_names_the_notice_before_its_reference_and_what_was_promised(case):
    first = case.draft(case.clock(*NZ), NOW, who_has_it=None)
    case.issue(first, NOW)
    case.file(first, NOW.replace(hour=1), "NBN-2026-01893")
    promise = case.session.query(Clock).filter_by(promised_by_notice_id=first.id).one()

    document = made(case, case.draft(promise, LATER, who_has_it="The police know the customer of the address."), LATER)

    assert summary(document)["Kind"] == "Follow-up to ours of Sat 21 Nov 2026, 14:00 NZDT"
    assert summary(document)["Your reference"] == "NBN-2026-01893"
    assert summary(document)["Promised by"] == "Wed 25 Nov 2026, 13:00 NZDT"
    assert summary(document)["Became aware that it is notifiable"] == "Fri 20 Nov 2026, 16:30 NZDT"
    assert answers(document)["Your reference of the earlier notification"].text == ("NBN-2026-01893",)


def test_an_authority_that_was_told_stands_among_the_others_told(case):
    first = case.draft(case.clock(*NZ), NOW)
    case.issue(first, NOW)
    case.file(first, NOW.replace(hour=1), "NBN-2026-01893")

    text = answers(made(case, case.draft(case.clock(*EU), NOW)))["Other authorities and bodies told"].text

    assert text[1] == Bullets(("Office of the Privacy Commissioner, Sat 21 Nov 2026, 02:00 CET",))


def test_a_letter_says_that_the_commissioner_was_told_only_after_that_happened(case):
    before = made(case, case.draft(case.clock("NZ-PA2020/individuals", "NZ"), NOW))
    notice = case.draft(case.clock(*NZ), NOW)
    case.issue(notice, NOW)
    case.file(notice, NOW.replace(hour=1), "NBN-2026-01893")
    letter = case.session.query(Notice).filter_by(form="letter-nz").one()
    officer = case.people["privacy_officer"]

    after = made(case, notices.refill(case.session, letter, by=officer, now=NOW, desk=case.desk))

    assert parts(before)["Where you can complain"].unanswered == ("That the Privacy Commissioner has been notified",)
    assert parts(after)["Where you can complain"].text[0].startswith(
        "We have told the Office of the Privacy Commissioner about this breach. You can complain to the Privacy Commissioner"
    )


def test_a_letter_tells_people_in_plain_words_and_embeds_no_facts(case):
    document = made(case, case.draft(case.clock("NZ-PA2020/individuals", "NZ"), NOW))

    assert (document.salutation, document.envelope.lines) == ("Kia ora", ("To the people affected", "New Zealand"))
    assert document.sheet.facts is None
    assert parts(document)["Which of your information"].text[1] == Bullets(
        ("your name and e-mail address", "your bank account number", "your password in a scrambled form")
    )
    assert document.info[0].value == "Not issued yet"


def test_a_letter_to_california_has_its_headings_its_paper_and_only_the_data_of_its_people(case):
    document = made(case, case.draft(case.clock("US-CA/individuals", "US-CA"), NOW))

    assert document.statutory
    assert (document.sheet.paper, document.envelope.style, document.sheet.lang) == ("Letter", "us", "en-US")
    assert parts(document)["What Information Was Involved"].text[1] == Bullets(
        ("your name", "your driver's license number")
    )
    assert "between November 18 and November 19, 2026" in " ".join(parts(document)["What Happened"].text)


def test_a_letter_to_all_of_the_union_is_open_while_one_authority_was_not_told(case):
    document = made(case, case.draft(case.clock("EU-GDPR/individuals", "EU"), NOW))

    assert document.envelope.lines == ("To the people affected", "European Union")
    assert parts(document)["Where you can complain"].text == (
        "You can complain to the data protection authority of the German Land in which you live or work.",
    )


@pytest.mark.parametrize(
    ("countries", "words"),
    [
        (["DE", "FR"], Bullets((
            "You can complain to the data protection authority of the German Land in which you live or work.",
            "You can complain to the French data protection authority, the CNIL, or to the data protection authority of the "
            "country of the EEA in which you live or work.",
        ))),
        (["DE", "FR", "IE", "AT"],
         "You can complain to the data protection authority of the country in which you live or work."),
    ],
)  # fmt: skip
def test_people_of_several_countries_learn_where_each_of_them_can_complain(session, desk, people, countries, words):
    case = breach(session, desk, people, NOW, affected=[{"residence": code, "count": 5} for code in countries])

    document = made(case, case.draft(case.clock("EU-GDPR/individuals", "EU"), NOW))

    assert parts(document)["Where you can complain"].text == (words,)


PROCESSOR = {
    "organisation": {**FACTS["organisation"], "role": "processor"},
    "affected": [{"residence": "DE", "count": 11, "people": ["suppliers"]}],
    "controllers": [{"name": "Musterbau Hochsitz GmbH & Co. KG", "country": "DE", "contract_hours": 24},
                    {"name": "Harbourside Example Foods Limited", "country": "NZ"}],
}  # fmt: skip


def test_a_notice_to_a_customer_holds_nothing_of_another_customer(session, desk, people):
    case = breach(session, desk, people, NOW, **PROCESSOR)
    clock = next(row for row in clocks.of_incident(session, case.incident) if row.addressee.startswith("Musterbau"))

    document = made(case, case.draft(clock, NOW))

    rows = {row.label: row for row in document.facts}
    assert document.envelope.lines == ("Musterbau Hochsitz GmbH & Co. KG", "Data protection contact", "Germany")
    assert rows["Your people affected"].to_follow is not None
    assert rows["Breach began, ended"].value.startswith("Wed 18 Nov 2026, ")
    assert document.sheet.facts is None
    assert "Harbourside" not in repr(document)


def test_the_list_of_our_customers_is_never_among_the_facts_inside_a_file(session, desk, people):
    facts = {**FACTS, "controllers": [{"name": "Musterbau Hochsitz GmbH & Co. KG", "country": "DE"}]}
    case = breach(session, desk, people, NOW, controllers=facts["controllers"])

    sheet = made(case, case.draft(case.clock(*NZ), NOW)).sheet

    assert b"Musterbau" not in sheet.facts
    assert json.loads(sheet.facts)["data"] == FACTS["data"]


def test_a_name_in_a_script_that_our_faces_lack_is_left_out(case):
    source = documents.gather(case.session, case.draft(case.clock(*EU), NOW), case.desk, now=NOW, draft=True)

    assert source.duty.reach == "Datenschutzaufsichtsbehörde des zuständigen Landes"
    authority = case.desk.rulebook.authority("DE-LAND")
    assert documents.own_name(replace(authority, local_name="個人情報保護委員会")) == ""


def test_an_issued_document_is_frozen_with_its_hash_and_its_facts(needs, case):
    needs(which("pdftotext") is not None, pdfs.POPPLER)
    notice = case.draft(case.clock(*NZ), NOW, who_has_it=None)

    issued = case.issue(notice, NOW)

    content = case.desk.files.get(issued.sha256)
    inside = pdfs.attachments(content)["facts.json"]
    again, facts_sha256 = documents.render_pdf(case.session, notice, case.desk, now=issued.issued_at)
    assert hashlib.sha256(content).hexdigest() == issued.sha256
    assert hashlib.sha256(inside).hexdigest() == issued.facts_sha256 == facts_sha256
    assert again == content
    assert pdfs.faults(content) == []
    assert "Not yet known, to follow by Wed 25 Nov 2026, 13:00 NZDT." in pdfs.text(content)


def test_a_preview_is_the_same_document_with_its_state_and_stores_nothing(needs, case):
    needs(which("pdftotext") is not None, pdfs.POPPLER)
    notice = case.draft(case.clock(*NZ), NOW)

    content, _ = documents.render_pdf(case.session, notice, case.desk, now=NOW, draft=True)

    assert "Draft, not approved" in pdfs.text(content)
    assert "This is a draft. It must not be submitted." in pdfs.text(content)
    assert list(case.desk.settings.instance_folder.glob("files/*/*")) == []


def test_a_clock_that_starts_with_another_event_than_awareness_is_named_by_it(case):
    document = made(case, case.draft(case.clock("US-CA/regulator", "US-CA"), NOW))

    assert summary(document)["People told"] == "Not known yet"
    assert "Became aware" not in summary(document)


def test_a_general_form_cites_the_law_of_the_duty(case):
    document = made(case, case.draft(case.clock("US-CA/regulator", "US-CA"), NOW))

    assert document.law_line.startswith("In confidence · Civil Code 1798.82(f)")
    assert document.sheet.paper == "Letter"
    assert answers(document)["Copy of the notice to people"].cite == "Civil Code 1798.82(f)"
