"""PDF bytes: the same for the same document, readable by everyone, and nothing in them from outside."""

import io
import json
import socket
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from shutil import which

import pikepdf
import pytest

from notifications import pdf
from notifications.documents import Answer
from notifications.errors import DocumentWarning, LettersMissing, RenderingFailed
from notifications.letters import Part
from notifications.sheet import Bullets, ToFollow
from notifications.words import page_words
from tests.notifications import pdfs, samples

KINDS = {
    "notice": samples.notice(),
    "draft": samples.notice(draft=True, answers=(Answer("1.1", "What happened"),)),
    "draft on Letter": samples.notice(sheet=samples.sheet(draft=True, paper="Letter")),
    "letter": samples.letter(),
    "German letter": samples.letter(style="de"),
    "US letter": samples.letter(style="us"),
    "draft letter": samples.letter(
        sheet=samples.sheet(draft=True, facts=None), parts=(Part("What happened", unanswered=("When",)),)
    ),
    "customer": samples.customer_notice(),
    "register": samples.register(),
    "empty register": samples.register(0),
}
LONG = "An unknown person copied files that our users had sent to our support team. " * 50  # 3,800 characters


def page(html: str) -> pdf.Job:
    return pdf.Job(html, datetime(2026, 11, 23, tzinfo=UTC), "0" * 32)


def body(words: str, head: str = "") -> str:
    return f'<!doctype html><html lang="en"><head><title>t</title>{head}</head><body>{words}</body></html>'


@pytest.fixture(scope="module")
def made():
    """Every kind of document as PDF."""
    return {name: pdf.render_in_child(document) for name, document in KINDS.items()}


@pytest.fixture(autouse=True, scope="session")
def poppler(needs):
    needs(which("pdftotext") is not None, pdfs.POPPLER)


@pytest.mark.parametrize("name", KINDS)
def test_every_document_is_tagged_and_marked_as_pdf_ua_and_pdf_a(made, name):
    assert pdfs.faults(made[name]) == []


@pytest.mark.parametrize("name", KINDS)
def test_the_file_says_its_title_language_author_and_dates(made, name):
    sheet = KINDS[name].sheet

    with pikepdf.open(io.BytesIO(made[name])) as file:
        said = str(file.docinfo.Title), str(file.docinfo.Author), str(file.Root.Lang), str(file.docinfo.CreationDate)

    assert said == (sheet.file_title, samples.COMPANY, sheet.lang, "D:20261122222000Z")


def test_the_facts_are_inside_a_notice_byte_for_byte(made):
    assert pdfs.attachments(made["notice"]) == {"facts.json": samples.FACTS}
    assert json.loads(pdfs.attachments(made["notice"])["facts.json"])["organisation"]["country"] == "NZ"


@pytest.mark.parametrize("name", ["letter", "customer", "register"])
def test_a_document_without_facts_has_no_file_inside(made, name):
    assert pdfs.attachments(made[name]) == {}


def test_the_reading_order_is_that_of_the_form(made):
    read = pdfs.text(made["notice"])
    order = ["Our reference", "1 Your organisation", "1.1 Agency name", "2.1 What happened", "Not yet known, to follow by",
             "Table 1.", "Total", "Rafe Sample"]  # fmt: skip

    places = [read.index(words) for words in order]

    assert places == sorted(places)


def test_what_is_not_known_yet_is_said_with_its_date(made):
    assert "Not yet known, to follow by Fri 27 Nov 2026, 17:00 NZDT." in pdfs.text(made["notice"])


def test_an_answer_that_is_missing_is_marked_in_a_draft(made):
    assert "Not answered yet." in pdfs.text(made["draft"])
    assert "Not answered yet. When" in pdfs.text(made["draft letter"])


def test_pages_are_numbered_and_carry_head_and_foot_from_the_second_on():
    content = pdf.render_in_child(samples.notice(answers=(Answer("1.1", "What happened", (LONG, LONG, LONG)),)))

    sheets = pdfs.pages(content)

    assert [f"Page {number} of {len(sheets)}" in sheet for number, sheet in enumerate(sheets, 1)] == [True] * len(sheets)
    assert ["Reference INC-2026-014" in sheet for sheet in sheets] == [False] + [True] * (len(sheets) - 1)
    assert all("INC-2026-014-NZ-7, version 1" in sheet for sheet in sheets)
    assert pdfs.running_lines(content)[1] == ["Header", "Header", "Footer", "Footer"]


def test_a_list_is_tagged_as_a_list_and_a_table_by_its_heads(made):
    kinds = [kind for kind, _, _ in pdfs.elements(made["notice"])]
    scopes = [attributes["/Scope"] for kind, _, attributes in pdfs.elements(made["notice"]) if kind == "/TH"]

    assert kinds.count("/LI") == 2
    assert scopes == ["/Column", "/Column", "/Row", "/Row", "/Row"]


@pytest.mark.parametrize("shift", range(0, 24, 4))
def test_no_heading_is_left_alone_at_the_foot_of_a_page(shift):
    rows = tuple(Answer(f"1.{number}", "A question", ("An answer.",)) for number in range(1, 12 + shift))
    sections = samples.notice().sections
    document = samples.notice(sections=(*sections, replace(sections[0], number="3", answers=rows), *sections))

    for words, _, above_foot in pdfs.headings(pdf.render_in_child(document)):
        assert above_foot > 25 + 8, words  # margin, then at least the heading with a row below it


def test_a_short_table_is_never_cut_and_a_long_one_repeats_its_head():
    short = [Answer("1.1", "Text", (LONG[:2600],)), Answer("1.2", "People", ("Some.",), table=samples.table(14))]
    long = [Answer("1.1", "People", ("Some.",), table=samples.table(55))]

    whole = [sheet for sheet in pdfs.pages(pdf.render_in_child(samples.notice(answers=tuple(short)))) if "Place 1 " in sheet]
    parts = pdfs.pages(pdf.render_in_child(samples.notice(answers=tuple(long))))

    assert all(words in whole[0] for words in ("Table 1.", "Place 14", "Total"))
    assert sum("Place of residence" in sheet and "Place " in sheet for sheet in parts) == len(parts) == 2


def test_the_longest_content_is_laid_out():
    document = samples.notice(
        answers=(Answer("1.1", "What happened", (LONG,)), Answer("1.2", "People", (LONG,), table=samples.table(55))),
        sheet=samples.sheet(organisation="F" * 50),
        addressee_line="An address of the authority, " * 7,
    )

    content = pdf.render_in_child(document)

    assert pdfs.faults(content) == []
    assert pdfs.text(content).count("copied") == 100


def test_a_word_of_three_thousand_letters_breaks_inside_the_page():
    content = pdf.render_in_child(samples.notice(answers=(Answer("1.1", "What happened", ("x" * 3000,)),)))

    assert pdfs.text(content).replace(" ", "").count("x") >= 3000


@pytest.mark.parametrize("name", ["notice", "letter"])
def test_the_same_document_gives_the_same_bytes(made, name):
    assert pdf.render_in_child(KINDS[name]) == made[name]


def test_another_version_or_instant_gives_another_identity():
    sheet = samples.sheet()

    identities = {sheet.pdf_identifier, samples.sheet(version=2).pdf_identifier,
                  samples.sheet(created_at=datetime(2026, 11, 24, tzinfo=UTC)).pdf_identifier,
                  samples.sheet(facts=b"{}").pdf_identifier}  # fmt: skip

    assert len(identities) == 4


def test_threads_lay_out_at_the_same_time(made):
    with ThreadPoolExecutor(4) as threads:
        found = list(threads.map(pdf.render_in_child, [KINDS["notice"], KINDS["letter"]] * 2))

    assert found == [made["notice"], made["letter"]] * 2


def test_hostile_text_is_printed_as_it_was_typed():
    typed = "<img src=http://127.0.0.1/x> & <b>bold</b> {{ 7*7 }}"

    content = pdf.render_in_child(samples.notice(answers=(Answer("1.1", "What happened", (typed, Bullets((typed,)))),)))

    assert pdfs.text(content).count(typed) == 2


class Listener:
    """A port of this machine that counts who comes."""

    def __init__(self) -> None:
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.callers = 0
        self._thread = threading.Thread(target=self._accept, daemon=True)
        self._thread.start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.socket.getsockname()[1]}"

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self.socket.accept()
            except OSError:
                return
            self.callers += 1
            connection.close()

    def close(self) -> None:
        self.socket.close()


@pytest.fixture
def listener():
    found = Listener()
    yield found
    found.close()


@pytest.mark.parametrize(
    "html",
    [
        body('<img src="{address}/x.png" alt="x">'),
        body('<p style="background: url({address}/x.png)">x</p>'),
        body('<object data="{address}/x.svg"></object>'),
        body("x", '<link rel="stylesheet" href="{address}/x.css">'),
        body("x", "<style>@import url({address}/x.css)</style>"),
        body("<p>x</p>", "<style>@font-face { font-family: a; src: url({address}/x.ttf) } p { font-family: a }</style>"),
        body("x", '<link rel="attachment" href="{address}/x.txt">'),
    ],
)
def test_an_outside_address_is_refused_and_never_asked(listener, html):
    with pytest.raises(DocumentWarning, match=r"a document may only use its own assets|cannot be loaded"):
        pdf.run_in_child(page(html.replace("{address}", listener.address)))

    assert listener.callers == 0


@pytest.mark.parametrize(
    "html",
    [
        body('<img src="file:///etc/passwd" alt="x">'),
        body("x", '<link rel="attachment" href="file:///etc/passwd">'),
        body("x", '<link rel="stylesheet" href="file:///etc/passwd">'),
        body('<img src="data:image/png;base64,AAAA" alt="x">'),
        body('<img src="asset:../layouts/document.html" alt="x">'),
        body('<img src="asset:nothing.svg" alt="x">'),
    ],
)
def test_a_file_of_this_machine_is_refused(html):
    with pytest.raises(DocumentWarning):
        pdf.run_in_child(page(html))


@pytest.mark.parametrize("html", [body("x", "<style>p { colour: red }</style>"), body("x", "<style>p { color: </style>")])
def test_a_warning_of_the_engine_is_an_error(html):
    with pytest.raises(DocumentWarning, match="could not be laid out cleanly"):
        pdf.run_in_child(page(html))


def test_a_letter_that_no_font_has_is_an_error_that_names_it():
    with pytest.raises(LettersMissing) as refusal:
        pdf.render_in_child(samples.notice(answers=(Answer("1.1", "What happened", ("A\u0378B and \u0378",)),)))

    assert refusal.value.letters == ("\u0378",)
    assert "(U+0378). Write them in other letters, or ask your administrator to install fonts" in str(refusal.value)


def test_a_machine_without_any_font_prints_latin_greek_and_cyrillic(monkeypatch, tmp_path):
    empty = tmp_path / "fonts.conf"
    empty.write_text(f'<?xml version="1.0"?><fontconfig><dir>{tmp_path}</dir><cachedir>{tmp_path}</cachedir></fontconfig>')
    monkeypatch.setenv("FONTCONFIG_FILE", str(empty))
    words = "Te Mana Mātāpono, Łódź, Ελλάδα, Комисия, “quoted” – €"

    content = pdf.render_in_child(samples.notice(draft=True, answers=(Answer("1.1", "Name", (words,)),)))

    assert words in pdfs.text(content)
    with pytest.raises(LettersMissing, match="東"):
        pdf.render_in_child(samples.notice(answers=(Answer("1.1", "Name", ("東京",)),)))


BOMB = body("<div>x</div>", "<style>div { display: grid; grid-template-rows: repeat(100000000, 1px) }</style>")


@pytest.mark.parametrize(
    ("limits", "words"),
    [
        (pdf.Limits(wall_seconds=0.05), r"longer than 0\.05 s\. Shorten its longest text"),
        (pdf.Limits(cpu_seconds=2), r"more than 2 s of computing\. Shorten its longest text"),
        (pdf.Limits(memory_bytes=600 << 20), r"more than 600 MB of memory\. Shorten its longest text"),
    ],
)
def test_a_document_beyond_a_limit_is_ended_with_a_remedy(limits, words):
    with pytest.raises(RenderingFailed, match=words):
        pdf.run_in_child(page(BOMB), limits)


def test_the_child_gets_no_secret_of_our_environment(monkeypatch, tmp_path):
    monkeypatch.setenv("INCIDENT__SECRET", "not for children")
    seen = tmp_path / "seen"
    python = tmp_path / "python"
    python.write_text(f"#!/bin/sh\nenv > {seen}\nexit 7\n")
    python.chmod(0o755)
    monkeypatch.setattr("sys.executable", str(python))

    with pytest.raises(RenderingFailed, match="ended with code 7"):
        pdf.run_in_child(page(body("x")))

    names = {line.split("=")[0] for line in seen.read_text().splitlines()}
    assert names <= {*pdf.KEPT_ENVIRONMENT, "LANG", "PWD", "SHLVL", "_", "OLDPWD"}


@pytest.mark.parametrize(("lang", "direction"), [("de-DE", "ltr"), ("ar", "rtl")])
def test_page_words_come_in_the_language_of_the_document(needs, lang, direction):
    needs(Path("/usr/share/fonts/truetype/noto").exists(), "No Arabic fonts. Debian: sudo apt-get install fonts-noto-core")
    sheet = samples.sheet(lang=lang, direction=direction, words=page_words(lang), draft=True)

    content = pdf.render_in_child(samples.notice(sheet=sheet, answers=(Answer("1.1", "?", to_follow=ToFollow("27")),)))

    assert pdfs.faults(content) == []
    if lang == "de-DE":
        assert "Noch nicht bekannt, wird nachgereicht bis 27." in pdfs.text(content)
        assert "Seite 1 von 1" in pdfs.text(content)
