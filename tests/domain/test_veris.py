"""VERIS records as facts: what they say is taken, what they leave open stays open, what is assumed is said."""

import json
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incident.domain import veris
from incident.domain.veris import VerisIncident, VerisInvalid
from incident.law.facts import parse_facts
from incident.law.rulebook import Rulebook, law_of
from tests.veris_records import SAMPLE, SAMPLE_REMEDY, newer, older, real_records

CONF = "attribute__confidentiality"


@cache
def rulebook() -> Rulebook:
    return law_of()


def mapped(record: object) -> VerisIncident:
    return veris.from_veris(record, zone_at=rulebook().zone_at)


def said(record: object) -> str:
    return "; ".join(mapped(record).unmapped)


def known(value: object) -> object:
    """Without what is null or an empty object, as the import keeps it."""
    if isinstance(value, dict):
        inner = {key: known(child) for key, child in value.items()}
        return {key: child for key, child in inner.items() if child is not None and child != {}}
    return value


def test_a_record_of_schema_1_2_becomes_facts() -> None:
    facts = mapped(older()).document

    assert facts["organisation"] == {"role": "controller", "kinds": ["health_provider"], "country": "NZ"}
    assert facts["data"] == ["health"]
    assert facts["nature"] == ["confidentiality", "availability"]
    assert facts["act"] == ["loss"]
    assert (facts["medium"], facts["cause"]) == ("electronic", "theft")
    assert facts["protection"] == {"encrypted": False}
    assert facts["narrative"]["how_discovered"] == "Found inside the organisation: reported by user."


def test_a_record_of_schema_1_3_becomes_facts() -> None:
    facts = mapped(newer()).document

    assert facts["organisation"]["country"] == "DE"
    assert facts["act"] == ["access", "acquisition"]
    assert (facts["cause"], facts["recipient"]) == ("external_attack", "hostile")
    assert facts["affected"] == [
        {"residence": "DE", "count": 120, "estimate": True, "people": ["customers", "suppliers"], "vulnerable": None}
    ]
    assert facts["narrative"]["how_discovered"] == "Found outside the organisation: security researcher."


@pytest.mark.parametrize("record", [older(), newer()], ids=["1.2", "1.3"])
def test_what_comes_out_keeps_the_contract_of_facts(record: dict[str, object]) -> None:
    parse_facts(known(mapped(record).document))


@pytest.mark.parametrize(
    ("version", "reads"),
    [("1.1", False), ("1.2", True), ("1.2.1", True), ("1.3.7", True), ("1.4", True), ("1.10.2", True), ("2.0", False),
     ("", False), ("one", False)],
)  # fmt: skip
def test_schema_1_2_and_later_of_the_first_kind_can_be_read(version: str, reads: bool) -> None:
    record = older(schema_version=version)

    if reads:
        assert mapped(record).import_id == "EXAMPLE-12"
    else:
        with pytest.raises(VerisInvalid, match=r"1\.2 and later can be read"):
            mapped(record)


@pytest.mark.parametrize("record", [None, 17, "text", [], {}, older(incident_id=None), older(incident_id=" "),
                                    older(incident_id="x" * 101), older(victim="a name"), older(action=[]),
                                    older(attribute__confidentiality__data=[3])])  # fmt: skip
def test_what_is_no_veris_incident_is_refused_with_a_reason(record: object) -> None:
    with pytest.raises(VerisInvalid, match=r"\w"):
        mapped(record)


def test_the_day_begins_where_the_victim_is() -> None:
    assert mapped(older()).document["events"]["occurred_at"] == "2026-11-18T00:00:00+13:00"
    assert mapped(older(victim__country="US", victim__state="CA")).document["events"]["occurred_at"] == (
        "2026-11-18T00:00:00-08:00"
    )


def test_a_place_without_a_known_zone_counts_in_utc_and_says_so() -> None:
    record = older(victim__country="AM")

    assert mapped(record).document["events"]["occurred_at"] == "2026-11-18T00:00:00+00:00"
    assert "the start stands at 00:00 of that day in UTC" in said(record)


def test_spans_are_counted_from_the_start_and_are_estimates() -> None:
    found = mapped(newer())

    assert found.document["events"] == {
        "occurred_at": "2026-11-18T17:45:00+01:00",
        "discovered_at": "2026-11-18T22:45:00+00:00",
        "contained_at": "2026-11-18T23:15:00+00:00",
    }
    assert set(found.assumed) >= {"events.occurred_at", "events.discovered_at", "events.contained_at"}


def test_a_span_without_a_number_gives_no_date_and_is_said() -> None:
    record = older(timeline__discovery={"unit": "Months"})

    assert "discovered_at" not in mapped(record).document["events"]
    assert "the time to discovery (some months) is too coarse for a date" in said(record)


@pytest.mark.parametrize("value", [1e15, -3, float("nan"), float("inf")])
def test_a_span_that_cannot_be_is_no_date(value: float) -> None:
    record = older(timeline__discovery={"unit": "Weeks", "value": value})

    assert "discovered_at" not in mapped(record).document["events"]


def test_a_day_that_does_not_exist_leaves_the_start_open() -> None:
    record = older(timeline__incident={"year": 2007, "month": 11, "day": 31})

    assert mapped(record).document["events"] == {}
    assert "the day 2007-11-31 does not exist" in said(record)


def test_a_month_without_a_day_leaves_the_start_open_and_is_kept_in_words() -> None:
    record = older(timeline__incident={"year": 2026, "month": 11})

    assert mapped(record).document["events"] == {}
    assert "the day of the incident is not given, only 2026-11" in said(record)


def test_awareness_is_never_assumed() -> None:
    assert "aware_at" not in mapped(newer()).document["events"]
    assert "when the organisation became aware is not in VERIS" in said(newer())


def test_a_state_is_taken_where_the_country_has_it() -> None:
    record = older(victim__country="CA", victim__state="AB")

    assert mapped(record).document["organisation"]["country"] == "CA-AB"
    assert mapped(record).document["affected"][0]["residence"] == "CA-AB"


def test_a_state_that_the_country_lacks_is_left_out_and_said() -> None:
    record = older(victim__state="IN")

    assert mapped(record).document["organisation"]["country"] == "NZ"
    assert "the state “IN” is no part of NZ" in said(record)


@pytest.mark.parametrize("country", ["Unknown", "Other", "ZZ", None])
def test_an_unknown_country_stays_unknown(country: str | None) -> None:
    record = older(victim__country=country)

    assert "country" not in mapped(record).document["organisation"]
    assert mapped(record).document["affected"] is None
    assert "the victim's country is not known" in said(record)


def test_establishments_beyond_the_seat_stay_unknown() -> None:
    assert "establishments" not in mapped(older()).document["organisation"]


def test_several_countries_are_establishments_and_the_number_is_not_divided() -> None:
    record = newer(victim__country=["DE", "FR"])
    facts = mapped(record).document

    assert facts["organisation"]["establishments"] == ["DE", "FR"]
    assert [(group["residence"], group["count"]) for group in facts["affected"]] == [("DE", None), ("FR", None)]
    assert "120 records over 2 countries" in said(record)


def test_an_industry_that_says_nothing_gives_no_kind_of_organisation() -> None:
    for industry in ("0000", "813211", "Unknown"):
        assert "kinds" not in mapped(older(victim__industry=industry)).document["organisation"]


def test_the_largest_number_of_one_kind_stands_for_the_people_and_the_total_for_the_records() -> None:
    facts = mapped(older()).document

    assert (facts["affected"][0]["count"], facts["records_count"]) == (340, 400)


def test_a_number_beside_the_kind_of_data_is_not_lost_without_a_total() -> None:
    assert mapped(older(attribute__confidentiality__data_total=None)).document["affected"][0]["count"] == 340


def test_data_of_the_organisation_alone_affect_nobody_as_far_as_is_known() -> None:
    record = older(attribute__confidentiality__data=[{"variety": "Classified"}, {"variety": "Internal"}])

    assert mapped(record).document["affected"] is None
    assert mapped(record).document["data"] == []
    assert "none of the data of the record is personal" in said(record)


def test_partner_of_the_older_schema_may_be_employees_and_stays_open() -> None:
    record = older(plus__attribute__confidentiality__data_subject="Partner")

    assert "people" not in mapped(record).document["affected"][0]
    assert "“Partner” stands for suppliers or for employees" in said(record)


def test_patients_are_vulnerable() -> None:
    assert mapped(older()).document["affected"][0]["vulnerable"] is True


def test_lists_of_the_record_may_still_grow() -> None:
    assert set(mapped(newer()).document["more_possible"]) == {"data", "affected", "organisation.kinds", "act"}
    assert "nature" in mapped(older()).document["more_possible"]


def test_no_disclosure_is_no_breach_of_confidentiality_but_the_list_may_grow() -> None:
    facts = mapped(older(attribute__confidentiality__data_disclosure="No")).document

    assert facts["nature"] == ["availability"]
    assert "nature" in facts["more_possible"]


@pytest.mark.parametrize(
    ("action", "acts"),
    [
        ({"error": {"variety": ["Misdelivery"]}}, ["access", "disclosure"]),
        ({"physical": {"variety": ["Theft"]}}, ["access", "acquisition"]),
        ({"malware": {"variety": ["Export data"]}}, ["access", "acquisition"]),
        ({"hacking": {"variety": ["SQLi"], "result": ["Exfiltrate"]}}, ["access", "acquisition"]),
        ({"hacking": {"variety": ["SQLi"]}}, ["access"]),
    ],
)
def test_what_was_done_with_disclosed_data_follows_the_action(action: dict[str, object], acts: list[str]) -> None:
    record = older(action=action, attribute__availability=None, attribute__confidentiality__data_disclosure="Yes")

    assert mapped(record).document["act"] == acts


@pytest.mark.parametrize(
    ("action", "actor", "cause"),
    [
        ({"misuse": {"variety": ["Privilege abuse"]}}, "internal", "insider"),
        ({"misuse": {"variety": ["Privilege abuse"]}}, "partner", "insider"),
        ({"hacking": {"variety": ["SQLi"]}}, "external", "external_attack"),
        ({"physical": {"variety": ["Tampering"]}}, "external", "external_attack"),
        ({"error": {"variety": ["Loss"]}}, "internal", "loss"),
        ({"error": {"variety": ["Malfunction"]}}, "internal", "system_fault"),
        ({"error": {"variety": ["Misdelivery"]}}, "internal", "error"),
        ({}, "internal", None),
        ({"unknown": {}}, "unknown", None),
    ],
)
def test_the_cause_follows_action_and_actor(action: dict[str, object], actor: str, cause: str | None) -> None:
    assert mapped(older(action=action, actor={actor: {}})).document["cause"] == cause


def test_one_cause_out_of_several_actions_is_an_estimate() -> None:
    assert "names several actions (hacking, social)" in mapped(newer()).assumed["cause"]


def test_nobody_has_the_data_after_a_denial_of_service_as_far_as_is_known() -> None:
    assert mapped(older(action={"hacking": {"variety": ["DoS"]}})).document["recipient"] is None


def test_people_among_the_assets_do_not_make_papers_electronic() -> None:
    record = older(asset={"assets": [{"variety": "M - Documents"}, {"variety": "P - Customer"}]})

    assert mapped(record).document["medium"] == "paper"


def test_the_hours_without_the_data_are_taken_from_the_duration() -> None:
    record = older(attribute__availability={"variety": ["Interruption"], "duration": {"unit": "Days", "value": 1.5}})

    assert mapped(record).document["impact"] == {"unavailable_hours": 36.0}


def test_ransomware_has_its_checklist_and_its_fact() -> None:
    found = mapped(older(action={"malware": {"variety": ["Ransomware"]}}))

    assert (found.kind, found.document["impact"]) == ("ransomware", {"ransomware": True})


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({}, "lost_device"),
        ({"actor": {"partner": {}}}, "supplier"),
        ({"action": {"error": {"variety": ["Misdelivery"]}}}, "misdirected"),
        ({"asset": {"assets": [{"variety": "M - Documents"}]}}, "paper"),
        ({"action": {"error": {"variety": ["Publishing error"]}}}, "exposed_storage"),
        ({"action": {"hacking": {"variety": ["Use of stolen creds"]}}}, "account_takeover"),
        ({"action": {"misuse": {"variety": ["Privilege abuse"]}}}, "insider"),
        ({"action": {}}, "unknown"),
    ],
)
def test_the_checklist_follows_what_happened(changes: dict[str, object], kind: str) -> None:
    assert mapped(older(**changes)).kind == kind


def test_the_title_says_what_happened_to_what_and_to_whom() -> None:
    assert mapped(older()).title == "Theft, laptop: Example Clinic"
    assert mapped(newer()).title == "Phishing, mail: Muster Handels GmbH"


def test_what_has_no_place_is_named() -> None:
    words = said(newer(campaign_id="C-1", victim__employee_count="11 to 100"))

    assert "no place in our facts for campaign_id, impact, victim.employee_count (11 to 100)" in words
    assert "actor.external.motive (Financial)" in words


def test_what_only_says_unknown_is_not_named() -> None:
    assert "no place" not in said(older(impact={"overall_rating": "Unknown", "loss": [{"variety": "Brand damage"}]}))


@pytest.mark.parametrize("status", ["Near miss", "False positive", "Suspected"])
def test_an_incident_that_may_be_none_is_said(status: str) -> None:
    assert f"VERIS calls it “{status}”" in said(older(security_incident=status))


def test_misuse_and_an_earlier_notification_are_said_and_decide_nothing() -> None:
    record = older(plus__attribute__confidentiality__data_abuse="Yes - Identity theft",
                   plus__timeline={"notification": {"year": 2026, "month": 12, "day": 1}})  # fmt: skip

    assert "the data were misused" in said(record)
    assert "somebody was told on 2026-12-1" in said(record)
    assert "risk" not in mapped(record).document


def test_the_summary_is_taken_and_asks_for_words_of_ones_own() -> None:
    found = mapped(older())

    assert found.document["narrative"]["what_happened"] == "A laptop with records of patients was stolen from a car."
    assert "write your own for notices" in found.assumed["narrative.what_happened"]


def test_the_records_own_notes_and_its_source_are_kept() -> None:
    found = mapped(older())

    assert found.notes == ("Taken from a newspaper.",)
    assert found.reference == "https://news.example/laptop"


def test_text_that_no_database_can_hold_is_cleaned() -> None:
    assert mapped(older(victim__victim_id="Exam\x00ple\ud800 Clinic")).title == "Theft, laptop: Example? Clinic"


def test_turnover_is_taken_with_its_currency_only() -> None:
    amount = {"amount": 5_000_000, "iso_currency_code": "NZD"}

    assert mapped(older(victim__revenue=amount)).document["organisation"]["annual_turnover"] == {
        "amount": 5_000_000, "currency": "NZD",
    }  # fmt: skip
    assert "annual_turnover" not in mapped(older(victim__revenue={"amount": 1})).document["organisation"]


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12) | st.sampled_from(["Unknown", "Yes"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
PATHS = (
    "victim", "victim__country", "victim__state", "victim__industry", "victim__revenue", "timeline",
    "timeline__incident", "timeline__discovery", "timeline__containment", "action", "action__hacking", "actor", "asset",
    "asset__assets", "attribute", "attribute__availability", "attribute__integrity", CONF, f"{CONF}__data",
    f"{CONF}__data_total", f"{CONF}__state", "discovery_method", "plus", "summary", "notes", "reference", "impact",
)  # fmt: skip


@given(path=st.sampled_from(PATHS), value=anything, base=st.sampled_from([older, newer]))
def test_whatever_stands_in_a_record_it_is_mapped_or_refused_with_a_reason(path, value, base) -> None:
    try:
        found = mapped(base(**{path: value}))
    except VerisInvalid as refusal:
        assert str(refusal)
    else:
        assert found.title
        json.dumps(found.document)


def test_every_real_record_is_mapped_and_keeps_the_contract(needs) -> None:
    needs(SAMPLE.is_file(), SAMPLE_REMEDY)

    for record in real_records():
        parse_facts(known(mapped(record).document))
