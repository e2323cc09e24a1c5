"""Whole runs inside Airflow with events beside them: a run ends for certain, whatever goes wrong on either side."""

from __future__ import annotations

import datetime as dt
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

from processes import wait_until

if TYPE_CHECKING:  # a home of Airflow is prepared before it is imported
    from airflow.sdk import Context

PATIENCE = 300.0
"""Seconds that a run may take once its events are over, and that an event may be waited for."""
SOON = dt.timedelta(seconds=1)
Act = Callable[[], None]


@dataclass
class Clock:
    """A wall clock that the test sets; `looks` counts who looked at it."""

    now: dt.datetime
    looks: int = 0

    def wall(self) -> dt.datetime:
        """What the clock shows."""
        self.looks += 1
        return self.now


def in_run(ti: object = None, **conf: object) -> Context:
    """The context of a row in a run with that conf, as far as our rows look into it."""
    run = SimpleNamespace(conf=conf, run_id="thu", triggering_user_name="chuyenvien")
    return cast("Context", {"dag_run": run, "ti": ti})


def nothing() -> None:
    """No event."""


def run_to_its_end(dag: Any, conf: dict[str, Any], course: Act = nothing, let_go: Act = nothing) -> Any:
    """The ended run of a DAG, beside which the given course of events took place; the failure of the course where it failed.

    Airflow runs tasks in the main thread only, so it's the course of events that has a thread of its own. `let_go` is called when
    it is over, and moves the clock so far that no row waits any more. A row that met a machine in the way tries again at once.
    """
    for task in dag.tasks:
        task.retry_delay = task.max_retry_delay = SOON
    ended, failures = threading.Event(), list[BaseException]()

    def events() -> None:
        try:
            course()
            let_go()
            assert ended.wait(PATIENCE), f"the run goes on: {rows_of(dag)}"
        except BaseException as error:
            failures.append(error)
            let_go()
        while not ended.wait(1):
            give_up(dag)

    beside = threading.Thread(target=events, daemon=True)
    beside.start()
    try:
        run = dag.test(run_conf=conf)
    finally:
        ended.set()
        beside.join(timeout=PATIENCE)
    if failures:
        raise failures[0]
    return run


def eventually(ask: Callable[[], object], what: str = "it never came about") -> None:
    """Return when it is so."""
    wait_until(ask, what, PATIENCE, pause=0.05)


def looked(clock: Clock, times: int) -> None:
    """Return when the run has looked at the clock so often since."""
    before = clock.looks
    eventually(lambda: clock.looks >= before + times, "nobody looks at the clock")


def rows(run: Any) -> dict[str, str]:
    """The state of each row; `dag.test` calls a run without any of them a success."""
    return {ti.task_id: str(ti.state) for ti in run.get_task_instances()}


def states(run: Any) -> Counter[str]:
    """How many rows ended in which state."""
    return Counter(rows(run).values())


def rows_of(dag: Any) -> dict[str, str]:
    """The rows of the DAG's runs as Airflow's database has them."""
    from airflow.models import TaskInstance
    from airflow.utils.session import create_session

    with create_session(scoped=False) as session:
        return {ti.task_id: str(ti.state) for ti in session.query(TaskInstance).filter_by(dag_id=dag.dag_id)}


def give_up(dag: Any) -> None:
    """Let no row of the DAG's runs be waited for."""
    from airflow.models import TaskInstance
    from airflow.utils.session import create_session
    from airflow.utils.state import State, TaskInstanceState

    with create_session(scoped=False) as session:
        unfinished = [state for state in TaskInstanceState if state not in State.finished]
        of_dag = session.query(TaskInstance).filter(TaskInstance.dag_id == dag.dag_id)
        over = TaskInstance.state.in_(unfinished) | TaskInstance.state.is_(None)
        of_dag.filter(over).update({"state": TaskInstanceState.FAILED}, synchronize_session=False)
