"""The foot of the document: recipients on the left, the signature on the right; and the head of each appendix."""

from __future__ import annotations

from danvan_workflow.render import numbers
from danvan_workflow.render.models import OfficialDocument, Signature
from danvan_workflow.render.wordml.front import date_line, number_line, two_columns
from danvan_workflow.render.wordml.xml import paragraph, rule, text_paragraph, text_width

_LEFT, _RIGHT = 80.0, 85.0
AS_ABOVE = "Như trên"


def back(document: OfficialDocument) -> str:
    """Recipients and signature side by side, kept on one page."""
    return two_columns(_recipients(document), _signature(document.signature), (_LEFT, _RIGHT))


def recipient_lines(document: OfficialDocument) -> list[str]:
    """The list under “Nơi nhận:”, “Như trên” first when there are addressees, the file copy last."""
    names = [name.strip().lstrip("-").strip().rstrip(";.") for name in document.recipients]
    if document.addressees and AS_ABOVE not in names:
        names.insert(0, AS_ABOVE)
    lines = [f"- {name};" for name in names]
    return [*lines, f"- Lưu: {', '.join(document.filing)}."]


def annex_head(document: OfficialDocument, place: int, room: float) -> str:
    """Name, title and reference of the annex at `place` (from 1)."""
    annex = document.annexes[place - 1]
    name = f"Phụ lục {numbers.roman(place)}" if len(document.annexes) > 1 else "Phụ lục"
    kind = document.kind.capitalize()
    issuer = " ".join(document.issuing_body.split())
    kept = f"(Kèm theo {kind} số {number_line(document)} {date_line(document)} của {issuer})"
    return (
        text_paragraph("DvPhuLuc", name)
        + text_paragraph("DvPhuLuc", annex.title.upper())
        + text_paragraph("DvKemTheo", kept)
        + rule(min(text_width(kept, 12), room) * 0.4, room)
        + paragraph("DvKe")
    )


def _recipients(document: OfficialDocument) -> str:
    head = text_paragraph("DvNoiNhan", "Nơi nhận:")
    return head + "".join(text_paragraph("DvNoiNhanDong", line) for line in recipient_lines(document))


def _signature(signature: Signature) -> str:
    first, *more = (line.upper() for line in (*signature.authority, signature.position))
    upper = text_paragraph("DvChuKy", first, '<w:spacing w:before="240"/>')
    upper += "".join(text_paragraph("DvChuKy", line) for line in more)
    return upper + text_paragraph("DvChuKy", signature.name, '<w:spacing w:before="1500"/>')
