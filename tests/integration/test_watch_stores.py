"""The watchdog and the sweep find and do the same on SQLite and on PostgreSQL."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from builders import Office, at
from sqlalchemy import update

from danvan_workflow.duty.milestones import Outcome
from danvan_workflow.notify.memory import MemoryTransport
from danvan_workflow.register.build import national_register
from danvan_workflow.register.register import Register
from danvan_workflow.services.approval.decide import request_approval
from danvan_workflow.services.consolidation.consolidate_cycle import consolidate_cycle
from danvan_workflow.services.cycle.milestones import note_milestone
from danvan_workflow.services.runtime import Runtime
from danvan_workflow.services.watch.alert import alert
from danvan_workflow.services.watch.look import watch
from danvan_workflow.services.watch.settle import settle
from danvan_workflow.services.watch.sweep import SweepResult, sweep
from danvan_workflow.services.watch.trouble import Code
from danvan_workflow.settings import SHIPPED, Settings
from danvan_workflow.store.migration import migrate
from danvan_workflow.store.registers import replace_register
from danvan_workflow.store.tables import NoticeRow

CYCLE = "phu-son-2025.dinh-ky.2025-6m"
"""Opens Mon 26/5/2025; the last admissible day is Mon 16/6, the collector's own day Wed 18/6."""


@pytest.fixture(scope="module")
def thanh_hoa() -> Register:
    """The province of the ward's plan."""
    whole = national_register()
    kept = {agency.code: agency for agency in whole.agencies if agency.province in ("L38", "N38") or not agency.province}
    inside = [s for s in whole.succession_records if s.predecessor in kept and s.successor in kept]
    return Register(kept.values(), inside)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def ward(request: pytest.FixtureRequest, tmp_path: Path, thanh_hoa: Register) -> Iterator[Office]:
    """An office with one plan, on each kind of database."""
    plans = tmp_path / "ke-hoach"
    plans.mkdir()
    shutil.copy(SHIPPED / "dags" / "plans" / "phu-son-2025.yaml", plans)
    sqlite = f"sqlite:///{tmp_path / 'danvan.sqlite'}"
    url = sqlite if request.param == "sqlite" else request.getfixturevalue("postgres_database")
    transport = MemoryTransport()
    settings = Settings(home=tmp_path, database_url=url, plans=plans, alert_to=("truc@snv.example",))
    runtime = Runtime(settings, transport=transport)
    with runtime.uow() as uow:
        migrate(runtime.engine, runtime.settings.sql)
        replace_register(uow, thanh_hoa)
        uow.commit()
    yield Office(runtime, transport)
    runtime.engine.dispose()


def changed(ward: Office, number: int, **values: object) -> NoticeRow:
    row = ward.notices(CYCLE)[number]
    with ward.runtime.uow() as uow:
        uow.session.execute(update(NoticeRow).where(NoticeRow.id == row.id).values(**values))
        uow.commit()
    return row


def test_both_stores_tell_the_same_troubles(ward: Office) -> None:
    assert [t.code for t in watch(ward.runtime, at("2025-05-26 08:30"))] == [Code.NOT_OPENED]
    ward.open(CYCLE)
    note_milestone(ward.runtime, CYCLE, "open", Outcome.DONE, at("2025-05-26 08:00"), run="scheduled__2025-6m")
    note_milestone(ward.runtime, CYCLE, "rung:1", Outcome.FAILED, at("2025-05-26 08:01"), why="hỏng", run="scheduled__2025-6m")
    asked = len(ward.owing(CYCLE))
    assert sweep(ward.runtime, at("2025-05-26 08:15")) == SweepResult(cycles=1, sent=asked)
    assert sweep(ward.runtime, at("2025-05-26 08:16")) == SweepResult(cycles=1)
    unsure = changed(ward, 0, state="sending", claimed_at=at("2025-05-26 08:15"))
    changed(ward, 1, state="unknown")
    changed(ward, 2, state="failed", detail="550")
    changed(ward, 3, state="pending")
    found = watch(ward.runtime, at("2025-06-05 08:30"))  # Thu, seven working days before Mon 16/6
    assert sorted((t.code, str(t.since.astimezone(at("2025-06-05").tzinfo))[:16]) for t in found) == [
        (Code.LETTER_FAILED, "2025-05-26 08:15"),
        (Code.LETTER_UNKNOWN, "2025-05-26 08:15"),
        (Code.LETTER_UNSURE, "2025-05-26 08:15"),
        (Code.LETTER_WAITING, "2025-05-26 08:15"),
        (Code.MILESTONE_FAILED, "2025-05-26 08:01"),
        (Code.MILESTONE_MISSING, "2025-06-05 08:00"),
        (Code.RUNG_MISSING, "2025-06-05 08:00"),
    ]
    assert settle(ward.runtime, CYCLE, (unsure.id,), "arrived", "Trần Thị Bình", "đã gọi", at("2025-06-05 08:31")) == 1
    assert alert(ward.runtime, found, at("2025-06-05 08:31")).sent == 1
    assert alert(ward.runtime, found, at("2025-06-05 08:32")).sent == 0


def test_both_stores_know_the_digest_and_the_report(ward: Office) -> None:
    ward.open(CYCLE)
    for day in ("05-26", "06-05", "06-11", "06-13", "06-17", "06-19", "06-25"):
        sweep(ward.runtime, at(f"2025-{day} 08:15"))
    codes = (Code.RUNG_MISSING, Code.NO_CONTACT)
    assert [t for t in watch(ward.runtime, at("2025-06-25 08:45")) if t.code in codes] == []  # the digest names its duties
    snapshot = consolidate_cycle(ward.runtime, CYCLE, at("2025-06-25 09:00")).snapshot_id
    request_approval(ward.runtime, CYCLE, snapshot, at("2025-06-25 09:01"))
    waiting = [t.since for t in watch(ward.runtime, at("2025-06-30 00:00")) if t.code is Code.APPROVAL_WAITING]
    assert waiting == [at("2025-06-25 09:01")]
    assert Code.OVERDUE in [t.code for t in watch(ward.runtime, at("2025-06-19 00:00"))]
