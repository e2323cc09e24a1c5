"""A simulated year of each of the five plans does what the plan's document asks for."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import docx
import openpyxl
import pytest
from builders import Office, at
from held_to_sql import counted, opening, printed, totals_that_differ
from kept.years import as_text, difference, hashes, keep, kept_files, kept_letters

from danvan_workflow.errors import Refused, UnknownName
from danvan_workflow.notify.memory import MemoryTransport
from danvan_workflow.register.register import Register
from danvan_workflow.report.facts import ReportFacts
from danvan_workflow.services.consolidation.consolidated_versions import snapshot_members
from danvan_workflow.services.consolidation.read_facts import report_facts
from danvan_workflow.services.consolidation.rebuild_report import RebuildOutcome, rebuild_report
from danvan_workflow.services.runtime import Runtime
from danvan_workflow.services.simulation.simulate import CycleResult, SimulatedEvent, YearResult, simulate
from danvan_workflow.settings import Settings, SmtpSettings
from danvan_workflow.statutory.deadline import VIETNAM
from danvan_workflow.store import cycles, reports, submissions
from danvan_workflow.store.tables import DutyRow

pytestmark = pytest.mark.slow
FAR = at("2030-01-01")


@dataclass
class Year:
    """A simulated year, its store and its letters."""

    office: Office
    result: YearResult

    def cycle(self, ending: str) -> CycleResult:
        """The cycle whose id ends so."""
        return next(cycle for cycle in self.result.cycles if cycle.cycle_id.endswith(ending))

    def said(self, ending: str = "") -> list[str]:
        """What happened, in order."""
        return [event.what for event in self.result.events if event.cycle_id.endswith(ending)]

    def owing(self, ending: str) -> list[DutyRow]:
        """Who owed to the last in a cycle."""
        return [d for d in self.office.duties(self.cycle(ending).cycle_id).values() if d.owes and not d.passed_on_at]

    def document(self, ending: str) -> str:
        """The text of the issued report, its tables too."""
        document = docx.Document(BytesIO(self.file(ending, ".docx")))
        cells = (cell.text for table in document.tables for row in table.rows for cell in row.cells)
        return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])

    def sheet(self, ending: str, name: str) -> list[tuple[object, ...]]:
        """A sheet of the issued workbook."""
        return list(openpyxl.load_workbook(BytesIO(self.file(ending, ".xlsx")))[name].values)

    def file(self, ending: str, suffix: str) -> bytes:
        """A file as it was written out."""
        return next(path for path in self.cycle(ending).files if path.suffix == suffix).read_bytes()

    def facts(self, ending: str, *, issued: bool = False) -> ReportFacts:
        """The cycle's facts: of the newest versions, or of what was issued."""
        cycle_id = self.cycle(ending).cycle_id
        with self.office.runtime.uow() as uow:
            duties = cycles.duties_of(uow, cycle_id)
            stored = reports.get_snapshot(uow, self.cycle(ending).snapshot.snapshot_id).members
            members = [(duty, version) for duty, version in stored] if issued else snapshot_members(duties, FAR)
            return report_facts(self.office.runtime, uow, cycles.get_cycle(uow, cycle_id), members, FAR)


Simulate = Callable[[str], Year]


@pytest.fixture(scope="module")
def year(prepared: tuple[Path, Register], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Simulate]:
    """Each plan's year, simulated once."""
    done: dict[str, Year] = {}

    def run(plan: str) -> Year:
        if plan not in done:
            done[plan] = simulated(prepared, tmp_path_factory.mktemp(plan), plan)
        return done[plan]

    yield run
    for finished in done.values():
        finished.office.runtime.engine.dispose()


def simulated(prepared: tuple[Path, Register], home: Path, plan: str, seed: int = 0) -> Year:
    """A year in a store of its own."""
    shutil.copy(prepared[0], home / "danvan.sqlite")
    transport = MemoryTransport()
    runtime = Runtime(Settings(home=home, database_url=f"sqlite:///{home / 'danvan.sqlite'}"), transport=transport)
    runtime.__dict__["register"] = prepared[1]
    return Year(Office(runtime, transport), simulate(runtime, plan, seed=seed))


# -- every plan ----------------------------------------------------------------------------------------------------

PLANS = {
    "dak-lak-2025": {"dau-moi.2025-dau-moi", "dinh-ky.2025-6m", "dot-xuat.2025-dot-xuat-01", "dinh-ky.2025-annual"},
    "phu-son-2025": {"dinh-ky.2025-6m", "dinh-ky.2025-annual"},
    "gia-lai-2024": {
        "dinh-ky.2024-6m",
        "tuyen-truyen.2024-6m",
        "dot-xuat.2024-dot-xuat-01",
        "dinh-ky.2024-annual",
        "tuyen-truyen.2024-annual",
    },
    "binh-dinh-2025": {"dinh-ky.2025-q1", "dinh-ky.2025-6m", "dinh-ky.2025-9m", "dinh-ky.2025-annual"},
    "lang-son-2026": {"ke-hoach.2026-ke-hoach", "dinh-ky.2026-6m", "dinh-ky.2026-annual"},
}


@pytest.mark.parametrize("plan", PLANS)
def test_every_cycle_runs_from_opening_to_issue(year: Simulate, plan: str) -> None:
    result = year(plan).result
    assert {cycle.cycle_id.removeprefix(f"{plan}.") for cycle in result.cycles} == PLANS[plan]
    for cycle in result.cycles:
        assert cycle.report_version == 1
        assert {path.suffix for path in cycle.files} == {".docx", ".xlsx"}
        said = year(plan).said(cycle.cycle_id)
        order = [next(n for n, what in enumerate(said) if what.startswith(word)) for word in STAGES]
        assert order == sorted(order)


STAGES = ("Mở kỳ", "Gửi yêu cầu", "Nhắc", "Nhận", "Tổng hợp bản chốt 1", "Lãnh đạo duyệt", "Phát hành báo cáo (phiên bản 1)")


@pytest.mark.parametrize("plan", PLANS)
def test_a_year_makes_the_files_and_letters_that_it_made(year: Simulate, plan: str, request: pytest.FixtureRequest) -> None:
    made = year(plan)
    files = hashes(path for cycle in made.result.cycles for path in cycle.files)
    letters = as_text(made.office.transport.sent)
    if request.config.getoption("--update-golden"):
        keep(plan, files, letters)
    assert files == kept_files(plan)
    assert letters == kept_letters(plan), difference(kept_letters(plan), letters)


@pytest.mark.parametrize("plan", PLANS)
def test_all_reports_of_a_year_are_made_again_when_it_is_over(year: Simulate, plan: str) -> None:
    for cycle in year(plan).result.cycles:
        rebuilt = rebuild_report(year(plan).office.runtime, cycle.snapshot.sha256)
        assert rebuilt.outcome is RebuildOutcome.SAME, rebuilt.differences
        assert dict(rebuilt.files) == {path.name: path.read_bytes() for path in cycle.files}


@pytest.mark.parametrize("plan", PLANS)
def test_what_a_report_states_is_what_plain_sql_counts(year: Simulate, plan: str) -> None:
    database = year(plan).office.runtime.settings.home / "danvan.sqlite"
    for cycle in year(plan).result.cycles:
        report = next(path for path in cycle.files if path.suffix == ".docx").read_bytes()
        assert totals_that_differ(database, cycle.cycle_id, report) == {}
        stated, anew = opening(report), counted(database, cycle.cycle_id)
        assert stated == {name: anew[name] for name in stated}
        with_lists = {"owing", "sent", "on_time", "late", "missing"} | ({"incomplete", "wrong"} if printed(report)[0] else set())
        assert {name for name in with_lists if anew[name]} <= stated.keys()


@pytest.mark.parametrize("plan", PLANS)
def test_the_clock_never_runs_backwards(year: Simulate, plan: str) -> None:
    moments = [event.moment for event in year(plan).result.events]
    assert moments == sorted(moments)


@pytest.mark.parametrize("plan", PLANS)
def test_the_counts_add_up_and_every_letter_was_sent(year: Simulate, plan: str) -> None:
    for cycle in year(plan).result.cycles:
        counts = cycle.counts
        assert counts.owing == counts.sent + counts.missing + counts.passed_on
        assert counts.sent == counts.on_time + counts.late
        assert counts.sent >= counts.incomplete + counts.wrong + counts.returned
        assert sum(rung.pending + rung.failed for rung in cycle.notices) == 0
    by_address = [(message.to, message.message_id) for message in year(plan).office.transport.sent]
    assert len(by_address) == len(set(by_address)) == sum(n.sent for c in year(plan).result.cycles for n in c.notices)


@pytest.mark.parametrize("plan", PLANS)
def test_only_those_who_still_owe_are_chased(year: Simulate, plan: str) -> None:
    """The later the rung, the fewer letters; the leader gets one digest at most."""
    for cycle in year(plan).result.cycles:
        sent = {rung.rung: rung.sent for rung in cycle.notices if rung.rung}
        assert sent[2] >= sent[3] >= sent[4] >= sent[5] >= sent[6]
        assert sent[7] <= 1


@pytest.mark.parametrize("plan", PLANS)
def test_every_sample_is_marked_as_one(year: Simulate, plan: str) -> None:
    for cycle in year(plan).result.cycles:
        document = docx.Document(BytesIO(year(plan).file(cycle.cycle_id, ".docx")))
        headers = [document.sections[0].header, document.sections[0].first_page_header]
        assert all("SỐ LIỆU MẪU" in "".join(header._element.itertext()) for header in headers)
        assert year(plan).sheet(cycle.cycle_id, "Danh sách")[1][0] == "SỐ LIỆU MẪU"


# -- Đắk Lắk 2025 --------------------------------------------------------------------------------------------------


def test_dak_lak_shows_its_periodic_cycles_as_assumed(year: Simulate) -> None:
    dak_lak = year("dak-lak-2025")
    assert {c.cycle_id.rsplit(".", 1)[1]: c.assumed for c in dak_lak.result.cycles if ".dinh-ky." in c.cycle_id} == {
        "2025-6m": True,
        "2025-annual": True,
    }
    assert "Văn bản không ấn định kỳ và hạn" in dak_lak.document("2025-annual")


def test_dak_lak_opens_an_ad_hoc_cycle(year: Simulate) -> None:
    ad_hoc = year("dak-lak-2025").cycle("2025-dot-xuat-01")
    assert ad_hoc.kind == "ad_hoc"
    assert ad_hoc.counts.sent > 60
    assert "Diễn biến tình hình tư tưởng" in year("dak-lak-2025").document("2025-dot-xuat-01")


def test_dak_lak_keeps_a_register_of_focal_persons_with_its_completeness(year: Simulate) -> None:
    dak_lak = year("dak-lak-2025")
    register = dak_lak.cycle("2025-dau-moi")
    assert register.counts.owing == 211
    assert 0 < register.counts.incomplete < register.counts.sent < 211
    rows = dak_lak.sheet("2025-dau-moi", "Đầu mối")
    roles = [row[1] for row in rows]
    assert roles.count("Lãnh đạo phụ trách") > roles.count("Công chức tham mưu") > 100
    missing = dak_lak.sheet("2025-dau-moi", "Danh sách")
    assert any("công chức tham mưu (0/1)" in str(row) for row in missing)


def test_dak_lak_changes_its_roll_on_the_first_of_july(year: Simulate) -> None:
    dak_lak = year("dak-lak-2025")
    before, after = dak_lak.owing("2025-6m"), dak_lak.owing("2025-annual")
    assert len([d for d in dak_lak.office.duties(dak_lak.cycle("2025-6m").cycle_id).values() if d.agency.startswith("L")]) > 200
    assert len(after) == 84
    assert all(duty.agency.startswith("N") for duty in after)
    assert all(duty.inherited_from for duty in after)
    assert any(duty.agency.startswith("N") for duty in before)  # what was still owed on 1/7 passed on
    handover = next(event for event in dak_lak.result.events if event.what.startswith("Chuyển giao nghĩa vụ của"))
    assert handover.moment == at("2025-07-01 00:00")  # Tue
    assert "xã, phường" in handover.what


# -- Phú Sơn 2025 --------------------------------------------------------------------------------------------------


def test_phu_son_is_reported_to_by_its_own_officials(year: Simulate) -> None:
    phu_son = year("phu-son-2025")
    six, annual = phu_son.owing("2025-6m"), phu_son.owing("2025-annual")
    assert len(six) == 6
    assert all(duty.agency.startswith("L14823-") for duty in six)
    assert len(annual) == 4
    assert {duty.agency.split("-")[0] for duty in annual} == {"N14818"}  # phường Quang Trung
    assert all(duty.inherited_from for duty in annual)


def test_the_wards_report_goes_up_to_the_town(year: Simulate) -> None:
    phu_son = year("phu-son-2025")
    town = phu_son.office.runtime.register.contacts("L381", dt.date(2025, 6, 18))[0].email
    [letter] = [message for message in phu_son.office.transport.sent if message.to == town]
    assert len(letter.attachments) == 2


# -- Gia Lai 2024 --------------------------------------------------------------------------------------------------


def test_gia_lai_has_both_obligations_in_both_cycles(year: Simulate) -> None:
    counts = {c.cycle_id.removeprefix("gia-lai-2024."): c.counts.owing for c in year("gia-lai-2024").result.cycles}
    assert {key: counts[key] for key in counts if "dot-xuat" not in key} == {
        "dinh-ky.2024-6m": 37,
        "tuyen-truyen.2024-6m": 3,
        "dinh-ky.2024-annual": 37,
        "tuyen-truyen.2024-annual": 3,
    }


def test_gia_lai_shows_the_target_of_two_models_by_agency(year: Simulate) -> None:
    gia_lai = year("gia-lai-2024")
    results = gia_lai.facts("dinh-ky.2024-annual", issued=True).figures.targets
    verdicts = {result.agency: (result.value, result.met) for result in results}
    assert set(verdicts) == {duty.agency for duty in gia_lai.owing("dinh-ky.2024-annual")}
    assert {met for _, met in verdicts.values()} >= {True, False}
    for value, met in verdicts.values():
        assert met is (None if value is None else value >= 2)
    text = gia_lai.document("dinh-ky.2024-annual")
    assert "Có ít nhất 02 mô hình “Dân vận khéo” hoạt động hiệu quả" in text
    short = next(code for code, (_, met) in verdicts.items() if met is False)
    assert f"{gia_lai.office.runtime.register.get(short).short_name} (" in text


# -- Bình Định 2025 ------------------------------------------------------------------------------------------------

SEASONS = ("2025-q1", "2025-6m", "2025-9m", "2025-annual")


def test_binh_dinh_runs_four_cycles_on_the_days_of_the_document(year: Simulate) -> None:
    days = {c.cycle_id.rsplit(".", 1)[1]: c.last_day.isoformat() for c in year("binh-dinh-2025").result.cycles}
    assert days == {
        "2025-q1": "2025-03-19",  # Wed, “trước ngày 20/3”
        "2025-6m": "2025-06-19",  # Thu, “trước ngày 20/6”
        "2025-9m": "2025-09-19",  # Fri, “trước ngày 20/9”
        "2025-annual": "2025-11-24",  # Mon, “trước ngày 25/11”
    }


def test_binh_dinh_passes_duties_on_at_both_mergers(year: Simulate) -> None:
    moments = [e.moment for e in year("binh-dinh-2025").result.events if e.what.startswith("Chuyển giao nghĩa vụ của")]
    assert moments == [at("2025-03-01 00:00"), at("2025-07-01 00:00")]  # Sat, Tue


def test_binh_dinh_is_owed_by_successors_from_the_ninth_month_on(year: Simulate) -> None:
    for ending in ("2025-9m", "2025-annual"):
        owing = year("binh-dinh-2025").owing(ending)
        assert len([duty for duty in owing if duty.group_id == "cap-huyen"]) == 58
        assert all(duty.agency.startswith("N") and duty.inherited_from for duty in owing)


def test_binh_dinh_checks_that_cumulative_figures_never_fall(year: Simulate) -> None:
    binh_dinh = year("binh-dinh-2025")
    fallen, risen = 0, 0
    for earlier, later in pairwise(SEASONS):
        before, now = figures(binh_dinh, earlier), figures(binh_dinh, later)
        found = rules(binh_dinh, later)
        for agency in set(before) & set(now):
            flows = [code for code in before[agency] if code in now[agency] and is_flow(binh_dinh, code)]
            falls = any(now[agency][code] < before[agency][code] for code in flows)
            if falls:
                assert "V13" in found[agency], (agency, later)
            else:
                assert "V13" not in found[agency], (agency, later)
            fallen, risen = fallen + falls, risen + (not falls)
    assert risen > 50
    assert fallen < risen


def figures(binh_dinh: Year, ending: str) -> dict[str, dict[str, Decimal]]:
    """The figures of the newest versions by agency."""
    cycle_id = binh_dinh.cycle(ending).cycle_id
    with binh_dinh.office.runtime.uow() as uow:
        owners = {version.id: version.agency for version in submissions.latest_versions(uow, cycle_id)}
        found: dict[str, dict[str, Decimal]] = {agency: {} for agency in owners.values()}
        for key, code, _, value in submissions.figures_of(uow, cycle_id, owners):
            if value is not None:
                found[owners[key]][code] = value
        return found


def rules(binh_dinh: Year, ending: str) -> dict[str, set[str]]:
    """The rules that found something in the newest versions, by agency."""
    cycle_id = binh_dinh.cycle(ending).cycle_id
    with binh_dinh.office.runtime.uow() as uow:
        return {v.agency: {f.rule for f in v.findings} for v in submissions.latest_versions(uow, cycle_id)}


def is_flow(binh_dinh: Year, code: str) -> bool:
    plan = binh_dinh.office.runtime.library.load("binh-dinh-2025")
    return bool(binh_dinh.office.runtime.catalogue_of(plan)[code].kind == "flow")


def test_binh_dinh_prints_as_the_cycle_before_what_it_had_issued(year: Simulate) -> None:
    """Over the mergers, too, and although late reports came after each issue."""
    binh_dinh = year("binh-dinh-2025")
    for earlier, later in pairwise(SEASONS):
        issued = {row[0]: row[3] for row in binh_dinh.sheet(earlier, "Tổng hợp") if row[0] != "Mã"}
        compared = {row[0]: row[4] for row in binh_dinh.sheet(later, "Tổng hợp") if row[0] in issued and row[0] is not None}
        assert len(compared) > 20
        assert compared == {code: issued[code] for code in compared}
        assert "SỐ LIỆU ĐÃ ĐIỀU CHỈNH SAU KHI PHÁT HÀNH" in binh_dinh.document(later)


# -- Lạng Sơn 2026 -------------------------------------------------------------------------------------------------


def test_lang_son_collects_chases_and_lists_the_plans_of_65_communes(year: Simulate) -> None:
    lang_son = year("lang-son-2026")
    plans = lang_son.cycle("2026-ke-hoach")
    assert (plans.counts.owing, plans.last_day.isoformat()) == (65, "2026-03-09")  # Mon, “trước ngày 10/3/2026”
    sent = {rung.kind: rung.sent for rung in plans.notices}
    assert sent["request"] == 65
    assert 65 > sent["overdue"] >= sent["escalation_head"] > 0
    deliveries = lang_son.facts("2026-ke-hoach", issued=True).deliveries
    assert len(deliveries) == 65 - 9  # nine were still missing on Mon 16/3, the collector's own day
    assert {d.on_time for d in deliveries} == {True, False}
    assert all(d.on_time for d in deliveries if d.sent_at < at("2026-03-10 00:00"))
    text = lang_son.document("2026-ke-hoach")
    assert all(d.document_number in text for d in deliveries if d.document_number)
    listed = {row[0]: row[2:4] for row in lang_son.sheet("2026-ke-hoach", "Danh sách")}
    missing = [duty for duty in lang_son.owing("2026-ke-hoach") if duty.agency not in {d.agency for d in deliveries}]
    assert [listed[duty.agency] for duty in missing] == [("chưa gửi", "")] * 9
    assert all(short_name(lang_son, duty.agency) in text for duty in missing)


def short_name(lang_son: Year, agency: str) -> str:
    """The name as it stands in a list of many."""
    return lang_son.office.runtime.register.get(agency).short_name


def test_lang_son_settles_the_task_of_each_delivered_plan(year: Simulate) -> None:
    lang_son = year("lang-son-2026")
    rows = [row for row in lang_son.sheet("2026-ke-hoach", "Nhiệm vụ") if "trước ngày 10/3/2026" in str(row[0])]
    states = {row[1]: row[3] for row in rows}
    assert len(states) == 65
    assert set(states.values()) == {"hoàn thành", "quá hạn", "quá hạn, chưa báo cáo"}
    delivered = [row for row in lang_son.sheet("2026-ke-hoach", "Danh sách") if row[2] == "đã gửi"]
    assert all(states[row[1]] == "hoàn thành" for row in delivered)
    missing = [row for row in lang_son.sheet("2026-ke-hoach", "Danh sách") if row[2] == "chưa gửi"]
    assert missing
    assert all(states[row[1]] == "quá hạn, chưa báo cáo" for row in missing)
    lacking = [row for row in lang_son.sheet("2026-ke-hoach", "Danh sách") if row[2] == "thiếu"]
    assert lacking
    assert all(states[row[1]] == "quá hạn" for row in lacking)


def test_lang_son_shows_its_reporting_cycles_as_assumed(year: Simulate) -> None:
    lang_son = year("lang-son-2026")
    assert [(c.cycle_id.rsplit(".", 1)[1], c.assumed) for c in lang_son.result.cycles] == [
        ("2026-ke-hoach", False),
        ("2026-6m", True),
        ("2026-annual", True),
    ]
    assert lang_son.cycle("2026-6m").counts.owing == 80


# -- the simulation itself -----------------------------------------------------------------------------------------


def test_the_same_seed_gives_the_same_year(prepared: tuple[Path, Register], tmp_path: Path, year: Simulate) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    again = simulated(prepared, tmp_path / "a", "phu-son-2025")
    other = simulated(prepared, tmp_path / "b", "phu-son-2025", seed=1)
    first = year("phu-son-2025")
    assert again.result.events == first.result.events
    assert [c.snapshot.sha256 for c in again.result.cycles] == [c.snapshot.sha256 for c in first.result.cycles]
    assert [path.read_bytes() for c in again.result.cycles for path in c.files] == [
        path.read_bytes() for c in first.result.cycles for path in c.files
    ]
    assert [message.text for message in again.office.transport.sent] == [m.text for m in first.office.transport.sent]
    assert [c.snapshot.sha256 for c in other.result.cycles] != [c.snapshot.sha256 for c in first.result.cycles]


def test_a_simulation_never_mixes_with_real_cycles(office: Office) -> None:
    office.open("phu-son-2025.dinh-ky.2025-6m")
    with pytest.raises(Refused, match="thư mục dữ liệu trống"):
        simulate(office.runtime, "phu-son-2025")
    with pytest.raises(UnknownName):
        simulate(office.runtime, "phu-son-2024")


def test_letters_stay_here_even_where_a_mail_server_is_set_up(prepared: tuple[Path, Register], tmp_path: Path) -> None:
    shutil.copy(prepared[0], tmp_path / "danvan.sqlite")
    nowhere = SmtpSettings(host="smtp.invalid", port=25, sender="a@danvan.example")
    settings = Settings(home=tmp_path, database_url=f"sqlite:///{tmp_path / 'danvan.sqlite'}", mail=nowhere)
    runtime = Runtime(settings)
    runtime.__dict__["register"] = prepared[1]
    heard: list[SimulatedEvent] = []
    result = simulate(runtime, "phu-son-2025", echo=heard.append)
    assert tuple(heard) == result.events
    assert sum(rung.failed for cycle in result.cycles for rung in cycle.notices) == 0
    assert all(event.moment.tzinfo is VIETNAM for event in heard)
    runtime.engine.dispose()
