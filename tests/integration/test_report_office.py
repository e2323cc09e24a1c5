"""An office suite opens the consolidated report and works out the same numbers from the workbook's formulas."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
from pathlib import Path

import openpyxl
import pytest
from builders import Office
from papers import Paper, sample_paper

TOOLS = ("soffice", "pdftotext", "pdffonts", "fc-match")
pytestmark = [
    pytest.mark.office,
    pytest.mark.skipif(not all(map(shutil.which, TOOLS)), reason="needs LibreOffice and poppler-utils"),
]
CYCLE = "phu-son-2025.dinh-ky.2025-6m"


def convert(folder: Path, to: str, *files: str) -> None:
    profile = folder / "profile"
    command = ["soffice", f"-env:UserInstallation={profile.as_uri()}", "--headless", "--convert-to", to, "--outdir", str(folder)]
    subprocess.run([*command, *files], cwd=folder, check=True, capture_output=True, timeout=180)


@pytest.fixture
def paper(office: Office) -> Paper:
    return sample_paper(office, CYCLE, "2025-06-30")


def test_the_suite_recalculates_what_we_wrote_beside_the_formulas(paper: Paper, tmp_path: Path) -> None:
    formulas = openpyxl.load_workbook(io.BytesIO(paper.excel))
    ours = openpyxl.load_workbook(io.BytesIO(paper.excel), data_only=True)
    (tmp_path / "recalculated").mkdir()
    formulas.save(tmp_path / "bare.xlsx")  # openpyxl drops our values: whatever comes back was worked out
    convert(tmp_path / "recalculated", "xlsx", str(tmp_path / "bare.xlsx"))
    theirs = openpyxl.load_workbook(tmp_path / "recalculated" / "bare.xlsx", data_only=True)
    places = [(s.title, c.coordinate) for s in formulas for row in s.iter_rows() for c in row if str(c.value).startswith("=")]
    assert len(places) > 20
    for sheet, cell in places:
        mine, other = ours[sheet][cell].value, theirs[sheet][cell].value
        assert other == (pytest.approx(mine, rel=1e-9) if isinstance(mine, int | float) else mine), (sheet, cell)


def test_the_report_opens_with_every_heading_and_an_annex_on_a_page_of_its_own(paper: Paper, tmp_path: Path) -> None:
    (tmp_path / "report.docx").write_bytes(paper.word)
    convert(tmp_path, "pdf", "report.docx")
    shown = subprocess.run(
        ["pdftotext", "-layout", "report.pdf", "-"], cwd=tmp_path, check=True, capture_output=True, timeout=60
    ).stdout.decode()
    bare = re.sub(r"\s", "", shown)
    assert [line for line in paper.headings if re.sub(r"\s", "", line) not in bare] == []
    starts = [page.split("\n") for page in shown.split("\f")]
    annexes = [page for page in starts if any(re.fullmatch(r"\s*Phụ lục [IVX]+", line) for line in page[:4])]
    assert len(annexes) == sum(bool(re.fullmatch("Phụ lục [IVX]+", line)) for line in paper.lines) >= 3


def test_the_report_is_printed_in_one_family_that_has_every_vietnamese_letter(paper: Paper, tmp_path: Path) -> None:
    """Where a font lacks letters the suite takes them from another one, in the middle of a word."""
    (tmp_path / "report.docx").write_bytes(paper.word)
    convert(tmp_path, "pdf", "report.docx")
    table = answer_of("pdffonts", str(tmp_path / "report.pdf")).splitlines()[2:]
    families = {re.split("[-,]", line.split()[0].partition("+")[2])[0] for line in table}
    assert families in ({"LiberationSerif"}, {"TimesNewRomanPSMT", "TimesNewRomanPS"})
    assert "vi" in answer_of("fc-match", "--format=%{lang}", "Times New Roman").split("|")


def answer_of(*command: str) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True, timeout=60).stdout
