"""Walking statutory/data/rules.yaml: each rule is found broken by a service, on a real submission or a real report."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from builders import Office, at
from sqlalchemy import delete

from danvan_workflow.duty.submission import Narrative
from danvan_workflow.plan.library import PlanLibrary
from danvan_workflow.services.consolidation.consolidate_cycle import consolidate_cycle
from danvan_workflow.services.submissions.assess import assess
from danvan_workflow.statutory.indicators import catalogue
from danvan_workflow.statutory.rules import RuleForm, RuleScope, all_rules, rule
from danvan_workflow.store import reports, submissions
from danvan_workflow.store.tables import FigureRow, FindingRow, SubmissionRow
from danvan_workflow.views.approval.approval_view import approval_view

SAMPLE = Path(__file__).parents[1] / "unit" / "plan_files" / "tinh-mau-2025.yaml"
PLAN = "moi-quy-tac-2025"
NOW, BEFORE, YEAR_AGO, YEAR_END = (f"{PLAN}.dinh-ky.{period}" for period in ("2025-6m", "2025-q1", "2024-6m", "2024-annual"))
OTHER_YEAR = """
      - {key: 2024-6m, period: 2024-6m, due: {before: 2024-06-20}, source: III.1}
      - {key: 2024-annual, period: 2024-annual, due: {before: 2024-12-25}, source: III.1}
tasks:"""
LEAD = """lead_units:
  - {agencies: [L52-TTT], name: Thanh tra, duties: [Tiếp dân], cross_checks: [TC01], source: III.1}
sections:"""


def whole_plan() -> str:
    """The sample plan asking for every indicator of the catalogue, read by every rule, its report without the marks of V21."""
    codes, counted = ", ".join(catalogue()), ", ".join(code for code, item in catalogue().items() if not item.is_ratio)
    text = SAMPLE.read_text(encoding="utf-8").replace("tinh-mau-2025", PLAN)
    text = text.replace("indicators: [TT01]", f"indicators: [{counted}]").replace("{use: [TT01]}", f"{{use: [{codes}]}}")
    text = text.replace("rules: [V01]\n", "").replace("[department]", "[department, inspectorate]")
    text = text.replace("\ntasks:", OTHER_YEAR, 1).replace("sections:", LEAD, 1)
    text = text.replace("position: GIÁM ĐỐC", "position: Người lập biểu").replace("archive: VT", "archive: Văn thư")
    return text.replace("recipients: [{text: UBND tỉnh}]", "recipients: []")


@pytest.fixture
def whole(office: Office, tmp_path: Path) -> Office:
    """The office with that plan."""
    folder = tmp_path / "plans"
    folder.mkdir()
    (folder / f"{PLAN}.yaml").write_text(whole_plan(), encoding="utf-8")
    office.runtime.__dict__["library"] = PlanLibrary(folder)
    return office


Numbers = Mapping[str, object]
AGENCY = "L52-STP"


@dataclass(frozen=True)
class Case:
    """What breaks a rule: the figures and the text of the six months, and the figures of other cycles."""

    now: Numbers = field(default_factory=dict)
    text: str = ""
    other: str = ""
    then: Numbers = field(default_factory=dict)


COPIED = {"KT01": 3, "KT02": 4, "CV01": 2, "CV02": 7, "GS01": 1}
CASES = {
    "V05p": Case({"DTH4": 11, "DTH3": 10}),
    "V08": Case({"DT05": 85, "DT04": 92, "DT06": 80}),
    "V08a": Case({"DT05": 85, "DT04": 92, "DT06": "92.3"}),
    "V08b": Case({"DT05": 85, "DT04": 92, "DT06": 93}),
    "V08c": Case({"DT06": 100}),
    "V12d": Case({"TT02": 3, "TT01": 2}),
    "V12e": Case({"TT06": 3, "TT05": 2}),
    "V12f": Case({"DTH2": 3, "DTH1": 2}),
    "V13": Case({"TT01": 9}, other=BEFORE, then={"TT01": 10}),
    "V14a": Case({"HC01": 14}, other=YEAR_END, then={"HC01": 10, "HC02": 100, "HC03": 95}),
    "V14b": Case({"HC01": 14}, other=BEFORE, then={"HC01": 15}),
    "V14c": Case({"DT01": 4}, other=BEFORE, then={"DT01": 5}),
    "V15a": Case({"TC01": 112}, "Tiếp 112 lượt công dân, tăng 20 lượt so với cùng kỳ.", YEAR_AGO, {"TC01": 100}),
    "V15b": Case({"TC01": 112}, "Tiếp 112 lượt công dân, tăng 15% so với cùng kỳ.", YEAR_AGO, {"TC01": 100}),
    "V15c": Case({"TC01": 112}, "Tiếp 112 lượt công dân, tăng 15% so với cùng kỳ.", YEAR_AGO),
    "V16a": Case({"KT01": 31}, other=YEAR_AGO, then={"KT01": 10}),
    "V16b": Case({"KT01": 9}, other=YEAR_AGO, then={"KT01": 30}),
    "V16c": Case(COPIED, other=BEFORE, then=COPIED),
    "V18": Case({"TC01": 10}, "Đã tiếp 12 lượt công dân."),
    "V18a": Case({"TT01": 29, "TT02": 1352}, "Tổ chức 46 hội nghị, thu hút hơn 3.200 lượt người."),
}
BAD_NUMBERS = {"V01a": ("TC03", "-1"), "V01b": ("DT06", "100.01"), "V01c": ("CD02", "2"), "V01d": ("BN01", "1.55")}


def case_of(rule_id: str) -> Case:
    """The case of a rule; of a relation or an implication, one side above the other, by its own terms."""
    item = rule(rule_id)
    match item.form:
        case RuleForm.RELATION if item.operator == ">=":
            return Case(dict.fromkeys(item.right, 1))
        case RuleForm.RELATION | RuleForm.IMPLIES:
            return Case(dict.fromkeys(item.left, 1))
        case _:
            return CASES[rule_id]


def send(office: Office, cycle_id: str, numbers: Numbers, text: str = "") -> None:
    given = {code: Decimal(str(value)) for code, value in numbers.items()}
    texts = {"narratives": (Narrative("ket-qua", text),)} if text else {}
    office.send(cycle_id, AGENCY, f"{office.opening(cycle_id):%Y-%m-%d} 10:00", given, **texts)  # type: ignore[arg-type]


def found(office: Office, cycle_id: str = NOW) -> set[str]:
    """The rules that the newest version of the agency breaks, as stored with it."""
    with office.runtime.uow() as uow:
        (version,) = [v for v in submissions.latest_versions(uow, cycle_id) if v.agency == AGENCY]
        return {finding.rule for finding in version.findings}


def of_a_submission() -> list[str]:
    """The rules that a submission may break, in the order of the file."""
    return [item.id for item in all_rules() if item.form.scope is not RuleScope.REPORT]


@pytest.mark.parametrize("rule_id", [rule_id for rule_id in of_a_submission() if not rule_id.startswith("V01")])
def test_a_submission_that_breaks_a_rule_is_found_by_it(whole: Office, rule_id: str) -> None:
    case = case_of(rule_id)
    if case.other:
        whole.open(case.other)
        send(whole, case.other, case.then)
    whole.open(NOW)
    send(whole, NOW, case.now, case.text)
    assert rule_id in found(whole)


@pytest.mark.parametrize("rule_id", [rule_id for rule_id in of_a_submission() if rule_id.startswith("V01")])
def test_a_number_that_cannot_be_is_found_where_an_earlier_release_let_it_in(whole: Office, rule_id: str) -> None:
    code, value = BAD_NUMBERS[rule_id]
    if code == "BN01":
        file = whole.runtime.library.folder / f"{PLAN}.yaml"
        own = "  own: [{code: BN01, name: Bình quân, unit: ngày, kind: stock, aggregation: mean, decimals: 1}]"
        text = re.sub(r"indicators: \{use: (\[.*?\])\}", rf"indicators:\n  use: \1\n{own}", file.read_text(encoding="utf-8"))
        file.write_text(text, encoding="utf-8")
    whole.open(NOW)
    send(whole, NOW, {code: 1})
    with whole.runtime.uow() as uow:
        version = uow.session.query(SubmissionRow).one()
        uow.session.query(FigureRow).filter_by(submission_id=version.id, indicator=code).update({"value": Decimal(value)})
        uow.session.execute(delete(FindingRow))
        version.is_complete = None
        uow.commit()
    assess(whole.runtime, NOW, at("2025-06-02"))
    assert rule_id in found(whole)


def test_the_report_is_judged_and_the_approver_sees_it(whole: Office) -> None:
    whole.open(NOW)
    send(whole, NOW, dict.fromkeys(("TC01", "TC01a", "TC01c", "TC02"), 5))
    whole.send(NOW, "L52-TTT", "2025-06-02", dict.fromkeys(("TC01", "TC01a", "TC01c", "TC02"), 100))
    taken = consolidate_cycle(whole.runtime, NOW, at("2025-06-20"))
    remarks = approval_view(whole.runtime, NOW, at("2025-06-20")).remarks
    assert [one.rule for one in remarks] == [item.id for item in all_rules() if item.form.scope is RuleScope.REPORT]
    assert "cơ quan, đơn vị là 5, khác số liệu 100 do" in remarks[0].sentence

    with whole.runtime.uow() as uow:
        [book] = [r.content for r in reports.reports_of(uow, taken.snapshot_id) if r.format == "xlsx"]
    rows = [row for row in openpyxl.load_workbook(BytesIO(book))["Theo cơ quan"].iter_rows(values_only=True) if any(row)]
    place = next(n for row in rows for n, cell in enumerate(row) if str(cell).startswith("TC01 "))
    cells = {row[0]: row[place] for row in rows if row[0]}
    assert cells["Thanh tra tỉnh Bình Định"] == "100 (số của toàn ngành, để đối chiếu)"  # text: no formula counts it
    assert sum(cell for cell in cells.values() if isinstance(cell, int | float)) == 5  # the printed total


def test_what_did_not_run_is_not_recorded(whole: Office) -> None:
    for cycle_id in (YEAR_AGO, NOW):
        whole.open(cycle_id)
        send(whole, cycle_id, dict.fromkeys(("TC01", "TC01a", "TC01c", "TC02"), 5))
    with whole.runtime.uow() as uow:
        alone, beside = [version.ruleset for version in uow.session.query(SubmissionRow).order_by(SubmissionRow.id)]
    assert alone != beside, "the second was also compared with the same period of last year"


def test_the_walk_names_no_rule_that_is_gone() -> None:
    assert {*CASES, *BAD_NUMBERS} <= {*of_a_submission()}
