"""Documents to HTML: every text escaped, what belongs together kept together, what nobody can see dropped."""

import dataclasses

import pytest
from jinja2 import UndefinedError

from notifications import assets, render
from notifications.documents import Answer
from notifications.sheet import Bullets
from notifications.text import clean, keep_together, one_line, printed
from tests.notifications import samples

HOSTILE = "<script>alert(1)</script><img src=http://example.com/x.png>{{ 7 * 7 }}</td></table>\"'>"
DOCUMENTS = {
    "notice": samples.notice(),
    "letter": samples.letter(),
    "customer": samples.customer_notice(),
    "register": samples.register(),
}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_document_names_its_language_and_its_title(name):
    page = render.document_html(DOCUMENTS[name])

    assert f'<html lang="{DOCUMENTS[name].sheet.lang}" dir="ltr">' in page
    assert f"<title>{DOCUMENTS[name].sheet.file_title}</title>" in page


def test_hostile_text_stays_text_in_every_place():
    page = render.document_html(
        samples.notice(
            answers=(Answer("1.1", HOSTILE, (HOSTILE, Bullets((HOSTILE,))), cite=HOSTILE),),
            title=HOSTILE,
            subtitle=HOSTILE,
            law_line=HOSTILE,
            sheet=samples.sheet(organisation=HOSTILE, file_title=HOSTILE, reference=HOSTILE),
        )
    )

    assert "<script" not in page
    assert "<img" not in page
    assert "{{ 7 * 7 }}" in page
    assert page.count("</table>") == 0


def test_hostile_text_stays_text_in_a_letter():
    page = render.document_html(samples.letter(title=HOSTILE, salutation=HOSTILE, lead=(HOSTILE,)))

    assert "<script" not in page
    assert "<img" not in page


def test_a_template_that_asks_for_a_field_that_is_not_there_fails():
    template = render.environment().from_string("{{ document.no_such_field }}")

    with pytest.raises(UndefinedError):
        template.render(document=samples.notice())


def test_a_draft_takes_the_stylesheet_of_its_watermark_for_its_paper():
    letter_paper = samples.sheet(draft=True, paper="Letter")

    assert render.stylesheets(samples.notice(draft=True))[-1] == "draft-notice-a4.css"
    assert render.stylesheets(samples.notice(sheet=letter_paper))[1:] == ("paper-letter.css", "draft-notice-letter.css")
    assert "draft" not in " ".join(render.stylesheets(samples.notice()))


@pytest.mark.parametrize("style", ["nz", "de", "us"])
def test_every_style_of_envelope_has_its_stylesheet(style):
    names = render.stylesheets(samples.letter(style=style))

    assert set(names) <= assets.names()
    assert f"letter-{style}.css" in names


def test_dates_times_citations_and_quantities_do_not_break():
    kept = keep_together("on 20 November at 09:30 NZDT, section 114, 72 hours, Art. 33, s 117, Fri 20 Nov 2026")

    assert kept == (
        "on 20\u00a0November at 09:30\u00a0NZDT, section\u00a0114, 72\u00a0hours, Art.\u00a033, s\u00a0117, "
        "Fri\u00a020\u00a0Nov 2026"
    )


def test_line_breaks_of_every_kind_become_one_kind():
    assert clean("a\r\nb\rc\x0bd\u2028e\u2029f\x85g") == "a\nb\nc\nd\ne\n\nf\ng"


def test_control_letters_direction_overrides_and_half_letters_are_dropped():
    assert clean("a\x00b\x1b\u202ec\u2066d\ud800e\ufffff") == "abcdef"


def test_printed_text_is_escaped_with_its_line_breaks():
    assert printed("a < b\n  c") == "a &lt; b<br>  c"


def test_a_subject_is_one_line():
    assert one_line(" Due\n now \x00\tBcc: x ") == "Due now Bcc: x"


def test_an_asset_is_found_by_its_bare_name_only():
    assert assets.read("base.css").startswith(b"/*")
    for name in ("../layouts/document.html", "/etc/passwd", "nothing.css", "..", ""):
        with pytest.raises(FileNotFoundError):
            assets.read(name)


def test_every_class_of_a_document_is_frozen():
    with pytest.raises(dataclasses.FrozenInstanceError):
        samples.notice().title = "Another"  # type: ignore[misc]
