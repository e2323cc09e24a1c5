"""The plain text of a Word file, as one reads it from top to bottom."""

from __future__ import annotations

import io
from zipfile import ZipFile

from docx.oxml import parse_xml
from docx.oxml.ns import qn

TEXT = qn("w:t")
BREAKS = {qn("w:tab"): "\t", qn("w:br"): "\n"}


def docx_text(content: bytes) -> str:
    """One line for each paragraph, those of tables cell by cell; headers and footers are left out."""
    with ZipFile(io.BytesIO(content)) as file:
        body = parse_xml(file.read("word/document.xml"))
    lines = (
        ((part.text or "") if part.tag == TEXT else BREAKS.get(str(part.tag), "") for part in paragraph.iter())
        for paragraph in body.iter(qn("w:p"))
    )
    return "\n".join("".join(line) for line in lines)
