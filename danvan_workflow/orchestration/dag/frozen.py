"""DAGs of open cycles that the plan files no longer give: a file broken or withdrawn, an obligation taken out of it.

A DAG that vanishes leaves its waiting runs where they are: Airflow sets it aside, nothing of them goes on, and nobody is told.
The cycle itself was opened under a text that the database keeps; the run goes on under that text until the file is mended or the
cycle is over. Nothing new is opened by it.
"""

from __future__ import annotations

import datetime as dt
import logging
from pathlib import Path
from typing import TYPE_CHECKING

from airflow.sdk import DAG

from danvan_workflow.errors import DanvanError
from danvan_workflow.orchestration.clock import RunClock
from danvan_workflow.orchestration.connections import store_address
from danvan_workflow.orchestration.dag.factory import frozen_dag, sound_plan
from danvan_workflow.orchestration.naming import dag_id
from danvan_workflow.plan.library import PlanLibrary
from danvan_workflow.plan.loading import load_plan_text
from danvan_workflow.statutory.deadline import vietnam_date

if TYPE_CHECKING:  # importing it loads SQLAlchemy, which belongs to the looking alone
    from danvan_workflow.store.cycles import OpenObligation

log = logging.getLogger(__name__)
FORGOTTEN_AFTER = dt.timedelta(days=366)
"""A cycle whose last day lies so far back keeps no DAG alive."""
CHASED_AFTER_ISSUE = dt.timedelta(days=60)
HEAD = (
    "> **{why}.** Các kỳ đang mở vẫn chạy tiếp theo bản kế hoạch đã chốt khi mở kỳ; không mở thêm kỳ mới. "
    "Sửa tệp (xem mục Lỗi nhập DAG) hoặc trả lại chế độ báo cáo vào tệp thì mọi việc trở lại như thường.\n\n"
)


def frozen_dags(folder: Path, wanted: str | None = None) -> dict[str, DAG]:
    """The DAGs, by id, of open cycles whose plan in `folder` doesn't give them; with `wanted` that one alone.

    Reads the database, hence belongs in a DAG file of its own. Where it can't be read there are none: a parse never fails.
    """
    dags = {}
    for found in _open_obligations():
        name = dag_id(found.plan, found.obligation)
        if wanted in (None, name) and (why := _missing(folder, found)):
            plan = load_plan_text(found.text, f"{found.plan}.yaml")
            dags[name] = frozen_dag(plan, plan.obligation(found.obligation), HEAD.format(why=why))
    return dags


def _missing(folder: Path, found: OpenObligation) -> str:
    """Why the folder doesn't give the DAG, in Vietnamese; empty where it does."""
    file = f"`{found.plan}.yaml`"
    try:
        plan = sound_plan(PlanLibrary(folder), found.plan)
    except Exception:  # whatever is wrong with the file is shown by the DAG file that watches the plans
        return f"Tệp kế hoạch {file} không còn hoặc đang có lỗi"
    if any(obligation.id == found.obligation for obligation in plan.obligations):
        return ""
    return f"Tệp kế hoạch {file} không còn chế độ báo cáo `{found.obligation}`"


def _open_obligations() -> list[OpenObligation]:
    # loaded by the looking: a process that only imports this file doesn't pay for SQLAlchemy
    from danvan_workflow.store.cycles import open_obligations
    from danvan_workflow.store.engine import open_engine
    from danvan_workflow.store.unit_of_work import UnitOfWork

    address = store_address()
    if address.startswith("sqlite:///") and not Path(address.removeprefix("sqlite:///")).exists():
        return []  # looking must not make the file
    today = vietnam_date(RunClock.wall())
    engine = open_engine(address)
    try:
        with UnitOfWork(engine) as uow:
            return open_obligations(uow, today - FORGOTTEN_AFTER, today - CHASED_AFTER_ISSUE)
    except Exception as error:
        log.warning("Chưa đọc được các kỳ đang mở: %s", error if isinstance(error, DanvanError) else type(error).__name__)
        return []
    finally:
        engine.dispose()
