"""The application: the only place where the parts are joined."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import IntegerConverter, Map

from incident import api, instance
from incident.config import Settings
from incident.db import connections, db
from incident.db.cipher import Cipher
from incident.db.files import FileStore
from incident.domain.checklists import load_checklists
from incident.http import Installation
from incident.law.forms import load_forms
from incident.law.rulebook import DATA, law_of
from incident.services.desk import Desk
from incident.times import utcnow
from incident.web import (
    account,
    assets,
    auth,
    calculator,
    checklists,
    customers,
    dashboard,
    decisions,
    deliveries,
    duties,
    errors,
    evidence,
    facts,
    frame,
    incidents,
    law,
    notices,
    outbox,
    people,
    reassess,
    register,
    reports,
    sessions,
    short_path,
    status,
    timeline,
)

ROOT = Path(__file__).resolve().parent
SCREENS = (account, assets, auth, calculator, checklists, customers, dashboard, decisions, deliveries, duties, evidence,
           facts, incidents, law, notices, outbox, people, reassess, register, reports, short_path, status,
           timeline)  # fmt: skip


def templates_folder() -> Path:
    """The checkout's templates, else those packed into the wheel."""
    checkout = ROOT.parent / "templates"
    return checkout if (checkout / "screens").is_dir() else ROOT / "_templates"


class RowId(IntegerConverter):
    """A whole number in an address; one that no row can have is no address of ours."""

    def __init__(self, map: Map) -> None:  # noqa: A002 - the parent's name
        super().__init__(map, max=2**31 - 1)


def create_app(settings: Settings, *, clock: Callable[[], datetime] = utcnow) -> Flask:
    """The web application of one installation; it never starts a scheduler.

    Args:
        settings: checked settings; the keys of the instance folder must exist (`instance.prepare`).
        clock: gives the present instant, aware UTC.

    Raises:
        ConfigInvalid: a key cannot be read.
        LawDataError, ChecklistInvalid: a data file is broken; file and key are named.
    """
    secret = instance.read_key(settings.secret_key_file)
    cipher = Cipher(instance.read_key(settings.data_key_file))
    app = Flask("incident", root_path=str(ROOT), template_folder=str(templates_folder()), static_folder=None)
    app.config.update(
        SECRET_KEY=auth.derived(secret, "signatures"),
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        SQLALCHEMY_ENGINE_OPTIONS={"pool_pre_ping": True},
        MAX_CONTENT_LENGTH=settings.files.max_request_bytes,
        MAX_FORM_MEMORY_SIZE=settings.files.max_request_bytes,
        MAX_FORM_PARTS=5_000,
        TEMPLATES_AUTO_RELOAD=False,
    )
    app.url_map.converters["int"] = RowId
    db.init_app(app)
    with app.app_context():
        connections.prepare(db.engine)
    app.extensions["breachdesk_cipher"] = cipher
    app.extensions["breachdesk"] = Installation(_desk(settings, cipher), clock)
    app.session_interface = sessions.DatabaseSessions(settings)
    frame.init_app(app)
    auth.init_app(app, secret)
    errors.init_app(app)
    for screen in SCREENS:
        app.register_blueprint(screen.bp)
    app.register_blueprint(api.bp)
    auth.csrf.exempt(api.bp)  # it takes JSON only, which no form of another site can send
    if settings.server.behind_https:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_proto=1, x_host=1)  # type: ignore[method-assign]
    return app


def _desk(settings: Settings, cipher: Cipher) -> Desk:
    return Desk(
        settings=settings,
        rulebook=law_of(settings.law_choice),
        checklists=load_checklists(templates_folder() / "checklists"),
        forms=load_forms(DATA / "forms"),
        files=FileStore(settings.instance_folder / "files", cipher),
    )
