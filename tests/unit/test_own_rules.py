"""Rules and indicators that a plan states itself: read strictly, and run beside those of the catalogue."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest

from danvan_workflow.consolidate.checks import Grounds, judge
from danvan_workflow.consolidate.frames import facts_frame, owing_frame
from danvan_workflow.consolidate.tables import totals
from danvan_workflow.consolidate.typed_figures import typed_totals
from danvan_workflow.duty.requirements import requirements
from danvan_workflow.duty.submission import Figure, FigureStatus, Narrative
from danvan_workflow.errors import InvalidPlan
from danvan_workflow.plan.checks import check_plan
from danvan_workflow.plan.chosen_catalogue import catalogue_of
from danvan_workflow.plan.library import PlanLibrary
from danvan_workflow.plan.loading import load_plan_text
from danvan_workflow.plan.models import Plan
from danvan_workflow.plan.own_rules import rules_of
from danvan_workflow.services.rules.plan_examples import read_examples, try_examples
from danvan_workflow.statutory.indicators import catalogue
from danvan_workflow.statutory.rules import rule_names
from danvan_workflow.statutory.workdays import WorkCalendar

SAMPLE = (Path(__file__).parent / "plan_files" / "tinh-mau-2025.yaml").read_text(encoding="utf-8")
PLANS = PlanLibrary(Path(__file__).parents[2] / "dags" / "plans")
OWN = """indicators:
  use: [TT01, TT02, TC01]
  own:
    - {code: BC01, name: Số điểm bầu cử, unit: điểm, kind: flow, aggregation: sum}
    - {code: BC02, name: Số điểm bầu cử vùng sâu, unit: điểm, kind: flow, aggregation: sum, parent: BC01}
    - {code: BC03, name: Thời gian chờ bình quân, unit: phút, kind: stock, aggregation: mean, decimals: 1}
    - {code: BC04, name: Số lượt người mỗi cuộc, unit: lượt người, kind: ratio, aggregation: ratio, numerator: TT02,
       denominator: TT01, times: 1, decimals: 1}
"""


def plan_with(rules: str = "", use: str = OWN) -> Plan:
    """The sample plan with own indicators and these own rules."""
    text = SAMPLE.replace("indicators: {use: [TT01]}\n", use).replace("rules: [V01]\n", "rules: [V05p]\n")
    return load_plan_text(text.replace("ladder:", f"own_rules:\n{rules}ladder:" if rules else "ladder:", 1))


def number(code: str, value: object) -> Figure:
    return Figure(code, FigureStatus.VALUE, Decimal(str(value)))


def found(plan: Plan, now: dict[str, object], text: str = "", year_ago: dict[str, object] | None = None) -> list[str]:
    """What the plan's rules say."""
    figures, before = ({code: number(code, value) for code, value in given.items()} for given in (now, year_ago or {}))
    texts = (Narrative("ket-qua", text),) if text else ()
    grounds = Grounds(figures, catalogue_of(plan), texts, same_period=before or None, rules=rules_of(plan))
    return [f"{item.rule} {item.severity.value}: {item.sentence}" for item in judge(grounds)]


@pytest.mark.parametrize(
    ("rule", "right", "wrong", "said"),
    [
        ("form: sum, left: [TT01, TT02], right: [TC01], sentence: '{left} khác {right}'", (2, 3, 5), (2, 3, 6), "5 khác 6"),
        ("form: part, left: [TT01], right: [TC01], sentence: '{left} hơn {right}'", (5, 0, 5), (6, 0, 5), "6 hơn 5"),
        (
            "form: ratio, left: [TT02], right: [TT01], low: 10, high: 20, sentence: '{value} ngoài {expected}'",
            (2, 40, 0),
            (2, 41, 0),
            "20,5 ngoài 10–20",
        ),
        ("form: range, left: [TT01], high: 50, sentence: '{value} ngoài {expected}'", (50, 0, 0), (51, 0, 0), "51 ngoài …–50"),
    ],
)
def test_each_form_of_figures_holds_up_to_its_limit(rule: str, right: tuple[int, ...], wrong: tuple[int, ...], said: str) -> None:
    plan = plan_with(f"  - {{id: R01, severity: warning, {rule}}}\n")
    assert found(plan, dict(zip(("TT01", "TT02", "TC01"), right, strict=True))) == []
    assert found(plan, dict(zip(("TT01", "TT02", "TC01"), wrong, strict=True))) == [f"R01 warning: {said}"]


def test_a_change_is_told_both_ways_and_of_its_own_indicators_alone() -> None:
    plan = plan_with("  - {id: R01, severity: error, form: change, left: [TT01], times: 2, sentence: '{value} so với {base}'}\n")
    assert found(plan, {"TT01": 20, "TC01": 90}, year_ago={"TT01": 10, "TC01": 1}) == []
    assert found(plan, {"TT01": 21}, year_ago={"TT01": 10}) == ["R01 error: 21 so với 10"]
    assert found(plan, {"TT01": 4}, year_ago={"TT01": 10}) == ["R01 error: 4 so với 10"]


def test_a_section_may_have_to_speak_of_something() -> None:
    wanted = "form: pattern, section: ket-qua, pattern: '(?i)đối thoại', sentence: Chưa nói đến đối thoại."
    plan = plan_with(f"  - {{id: R01, severity: info, {wanted}}}\n")
    assert found(plan, {}, "Đối thoại với Nhân dân: 02 cuộc.") == []
    assert found(plan, {}, "Đã tuyên truyền.") == ["R01 info: Chưa nói đến đối thoại."]
    assert found(plan, {}) == []


def test_a_part_of_the_plan_s_own_is_held_against_its_whole() -> None:
    assert found(plan_with(), {"BC01": 5, "BC02": 5}) == []
    assert [line[:10] for line in found(plan_with(), {"BC01": 5, "BC02": 6})] == ["V05p error"]


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ("form: sum, left: [TT01], sentence: a", "thiếu khóa right"),
        ("form: range, left: [TT01], sentence: a", "phải nêu low, high hoặc cả hai"),
        ("form: sum, left: [TT01], right: [TT02], sentence: 'a {value}'", "có chỗ điền {value}; dạng sum chỉ điền được {left}"),
        ("form: sum, left: [TT01], right: [TT02], sentence: 'a {'", "viết sai"),
        ("form: pattern, section: ket-qua, pattern: '(', sentence: a", "viết sai"),
        ("form: change, left: [TT01], times: 1, sentence: a", "times không lớn hơn 1"),
        ("form: range, left: [TT01], low: 5, high: 4, sentence: a", "mức thấp nhất lớn hơn mức cao nhất"),
        ("form: mean, left: [TT01], sentence: a", "form"),
    ],
)
def test_a_rule_that_says_nothing_refuses_the_plan(rule: str, said: str) -> None:
    with pytest.raises(InvalidPlan) as caught:
        plan_with(f"  - {{id: R01, severity: error, {rule}}}\n")
    assert said in str(caught.value)


def problems(plan: Plan) -> list[str]:
    names = rule_names()
    return [p.text() for p in check_plan(plan, catalogue_codes=catalogue(), rule_ids=names, calendar=WorkCalendar.default())]


def test_names_of_an_own_rule_are_those_of_the_plan() -> None:
    told = problems(
        plan_with(
            "  - {id: R01, severity: error, form: part, left: [TT09], right: [TC01], sentence: a}\n"
            "  - {id: R01, severity: error, form: pattern, section: khong-co, pattern: a, sentence: a}\n"
        )
    )
    assert any("own_rules[0].left[0]: chỉ tiêu chưa được chọn" in line for line in told)
    assert any("own_rules[1].section: mục báo cáo chưa khai báo" in line for line in told)
    assert any("hai quy tắc riêng trùng `id`" in line for line in told)


def test_a_rule_that_nothing_runs_refuses_the_plan() -> None:
    plan = load_plan_text(SAMPLE.replace("rules: [V01]", "rules: [V01, V20, V17a]"))
    told = [line for line in problems(plan) if "không còn được chạy" in line]
    assert [line.split(":")[0] for line in told] == ["rules[1]", "rules[2]"]


@pytest.mark.parametrize("plan_id", PLANS.ids())
def test_rules_that_can_never_fire_are_pointed_out(plan_id: str) -> None:
    plan = PLANS.load(plan_id)
    asked = catalogue_of(plan)
    terms = {rule.id: rule.terms for rule in rules_of(plan)}
    idle = [rule.id for rule in rules_of(plan) if {*rule.terms} & {*asked} and not {*rule.terms} <= {*asked}]
    optional = {code for code, item in catalogue().items() if item.optional}
    idle = [one for one in idle if not {*terms[one]} - {*asked} <= optional]
    told = [line for line in problems(plan) if "không bao giờ kiểm tra được" in line]
    assert bool(told) == bool(idle)
    assert all(f"{one} (thiếu" in told[0] for one in idle)


def test_a_mean_and_a_ratio_for_each_unit() -> None:
    plan = plan_with()
    rows = [
        ("N1", "BC03", "10"),
        ("N2", "BC03", "15.1"),
        ("N1", "TT01", "2"),
        ("N1", "TT02", "41"),
        ("N2", "TT01", "2"),
        ("N2", "TT02", "40"),
    ]
    facts = facts_frame((agency, "xa", code, "value", Decimal(value)) for agency, code, value in rows)
    owing = owing_frame((agency, "xa", code) for agency in ("N1", "N2", "N3") for code in ("BC03", "TT01", "TT02"))
    assert value(totals(facts, owing, catalogue_of(plan)), "BC03") == Decimal("12.6"), "the mean of those who said, not of all"
    assert value(totals(facts, owing, catalogue_of(plan)), "BC04") == Decimal("20.3"), "81 / 4, and not ×100"


def value(table: pd.DataFrame, code: str) -> Decimal | None:
    return typed_totals(table)[code].value


def test_a_lead_is_asked_for_its_sector_s_figure_beside_the_units() -> None:
    lead = "agencies: [L52-TTT], name: Thanh tra, duties: [Tiếp dân], cross_checks: [TC01], source: III.1"
    text = SAMPLE.replace("sections:", f"lead_units:\n  - {{{lead}}}\nsections:", 1)
    plan = load_plan_text(text.replace("{use: [TT01]}", "{use: [TT01, TC01]}"))
    asked = {code: requirements(plan, plan.obligations[0], "so-nganh", [code]).indicators for code in ("L52-TTT", "L52-STP")}
    assert asked == {"L52-TTT": ("TT01", "TC01"), "L52-STP": ("TT01",)}
    assert catalogue_of(plan)["TC01"].owner == "TTT"


# -- examples beside a plan ------------------------------------------------------------------------------------------


def test_the_folder_of_examples_holds_one_for_each_plan_and_is_no_plan() -> None:
    examples = sorted(file.stem for file in (PLANS.folder / "examples").glob("*.yaml"))
    assert examples == list(PLANS.ids())


@pytest.mark.parametrize("plan_id", PLANS.ids())
def test_the_examples_of_the_five_plans_hold(plan_id: str) -> None:
    said = read_examples(PLANS.folder / "examples" / f"{plan_id}.yaml")
    assert said.plan == plan_id
    assert [one for one in try_examples(PLANS.load(plan_id), said) if not one.holds] == []
