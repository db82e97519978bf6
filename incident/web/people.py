"""Accounts, for administrators: who is here, what they may do, who stands in for them."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask_security import current_user
from werkzeug.wrappers import Response

from incident.db.models import RoleName
from incident.errors import FormInvalid
from incident.http import desk, may, now, session
from incident.services import identity
from incident.web.forms import Form, render_again

bp = Blueprint("people", __name__)
Answer = Response | tuple[str, int]
ROLES = [role.value for role in RoleName]


@bp.get("/people")
@may("users.manage")
def index() -> str:
    """Every account, and the form for a new one."""
    return _page()


def _page(form: Form | None = None) -> str:
    return render_template(
        "screens/people/index.html",
        people=identity.everybody(session, by=current_user),
        roles=[(role.value, words) for role, words in identity.ROLE_WORDS.items()],
        form=form or Form(),
    )


@bp.post("/people")
@may("users.manage")
def create() -> Answer:
    """Make an account and mail its owner a link."""
    form = Form(request.form)
    email, name = form.text("email", max=255, required=True), form.text("name", max=200, required=True)
    roles = form.many("roles", ROLES)
    try:
        if not form.errors:
            person = identity.create(
                session, email=email or "", name=name or "", roles=roles, zone=desk().settings.zone,
                by=current_user, now=now(),
            )  # fmt: skip
            identity.send_link(
                session, person, purpose="Set your password", by=current_user, now=now(), desk=desk()
            )
            return redirect(url_for("people.show", user_id=person.id), 303)
    except FormInvalid as refusal:
        form.errors.update(refusal.errors)
    return render_again(_page, form=form)


@bp.get("/people/<int:user_id>")
@may("users.manage")
def show(user_id: int) -> str:
    """One account."""
    return _person_page(user_id)


def _person_page(user_id: int, form: Form | None = None) -> str:
    person = identity.by_id(session, user_id)
    return render_template(
        "screens/people/show.html",
        person=person,
        roles=[(role.value, words) for role, words in identity.ROLE_WORDS.items()],
        people=[other for other in identity.who_may(session, "clock.act") if other.id != user_id],
        form=form or Form(),
    )


@bp.post("/people/<int:user_id>")
@may("users.manage")
def change(user_id: int) -> Answer:
    """Keep name, roles, activity, deputy and absence."""
    person = identity.by_id(session, user_id)
    form = Form(request.form)
    name = form.text("name", max=200, required=True)
    roles = form.many("roles", ROLES)
    deputy, absent = form.whole("deputy"), form.instant("absent_until")
    active = form.choice("active", ["yes", "no"], required=True) == "yes"
    try:
        if not form.errors:
            identity.change(
                session, person, name=name or "", roles=roles, active=active, deputy_id=deputy, absent_until=absent,
                by=current_user, now=now(),
            )  # fmt: skip
            return redirect(url_for("people.show", user_id=user_id), 303)
    except FormInvalid as refusal:
        form.errors.update(refusal.errors)
    return render_again(_person_page, user_id, form=form)


@bp.post("/people/<int:user_id>/link")
@may("users.manage")
def send_link(user_id: int) -> Answer:
    """Mail this person a link that sets a new password."""
    person = identity.by_id(session, user_id)
    identity.send_link(session, person, purpose="Set a new password", by=current_user, now=now(), desk=desk())
    return redirect(url_for("people.show", user_id=user_id), 303)
