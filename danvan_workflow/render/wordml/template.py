"""A province's own look: the paragraph styles of a Word file of theirs, in place of ours of the same name.

Any report we made can be such a file: change its “DV …” styles in Word, save it, give it back. Nothing but the
styles is taken: no text, no picture, no link can come along.
"""

from __future__ import annotations

import io
from typing import Any
from zipfile import BadZipFile

from docx import Document
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn
from lxml import etree

from danvan_workflow.errors import InvalidInput, Problem
from danvan_workflow.render.wordml.styles import STYLES

_ACCEPTED = "tệp .docx do hệ thống này tạo, đã sửa các kiểu chữ “DV …”"
_LEFT_BEHIND = ("next", "link", "rsid")


def styles_of(template: bytes) -> dict[str, str]:
    """The template's styles that bear the names of ours, as XML, by our style id.

    Raises InvalidInput when it is no Word file or knows none of our styles.
    """
    try:
        sheet = Document(io.BytesIO(template)).styles.element
    except (BadZipFile, PackageNotFoundError, KeyError, ValueError, etree.XMLSyntaxError) as error:
        raise InvalidInput([Problem("mẫu không phải tệp Word đọc được", place="template", accepted=_ACCEPTED)]) from error
    theirs = {_name(style): style for style in sheet.findall(qn("w:style"))}
    found = {style.id: _adopted(theirs[style.name.casefold()], style.id) for style in STYLES if style.name.casefold() in theirs}
    if not any(style.custom and style.id in found for style in STYLES):
        raise InvalidInput([Problem("mẫu không có kiểu chữ nào của văn bản", place="template", accepted=_ACCEPTED)])
    return found


def _name(style: Any) -> str:
    """Without case: Word writes “heading 1”, LibreOffice “Heading 1”."""
    named = style.find(qn("w:name"))
    return "" if named is None else str(named.get(qn("w:val"))).casefold()


def _adopted(style: Any, style_id: str) -> str:
    """Their style under our id, standing on our Normal alone and on no numbering of theirs."""
    style.set(qn("w:styleId"), style_id)
    for tag in _LEFT_BEHIND:
        for child in style.findall(qn(f"w:{tag}")):
            style.remove(child)
    for based in style.findall(qn("w:basedOn")):
        based.set(qn("w:val"), "Normal")
    for numbering in list(style.iter(qn("w:numPr"))):
        numbering.getparent().remove(numbering)
    return etree.tostring(style, encoding="unicode")
