"""Our exceptions, named for the fact. They know nothing of HTTP; messages name the thing and the remedy."""

from collections.abc import Mapping, Sequence


class BreachdeskError(Exception):
    """Parent of every error that a person may read."""


class ConfigInvalid(BreachdeskError):
    """A setting is wrong or unknown; the message names key, file and remedy."""


class SchemaOutdated(BreachdeskError):
    """The tables are not those of this version of the program; the message says what to run."""


class LawDataError(BreachdeskError):
    """A law file is broken; the message names file and key."""


class DutyNotClear(BreachdeskError):
    """Words that are meant to name one duty name none or several; the message names those there are."""


class ChecklistInvalid(BreachdeskError):
    """A checklist file is broken; the message names file and key."""


class DocumentUnreadable(BreachdeskError):
    """What was sent is no JSON document; the message names line and column, or the byte."""


class FactsInvalid(BreachdeskError):
    """The facts document breaks the contract. `errors`: (path, message with the remedy), all of them."""

    def __init__(self, errors: Sequence[tuple[str, str]]) -> None:
        """`errors`: at least one (path, message)."""
        self.errors = tuple(errors)
        super().__init__("; ".join(f"{path}: {message}" for path, message in self.errors))


class FormInvalid(BreachdeskError):
    """Answers of a form cannot be taken. `errors`: field -> message."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        """`errors`: at least one field with its message."""
        self.errors = dict(errors)
        super().__init__("; ".join(self.errors.values()))


class ReasonNeeded(FormInvalid):
    """A reason is missing where one is demanded."""

    def __init__(self, field: str, message: str) -> None:
        """`field`: name of the empty field."""
        super().__init__({field: message})


class DelayReasonMissing(ReasonNeeded):
    """A late notice cannot be issued without the reason for the delay."""


class ReferenceMissing(ReasonNeeded):
    """A receipt cannot be recorded as acknowledged without the authority's reference."""


class NotAllowed(BreachdeskError):
    """The person's roles do not permit this."""


class NotFound(BreachdeskError):
    """There is no such thing, or not for this person."""


class EditConflict(BreachdeskError):
    """Somebody else changed the same thing in the meantime."""


class MoveRefused(BreachdeskError):
    """The thing cannot go from its state to that one."""


class SecondPersonNeeded(BreachdeskError):
    """The same person cannot do both parts."""


class ItemsOpen(BreachdeskError):
    """Something cannot be decided while items are open. `items`: each in words."""

    def __init__(self, items: Sequence[str]) -> None:
        """`items`: at least one."""
        self.items = tuple(items)
        super().__init__("Still open: " + "; ".join(self.items))


class ContentMissing(ItemsOpen):
    """A notice lacks content that its law asks for. `items`: each with its citation."""


class ClockAlreadyStopped(BreachdeskError):
    """The duty was already met; its time is frozen."""


class WrongDataKey(BreachdeskError):
    """Stored values cannot be read with this data key."""


class FileDamaged(BreachdeskError):
    """A stored file is missing or no longer gives its hash."""
