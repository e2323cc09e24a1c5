"""The workbook of a duty: filled in, sent back and read again; and files that only look like it."""

from __future__ import annotations

import datetime as dt
import io
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from builders import Office, at
from openpyxl import load_workbook

from danvan_workflow.duty.submission import Figure, FigureStatus, Narrative, SubmissionDraft
from danvan_workflow.errors import InvalidInput, Refused
from danvan_workflow.intake.form import ReportForm
from danvan_workflow.intake.form_book import write_book
from danvan_workflow.intake.typed_report import draft_of, values_of
from danvan_workflow.intake.uploaded_report import read_uploaded
from danvan_workflow.services.submissions.receive_submission import content_digest
from danvan_workflow.views.agency.report_form import report_form

Q1, QUY_NHON = "binh-dinh-2025.dinh-ky.2025-q1", "L540"
FOCAL, KRONG_ANA = "dak-lak-2025.dau-moi.2025-dau-moi", "L655"
NOW = at("2025-03-18 10:00")
PAPER = {"sent_on": "2025-03-17"}


@pytest.fixture
def form(office: Office) -> ReportForm:
    office.open(Q1)
    return report_form(office.runtime, Q1, QUY_NHON)


def filled(form: ReportForm, change: Callable[[Any], object], values: dict[str, str] | None = None) -> bytes:
    """The workbook after somebody changed its sheet."""
    book = load_workbook(io.BytesIO(write_book(form, values or {})))
    change(book["Báo cáo"])
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def row_of(sheet: Any, key: str) -> int:
    return next(row for row in range(1, sheet.max_row + 1) if sheet.cell(row, 1).value == key)


def put(key: str, value: object, column: int = 4) -> Callable[[Any], object]:
    return lambda sheet: sheet.cell(row_of(sheet, key), column, value)


def refused(form: ReportForm, content: bytes, name: str = "bieu.xlsx") -> str:
    with pytest.raises(InvalidInput) as found:
        read_uploaded(form, content, name, NOW)
    assert {problem.place for problem in found.value.problems} == {"tep"}
    return str(found.value)


def fields(form: ReportForm, content: bytes) -> dict[str, str]:
    found = read_uploaded(form, content, "bieu.xlsx", NOW)
    assert isinstance(found, dict)
    return found


# -- there and back -------------------------------------------------------------------------------------------------


def test_an_empty_workbook_asks_for_everything_and_says_nothing(office: Office, form: ReportForm) -> None:
    content = write_book(form, {})
    assert fields(form, content) == {}
    sheet = load_workbook(io.BytesIO(content))["Báo cáo"]
    keys = {sheet.cell(row, 1).value for row in range(1, sheet.max_row + 1)}
    duty = office.duties(Q1)[QUY_NHON]
    assert keys >= {*duty.indicators, *(f"muc:{section}" for section in duty.sections), "muc:kien-nghi"}
    assert "hết thứ Tư, ngày 19/3/2025" in sheet["A2"].value


def test_what_is_filled_in_comes_back_the_same(office: Office, form: ReportForm) -> None:
    draft = office.draft(Q1, QUY_NHON, "2025-03-17 17:00", {"TC01": 1234, "CD02": 1}, sender="Nguyễn Văn An")
    figures = {figure.indicator: figure for figure in draft.figures}
    figures["DTH1"] = Figure("DTH1", FigureStatus.NIL, Decimal(0), "trong kỳ không có")
    figures["DTH2"] = Figure("DTH2", FigureStatus.NOT_APPLICABLE, None)
    texts = [n for n in draft.narratives if n.section not in ("kiem-tra", "tuyen-truyen")]
    texts += [Narrative("kiem-tra", "", nil=True), Narrative("tuyen-truyen", "=1+1 không phải công thức\n@ai đó")]
    sent = SubmissionDraft(
        Q1,
        QUY_NHON,
        draft.sent_at,
        "paper",
        sender="Nguyễn Văn An",
        document_number="12/BC-UBND",
        figures=tuple(figures.values()),
        narratives=tuple(texts),
    )
    values = fields(form, write_book(form, values_of(form, sent)))
    assert content_digest(draft_of(form, values, NOW)) == content_digest(sent)
    assert draft_of(form, values, NOW).sent_at == sent.sent_at


def test_numbers_that_a_program_made_into_numbers_are_read_exactly(form: ReportForm) -> None:
    for said, read in ((1234, "1234"), (1234.5, "1234,5"), (0.1, "0,1"), ("1.234", "1.234"), (True, "có"), (0, "0")):
        assert fields(form, filled(form, put("TC01", said)))["so.TC01"] == read


def test_rows_are_known_by_their_key_wherever_they_stand(form: ReportForm) -> None:
    def move(sheet: Any) -> None:
        put("TC01", "7")(sheet)
        sheet.insert_rows(3, 5)

    assert fields(form, filled(form, move))["so.TC01"] == "7"


def test_a_day_is_read_as_it_is_written_or_as_a_program_keeps_it(form: ReportForm) -> None:
    for said in ("17/3/2025", "17-03-2025", dt.datetime(2025, 3, 17), dt.date(2025, 3, 17)):  # noqa: DTZ001
        assert fields(form, filled(form, put("ngay-gui", said)))["sent_on"] == "2025-03-17"
    assert fields(form, filled(form, put("ngay-gui", "hôm qua")))["sent_on"] == "hôm qua"  # the form refuses it at its field


def test_persons_are_asked_and_read_where_the_plan_wants_them(office: Office) -> None:
    office.open(FOCAL)
    agency = next(code for code, duty in office.duties(FOCAL).items() if len(duty.persons) == 2)
    form = report_form(office.runtime, FOCAL, agency)
    values = fields(form, filled(form, put("nguoi:1", "Trần Thị Bình")))
    assert (values["nguoi.1.ten"], values["nguoi.1.vai"]) == ("Trần Thị Bình", "official")
    assert draft_of(form, values | {"sent_on": form.opens_on.isoformat()}, at("2026-01-01")).persons[0].name == "Trần Thị Bình"


@pytest.mark.office
@pytest.mark.skipif(not shutil.which("soffice"), reason="needs LibreOffice: apt-get install libreoffice-calc")
def test_a_workbook_that_libreoffice_saved_again_is_read_the_same(office: Office, form: ReportForm, tmp_path: Path) -> None:
    draft = office.draft(Q1, QUY_NHON, "2025-03-17 17:00", {"TC01": 1234})
    values = values_of(form, draft)
    file = tmp_path / "bieu.xlsx"
    file.write_bytes(write_book(form, values))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "xlsx", "--outdir", str(tmp_path / "saved"), str(file)]
    subprocess.run(command, check=True, capture_output=True)
    assert fields(form, (tmp_path / "saved" / "bieu.xlsx").read_bytes()) == fields(form, file.read_bytes())


def test_equal_forms_make_equal_files_and_a_text_no_cell_holds_is_refused(form: ReportForm) -> None:
    assert write_book(form, {"so.TC01": "1"}) == write_book(form, {"so.TC01": "1"})
    with pytest.raises(Refused, match="dài hơn 32767"):
        write_book(form, {"bai.tuyen-truyen": "A" * 32_768})


# -- what is refused ------------------------------------------------------------------------------------------------


def test_formulas_and_errors_are_named_with_their_cell(form: ReportForm) -> None:
    def slip(sheet: Any) -> None:
        put("TC01", "=SUM(1,2)")(sheet)
        put("TC02", "#REF!")(sheet)
        put("CD01", dt.time(7, 30))(sheet)

    said = refused(form, filled(form, slip))
    assert said.count("ô D") == 3
    assert "có công thức" in said
    assert "báo lỗi #REF!" in said
    assert "chứa giờ" in said


def test_a_workbook_of_another_agency_cycle_or_kind_is_refused(form: ReportForm) -> None:
    assert "cơ quan khác" in refused(form, filled(form, put("co-quan", "L542")))
    assert "kỳ khác" in refused(form, filled(form, put("ky", "binh-dinh-2025.dinh-ky.2025-6m")))
    assert "không có trang" in refused(form, filled(form, lambda sheet: setattr(sheet, "title", "Trang khác")))
    wiped = filled(form, lambda sheet: [sheet.cell(row, 1, "") for row in range(1, 200)])
    assert "kỳ khác" in refused(form, wiped)


def test_rows_that_nobody_asked_for_or_twice_are_named(form: ReportForm) -> None:
    def add(sheet: Any) -> None:
        sheet.append(["XX99", "", "", "5"])
        sheet.append(["muc:la-gi", "", "", "chữ"])
        sheet.append(["TC01", "", "", "5"])
        put("TC01", "4")(sheet)

    said = refused(form, filled(form, add))
    for wanted in ("XX99", "muc:la-gi", "ghi hai lần"):
        assert wanted in said


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"PK\x03\x04" + b"x" * 500, b"\xd0\xcf\x11\xe0" + b"\x00" * 600, b"abc"])
def test_what_is_no_workbook_is_refused(form: ReportForm, content: bytes) -> None:
    assert refused(form, content)


def test_a_cut_off_workbook_and_one_with_a_hole_are_refused(form: ReportForm) -> None:
    content = write_book(form, {})
    assert refused(form, content[: len(content) // 2])
    assert refused(form, packed(content, {"xl/worksheets/sheet1.xml": b"<worksheet"}))
    assert refused(form, packed(content, {"xl/workbook.xml": b""}))


def packed(content: bytes, instead: dict[str, bytes]) -> bytes:
    """The same parts but these."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            if part not in instead:
                new.writestr(part, old.read(part))
        for part, said in instead.items():
            new.writestr(part, said)
    return target.getvalue()


def test_a_bomb_is_refused_without_being_unpacked(form: ReportForm) -> None:
    bomb = packed(write_book(form, {}), {"xl/media/image1.png": b"\x00" * (80 * 1024 * 1024)})
    assert len(bomb) < 1024 * 1024
    assert "quá lớn khi mở ra" in refused(form, bomb)
    many = packed(write_book(form, {}), {f"xl/media/{n}.png": b"" for n in range(300)})
    assert "quá lớn khi mở ra" in refused(form, many)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_are_refused(form: ReportForm, encoding: str) -> None:
    laughs = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;&b;">]><worksheet>&c;</worksheet>'
    content = packed(write_book(form, {}), {"xl/worksheets/sheet1.xml": laughs.encode(encoding)})
    assert "không được phép" in refused(form, content)


def test_macros_are_refused(form: ReportForm) -> None:
    assert "macro" in refused(form, packed(write_book(form, {}), {"xl/vbaProject.bin": b"x"}))


def test_a_sheet_without_end_is_refused(form: ReportForm) -> None:
    assert "hơn 2000 dòng" in refused(form, filled(form, lambda sheet: sheet.cell(5_000, 1, "x")))
    wide = filled(form, lambda sheet: sheet.cell(30, 16_000, "x"))
    assert fields(form, wide) == {}
