"""From plan files to DAGs: one DAG per obligation, one run per cycle, one row per milestone.

Runs while Airflow parses the DAG folder, and again in every task process: nothing here may import pandas or open a database.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypedDict

from airflow.sdk import DAG, Asset, BaseOperator, Param, chain
from airflow.sdk.definitions.param import ParamsDict  # not in the typed face of airflow.sdk

from danvan_workflow.errors import DanvanError, UserError
from danvan_workflow.orchestration.dag.ad_hoc import KEY_EXPRESSION, OpenAdHoc, ad_hoc_form
from danvan_workflow.orchestration.dag.approval import Approve
from danvan_workflow.orchestration.dag.step import REPLAY
from danvan_workflow.orchestration.dag.steps import Collect, Consolidate, DueDay, Issue, OpenCycle, SendRung
from danvan_workflow.orchestration.naming import dag_id
from danvan_workflow.orchestration.pages.dag_page import dag_page
from danvan_workflow.orchestration.pages.task_pages import describe
from danvan_workflow.orchestration.pages.titles import rung_task_id, rung_title, tags
from danvan_workflow.orchestration.timetable import CycleMark, CycleTimetable
from danvan_workflow.orchestration.watch_deadline import collector_alarm
from danvan_workflow.plan.checks import check_plan, require_sound
from danvan_workflow.plan.cycle_id import CycleId
from danvan_workflow.plan.library import PlanLibrary
from danvan_workflow.plan.models import Obligation, ObligationKind, Plan, RungSpec
from danvan_workflow.plan.names import short_name
from danvan_workflow.plan.schedule import PlannedCycle, planned_cycles
from danvan_workflow.statutory.indicators import catalogue
from danvan_workflow.statutory.office_hours import opening_of
from danvan_workflow.statutory.rules import rule_names
from danvan_workflow.statutory.workdays import WorkCalendar


class Common(TypedDict):
    """What all rows of a run are told alike."""

    cycle_id: str
    replay: str


class BrokenPlans(UserError):
    """Plan files that can't be read, each with its problems."""


FROZEN = "theo kế hoạch đã chốt"
ASKED_FIRST = 100  # of two rows that are ready together, before any rung
ISSUED = Asset(name="danvan_da_phat_hanh", uri="danvan://da-phat-hanh")


@dataclass(frozen=True, slots=True)
class PlanDags:
    """The DAGs of the plans that can be read, by DAG id, and what is wrong with the others, by plan id."""

    dags: Mapping[str, DAG] = field(default_factory=dict)
    failures: Mapping[str, str] = field(default_factory=dict)


def plan_dags(folder: Path, wanted: str | None = None) -> PlanDags:
    """The DAGs of every plan file in `folder`; with `wanted` (a DAG id) of that DAG's plan alone, as a task process needs.

    A file that can't be read, whatever the reason, takes no other file with it.
    """
    dags: dict[str, DAG] = {}
    failures: dict[str, str] = {}
    library = PlanLibrary(folder)
    for plan_id in library.ids():
        if wanted is None or wanted.startswith(dag_id(plan_id, "")):
            try:
                dags.update(dags_of_plan(sound_plan(library, plan_id)))
            except DanvanError as error:
                failures[plan_id] = str(error)
            except Exception as error:  # a fault of ours in one plan must not hide the others
                failures[plan_id] = f"{plan_id}: {type(error).__name__}: {error}"
    return PlanDags(dags, failures)


def sound_plan(library: PlanLibrary, plan_id: str) -> Plan:
    """The plan, checked in form and in law; InvalidPlan with every error. Warnings are for `danvan plan check`."""
    loaded = library.open(plan_id)
    problems = check_plan(
        loaded,
        catalogue_codes=set(catalogue()),
        rule_ids=rule_names(),
        calendar=WorkCalendar.default(),
    )
    require_sound(problems)
    return loaded.plan


def refuse_broken(found: PlanDags) -> None:
    """Raises BrokenPlans with the problems of every file that can't be read."""
    if found.failures:
        raise BrokenPlans("\n".join(["Kế hoạch có lỗi, chưa chạy được:", *found.failures.values()]))


def dags_of_plan(plan: Plan) -> dict[str, DAG]:
    """The DAGs of a plan by id, one for each obligation."""
    cycles = planned_cycles(plan, WorkCalendar.default())
    made = [_dag(plan, obligation, [c for c in cycles if c.obligation == obligation.id]) for obligation in plan.obligations]
    return {dag.dag_id: dag for dag in made}


def frozen_dag(plan: Plan, obligation: Obligation, head: str) -> DAG:
    """The DAG of an obligation as it stood when its open cycles were opened; it opens no cycle. `head` heads its page."""
    cycles = [c for c in planned_cycles(plan, WorkCalendar.default()) if c.obligation == obligation.id]
    return _dag(plan, obligation, cycles, frozen=head)


def marks(cycles: list[PlannedCycle]) -> list[CycleMark]:
    """What the timetable must know of planned cycles; they open when offices do, on their opening day."""
    return [
        CycleMark(
            key=cycle.key,
            label=cycle.label,
            period_end=cycle.data_last_day or cycle.last_admissible_day,
            opens_at=opening_of(cycle.opens_on),
            last_day=cycle.last_admissible_day,
        )
        for cycle in cycles
    ]


def _dag(plan: Plan, obligation: Obligation, cycles: list[PlannedCycle], frozen: str = "") -> DAG:
    calendar = marks(cycles)
    dag = DAG(
        dag_id(plan.id, obligation.id),
        dag_display_name=short_name(plan, obligation),
        description=f"{obligation.title} ({plan.title})",
        doc_md=frozen + dag_page(plan, obligation, cycles),
        tags=[*tags(plan, obligation), *([FROZEN] if frozen else [])],
        schedule=CycleTimetable(calendar, "Theo kế hoạch") if calendar and not frozen else None,
        catchup=False,
        max_active_runs=16,
        max_active_tasks=1,  # acts of one run take turns: two collections at once would take in the same report twice
        disable_bundle_versioning=True,
        deadline=collector_alarm(str(CycleId(plan.id, obligation.id, "")), cycles),
        auto_register=False,  # a file that only looks at the plans must not bring their DAGs in
    )
    with dag:
        _chain(plan, obligation, {mark.key: mark.opens_at.isoformat() for mark in calendar})
    describe(dag, plan)
    # Set when the tasks are made: each of them would copy, validate and store the form of its DAG, half the cost of a parse.
    ad_hoc = obligation.kind is ObligationKind.AD_HOC
    dag.params = ad_hoc_form(plan, obligation) if ad_hoc else ParamsDict({"cycle_id": _cycle_choice(cycles)})
    return dag


def _cycle_choice(cycles: list[PlannedCycle]) -> Param:
    """The field of the trigger form: the cycles that the plan names."""
    title = "Kỳ báo cáo"
    if not cycles:
        return Param(None, type=["null", "string"], title=title)
    ids = [cycle.cycle_id for cycle in cycles]
    labels = {"None": "Chưa chọn", **{cycle.cycle_id: cycle.label for cycle in cycles}}
    return Param(None, type=["null", "string"], enum=[None, *ids], values_display=labels, title=title)


def _chain(plan: Plan, obligation: Obligation, openings: dict[str, str]) -> None:
    """The rows of the grid, in the order of their days. Chasing beyond the collector's own day goes on beside the approval.

    Both begin when the consolidation has ended, whichever way: before it, a later rung of a replay could act first, and the
    report would hold what came after its day.
    """
    common: Common = {"cycle_id": _cycle_id_template(plan, obligation), "replay": REPLAY}
    rungs = sorted(enumerate(plan.ladder.rungs, start=1), key=lambda numbered: numbered[1].offset)
    before = [_rung(*numbered, common) for numbered in rungs if numbered[1].offset <= 0]
    due = DueDay(task_id="han_nop", task_display_name="Hạn nộp", **common)
    collected = Collect(task_id="thu_thap", task_display_name="Thu thập và kiểm tra", trigger_rule="all_done", **common)
    limit = obligation.collector_due.working_days
    after = [_rung(*numbered, common) for numbered in rungs if 0 < numbered[1].offset <= limit]
    opened = _opening(plan, obligation, openings, common)
    chain(opened, *before, due, collected, *after)
    last = [opened, collected, *after][-1]
    consolidated = _finish(plan, obligation, last, common)
    chain(consolidated, *[_rung(*numbered, common) for numbered in rungs if numbered[1].offset > max(0, limit)])


def _opening(plan: Plan, obligation: Obligation, openings: dict[str, str], common: Common) -> OpenCycle:
    name, title = "mo_ky", "Mở kỳ"
    if obligation.kind is ObligationKind.AD_HOC:
        return OpenAdHoc(task_id=name, task_display_name=title, plan=plan.id, **common)
    return OpenCycle(task_id=name, task_display_name=title, openings=openings, **common)


def _rung(number: int, rung: RungSpec, common: Common) -> SendRung:
    return SendRung(task_id=rung_task_id(rung), task_display_name=rung_title(rung), number=number, offset=rung.offset, **common)


def _finish(plan: Plan, obligation: Obligation, last: BaseOperator, common: Common) -> Consolidate:
    consolidate = Consolidate(task_id="tong_hop", task_display_name="Tổng hợp", **common)
    cycle_id = common["cycle_id"]
    approve = Approve(
        task_id="phe_duyet",
        task_display_name="Phê duyệt",
        title=obligation.title,
        cycle_id=cycle_id,
        priority_weight=ASKED_FIRST,
    )
    issue = Issue(task_id="phat_hanh", task_display_name="Phát hành", approval_task="phe_duyet", outlets=[ISSUED], **common)
    chain(last, consolidate, approve, issue)
    return consolidate


def _cycle_id_template(plan: Plan, obligation: Obligation) -> str:
    key = KEY_EXPRESSION if obligation.kind is ObligationKind.AD_HOC else "(dag_run.partition_key or '')"
    return f"{{{{ (dag_run.conf or {{}}).get('cycle_id') or '{plan.id}.{obligation.id}.' ~ {key} }}}}"
