"""The running text: sections by level, blocks, and the “./.” that closes it."""

from __future__ import annotations

from dataclasses import replace

from danvan_workflow.render.models import Block, BulletList, DocumentSection, OfficialDocument, Paragraph, Quote, TableBlock
from danvan_workflow.render.wordml.tables import table
from danvan_workflow.render.wordml.xml import paragraph, run, text_paragraph
from danvan_workflow.text import clean

END = "./."
_MARKS = (("bold", "<w:b/><w:bCs/>"), ("italic", "<w:i/><w:iCs/>"))


def body(document: OfficialDocument, room: float) -> str:
    """Opening, sections and closing, with the end mark after the last word."""
    document = with_end_mark(document)
    parts = [blocks(document.opening, room)]
    parts += [_heading(section) + blocks(section.blocks, room) for section in document.sections]
    return _kept_with_signature("".join((*parts, blocks(document.closing, room))))


def _kept_with_signature(xml: str) -> str:
    """The last paragraph goes where the signature goes: a signature never stands on a page without text."""
    before, last, after = xml.rpartition('<w:pStyle w:val="DvNoiDung"/>')
    return f"{before}{last}<w:keepNext/>{after}"


def blocks(items: tuple[Block, ...], room: float) -> str:
    """Any blocks, one after the other."""
    return "".join(_block(item, room) for item in items)


def with_end_mark(document: OfficialDocument) -> OfficialDocument:
    """The same document, its last prose ending in “./.”; a line of its own when it ends in a table."""
    if document.closing:
        return replace(document, closing=_ended(document.closing))
    if document.sections:
        last = document.sections[-1]
        return replace(document, sections=(*document.sections[:-1], replace(last, blocks=_ended(last.blocks))))
    return replace(document, opening=_ended(document.opening))


def _ended(items: tuple[Block, ...]) -> tuple[Block, ...]:
    last = items[-1] if items else None
    if isinstance(last, Paragraph) and last.text.strip():
        return (*items[:-1], replace(last, text=_mark(last.text)))
    if isinstance(last, BulletList) and last.items:
        return (*items[:-1], replace(last, items=(*last.items[:-1], _mark(last.items[-1]))))
    return (*items, Paragraph(END))


def _mark(text: str) -> str:
    bare = text.rstrip()
    return bare if bare.endswith(END) else bare.rstrip(".;") + END


def _heading(section: DocumentSection) -> str:
    title = section.title.strip()
    if section.level == 0:
        above = text_paragraph("DvPhan", section.number) if section.number else ""
        return above + (text_paragraph("DvPhan", title.upper()) if title else "")
    number = section.number if not section.number or section.number[-1] in ".)" else f"{section.number}."
    shown = f"{number} {title.upper() if section.level == 1 else title}".strip()
    lettered = number.endswith(")")
    marks = _MARKS[0][1] if section.level == 3 and not lettered else ""
    return text_paragraph(f"Heading{min(section.level, 3)}", shown, "", marks)


def _block(item: Block, room: float) -> str:
    match item:
        case Paragraph():
            return _prose(item)
        case BulletList():
            return "".join(text_paragraph("DvNoiDung", f"{item.marker} {_line(text)}") for text in item.items)
        case Quote():
            return _quote(item)
        case TableBlock():
            return table(item, room)


def _line(text: str) -> str:
    return " ".join(clean(text).split())


def _lines(text: str) -> list[str]:
    return [" ".join(line.split()) for line in clean(text).split("\n") if line.strip()]


def _prose(item: Paragraph) -> str:
    marks = "".join(xml for name, xml in _MARKS if getattr(item, name))
    lead = run(f"{item.lead.strip()} ", _MARKS[0][1]) if item.lead else ""
    first, *rest = _lines(item.text) or [""]
    if not first and not lead:
        return ""
    return paragraph("DvNoiDung", lead + run(first, marks)) + "".join(
        text_paragraph("DvNoiDung", line, "", marks) for line in rest
    )


def _quote(item: Quote) -> str:
    *upper, last = _lines(item.text) or [""]
    said = run(f" ({item.attribution})", '<w:i w:val="0"/><w:iCs w:val="0"/>') if item.attribution else ""
    return "".join(text_paragraph("DvTrichDan", line) for line in upper) + paragraph("DvTrichDan", run(last) + said)
