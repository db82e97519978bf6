"""Every table, one module a noun."""

from incident.db.models.audit import AuditEntry
from incident.db.models.checklists import ChecklistItem, ItemState, Phase
from incident.db.models.deliveries import Delivery, DeliveryClass, DeliveryState, Heartbeat
from incident.db.models.duties import Acknowledgement, Assessment, Clock, ClockState, Customer, Reminder
from incident.db.models.facts import Context, FactsVersion
from incident.db.models.files import Evidence, StoredFile
from incident.db.models.incidents import Decision, DecisionKind, DecisionState, Incident, IncidentState
from incident.db.models.notices import Filing, IssuedDocument, Notice, NoticeKind, NoticeStage, NoticeState
from incident.db.models.users import Draft, LoginAttempt, LoginSession, OnceToken, Role, RoleName, SignInLink, User

__all__ = [
    "Acknowledgement", "Assessment", "AuditEntry", "ChecklistItem", "Clock", "ClockState", "Context", "Customer",
    "Decision", "DecisionKind", "DecisionState", "Delivery", "DeliveryClass", "DeliveryState", "Draft", "Evidence",
    "FactsVersion", "Filing", "Heartbeat", "Incident", "IncidentState", "IssuedDocument", "ItemState",
    "LoginAttempt", "LoginSession", "Notice", "NoticeKind", "NoticeStage", "NoticeState", "OnceToken", "Phase",
    "Reminder", "Role", "RoleName", "SignInLink", "StoredFile", "User",
]  # fmt: skip
