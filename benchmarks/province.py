"""One cycle of a province, 160 agencies × 60 indicators, beside a raw SELECT … GROUP BY: `python -m benchmarks.province`."""

from __future__ import annotations

import datetime as dt
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import text

from benchmarks.made_up import AGENCIES, CYCLE, EARLIER, INDICATORS, drafts, write_plan
from benchmarks.measure import Cost, Timing, take_turns, timed
from benchmarks.postgres import private_server
from benchmarks.table import ms, table, times
from danvan_workflow.consolidate.frames import facts_frame, owing_frame
from danvan_workflow.consolidate.tables import totals_by_group
from danvan_workflow.notify.memory import MemoryTransport
from danvan_workflow.render.docx import write_docx
from danvan_workflow.render.xlsx import write_xlsx
from danvan_workflow.report.document import report_document
from danvan_workflow.report.facts import ReportFacts
from danvan_workflow.report.workbook import report_workbook
from danvan_workflow.services.consolidation.consolidate_cycle import consolidate_cycle
from danvan_workflow.services.consolidation.consolidated_versions import snapshot_members
from danvan_workflow.services.consolidation.read_facts import report_facts
from danvan_workflow.services.consolidation.read_figures import fact_rows, owing_rows
from danvan_workflow.services.cycle.open_cycle import open_cycle
from danvan_workflow.services.runtime import Runtime
from danvan_workflow.services.submissions.receive_submission import receive_submission
from danvan_workflow.settings import SHIPPED, Settings
from danvan_workflow.statutory.deadline import VIETNAM
from danvan_workflow.store import cycles
from danvan_workflow.store.unit_of_work import UnitOfWork

ROUNDS, FULL_ROUNDS = 7, 3
TEMPLATE = SHIPPED / "dags" / "plans" / "lang-son-2026.yaml"
NOW = dt.datetime(2026, 6, 25, 8, 0, tzinfo=VIETNAM)
OPENING_EARLIER = dt.datetime(2026, 2, 25, 8, 0, tzinfo=VIETNAM)
OPENING = dt.datetime(2026, 6, 1, 8, 0, tzinfo=VIETNAM)
RAW = """
SELECT duty.group_id, figure.indicator, SUM(figure.value)
FROM figure JOIN submission ON submission.id = figure.submission_id JOIN duty ON duty.id = submission.duty_id
WHERE figure.cycle_id = :cycle GROUP BY duty.group_id, figure.indicator
"""
EMPTY = (
    *("decision", "report", "snapshot", "notice", "finding", "task_progress", "attachment", "person", "narrative", "figure"),
    *("task_item", "submission", "concession", "duty", "event", "cycle", "plan_version"),
)


@dataclass(frozen=True)
class Bench:
    """An opened installation and what its agencies send."""

    runtime: Runtime

    def clear(self) -> None:
        """Forget every cycle; the register stays."""
        with self.runtime.engine.begin() as connection:
            for name in EMPTY:
                connection.execute(text(f"DELETE FROM {name}"))

    def raw(self) -> None:
        """The sums of the cycle as the database alone gives them."""
        with self.runtime.engine.connect() as connection:
            found = connection.execute(text(RAW), {"cycle": CYCLE}).all()
        assert len(found) == 2 * INDICATORS

    def reading(self, act: Callable[[UnitOfWork], object]) -> Callable[[], object]:
        """The act in a transaction of its own."""

        def run() -> object:
            with self.runtime.uow() as uow:
                return act(uow)

        return run


def tables(bench: Bench, uow: UnitOfWork) -> ReportFacts:
    """Everything that the report is made of."""
    cycle = cycles.get_cycle(uow, CYCLE)
    return report_facts(bench.runtime, uow, cycle, snapshot_members(cycles.duties_of(uow, CYCLE), NOW), NOW)


def group_sums(bench: Bench, uow: UnitOfWork) -> Any:
    """The same sums as the raw query, the way the report gets them: facts read, table made by pandas."""
    cycle = cycles.get_cycle(uow, CYCLE)
    duties = cycles.duties_of(uow, CYCLE)
    rows = fact_rows(uow, CYCLE, [duty.submissions[-1] for duty in duties], duties)
    chosen = bench.runtime.catalogue_of(bench.runtime.plan_of(cycle).plan)
    return totals_by_group(facts_frame(rows), owing_frame(owing_rows(duties)), chosen)


def facts(bench: Bench, uow: UnitOfWork) -> None:
    """Roll, versions and figures read, nothing computed."""
    duties = cycles.duties_of(uow, CYCLE)
    rows = fact_rows(uow, CYCLE, [duty.submissions[-1] for duty in duties], duties)
    assert len(rows) == AGENCIES * INDICATORS


def send_all(bench: Bench, cycle_id: str, opening: dt.datetime) -> None:
    """Open a cycle and take in a submission of everybody."""
    open_cycle(bench.runtime, cycle_id, opening)
    for draft in drafts(bench.runtime, cycle_id):
        receive_submission(bench.runtime, draft, draft.sent_at)


def whole_cycles(bench: Bench) -> dict[str, Cost]:
    """Opening, receiving and consolidating, each round from nothing."""

    def opening() -> Timing:
        bench.clear()
        send_all(bench, EARLIER, OPENING_EARLIER)
        return timed(lambda: open_cycle(bench.runtime, CYCLE, OPENING))

    def receiving() -> Timing:
        made = drafts(bench.runtime, CYCLE)
        return timed(lambda: [receive_submission(bench.runtime, draft, draft.sent_at) for draft in made])

    def consolidating() -> Timing:
        return timed(lambda: consolidate_cycle(bench.runtime, CYCLE, NOW))

    steps = {
        "opening the cycle (roll, 160 duties)": opening,
        "taking in 160 submissions, one transaction each": receiving,
        "consolidating: snapshot, tables, .docx, .xlsx": consolidating,
    }
    return take_turns(steps, FULL_ROUNDS)


def parts(bench: Bench) -> dict[str, Cost]:
    """The parts of consolidating, on the same facts as the raw query."""
    with bench.runtime.engine.begin() as connection:
        connection.execute(text("ANALYZE"))  # a database at work has its statistics
    with bench.runtime.uow() as uow:
        made = tables(bench, uow)
    cases: dict[str, Callable[[], object]] = {
        "raw `SELECT … SUM … GROUP BY`": bench.raw,
        "reading the roll and the facts": bench.reading(lambda uow: facts(bench, uow)),
        "the same sums through pandas, reading included": bench.reading(lambda uow: group_sums(bench, uow)),
        "all tables of the report, reading included": bench.reading(lambda uow: tables(bench, uow)),
        ".docx from the tables": lambda: write_docx(report_document(made, trace="0" * 64)),
        ".xlsx from the tables": lambda: write_xlsx(report_workbook(made, trace="0" * 64)),
    }
    return take_turns({name: partial(timed, case) for name, case in cases.items()}, ROUNDS)


def prepared(runtime: Runtime) -> dict[str, Cost]:
    """The first use of an installation: schema and register."""
    first = take_turns({"first use: schema laid, national register stored": lambda: timed(runtime.prepare)}, 1)

    def register() -> Timing:
        runtime.forget_register()
        return timed(lambda: runtime.register)

    return first | take_turns({"the register read, once a process": register}, FULL_ROUNDS)


def measure(database_url: str, home: Path) -> dict[str, Cost]:
    """All costs on one database."""
    runtime = Runtime(Settings(home=home, database_url=database_url, plans=home / "plans"), transport=MemoryTransport())
    first = prepared(runtime)
    write_plan(home / "plans", TEMPLATE, runtime.register)
    bench = Bench(runtime)
    full = whole_cycles(bench)
    split = parts(bench)
    runtime.engine.dispose()
    return split | full | first


def section(name: str, costs: dict[str, Cost]) -> str:
    """The table of one database."""
    base = costs["raw `SELECT … SUM … GROUP BY`"].best_wall
    rows = [
        [what, f"{ms(cost.best_wall)} ({ms(cost.middle_wall)})", ms(cost.best), times(cost.best_wall, base)]
        for what, cost in costs.items()
    ]
    return "\n".join([f"### {name}", "", table(["", "ms, best (median)", "of it processor", "/ raw"], rows), ""])


def report() -> str:
    """The section of the document."""
    lines = [
        f"## A province: {AGENCIES} agencies × {INDICATORS} indicators",
        "",
        (
            "A made-up plan over real agencies, every agency in time with all figures and narratives, after an earlier cycle of "
            "the year that is compared with. "
            "“raw” is one SQL statement over the same facts that returns the sums by group and indicator."
        ),
        "",
    ]
    with tempfile.TemporaryDirectory() as folder:
        lines.append(section("SQLite", measure(f"sqlite:///{folder}/danvan.sqlite", Path(folder))))
    with tempfile.TemporaryDirectory() as folder, private_server() as address:
        lines.append(section("PostgreSQL", measure(address, Path(folder))) if address else "PostgreSQL: not installed here.")
    return "\n".join(lines).rstrip()


if __name__ == "__main__":
    sys.stdout.write(report() + "\n")
