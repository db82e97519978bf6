"""The local mail folder on the screen: for the first minutes, before a mail server is set."""

import re

from flask import Blueprint, render_template, request
from flask_security import current_user
from markupsafe import Markup, escape
from werkzeug.wrappers import Response

from incident.http import desk, may
from incident.services import outbox
from incident.web.forms import Form

bp = Blueprint("outbox", __name__)
# Mail has its style inline and nothing else; what it holds can neither run nor load nor lead anywhere.
MAIL_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'; frame-ancestors 'self'; sandbox"
)
LINK = re.compile(r"https?://[^\s<>\"]+")


@bp.get("/outbox")
@may("outbox.view")
def index() -> str:
    """The messages of the folder, the newest first."""
    number = Form(request.args).whole("page") or 0
    return render_template(
        "screens/outbox/index.html",
        page=outbox.newest(desk(), by=current_user, page=number),
        number=number,
        in_use=desk().settings.mail.channel == "folder",
    )


@bp.get("/outbox/<name>")
@may("outbox.view")
def show(name: str) -> str:
    """One message: its head, its text, and its HTML in a frame that can do nothing."""
    mail = outbox.mail(desk(), name, by=current_user)
    return render_template("screens/outbox/show.html", mail=mail, text=_linked(mail.text))


def _linked(text: str) -> Markup:
    """The text with the addresses of this installation as links; every other address stays words."""
    own = desk().settings.base_url.rstrip("/")
    parts, end = [], 0
    for match in LINK.finditer(text):
        if match[0] == own or match[0].startswith(f"{own}/"):
            parts += [escape(text[end : match.start()]), Markup('<a href="{0}">{0}</a>').format(match[0])]
            end = match.end()
    return Markup("").join([*parts, escape(text[end:])])


@bp.get("/outbox/<name>/html")
@may("outbox.view")
def html(name: str) -> Response:
    """The HTML of one message as it was sent, under a policy of its own."""
    content = outbox.mail(desk(), name, by=current_user).html
    response = Response(content or "", content_type="text/html; charset=utf-8")
    response.headers["Content-Security-Policy"] = MAIL_POLICY
    return response


@bp.get("/outbox/<name>.eml")
@may("outbox.view")
def raw(name: str) -> Response:
    """The message as it was written, as a download."""
    response = Response(outbox.raw(desk(), name, by=current_user), content_type="message/rfc822")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.eml"'
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
