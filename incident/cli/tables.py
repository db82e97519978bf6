"""An assessment as a table, for people at a terminal."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from incident.domain import words
from incident.domain.change_documents import NOTES

FOUND = {"applies": "owed", "does_not_apply": "not owed", "cannot_tell_yet": "cannot tell yet"}
TITLES = {"applies": "Owed", "cannot_tell_yet": "Cannot tell yet: act as if it were owed, its time runs"}


def print_assessment(document: Mapping[str, Any]) -> None:
    """Duties, the most urgent first, then what to find out next and what the program suggests."""
    console = Console(highlight=False)
    entries = sorted(document["obligations"], key=_urgency)
    for finding, title in TITLES.items():
        _print_duties(console, title, [entry for entry in entries if entry["finding"] == finding])
    _print_lines(console, "Not owed", [_reason(entry) for entry in entries if entry["finding"] == "does_not_apply"])
    drafts = [_reason(entry) for entry in document["drafts"]]
    _print_lines(console, "Drafts, not compared with their source: they bind nobody", drafts)
    off = [f"{entry['law']} [{entry['regime']}]" for entry in document["switched_off"]]
    _print_lines(console, "Switched off, not counted", off)
    _print_lines(console, "Places without a law in the rulebook", [words.place(code) for code in document["uncovered"]])
    _print_lines(console, "Law files that could not be read; their duties are missing", document["not_read"])
    questions = [f"{entry['question']} ({entry['fact']}, {entry['decides']} duties)" for entry in document["next_questions"]]
    _print_lines(console, "Find out next", questions)
    _print_suggestion(console, document["risk_suggestion"])
    if document.get("accepted_suggestion"):
        console.print(f"{document['accepted_suggestion']['because']}.", style="bold")
    console.print(f"Law of {document['on']}, rulebook {document['rulebook']}", style="dim")


def print_changes(document: Mapping[str, Any]) -> None:
    """What would change one duty, in each place where it stands in the assessment."""
    console = Console(highlight=False)
    for duty in document["changes"]:
        table = Table(title=f"\n{_duty_words(document, duty)}", title_justify="left", title_style="bold", show_lines=True)
        for name in ("What would change it", "Facts", ""):
            table.add_column(name)
        for change in duty["changes"]:
            facts = [f"{fact['fact']} = {json.dumps(fact['after'], ensure_ascii=False)}" for fact in change["facts"]]
            note = NOTES[change["kind"]] or ("Only a person decides a part of it" if change["judged"] else "")
            table.add_row(escape(change["words"]), escape("\n".join(facts)), note)
        console.print(table if duty["changes"] else f"\n{_duty_words(document, duty)}\nNo change of a few facts was found.")
    console.print(f"Each was tried. Law of {document['on']}, rulebook {document['rulebook']}", style="dim")


def _duty_words(document: Mapping[str, Any], duty: Mapping[str, Any]) -> str:
    entries = (*document["obligations"], *document["drafts"])
    same = (entry for entry in entries if (entry["id"], entry["jurisdiction"]) == (duty["id"], duty["jurisdiction"]))
    entry = next(same, None)
    finding = FOUND[entry["finding"]] if entry else "not in play"
    return f"{entry['title'] if entry else duty['id']} [{duty['id']}, {duty['jurisdiction']}]: {finding}"


def _print_suggestion(console: Console, suggestion: Mapping[str, Any]) -> None:
    console.print(f"\nRisk suggested by {suggestion['method']}: {suggestion['level'] or 'nothing yet'}. A person decides.")
    _print_lines(console, "It rests on", suggestion["because"])
    _print_lines(console, "What argues against it", suggestion["against"])
    missing = [f"{entry['question']} ({entry['fact']})" for entry in suggestion["missing"]]
    _print_lines(console, "Not known yet, and could change it", missing)


def _print_duties(console: Console, title: str, entries: Sequence[Mapping[str, Any]]) -> None:
    if not entries:
        return
    table = Table(title=f"\n{title} ({len(entries)})", title_justify="left", title_style="bold", show_lines=True)
    for name in ("Due", "Duty", "To"):
        table.add_column(name)
    for entry in entries:
        unknown = f"\nNot known: {', '.join(entry['unknown'])}" if entry["unknown"] else ""
        duty = f"{entry['title']}\n{entry['citation']} [{entry['id']}]{unknown}"
        table.add_row(escape(_due(entry)), escape(duty), escape(f"{_to(entry)}\n{_place(entry)}"))
    console.print(table)


def _print_lines(console: Console, title: str, lines: Sequence[str]) -> None:
    if not lines:
        return
    console.print(f"\n{title} ({len(lines)})", style="bold")
    for line in lines:
        console.print(f"  {line}", markup=False)


def _reason(entry: Mapping[str, Any]) -> str:
    return f"{entry['title']} [{entry['id']}, {entry['jurisdiction']}]: {(entry['because'] or [''])[0]}"


def _to(entry: Mapping[str, Any]) -> str:
    return str(entry["controller"] or entry["authority"] or words.code(entry["notify"]))


def _place(entry: Mapping[str, Any]) -> str:
    return "European Union" if entry["jurisdiction"] == "EU" else words.place(entry["jurisdiction"])


def _urgency(entry: Mapping[str, Any]) -> tuple[float, str, str]:
    due = entry["due_at"] or entry["due_expected_at"]
    return datetime.fromisoformat(due).timestamp() if due else float("inf"), entry["id"], entry["jurisdiction"]


def _due(entry: Mapping[str, Any]) -> str:
    provisional = "\n(provisional)" if entry["clock"]["provisional"] else ""
    if entry["due_at"]:
        return words.when(datetime.fromisoformat(entry["due_at"]), entry["zone"]) + provisional
    if entry["due_expected_at"]:
        return f"expected {words.when(datetime.fromisoformat(entry['due_expected_at']), entry['zone'])}{provisional}"
    return str(entry["clock"]["period"])
