"""Two different printed reports never share the hash of a snapshot, whatever was done between them."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from builders import Office, at
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from papers import issue

from danvan_workflow.duty.submission import Narrative, TaskProgress, TaskState
from danvan_workflow.errors import UserError
from danvan_workflow.notify.memory import MemoryTransport
from danvan_workflow.register.register import Register
from danvan_workflow.report.document import report_document
from danvan_workflow.report.workbook import report_workbook
from danvan_workflow.services.acts.act import Act
from danvan_workflow.services.acts.concede import extend, lift_waiver, return_submission, waive
from danvan_workflow.services.consolidation.consolidate_cycle import consolidate_cycle
from danvan_workflow.services.consolidation.consolidated_versions import snapshot_members
from danvan_workflow.services.consolidation.read_facts import report_facts
from danvan_workflow.services.consolidation.snapshot_digest import sources
from danvan_workflow.services.runtime import Runtime
from danvan_workflow.settings import Settings
from danvan_workflow.store import cycles, reports, tasks

CYCLE = "gia-lai-2024.tuyen-truyen.2024-annual"
ACT = Act("Số liệu chưa khớp", "Giám đốc Sở Nội vụ")

Step = tuple[str, int, int]
STEPS = st.lists(
    st.tuples(
        st.sampled_from(("send", "speak", "number", "task", "return", "waive", "lift", "extend", "wait", "due", "issue")),
        st.integers(0, 2),
        st.integers(0, 2),
    ),
    min_size=2,
    max_size=7,
)


@pytest.fixture(scope="module")
def opened(prepared: tuple[Path, Register], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[], Office]]:
    """Copies of a store in which a small cycle is open."""
    base = tmp_path_factory.mktemp("opened")
    shutil.copy(prepared[0], base / "danvan.sqlite")
    made: list[Runtime] = []

    def office_on(home: Path) -> Office:
        transport = MemoryTransport()
        runtime = Runtime(Settings(home=home, database_url=f"sqlite:///{home / 'danvan.sqlite'}"), transport=transport)
        runtime.__dict__["register"] = prepared[1]
        made.append(runtime)
        return Office(runtime, transport)

    first = office_on(base)
    first.open(CYCLE)
    first.runtime.engine.dispose()

    def fresh() -> Office:
        home = tmp_path_factory.mktemp("digest")
        shutil.copy(base / "danvan.sqlite", home / "danvan.sqlite")
        return office_on(home)

    yield fresh
    for runtime in made:
        runtime.engine.dispose()


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STEPS)
def test_the_same_hash_means_the_same_report(opened: Callable[[], Office], steps: list[Step]) -> None:
    office = opened()
    printed: dict[str, object] = {}
    for number, step in enumerate(steps):
        day = f"2024-11-{number + 2:02d}"
        try:
            do(office, step, day)
        except UserError:  # nothing to return, waived already …
            continue
        digest, document = now(office, f"{day} 20:00")
        assert printed.setdefault(digest, document) == document
    office.runtime.engine.dispose()


def now(office: Office, moment: str) -> tuple[str, object]:
    """The hash of what stands now, and all that would be printed of it."""
    with office.runtime.uow() as uow:
        cycle = cycles.get_cycle(uow, CYCLE)
        members = snapshot_members(cycles.duties_of(uow, CYCLE), at(moment))
        digest = sources(office.runtime, uow, cycle, members, at(moment)).digest(None)
        facts = report_facts(office.runtime, uow, cycle, members, at(moment))
    return digest, (report_document(facts, trace=""), report_workbook(facts, trace=""))


def do(office: Office, step: Step, day: str) -> None:
    """One act of an agency or an officer on a day."""
    kind, who, what = step
    agency, runtime = office.owing(CYCLE)[who], office.runtime
    if kind == "send":
        office.send(CYCLE, agency, f"{day} 10:00", {code: what + 1 for code in office.duties(CYCLE)[agency].indicators[:1]})
    elif kind == "speak":
        said = office.draft(CYCLE, agency, f"{day} 10:00").narratives
        office.send(CYCLE, agency, f"{day} 10:00", narratives=tuple(Narrative(n.section, f"Nội dung {what}") for n in said))
    elif kind == "number":
        office.send(CYCLE, agency, f"{day} 10:00", document_number=f"{what}/BC")
    elif kind == "task":
        task = runtime.library.load("gia-lai-2024").tasks[what].id
        office.send(CYCLE, agency, f"{day} 10:00", tasks=(TaskProgress(task, TaskState.IN_PROGRESS, 10 * what, "Đang làm"),))
    elif kind == "return":
        return_submission(runtime, CYCLE, agency, (), ACT, at(day))
    elif kind == "waive":
        waive(runtime, CYCLE, agency, ACT, at(day))
    elif kind == "lift":
        lift_waiver(runtime, CYCLE, agency, ACT, at(day))
    elif kind == "extend":
        last = office.duties(CYCLE)[agency].last_day
        extend(runtime, CYCLE, agency, last.replace(day=min(last.day + what + 1, 28)), ACT, at(day))
    elif kind == "due":
        make_due(office, what, day)
    elif kind == "issue":
        consolidate_cycle(runtime, CYCLE, at(day))
        issue(office, CYCLE, day)


def make_due(office: Office, place: int, day: str) -> None:
    """A task is due today: tomorrow it is overdue."""
    with office.runtime.uow() as uow:
        rows = tasks.tasks_of(uow, "gia-lai-2024")
        rows[place % len(rows)].due_on = at(day).date()
        uow.commit()


def test_the_replaced_report_is_part_of_the_hash(opened: Callable[[], Office]) -> None:
    office = opened()
    consolidate_cycle(office.runtime, CYCLE, at("2024-11-02"))
    issue(office, CYCLE, "2024-11-03")
    with office.runtime.uow() as uow:
        cycle, (one,) = cycles.get_cycle(uow, CYCLE), reports.issues_of(uow, CYCLE)
        found = sources(office.runtime, uow, cycle, [], at("2024-11-04"))
    assert len({found.digest(None), found.digest(one), found.digest(replace(one, version=2))}) == 3
