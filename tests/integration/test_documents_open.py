"""An office suite opens what we write, and shows what we wrote."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from specimen import committee_report, report, workbook

from danvan_workflow.render.docx import write_docx
from danvan_workflow.render.xlsx import write_xlsx

GOLDEN = Path(__file__).parents[1] / "golden" / "report-sample.txt"
TOOLS = ("soffice", "pdftotext", "pdfinfo")
pytestmark = [
    pytest.mark.office,
    pytest.mark.skipif(not all(map(shutil.which, TOOLS)), reason="needs LibreOffice and poppler-utils"),
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The three specimens and their PDFs, made by one start of the office suite with a profile of its own."""
    place = tmp_path_factory.mktemp("office")
    (place / "report.docx").write_bytes(write_docx(report()))
    (place / "draft.docx").write_bytes(write_docx(committee_report()))
    (place / "figures.xlsx").write_bytes(write_xlsx(workbook()))
    profile = place / "profile"
    command = ["soffice", f"-env:UserInstallation={profile.as_uri()}", "--headless", "--convert-to", "pdf", "--outdir"]
    files = ["report.docx", "draft.docx", "figures.xlsx"]
    subprocess.run([*command, str(place), *files], cwd=place, check=True, capture_output=True, timeout=180)
    shutil.rmtree(profile, ignore_errors=True)
    return place


def bare(text: str) -> str:
    """Without spaces: where a line is broken is the suite's affair."""
    return re.sub(r"\s", "", text)


def pdf_text(path: Path, *options: str) -> str:
    return subprocess.run(["pdftotext", *options, str(path), "-"], check=True, capture_output=True, timeout=60).stdout.decode()


def pages(path: Path) -> list[str]:
    return pdf_text(path, "-layout").split("\f")[:-1]


def test_every_word_of_the_agreed_text_is_on_paper(folder: Path) -> None:
    shown = bare(pdf_text(folder / "report.pdf")).replace("SỐLIỆUMẪU", "")
    pieces = [piece for line in GOLDEN.read_text(encoding="utf-8").splitlines() for piece in re.split(r" \| | / ", line)]
    assert len(pieces) > 1000
    # A cell that wraps is torn apart by its neighbours' lines: then its words have to be there.
    assert [piece for piece in pieces if bare(piece) not in shown and any(word not in shown for word in piece.split())] == []


def test_the_first_page_has_no_number_and_the_second_has(folder: Path) -> None:
    first, second, *_ = pages(folder / "report.pdf")
    assert first.split()[:3] == ["SỐ", "LIỆU", "MẪU"]
    assert second.split()[0] == "2"


def test_each_annex_begins_a_page_and_its_heading_repeats_on_the_next(folder: Path) -> None:
    found = pages(folder / "report.pdf")
    start = next(number for number, page in enumerate(found) if "Phụ lục I\n" in page)
    assert "Cơ quan, đơn vị" in found[start]
    assert "Cơ quan, đơn vị" in found[start + 1]
    assert "Phụ lục II" in found[start + 2]
    sizes = subprocess.run(
        ["pdfinfo", "-f", str(start + 1), "-l", str(start + 1), str(folder / "report.pdf")], check=True, capture_output=True
    ).stdout.decode()
    assert re.search(r"size:\s+841\.\d+ x 595", sizes)


def test_title_and_motto_each_stand_on_one_line(folder: Path) -> None:
    for name in ("report.pdf", "draft.pdf"):
        first = pages(folder / name)[0]
        assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in first
        assert "Độc lập - Tự do - Hạnh phúc" in first


def test_recipients_and_signature_begin_on_the_same_line(folder: Path) -> None:
    text = pdf_text(folder / "report.pdf", "-layout")
    assert re.search(r"Nơi nhận:\s{5,}KT\. GIÁM ĐỐC\n", text)


def test_the_signature_stays_on_one_page_with_the_recipients(folder: Path) -> None:
    page = next(page for page in pages(folder / "draft.pdf") if "Nơi nhận" in page)
    assert "Trần Văn Mẫu" in page
    assert "Lưu: VT, NC." in page


def test_a_signature_never_stands_on_a_page_without_text(folder: Path) -> None:
    page = next(page for page in pages(folder / "draft.pdf") if "Nơi nhận" in page)
    assert "./." in page


def test_the_suite_works_out_the_same_totals(folder: Path) -> None:
    text = pdf_text(folder / "figures.pdf", "-layout")
    assert re.search(r"Tổng cộng\s+18\s+31\s+75[.,]0%", text)
    assert "=HYPERLINK(1)" in text
