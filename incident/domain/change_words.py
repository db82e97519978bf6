"""Changes of facts in plain words: “501 people in California are affected instead of 500”."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from incident.domain import condition_words, fact_words, words
from incident.domain.change_steps import GROUP, Step, value_at
from incident.law.fields import EVENT_WORDS, label_of, question
from incident.law.place_words import in_sentence

OUTCOME = {"applies": "it is owed", "does_not_apply": "it is not owed", "cannot_tell_yet": "it cannot be told yet"}
SHOWN = 4  # entries of a list that a sentence names
TRUTHS = {
    "organisation.processor_is_agent": ("the processor acts as the customer's agent", "the processor is no agent"),
    "impact.ongoing": ("it is still going on", "it is not going on any more"),
    "impact.operations_disrupted": ("your work is disrupted", "your work is not disrupted"),
    "impact.ransomware": ("ransomware or extortion is part of it", "neither ransomware nor extortion is part of it"),
    "impact.care_affected": ("care of patients was affected", "care of patients was not affected"),
    "impact.significant": (
        "a person decides that it caused severe disruption, heavy loss or considerable damage, or can cause it",
        "a person decides that it did not cause severe disruption, heavy loss or considerable damage, and cannot",
    ),
    "impact.major": ("a person classifies it as major", "a person classifies it as not major"),
    "impact.exploited_vulnerability": (
        "a weakness in a product of yours is being exploited",
        "no weakness in a product of yours is being exploited",
    ),
    "individuals.all_reachable": (
        "each affected person can be told directly",
        "some affected people cannot be told directly",
    ),
    "protection.encrypted": ("the data were encrypted", "the data were not encrypted"),
    "protection.key_compromised": ("the key is compromised", "the key is not compromised"),
    "protection.backup_restored": ("the data were restored from a backup", "the data were not restored from a backup"),
    "law_enforcement.consulted": ("law enforcement was consulted", "law enforcement was not consulted"),
    "law_enforcement.delay_requested": ("an agency asked you to wait", "no agency asked you to wait"),
    "law_enforcement.in_writing": ("the request to wait is in writing", "the request to wait is not in writing"),
    "risk.serious_harm": (
        "a person decides that serious harm is likely",
        "a person decides that serious harm is not likely",
    ),
    "risk.misuse_likely": (
        "a person decides that misuse of the data is likely",
        "a person decides that misuse of the data is not likely",
    ),
    "risk.imminent": (
        "a person decides that misuse or danger is imminent",
        "a person decides that neither misuse nor danger is imminent",
    ),
    "risk.documented": ("the decision on the risk is in writing", "the decision on the risk is not in writing"),
}
RISKS = {"unlikely": "that a risk is unlikely", "risk": "that there is a risk", "high": "that the risk is high"}
RECIPIENTS = {**condition_words.VALUES["recipient"], "public": "the public"}


def change(said: Sequence[tuple[Step, tuple[Any, ...]]], document: Mapping[str, Any], after: str) -> str:
    """The sentence of a change: each step with the values that all lead to the finding `after`."""
    phrases = dict.fromkeys(phrase(step, values, document) for step, values in _leaving_together(said))
    return f"If {words.listed(phrases)}, {OUTCOME[after]}."


def _leaving_together(said: Sequence[tuple[Step, tuple[Any, ...]]]) -> list[tuple[Step, tuple[Any, ...]]]:
    """The steps with all that leaves one list in one step."""
    found: dict[Any, tuple[Step, tuple[Any, ...]]] = {}
    for step, values in said:
        key = (step.path, step.place) if step.does == "drop" else step.key
        if key in found and step.does == "drop":
            step = replace(step, values=(*found[key][0].values, *step.values))
        found[key] = (step, values)
    return list(found.values())


def of_day(day: date, after: str) -> str:
    """“From 13 May 2027 it is owed.”"""
    ended = "it is no longer owed" if after == "does_not_apply" else OUTCOME[after]
    return f"From {day.day} {day:%B %Y} {ended}, if the facts stay as they are."


def phrase(step: Step, values: Sequence[Any], document: Mapping[str, Any]) -> str:
    """One step in the middle of a sentence, in the present; `values`: any one of them."""
    match = GROUP.fullmatch(step.path)
    if match:
        return _of_group(step, values, document, match[1], match[2])
    if step.path == "affected":
        return f"nobody {_where(step)} is affected"
    if step.path.startswith("organisation.") and step.place:
        return f"the organisation is{' not' if step.does in ('away', 'drop') else ''} established {_where(step)}"
    if step.path == "more_possible":
        return words.listed(f"the list “{fact_words.short(path)}” is complete" for path in step.values)
    if step.path == "controllers":
        return "you hold the data for a customer"
    if step.path.startswith("events."):
        return f"it is recorded when {EVENT_WORDS.get(step.path.removeprefix('events.'), label_of(step.path))}"
    if step.does in ("add", "drop"):
        return _entries(step, values, document, "")
    if step.does in ("raise", "lower"):
        return _number(step, document)
    return _set(step.path, values)


def _where(step: Step) -> str:
    if step.place == "*":
        return "anywhere"
    places = [step.place] if isinstance(step.place, str) else step.place
    return f"in {_one_of([in_sentence(code) for code in places])}"


def _one_of(said: Sequence[str]) -> str:
    """“a, b or c”; of a long list the first and how many more."""
    if len(said) > SHOWN + 1:
        return f"{', '.join(said[:SHOWN])} or one of {len(said) - SHOWN} others"
    return f"{', '.join(said[:-1])} or {said[-1]}" if len(said) > 1 else said[0]


def _of_group(step: Step, values: Sequence[Any], document: Mapping[str, Any], name: str, field: str | None) -> str:
    if name.startswith("+"):
        where, there = _where(step) if step.place else f"in {in_sentence(name[1:])}", None
    else:
        residence = document["affected"][int(name)]["residence"]
        where, there = f"in {in_sentence(residence)}", document["affected"][int(name)]
    if field in (None, "count"):
        return _people(step, where, there or {})
    if field == "residence":
        return _residence(step, where)
    if field == "vulnerable":
        who = "children or others at special risk are" if values[0] else "nobody at special risk is"
        return f"{who} among the people {where}"
    return _entries(step, values, document, where)


def _people(step: Step, where: str, group: Mapping[str, Any]) -> str:
    number, before = step.values[0], group.get("count")
    if number == 0:
        return f"nobody {where} is affected"
    if step.is_new and number == 1:
        return f"people {where} are affected"
    said = f"1 person {where} is affected" if number == 1 else f"{number:,} people {where} are affected"
    return said if before is None else f"{said} instead of {words.count(before, estimate=bool(group.get('estimate')))}"


def _residence(step: Step, where: str) -> str:
    return f"{'none of ' if step.does == 'away' else ''}the people {where} live {_where(step)}"


def _entries(step: Step, values: Sequence[Any], document: Mapping[str, Any], where: str) -> str:
    """Entries of a list that join it or leave it; `where`: of the people there, "" for a list of the whole."""
    name = step.path.rsplit(".", 1)[-1] if where else step.path
    entries = list(values if step.does == "add" else step.values)
    if name == "act":
        return _acts(step.does, entries)
    among = {"data": "the data", "people": "the people"}.get(name)
    said = [words.kind_of_people(entry) if name == "people" else words.code(entry) for entry in entries]
    of = f" of the people {where}" if where and name == "data" else f" {where}" if where else ""
    if among and step.does == "add":
        return f"{_one_of(said)} are among {among}{of}"
    if among:
        return f"no {_one_of(said)} are among {among}{of}"
    if name == "remedy" and entries == ["harm_prevented"]:
        return f"a person decides that the harm was {'' if step.does == 'add' else 'not '}prevented"
    return f"the {label_of(name)} {'include' if step.does == 'add' else 'do not include'} {_one_of(said)}"


def _acts(does: str, entries: Sequence[str]) -> str:
    said = [_lower(fact_words.label("act", entry)) for entry in entries]
    if does == "add":
        return f"the data were {_one_of(said)}"
    return f"the data were not {_one_of(said)}"


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


def _number(step: Step, document: Mapping[str, Any]) -> str:
    before = value_at(document, step.path)
    instead = f" instead of {before:,}" if before is not None else ""
    return f"the {label_of(step.path)} is {step.values[0]:,}{instead}"


def _set(path: str, values: Sequence[Any]) -> str:
    if path in TRUTHS and len(values) == 1:
        return TRUTHS[path][0 if values[0] else 1]
    if path == "risk.level":
        return f"a person decides {_one_of([RISKS[value] for value in values])}"
    if path == "organisation.role":
        return f"you are the {_one_of([words.code(value) for value in values])}"
    if path == "recipient":
        return f"the data reached {_one_of([RECIPIENTS[value] for value in values])}"
    if path == "cause":
        known = condition_words.VALUES["cause"]
        return f"the cause was {_one_of([known.get(value) or words.code(value) for value in values])}"
    if path == "medium":
        return f"the data were {_one_of([_lower(fact_words.label('medium', value)) for value in values])}"
    said = _one_of([condition_words.say({"fact": path, "is": value}).words.partition(": ")[2] for value in values])
    return f"the answer to “{question(path)}” is “{said}”"
