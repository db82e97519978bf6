"""People with an account: who they are, what they may do, how they get in for the first time."""

import hashlib
import secrets
from collections.abc import Collection
from datetime import datetime, timedelta

from email_validator import EmailNotValidError, validate_email
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from incident.db import audit
from incident.db.models import DeliveryClass, LoginAttempt, Role, RoleName, SignInLink, User
from incident.domain import permissions
from incident.errors import FormInvalid, NotAllowed, NotFound
from incident.services import deliveries
from incident.services.desk import Desk

FIRST_LINK = timedelta(hours=24)  # the first administrator reads it from the terminal
LINK = timedelta(hours=24)  # ASVS 5.0 9.2: signed links end after a day
NO_LINK = "Sign in with your password, or ask an administrator for a new link."
MIN_PASSWORD = 12  # ASVS 5.0 6.2.1 asks for 8 and recommends 15
MAX_FAILURES = 10  # wrong sign-ins per account, and per address ten times as many, within FAILURE_WINDOW
FAILURE_WINDOW = timedelta(minutes=15)
ROLE_WORDS = {
    RoleName.REPORTER: "Reports suspicions and sees the own ones",
    RoleName.HANDLER: "Records, triages, writes notices",
    RoleName.PRIVACY_OFFICER: "All of that, confirms decisions, approves notices",
    RoleName.APPROVER: "Reads, confirms decisions, approves notices",
    RoleName.AUDITOR: "Reads everything, changes nothing",
    RoleName.ADMINISTRATOR: "Accounts and deliveries, no incidents",
}


def allows(user: User, action: str) -> bool:
    """Whether this person may do `action` (a key of incident.domain.permissions.ACTIONS)."""
    return user.active and permissions.allows(user.role_names, action)


def require(user: User, action: str) -> None:
    """Raise NotAllowed unless this person may do `action`; the message names the roles that may."""
    if not allows(user, action):
        names = ", ".join(sorted(role.replace("_", " ") for role in permissions.who_may(action)))
        raise NotAllowed(f"Your account may not do this. It needs one of these roles: {names}.")


def who_may(session: Session, action: str) -> list[User]:
    """Every active person who may do `action`, by name."""
    roles = permissions.who_may(action)
    query = select(User).where(User.active.is_(True), User.roles.any(Role.name.in_(roles))).order_by(User.name)
    return list(session.scalars(query))


def workers(session: Session) -> list[User]:
    """Every active person who may own incidents and duties, by name."""
    return who_may(session, "incident.edit")


def approvers(session: Session) -> list[User]:
    """Every active person who may approve notices, by name."""
    return who_may(session, "notice.approve")


def everybody(session: Session, *, by: User) -> list[User]:
    """Every account, the inactive ones too, by name."""
    require(by, "users.manage")
    return list(session.scalars(select(User).order_by(User.active.desc(), User.name)))


def by_id(session: Session, user_id: int) -> User:
    """One person; raises NotFound."""
    user = session.get(User, user_id)
    if user is None:
        raise NotFound(f"There is no account {user_id}.")
    return user


def normal_email(text: str) -> str:
    """The address in one form; raises FormInvalid with the remedy."""
    try:
        return validate_email(text.strip(), check_deliverability=False, test_environment=True).normalized.lower()
    except EmailNotValidError as error:
        raise FormInvalid({"email": f"This is no e-mail address: {error}"}) from error


def _roles(session: Session, names: Collection[str]) -> list[Role]:
    known = {role.name: role for role in session.scalars(select(Role))}
    for name in RoleName:
        if name.value not in known:
            known[name.value] = Role(name=name.value, description=ROLE_WORDS[name])
            session.add(known[name.value])
    if not names or not set(names) <= set(known):
        raise FormInvalid({"roles": "Choose at least one role."})
    return [known[name] for name in RoleName if name.value in names]


def create(
    session: Session,
    *,
    email: str,
    name: str,
    roles: Collection[str],
    zone: str,
    by: User | None,
    now: datetime,
) -> User:
    """A new account without a password; its owner sets one with a sign-in link.

    `by`: None only for the very first account, which the command line makes.

    Raises:
        FormInvalid: no name, no role, no address, or an address that is taken.
    """
    if by is not None:
        require(by, "users.manage")
    address = normal_email(email)
    if not name.strip():
        raise FormInvalid({"name": "Give the person's name; the record names them."})
    if session.scalar(select(User).where(func.lower(User.email) == address)) is not None:
        raise FormInvalid({"email": "There is an account with this address already."})
    user = User(
        email=address,
        name=name.strip()[:200],
        password=None,
        active=True,
        fs_uniquifier=secrets.token_hex(32),
        zone=zone,
        created_at=now,
        roles=_roles(session, roles),
    )
    session.add(user)
    session.flush()
    _note(session, user, "user.created", f"Account made for {user.name}: {_role_words(user)}", by=by, now=now)
    return user


def change(
    session: Session,
    user: User,
    *,
    name: str,
    roles: Collection[str],
    active: bool,
    deputy_id: int | None,
    absent_until: datetime | None,
    by: User,
    now: datetime,
) -> User:
    """Set roles, activity, deputy and absence of an account; effective with the next request.

    Raises:
        FormInvalid: no name or role; a deputy who is the person; the last administrator would be gone.
    """
    require(by, "users.manage")
    if not name.strip():
        raise FormInvalid({"name": "Give the person's name; the record names them."})
    if deputy_id == user.id:
        raise FormInvalid({"deputy": "Nobody can be their own deputy. Choose another person."})
    wanted = _roles(session, roles)
    stays = active and any(role.name == RoleName.ADMINISTRATOR.value for role in wanted)
    if not stays and _administrators(session) == [user.id]:
        raise FormInvalid({"roles": "This is the last administrator. Make another one first."})
    before = (user.active, _role_words(user))
    user.name, user.roles, user.active = name.strip()[:200], wanted, active
    user.deputy_id, user.absent_until = deputy_id, absent_until
    if not active:
        user.fs_uniquifier = secrets.token_hex(32)  # ends every session and token at once
    session.flush()
    now_words = f"{_role_words(user)}{'' if active else ', not active'}"
    _note(session, user, "user.changed", f"Account of {user.name}: {now_words}", by=by, now=now,
          detail={"before": list(before), "deputy": deputy_id})  # fmt: skip
    return user


def change_own(session: Session, user: User, *, zone: str, deputy_id: int | None, absent_until: datetime | None,
               now: datetime) -> User:  # fmt: skip
    """A person sets their own zone, deputy and absence."""
    if deputy_id == user.id:
        raise FormInvalid({"deputy": "Nobody can be their own deputy. Choose another person."})
    user.zone, user.deputy_id, user.absent_until = zone, deputy_id, absent_until
    session.flush()
    _note(session, user, "user.changed_own", f"{user.name} set zone, deputy or absence", by=user, now=now,
          detail={"zone": zone, "deputy": deputy_id,
                  "absent_until": absent_until.isoformat() if absent_until else None})  # fmt: skip
    return user


def _administrators(session: Session) -> list[int]:
    query = select(User.id).where(User.active.is_(True), User.roles.any(Role.name == RoleName.ADMINISTRATOR.value))
    return list(session.scalars(query))


def _role_words(user: User) -> str:
    return ", ".join(role.name.replace("_", " ") for role in user.roles)


def make_link(session: Session, user: User, *, lasts: timedelta, now: datetime) -> str:
    """A token that sets this person's password once; only its SHA-256 is kept. Earlier unused ones end."""
    for row in session.scalars(select(SignInLink).where(SignInLink.user_id == user.id, SignInLink.used_at.is_(None))):
        row.expires_at = min(row.expires_at, now)
    token = secrets.token_urlsafe(32)
    session.add(SignInLink(token_sha256=_digest(token), user_id=user.id, expires_at=now + lasts))
    session.flush()
    return token


def send_link(session: Session, user: User, *, purpose: str, by: User, now: datetime, desk: Desk) -> None:
    """Mail this person a link that sets a new password. `purpose`: what the button says."""
    require(by, "users.manage")
    token = make_link(session, user, lasts=LINK, now=now)
    deliveries.enqueue(
        session,
        once_key=f"sign-in-link/{_digest(token)[:32]}",
        template="sign_in_link",
        content={"purpose": purpose, "path": f"/welcome/{token}", "valid_until": (now + LINK).isoformat()},
        to=user,
        recipient=None,
        delivery_class=DeliveryClass.INTERNAL,
        due_at=now,
        now=now,
        desk=desk,
    )
    _note(session, user, "user.link_sent", f"Sign-in link sent to {user.name}", by=by, now=now)


def of_link(session: Session, token: str, *, now: datetime) -> User:
    """The person whose password this link may set; raises NotFound when it was used, has ended or never was."""
    row = session.get(SignInLink, _digest(token))
    if row is None or row.used_at is not None or row.expires_at <= now:
        raise NotFound(f"This link was used already or has ended. {NO_LINK}")
    return session.get_one(User, row.user_id)


def use_link(session: Session, token: str, *, password_hash: str, now: datetime) -> User:
    """Set the password of the link's person and end the link and every other session of theirs."""
    user = of_link(session, token, now=now)
    row = session.get_one(SignInLink, _digest(token), with_for_update=True)
    if row.used_at is not None:
        raise NotFound(f"This link was used already. {NO_LINK}")
    row.used_at = now
    user.password = password_hash
    user.fs_uniquifier = secrets.token_hex(32)
    session.flush()
    _note(session, user, "user.password_set", f"{user.name} set a password by a sign-in link", by=user, now=now)
    return user


def check_password(password: str, user: User) -> None:
    """Raise FormInvalid unless the password is long enough and is not the person's own name or address."""
    if len(password) < MIN_PASSWORD:
        raise FormInvalid({"password": f"Use at least {MIN_PASSWORD} characters; a sentence is a good password."})
    plain = password.casefold()
    if plain in (user.email.casefold(), user.name.casefold()) or len(set(plain)) < 5:
        raise FormInvalid({"password": "This password is easy to guess. Use another, such as four unrelated words."})


def is_throttled(session: Session, subjects: Collection[tuple[str, int]], *, now: datetime) -> bool:
    """Whether one of these subjects (text, allowed failures) failed too often within FAILURE_WINDOW."""
    for subject, allowed in subjects:
        query = select(func.count(LoginAttempt.id)).where(
            LoginAttempt.subject_sha256 == _digest(subject), LoginAttempt.at > now - FAILURE_WINDOW
        )
        if (session.scalar(query) or 0) >= allowed:
            return True
    return False


def record_failure(session: Session, subjects: Collection[str], *, now: datetime) -> None:
    """Count one failed sign-in for each subject: the account's address, the network address."""
    session.add_all(LoginAttempt(subject_sha256=_digest(subject), at=now) for subject in subjects)


def forget_failures(session: Session, subject: str) -> None:
    """A sign-in succeeded: the account's failures no longer count."""
    for row in session.scalars(select(LoginAttempt).where(LoginAttempt.subject_sha256 == _digest(subject))):
        session.delete(row)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _note(
    session: Session,
    user: User,
    action: str,
    words: str,
    *,
    by: User | None,
    now: datetime,
    detail: dict[str, object] | None = None,
) -> None:
    audit.record(session, action, words, by=by, now=now, about=("user", user.id), detail=detail)
