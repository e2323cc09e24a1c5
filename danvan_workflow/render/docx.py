"""An official document as a .docx in the layout of Nghị định 30/2020/NĐ-CP."""

from __future__ import annotations

from danvan_workflow.render.checks import check_document
from danvan_workflow.render.models import OfficialDocument
from danvan_workflow.render.wordml.back import annex_head, back
from danvan_workflow.render.wordml.body import blocks, body
from danvan_workflow.render.wordml.frame import open_file, room, section_break, section_properties, to_bytes
from danvan_workflow.render.wordml.front import front
from danvan_workflow.render.wordml.template import styles_of


def write_docx(document: OfficialDocument, template: bytes | None = None) -> bytes:
    """The document as a Word file; equal documents give equal bytes.

    `template` is a Word file whose paragraph styles replace ours of the same names; nothing else of it is taken.
    Raises InvalidInput with every problem at once: empty parts the decree requires, rows that don't fit their
    table, a block that is none of ours (pictures are refused).
    """
    check_document(document)
    word, references = open_file(document, styles_of(template) if template else {})
    width = room(landscape=False)
    parts = [front(document, width), body(document, width), back(document)]
    properties = section_properties(references)
    for place, annex in enumerate(document.annexes, 1):
        wide = room(landscape=annex.landscape)
        parts += [section_break(properties), annex_head(document, place, wide), blocks(annex.blocks, wide)]
        properties = section_properties(landscape=annex.landscape)
    last = section_break("") if not document.annexes else ""
    return to_bytes(word, "".join((*parts, last, properties)))
