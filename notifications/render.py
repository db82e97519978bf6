"""Documents and mails to text: a frozen value in, HTML or plain text out."""

from dataclasses import dataclass
from datetime import UTC
from functools import cache

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from notifications import assets, text
from notifications.documents import Document, RegisterDocument, RegulatorNotice
from notifications.emails import Email
from notifications.letters import ControllerNotice, Letter

TEMPLATES: dict[type[Document], str] = {
    RegulatorNotice: "documents/regulator_notice.html",
    Letter: "documents/letter.html",
    ControllerNotice: "documents/controller_notice.html",
    RegisterDocument: "documents/register_document.html",
}


@dataclass(frozen=True, slots=True)
class RenderedEmail:
    """A mail as it is sent: one line of subject, the text, the HTML."""

    subject: str
    text: str
    html: str


@cache
def environment() -> Environment:
    """The one template environment: everything escaped, a missing field is an error."""
    made = Environment(
        loader=FileSystemLoader(assets.templates_folder()),
        autoescape=lambda name: name is None or not name.endswith(".txt"),  # noqa: S701, all but plain text is escaped
        undefined=StrictUndefined,
        keep_trailing_newline=True,
        trim_blocks=False,
    )
    made.filters.update(printed=text.printed, cell=text.cell, cited=text.cited, one_line=text.one_line)
    return made


def document_html(document: Document) -> str:
    """The whole HTML page of a document; its stylesheets have addresses of the scheme “asset:”."""
    sheet = document.sheet
    return environment().get_template("layouts/document.html").render(
        document=document,
        sheet=sheet,
        body=TEMPLATES[type(document)],
        foot=document.foot if isinstance(document, Letter | ControllerNotice) else sheet.footer,
        created=sheet.created_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        stylesheets=stylesheets(document),
        assets=assets.SCHEME,
    )  # fmt: skip


def stylesheets(document: Document) -> tuple[str, ...]:
    """Names of the stylesheets of a document, in the order in which they apply."""
    draft = document.sheet.draft
    if isinstance(document, Letter | ControllerNotice):
        style = document.envelope.style
        paper = "letter" if style == "us" else "a4"
        return ("base.css", "letter.css", f"letter-{style}.css", *((f"draft-letter-{paper}.css",) if draft else ()))
    if isinstance(document, RegisterDocument):
        return ("base.css", "register.css", *(("draft-register.css",) if draft else ()))
    paper = "letter" if document.sheet.paper == "Letter" else "a4"
    return (
        "base.css",
        *(("paper-letter.css",) if paper == "letter" else ()),
        *((f"draft-notice-{paper}.css",) if draft else ()),
    )


def email(mail: Email) -> RenderedEmail:
    """Subject, text and HTML of a mail; the subject is always one line."""
    get = environment().get_template
    return RenderedEmail(
        subject=text.one_line(get(f"emails/{mail.template}/subject.txt").render(mail=mail)),
        text=text.clean(get(f"emails/{mail.template}/body.txt").render(mail=mail)).strip() + "\n",
        html=get(f"emails/{mail.template}/body.html").render(mail=mail),
    )
