"""The head of the document: bodies and national title, number and date, name and subject, addressees, legal basis."""

from __future__ import annotations

from danvan_workflow.render import numbers
from danvan_workflow.render.models import OfficialDocument
from danvan_workflow.render.wordml.xml import paragraph, rule, run, text_paragraph, text_width, twips

_LEFT, _RIGHT = 67.0, 98.0
_BLANK = "\u00a0" * 6
MOTTO = "Độc lập - Tự do - Hạnh phúc"
MOTTO_WIDTH = 59.5


def front(document: OfficialDocument, room: float) -> str:
    """Everything above the first line of the text."""
    return "".join((_head(document), _title(document, room), _addressees(document), _legal_basis(document)))


def number_line(document: OfficialDocument) -> str:
    """“05/BC-SNV”, or an open blank before the slash."""
    return f"{_BLANK if document.number is None else f'{document.number:02d}'}/{document.notation}"


def date_line(document: OfficialDocument) -> str:
    """The day in full, or open blanks: nobody knows the year either before it is signed."""
    if document.issued_on is not None:
        return numbers.long_day(document.issued_on)
    return f"ngày{_BLANK}tháng{_BLANK}năm{_BLANK}"


def two_columns(left: str, right: str, widths: tuple[float, float], more: str = "") -> str:
    """A table without lines: two cells side by side, or more rows of them when `more` is given."""
    grid = "".join(f'<w:gridCol w:w="{twips(width)}"/>' for width in widths)
    flat = '<w:tblCellMar><w:left w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/></w:tblCellMar>'
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{twips(sum(widths))}" w:type="dxa"/><w:tblLayout w:type="fixed"/>{flat}</w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{two_cells(left, right, widths)}{more}</w:tbl>"
    )


def two_cells(left: str, right: str, widths: tuple[float, float]) -> str:
    """One such row."""
    cells = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{twips(width)}" w:type="dxa"/></w:tcPr>{content}</w:tc>'
        for content, width in zip((left, right), widths, strict=True)
    )
    return f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{cells}</w:tr>"


def _head(document: OfficialDocument) -> str:
    body = document.issuing_body.upper()
    above = text_paragraph("DvChuQuan", document.superior_body.upper()) if document.superior_body else ""
    width = min(text_width(body.split("\n")[-1], 12), _LEFT)
    left = above + text_paragraph("DvBanHanh", body) + rule(width * 0.42, _LEFT)
    right = (
        text_paragraph("DvQuocHieu", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")
        + text_paragraph("DvTieuNgu", MOTTO)
        + rule(MOTTO_WIDTH, _RIGHT)
    )
    number = text_paragraph("DvSo", f"Số: {number_line(document)}")
    place = text_paragraph("DvDiaDanh", f"{document.place}, {date_line(document)}")
    return two_columns(left, right, (_LEFT, _RIGHT), two_cells(number, place, (_LEFT, _RIGHT)))


def _title(document: OfficialDocument, room: float) -> str:
    width = min(text_width(document.subject.split("\n")[-1], 14), room)
    return (
        text_paragraph("DvTenLoai", document.kind.upper())
        + text_paragraph("DvTrichYeu", document.subject)
        + rule(width * 0.4, room)
    )


def _addressees(document: OfficialDocument) -> str:
    names = [name.strip().rstrip(";.") for name in document.addressees]
    if len(names) < 2:
        return "".join(text_paragraph("DvKinhGui", f"Kính gửi: {name}") for name in names)
    lines = [f"- {name}{'.' if place == len(names) else ';'}" for place, name in enumerate(names, 1)]
    head = text_paragraph("DvKinhGuiDong", "Kính gửi:", f'<w:spacing w:before="160"/><w:ind w:left="{twips(30)}"/>')
    last = text_paragraph("DvKinhGuiDong", lines[-1], '<w:spacing w:after="200"/>')
    return head + "".join(text_paragraph("DvKinhGuiDong", line) for line in lines[:-1]) + last


def _legal_basis(document: OfficialDocument) -> str:
    lines = [line.strip().rstrip(";.") for line in document.legal_basis]
    ends = [";"] * (len(lines) - 1) + ["."]
    return "".join(
        paragraph("DvCanCu", run(line + end)) for line, end in zip(lines, ends[-len(lines) :] if lines else (), strict=True)
    )
