"""Stand-ins for the services, for tests of what Airflow does with them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from airflow_home import airflow_db, runs_of_one_file  # noqa: F401


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder needs Airflow."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.airflow)


def at(day: int, hour: int = 8) -> dt.datetime:
    """A moment of March 2025 in Vietnam."""
    return dt.datetime(2025, 3, 1, tzinfo=dt.timezone(dt.timedelta(hours=7))) + dt.timedelta(days=day - 1, hours=hour)


ACTS = {"open_cycle", "pass_on_duties", "collect", "assess", "send_rung", "consolidate_cycle", "record_decision", "issue_report"}


@dataclass
class FakeServices:
    """Stands for danvan_workflow.services: remembers every call and answers as the fields say."""

    calls: list[tuple[Any, ...]] = field(default_factory=list)
    complete: bool = False
    state: str = "open"
    last_act: dt.datetime | None = None
    sent: int = 3
    failed: int = 0
    fingerprint: str = "a" * 64
    fingerprints: dict[dt.datetime, str] = field(default_factory=dict)
    collect_error: Exception | None = None
    moments_error: Exception | None = None
    mark_error: Exception | None = None
    marks: list[tuple[str, ...]] = field(default_factory=list)
    opens_at: dt.datetime = field(default_factory=lambda: at(1))
    rungs: dict[int, dt.datetime] = field(default_factory=lambda: {1: at(1), 2: at(12), 3: at(16), 4: at(18), 5: at(20)})
    offsets: dict[int, int] = field(default_factory=lambda: {1: -15, 2: -7, 3: -3, 4: -1, 5: 1})
    due_at: dt.datetime = field(default_factory=lambda: at(20, 0))
    consolidate_at: dt.datetime = field(default_factory=lambda: at(26))

    def service(self, name: str) -> Callable[..., Any]:
        """The service of that name, watched."""

        def call(_runtime: object, *arguments: Any, **named: Any) -> Any:
            if name in ACTS:
                self.calls.append((name, *arguments))
            return getattr(self, f"_{name}", lambda *_: None)(*arguments, **named)

        return call

    def named(self, name: str) -> list[tuple[Any, ...]]:
        """The arguments of the calls of one service."""
        return [call[1:] for call in self.calls if call[0] == name]

    def _cycle_moments(self, _cycle_id: str) -> FakeServices:
        if self.moments_error:
            raise self.moments_error
        return self

    def _cycle_status(self, *_: Any) -> SimpleNamespace:
        return SimpleNamespace(state=self.state)

    def _standing(self, _cycle_id: str) -> SimpleNamespace:
        """What the decisions recorded so far come to; nothing moves while they are taken."""
        given = [
            SimpleNamespace(
                id=n, snapshot_id=call[1], decision=call[2], by=call[3], at=call[5], until=None, sha256=self.fingerprints[call[5]]
            )
            for n, call in enumerate(self.named("record_decision"), start=1)
        ]
        return SimpleNamespace(
            label="Quý I năm 2025", issued=self.state == "issued", question=None, decided=given[-1] if given else None
        )

    def _record_decision(self, *arguments: Any) -> SimpleNamespace:
        self.fingerprints[arguments[5]] = self.fingerprint
        return SimpleNamespace(note=arguments[4], caution="")

    def _not_before(self, _cycle_id: str, moment: dt.datetime) -> dt.datetime:
        return max(moment, self.last_act or moment)

    def _collect(self, *_: Any) -> None:
        if self.collect_error:
            raise self.collect_error

    def _note_milestone(self, _cycle_id: str, milestone: str, outcome: str, _now: dt.datetime, *, why: str, run: str) -> None:
        if self.mark_error:
            raise self.mark_error
        self.marks.append((milestone, outcome, why, run))

    def _send_rung(self, *_: Any) -> SimpleNamespace:
        return SimpleNamespace(sent=self.sent, skipped=1, failed=self.failed)

    def _consolidate_cycle(self, *_: Any) -> SimpleNamespace:
        return SimpleNamespace(snapshot_id=7, sha256=self.fingerprint)

    def _write_drafts(self, *_: Any) -> tuple[Path, ...]:
        return (Path("bao-cao.docx"),)


@pytest.fixture
def services(monkeypatch: pytest.MonkeyPatch) -> FakeServices:
    """The services that the tasks meet."""
    from danvan_workflow.orchestration import acts

    fake = FakeServices()
    monkeypatch.setattr(acts, "service", fake.service)
    monkeypatch.setattr(acts, "open_runtime", lambda settings: settings)
    return fake


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """A wall clock that the test sets, `clock.now = …`, at first Mon 15/4/2024 08:00; `looks` counts who looked at it."""
    from danvan_workflow.orchestration.clock import RunClock

    set_to = SimpleNamespace(now=dt.datetime(2024, 4, 15, 1, tzinfo=dt.UTC), looks=0)

    def wall() -> dt.datetime:
        set_to.looks += 1
        return set_to.now  # type: ignore[no-any-return]

    monkeypatch.setattr(RunClock, "wall", staticmethod(wall))
    return set_to
