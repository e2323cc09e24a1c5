"""Runs of Airflow as the pages need them: which cycle a run is about, whether it is there, and beginning one.

What is taken from Airflow here is not in its public interface: this is the only module that reads its tables, and tests hold it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from airflow.api.common.trigger_dag import trigger_dag
from airflow.exceptions import DagNotFound, DagRunAlreadyExists
from airflow.models import DagModel, DagRun, TaskInstance
from airflow.utils.session import create_session
from airflow.utils.types import DagRunTriggeredByType
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from danvan_workflow.errors import Refused, ResourceError

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


class AirflowAway(ResourceError):
    """Airflow's own database can't be used."""


@dataclass(frozen=True, slots=True)
class Run:
    """A run as Airflow keeps it: its conf and partition key say which cycle it is about."""

    dag_id: str
    run_id: str
    state: str
    conf: Mapping[str, object]
    partition_key: str
    run_after: dt.datetime

    def cycle_id(self, plan: str, obligation: str) -> str:
        """The cycle it is about, as the DAG's own template reads it; empty where it names none.

        A request from Airflow's form needs no key: its moment makes one.
        """
        key = self.partition_key or str(self.conf.get("ma_ky") or "")
        if not key and self.conf.get("ten"):
            key = f"dx-{self.run_after:%y%m%d-%H%M%S}"
        return str(self.conf.get("cycle_id") or "") or (f"{plan}.{obligation}.{key}" if key else "")


def find_run(dag_id: str, run_id: str) -> Run | None:
    """The run, or None where Airflow has none of that name."""
    with _session() as session:
        row = session.scalar(select(DagRun).where(DagRun.dag_id == dag_id, DagRun.run_id == run_id))
        if row is None:
            return None
        return Run(dag_id, run_id, str(row.state), dict(row.conf or {}), row.partition_key or "", row.run_after)


def state_of_task(dag_id: str, run_id: str, task_id: str) -> str:
    """The state of a task of a run; empty where there is none."""
    with _session() as session:
        query = select(TaskInstance.state).where(
            TaskInstance.dag_id == dag_id, TaskInstance.run_id == run_id, TaskInstance.task_id == task_id
        )
        return str(session.scalar(query) or "")


def is_paused(dag_id: str) -> bool:
    """Whether the DAG takes no runs for now; Refused with what to do where Airflow doesn't know it or can't read its file."""
    with _session() as session:
        return bool(_known(session, dag_id).is_paused)


def begin_run(dag_id: str, key: str, conf: Mapping[str, object], account: str) -> str:
    """Begin a run as the button “Trigger” of Airflow does; returns its id, which is made of `key`.

    Refused, and nothing begun, where the DAG is unknown, broken or paused, where its form refuses the conf, or where a run for
    that key was begun before.
    """
    with _session() as session:
        if _known(session, dag_id).is_paused:
            raise Refused(
                f"DAG {dag_id} đang tạm dừng trong Airflow nên chưa mở được kỳ. Bật DAG (nút gạt cạnh tên DAG) rồi gửi lại."
            )
        try:
            run = trigger_dag(
                dag_id,
                triggered_by=DagRunTriggeredByType.UI,
                triggering_user_name=account,
                run_id=f"manual__{key}",
                conf=dict(conf),
                session=session,
            )
        except (DagRunAlreadyExists, IntegrityError):
            raise Refused(f"Đã có lượt chạy cho kỳ “{key}”; mỗi kỳ chỉ mở một lần.") from None
        except (DagNotFound, ValueError) as error:  # the form of the DAG refuses in ValueErrors, too
            raise Refused(f"Airflow không nhận yêu cầu mở kỳ: {error}") from error
        assert run is not None  # only where a DAG has none of its kind
        return str(run.run_id)


def _known(session: Session, dag_id: str) -> DagModel:
    model: DagModel | None = session.scalar(select(DagModel).where(DagModel.dag_id == dag_id, ~DagModel.is_stale))
    if model is None:
        raise Refused(
            f"Airflow chưa biết DAG {dag_id}: tệp kế hoạch vừa được thêm (đợi vài phút), hoặc đang có lỗi "
            "(xem mục Import Errors trong Airflow)."
        )
    if model.has_import_errors:
        raise Refused(f"Tệp của DAG {dag_id} đang có lỗi nên chưa mở được kỳ. Xem mục Import Errors trong Airflow.")
    return model


@contextmanager
def _session() -> Iterator[Session]:
    """A session of Airflow's own database for one act: committed at its end, rolled back where it fails."""
    try:
        with create_session(scoped=False) as session:
            yield session
    except SQLAlchemyError as error:
        raise AirflowAway("Không đọc được cơ sở dữ liệu của Airflow.") from error
