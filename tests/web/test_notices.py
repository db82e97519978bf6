"""A regulator's notice from the draft to the filing, by two people, in a browser without scripts."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from io import BytesIO

import pikepdf
import pytest

from tests.conftest import Clock
from tests.visitor import Visitor, local
from tests.web.test_journey import reported

Visit = Callable[[str], Visitor]
AWARE = local("2026-11-20", "12:45")


def fact(handler: Visitor, ref: str, path: str, **fields: object) -> None:
    address = f"/incidents/{ref}/facts/1/{path}"
    handler.get(address)
    answer = handler.post(address, then="list", **fields)
    assert answer.status_code == 303, (path, handler.text[:800])


def notifiable(visit: Visit) -> tuple[str, Visitor]:
    """An incident whose duty to tell New Zealand's Commissioner is owed; its reference and a handler."""
    ref = reported(visit)
    handler, officer = visit("handler"), visit("privacy_officer")
    handler.get(f"/incidents/{ref}/facts/1/awareness")
    handler.post(f"/incidents/{ref}/facts/1/awareness", answer=AWARE, step="set", source="The mail")
    fact(handler, ref, "nature", answer=["confidentiality"])
    fact(handler, ref, "act", answer=["disclosure", "acquisition"])
    fact(handler, ref, "medium", answer="electronic")
    fact(handler, ref, "data", answer=["name", "email", "bank_account"])
    fact(handler, ref, "recipient", answer="known_untrusted")
    fact(handler, ref, "protection.encrypted", answer="no")
    fact(handler, ref, "affected", **{"rows": "1", "residence-0": "New Zealand", "count-0": "120"})
    fact(handler, ref, "narrative.what_happened", answer="A remittance list was mailed to the wrong supplier.")
    officer.get(f"/incidents/{ref}/decisions")
    decided = officer.post(f"/incidents/{ref}/decisions", kind="risk", context="1", level="risk", serious_harm="yes",
                           misuse_likely="not_known", reason="Bank accounts with names reached a stranger.")  # fmt: skip
    assert decided.status_code == 303, officer.text
    fact(handler, ref, "events.determined_notifiable_at", answer=local("2026-11-20", "12:58"))
    return ref, handler


def clock_id(handler: Visitor, ref: str, words: str) -> str:
    """The id of the first duty without a notice whose form stands beside these words."""
    handler.get(f"/incidents/{ref}/notices")
    for item in re.findall(r"(?s)<li>.*?</li>", handler.page):
        if words in item and 'name="clock"' in item:
            found = re.search(r'name="clock" value="(\d+)"', item)
            assert found is not None
            return found.group(1)
    raise AssertionError(f"no duty with {words}: {handler.text[:3000]}")


def drafted(handler: Visitor, ref: str) -> str:
    """Start the notice and mark everything open as to follow; its address."""
    clock = clock_id(handler, ref, "Privacy Commissioner")
    address = handler.post(f"/incidents/{ref}/notices", clock=clock).headers["Location"]
    handler.get(address)
    names = re.findall(r'name="answer-([\w-]+)"', handler.page)
    texts = dict(re.findall(r'(?s)<textarea[^>]*name="answer-([\w-]+)"[^>]*>(.*?)</textarea>', handler.page))
    fields: dict[str, object] = {f"answer-{name}": texts.get(name, "") for name in names}
    fields |= {f"follow-{name}": "yes" for name in names if not texts.get(name, "").strip()}
    saved = handler.post(address, follow_up_at=local("2026-11-30", "12:00"), **fields)
    assert saved.status_code == 303, handler.text[:800]
    return address


def test_a_notice_goes_from_the_facts_to_the_filing_by_two_people_and_the_clock_stops(visit: Visit, clock: Clock) -> None:
    ref, handler = notifiable(visit)
    officer = visit("privacy_officer")
    address = drafted(handler, ref)
    handler.get(address)
    approver = re.search(r'(?s)<select[^>]*name="approver".*?<option value="(\d+)"', handler.page)
    assert approver is not None

    assert handler.post(f"{address}/submit", approver=approver.group(1)).status_code == 303
    officer.get(address)
    assert officer.post(f"{address}/approve", answer="approve", words="Read and agreed.").status_code == 303
    handler.get(address)
    assert handler.post(f"{address}/issue").status_code == 303
    document = handler.client.get(f"{address}/document.pdf")
    clock.forward(hours=2)
    handler = visit("handler")
    handler.get(address)
    filed = handler.post(f"{address}/file", filed_at=local("2026-11-20", "14:30"), channel="NotifyUs",
                         filed_by="Ines Specimen", reference="SAMPLE-1")  # fmt: skip

    assert filed.status_code == 303, handler.text[:900]
    with pikepdf.open(BytesIO(document.data)) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang).startswith("en")
    handler.get(f"/incidents/{ref}/duties")
    assert "Done" in handler.text
    handler.get(f"/incidents/{ref}")
    assert "Send what was not yet known" in handler.text
    again = handler.client.get(f"{address}/document.pdf")
    assert again.data == document.data


def test_the_author_of_a_notice_cannot_approve_it(visit: Visit) -> None:
    ref, _ = notifiable(visit)
    officer = visit("privacy_officer")
    address = drafted(officer, ref)
    officer.get(address)

    answer = officer.post(f"{address}/submit", approver="2")

    assert answer.status_code in (409, 422)


def test_missing_content_is_named_with_its_citation_before_approval(visit: Visit) -> None:
    ref, handler = notifiable(visit)
    clock = clock_id(handler, ref, "Privacy Commissioner")
    address = handler.post(f"/incidents/{ref}/notices", clock=clock).headers["Location"]
    handler.get(address)
    names = re.findall(r'name="answer-([\w-]+)"', handler.page)
    handler.post(address, **{f"answer-{name}": "" for name in names})
    handler.get(address)
    approver = re.search(r'(?s)<select[^>]*name="approver".*?<option value="(\d+)"', handler.page)

    answer = handler.post(f"{address}/submit", approver=approver.group(1) if approver else "1")

    assert answer.status_code in (409, 422)
    assert "s 117" in handler.text


@pytest.mark.parametrize("role", ["handler", "auditor", "reporter", "administrator"])
def test_only_officers_and_approvers_may_approve(visit: Visit, role: str) -> None:
    ref, handler = notifiable(visit)
    address = drafted(handler, ref)
    visitor = visit(role)
    visitor.get("/account")

    answer = visitor.post(f"{address}/approve", answer="approve", words="")

    assert answer.status_code == 403


def test_a_receipt_without_the_authoritys_reference_is_no_acknowledgement(visit: Visit, clock: Clock) -> None:
    ref, handler = notifiable(visit)
    officer = visit("privacy_officer")
    address = drafted(handler, ref)
    handler.get(address)
    approver = re.search(r'(?s)<select[^>]*name="approver".*?<option value="(\d+)"', handler.page)
    handler.post(f"{address}/submit", approver=approver.group(1) if approver else "")
    officer.get(address)
    officer.post(f"{address}/approve", answer="approve", words="")
    handler.get(address)
    handler.post(f"{address}/issue")
    clock.at = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
    handler = visit("handler")
    handler.get(address)

    answer = handler.post(f"{address}/file", filed_at=local("2026-11-20", "14:30"), channel="NotifyUs", reference="",
                          filed_by="Ines Specimen", receipt=(BytesIO(b"%PDF-1.4 receipt"), "receipt.pdf"))  # fmt: skip

    assert answer.status_code == 422
    assert "reference" in handler.text
