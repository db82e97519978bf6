"""The own account: zone, absence and deputy, password, second factor, sign out everywhere."""

import secrets
from typing import cast
from zoneinfo import available_timezones

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_security import current_user, logout_user
from werkzeug.wrappers import Response

from incident.db.models import User
from incident.errors import FormInvalid
from incident.http import may, now, session
from incident.services import identity
from incident.web.forms import Form, render_again

bp = Blueprint("account", __name__)


@bp.get("/account")
@may("account.manage_own")
def show() -> str:
    """What the program knows of this person, and what they can set."""
    return _page()


def _page(form: Form | None = None, token: str | None = None) -> str:
    return render_template(
        "screens/account/show.html",
        form=form or Form(),
        zones=sorted(available_timezones()),
        people=[person for person in identity.who_may(session, "clock.act") if person.id != current_user.id],
        token=token,
    )


@bp.post("/account")
@may("account.manage_own")
def change() -> Response | tuple[str, int]:
    """Keep zone, deputy and absence."""
    form = Form(request.form)
    zone = form.choice("zone", available_timezones(), required=True)
    deputy, absent = form.whole("deputy"), form.instant("absent_until")
    try:
        if not form.errors:
            person = cast(User, current_user)
            identity.change_own(
                session, person, zone=zone or "UTC", deputy_id=deputy, absent_until=absent, now=now()
            )
            flash("Your zone, deputy and absence are saved.")
            return redirect(url_for("account.show"), 303)
    except FormInvalid as refusal:
        form.errors.update(refusal.errors)
    return render_again(_page, form=form)


@bp.post("/account/api-token")
@may("account.manage_own")
def make_token() -> str:
    """An API token, shown once. It ends with the password, with “sign out everywhere”, or after 90 days."""
    return _page(token=current_user.get_auth_token())


@bp.post("/account/sign-out-everywhere")
@may("account.manage_own")
def sign_out_everywhere() -> Response:
    """End every session and API token of this person."""
    current_user.fs_uniquifier = secrets.token_hex(32)
    session.flush()
    logout_user()
    return redirect(url_for("security.login"), 303)
