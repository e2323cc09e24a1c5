"""What no agency can mean is refused at every way in, with place, value and what is accepted; nothing else is lost by it."""

from __future__ import annotations

import dataclasses
import io
import json
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from builders import Office, at
from terminal import Terminal, terminal

from danvan_workflow.duty.submission import Figure, FigureStatus, Narrative, SubmissionDraft
from danvan_workflow.errors import InvalidInput, Problem
from danvan_workflow.intake.foreign import submission_key, write_sample_source
from danvan_workflow.intake.form_book import write_book
from danvan_workflow.intake.mapping_file import mapping_of
from danvan_workflow.intake.submission_file import read_submission_text
from danvan_workflow.intake.typed_report import draft_of
from danvan_workflow.intake.uploaded_report import read_uploaded
from danvan_workflow.services.acts.act import Act
from danvan_workflow.services.acts.receive_on_behalf import OnBehalf, receive_on_behalf
from danvan_workflow.services.submissions.collect import collect
from danvan_workflow.services.submissions.receive_submission import receive_submission
from danvan_workflow.store import submissions
from danvan_workflow.store.tables import RejectionRow
from danvan_workflow.views.agency.report_form import report_form

__all__ = ["terminal"]

Q1, QUY_NHON, NOW = "binh-dinh-2025.dinh-ky.2025-q1", "L540", "2025-03-17 10:00"
WRONG = {"CD01": Decimal(-3), "TT02": Decimal("12.5"), "CD02": Decimal(2)}
ACCEPTED = {"CD01": "số nguyên từ 0 trở lên", "TT02": "số nguyên từ 0 trở lên", "CD02": "1 (có) hoặc 0 (không)"}
WHOLE = "cả kỳ không phát sinh"


@pytest.fixture
def opened(office: Office) -> Office:
    office.open(Q1)
    return office


def spoilt(office: Office) -> SubmissionDraft:
    """A report that is right but for three figures."""
    draft = office.draft(Q1, QUY_NHON, NOW)
    figures = [dataclasses.replace(f, value=WRONG.get(f.indicator, f.value)) for f in draft.figures]
    return dataclasses.replace(draft, figures=tuple(dataclasses.replace(f, status=FigureStatus.VALUE) for f in figures))


def named(problems: tuple[Problem, ...]) -> dict[str, tuple[str, str]]:
    return {problem.place: (problem.value, problem.accepted) for problem in problems}


def stored(office: Office) -> dict[str, Decimal | None]:
    with office.runtime.uow() as uow:
        return {f.indicator: f.value for v in submissions.latest_versions(uow, Q1) for f in v.figures}


def as_file(draft: SubmissionDraft, figures: dict[str, object], **more: object) -> str:
    return json.dumps({"format": "1", "cycle": Q1, "agency": QUY_NHON, "figures": figures, **more})


def test_a_draft_is_refused_with_all_such_figures_at_once(opened: Office) -> None:
    with pytest.raises(InvalidInput) as refused:
        receive_submission(opened.runtime, spoilt(opened), at(NOW))
    assert named(refused.value.problems) == {
        "figures.CD01": ("-3", ACCEPTED["CD01"]),
        "figures.TT02": ("12,5", ACCEPTED["TT02"]),
        "figures.CD02": ("2", ACCEPTED["CD02"]),
    }
    assert stored(opened) == {}


def test_a_report_taken_in_on_behalf_is_refused(opened: Office) -> None:
    with pytest.raises(InvalidInput) as refused:
        receive_on_behalf(opened.runtime, OnBehalf(spoilt(opened), Act("Bản giấy", "Trần Thị Bình")), at(NOW))
    assert set(named(refused.value.problems)) == {"figures.CD01", "figures.TT02", "figures.CD02"}
    assert stored(opened) == {}


@pytest.mark.parametrize("suffix", [".json", ".yaml"])
def test_a_submitted_file_is_refused_in_words_and_nothing_is_stored(terminal: Terminal, tmp_path: Path, suffix: str) -> None:
    terminal.ok("cycle", "open", Q1, "--now", "2025-02-26T08:00")
    file = tmp_path / f"bao-cao{suffix}"
    file.write_text(
        json.dumps({"format": "1", "cycle": Q1, "agency": QUY_NHON, "figures": {"CD01": -3, "TT02": 12.5, "CD02": 2}})
    )
    answer = terminal.run("submit", file, "--now", "2025-03-17T10:00")
    assert answer.code == 2
    for said in ("CD01", "TT02", "12,5", "CD02", *ACCEPTED.values()):
        assert said in answer.lines
    assert "Traceback" not in answer.lines
    assert terminal.dump()["submission"] == []


def test_a_filled_workbook_is_refused_at_its_fields(opened: Office) -> None:
    form = report_form(opened.runtime, Q1, QUY_NHON)
    book = openpyxl.load_workbook(io.BytesIO(write_book(form, {"sent_on": "2025-03-17"})))
    for row in book.worksheets[0].iter_rows():
        if row[0].value in WRONG:
            row[3].value = float(WRONG[row[0].value])
    kept = io.BytesIO()
    book.save(kept)
    fields = read_uploaded(form, kept.getvalue(), "bieu.xlsx", at(NOW))
    assert isinstance(fields, dict)
    with pytest.raises(InvalidInput) as refused:
        draft_of(form, fields, at(NOW))
    assert set(named(refused.value.problems)) == {"so.CD01", "so.TT02", "so.CD02"}


def test_an_uploaded_file_with_such_figures_shows_them_at_their_fields(opened: Office) -> None:
    form = report_form(opened.runtime, Q1, QUY_NHON)
    said = as_file(spoilt(opened), {"TT02": 12.5, "CD02": 2})
    draft = read_uploaded(form, said.encode(), "bao-cao.json", at(NOW))
    assert isinstance(draft, SubmissionDraft)
    with pytest.raises(InvalidInput) as refused:
        receive_submission(opened.runtime, draft, at(NOW))
    assert set(named(refused.value.problems)) == {"figures.TT02", "figures.CD02"}


def test_a_row_of_a_database_is_set_aside_alone_and_the_figure_stays_missing(opened: Office, tmp_path: Path) -> None:
    address, mapping = f"sqlite:///{tmp_path / 'nguon.sqlite'}", mapping_of(opened.runtime.settings.collect, "he-thong-tinh")
    draft = spoilt(opened)
    write_sample_source(address, mapping, [draft], {})
    result = collect(opened.runtime, Q1, at(NOW), url=address)
    assert (result.new, result.rejected, result.refused) == (1, 3, 0)
    assert WRONG.keys().isdisjoint(stored(opened))
    assert len(stored(opened)) == len(draft.figures) - 3
    assert set(opened.view(Q1, QUY_NHON, NOW).missing) == set(WRONG)
    with opened.runtime.uow() as uow:
        told = {row.value: row.reason for row in uow.session.query(RejectionRow)}
    assert "số âm" in told["-3"]
    assert ACCEPTED["TT02"] in told["12,5"]
    assert ACCEPTED["CD02"] in told["2"]


# -- không phát sinh beside figures ---------------------------------------------------------------------------------


def test_a_nil_report_beside_figures_is_refused_and_nothing_is_filled_in(opened: Office) -> None:
    draft = opened.draft(Q1, QUY_NHON, NOW, {"TT02": 40}, nil_report=True)
    few = dataclasses.replace(draft, figures=tuple(f for f in draft.figures if f.indicator in {"TT01", "TT02"}))
    with pytest.raises(InvalidInput, match=WHOLE) as refused:
        receive_submission(opened.runtime, few, at(NOW))
    assert named(refused.value.problems)["nil_report"][0] == "TT02: 40"
    assert stored(opened) == {}


def test_a_nil_section_beside_its_figures_is_refused(opened: Office) -> None:
    draft = opened.draft(Q1, QUY_NHON, NOW, {"TT02": 40})
    texts = [Narrative(n.section, "", nil=True) if n.section == "tuyen-truyen" else n for n in draft.narratives]
    with pytest.raises(InvalidInput, match="mục này không phát sinh") as refused:
        receive_submission(opened.runtime, dataclasses.replace(draft, narratives=tuple(texts)), at(NOW))
    assert named(refused.value.problems)["narratives.tuyen-truyen"][0] == "TT02: 40"


def test_a_file_and_a_form_say_so_in_the_same_words(opened: Office) -> None:
    form = report_form(opened.runtime, Q1, QUY_NHON)
    draft = read_submission_text(as_file(spoilt(opened), {"TT02": 40}, nil_report=True), at(NOW))
    with pytest.raises(InvalidInput) as by_file:
        receive_submission(opened.runtime, draft, at(NOW))
    with pytest.raises(InvalidInput) as by_form:
        draft_of(form, {"sent_on": "2025-03-17", "so.TT02": "40", "nil_report": "1"}, at(NOW))
    assert by_file.value.problems == by_form.value.problems


@pytest.mark.parametrize(("said", "rejected"), [("40", 1), ("12,5", 2)])
def test_a_database_keeps_the_figures_and_loses_the_nil_by_name(opened: Office, tmp_path: Path, said: str, rejected: int) -> None:
    """Where the figure can't be read either, it isn't nil: it stays missing."""
    address, mapping = f"sqlite:///{tmp_path / 'nguon.sqlite'}", mapping_of(opened.runtime.settings.collect, "he-thong-tinh")
    value = Decimal(said.replace(",", "."))
    draft = opened.draft(Q1, QUY_NHON, NOW, nil_report=True, narratives=())
    draft = dataclasses.replace(draft, figures=(Figure("TT02", FigureStatus.VALUE, value),))
    write_sample_source(address, mapping, [draft], {})
    result = collect(opened.runtime, Q1, at(NOW), url=address)
    assert (result.new, result.rejected) == (1, rejected)
    assert stored(opened) == ({"TT02": Decimal(40)} if said == "40" else {})
    assert "TT01" in opened.view(Q1, QUY_NHON, NOW).missing
    with opened.runtime.uow() as uow:
        rows = {row.column_name: row for row in uow.session.query(RejectionRow)}
    assert WHOLE in rows["khong_phat_sinh"].reason
    assert rows["khong_phat_sinh"].row_key.startswith(submission_key(draft))
    assert collect(opened.runtime, Q1, at(NOW), url=address).new == 0
