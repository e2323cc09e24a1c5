"""WordprocessingML text: runs, paragraphs and rules."""

from __future__ import annotations

from functools import cache
from xml.sax.saxutils import escape

from danvan_workflow.text import clean

NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
)


def twips(millimetres: float) -> int:
    """Twentieths of a point, the unit of Word.

    >>> twips(210), twips(297)
    (11906, 16838)
    """
    return round(millimetres * 1440 / 25.4)


def safe(text: str) -> str:
    """Cleaned text that may stand inside an element."""
    return escape(clean(text).replace("\t", " "))


def run(text: str, properties: str = "") -> str:
    """A run of text; its line breaks stay inside the paragraph."""
    body = '</w:t><w:br/><w:t xml:space="preserve">'.join(safe(text).split("\n"))
    marks = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r>{marks}<w:t xml:space="preserve">{body}</w:t></w:r>'


def paragraph(style: str, content: str = "", properties: str = "") -> str:
    """A paragraph of a named style; `content` is ready runs, `properties` follow the style in schema order."""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{properties}</w:pPr>{content}</w:p>'


def text_paragraph(style: str, text: str, properties: str = "", marks: str = "") -> str:
    """A paragraph of one run."""
    return paragraph(style, run(text, marks), properties)


def rule(width: float, room: float) -> str:
    """A horizontal line `width` mm long, centred in `room` mm."""
    side = twips((room - width) / 2)
    border = '<w:pBdr><w:top w:val="single" w:sz="6" w:space="0" w:color="000000"/></w:pBdr>'
    return paragraph("DvKe", "", f'{border}<w:ind w:left="{side}" w:right="{side}" w:firstLine="0"/>')


def text_width(text: str, points: float) -> float:
    """Roughly how many mm a line of bold Times takes: enough to size the rule under it.

    >>> 55 < text_width("Độc lập - Tự do - Hạnh phúc", 13) < 62
    True
    """
    return sum(_advance(letter) for letter in clean(text)) * points * 25.4 / 72


@cache
def _advance(letter: str) -> float:
    if letter in " .,-:;’'IÍÌỈĨỊ/()iílt":
        return 0.29
    return 0.72 if letter.isupper() else 0.53
