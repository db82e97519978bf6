"""PDF files read back: what a reader, a screen reader and a validator would find in them."""

import io
import re
import subprocess
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pikepdf

POPPLER = "The command pdftotext is missing. Debian/Ubuntu: sudo apt-get install poppler-utils"


def pages(content: bytes) -> list[str]:
    """The text of each page as it lies on paper."""
    out = subprocess.run(["pdftotext", "-layout", "-", "-"], input=content, capture_output=True, check=True).stdout
    return out.decode().split("\f")[:-1]


def text(content: bytes) -> str:
    """The text of all pages, words apart by single spaces."""
    return " ".join(" ".join(pages(content)).split()).replace("\u00a0", " ")


def elements(content: bytes) -> list[tuple[Any, tuple[str, ...]]]:
    """Every element of the tag tree in reading order, with the types above it."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        return [(str(node.S), above, dict(_attributes(node))) for node, above in _walk(pdf.Root.StructTreeRoot.K, ())]


def _walk(node: Any, above: tuple[str, ...]) -> Iterator[tuple[Any, tuple[str, ...]]]:
    if isinstance(node, pikepdf.Array):
        for item in node:
            yield from _walk(item, above)
    elif isinstance(node, pikepdf.Dictionary) and "/S" in node:
        yield node, above
        if "/K" in node:
            yield from _walk(node.K, (*above, str(node.S)))


def _attributes(node: Any) -> Iterator[tuple[str, str]]:
    for key, value in (node.get("/A") or {}).items():
        yield key, str(value)


def faults(content: bytes) -> list[str]:
    """What a check for PDF/UA-1 and PDF/A-3a would object to, as far as we can read it ourselves."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        root = pdf.Root
        xmp = root.Metadata.read_bytes().decode()
        found = [f"XMP lacks {mark}" for mark in MARKS if mark not in xmp]
        found += ["more than one RDF block"] if xmp.count("<rdf:RDF") != 1 else []
        found += ["not marked as tagged"] if not root.MarkInfo.Marked else []
        found += [f"no {key}" for key in ("/Lang", "/OutputIntents", "/StructTreeRoot") if key not in root]
        found += ["title not shown"] if not root.ViewerPreferences.DisplayDocTitle else []
        found += ["no title"] if not str(pdf.docinfo.get("/Title", "")) else []
        found += list(_fonts(pdf)) + list(_tree(root)) + list(_loose_content(pdf))
        return found


MARKS = ('pdfaid:part="3"', 'pdfaid:conformance="A"', 'pdfuaid:part="1"', "pdfaExtension:schemas")


def _fonts(pdf: pikepdf.Pdf) -> Iterator[str]:
    for entry in pdf.objects:
        if isinstance(entry, pikepdf.Dictionary) and entry.get("/Type") == "/Font":
            for font in entry.get("/DescendantFonts", []):
                if not any(key in font.FontDescriptor for key in ("/FontFile2", "/FontFile3")):
                    yield f"font not embedded: {font.BaseFont}"
            if entry.get("/Subtype") == "/Type0" and "/ToUnicode" not in entry:
                yield "font without ToUnicode"


def _tree(root: Any) -> Iterator[str]:
    last, ids = 0, Counter[str]()
    for node, above in _walk(root.StructTreeRoot.K, ()):
        kind = str(node.S)
        if level := re.fullmatch(r"/H(\d)", kind):
            if int(level[1]) > last + 1:
                yield f"heading jumps from {last} to {level[1]}"
            last = int(level[1])
        if kind in ("/TH", "/TD") and above[-1:] != ("/TR",):
            yield f"{kind} outside a row"
        if kind == "/TH":
            ids[str(node.get("/ID", ""))] += 1
            if "/Scope" not in node.get("/A", {}):
                yield "TH without Scope"
        if kind == "/TD" and not node.get("/A", {}).get("/Headers"):
            yield "TD without Headers"
        if kind == "/Figure" and "/Alt" not in node:
            yield "figure without Alt"
    yield from (f"TH id used {count} times" for count in ids.values() if count > 1)


def _loose_content(pdf: pikepdf.Pdf) -> Iterator[str]:
    """Content that is neither in the tree nor an artifact."""
    reached = {node.objgen for node, _ in _walk(pdf.Root.StructTreeRoot.K, ())}
    numbers = pdf.Root.StructTreeRoot.ParentTree.Nums
    for index in range(1, len(numbers), 2):
        if isinstance(numbers[index], pikepdf.Array):
            for entry in numbers[index]:
                if entry is not None and entry.objgen not in reached:
                    yield "content outside the tree"


def running_lines(content: bytes) -> list[list[str]]:
    """For each page the kinds of its running lines: Header, Footer."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        return [
            [
                str(found.operands[1].Subtype).strip("/")
                for found in pikepdf.parse_content_stream(page)
                if str(found.operator) == "BDC" and str(found.operands[0]) == "/Artifact" and "/Subtype" in found.operands[1]
            ]
            for page in pdf.pages
        ]


def headings(content: bytes) -> list[tuple[str, int, float]]:
    """(words, page from 0, height above the foot of the page in mm) of every bookmark."""
    with pikepdf.open(io.BytesIO(content)) as pdf, pdf.open_outline() as outline:
        number = {page.objgen: index for index, page in enumerate(pdf.pages)}
        found = []
        stack = list(outline.root)
        while stack:
            entry = stack.pop(0)
            stack = [*entry.children, *stack]
            target = entry.destination
            found.append((entry.title, number[target[0].objgen], float(target[3]) / 72 * 25.4))
        return found


def attachments(content: bytes) -> dict[str, bytes]:
    """The files inside, by name."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        return {name: entry.get_file().read_bytes() for name, entry in pdf.attachments.items()}
