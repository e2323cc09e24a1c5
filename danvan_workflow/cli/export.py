"""`danvan export`: a tier's consolidated report as a submission for the tier above."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from danvan_workflow.cli.naming import CycleName, OfPlan, opened_cycle
from danvan_workflow.cli.rendering import say
from danvan_workflow.cli.session import Now, moment, open_runtime
from danvan_workflow.cli.vietnamese import command, explained
from danvan_workflow.errors import InvalidInput, Problem
from danvan_workflow.plan.cycle_id import CycleId


def add_to(app: typer.Typer) -> None:
    """Register the commands of this module."""
    command(app, "export")(export)


@explained("Xuất báo cáo tổng hợp đã duyệt thành tệp báo cáo cho cấp trên nhận bằng lệnh submit.")
def export(
    name: CycleName,
    plan: OfPlan = "",
    to_upper: Annotated[bool, typer.Option("--to-upper", help="Xuất cho cấp trên của cơ quan tổng hợp.")] = False,
    upper: Annotated[str, typer.Option("--cycle", metavar="KỲ CẤP TRÊN", help="Kỳ của cấp trên; bỏ trống thì tự tìm.")] = "",
    number: Annotated[str, typer.Option("--number", metavar="SỐ", help="Số, ký hiệu báo cáo.")] = "",
    sender: Annotated[str, typer.Option("--sender", metavar="NGƯỜI", help="Người gửi.")] = "",
    out: Annotated[Path | None, typer.Option("--out", metavar="TỆP", help="Tệp ghi ra.")] = None,
    now: Now = "",
) -> None:
    """Write the file for the tier above."""
    from danvan_workflow.intake.submission_file import write_submission_text
    from danvan_workflow.services.consolidation.export_upward import export_upward

    if not to_upper:
        raise InvalidInput([Problem("chưa nêu xuất cho ai", place="--to-upper", accepted="--to-upper (cấp trên)")])
    runtime = open_runtime()
    made = export_upward(runtime, opened_cycle(runtime, name, plan), moment(now), upper=upper, number=number, sender=sender)
    path = out or runtime.settings.outbox / f"{CycleId.parse(made.draft.cycle_id).file_stem}_{made.draft.agency}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(write_submission_text(made.draft), encoding="utf-8")
    say(f"Đã ghi {path}: báo cáo của {made.agency_name}, kỳ {made.draft.cycle_id}.")
    say(f"Gồm {len(made.draft.figures)} chỉ tiêu, {len(made.draft.narratives)} mục, kèm báo cáo .docx.")
    for section in made.homeless:
        say(f"Mục “{section}” không có mục tương ứng ở kế hoạch cấp trên; nội dung nằm trong báo cáo kèm theo.", "yellow")
    say(f"Cấp trên nhận bằng lệnh: danvan submit {path}")
