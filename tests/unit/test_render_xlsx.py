"""The workbook read back with another library: types, formulas, worked-out values, view and print set-up."""

from __future__ import annotations

import io
import re
import time
import zipfile
from dataclasses import replace
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from specimen import workbook

from danvan_workflow.errors import InvalidInput
from danvan_workflow.render.models import CellKind, Ratio, Sheet, SheetColumn, SummaryLine, TotalOf, Workbook
from danvan_workflow.render.xlsx import write_xlsx


def opened(book: Workbook, *, values: bool = False) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(write_xlsx(book)), data_only=values)


def ratio_sheet(*pairs: tuple[int | None, int | None]) -> Sheet:
    columns = (
        SheetColumn("a", "Đã giải quyết", CellKind.INTEGER, total=True),
        SheetColumn("b", "Thuộc thẩm quyền", CellKind.INTEGER, total=True),
        SheetColumn("r", "Tỷ lệ", CellKind.PERCENT, ratio=Ratio("a", "b")),
    )
    return Sheet("S", "Tỷ lệ", columns, tuple((a, b, None) for a, b in pairs))


def test_the_first_sheet_is_the_summary_with_links_inside_only() -> None:
    book = opened(workbook())
    assert book.sheetnames == ["Tổng quan", "Số liệu", "Danh sách"]
    links = [cell.hyperlink for row in book["Tổng quan"].iter_rows() for cell in row if cell.hyperlink]
    assert [link.location for link in links] == ["'Số liệu'!A1", "'Danh sách'!A1"]
    with zipfile.ZipFile(io.BytesIO(write_xlsx(workbook()))) as file:
        assert not [name for name in file.namelist() if re.search("externalLink|media|drawing", name)]
        assert b"External" not in b"".join(file.read(name) for name in file.namelist() if name.endswith(".rels"))


def test_totals_are_sums_over_the_data_rows_with_their_value() -> None:
    formulas, values = opened(workbook())["Số liệu"], opened(workbook(), values=True)["Số liệu"]
    both = "--ISNUMBER(C6:C10),--ISNUMBER(D6:D10)"
    whole = f"SUMPRODUCT({both},D6:D10)"
    assert [cell.value for cell in formulas[11]][:5] == [
        None,
        "Tổng cộng",
        "=SUM(C6:C10)",
        "=SUM(D6:D10)",
        f'=IF({whole}<>0,SUMPRODUCT({both},C6:C10)/{whole},"…")',
    ]
    assert [cell.value for cell in values[11]][2:5] == [18, 31, 0.75]  # 18/24: seven of 31 stand alone in their row


def test_the_summary_shows_the_total_by_formula() -> None:
    formulas, values = opened(workbook())["Tổng quan"], opened(workbook(), values=True)["Tổng quan"]
    assert formulas["B6"].value == "='Số liệu'!$C$11"
    assert values["B6"].value == 18


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.none() | st.integers(0, 10**6), st.none() | st.integers(0, 10**6)), min_size=1, max_size=8))
def test_worked_out_totals_agree_with_plain_arithmetic(pairs: list[tuple[int | None, int | None]]) -> None:
    book = Workbook("T", (ratio_sheet(*pairs),))
    last = [cell.value for cell in opened(book, values=True)["S"][4 + len(pairs)]]
    for place in (0, 1):
        figures = [figure for pair in pairs if (figure := pair[place]) is not None]
        assert last[place] == (sum(figures) if figures else "…")
    whole = [(top, bottom) for top, bottom in pairs if top is not None and bottom is not None]
    top, bottom = sum(top for top, _ in whole), sum(bottom for _, bottom in whole)
    assert last[2] == (pytest.approx(top / bottom, rel=1e-12) if bottom else "…")


def test_the_ratio_of_the_total_row_leaves_out_whoever_gave_only_one_figure() -> None:
    values = opened(Workbook("T", (ratio_sheet((1, 2), (None, 100), (50, None)),)), values=True)["S"]
    assert [cell.value for cell in values[7]] == [51, 102, 0.5]


def test_the_ratio_of_the_total_row_is_not_the_mean_of_the_ratios() -> None:
    values = opened(Workbook("T", (ratio_sheet((1, 1), (0, 99)),)), values=True)["S"]
    assert values["C6"].value == pytest.approx(0.01)


def test_a_missing_figure_is_shown_and_never_counted_as_zero() -> None:
    values = opened(Workbook("T", (ratio_sheet((None, 5), (0, 5)),)), values=True)["S"]
    assert [cell.value for cell in values[4]] == ["…", 5, "…"]
    assert [cell.value for cell in values[5]] == [0, 5, 0]
    none = opened(Workbook("T", (ratio_sheet((None, 5)),)), values=True)["S"]
    assert [cell.value for cell in none[5]] == ["…", 5, "…"]


@pytest.mark.parametrize("text", ["=1+1", "+84 256 3822", "-5", "@SUM(A1)", "{=1}", "http://example.com", "007", "\t=1"])
def test_text_is_always_text(text: str) -> None:
    sheet = Sheet("S", text, (SheetColumn("a", text),), ((text,),), notes=(text,))
    page = opened(Workbook(text, (sheet,), (SummaryLine(text, text, text),)))
    cells = [cell for name in page.sheetnames for row in page[name].iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    assert page["S"]["A5"].value == text
    assert page["S"]["A5"].hyperlink is None


def test_the_heading_stays_in_sight_filters_and_repeats_in_print() -> None:
    page = opened(workbook())["Số liệu"]
    assert page.freeze_panes == "C6"
    assert page.auto_filter.ref == "A5:F10"
    assert page.print_title_rows == "$5:$5"
    assert (page.page_setup.paperSize, page.page_setup.orientation) == (9, "landscape")
    assert (page.page_setup.fitToHeight, page.sheet_properties.pageSetUpPr.fitToPage) == (0, True)


def test_number_formats_are_codes_every_locale_reads() -> None:
    page = opened(workbook())["Số liệu"]
    assert [cell.number_format for cell in page[6]] == ["#,##0", "@", "#,##0", "#,##0", "0.0%", "dd/mm/yyyy"]


def test_equal_workbooks_give_equal_bytes_whatever_the_hour() -> None:
    first = write_xlsx(workbook())
    time.sleep(2.1)  # zip times count in steps of two seconds
    assert write_xlsx(workbook()) == first


def test_sample_figures_are_marked_on_every_sheet() -> None:
    book = opened(workbook())
    assert all(book[name]["A2"].value == "SỐ LIỆU MẪU" for name in ("Tổng quan", "Số liệu", "Danh sách"))
    assert all(book[name].oddFooter.right.text == "SỐ LIỆU MẪU" for name in book.sheetnames)
    assert opened(replace(workbook(), sample=False))["Số liệu"]["A2"].value != "SỐ LIỆU MẪU"


def test_all_problems_are_told_at_once() -> None:
    bad = Sheet("a/b", "T", (SheetColumn("x", "X"), SheetColumn("r", "R", ratio=Ratio("x", "y"))), ((1,), ("x" * 40_000, None)))
    twice = replace(ratio_sheet((1, 2)), name="TỔNG QUAN")
    line = SummaryLine("Tổng", TotalOf("S", "z"))
    with pytest.raises(InvalidInput) as caught:
        write_xlsx(Workbook("T", (bad, twice), (line,)))
    values = [problem.value for problem in caught.value.problems]
    assert values[:4] == ["a/b", "TỔNG QUAN", "x", "y"]
    assert "S.z" in values
    assert "tối đa 32767 ký tự" in str(caught.value)
    assert "dòng 1 có 1 ô" in str(caught.value)


def test_an_empty_sheet_still_opens() -> None:
    page = opened(Workbook("T", (ratio_sheet(),)), values=True)["S"]
    assert [cell.value for cell in page[5]] == ["…", "…", "…"]


def test_decimals_keep_their_digits() -> None:
    column = SheetColumn("a", "A", CellKind.DECIMAL, total=True, places=2)
    sheet = Sheet("S", "T", (column,), ((Decimal("0.1"),), (Decimal("0.2"),)))
    page = opened(Workbook("T", (sheet,)), values=True)["S"]
    assert page["A6"].value == 0.3
    assert page["A6"].number_format == "#,##0.00"
