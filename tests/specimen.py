"""Documents and a workbook that hold every kind of element: to look at after a change of layout, and to test against."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from danvan_workflow.render.models import (
    Annex,
    BulletList,
    CellKind,
    Column,
    DocumentSection,
    OfficialDocument,
    Paragraph,
    Quote,
    Ratio,
    Row,
    RowKind,
    Sheet,
    SheetColumn,
    Signature,
    SummaryLine,
    TableBlock,
    TotalOf,
    Value,
    Workbook,
)

RESULTS = TableBlock(
    columns=(
        Column("TT", 12),
        Column("Chỉ tiêu"),
        Column("Đơn vị tính", 24),
        Column("Kỳ này", 24, numeric=True),
        Column("Cùng kỳ", 24, numeric=True),
    ),
    rows=(
        Row(("I", "Tiếp công dân, đối thoại"), RowKind.GROUP),
        Row((1, "Lượt tiếp công dân", "lượt", 1147, 1098)),
        Row((2, "Cuộc đối thoại của người đứng đầu với Nhân dân", "cuộc", 42, None)),
        Row((3, "Tỷ lệ giải quyết khiếu nại, tố cáo", "%", Decimal("92.4"), Decimal("90.05"))),
    ),
    caption="Bảng 1. Một số kết quả chủ yếu",
    note="Ghi chú: “…” là chưa có số liệu.",
    numbered=True,
)


def wide_annex(rows: int = 60) -> Annex:
    """A landscape table of 20 columns, as annexes of figures have."""
    groups = ("Tuyên truyền", "Dân vận khéo", "Tiếp công dân", "Đơn thư", "Hành chính", "Hòa giải")
    figures = tuple(Column(f"Chỉ tiêu {place + 1}", numeric=True, group=groups[place // 3]) for place in range(18))
    columns = (Column("TT", 9), Column("Cơ quan, đơn vị", 52), *figures)
    body = tuple(
        Row((line, f"Ủy ban nhân dân xã thứ {line}", *((line * 37 * (place + 1)) % 1500 for place in range(18))))
        for line in range(1, rows + 1)
    )
    total = Row(("", "Tổng cộng", *(12345 + place for place in range(18))), RowKind.TOTAL)
    table = TableBlock(columns, (*body, total), unit="lượt, cuộc, mô hình", numbered=True)
    return Annex("Số liệu công tác dân vận chính quyền của các cơ quan, đơn vị", (table,), landscape=True)


def report() -> OfficialDocument:
    """The quarterly report of a department to its provincial committee, signed by a deputy."""
    missing = BulletList(("Ủy ban nhân dân huyện An Lão", "Sở Y tế"))
    return OfficialDocument(
        superior_body="Ủy ban nhân dân\ntỉnh Bình Định",
        issuing_body="Sở Nội vụ",
        number=5,
        notation="BC-SNV",
        place="Bình Định",
        issued_on=date(2025, 3, 21),  # thứ Sáu
        subject="Kết quả công tác dân vận chính quyền quý I năm 2025",
        addressees=("Ủy ban nhân dân tỉnh Bình Định",),
        opening=(
            Paragraph(
                "Thực hiện Kế hoạch của Ủy ban nhân dân tỉnh về công tác dân vận chính quyền năm 2025, "
                "Sở Nội vụ tổng hợp, báo cáo kết quả quý I năm 2025 (số liệu từ ngày 15/12/2024 đến ngày 14/3/2025) như sau:"
            ),
        ),
        sections=(
            DocumentSection("I", "Công tác lãnh đạo, chỉ đạo, triển khai thực hiện", 1, (Paragraph("Đã ban hành 12 văn bản."),)),
            DocumentSection("II", "Kết quả thực hiện", 1),
            DocumentSection("1", "Quán triệt, tuyên truyền", 2, (Paragraph("Tổ chức 06 hội nghị với 1.325 lượt người dự."),)),
            DocumentSection(
                "a)", "Công tác tuyên truyền trên báo chí", 3, (Paragraph("Đăng 02 chuyên mục.\nPhát 10 phóng sự."),)
            ),
            DocumentSection("2", "Tiếp công dân, đối thoại", 2, (RESULTS, Paragraph("Các cơ quan báo cáo thêm:"))),
            DocumentSection(
                "3",
                "Ý kiến của đơn vị",
                2,
                (Quote("Nhân dân đồng tình với việc sắp xếp đơn vị hành chính.", "UBND xã Nhơn Lý"),),
            ),
            DocumentSection("III", "Đánh giá chung", 1, (Paragraph("Cơ bản hoàn thành.", lead="Ưu điểm:"),)),
            DocumentSection("IV", "Tình hình gửi báo cáo", 1, (Paragraph("Đã nhận 187/189 báo cáo; còn thiếu:"), missing)),
        ),
        closing=(Paragraph("Sở Nội vụ kính báo cáo Ủy ban nhân dân tỉnh xem xét, chỉ đạo."),),
        signature=Signature("Phó Giám đốc", "Nguyễn Thị Mẫu", ("KT. Giám đốc",)),
        recipients=("Giám đốc, các Phó Giám đốc Sở", "Các phòng thuộc Sở"),
        filing=("VT", "XDCQ"),
        annexes=(wide_annex(), Annex("Danh sách cơ quan chưa gửi báo cáo", (missing,))),
        sample=True,
        trace="ban-chot 3f2a · mau 1",
    )


def committee_report() -> OfficialDocument:
    """A provincial committee's draft to two receivers: no number, no date, legal basis, three signature lines."""
    return OfficialDocument(
        issuing_body="Ủy ban nhân dân\ntỉnh Gia Lai",
        notation="BC-UBND",
        place="Gia Lai",
        subject="Công tác dân vận của chính quyền năm 2024 trên địa bàn tỉnh Gia Lai và phương hướng, nhiệm vụ năm 2025",
        addressees=("Bộ Nội vụ", "Ban Dân vận Tỉnh ủy"),
        legal_basis=("Căn cứ Chỉ thị số 33/CT-TTg ngày 26 tháng 11 năm 2021", "Căn cứ Chương trình số 03-CTr/BDVTU-BCSĐ"),
        sections=(
            DocumentSection("Phần thứ nhất", "Kết quả năm 2024", 0),
            DocumentSection("I", "Khái quát tình hình", 1, (Paragraph("Tình hình ổn định. " * 40), RESULTS)),
        ),
        signature=Signature("Phó Chủ tịch", "Trần Văn Mẫu", ("TM. Ủy ban nhân dân", "KT. Chủ tịch")),
        recipients=("Thường trực Tỉnh ủy (báo cáo)", "Các sở, ban, ngành"),
        filing=("VT", "NC"),
        draft=True,
    )


def workbook(rows: int = 5) -> Workbook:
    """Two sheets with totals, a ratio, a missing figure and a hostile text."""
    columns = (
        SheetColumn("tt", "TT", CellKind.INTEGER),
        SheetColumn("ten", "Cơ quan, đơn vị"),
        SheetColumn("dt05", "Vụ việc đã giải quyết", CellKind.INTEGER, total=True),
        SheetColumn("dt04", "Vụ việc thuộc thẩm quyền", CellKind.INTEGER, total=True),
        SheetColumn("dt06", "Tỷ lệ giải quyết", CellKind.PERCENT, ratio=Ratio("dt05", "dt04")),
        SheetColumn("ngay", "Ngày gửi", CellKind.DATE),
    )
    lines: list[tuple[Value, ...]] = [
        (line, f"Phường {line}", line * 3, line * 4, None, date(2025, 3, 19)) for line in range(1, rows - 1)
    ]
    lines += [(rows - 1, "=HYPERLINK(1)", None, 7, None, None), (rows, "+84 256", 0, 0, None, date(2025, 3, 18))]
    figures = Sheet("Số liệu", "Số liệu quý I năm 2025", columns, tuple(lines), ("Nguồn: báo cáo của cơ quan",), 2)
    names = Sheet("Danh sách", "Cơ quan phải báo cáo", (SheetColumn("ten", "Tên"),), (("Sở Y tế",), ("@a",)))
    summary = (
        SummaryLine("Kỳ báo cáo", "quý I năm 2025"),
        SummaryLine("Số liệu chính"),
        SummaryLine("Vụ việc đã giải quyết", TotalOf("Số liệu", "dt05"), "Cộng các cơ quan đã gửi"),
        SummaryLine("Tỷ lệ giải quyết", TotalOf("Số liệu", "dt06")),
        SummaryLine("Điểm trung bình", Decimal("7.25")),
    )
    return Workbook("Báo cáo số liệu quý I năm 2025", (figures, names), summary, "Sở Nội vụ", sample=True, trace="3f2a")
