"""Signing in: Flask-Security with our tables, slow guessing, one-time links; nobody can register themselves."""

import hmac
from datetime import timedelta
from hashlib import sha256
from typing import Any, cast

from flask import Blueprint, Flask, redirect, render_template, request, url_for
from flask_security import LoginForm, Security, SQLAlchemyUserDatastore, hash_password, login_user
from flask_wtf.csrf import CSRFProtect
from werkzeug.wrappers import Response

from incident.db import db
from incident.db.models import Role, User
from incident.errors import FormInvalid
from incident.http import for_anybody, now, session
from incident.services import identity
from incident.web.forms import Form, render_again

bp = Blueprint("auth", __name__)
csrf = CSRFProtect()
ADDRESS_FAILURES = 10 * identity.MAX_FAILURES  # a whole office may share one network address


class SignInForm(LoginForm):
    """The sign-in form: after too many failures it waits, on every instance alike (counted in the database)."""

    def validate(self, **kwargs: Any) -> bool:
        """Whether the answers sign somebody in; each failure is counted for the account and for the address."""
        account = f"account:{str(self.email.data or '').strip().lower()}"
        address = f"address:{request.remote_addr}"
        limits = ((account, identity.MAX_FAILURES), (address, ADDRESS_FAILURES))
        if identity.is_throttled(session, limits, now=now()):
            minutes = int(identity.FAILURE_WINDOW.total_seconds() // 60)
            self.email.errors = [f"Too many wrong attempts. Wait {minutes} minutes, then try again."]
            return False
        if super().validate(**kwargs):
            identity.forget_failures(session, account)
            return True
        identity.record_failure(session, (account, address), now=now())
        return False


def init_app(app: Flask, secret: bytes) -> None:
    """Join Flask-Security and the protection of forms to the application. `secret`: the installation's secret key."""
    app.config.update(
        WTF_CSRF_TIME_LIMIT=None,  # as long as the session
        WTF_CSRF_SSL_STRICT=False,  # the origin is checked by Sec-Fetch-Site and the token
        SECURITY_PASSWORD_HASH="argon2",
        SECURITY_PASSWORD_SCHEMES=["argon2"],
        SECURITY_DEPRECATED_PASSWORD_SCHEMES=[],
        SECURITY_PASSWORD_SALT=derived(secret, "password pepper"),
        SECURITY_PASSWORD_LENGTH_MIN=identity.MIN_PASSWORD,
        SECURITY_PASSWORD_CONFIRM_REQUIRED=True,
        SECURITY_REGISTERABLE=False,
        SECURITY_RECOVERABLE=False,
        SECURITY_CHANGEABLE=True,
        SECURITY_SEND_PASSWORD_CHANGE_EMAIL=False,
        SECURITY_CHANGE_URL="/account/password",
        SECURITY_POST_CHANGE_VIEW="/account",
        SECURITY_LOGOUT_METHODS=["POST"],
        SECURITY_RETURN_GENERIC_RESPONSES=True,
        SECURITY_TWO_FACTOR=True,
        SECURITY_TWO_FACTOR_ENABLED_METHODS=["authenticator"],
        SECURITY_TWO_FACTOR_RESCUE_EMAIL=False,
        SECURITY_TWO_FACTOR_SETUP_URL="/account/second-factor",
        SECURITY_TWO_FACTOR_POST_SETUP_VIEW="/account",
        SECURITY_TOTP_SECRETS={"1": derived(secret, "totp")},
        SECURITY_TOTP_ISSUER="Breachdesk",
        SECURITY_MULTI_FACTOR_RECOVERY_CODES=True,
        SECURITY_MULTI_FACTOR_RECOVERY_CODES_N=8,
        SECURITY_MULTI_FACTOR_RECOVERY_CODES_URL="/account/recovery-codes",
        SECURITY_TOKEN_MAX_AGE=int(timedelta(days=90).total_seconds()),
        SECURITY_TOKEN_AUTHENTICATION_KEY=None,  # a token in an address would stand in logs
        SECURITY_DEFAULT_REMEMBER_ME=False,
        SECURITY_FLASH_MESSAGES=True,
    )
    csrf.init_app(app)
    store = SQLAlchemyUserDatastore(db, User, Role)
    Security(app, store, login_form=SignInForm)


def derived(secret: bytes, purpose: str) -> str:
    """A key for one purpose from the installation's secret (HMAC-SHA-256)."""
    return hmac.new(secret, f"breachdesk {purpose}".encode(), sha256).hexdigest()


@bp.get("/welcome/<token>")
@for_anybody
def welcome(token: str) -> str:
    """The page of a one-time link: choose a password."""
    return _welcome(token)


def _welcome(token: str, form: Form | None = None) -> str:
    person = identity.of_link(session, token, now=now())
    return render_template(
        "screens/account/welcome.html", person=person, token=token, form=form or Form(), minimum=identity.MIN_PASSWORD
    )


@bp.post("/welcome/<token>")
@for_anybody
def set_password(token: str) -> Response | tuple[str, int]:
    """Keep the password, sign the person in, end the link."""
    form = Form(request.form)
    person = identity.of_link(session, token, now=now())
    password = request.form.get("password", "")
    try:
        identity.check_password(password, person)
        if password != request.form.get("again", ""):
            raise FormInvalid({"again": "This is not the same as above. Type the password once more."})
    except FormInvalid as refusal:
        form.errors.update(refusal.errors)
        return render_again(_welcome, token, form=form)
    identity.use_link(session, token, password_hash=hash_password(password), now=now())
    login_user(cast(Any, person), authn_via=["link"])
    return redirect(url_for("dashboard.now"), 303)
