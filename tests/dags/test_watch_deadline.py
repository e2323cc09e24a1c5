"""Airflow's own alarm at the end of a collector's day: off unless asked for, and silent for replays and past cycles."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from airflow.sdk import DAG
from airflow.sdk.definitions.deadline import DeadlineAlert
from fake_services import FakeServices

from danvan_workflow.orchestration import acts
from danvan_workflow.orchestration.clock import RunClock
from danvan_workflow.orchestration.dag.factory import plan_dags
from danvan_workflow.orchestration.plugin import DanvanPlugin
from danvan_workflow.orchestration.watch_deadline import CALLBACK, CollectorDayEnds, collector_day_ended
from danvan_workflow.services.runtime import Runtime
from danvan_workflow.services.watch.alert import AlertResult

PLANS = Path(__file__).resolve().parents[2] / "dags" / "plans"
DAG_ID = "binh_dinh_2025__dinh_ky"
END = dt.datetime(2025, 3, 26, 17, tzinfo=dt.UTC)
"""24:00 of Wed 26/3/2025 in Việt Nam."""


@pytest.fixture
def asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DANVAN_DEADLINE_ALERTS", "1")


@pytest.fixture
def before_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(RunClock, "wall", staticmethod(lambda: END - dt.timedelta(seconds=1)))


def run(partition_key: str | None = "2025-q1", **conf: Any) -> Any:
    return SimpleNamespace(partition_key=partition_key, conf=conf)


def session(found: Any) -> Any:
    """A session of Airflow's database that knows one run."""
    return SimpleNamespace(scalars=lambda query: SimpleNamespace(one=lambda: found))


def moment(found: Any) -> dt.datetime | None:
    reference = CollectorDayEnds({"2025-q1": END.isoformat()})
    return reference._evaluate_with(session=session(found), dag_id=DAG_ID, run_id="scheduled__2025-q1")


def alarm_of(dag: DAG) -> DeadlineAlert:
    """The one alarm of a DAG."""
    assert isinstance(dag.deadline, list)
    [alarm] = dag.deadline
    return alarm


def test_it_is_off_unless_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DANVAN_DEADLINE_ALERTS", raising=False)
    assert [dag.dag_id for dag in plan_dags(PLANS).dags.values() if dag.deadline] == []
    assert CollectorDayEnds in DanvanPlugin.deadline_references  # what was stored while it was on can still be read


@pytest.mark.usefixtures("asked_for")
def test_asked_for_it_comes_with_the_day_of_every_cycle() -> None:
    dags = plan_dags(PLANS).dags
    alarm = alarm_of(dags[DAG_ID])
    assert isinstance(alarm.reference, CollectorDayEnds)
    assert alarm.reference.ends["2025-q1"] == END.isoformat()
    assert set(alarm.reference.ends) == {"2025-q1", "2025-6m", "2025-9m", "2025-annual"}
    assert alarm.callback.path == CALLBACK == f"{collector_day_ended.__module__}.{collector_day_ended.__qualname__}"
    assert not dags["gia_lai_2024__dot_xuat"].deadline  # a cycle that the plan doesn't date


@pytest.mark.usefixtures("asked_for")
def test_airflow_reads_back_what_was_written() -> None:
    from airflow.serialization.decoders import decode_deadline_alert
    from airflow.serialization.serialized_objects import DagSerialization

    dag = plan_dags(PLANS).dags[DAG_ID]
    stored = json.loads(json.dumps(DagSerialization.to_dict(dag)))
    [alarm] = stored["dag"]["deadline"]
    again = decode_deadline_alert({"__type": "deadline_alert", "__var": alarm})
    assert again.reference.inner_ref == alarm_of(dag).reference


@pytest.mark.usefixtures("before_the_end")
@pytest.mark.parametrize(
    "found",
    [run(), run(None, cycle_id="binh-dinh-2025.dinh-ky.2025-q1"), run("2025-6m", cycle_id="binh-dinh-2025.dinh-ky.2025-q1")],
)
def test_a_run_is_due_at_the_end_of_its_collectors_day(found: Any) -> None:
    assert moment(found) == END


@pytest.mark.usefixtures("before_the_end")
@pytest.mark.parametrize("found", [run(replay=True), run(replay="True"), run("2025-dx-01"), run(None), None])
def test_a_replay_an_unknown_cycle_and_a_fault_sound_no_alarm(found: Any) -> None:
    assert moment(found) is None


def test_a_day_that_is_over_sounds_no_alarm(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(RunClock, "wall", staticmethod(lambda: END))
    assert moment(run()) is None


@pytest.mark.usefixtures("before_the_end")
def test_the_alarm_names_the_cycle_of_the_run(services: FakeServices, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[str, dt.datetime]] = []

    class Told(FakeServices):
        def alert_overdue(self, runtime: Runtime, cycle_id: str, now: dt.datetime) -> AlertResult:
            asked.append((cycle_id, now))
            return AlertResult(sent=1)

    monkeypatch.setattr(acts, "services", Told())
    monkeypatch.setattr("danvan_workflow.orchestration.watch_deadline.current_settings", lambda: None)
    context = {"dag_run": {"partition_key": "2025-q1", "conf": None}}
    asyncio.run(collector_day_ended("binh-dinh-2025.dinh-ky.", context))
    assert asked == [("binh-dinh-2025.dinh-ky.2025-q1", RunClock.wall())]


@pytest.mark.usefixtures("asked_for")
def test_a_run_that_airflow_creates_carries_its_deadline_and_a_replay_none(
    services: FakeServices, airflow_db: Path, before_the_end: None
) -> None:
    from airflow.dag_processing.dagbag import DagBag, sync_bag_to_db
    from airflow.models import DagRun
    from airflow.models.dagbundle import DagBundleModel
    from airflow.models.deadline import Deadline
    from airflow.models.serialized_dag import SerializedDagModel
    from airflow.serialization.serialized_objects import LazyDeserializedDAG
    from airflow.utils.session import create_session
    from airflow.utils.state import DagRunState
    from airflow.utils.types import DagRunTriggeredByType, DagRunType
    from sqlalchemy import select

    with create_session() as database:
        if database.get(DagBundleModel, "testing") is None:
            database.add(DagBundleModel(name="testing"))
    bag = DagBag(str(PLANS.parent), bundle_name="testing")
    sync_bag_to_db(bag, "testing", bundle_version=None)
    with create_session() as database:
        # written apart: a DAG that another test brought in within half a minute isn't taken in again by the line above
        SerializedDagModel.write_dag(LazyDeserializedDAG.from_dag(bag.dags[DAG_ID]), bundle_name="testing", session=database)
        dag = SerializedDagModel.get_dag(DAG_ID, session=database)
        assert dag is not None
        for run_id, conf in (("manual__that", {}), ("manual__dien_tap", {"replay": True})):
            dag.create_dagrun(
                run_id=run_id,
                run_after=END,
                run_type=DagRunType.MANUAL,
                triggered_by=DagRunTriggeredByType.TEST,
                state=DagRunState.QUEUED,
                conf=conf,
                partition_key="2025-q1",
                session=database,
            )
        database.flush()
        due = database.execute(
            select(DagRun.run_id, Deadline.deadline_time).join(Deadline, Deadline.dagrun_id == DagRun.id)
        ).all()
    assert [tuple(row) for row in due] == [("manual__that", END)]
