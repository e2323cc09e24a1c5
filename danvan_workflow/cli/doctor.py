"""`danvan doctor`: what is in order here, what isn't, and what to do."""

from __future__ import annotations

from typing import Annotated

import typer

from danvan_workflow.cli.rendering import Col, say, show_json, show_table
from danvan_workflow.cli.session import AsJson, Now, moment, read_environment
from danvan_workflow.cli.vietnamese import command, explained

WORDS = {"ok": "tốt", "warning": "cảnh báo", "error": "LỖI"}
STYLES = {"ok": "", "warning": "yellow", "error": "bold red"}


def add_to(app: typer.Typer) -> None:
    """Register the commands of this module."""
    command(app, "doctor")(doctor)


@explained("Khám hệ thống: cơ sở dữ liệu, danh mục, kế hoạch, lịch làm việc, thư, mẫu, phông chữ; mỗi chỗ hỏng kèm cách sửa.")
def doctor(
    fix: Annotated[bool, typer.Option("--fix", help="Tự sửa những gì sửa được: tạo bảng, nạp danh mục, tạo thư mục.")] = False,
    as_json: AsJson = False,
    now: Now = "",
) -> None:
    """Print every check; exit code 2 where one is an error."""
    from danvan_workflow.views.doctor import diagnose, mend

    settings, at = read_environment(), moment(now)
    mended = mend(settings) if fix else ()
    checks = diagnose(settings, at)
    if as_json:
        show_json([{"id": c.id, "state": c.state, "message": c.message, "remedy": c.remedy} for c in checks])
    else:
        for line in mended:
            say(f"Đã sửa: {line}.")
        rows = [(c.id, WORDS[c.state], f"{c.message}. {c.remedy}".strip()) for c in checks]
        show_table((Col("Mục", whole=True), Col("Tình trạng"), Col("Nhận xét")), rows, styles=[STYLES[c.state] for c in checks])
        bad = sum(check.is_error for check in checks)
        say("Hệ thống sẵn sàng." if not bad else f"{bad} mục phải sửa.", "bold")
    if any(check.is_error for check in checks):
        raise typer.Exit(2)
