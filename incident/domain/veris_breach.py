"""What a VERIS record says of the breach itself: data, people, acts, cause, recipient, medium; checklist and title."""

from collections.abc import Mapping, Sequence
from typing import Any

from incident.domain import veris_times
from incident.domain.veris_parts import Notes, assets, clean, informative, part_at, varieties, whole, words_of
from incident.domain.veris_tables import (
    ACTIONS,
    ALTERED,
    ATTACKS,
    AVAILABILITY,
    DATA,
    DENIAL,
    DISCLOSING,
    NOT_PERSONAL,
    NOTHING,
    PEOPLE,
    UNREACHABLE,
    VAGUE,
    VARIETIES,
)

TITLE_LENGTH = 200  # characters


def nature_and_act(record: Mapping[str, Any], conf: Mapping[str, Any], notes: Notes) -> dict[str, Any]:
    """The facts `nature`, `act` and `more_possible`; `conf`: the record's part on confidentiality."""
    nature, act = [], []
    disclosed = str(conf.get("data_disclosure") or "not given")
    if disclosed in ("Yes", "Potentially"):
        nature.append("confidentiality")
    if disclosed == "Yes":
        act += _disclosing_acts(record)
    elif conf:
        notes.add(f"data disclosure is “{clean(disclosed)[:40]}”; whether data were seen or taken stays open")
    for variety in words_of(part_at(record, "attribute", "availability").get("variety")):
        if variety in AVAILABILITY:
            nature.append("availability")
            act.append(AVAILABILITY[variety])
        elif variety not in NOTHING:
            notes.add(f"availability “{clean(variety)}” has no act of ours")
    for variety in words_of(part_at(record, "attribute", "integrity").get("variety")):
        if variety in ALTERED:
            nature.append("integrity")
            act.append("alteration")
        elif variety not in NOTHING:
            notes.add(f"integrity “{clean(variety)}” concerns systems, not personal data")
    may_grow = ["data", "affected", "organisation.kinds", "act"]
    return {
        "nature": list(dict.fromkeys(nature)),
        "act": list(dict.fromkeys(act)),
        "more_possible": may_grow if disclosed == "Yes" else [*may_grow, "nature"],
    }


def _disclosing_acts(record: Mapping[str, Any]) -> list[str]:
    """What was done with data that VERIS says were disclosed: sent or left open, copied or taken, or at least seen."""
    acts = ["access"]
    if DISCLOSING & set(varieties(record, "error")):
        acts.append("disclosure")
    left = part_at(record, "timeline", "exfiltration").get("unit")
    results = [result for action in part_at(record, "action").values() for result in words_of(action.get("result"))]
    copied = "Export data" in varieties(record, "malware") or "Exfiltrate" in results
    if copied or "Theft" in varieties(record, "physical") or (left and left not in NOTHING and left != "Never"):
        acts.append("acquisition")
    return acts


def data(conf: Mapping[str, Any], notes: Notes) -> list[str]:
    """Codes of data that the record names for sure."""
    codes: list[str] = []
    for entry in conf.get("data") or []:
        variety = str(entry.get("variety") or "Unknown")
        codes += DATA.get(variety, [])
        if variety in VAGUE:
            notes.add(f"data “{variety}” {VAGUE[variety]}")
        elif variety in NOT_PERSONAL:
            notes.add(f"data “{variety}” is not personal data")
        elif variety in NOTHING:
            notes.add("the record does not say which kinds of data")
        elif variety not in DATA:
            notes.add(f"data “{clean(variety)[:40]}” has no code of ours")
    return list(dict.fromkeys(codes))


def affected(
    record: Mapping[str, Any], conf: Mapping[str, Any], places: Sequence[str], notes: Notes
) -> list[dict[str, Any]] | None:
    """The groups of people, one for each of `places`; None when the record does not say that people are affected."""
    kinds = {str(entry.get("variety")) for entry in conf.get("data") or []}
    if kinds and kinds <= NOT_PERSONAL:
        notes.add("none of the data of the record is personal; whether people are affected stays open")
        return None
    if not places:
        return None
    notes.assume("affected", "where the people live is not in VERIS; the victim's own place was taken, others may follow")
    count = _people_count(conf, places, notes)
    group: dict[str, Any] = {"count": count, "estimate": True}
    people = _people(record, conf, notes)
    if people:
        group["people"] = people
        group["vulnerable"] = True if "patients" in people else None
    return [{"residence": place, **group} for place in places]


def _people_count(conf: Mapping[str, Any], places: Sequence[str], notes: Notes) -> int | None:
    """The largest number of one kind of personal data, which is nearer to people than a sum over kinds; else the sum."""
    amounts = [whole(entry.get("amount")) for entry in conf.get("data") or [] if entry.get("variety") not in NOT_PERSONAL]
    count = max((amount for amount in amounts if amount), default=None) or whole(conf.get("data_total"))
    if count is None:
        return None
    if len(places) > 1:
        notes.add(f"{count:,} records over {len(places)} countries; how many people live in each is not known")
        return None
    notes.add("VERIS counts records; their number was taken as an estimate of the people")
    return count


def _people(record: Mapping[str, Any], conf: Mapping[str, Any], notes: Notes) -> list[str]:
    named = words_of(conf.get("data_victim"))
    older = words_of(part_at(record, "plus", "attribute", "confidentiality").get("data_subject"))
    if "Partner" in older:  # records of schema 1.2 have no word for employees, and many say Partner for them
        notes.add("“Partner” stands for suppliers or for employees here; whose data they are stays open")
    subjects = [*named, *(subject for subject in older if subject != "Partner")]
    people = [PEOPLE[subject] for subject in subjects if subject in PEOPLE]
    return list(dict.fromkeys(people))


def encrypted(conf: Mapping[str, Any]) -> bool | None:
    """Whether the data were encrypted; False as soon as some were not, None when the record does not say."""
    states = words_of(conf.get("state"))
    if any("unencrypted" in state for state in states):
        return False
    return True if any("encrypted" in state for state in states) else None


def medium(record: Mapping[str, Any], notes: Notes) -> str | None:
    """The form of the data from the assets; people as assets say nothing of it."""
    known = [asset for asset in assets(record) if asset != "Unknown" and not asset.startswith(("P - ", "E - "))]
    if not known:
        notes.add("the asset is not known; paper or electronic stays open")
        return None
    if "M - Documents" not in known:
        return "electronic"
    if set(known) == {"M - Documents"}:
        return "paper"
    notes.assume("medium", "papers and devices are named; electronic was taken")
    return "electronic"


def cause(record: Mapping[str, Any], notes: Notes) -> str | None:
    """The cause; None when the record names no action."""
    actions, actors = set(part_at(record, "action")) - {"unknown"}, set(part_at(record, "actor"))
    found = _first_cause(record, actions, actors)
    if found and len(actions) > 1:
        notes.assume("cause", f"the record names several actions ({', '.join(sorted(actions))}); one cause was chosen")
    return found


def _first_cause(record: Mapping[str, Any], actions: set[str], actors: set[str]) -> str | None:
    errors, physical = set(varieties(record, "error")), set(varieties(record, "physical"))
    rules = (
        ("misuse" in actions and bool({"internal", "partner"} & actors), "insider"),
        (bool(actions & {*ATTACKS, "misuse"}), "external_attack"),
        ("Theft" in physical, "theft"),
        (bool(physical & {"Tampering", "Skimmer", "Wiretapping", "Surveillance", "Snooping"}), "external_attack"),
        ("Loss" in errors, "loss"),
        ("Malfunction" in errors, "system_fault"),
        ("error" in actions, "error"),
        ("environmental" in actions, "system_fault"),
    )
    return next((code for holds, code in rules if holds), None)


def recipient(record: Mapping[str, Any], conf: Mapping[str, Any]) -> str | None:
    """Who may have the data: the public, an attacker, or None; “unknown” would say that somebody looked."""
    if {"Publishing error", "Misconfiguration"} & set(varieties(record, "error")):
        return "public"
    attacks = set(part_at(record, "action")) & ATTACKS
    only_denial = attacks == {"hacking"} and set(varieties(record, "hacking")) <= DENIAL
    return "hostile" if attacks and not only_denial and conf else None


def impact(record: Mapping[str, Any], notes: Notes) -> dict[str, Any]:
    """The facts below `impact` that the record gives."""
    found: dict[str, Any] = {"ransomware": True} if "Ransomware" in varieties(record, "malware") else {}
    availability = part_at(record, "attribute", "availability")
    if set(words_of(availability.get("variety"))) & UNREACHABLE:
        span = veris_times.span(part_at(availability, "duration"))
        if span is not None:
            found["unavailable_hours"] = span.total_seconds() / 3600
        elif informative(part_at(availability, "duration").get("unit")):
            notes.add("how long the data were not available is given without a number")
    return found


def kind(record: Mapping[str, Any]) -> str:
    """The kind of checklist; “unknown” is the general one."""
    errors, physical = set(varieties(record, "error")), set(varieties(record, "physical"))
    paper = medium(record, Notes()) == "paper"
    rules = (
        ("Ransomware" in varieties(record, "malware"), "ransomware"),
        ("partner" in part_at(record, "actor"), "supplier"),
        ("Misdelivery" in errors, "misdirected"),
        (paper, "paper"),
        (bool({"Theft", "Loss"} & (physical | errors)), "lost_device"),
        (bool({"Publishing error", "Misconfiguration"} & errors), "exposed_storage"),
        (bool({"Brute force", "Use of stolen creds"} & set(varieties(record, "hacking"))), "account_takeover"),
        ("misuse" in part_at(record, "action"), "insider"),
    )
    return next((code for holds, code in rules if holds), "unknown")


def title(record: Mapping[str, Any]) -> str:
    """What happened, to what, at whom: “Theft, laptop: Example Clinic”."""
    victim = clean(str(part_at(record, "victim").get("victim_id") or "")).strip() or "organisation not named"
    actions = part_at(record, "action")
    special = [VARIETIES[variety] for action in actions for variety in varieties(record, action) if variety in VARIETIES]
    general = [ACTIONS[action] for action in actions if action in ACTIONS]
    things = [asset.partition(" - ")[2].lower() for asset in assets(record) if not asset.startswith(("P - ", "E - "))]
    what = next((thing for thing in things if thing not in ("", "other", "unknown")), "")
    act = next(iter([*special, *general]), "Incident")
    return f"{act}{f', {clean(what)}' if what else ''}: {victim}"[:TITLE_LENGTH]
