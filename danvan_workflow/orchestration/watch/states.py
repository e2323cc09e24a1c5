"""What Airflow itself knows of a run that stands still: which row waits, failed or was never begun."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from danvan_workflow.orchestration.dag.factory import plan_dags
from danvan_workflow.orchestration.naming import dag_id
from danvan_workflow.plan.cycle_id import CycleId
from danvan_workflow.plan.library import PlanLibrary

if TYPE_CHECKING:  # importing it loads SQLAlchemy, which parsing a DAG file must not
    from danvan_workflow.services.watch.trouble import Trouble

Rows = Mapping[str, str | None]

log = logging.getLogger(__name__)

ABOUT_RUNS = frozenset({"milestone_missing", "milestone_failed", "not_opened", "overdue", "not_asked", "not_issued"})
WORDS = {
    "failed": "bị lỗi",
    "upstream_failed": "không chạy vì hàng trước bị lỗi",
    "up_for_retry": "chờ thử lại",
    "restarting": "chờ chạy lại",
    "deferred": "đang chờ mốc",
    "awaiting_input": "chờ lãnh đạo quyết định",
    "running": "đang chạy",
    "queued": "chờ máy chạy",
    "scheduled": "chờ máy chạy",
}
"""States in which a run can stand, the ones to be told of first at the top."""


class KnowsStates(Protocol):
    """The part of a running task that knows the other runs: the states of rows, by run."""

    def get_task_states(self, dag_id: str) -> Mapping[str, Rows]: ...


class RunStates:
    """Asks Airflow through the running task; whatever can't be asked is left out, the finding stands without it."""

    def __init__(self, ti: KnowsStates, library: PlanLibrary) -> None:
        self._ti, self._library = ti, library
        self._states: dict[str, Mapping[str, Rows]] = {}

    def added_to(self, trouble: Trouble) -> Trouble:
        """The finding, with the run and its row in the sentence where Airflow knows them."""
        parts = CycleId.find(trouble.cycle_id)
        if trouble.code not in ABOUT_RUNS or parts is None:
            return trouble
        try:
            said = self._of_cycle(dag_id(parts.plan, parts.obligation), parts.key, trouble.run)
        except Exception as error:
            log.warning("Chưa hỏi được Airflow về kỳ %s: %s", trouble.cycle_id, type(error).__name__)
            return trouble
        return replace(trouble, sentence=f"{trouble.sentence} [Airflow: {said}]")

    def _of_cycle(self, dag: str, key: str, run: str) -> str:
        runs = self._runs(dag)
        mine = [name for name in runs if name == run or name == f"scheduled__{key}" or f"__{key}__" in name]
        if not mine:
            return f"quy trình {dag} không có lượt chạy nào mang tên kỳ này"
        last = run if run in mine else mine[-1]
        return f"lượt chạy {last}: {self._rows(dag, runs[last])}"

    def _runs(self, dag: str) -> Mapping[str, Rows]:
        if dag not in self._states:
            self._states[dag] = self._ti.get_task_states(dag_id=dag)
        return self._states[dag]

    def _rows(self, dag: str, states: Rows) -> str:
        found = [(list(WORDS).index(state), row, state) for row, state in states.items() if state in WORDS]
        if not found:
            return "không hàng nào đang chạy hay đang chờ"
        titles = self._titles(dag)
        return "; ".join(f"hàng “{titles.get(row, row)}” {WORDS[state]}" for _, row, state in sorted(found)[:3])

    def _titles(self, dag: str) -> dict[str, str]:
        """What officers call the rows: made of the plan, as the DAG file does it."""
        made = plan_dags(self._library.folder, wanted=dag).dags.get(dag)
        return {task.task_id: task.task_display_name for task in made.tasks} if made else {}
