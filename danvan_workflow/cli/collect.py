"""`danvan collect`: taking in what a province's own database holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from danvan_workflow.cli.heirs import pass_on
from danvan_workflow.cli.naming import CycleName, OfPlan, opened_cycle
from danvan_workflow.cli.rendering import Col, heading, say, show_json, show_table
from danvan_workflow.cli.session import AsJson, Now, moment, open_runtime
from danvan_workflow.cli.vietnamese import command, explained
from danvan_workflow.errors import SourceUnavailable

if TYPE_CHECKING:
    from danvan_workflow.services.runtime import Runtime
    from danvan_workflow.store.tables import RejectionRow


def add_to(app: typer.Typer) -> None:
    """Register the commands of this module."""
    command(app, "collect")(collect_)


@explained("Thu thập báo cáo từ cơ sở dữ liệu nguồn: bao nhiêu bản mới, không đổi, bị từ chối; từng ô bị từ chối và lý do.")
def collect_(
    name: CycleName,
    plan: OfPlan = "",
    source: Annotated[
        str, typer.Option("--source", metavar="NGUỒN", help="Tên nguồn, như he-thong-tinh; bỏ trống là mọi nguồn đã khai báo.")
    ] = "",
    url: Annotated[str, typer.Option("--url", metavar="ĐỊA CHỈ", help="Địa chỉ cơ sở dữ liệu nguồn.")] = "",
    as_json: AsJson = False,
    now: Now = "",
) -> None:
    """Take in what is new; the same again changes nothing. What a broken source gave before it broke is kept."""
    from dataclasses import asdict

    from danvan_workflow.services.submissions.collect import collect_what_is_there

    runtime = open_runtime()
    cycle = opened_cycle(runtime, name, plan)
    pass_on(runtime, cycle, moment(now))
    result = collect_what_is_there(runtime, cycle, moment(now), source or None, url or None)
    if as_json:
        show_json({**asdict(result), "rejections": [_rejection_json(row) for row in _rejections(runtime, cycle)]})
    elif result.note:
        say(
            f"Không thu thập được gì: {result.note}. Đặt biến môi trường DANVAN_SOURCE_HE_THONG_TINH_URL hoặc dùng --url.",
            "yellow",
        )
    else:
        say(f"Nguồn {result.source}: {result.new} bản mới, {result.unchanged} bản không đổi.", "bold")
        if result.rejected or result.refused:
            _show_rejections(result.rejected, result.refused, _rejections(runtime, cycle))
    if result.unavailable:
        raise SourceUnavailable(result.unavailable)


def _rejections(runtime: Runtime, cycle: str) -> list[RejectionRow]:
    from danvan_workflow.store.submissions import rejections_of

    with runtime.uow() as uow:
        return rejections_of(uow, cycle)


def _show_rejections(rejected: int, refused: int, rows: list[RejectionRow]) -> None:
    say()
    heading(f"Bị từ chối: {rejected} ô hoặc dòng của nguồn, {refused} báo cáo (mọi lần thu thập của kỳ: {len(rows)})")
    columns = (Col("Bảng", roomy=True), Col("Khóa"), Col("Cột"), Col("Giá trị"), Col("Lý do"))
    show_table(columns, [(row.table_name, row.row_key, row.column_name, row.value, row.reason) for row in rows])


def _rejection_json(row: RejectionRow) -> dict[str, object]:
    keys = ("source", "table_name", "row_key", "column_name", "value", "reason", "at")
    return {key: getattr(row, key) for key in keys}
