"""How authorities and readers ask: forms that are whole, and a place for everything that a law asks for."""

import pytest

from incident.domain.notice_content import FILLERS
from incident.errors import LawDataError
from incident.law.forms import form_for, load_forms
from incident.law.rulebook import DATA, law_of

FORMS = load_forms(DATA / "forms")
RULEBOOK = law_of()
KINDS = {"individuals": "individuals", "controller": "customer"}  # every other duty is written to as to a regulator
MADE = """
id = "made"
name = "Made for a test"
kind = "regulator"
language = "en"
page = "A4"
title = "Notification"
valid_from = 2020-01-01
confidence = "high"
cite = "s 1"
[[section]]
title = "One"
[[section.question]]
id = "one"
words = "What happened"
filler = "what_happened"
item = "what_happened"
"""
OUTWARD = [
    (regime, obligation)
    for regime in RULEBOOK.regimes
    for obligation in regime.obligations
    if obligation.notify not in ("internal", "services")
]


@pytest.mark.parametrize(("regime", "obligation"), OUTWARD, ids=lambda entry: getattr(entry, "id", ""))
def test_everything_that_a_law_asks_for_has_a_place_in_its_form(regime, obligation):
    form = form_for(FORMS, kind=KINDS.get(obligation.notify, "regulator"), regime=regime.id, authority=obligation.authority)
    places = {*form.printed, *(question.item for question in form.questions), "delay_reason"}

    asked = {item.item for version in obligation.versions for item in version.must_contain}

    assert asked - places == set()


@pytest.mark.parametrize("form", FORMS.values(), ids=lambda form: form.id)
def test_every_question_names_something_that_can_fill_it(form):
    assert {question.filler for question in form.questions} - set(FILLERS) == set()


@pytest.mark.parametrize("form", FORMS.values(), ids=lambda form: form.id)
def test_every_form_is_for_regimes_and_authorities_that_exist(form):
    assert set(form.regimes) - set(RULEBOOK.by_id) == set()
    assert set(form.authorities) - {authority.id for authority in RULEBOOK.authorities} == set()


@pytest.mark.parametrize("form", FORMS.values(), ids=lambda form: form.id)
def test_what_only_a_person_can_say_is_never_promised_for_later(form):
    mandatory = [question.id for question in form.questions if question.filler == "free" and question.mandatory]

    assert mandatory == []


def test_new_zealand_asks_in_the_order_of_notifyus():
    form = form_for(FORMS, kind="regulator", regime="NZ-PA2020", authority="NZ-OPC")

    assert form.id == "nz-notifyus"
    assert [section.title for section in form.sections] == [
        "Your organisation", "Contact", "Timeline", "About the breach", "What was done", "Likely harm",
        "Telling people and others",
    ]  # fmt: skip


@pytest.mark.parametrize("item", ["what_happened", "people_kinds", "people_count", "data_kinds", "records_count",
                                  "contact_point", "likely_consequences", "measures_taken", "measures_planned"])  # fmt: skip
def test_the_gdpr_form_cites_the_letter_of_article_33_3_that_asks(item):
    form = form_for(FORMS, kind="regulator", regime="EU-GDPR", authority="IE-DPC")

    cites = [question.cite for question in form.questions if question.item == item]

    assert cites[0].startswith("Art. 33(3)(")


def test_california_has_its_statutory_headings():
    form = form_for(FORMS, kind="individuals", regime="US-CA", authority=None)

    assert form.statutory_headings
    assert (form.title, form.page) == ("Notice of Data Breach", "Letter")
    assert [section.title for section in form.sections] == [
        "What Happened", "What Information Was Involved", "What We Are Doing", "What You Can Do", "For More Information"
    ]  # fmt: skip


def test_the_form_of_the_authority_goes_before_that_of_the_regime_before_the_general_one():
    assert form_for(FORMS, kind="regulator", regime="AU-NDB", authority="NZ-OPC").id == "nz-notifyus"
    assert form_for(FORMS, kind="regulator", regime="UK-GDPR", authority="GB-IC").id == "gdpr-art-33"
    assert form_for(FORMS, kind="regulator", regime="AU-NDB", authority="AU-OAIC").id == "general-regulator"
    with pytest.raises(LawDataError, match="no general form of the kind 'letter'"):
        form_for(FORMS, kind="letter", regime="AU-NDB", authority=None)


def test_north_america_gets_letter_paper():
    general = FORMS["general-regulator"]

    assert [general.paper(place) for place in ("CA", "US-NY", "AU", "EU")] == ["Letter", "Letter", "A4", "A4"]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("filler = ", "fillre = "), "unexpected keyword argument 'fillre'"),
        (('kind = "regulator"', 'kind = "police"'), "'kind' must be one of regulator, individuals, customer"),
        (('page = "A4"', 'page = "A5"'), "'page' must be one of A4, Letter"),
        (('confidence = "high"', 'confidence = "sure"'), "'confidence' must be one of high, medium, low"),
        (('item = "what_happened"', 'item = "whatever"'), "'whatever' is no content item"),
        (('item = "what_happened"', 'table = "people"'), "'people' is no table; known are people_by_place"),
        (('cite = "s 1"', ""), "missing 1 required positional argument: 'cite'"),
        (('title = "One"', ""), "a section needs 'title' and at least one 'question'"),
        (('title = "Notification"', "title ="), "Invalid value"),
        (("[[section]]", "[[sections]]"), "'section' is missing"),
    ],
)
def test_a_broken_form_is_refused_with_its_file_and_key(tmp_path, change, words):
    (tmp_path / "made.toml").write_text(MADE.replace(*change, 1), "utf-8")

    with pytest.raises(LawDataError, match=r"forms/made\.toml: .*") as refusal:
        load_forms(tmp_path)

    assert words in str(refusal.value)


def test_a_question_or_a_form_that_stands_twice_is_refused(tmp_path):
    question = MADE[MADE.index("[[section.question]]") :]
    (tmp_path / "made.toml").write_text(MADE + question, "utf-8")
    with pytest.raises(LawDataError, match="question id 'one' is used twice"):
        load_forms(tmp_path)

    for name in ("made", "other"):
        (tmp_path / f"{name}.toml").write_text(MADE, "utf-8")
    with pytest.raises(LawDataError, match="id 'made' is used twice"):
        load_forms(tmp_path)
