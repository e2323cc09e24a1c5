"""`danvan consolidate`, `report` and `issue`: from the versions to the report that goes out."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from danvan_workflow.cli.decide import decide, newest
from danvan_workflow.cli.heirs import pass_on
from danvan_workflow.cli.naming import CycleName, OfPlan, opened_cycle
from danvan_workflow.cli.rendering import say
from danvan_workflow.cli.session import Now, moment, open_runtime
from danvan_workflow.cli.vietnamese import VietnameseGroup, command, explained

DRAFTS = "du-thao"


REBUILT = "dung-lai"
HELP = (
    "Báo cáo tổng hợp: lấy tệp (danvan report KỲ), quyết định (danvan report decide KỲ duyet|tra-lai|cho), "
    "dựng lại từ bản chốt (danvan report rebuild MÃ)."
)


class FilesFirst(VietnameseGroup):
    """`danvan report KỲ` means `danvan report files KỲ`."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """A word that is no command is the name of a cycle."""
        known = not args or args[0] in self.commands or args[0].startswith("-")
        return super().resolve_command(ctx, args if known else ["files", *args])


def add_to(app: typer.Typer) -> None:
    """Register the commands of this module."""
    for name, function in (("consolidate", consolidate), ("issue", issue)):
        command(app, name)(function)
    reports = typer.Typer(cls=FilesFirst, help=HELP, no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
    for name, function in (("files", files), ("decide", decide), ("rebuild", rebuild)):
        command(reports, name)(function)
    app.add_typer(reports, name="report")


@explained("Tổng hợp một kỳ: chốt các bản mới nhất và lập báo cáo. Dữ liệu không đổi thì báo cáo không đổi.")
def consolidate(name: CycleName, plan: OfPlan = "", now: Now = "") -> None:
    """Freeze the versions and make the documents."""
    from danvan_workflow.services.consolidation.consolidate_cycle import consolidate_cycle
    from danvan_workflow.services.consolidation.report_remarks import remarks_of
    from danvan_workflow.store import events

    runtime = open_runtime()
    cycle = opened_cycle(runtime, name, plan)
    pass_on(runtime, cycle, moment(now))
    made = consolidate_cycle(runtime, cycle, moment(now))
    word = "Đã chốt" if made.created else "Không có gì mới từ"
    say(f"{word} bản tổng hợp số {made.number} của kỳ {cycle} (mã {made.sha256[:12]}).")
    for file in made.files:
        say(f"- {file.name}")
    with runtime.uow() as uow:
        remarks = remarks_of(events.events_of(uow, cycle), made.number)
    for remark in remarks:
        say(f"{remark.severity.label.capitalize()} ({remark.rule}): {remark.sentence}", "yellow")
    say(f"Lấy tệp: danvan report {cycle}. Lãnh đạo quyết định: danvan report decide {cycle} duyet --by “Họ tên, chức vụ”.")


@explained("Ghi các tệp của bản tổng hợp mới nhất (.docx, .xlsx) ra thư mục.")
def files(
    name: CycleName,
    plan: OfPlan = "",
    out: Annotated[
        Path | None, typer.Option("--out", metavar="THƯ MỤC", help="Nơi ghi; mặc định: thư mục bao-cao của hệ thống.")
    ] = None,
) -> None:
    """Write the newest documents."""
    from danvan_workflow.services.consolidation.issue_report import write_files
    from danvan_workflow.store import reports

    runtime = open_runtime()
    cycle = opened_cycle(runtime, name, plan)
    snapshot = newest(runtime, cycle)
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
    from danvan_workflow.services.consolidation.issue_report import issue_report

    runtime = open_runtime()
    cycle = opened_cycle(runtime, name, plan)
    snapshot = newest(runtime, cycle)
    runtime.transport()  # no server named: say so before anything is written
    issued = issue_report(runtime, cycle, snapshot.id, moment(now))
    say(f"Đã phát hành báo cáo kỳ {cycle}, bản {issued.version}; {issued.letters.sent} thư đã gửi.")
    for path in issued.files:
        say(f"- {path}")
    if issued.letters.failed:
        say(f"{issued.letters.failed} thư không gửi được; xem: danvan notices {cycle}.", "yellow")
        raise typer.Exit(3)


@explained(
    "Dựng lại báo cáo từ nội dung đã lưu cùng bản chốt. Cùng phiên bản thì tệp trùng khớp từng byte; "
    "khác phiên bản thì ghi ra tệp đã lưu và nêu những chỗ sẽ khác."
)
def rebuild(
    snapshot: Annotated[
        str,
        typer.Argument(metavar="BẢN_CHỐT", help="Mã bản chốt (từ 06 ký tự đầu) hoặc tên tệp báo cáo (…_ban-01.docx)."),
    ],
    out: Annotated[
        Path | None, typer.Option("--out", metavar="THƯ MỤC", help="Nơi ghi; mặc định: dung-lai trong thư mục báo cáo.")
    ] = None,
) -> None:
    """Make the documents again from the stored facts."""
    from danvan_workflow.cli.rebuilt_words import rebuilt_words
    from danvan_workflow.services.consolidation.rebuild_report import RebuildOutcome, rebuild_report

    runtime = open_runtime()
    rebuilt = rebuild_report(runtime, snapshot)
    for line in rebuilt_words(rebuilt):
        say(line, "" if rebuilt.outcome is RebuildOutcome.SAME else "yellow")
    folder = out or runtime.settings.outbox / REBUILT
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in rebuilt.files:
        (folder / name).write_bytes(content)
        say(f"Đã ghi {folder / name}")
    if rebuilt.outcome is not RebuildOutcome.SAME:
        raise typer.Exit(3)
