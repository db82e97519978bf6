"""Who may do what: each action with the roles that may do it. What is not here nobody may do."""

HANDLER, OFFICER, APPROVER = "handler", "privacy_officer", "approver"
AUDITOR, ADMINISTRATOR, REPORTER = "auditor", "administrator", "reporter"

EVERYBODY = frozenset({REPORTER, HANDLER, OFFICER, APPROVER, AUDITOR, ADMINISTRATOR})
READERS = frozenset({HANDLER, OFFICER, APPROVER, AUDITOR})
WORKERS = frozenset({HANDLER, OFFICER})
SECONDS = frozenset({OFFICER, APPROVER})

ACTIONS: dict[str, frozenset[str]] = {
    "incident.report": EVERYBODY,
    "report.view_own": EVERYBODY,  # a reporter sees their own report and its state, nothing else
    "law.view": EVERYBODY,
    "account.manage_own": EVERYBODY,
    "incident.view": READERS,
    "incident.edit": WORKERS,  # facts, contexts, customers, checklist, evidence, owner
    "decision.propose": WORKERS,
    "decision.second": SECONDS,
    "assessment.again": SECONDS,  # under the law of another day, or with the rulebook as it is now
    "clock.act": frozenset({HANDLER, OFFICER, APPROVER}),  # acknowledge, take over
    "notice.edit": WORKERS,
    "notice.approve": SECONDS,
    "notice.issue": WORKERS,
    "filing.record": WORKERS,
    "register.view": READERS,
    "register.export": frozenset({OFFICER, AUDITOR}),
    "audit.view": frozenset({OFFICER, AUDITOR}),
    "delivery.view": frozenset({HANDLER, OFFICER, APPROVER, AUDITOR, ADMINISTRATOR}),
    "delivery.resolve": frozenset({OFFICER, ADMINISTRATOR}),  # what became of an uncertain or failed message
    "outbox.view": frozenset({OFFICER, ADMINISTRATOR}),  # the local mail folder
    "users.manage": frozenset({ADMINISTRATOR}),
}


def allows(roles: frozenset[str], action: str) -> bool:
    """Whether somebody with these roles may do `action`.

    Raises:
        KeyError: the action is not in ACTIONS (a mistake in the program, never a permission).
    """
    return bool(ACTIONS[action] & roles)


def who_may(action: str) -> frozenset[str]:
    """The roles that may do `action`."""
    return ACTIONS[action]
