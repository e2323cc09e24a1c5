"""The Word document against Nghị định 30/2020/NĐ-CP, read back from the file."""

from __future__ import annotations

import io
import re
import time
import zipfile
from collections.abc import Callable
from dataclasses import replace
from typing import Any, cast

import docx
import pytest
from docx.document import Document
from docx.oxml.ns import qn
from docx.shared import Length, Pt
from docx.styles.style import ParagraphStyle
from docx.table import Table
from docx.text.paragraph import Paragraph as WordParagraph
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from specimen import committee_report, report, wide_annex

from danvan_workflow.errors import InvalidInput
from danvan_workflow.render.docx import write_docx
from danvan_workflow.render.models import (
    Annex,
    Block,
    BulletList,
    Column,
    DocumentSection,
    OfficialDocument,
    Paragraph,
    Row,
    RowKind,
    Signature,
    TableBlock,
)


def opened(document: OfficialDocument) -> Document:
    return docx.Document(io.BytesIO(write_docx(document)))


def lines(word: Document) -> list[str]:
    """The file's text in reading order, a table row as its cells between bars."""
    return [line for item in word.iter_inner_content() for line in _lines_of(item) if line.strip(" |")]


def _lines_of(item: WordParagraph | Table) -> list[str]:
    if isinstance(item, WordParagraph):
        return [item.text]
    rows = ([_cell_text(cell) for cell in row.findall(qn("w:tc"))] for row in item._tbl.findall(qn("w:tr")))
    return [" | ".join(cells) for cells in rows]


def _cell_text(cell: Any) -> str:
    wanted = (qn("w:t"), qn("w:br"))
    parts = ["".join(piece.text or " " for piece in paragraph.iter(*wanted)) for paragraph in cell.iter(qn("w:p"))]
    return " / ".join(part for part in parts if part)


def mm(length: Length | None) -> int:
    assert length is not None
    return round(float(length.mm))


def child(element: etree._Element, name: str) -> etree._Element:
    found = element.find(qn(name))
    assert found is not None, name
    return found


def style_of(word: Document, start: str) -> ParagraphStyle:
    style = next(p for p in word.paragraphs if p.text.startswith(start)).style
    assert style is not None
    return style


def plain(*blocks: Block, **changes: Any) -> OfficialDocument:
    base = OfficialDocument("Sở Nội vụ", "Gia Lai", "Kết quả quý I", "BC-SNV", Signature("Giám đốc"), opening=blocks)
    return replace(base, **changes)


def test_the_whole_specimen_reads_as_agreed(golden: Callable[[str, str], None]) -> None:
    golden("report-sample.txt", "\n".join(lines(opened(report()))) + "\n")


def test_the_page_is_a4_with_the_margins_of_the_decree() -> None:
    page = opened(plain(Paragraph("Nội dung."))).sections[0]
    assert (mm(page.page_width), mm(page.page_height)) == (210, 297)
    assert 20 <= mm(page.top_margin) <= 25
    assert 20 <= mm(page.bottom_margin) <= 25
    assert 30 <= mm(page.left_margin) <= 35
    assert 15 <= mm(page.right_margin) <= 20


def test_body_text_is_fourteen_points_justified_and_indented() -> None:
    word = opened(plain(Paragraph("Nội dung.")))
    style = style_of(word, "Nội dung")
    assert style.font.size.pt == 14
    assert round(style.paragraph_format.first_line_indent.cm, 2) == 1.27
    assert style.paragraph_format.space_after.pt >= 6
    assert style.element.find(f".//{qn('w:jc')}").get(qn("w:val")) == "both"
    assert "Times New Roman" in etree.tostring(word.styles.element).decode()


def test_the_page_number_is_centred_above_and_absent_from_first_pages() -> None:
    for section in opened(report()).sections:
        assert section.different_first_page_header_footer
        assert "PAGE" in section.header._element.xml
        assert "PAGE" not in section.first_page_header._element.xml
        assert child(section._sectPr, "w:pgNumType").get(qn("w:start")) == "1"


def test_number_and_date_are_blank_until_the_registry_fills_them() -> None:
    head = "\n".join(lines(opened(committee_report())))
    assert re.search(r"Số:\s+/BC-UBND", head)
    assert re.search(r"Gia Lai, ngày\s+tháng\s+năm\s+(?!\d)", head)
    assert "Số: 05/BC-SNV" in "\n".join(lines(opened(report())))


def test_a_number_from_one_hundred_keeps_its_digits() -> None:
    assert any("Số: 125/BC-SNV" in line for line in lines(opened(plain(Paragraph("A."), number=125))))


def test_one_addressee_stands_on_the_line_and_several_below_it() -> None:
    assert "Kính gửi: Ủy ban nhân dân tỉnh Bình Định" in lines(opened(report()))
    several = lines(opened(committee_report()))
    start = several.index("Kính gửi:")
    assert several[start + 1 : start + 3] == ["- Bộ Nội vụ;", "- Ban Dân vận Tỉnh ủy."]


def test_legal_basis_lines_end_in_semicolons_and_the_last_in_a_full_stop() -> None:
    basis = [line for line in lines(opened(committee_report())) if line.startswith("Căn cứ")]
    assert [line[-1] for line in basis] == [";", "."]


@pytest.mark.parametrize(
    ("blocks", "last"),
    [
        ((Paragraph("Xin báo cáo."),), "Xin báo cáo./."),
        ((Paragraph("Xin báo cáo./."),), "Xin báo cáo./."),
        ((Paragraph("Còn thiếu:"), BulletList(("Sở A;", "Sở B;"))), "- Sở B./."),
        ((Paragraph("Xem bảng."), TableBlock((Column("A"),), (Row((1,)),))), "./."),
        ((), "./."),
    ],
)
def test_the_text_ends_once_with_the_end_mark(blocks: tuple[Block, ...], last: str) -> None:
    text = lines(opened(plain(*blocks)))
    assert [line for line in text if line.endswith("./.")] == [last]


def test_the_end_mark_stands_after_the_main_text_not_after_an_annex() -> None:
    text = lines(opened(report()))
    assert text[-1] == "- Sở Y tế"
    assert "Sở Nội vụ kính báo cáo Ủy ban nhân dân tỉnh xem xét, chỉ đạo./." in text


def test_recipients_begin_with_as_above_only_when_there_are_addressees() -> None:
    with_addressee = next(line for line in lines(opened(report())) if "Nơi nhận" in line)
    assert "Nơi nhận: / - Như trên; / - Giám đốc" in with_addressee
    assert "- Lưu: VT, XDCQ." in with_addressee
    without = next(line for line in lines(opened(plain(Paragraph("A.")))) if "Nơi nhận" in line)
    assert without.startswith("Nơi nhận: / - Lưu: VT. |")


def test_signature_lines_stand_in_order_in_capitals_and_the_name_as_written() -> None:
    foot = next(line for line in lines(opened(committee_report())) if "Nơi nhận" in line)
    assert foot.endswith("TM. ỦY BAN NHÂN DÂN / KT. CHỦ TỊCH / PHÓ CHỦ TỊCH / Trần Văn Mẫu")


def test_headings_follow_their_level() -> None:
    text = lines(opened(report()))
    assert "I. CÔNG TÁC LÃNH ĐẠO, CHỈ ĐẠO, TRIỂN KHAI THỰC HIỆN" in text
    assert "1. Quán triệt, tuyên truyền" in text
    assert "a) Công tác tuyên truyền trên báo chí" in text


def test_several_annexes_are_numbered_in_roman_and_one_is_not() -> None:
    text = lines(opened(report()))
    assert [line for line in text if line.startswith("Phụ lục")] == ["Phụ lục I", "Phụ lục II"]
    assert "(Kèm theo Báo cáo số 05/BC-SNV ngày 21 tháng 3 năm 2025 của Sở Nội vụ)" in text
    alone = lines(opened(plain(Paragraph("A."), annexes=(Annex("Danh sách", (Paragraph("B."),)),))))
    assert [line for line in alone if line.startswith("Phụ lục")] == ["Phụ lục"]


def test_a_wide_annex_lies_in_landscape_and_the_next_stands_again() -> None:
    pages = opened(report()).sections
    assert [mm(page.page_width) for page in pages] == [210, 297, 210]


def test_table_headings_repeat_and_no_row_splits() -> None:
    table = opened(report()).tables[-1]
    rows = table._tbl.findall(qn("w:tr"))
    assert [row.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None for row in rows[:4]] == [True, True, True, False]
    assert all(row.find(f"{qn('w:trPr')}/{qn('w:cantSplit')}") is not None for row in rows)


def test_the_title_of_a_group_stays_with_its_first_row() -> None:
    rows = (Row(("Nhóm",), RowKind.GROUP), Row(("a", "b")), Row(("Cộng", "1"), RowKind.TOTAL))
    block = TableBlock((Column("A"), Column("B")), rows)
    (table,) = [table for table in opened(plain(block)).tables if table.rows[0].cells[0].text == "A"]
    kept = [bool(row._tr.findall(f".//{qn('w:keepNext')}")) for row in table.rows]
    assert kept == [False, True, False, False]


def test_every_table_row_covers_all_columns() -> None:
    for table in opened(report()).tables:
        columns = len(child(table._tbl, "w:tblGrid"))
        for row in table._tbl.findall(qn("w:tr")):
            spans = (cell.find(f"{qn('w:tcPr')}/{qn('w:gridSpan')}") for cell in row.findall(qn("w:tc")))
            assert sum(int(span.get(qn("w:val"), "")) if span is not None else 1 for span in spans) == columns


def test_equal_documents_give_equal_bytes_whatever_the_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    first = write_docx(report())
    monkeypatch.setattr(time, "localtime", lambda *_: time.struct_time((2031, 5, 6, 7, 8, 9, 1, 126, 0)))
    assert write_docx(report()) == first


def test_a_draft_and_sample_figures_are_marked_on_every_page() -> None:
    for document, mark in ((committee_report(), "DỰ THẢO"), (report(), "SỐ LIỆU MẪU")):
        for section in opened(document).sections:
            for header in (section.header, section.first_page_header):
                assert mark in header._element.xml
    clear = opened(plain(Paragraph("A."))).sections[0]
    assert "DỰ THẢO" not in clear.header._element.xml + clear.first_page_header._element.xml


def test_hostile_text_stays_text() -> None:
    hostile = "</w:t></w:r><w:p>&amp; \x00\x0b\u202eƣ"
    assert "</w:t></w:r><w:p>&amp; ư" in " ".join(lines(opened(plain(Paragraph(hostile), Paragraph("B.")))))


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=60), st.text(max_size=60))
def test_any_text_gives_well_formed_parts(first: str, second: str) -> None:
    table = TableBlock((Column(first),), (Row((second,)),), caption=first, note=second)
    document = plain(
        Paragraph(second, lead=first), BulletList((first, second)), table, annexes=(Annex(first, (Paragraph(second),)),)
    )
    with zipfile.ZipFile(io.BytesIO(write_docx(document))) as file:
        for name in file.namelist():
            etree.fromstring(file.read(name))


def test_nothing_outside_is_linked_and_there_is_no_picture() -> None:
    with zipfile.ZipFile(io.BytesIO(write_docx(report()))) as file:
        names = file.namelist()
        relations = b"".join(file.read(name) for name in names if name.endswith(".rels"))
    assert b"External" not in relations
    assert not [name for name in names if re.search(r"media|\.(jpe?g|png|gif|emf|wmf|bin)$", name)]


def test_all_problems_are_told_at_once_and_a_picture_is_refused() -> None:
    class Picture:
        """Something a caller might try to put in."""

    picture = cast(Block, Picture())
    short = TableBlock((Column("A"),), (Row((1, 2)),))
    document = plain(picture, short, place=" ", notation="BC SNV", sections=(DocumentSection("1", "A", 7),))
    with pytest.raises(InvalidInput) as caught:
        write_docx(document)
    places = [problem.place for problem in caught.value.problems]
    assert places == ["place", "notation", "sections[0].level", "opening.blocks[0]", "opening.blocks[1]"]
    assert "không nhận ảnh" in str(caught.value)


def restyled(size: int) -> bytes:
    """A report of ours in which somebody changed the body style and added text of their own."""
    word = opened(report())
    word.styles["DV Nội dung"].font.size = Pt(size)
    word.add_paragraph("Chữ của mẫu")
    out = io.BytesIO()
    word.save(out)
    return out.getvalue()


def test_a_template_gives_its_styles_and_nothing_else() -> None:
    word = docx.Document(io.BytesIO(write_docx(plain(Paragraph("Nội dung.")), restyled(13))))
    assert style_of(word, "Nội dung").font.size.pt == 13
    assert lines(word) == lines(opened(plain(Paragraph("Nội dung."))))


def test_a_template_saved_by_another_office_suite_keeps_its_headings() -> None:
    word = opened(report())
    heading = word.styles["heading 1"]
    heading.font.size = Pt(13)
    heading.element.find(qn("w:name")).set(qn("w:val"), "Heading 1")
    out = io.BytesIO()
    word.save(out)
    styles = docx.Document(io.BytesIO(write_docx(report(), out.getvalue()))).styles.element
    sizes = styles.xpath("w:style[@w:styleId='Heading1']/w:rPr/w:sz/@w:val")
    assert sizes == ["26"]


@pytest.mark.parametrize("template", [b"PK", b"not a file", b"PK\x05\x06" + bytes(18)])
def test_a_template_that_is_no_word_file_is_refused(template: bytes) -> None:
    with pytest.raises(InvalidInput, match="tệp Word"):
        write_docx(plain(Paragraph("A.")), template)


def test_a_template_without_our_styles_is_refused() -> None:
    out = io.BytesIO()
    docx.Document().save(out)
    with pytest.raises(InvalidInput, match="kiểu chữ"):
        write_docx(plain(Paragraph("A.")), out.getvalue())


def test_the_time_grows_no_faster_than_the_rows() -> None:
    def seconds(rows: int) -> float:
        document = replace(report(), annexes=(wide_annex(rows),))
        started = time.perf_counter()
        write_docx(document)
        return time.perf_counter() - started

    small = min(seconds(200) for _ in range(3))
    assert min(seconds(1600) for _ in range(2)) < 8 * small * 3  # quadratic growth would be 64 times
