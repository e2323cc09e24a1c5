"""The file around the text: page, headers, properties, built with python-docx; and bytes that depend on nothing else."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from docx import Document
from docx.document import Document as WordFile
from docx.oxml import parse_xml
from docx.oxml.ns import qn

from danvan_workflow.render.models import OfficialDocument
from danvan_workflow.render.wordml.styles import styles_xml
from danvan_workflow.render.wordml.xml import NAMESPACES, paragraph, text_paragraph, twips
from danvan_workflow.text import clean

PAGE = (210.0, 297.0)
TOP = BOTTOM = 20.0
LEFT, RIGHT = 30.0, 15.0
_MARKED = '<w:color w:val="C00000"/>'
_MAIN = "word/document.xml"
_EPOCH = (1980, 1, 1, 0, 0, 0)
_FIXED = datetime(2020, 3, 5)  # noqa: DTZ001 (python-docx writes naive UTC; the day Nghị định 30/2020 came into force)
_UNUSED = ("thumbnail", "customXml", "stylesWithEffects", "numbering")


def room(*, landscape: bool) -> float:
    """Width of the text in mm."""
    return (PAGE[1] - TOP - BOTTOM) if landscape else PAGE[0] - LEFT - RIGHT


def section_properties(references: str = "", *, landscape: bool = False) -> str:
    """A section on a new page, numbered from 1, the number not shown on its first page."""
    width, height = (PAGE[1], PAGE[0]) if landscape else PAGE
    sides = (TOP, BOTTOM) if landscape else (LEFT, RIGHT)
    turned = ' w:orient="landscape"' if landscape else ""
    top = LEFT if landscape else TOP
    return (
        f'<w:sectPr>{references}<w:type w:val="nextPage"/><w:pgSz w:w="{twips(width)}" w:h="{twips(height)}"{turned}/>'
        f'<w:pgMar w:top="{twips(top)}" w:right="{twips(sides[1])}" w:bottom="{twips(BOTTOM - 5 * landscape)}" '
        f'w:left="{twips(sides[0])}" w:header="{twips(top / 2)}" w:footer="{twips(10)}" w:gutter="0"/>'
        '<w:pgNumType w:start="1"/><w:titlePg/></w:sectPr>'
    )


def section_break(properties: str) -> str:
    """Ends a section: a paragraph too small to take a line of its own."""
    return f'<w:p><w:pPr><w:pStyle w:val="DvKe"/>{properties}</w:pPr></w:p>'


def open_file(document: OfficialDocument, styles: Mapping[str, str]) -> tuple[WordFile, str]:
    """A Word file with our styles, headers and properties, and the XML that refers to its headers."""
    word = Document()
    _drop_unused(word)
    _replace_children(word.styles.element, styles_xml(styles))
    _set_properties(word, document)
    _set_settings(word)
    section = word.sections[0]
    section.different_first_page_header_footer = True
    _replace_children(section.header._element, _header(document, number=True))
    _replace_children(section.first_page_header._element, _header(document, number=False))
    kinds = ((ref.get(qn("w:type")), ref.get(qn("r:id"))) for ref in section._sectPr.findall(qn("w:headerReference")))
    return word, "".join(f'<w:headerReference w:type="{kind}" r:id="{rel}"/>' for kind, rel in kinds)


def to_bytes(word: WordFile, text: str) -> bytes:
    """The file with `text` as its body, zipped with fixed times and in a fixed order.

    The text goes in as it is: moving thousands of rows into python-docx's tree costs lxml quadratic time.
    """
    raw, out = io.BytesIO(), io.BytesIO()
    word.save(raw)
    with zipfile.ZipFile(raw) as source, zipfile.ZipFile(out, "w") as target:
        for name in sorted(source.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 0
            target.writestr(entry, _main_part(text) if name == _MAIN else source.read(name))
    return out.getvalue()


def _main_part(text: str) -> bytes:
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    return f"{head}\n<w:document {NAMESPACES}><w:body>{text}</w:body></w:document>".encode()


def _replace_children(element: Any, xml: str) -> None:
    for child in list(element):
        element.remove(child)
    element.extend(list(parse_xml(xml)))


def _drop_unused(word: WordFile) -> None:
    for holder in (word.part.package, word.part):
        for key, relation in list(holder.rels.items()):
            if relation.reltype.rsplit("/", 1)[-1] in _UNUSED:
                del holder.rels[key]


def _set_properties(word: WordFile, document: OfficialDocument) -> None:
    properties = word.core_properties
    properties.title = clean(f"{document.kind} {document.subject}")[:255]
    properties.author = clean(" ".join(document.issuing_body.split()))[:255]
    properties.comments = clean(document.trace)[:255]
    properties.language = "vi-VN"
    properties.last_modified_by = ""
    properties.revision = 1
    properties.created = properties.modified = _FIXED


def _set_settings(word: WordFile) -> None:
    settings = word.settings.element
    for name, value in (("decimalSymbol", ","), ("listSeparator", ";"), ("themeFontLang", "vi-VN")):
        settings.find(qn(f"w:{name}")).set(qn("w:val"), value)
    mode = settings.find(f"{qn('w:compat')}/{qn('w:compatSetting')}[@{qn('w:name')}='compatibilityMode']")
    mode.set(qn("w:val"), "15")


def _header(document: OfficialDocument, *, number: bool) -> str:
    page = '<w:fldSimple w:instr=" PAGE "><w:r><w:t>2</w:t></w:r></w:fldSimple>' if number else ""
    marks = [word for on, word in ((document.draft, "DỰ THẢO"), (document.sample, "SỐ LIỆU MẪU")) if on]
    marked = text_paragraph("DvDauTrang", " - ".join(marks), "", _MARKED) if marks else ""
    mark = _watermark("DỰ THẢO") if document.draft else ""
    return f"<w:hdr {NAMESPACES}>{paragraph('Header', page + mark)}{marked}</w:hdr>"


def _watermark(word: str) -> str:
    place = (
        "position:absolute;margin-left:0;margin-top:0;width:420pt;height:120pt;rotation:315;z-index:-251658752;"
        "mso-position-horizontal:center;mso-position-horizontal-relative:margin;"
        "mso-position-vertical:center;mso-position-vertical-relative:margin"
    )
    path = '<v:path textpathok="t" o:connecttype="rect"/><v:textpath on="t" fitshape="t"/>'
    return (
        '<w:r><w:pict><v:shapetype id="_x0000_t136" coordsize="21600,21600" o:spt="136" adj="10800" '
        f'path="m@7,l@8,m@5,21600l@6,21600e">{_FORMULAS}{path}</v:shapetype>'
        f'<v:shape id="DanvanWatermark" type="#_x0000_t136" style="{place}" o:allowincell="f" fillcolor="#d9d9d9" '
        f'stroked="f"><v:fill opacity=".5"/><v:textpath style="font-family:&quot;Times New Roman&quot;;font-size:1pt" '
        f'string="{word}"/></v:shape></w:pict></w:r>'
    )


_FORMULAS = (
    "<v:formulas>"
    + "".join(
        f'<v:f eqn="{equation}"/>'
        for equation in (
            "sum #0 0 10800",
            "prod #0 2 1",
            "sum 21600 0 @1",
            "sum 0 0 @2",
            "sum 21600 0 @3",
            "if @0 @3 0",
            "if @0 21600 @1",
            "if @0 0 @2",
            "if @0 @4 21600",
            "mid @5 @6",
            "mid @8 @5",
            "mid @7 @8",
            "mid @6 @7",
            "sum @6 0 @5",
        )
    )
    + "</v:formulas>"
)
