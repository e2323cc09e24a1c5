"""`danvan init`: a province's own project, outside of any checkout."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from danvan_workflow.cli.rendering import say
from danvan_workflow.cli.vietnamese import command, explained
from danvan_workflow.errors import Severity

if TYPE_CHECKING:
    from danvan_workflow.services.project.lay import LaidProject


def add_to(app: typer.Typer) -> None:
    """Register the commands of this module."""
    command(app, "init")(init)


@explained("Lập thư mục dự án của một tỉnh: tệp DAG, kế hoạch đầu tiên đã kiểm tra, chỗ cho mẫu thư và câu truy vấn riêng.")
def init(
    folder: Annotated[Path, typer.Argument(metavar="THƯ MỤC", help="Thư mục mới hoặc trống.")],
    province: Annotated[str, typer.Option("--province", metavar="TỈNH", help="Tên hoặc mã, ví dụ “Gia Lai”, N52.")] = "",
    year: Annotated[str, typer.Option("--year", metavar="NĂM", help="Năm của kế hoạch đầu tiên.")] = "",
) -> None:
    """Lay the project and say what to do next."""
    from danvan_workflow.services.project.lay import lay_project

    laid = lay_project(folder, province, year)
    say(f"Đã lập dự án của {laid.province} trong {folder}:", "bold")
    for name in laid.files:
        say(f"  {name}")
    say(_checked(laid))
    say(f"Tiếp theo: cd {folder}, rồi danvan demo (chạy thử một kỳ) và đọc README.md.")


def _checked(laid: LaidProject) -> str:
    counts = Counter(remark.severity for remark in laid.remarks)
    warnings, notes = counts[Severity.WARNING], counts[Severity.INFO]
    return (
        f"Kế hoạch {laid.plan} dùng được: 0 lỗi, {warnings} cảnh báo, {notes} lưu ý (xem: danvan plan check). "
        "Những chỗ ghi assumed: true chờ đối chiếu với văn bản của tỉnh."
    )
