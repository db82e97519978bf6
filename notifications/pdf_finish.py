"""What the layout engine leaves open in a tagged PDF: the PDF/UA mark, header scopes, page heads as artifacts."""

from io import BytesIO
from typing import Any

import pikepdf

PX_IN_PT = 0.75
_RDF_END = b"</rdf:RDF>"
# ISO 14289-1 clause 5 (the mark) and ISO 19005-3 clause 6.6.2.3 (its description as an extension schema), in the
# one RDF block of the file; a second block would break both.
_UA_MARK = b"""<rdf:Description xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" rdf:about="" pdfuaid:part="1"/>
<rdf:Description xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" \
xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#" \
rdf:about=""><pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA Universal Accessibility Schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource"><pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType><pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 the file follows</pdfaProperty:description></rdf:li></rdf:Seq>
</pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>
"""


def finish(content: bytes) -> bytes:
    """The same PDF, complete as PDF/A-3a and PDF/UA-1; the same bytes for the same input."""
    with pikepdf.open(BytesIO(content)) as pdf:
        _mark_as_ua(pdf)
        inside = _scope_headers(pdf.Root.StructTreeRoot.K, in_head=False)
        for number, page in enumerate(pdf.pages):
            _margin_boxes_to_artifacts(pdf, page, pdf.Root.StructTreeRoot.ParentTree.Nums[2 * number + 1], inside)
        if len(pdf.Root.get("/AF", [])) > 1:
            pdf.Root.AF = pikepdf.Array([pdf.Root.AF[0]])  # the engine lists the one attachment once a page
        pdf.remove_unreferenced_resources()
        out = BytesIO()
        pdf.save(
            out, deterministic_id=True, compress_streams=True, object_stream_mode=pikepdf.ObjectStreamMode.generate
        )
        return out.getvalue()


def _mark_as_ua(pdf: pikepdf.Pdf) -> None:
    xmp = pdf.Root.Metadata.read_bytes()
    pdf.Root.Metadata.write(xmp.replace(_RDF_END, _UA_MARK + _RDF_END))


def _scope_headers(node: Any, *, in_head: bool) -> set[tuple[int, int]]:
    """Give every header cell its scope; the object numbers of all elements in the tree."""
    if isinstance(node, pikepdf.Array):
        return set().union(*(_scope_headers(item, in_head=in_head) for item in node))
    if not isinstance(node, pikepdf.Dictionary) or "/S" not in node:
        return set()
    if node.S == "/TH":
        if "/A" not in node:
            node.A = pikepdf.Dictionary(O=pikepdf.Name.Table)
        node.A.Scope = pikepdf.Name.Column if in_head else pikepdf.Name.Row
    children = _scope_headers(node.get("/K", pikepdf.Array()), in_head=in_head or node.S == "/THead")
    return {node.objgen, *children}


def _margin_boxes_to_artifacts(pdf: pikepdf.Pdf, page: Any, parents: Any, inside: set[tuple[int, int]]) -> None:
    """Page heads and feet are marked, yet stand outside the tree: a reader must pass over them (ISO 14289-1, 7.8)."""
    outside = {index for index, element in enumerate(parents) if element.objgen not in inside}
    instructions = list(pikepdf.parse_content_stream(page))
    middle = float(page.MediaBox[3]) / PX_IN_PT / 2
    commands = []
    for number, instruction in enumerate(instructions):
        operands: Any = instruction.operands
        if str(instruction.operator) == "BDC" and int(operands[1].get("/MCID", -1)) in outside:
            operands = [pikepdf.Name.Artifact, _running_line(instructions[number:], middle)]
        commands.append((operands, instruction.operator))
    page.Contents = pdf.make_stream(pikepdf.unparse_content_stream(commands))
    for index in outside:
        parents[index] = None


def _running_line(following: list[Any], middle: float) -> pikepdf.Dictionary:
    """A head or a foot, by where its text begins; the engine counts pixels from the top of the page."""
    top = next(float(found.operands[5]) for found in following if str(found.operator) == "Tm")
    subtype = pikepdf.Name.Header if top < middle else pikepdf.Name.Footer
    return pikepdf.Dictionary(Type=pikepdf.Name.Pagination, Subtype=subtype)
