"""`danvan consolidate`, `approve`, `report` and `issue`: from the versions to the report that goes out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from danvan_workflow.cli.heirs import pass_on
from danvan_workflow.cli.naming import CycleName, OfPlan, opened_cycle
from danvan_workflow.cli.rendering import say
from danvan_workflow.cli.session import Now, moment, open_runtime
from danvan_workflow.cli.vietnamese import command, explained
from danvan_workflow.errors import Refused

if TYPE_CHECKING:
    from danvan_workflow.services.runtime import Runtime
    from danvan_workflow.store.tables import SnapshotRow

DRAFTS = "du-thao"


def add_to(app: typer.Typer) -> None:
    """Register the commands of this module."""
    for name, function in (("consolidate", consolidate), ("approve", approve), ("report", report), ("issue", issue)):
        command(app, name)(function)


@explained("Tổng hợp một kỳ: chốt các bản mới nhất và lập báo cáo. Dữ liệu không đổi thì báo cáo không đổi.")
def consolidate(name: CycleName, plan: OfPlan = "", now: Now = "") -> None:
    """Freeze the versions and make the documents."""
    from danvan_workflow.services.consolidate_cycle import consolidate_cycle

    runtime = open_runtime()
    cycle = opened_cycle(runtime, name, plan)
    pass_on(runtime, cycle, moment(now))
    made = consolidate_cycle(runtime, cycle, moment(now))
    word = "Đã chốt" if made.created else "Không có gì mới từ"
    say(f"{word} bản tổng hợp số {made.number} của kỳ {cycle} (mã {made.sha256[:12]}).")
    for file in made.files:
        say(f"- {file.name}")
    say(f"Lấy tệp: danvan report {cycle}. Trình duyệt: danvan approve {cycle} --decision approve --by “Họ tên, chức vụ”.")


@explained(
    "Ghi quyết định của lãnh đạo về bản tổng hợp mới nhất: approve (duyệt), return (trả lại, kèm --note), wait (chờ thêm)."
)
def approve(
    name: CycleName,
    plan: OfPlan = "",
    decision: Annotated[str, typer.Option("--decision", metavar="QUYẾT ĐỊNH", help="approve, return hoặc wait.")] = "approve",
    by: Annotated[str, typer.Option("--by", metavar="NGƯỜI", help="Người quyết định: họ tên, chức vụ.")] = "",
    note: Annotated[str, typer.Option("--note", metavar="Ý KIẾN", help="Ý kiến; bắt buộc khi trả lại.")] = "",
    now: Now = "",
) -> None:
    """Record a decision, bound to the documents that were shown."""
    from danvan_workflow.errors import InvalidInput, Problem
    from danvan_workflow.services.approval import record_decision

    if not by.strip():
        raise InvalidInput([Problem("chưa nêu người quyết định", place="--by", accepted="họ tên, chức vụ")])
    runtime = open_runtime()
    cycle = opened_cycle(runtime, name, plan)
    snapshot = _newest(runtime, cycle)
    recorded = record_decision(runtime, cycle, snapshot.id, decision, by, note, moment(now))
    say(f"{recorded.decision.label}: bản tổng hợp số {snapshot.number} của kỳ {cycle}, người quyết định: {by}.")
    if recorded.moved_since:
        say("Có báo cáo mới đến sau khi chốt; bản này chưa gồm các báo cáo đó. Muốn đưa vào, tổng hợp lại.", "yellow")


@explained("Ghi các tệp của bản tổng hợp mới nhất (.docx, .xlsx) ra thư mục.")
def report(
    name: CycleName,
    plan: OfPlan = "",
    out: Annotated[
        Path | None, typer.Option("--out", metavar="THƯ MỤC", help="Nơi ghi; mặc định: thư mục bao-cao của hệ thống.")
    ] = None,
) -> None:
    """Write the newest documents."""
    from danvan_workflow.services.issue_report import write_files
    from danvan_workflow.store import reports

    runtime = open_runtime()
    cycle = opened_cycle(runtime, name, plan)
    snapshot = _newest(runtime, cycle)
    with runtime.uow() as uow:
        documents = reports.reports_of(uow, snapshot.id)
    issued = all(document.issued_at for document in documents)
    folder = out or (runtime.settings.outbox if issued else runtime.settings.outbox / DRAFTS)
    for path in write_files(documents, folder):
        say(f"Đã ghi {path}")
    if not issued:
        say("Đây là dự thảo, chưa phát hành.", "yellow")


@explained("Phát hành bản tổng hợp đã được duyệt: đánh số bản, ghi tệp, gửi cho nơi nhận có trong danh mục.")
def issue(name: CycleName, plan: OfPlan = "", now: Now = "") -> None:
    """Issue the newest snapshot; issuing again changes nothing."""
    from danvan_workflow.services.issue_report import issue_report

    runtime = open_runtime()
    cycle = opened_cycle(runtime, name, plan)
    snapshot = _newest(runtime, cycle)
    runtime.transport()  # no server named: say so before anything is written
    issued = issue_report(runtime, cycle, snapshot.id, moment(now))
    say(f"Đã phát hành báo cáo kỳ {cycle}, bản {issued.version}; {issued.letters.sent} thư đã gửi.")
    for path in issued.files:
        say(f"- {path}")
    if issued.letters.failed:
        say(f"{issued.letters.failed} thư không gửi được; xem: danvan notices {cycle}.", "yellow")
        raise typer.Exit(3)


def _newest(runtime: Runtime, cycle: str) -> SnapshotRow:
    from danvan_workflow.store import reports

    with runtime.uow() as uow:
        snapshot = reports.latest_snapshot(uow, cycle)
    if snapshot is None:
        raise Refused(f"Kỳ {cycle} chưa có bản tổng hợp. Tổng hợp bằng lệnh: danvan consolidate {cycle}")
    return snapshot
