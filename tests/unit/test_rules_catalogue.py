"""The catalogue and the rules as data: complete, consistent, and refusing what they don't know."""

from __future__ import annotations

import re
import subprocess
import sys
import unicodedata
from decimal import Decimal

import pytest
import yaml

from danvan_workflow.consolidate.checks import RUNNERS, check_submission
from danvan_workflow.consolidate.phrases import loose_phrases, phrases
from danvan_workflow.consolidate.report_checks import REPORT_RUNNERS
from danvan_workflow.duty.submission import Figure, FigureStatus
from danvan_workflow.errors import InvalidInput, InvalidPlan, Severity, UnknownName
from danvan_workflow.plan.loading import load_plan
from danvan_workflow.plan.models import OwnIndicator
from danvan_workflow.settings import SHIPPED
from danvan_workflow.statutory.indicators import Aggregation, IndicatorKind, catalogue, read_catalogue
from danvan_workflow.statutory.rules import RETIRED, RuleForm, RuleScope, all_rules, families, read_rules, rule, rules_named

VALUE = FigureStatus.VALUE
DOMAIN_CODES = """CD01 CD02 CD03 TT01 TT02 TT03 TT04 TT05 TT06 DV01 DV01a DV01b DV02 DV03 DV04 DV05 DV06a DV06b KT01 KT02
TC01 TC01a TC01b TC02 TC03 TC04 TC05 DT01 DT02 DT03 DT04 DT05 DT06 DT07 DT08 DT08a DTH1 DTH2 DTH3 DTH4 HC01 HC02 HC02a HC03
HC04 HC05 HC06 HC06a HC06b HG01 HG02 HG03 HG03a HG04 CV01 CV02 CV03 GS01 GS01a""".split()


PUBLISHED = """NS01 NS02 TT07 TT08 DV02a DV02b DV07 DV07a DV07b KT01a KT02a TC01c TC01d DT03a DT03b DT05a DT05b TH01 TH02 TH03
TH04 HC08 HC08a HC08b HG05 HG06 XH05 XH06 XH07""".split()
"""What real reports publish beside the rows of the domain list, and what only plans of their own ask for."""


def test_every_row_of_the_domain_catalogue_is_there_as_one_number() -> None:
    assert [code for code in DOMAIN_CODES if code not in catalogue()] == []


def test_what_the_domain_list_does_not_ask_for_is_optional() -> None:
    assert {code for code, item in catalogue().items() if not item.optional} == set(DOMAIN_CODES)


def test_what_real_reports_publish_can_be_asked_for_and_names_the_kind_of_report() -> None:
    assert [code for code, item in catalogue().items() if item.published_in] == sorted(PUBLISHED, key=list(catalogue()).index)
    for code in PUBLISHED:
        item = catalogue()[code]
        assert (item.optional, item.evidence, item.published_in.startswith("báo cáo ")) == (True, "R", True), code
        assert item.unit, code


@pytest.mark.parametrize(
    ("code", "unit", "kind", "parent"),
    [
        ("HG05", "tổ", "stock", ""),
        ("HG06", "hòa giải viên", "stock", ""),
        ("TT07", "cuộc thi", "flow", ""),
        ("HC08a", "hồ sơ", "flow", "HC08"),
        ("HC08b", "hồ sơ", "flow", "HC08"),
        ("TC01c", "lượt", "flow", "TC01"),
        ("TC01d", "lượt", "flow", "TC01"),
        ("DT03a", "đơn", "flow", "DT03"),
        ("DT03b", "đơn", "flow", "DT03"),
        ("DT05a", "vụ việc", "flow", "DT05"),
        ("DT05b", "vụ việc", "flow", "DT05"),
        ("DV07a", "tập thể", "flow", "DV07"),
        ("DV07b", "cá nhân", "flow", "DV07"),
        ("TH02", "triệu đồng", "flow", "TH01"),
        ("TH04", "m²", "flow", "TH03"),
        ("XH05", "hộ", "stock", ""),
        ("XH06", "%", "ratio", ""),
        ("NS02", "người", "stock", "NS01"),
    ],
)
def test_what_was_added_counts_as_its_reports_do(code: str, unit: str, kind: str, parent: str) -> None:
    item = catalogue()[code]
    assert (item.unit, item.kind, item.parent) == (unit, kind, parent)


def test_no_shipped_plan_asks_for_what_its_document_does_not() -> None:
    used = {path.name: load_plan(path).indicators.use for path in (SHIPPED / "dags" / "plans").glob("*.yaml")}
    assert len(used) == 5
    assert {name: sorted(set(PUBLISHED) & set(codes)) for name, codes in used.items()} == {name: [] for name in used}


@pytest.mark.parametrize(
    ("rule_id", "broken", "right"),
    [
        ("V05d", {"HC08a": 3, "HC08b": 1, "HC08": 5}, {"HC08a": 4, "HC08b": 1, "HC08": 5}),
        ("V05e", {"TC01c": 6, "TC01d": 3, "TC01": 10}, {"TC01c": 7, "TC01d": 3, "TC01": 10}),
        ("V05f", {"DT05a": 6, "DT05b": 3, "DT05": 10}, {"DT05a": 7, "DT05b": 3, "DT05": 10}),
        ("V05g", {"DV07a": 2, "DV07b": 3, "DV07": 6}, {"DV07a": 2, "DV07b": 4, "DV07": 6}),
        ("V05h", {"DV02a": 2, "DV02b": 3, "DV02": 6}, {"DV02a": 2, "DV02b": 4, "DV02": 6}),
        ("V05i", {"DT03a": 6, "DT03b": 5, "DT03": 10}, {"DT03a": 5, "DT03b": 4, "DT03": 10}),
        ("V05j", {"DT05a": 6, "DT04a": 5}, {"DT05a": 5, "DT04a": 5}),
        ("V05k", {"DT05b": 2, "DT04b": 1}, {"DT05b": 1, "DT04b": 1}),
        ("V05l", {"XH01": 60, "XH02": 50, "XH05": 100}, {"XH01": 50, "XH02": 50, "XH05": 100}),
        ("V05p", {"TH02": "120.5", "TH01": 120}, {"TH02": "119.75", "TH01": 120}),
        ("V05p", {"TH04": 301, "TH03": "300.5"}, {"TH04": "300.5", "TH03": "300.5"}),
        ("V05p", {"NS02": 31, "NS01": 30}, {"NS02": 30, "NS01": 30}),
        ("V05p", {"HC08": 6, "HC07": 5}, {"HC08": 5, "HC07": 5}),
        ("V08", {"XH01": 50, "XH05": 1000, "XH06": 7}, {"XH01": 50, "XH05": 1000, "XH06": 5}),
        ("V11c", {"HG06": 20, "HG05": 7}, {"HG06": 21, "HG05": 7}),
        ("V12g", {"TT08": 50, "TT07": 0}, {"TT08": 50, "TT07": 1}),
        ("V01a", {"HG06": "20.5"}, {"HG06": 20}),
        ("V01d", {"TH01": "1.125"}, {"TH01": "1.12"}),
    ],
)
def test_a_figure_that_was_added_is_held_to_its_rule(
    rule_id: str, broken: dict[str, int | str], right: dict[str, int | str]
) -> None:
    def told(numbers: dict[str, int | str]) -> list[str]:
        return [found.rule for found in check_submission({c: Figure(c, VALUE, Decimal(v)) for c, v in numbers.items()})]

    assert told(broken) == [rule_id]
    assert told(right) == []


def test_codes_are_those_a_plan_may_write() -> None:
    assert [code for code in catalogue() if not re.fullmatch(r"[A-Z]{2,4}\d{1,2}[a-z]?", code)] == []


def test_texts_are_normalised_and_without_legacy_letters() -> None:
    texts = [item.name + item.unit for item in catalogue().values()] + [item.sentence for item in all_rules()]
    assert [text for text in texts if text != unicodedata.normalize("NFC", text) or "ƣ" in text] == []


@pytest.mark.parametrize(
    ("code", "kind", "aggregation", "owner"),
    [
        ("TT02", IndicatorKind.FLOW, Aggregation.SUM, "unit"),
        ("CD03", IndicatorKind.YES_NO, Aggregation.COUNT_YES, "unit"),
        ("DT01", IndicatorKind.STOCK_AT_START, Aggregation.FIRST, "TTT"),
        ("DT06", IndicatorKind.RATIO, Aggregation.RATIO, "TTT"),
        ("DV05", IndicatorKind.STOCK, Aggregation.LATEST, "unit"),
        ("HC01", IndicatorKind.STOCK_AT_START, Aggregation.FIRST, "VP"),
        ("HG02", IndicatorKind.FLOW, Aggregation.SUM, "STP"),
        ("HG03a", IndicatorKind.STOCK, Aggregation.LATEST, "STP"),
    ],
)
def test_indicators_behave_as_the_domain_says(code: str, kind: IndicatorKind, aggregation: Aggregation, owner: str) -> None:
    item = catalogue().get(code)
    assert (item.kind, item.aggregation, item.owner) == (kind, aggregation, owner)


def test_an_unknown_code_names_its_neighbours() -> None:
    with pytest.raises(UnknownName, match="DT08"):
        catalogue().get("DT8")


def own(code: str, **fields: object) -> OwnIndicator:
    given = {"code": code, "name": "Số điểm bầu cử", "unit": "điểm", "kind": "flow", "aggregation": "sum"} | fields
    return OwnIndicator.model_validate(given)


def test_a_plan_adds_its_own_at_the_end_and_the_catalogue_stays() -> None:
    book = catalogue().with_own(
        [own("BC01"), own("BC02", kind="ratio", aggregation="ratio", numerator="BC01", denominator="CV02")]
    )
    assert list(book)[-2:] == ["BC01", "BC02"]
    assert book.get("BC02").is_ratio
    assert "BC01" not in catalogue()


def test_all_problems_of_own_indicators_come_at_once() -> None:
    with pytest.raises(InvalidPlan) as caught:
        catalogue().with_own(
            [own("TC01"), own("BC01"), own("BC01"), own("BC03", kind="ratio", aggregation="ratio", numerator="XX01")]
        )
    assert {problem.value for problem in caught.value.problems} == {"TC01", "BC01", "ratio", "XX01"}


def test_only_keeps_the_order_and_brings_the_numbers_of_a_ratio() -> None:
    assert list(catalogue().only(["HC05", "CD01"])) == ["CD01", "HC03", "HC04", "HC05"]


def test_a_code_written_twice_is_refused() -> None:
    row = "- {code: AB01, name: A, unit: a, kind: flow, aggregation: sum}\n"
    with pytest.raises(InvalidPlan, match="AB01"):
        read_catalogue(row * 2)


def test_every_family_of_the_domain_has_a_formula() -> None:
    assert {*families(), *RETIRED} >= {f"V{n:02d}" for n in range(1, 22)}


def test_every_form_has_the_one_runner_of_its_scope() -> None:
    assert not RUNNERS.keys() & REPORT_RUNNERS.keys()
    assert {*RUNNERS, *REPORT_RUNNERS} == {*RuleForm}
    assert {form for form in RuleForm if form.scope is RuleScope.REPORT} == {*REPORT_RUNNERS}


def test_a_retired_rule_of_an_opened_cycle_brings_nothing_and_a_mistaken_scope_is_refused() -> None:
    assert rules_named(["V19", "V20", "V17a", "V02a"]) == (rule("V02a"),)
    row = {"id": "V21z", "rule": "V21", "severity": "error", "scope": "text", "form": "pattern", "sentence": "…"}
    with pytest.raises(InvalidInput, match="V21z"):
        read_rules(yaml.safe_dump([row]))


def test_rule_ids_are_unique_and_begin_with_their_family() -> None:
    ids = [item.id for item in all_rules()]
    assert len(ids) == len(set(ids))
    assert all(re.fullmatch(re.escape(item.rule) + "[a-z]?", item.id) for item in all_rules())


def test_an_unknown_rule_is_refused() -> None:
    with pytest.raises(UnknownName, match="quy tắc kiểm tra"):
        rule("V99")
    with pytest.raises(UnknownName, match="V99"):
        rules_named(["V02", "V99"])


def test_a_family_brings_its_formulas_and_no_name_brings_all() -> None:
    assert [item.id for item in rules_named(["V08a", "V02"])] == ["V02a", "V02b", "V02c", "V08a"]
    assert rules_named([]) == all_rules()


def test_severities_follow_the_domain() -> None:
    assert rule("V02a").severity is Severity.ERROR
    assert rule("V02b").severity is Severity.WARNING
    assert rule("V07").severity is Severity.WARNING
    assert rule("V08a").severity is Severity.INFO
    assert rule("V13").severity is Severity.ERROR


def test_relations_have_two_sides_and_a_known_operator() -> None:
    relations = [item for item in all_rules() if item.form is RuleForm.RELATION]
    assert len(relations) > 15
    assert all(item.left and item.right and item.operator in ("<=", ">=", "=") for item in relations)


def test_a_rule_about_an_unknown_indicator_is_refused() -> None:
    row = {"id": "V02z", "rule": "V02", "severity": "error", "scope": "submission", "form": "relation", "sentence": "…"}
    with pytest.raises(UnknownName, match="QQ01"):
        read_rules(yaml.safe_dump([row | {"left": ["QQ01"], "operator": "<=", "right": ["DT04"]}]))


def test_phrases_name_indicators_of_the_catalogue() -> None:
    assert {*phrases().values(), *(loose.code for loose in loose_phrases())} <= set(catalogue())


@pytest.mark.parametrize("module", ["consolidate", "statutory.rules", "consolidate.checks"])
def test_reading_the_catalogue_does_not_import_pandas(module: str) -> None:
    code = f"import sys, danvan_workflow.{module}; sys.exit('pandas' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
