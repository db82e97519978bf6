"""Documents and mails to text: the same body for the preview on the screen and for the PDF."""

from dataclasses import dataclass
from datetime import UTC
from functools import cache

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from notifications import assets, text
from notifications.documents import ControllerNotice, Document, Letter, RegisterDocument, RegulatorNotice
from notifications.emails import Email

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
        autoescape=lambda name: name is None or not name.endswith(".txt"),
        undefined=StrictUndefined,
        keep_trailing_newline=True,
        trim_blocks=False,
    )
    made.filters.update(printed=text.printed, cell=text.cell, one_line=text.one_line, clean=text.clean)
    return made


def document_html(document: Document, *, asset_prefix: str = assets.SCHEME) -> str:
    """The whole HTML page of a document.

    Args:
        asset_prefix: what stands before the names of the stylesheets; the PDF uses "asset:", a screen preview the
            address under which it serves `assets.read(name)`.
    """
    sheet = document.sheet
    return environment().get_template("layouts/document.html").render(
        document=document,
        sheet=sheet,
        body=TEMPLATES[type(document)],
        foot=document.foot if isinstance(document, Letter | ControllerNotice) else sheet.footer,
        created=sheet.created_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        stylesheets=stylesheets(document),
        assets=asset_prefix,
    )  # fmt: skip


def document_body(document: Document) -> str:
    """Only what stands inside the page, for a preview within a screen."""
    return environment().get_template(TEMPLATES[type(document)]).render(document=document, sheet=document.sheet)


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
