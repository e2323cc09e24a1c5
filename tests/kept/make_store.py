"""Make the kept store anew: `PYTHONPATH=tests python -m kept.make_store FOLDER [POSTGRES_URL]`.

It lays down `store.sqlite` and, where an address of an empty PostgreSQL database is given, the same there, to be dumped with
`pg_dump --no-owner --no-privileges`; and `facts.json`, what the services say of it. A kept store is never made over: a release
that changes what is stored keeps one of its own beside it.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from board_story import Q1
from builders import Office, at
from cycle_story import consolidated, in_march

from danvan_workflow.duty.decision import Decision
from danvan_workflow.notify.memory import MemoryTransport
from danvan_workflow.services.approval.decide import record_decision, request_approval
from danvan_workflow.services.consolidation.issue_report import issue_report
from danvan_workflow.services.cycle.ad_hoc import open_ad_hoc
from danvan_workflow.services.letters.outbox import send_pending
from danvan_workflow.services.letters.send_rung import send_rung
from danvan_workflow.services.runtime import Runtime
from danvan_workflow.services.simulation.year import ad_hoc_cycle_id, made_up_request
from danvan_workflow.settings import Settings
from danvan_workflow.statutory.workdays import WorkCalendar
from kept.facts import facts_of


def tell_the_story(office: Office) -> None:
    """Bình Định 2025-q1 with every state of a duty, returned once by the leader, issued; and an ad hoc cycle of Gia Lai 2024."""
    _quarter(office)
    _ad_hoc(office)


def _quarter(office: Office) -> None:
    in_march(office)
    first = consolidated(office)
    request_approval(office.runtime, Q1, first.snapshot_id, at("2025-03-26 08:05"))
    leader = "Nguyễn Văn An, Giám đốc"
    record_decision(office.runtime, Q1, first.snapshot_id, Decision.RETURN, leader, "Bổ sung đánh giá", at("2025-03-26 10:00"))
    office.send(Q1, "L542", "2025-03-26 15:00")
    second = consolidated(office)
    request_approval(office.runtime, Q1, second.snapshot_id, at("2025-03-27 08:00"))
    send_pending(office.runtime, Q1, at("2025-03-27 08:00"))
    record_decision(office.runtime, Q1, second.snapshot_id, Decision.APPROVE, leader, "", at("2025-03-27 09:00"))
    issue_report(office.runtime, Q1, second.snapshot_id, at("2025-03-27 09:30"))


def _ad_hoc(office: Office) -> None:
    plan = office.runtime.library.load("gia-lai-2024")
    request = made_up_request(plan, WorkCalendar.default())
    assert request is not None
    cycle_id = ad_hoc_cycle_id(plan, request.key)
    open_ad_hoc(office.runtime, request, at("2024-08-05"))
    send_rung(office.runtime, cycle_id, 1, at("2024-08-05"))
    office.send_all(cycle_id, "2024-08-12", office.owing(cycle_id)[:5])


def make(home: Path, database_url: str) -> dict[str, object]:
    """A prepared store with the story in it; the facts that it holds."""
    transport = MemoryTransport()
    runtime = Runtime(Settings(home=home, database_url=database_url), transport=transport)
    runtime.prepare()
    tell_the_story(Office(runtime, transport))
    facts = facts_of(runtime)
    runtime.engine.dispose()  # the last connection folds the write-ahead log into the file
    return facts


def main(folder: str, postgres_url: str = "") -> None:
    """Both stores must tell the same facts."""
    home = Path(folder)
    home.mkdir(parents=True, exist_ok=True)
    facts = make(home, f"sqlite:///{home / 'store.sqlite'}")
    if postgres_url and make(home, postgres_url) != facts:
        raise SystemExit("PostgreSQL tells other facts than SQLite")
    (home / "facts.json").write_text(json.dumps(facts, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
