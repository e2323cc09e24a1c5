"""A report is made of what its snapshot stores, and can be made again from it: later, elsewhere, or not at all, and says so."""

from __future__ import annotations

import datetime as dt
import io
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from builders import Office, at
from papers import issue
from report_parts import REPORT
from terminal import Terminal

from danvan_workflow.duty.submission import TaskProgress, TaskState
from danvan_workflow.errors import Refused, UnknownName
from danvan_workflow.plan.loading import load_plan
from danvan_workflow.report import opening
from danvan_workflow.report.facts import ReportFacts
from danvan_workflow.services.acts.act import Act
from danvan_workflow.services.acts.concede import return_submission
from danvan_workflow.services.approval.decide import record_decision
from danvan_workflow.services.consolidation import rebuild_report as rebuilding
from danvan_workflow.services.consolidation import take_snapshot
from danvan_workflow.services.consolidation.consolidate_cycle import SnapshotResult, consolidate_cycle
from danvan_workflow.services.consolidation.export_upward import export_upward
from danvan_workflow.services.consolidation.issue_report import issue_report
from danvan_workflow.services.consolidation.made_with import made_with
from danvan_workflow.services.consolidation.rebuild_report import RebuildOutcome, rebuild_report
from danvan_workflow.services.consolidation.stored_facts import canonical, facts_of_snapshot, read, written
from danvan_workflow.settings import SHIPPED
from danvan_workflow.store import reports, tasks
from danvan_workflow.store.tables import SnapshotRow

CYCLE = "binh-dinh-2025.dinh-ky.2025-q1"
PLANS = sorted((SHIPPED / "dags" / "plans").glob("*.yaml"))


@pytest.fixture
def told(office: Office) -> tuple[Office, SnapshotResult]:
    """A quarter of two agencies, one of which speaks of a task; consolidated."""
    office.open(CYCLE)
    first, second = office.owing(CYCLE)[:2]
    office.send(CYCLE, first, "2025-03-18 10:00", {"TT01": 3}, tasks=(TaskProgress("doi-thoai", TaskState.DONE, 100, "TB 3"),))
    office.send(CYCLE, second, "2025-03-18 11:00", {"TT01": 4})
    return office, consolidate_cycle(office.runtime, CYCLE, at("2025-03-26"))


def stored(office: Office, snapshot: SnapshotResult) -> dict[str, bytes]:
    with office.runtime.uow() as uow:
        return {row.file_name: row.content for row in reports.reports_of(uow, snapshot.snapshot_id)}


def change(office: Office, snapshot: SnapshotResult, do: Callable[[SnapshotRow], None]) -> None:
    """Something happens to the stored snapshot."""
    with office.runtime.uow() as uow:
        do(reports.get_snapshot(uow, snapshot.snapshot_id))
        uow.commit()


# -- stored --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("file", PLANS, ids=lambda file: file.stem)
def test_facts_read_back_as_they_were_with_every_plan(file: Path) -> None:
    facts = replace(REPORT, plan=load_plan(file))
    assert read(written(facts).content) == facts


def test_stored_facts_read_back_and_hold_their_order(told: tuple[Office, SnapshotResult]) -> None:
    office, snapshot = told
    with office.runtime.uow() as uow:
        facts = facts_of_snapshot(uow, snapshot.snapshot_id)
    assert facts is not None
    again = read(written(facts).content)
    assert again == facts
    assert canonical(again) == canonical(facts)
    assert list(again.figures.totals) == list(again.figures.catalogue)
    assert list(again.short) == [view.agency for view in again.views]


def test_every_field_has_a_stored_form() -> None:
    assert list(missing(REPORT, json.loads(canonical(REPORT)))) == []


def missing(value: Any, tree: Any) -> list[str]:
    """The fields of a dataclass, and of those within it, that its stored form lacks."""
    if not is_dataclass(value):
        return []
    names = [field.name for field in fields(value)]
    inner = [lack for name in names if name in tree for lack in missing(getattr(value, name), tree[name])]
    return [name for name in names if name not in tree] + inner


def test_what_is_not_stored_is_not_printed(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """The documents are made of what is read back, not of what was read from the database."""
    office.open(CYCLE)
    office.send(CYCLE, office.owing(CYCLE)[0], "2025-03-18 10:00")
    forgetful: Callable[[ReportFacts], Any] = lambda facts: written(replace(facts, tasks=()))  # noqa: E731
    monkeypatch.setattr(take_snapshot, "written", forgetful)
    snapshot = consolidate_cycle(office.runtime, CYCLE, at("2025-03-26"))
    book = openpyxl.load_workbook(io.BytesIO(next(c for n, c in stored(office, snapshot).items() if n.endswith("xlsx"))))
    assert "Nhiệm vụ" not in book.sheetnames


# -- made again ----------------------------------------------------------------------------------------------------


def test_a_report_is_made_again_after_the_year_went_on(told: tuple[Office, SnapshotResult]) -> None:
    office, snapshot = told
    before = stored(office, snapshot)
    first, second, third = office.owing(CYCLE)[:3]
    act = Act("Số liệu chưa khớp", "Giám đốc Sở Nội vụ")
    return_submission(office.runtime, CYCLE, first, (), act, at("2025-03-27"))
    office.send(CYCLE, second, "2025-03-28 10:00", {"TT01": 40}, tasks=(TaskProgress("doi-thoai", TaskState.DONE, 100, "TB 9"),))
    office.send(CYCLE, third, "2025-03-28 10:00", {"TT01": 5})
    office.open("binh-dinh-2025.dinh-ky.2025-6m")
    rebuilt = rebuild_report(office.runtime, snapshot.sha256[:8])
    assert rebuilt.outcome is RebuildOutcome.SAME
    assert rebuilt.other_versions == ()
    assert dict(rebuilt.files) == before


def test_elsewhere_it_is_made_again_from_a_copy_of_the_database(told: tuple[Office, SnapshotResult], tmp_path: Path) -> None:
    office, snapshot = told
    office.runtime.engine.dispose()
    home = tmp_path / "elsewhere"
    home.mkdir()
    for file in office.runtime.settings.home.glob("danvan.sqlite*"):
        shutil.copy(file, home / file.name)
    name = next(iter(stored(office, snapshot)))
    address = f"sqlite:///{home / 'danvan.sqlite'}"
    there = {"DANVAN_HOME": str(home), "DANVAN_DATABASE_URL": address, "TZ": "America/Lima", "LC_ALL": "C", "PYTHONHASHSEED": "7"}
    command = [sys.executable, "-X", "utf8", "-m", "danvan_workflow.cli", "report", "rebuild", name, "--out", str(home / "out")]
    run = subprocess.run(command, env=os.environ | there, cwd=home, capture_output=True, text=True, check=False, timeout=300)
    assert run.returncode == 0, run.stderr + run.stdout
    assert "trùng khớp từng byte" in run.stdout
    assert {path.name: path.read_bytes() for path in (home / "out").iterdir()} == stored(office, snapshot)


def test_with_other_versions_it_says_so_and_what_would_differ(
    told: tuple[Office, SnapshotResult], monkeypatch: pytest.MonkeyPatch
) -> None:
    office, snapshot = told
    monkeypatch.setattr(rebuilding, "made_with", lambda: {**made_with(), "python-docx": "9.9"})
    other = rebuild_report(office.runtime, snapshot.sha256)
    assert other.outcome is RebuildOutcome.SAME  # another version that writes the same bytes
    assert [(version.name, version.now) for version in other.other_versions] == [("python-docx", "9.9")]

    monkeypatch.setattr(opening, "NAMED_IN_BODY", 999)
    rebuilt = rebuild_report(office.runtime, snapshot.sha256)
    assert rebuilt.outcome is RebuildOutcome.DIFFERENT
    assert dict(rebuilt.files) == stored(office, snapshot)
    assert any("− " in line and "danh sách tại" in line for line in rebuilt.differences)
    assert any("+ " in line and "chưa gửi: " in line for line in rebuilt.differences)


def test_a_snapshot_of_an_older_release_is_named_and_its_files_are_handed_out(told: tuple[Office, SnapshotResult]) -> None:
    office, snapshot = told
    issue(office, CYCLE, "2025-03-27 09:00")
    kept = stored(office, snapshot)
    change(office, snapshot, older)
    rebuilt = rebuild_report(office.runtime, snapshot.sha256)
    assert rebuilt.outcome is RebuildOutcome.NOT_KEPT
    assert dict(rebuilt.files) == kept
    with pytest.raises(Refused, match="không dựng lại được"):
        export_upward(office.runtime, CYCLE, at("2025-03-28"))


def older(row: SnapshotRow) -> None:
    row.facts, row.facts_sha256, row.made_with = None, "", None


def test_spoilt_facts_are_not_taken_for_what_was_stored(told: tuple[Office, SnapshotResult]) -> None:
    office, snapshot = told
    with office.runtime.uow() as uow:
        facts = facts_of_snapshot(uow, snapshot.snapshot_id)
    assert facts is not None
    change(office, snapshot, lambda row: setattr(row, "facts", written(replace(facts, tasks=())).content))
    assert rebuild_report(office.runtime, snapshot.sha256).outcome is RebuildOutcome.SPOILT
    change(office, snapshot, lambda row: setattr(row, "facts", b"?"))
    assert rebuild_report(office.runtime, snapshot.sha256).outcome is RebuildOutcome.SPOILT


def test_a_name_of_none_is_refused(told: tuple[Office, SnapshotResult]) -> None:
    office, _ = told
    for name in ("khong-co", "", "%", "ffffffffffff"):
        with pytest.raises(UnknownName, match="bản chốt"):
            rebuild_report(office.runtime, name)


# -- the same or another -------------------------------------------------------------------------------------------


def test_a_look_at_an_unchanged_cycle_does_not_load_pandas(told: tuple[Office, SnapshotResult]) -> None:
    office, snapshot = told
    home = office.runtime.settings.home
    code = (
        "import sys, datetime as dt\n"
        "from pathlib import Path\n"
        "from danvan_workflow.settings import Settings\n"
        "from danvan_workflow.services.runtime import Runtime\n"
        "from danvan_workflow.services.consolidation.consolidate_cycle import consolidate_cycle\n"
        f"runtime = Runtime(Settings(home=Path({str(home)!r}), database_url={office.runtime.settings.database_url!r}))\n"
        f"again = consolidate_cycle(runtime, {CYCLE!r}, dt.datetime.fromisoformat('2025-03-26T09:00:00+07:00'))\n"
        f"assert not again.created and again.snapshot_id == {snapshot.snapshot_id}\n"
        "sys.exit(bool({'pandas', 'docx', 'xlsxwriter'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False, timeout=300).returncode == 0


def test_a_task_that_is_overdue_by_then_makes_another_snapshot(told: tuple[Office, SnapshotResult]) -> None:
    office, _ = told
    with office.runtime.uow() as uow:
        item = next(row for row in tasks.tasks_of(uow, "binh-dinh-2025") if row.state is TaskState.NOT_REPORTED)
        item.due_on = dt.date(2025, 3, 28)
        uow.commit()
    before, that_day, day_after = (consolidate_cycle(office.runtime, CYCLE, at(f"2025-03-{day}")) for day in (27, 28, 29))
    assert (before.created, that_day.created, day_after.created) == (True, False, True)
    assert facts(office, day_after).tasks != facts(office, before).tasks


def facts(office: Office, snapshot: SnapshotResult) -> ReportFacts:
    with office.runtime.uow() as uow:
        found = facts_of_snapshot(uow, snapshot.snapshot_id)
    assert found is not None
    return found


def test_nothing_new_since_the_issue_is_the_issued_snapshot(told: tuple[Office, SnapshotResult]) -> None:
    office, snapshot = told
    issue(office, CYCLE, "2025-03-27 09:00")
    again = consolidate_cycle(office.runtime, CYCLE, at("2025-03-27 10:00"))
    assert (again.created, again.snapshot_id) == (False, snapshot.snapshot_id)


def test_a_snapshot_from_before_an_issue_does_not_stand_for_the_report_that_replaces_it(
    told: tuple[Office, SnapshotResult],
) -> None:
    """The same versions, but the report says now what it replaces."""
    office, first = told
    office.send(CYCLE, office.owing(CYCLE)[2], "2025-03-26 10:00", {"TT01": 5})
    unissued = consolidate_cycle(office.runtime, CYCLE, at("2025-03-26 11:00"))
    record_decision(office.runtime, CYCLE, first.snapshot_id, "approve", "Giám đốc", "", at("2025-03-26 12:00"))
    issue_report(office.runtime, CYCLE, first.snapshot_id, at("2025-03-26 13:00"))
    after = consolidate_cycle(office.runtime, CYCLE, at("2025-03-26 14:00"))
    assert after.created
    assert facts(office, unissued).changes is None
    assert facts(office, after).changes is not None


def test_the_command_tells_what_came_of_it(
    told: tuple[Office, SnapshotResult], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    office, snapshot = told
    terminal = Terminal(office.runtime.settings.home, monkeypatch, capsys)
    answer = terminal.run("report", "rebuild", snapshot.sha256[:12], "--out", str(tmp_path / "out"))
    assert answer.code == 0
    assert "Các tệp dựng lại trùng khớp từng byte với tệp đã lập." in answer.lines
    change(office, snapshot, older)
    answer = terminal.run("report", "rebuild", snapshot.sha256[:12], "--out", str(tmp_path / "out"))
    assert answer.code == 3
    assert "Không dựng lại được" in answer.lines
    assert {path.name for path in (tmp_path / "out").iterdir()} == set(stored(office, snapshot))
    assert terminal.run("report", "rebuild", "khong-co").code == 2
