"""The states of an incident and of a notice, and the moves between them. A move that is not here is refused."""

from incident.errors import MoveRefused

INCIDENT_MOVES: dict[str, frozenset[str]] = {
    "reported": frozenset({"triage"}),
    "triage": frozenset({"breach", "not_a_breach"}),
    "breach": frozenset({"not_a_breach", "closed"}),  # a later decision may find that it was none
    "not_a_breach": frozenset({"breach", "closed"}),
    "closed": frozenset({"triage"}),  # opened again
}

NOTICE_MOVES: dict[str, frozenset[str]] = {
    "draft": frozenset({"awaiting_approval", "superseded"}),
    "awaiting_approval": frozenset({"draft", "approved"}),
    "approved": frozenset({"draft", "issued"}),
    "issued": frozenset({"filed", "superseded"}),
    "filed": frozenset({"superseded"}),
    "superseded": frozenset(),
}

WORDS = {
    "reported": "reported",
    "triage": "in triage",
    "breach": "a breach",
    "not_a_breach": "not a breach",
    "closed": "closed",
    "draft": "a draft",
    "awaiting_approval": "waiting for approval",
    "approved": "approved",
    "issued": "issued",
    "filed": "filed",
    "superseded": "replaced by a later version",
}


def check_incident_move(old: str, new: str) -> None:
    """Do nothing when an incident may go from `old` to `new`; raise MoveRefused otherwise."""
    _check(INCIDENT_MOVES, "The incident", old, new)


def check_notice_move(old: str, new: str) -> None:
    """Do nothing when a notice may go from `old` to `new`; raise MoveRefused otherwise."""
    _check(NOTICE_MOVES, "The notice", old, new)


def _check(moves: dict[str, frozenset[str]], thing: str, old: str, new: str) -> None:
    if new not in moves[old]:
        allowed = " or ".join(sorted(WORDS[move] for move in moves[old])) or "nothing else"
        raise MoveRefused(f"{thing} is {WORDS[old]}; from there it can become {allowed}, not {WORDS[new]}.")
