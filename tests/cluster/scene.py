"""Cycles to be run on a cluster: their plans, a source with what agencies send, and what each cycle must come to."""

from __future__ import annotations

import datetime as dt
import os
import shutil
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path

from cluster.compose import REPOSITORY
from cluster.end_state import State, end_state
from cluster.runs import NOTE
from cluster.undisturbed import finish, open_and_chase

from danvan_workflow.embedded.home import LEADER
from danvan_workflow.intake.foreign import write_sample_source
from danvan_workflow.intake.mapping_file import mapping_of
from danvan_workflow.notify.memory import MemoryTransport
from danvan_workflow.plan.schedule import planned_cycles
from danvan_workflow.register.register import Register
from danvan_workflow.sample.models import Shares
from danvan_workflow.services.cycle.moments import CycleMoments
from danvan_workflow.services.cycle.open_cycle import open_cycle
from danvan_workflow.services.runtime import Runtime
from danvan_workflow.services.submissions.collect import DEFAULT_SOURCE
from danvan_workflow.services.submissions.sample_cycle import sample_drafts_of
from danvan_workflow.settings import Settings
from danvan_workflow.statutory.deadline import VIETNAM
from danvan_workflow.store import cycles
from danvan_workflow.store.registers import replace_register

BINH_DINH = "binh-dinh-2025.dinh-ky.2025-q1"
# no file is younger than the clock that a drill lives by: Airflow would read it again and again
LONG_AGO = dt.datetime(2024, 1, 1, tzinfo=dt.UTC).timestamp()
DRILL_PLANS = Path(__file__).with_name("plan_files")
# Of eight agencies: two in time, one late, one never, and one each of incomplete, wrong, corrected and nothing to report.
EIGHT = Shares(*(Decimal(n) / 8 for n in (2, 1, 1, 1, 1, 1, 1)))


@dataclass
class Scene:
    """Everything lies in `folder`; the reference store is an SQLite file of one process. Without `register`, the national one."""

    folder: Path
    register: Register | None = None
    expected: dict[str, State] = field(default_factory=dict)
    moments: dict[str, CycleMoments] = field(default_factory=dict)
    recipients: dict[str, Counter[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        # without the daily sweep, which would send what a run has failed to send
        shutil.copytree(REPOSITORY / "dags", self.dags, ignore=shutil.ignore_patterns("__pycache__", "truc_ban.py"))
        for file in DRILL_PLANS.glob("*.yaml"):
            shutil.copy(file, self.dags / "plans")
        for file in self.dags.rglob("*.*"):
            os.utime(file, (LONG_AGO, LONG_AGO))
        self.letters = MemoryTransport()
        home = self.folder / "mot-tien-trinh"
        self.runtime = Runtime(self.settings(home, f"sqlite:///{home / 'danvan.sqlite'}"), transport=self.letters)
        self.runtime.prepare()
        if self.register is not None:
            write_register(self.runtime, self.register)

    @property
    def dags(self) -> Path:
        """The DAG files with all plans."""
        return self.folder / "dags"

    @property
    def source(self) -> str:
        """The address of the database that stands for the province's reporting system."""
        return f"sqlite:///{self.folder / 'nguon.sqlite'}"

    def settings(self, home: Path, database: str) -> Settings:
        """The settings of an installation with these plans and this source."""
        home.mkdir(parents=True, exist_ok=True)
        return Settings(home=home, database_url=database, plans=self.dags / "plans", sources={DEFAULT_SOURCE: self.source})

    def play(self, cycle_id: str, shares: Shares | None = None) -> None:
        """Fill the source for a cycle, and find out what it comes to when nothing disturbs it."""
        opens_at = self.opening(cycle_id)
        open_cycle(self.runtime, cycle_id, opens_at)
        self._fill(cycle_id, shares)
        before = len(self.letters.sent)
        planned = open_and_chase(self.runtime, cycle_id, opens_at)
        finish(self.runtime, cycle_id, planned, LEADER, NOTE["y_kien"])
        self.moments[cycle_id] = planned
        self.expected[cycle_id] = end_state(self.runtime, cycle_id)
        self.recipients[cycle_id] = Counter(message.to for message in self.letters.sent[before:])

    def opening(self, cycle_id: str) -> dt.datetime:
        """08:00 of the planned opening day."""
        plan = self.runtime.library.load(cycle_id.partition(".")[0])
        found = next(cycle for cycle in planned_cycles(plan, self.runtime.calendar) if cycle.cycle_id == cycle_id)
        return dt.datetime.combine(found.opens_on, dt.time(8), VIETNAM)

    def _fill(self, cycle_id: str, shares: Shares | None) -> None:
        """What is sent is sent at two in the afternoon, far from any milestone: a run may be late by minutes."""
        mapping = mapping_of(self.runtime.settings.collect, DEFAULT_SOURCE)
        drafts = [
            replace(draft, sent_at=draft.sent_at.astimezone(VIETNAM).replace(hour=14, minute=draft.version or 0))
            for draft in sample_drafts_of(self.runtime, cycle_id, cycle_id, shares)
        ]
        with self.runtime.uow() as uow:
            cycle = cycles.get_cycle(uow, cycle_id)
            names = {duty.agency: duty.agency_name for duty in cycles.duties_of(uow, cycle_id)}
            periods = {cycle_id: cycle.period}
        write_sample_source(self.source, mapping, drafts, names, periods=periods)

    def reports(self) -> dict[str, bytes]:
        """The issued files by name."""
        return files_in(self.runtime.settings.outbox)


def files_in(folder: Path) -> dict[str, bytes]:
    """The files of a folder, without those below it."""
    return {file.name: file.read_bytes() for file in folder.iterdir() if file.is_file()}


def write_register(runtime: Runtime, register: Register) -> None:
    """Put a register in the place of the one there is."""
    with runtime.uow() as uow:
        replace_register(uow, register)
        uow.commit()
    runtime.forget_register()


def part_of(whole: Register, provinces: Iterable[str]) -> Register:
    """The agencies of some provinces, and all that passed into one another: a task of a drill needn't read a whole country."""
    kept = {agency.code: agency for agency in whole.agencies if agency.province in provinces or not agency.province}
    records = [record for record in whole.succession_records if record.predecessor in kept and record.successor in kept]
    return Register(kept.values(), records, whole.contact_records)
