"""What the use cases need besides the database: settings, rulebook, checklists, forms, files."""

from dataclasses import dataclass

from incident.config import Settings
from incident.db.files import FileStore
from incident.domain.checklists import Checklist
from incident.law.forms import Form
from incident.law.rulebook import Rulebook


@dataclass(frozen=True, slots=True)
class Desk:
    """One running installation: made once by `create_app`, handed to every use case that needs it."""

    settings: Settings
    rulebook: Rulebook
    checklists: dict[str, Checklist]  # by kind of incident
    forms: dict[str, Form]  # how each authority asks, by form id
    files: FileStore
