"""The paragraph styles, as Nghị định 30/2020/NĐ-CP, Phụ lục I sizes them; every paragraph uses one, so that Word can restyle."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from xml.sax.saxutils import quoteattr

from danvan_workflow.render.wordml.xml import NAMESPACES, twips

FONT = "Times New Roman"
BODY_POINTS = 14
FIRST_LINE = 12.7


@dataclass(frozen=True, slots=True)
class Style:
    """Sizes in points, indents in mm; `outline` puts the paragraph in Word's navigation pane."""

    id: str
    name: str
    size: float = BODY_POINTS
    bold: bool = False
    italic: bool = False
    align: str = "left"
    first_line: float = 0
    left: float = 0
    before: float = 0
    after: float = 0
    line: float = 1.0
    keep_next: bool = False
    outline: int | None = None
    custom: bool = True

    def xml(self) -> str:
        custom = ' w:customStyle="1"' if self.custom else ""
        based = "" if self.id == "Normal" else '<w:basedOn w:val="Normal"/>'
        default = ' w:default="1"' if self.id == "Normal" else ""
        return (
            f'<w:style w:type="paragraph"{default}{custom} w:styleId="{self.id}"><w:name w:val={quoteattr(self.name)}/>'
            f"{based}<w:qFormat/><w:pPr>{self._paragraph()}</w:pPr><w:rPr>{self._run()}</w:rPr></w:style>"
        )

    def _paragraph(self) -> str:
        keep = "<w:keepNext/>" if self.keep_next else ""
        outline = "" if self.outline is None else f'<w:outlineLvl w:val="{self.outline}"/>'
        exact = self.line < 1
        height = round(self.size * 20) if exact else round(self.line * 240)
        return (
            f"{keep}<w:widowControl/>"
            f'<w:spacing w:before="{round(self.before * 20)}" w:after="{round(self.after * 20)}" '
            f'w:line="{height}" w:lineRule="{"exact" if exact else "auto"}"/>'
            f'<w:ind w:left="{twips(self.left)}" w:right="0" w:firstLine="{twips(self.first_line)}"/>'
            f'<w:jc w:val="{self.align}"/>{outline}'
        )

    def _run(self) -> str:
        size = round(self.size * 2)
        marks = "".join(f"<w:{mark}/>" if on else f'<w:{mark} w:val="0"/>' for mark, on in self._marks())
        return f'{marks}<w:color w:val="000000"/><w:sz w:val="{size}"/><w:szCs w:val="{size}"/>'

    def _marks(self) -> tuple[tuple[str, bool], ...]:
        return ("b", self.bold), ("bCs", self.bold), ("i", self.italic), ("iCs", self.italic)


STYLES = (
    Style("Normal", "Normal", custom=False),
    Style("Header", "header", align="center", custom=False),
    Style("DvNoiDung", "DV Nội dung", align="both", first_line=FIRST_LINE, after=6, line=1.05),
    Style("DvCanCu", "DV Căn cứ", italic=True, align="both", first_line=FIRST_LINE, after=6, line=1.05),
    Style("DvTrichDan", "DV Trích báo cáo", italic=True, align="both", left=FIRST_LINE, after=6, line=1.05),
    Style("DvPhan", "DV Phần", bold=True, align="center", before=6, after=3, keep_next=True, outline=0),
    Style(
        "Heading1",
        "heading 1",
        bold=True,
        align="both",
        first_line=FIRST_LINE,
        before=6,
        after=6,
        line=1.05,
        keep_next=True,
        outline=0,
        custom=False,
    ),
    Style(
        "Heading2",
        "heading 2",
        bold=True,
        align="both",
        first_line=FIRST_LINE,
        after=6,
        line=1.05,
        keep_next=True,
        outline=1,
        custom=False,
    ),
    Style(
        "Heading3",
        "heading 3",
        align="both",
        first_line=FIRST_LINE,
        after=6,
        line=1.05,
        keep_next=True,
        outline=2,
        custom=False,
    ),
    Style("DvQuocHieu", "DV Quốc hiệu", 12, bold=True, align="center"),
    Style("DvTieuNgu", "DV Tiêu ngữ", 13, bold=True, align="center"),
    Style("DvChuQuan", "DV Cơ quan chủ quản", 12, align="center"),
    Style("DvBanHanh", "DV Cơ quan ban hành", 12, bold=True, align="center"),
    Style("DvSo", "DV Số, ký hiệu", 13, align="center", before=4),
    Style("DvDiaDanh", "DV Địa danh, thời gian", 13, italic=True, align="center", before=4),
    Style("DvTenLoai", "DV Tên loại", bold=True, align="center", before=20),
    Style("DvTrichYeu", "DV Trích yếu", bold=True, align="center"),
    Style("DvKe", "DV Đường kẻ", 4, align="center", before=2, line=0.5),
    Style("DvKinhGui", "DV Kính gửi", align="center", before=8, after=10),
    Style("DvKinhGuiDong", "DV Kính gửi từng nơi", align="left", left=50),
    Style("DvChuKy", "DV Chức vụ, họ tên", bold=True, align="center", keep_next=True),
    Style("DvNoiNhan", "DV Nơi nhận", 12, bold=True, italic=True, before=12, keep_next=True),
    Style("DvNoiNhanDong", "DV Nơi nhận từng nơi", 11, keep_next=True),
    Style("DvPhuLuc", "DV Phụ lục", bold=True, align="center", outline=0, keep_next=True),
    Style("DvKemTheo", "DV Kèm theo", italic=True, align="center", after=2, keep_next=True),
    Style("DvBangTen", "DV Tên bảng", 13, bold=True, align="center", before=6, after=3, keep_next=True),
    Style("DvBangDonVi", "DV Đơn vị tính", 12, italic=True, align="right", after=3, keep_next=True),
    Style("DvBang", "DV Ô bảng", 12),
    Style("DvGhiChu", "DV Ghi chú", 12, italic=True, align="both", before=3, after=6),
    Style("DvDauTrang", "DV Dấu hiệu trang", 10, bold=True, align="right"),
)


def styles_xml(overrides: Mapping[str, str] | None = None) -> str:
    """The whole style sheet; `overrides` has the XML of some styles by id."""
    fonts = f'<w:rFonts w:ascii="{FONT}" w:hAnsi="{FONT}" w:eastAsia="{FONT}" w:cs="{FONT}"/>'
    language = '<w:lang w:val="vi-VN" w:eastAsia="vi-VN" w:bidi="ar-SA"/>'
    defaults = f"<w:docDefaults><w:rPrDefault><w:rPr>{fonts}{language}</w:rPr></w:rPrDefault></w:docDefaults>"
    own = overrides or {}
    return f"<w:styles {NAMESPACES}>{defaults}{''.join(own.get(style.id) or style.xml() for style in STYLES)}</w:styles>"
