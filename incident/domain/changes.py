"""What would change a finding: the smallest changes of facts that would add a duty, remove it, or decide it.

Nothing is said that was not tried: each change is given to the rulebook, and stands here only with the finding that
came back.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations, product
from math import prod
from typing import Any

from incident.domain import change_words
from incident.domain.change_case import Case, Key, case_of
from incident.domain.change_steps import Chosen, Step, Way, changed, fuller, new_values, smallest, value_at
from incident.law.conditions import PARTS_OF
from incident.law.facts import Facts
from incident.law.fields import FIELDS
from incident.law.rulebook import Rulebook

OPEN = "cannot_tell_yet"
BOTH = ("applies", "does_not_apply")
GOALS = {"applies": BOTH[1:], "does_not_apply": BOTH[:1], OPEN: BOTH}
MOST = 8  # changes that are shown of one duty
ENOUGH = 16  # changes that are looked for; the shortest come first
LONG, MOST_LONG = 4, 2  # of changes of so many facts and more this many: the others say nearly the same
MOST_STEPS = 9  # facts of one change; a longer one tells nobody anything
MOST_TRIALS = 200  # times that the rulebook is asked on the way to one finding; a trial takes 0.1 to 0.3 ms
MOST_WORDED = 200  # and for the sentences of a duty's changes
MOST_TOGETHER = 40  # combinations of values that are tried before a sentence names them all
NUMBERS = frozenset(field.path for field in FIELDS if field.type in ("number", "hours")) | set(PARTS_OF)
JUDGED = ("risk.", "impact.significant", "impact.major")  # what only a person decides (law/fields.py)
FIXED = ("organisation.", "events.")  # what is as it is; it can only have been recorded wrong


@dataclass(frozen=True, slots=True)
class Change:
    """One change that was tried.

    `facts`: path -> new value, never None; a group of people is `affected[2].count`, a group after the last one is new;
    where `words` name several values or a set of places, one of them stands here; where they rule something out of a
    list of which nothing is known, the empty list. `on`: of a change of the law itself the first day of the other
    finding; `facts` is then empty. `size`: how many facts change; each entry of a list counts. `kind`: “open” where all
    of them are not known yet, “judgement” where only a person decides one of them, “fixed” where one is as it is and can
    only have been recorded wrong, “law” for a day, else “fact”. `judged`: whether a person's decision is among them.
    """

    words: str
    facts: Mapping[str, Any]
    before: str
    after: str
    size: int
    kind: str
    judged: bool = False
    on: date | None = None

    def applied(self, facts: Facts) -> Facts:
        """The facts with this change."""
        return Facts(changed(facts.document, self.facts))

    def as_document(self, facts: Facts) -> dict[str, Any]:
        """The change as JSON, each fact with the value that it has now."""
        return {
            "words": self.words,
            "before": self.before,
            "after": self.after,
            "size": self.size,
            "kind": self.kind,
            "judged": self.judged,
            "on": self.on.isoformat() if self.on else None,
            "facts": [self._fact(facts.document, path, value) for path, value in self.facts.items()],
        }

    def _fact(self, document: Mapping[str, Any], path: str, value: Any) -> dict[str, Any]:
        group = path.partition(".")[0]
        lives = self.facts.get(f"{group}.residence") or (value_at(document, f"{group}.residence") if "[" in group else None)
        return {"fact": path, "residence": lives, "before": value_at(document, path), "after": value}


def changes_of(facts: Facts, rulebook: Rulebook, duty_key: Key, *, on: date) -> tuple[Change, ...]:
    """The smallest changes that would give a duty another finding, the nearest first; at most MOST.

    `duty_key`: of a duty of an assessment, or of one that is not in play (jurisdiction: a place, or that of the law).
    `on`: the day whose law is asked. A duty that is owed: what would remove it; one that is not: what would add it;
    one that cannot be told yet: what would decide it, both ways. No change holds a smaller one that does the same.

    Raises:
        DutyNotClear: the rulebook has no such duty.
    """
    search = _Search(case_of(facts, rulebook, duty_key, on))
    found = [*search.of_the_law(), *(search.of_facts() if search.case.version else ())]
    return tuple(found[:MOST])


class _Search:
    """Tries ways, keeps those that do what they promise, and no way that holds a smaller one."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self._document = case.facts.document
        self._tried: dict[tuple[Way, str], Chosen | None] = {}
        self._found: dict[str, list[Way]] = {}
        self._trials = 0

    def of_the_law(self) -> Iterator[Change]:
        """The days from which the law itself gives another finding, if the facts stay as they are."""
        before = self.case.before
        for day in self._days():
            after = self.case.finding(self._document, day)
            if after != before:
                yield Change(change_words.of_day(day, after), {}, before, after, 1, "law", on=day)
                before = after

    def _days(self) -> list[date]:
        versions = self.case.obligation.versions
        ends = (version.in_force_until + timedelta(days=1) for version in versions if version.in_force_until)
        return sorted(day for day in {*ends, *(version.in_force_from for version in versions)} if day > self.case.on)

    def of_facts(self) -> list[Change]:
        """The changes of facts, the nearest first; of an open duty those that add it and those that remove it."""
        found = [[(chosen, goal) for chosen in self.towards(goal)] for goal in GOALS[self.case.before]]
        share = max(MOST // len(found), MOST - min(map(len, found)))
        cut = [entry for part in found for entry in part[:share]]
        if self.case.before == "does_not_apply" and all(len(chosen) >= LONG for chosen, _ in cut):
            cut += [(chosen, OPEN) for chosen in self._opening()]
        self._trials = 0
        cut.sort(key=lambda entry: self._nearness(entry[0]))
        changes = (self._change(chosen, goal) for chosen, goal in cut[:MOST])
        return list({change.words: change for change in changes}.values())

    def towards(self, goal: str) -> list[Chosen]:
        """The smallest ways to a finding, the nearest first."""
        kept: dict[Way, Chosen] = {}
        self._trials = 0
        for way in smallest(self._ways(goal), ENOUGH * ENOUGH):
            if self._trials > MOST_TRIALS or len(kept) >= ENOUGH or sum(map(_is_long, kept)) >= MOST_LONG:
                break
            if len(way) > MOST_STEPS or any(set(other) <= set(way) for other in kept):
                continue
            if self._trial(way, goal) is not None:
                smaller = self._smaller(way, goal)
                kept[smaller] = self._trial(smaller, goal) or ()
        return self._apart(kept.values())

    def _ways(self, goal: str) -> list[Way]:
        if goal not in self._found:
            self._found[goal] = self.case.ways(goal == "applies")
        return self._found[goal]

    def _opening(self) -> list[Chosen]:
        """Where much is not known yet: the first steps after which it cannot be told any more that it is not owed."""
        found = []
        for way in self._ways("applies")[:ENOUGH]:
            parts = (part for size in (1, 2) for part in combinations(way, size))
            first = next((chosen for part in parts if (chosen := self._trial(part, OPEN)) is not None), None)
            found += [first] if first else []
        return self._apart(found)

    def _apart(self, found: Iterable[Chosen]) -> list[Chosen]:
        once: dict[Any, Chosen] = {}
        for chosen in sorted(found, key=self._nearness):
            once.setdefault(_about(new_values(self._document, chosen)), chosen)
        return list(once.values())

    def _smaller(self, way: Way, goal: str) -> Way:
        """The smallest part of a way that does the same; of a long way, what is left when no single step can go."""
        if not _is_long(way):
            parts = (part for size in range(1, len(way)) for part in combinations(way, size))
            return next((part for part in parts if self._trial(part, goal)), way)
        smaller = next((part for part in combinations(way, len(way) - 1) if self._trial(part, goal)), None)
        return way if smaller is None else self._smaller(smaller, goal)

    def _trial(self, way: Way, goal: str) -> Chosen | None:
        """The way with values that give the finding; None where none of those tried does. One value varies at a time."""
        key = way, goal
        if key not in self._tried:
            first = tuple((step, step.options[0]) for step in way)
            choices = [first, *(other for number in range(len(way)) for other in _others(first, number))]
            self._tried[key] = next((chosen for chosen in choices if self._gives(chosen, goal)), None)
        return self._tried[key]

    def _gives(self, chosen: Chosen, goal: str) -> bool:
        """Whether the finding comes back; also where a list of which nothing is known holds all that is not ruled out."""
        values = new_values(self._document, chosen)
        tried = (values, fuller(self._document, chosen, values))
        return all(self._finding(given) == goal for given in tried if given is not None)

    def _finding(self, values: Mapping[str, Any]) -> str:
        self._trials += 1
        return self.case.finding(changed(self._document, values), self.case.on)

    def _nearness(self, chosen: Chosen) -> tuple[Any, ...]:
        fixed = _kind(chosen, self._document) == "fixed"
        distance = sum(_distance(step, self._document) for step, _ in chosen)
        return fixed, len(chosen), distance, [step.path for step, _ in chosen]

    def _change(self, chosen: Chosen, goal: str) -> Change:
        return Change(
            words=change_words.change(self._said(chosen, goal), self._document, goal),
            facts=new_values(self._document, chosen),
            before=self.case.before,
            after=goal,
            size=len(chosen),
            kind=_kind(chosen, self._document),
            judged=any(_is_judged(step, value) for step, value in chosen),
        )

    def _said(self, chosen: Chosen, goal: str) -> list[tuple[Step, tuple[Any, ...]]]:
        """Each step with every value that gives the finding together with every value of the other steps."""
        steps = [step for step, _ in chosen]
        said: list[tuple[Any, ...]] = [(value,) for _, value in chosen]
        for number in sorted(range(len(steps)), key=lambda number: -len(steps[number].options)):
            for value in steps[number].options:
                with_it = [*said[:number], (value,), *said[number + 1 :]]
                if value not in said[number] and self._all_give(steps, with_it, goal):
                    said[number] = (*said[number], value)
        return list(zip(steps, said, strict=True))

    def _all_give(self, steps: Sequence[Step], values: Sequence[tuple[Any, ...]], goal: str) -> bool:
        if prod(map(len, values)) > MOST_TOGETHER or self._trials > MOST_WORDED:
            return False
        return all(self._gives(tuple(zip(steps, taken, strict=True)), goal) for taken in product(*values))


def _others(chosen: Chosen, number: int) -> Iterator[Chosen]:
    """The same with another value of one step."""
    step, taken = chosen[number]
    for value in step.options:
        if value != taken:
            yield (*chosen[:number], (step, value), *chosen[number + 1 :])


def _is_long(way: Way) -> bool:
    return len(way) >= LONG


def _about(values: Mapping[str, Any]) -> tuple[Any, ...]:
    """What tells changes apart: of two numbers of one fact that do the same, the nearer one is enough."""
    return tuple(sorted((path, "" if path in NUMBERS else repr(value)) for path, value in values.items()))


def _is_judged(step: Step, value: Any) -> bool:
    return step.path.startswith(JUDGED) or (step.path == "remedy" and "harm_prevented" in value)


def _is_fixed(step: Step, document: Mapping[str, Any]) -> bool:
    return step.path.startswith(FIXED) and value_at(document, step.path) is not None


def _kind(chosen: Chosen, document: Mapping[str, Any]) -> str:
    if any(_is_fixed(step, document) for step, _ in chosen):
        return "fixed"
    if any(_is_judged(step, value) for step, value in chosen):
        return "judgement"
    return "open" if all(_is_open(step, document) for step, _ in chosen) else "fact"


def _is_open(step: Step, document: Mapping[str, Any]) -> bool:
    """Whether the question is without an answer: nothing is known, only the country is, or the list may still grow."""
    return value_at(document, step.path) is None or step.path == "more_possible" or step.path.endswith(".residence")


def _distance(step: Step, document: Mapping[str, Any]) -> float:
    """How far a fact is from being so: 0 not known yet, up to 1 by the number, 1 known to be otherwise, 2 new people."""
    before = value_at(document, step.path)
    if step.is_new:
        return 2
    if _is_open(step, document):
        return 0
    if step.does in ("raise", "lower"):
        return float(abs(step.values[0] - before) / max(step.values[0], before, 1))
    return 1
