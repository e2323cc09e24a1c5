"""`danvan notices`: what was sent, what would be sent, and sending what is due."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from danvan_workflow.cli.heirs import pass_on
from danvan_workflow.cli.naming import CycleName, OfPlan, opened_cycle
from danvan_workflow.cli.rendering import Col, clock, say, show_json, show_table
from danvan_workflow.cli.session import AsJson, Now, moment, open_runtime
from danvan_workflow.cli.vietnamese import command, explained
from danvan_workflow.duty.notice_state import TO_MEND, NoticeState

if TYPE_CHECKING:
    import datetime as dt

    from danvan_workflow.services.runtime import Runtime


def add_to(app: typer.Typer) -> None:
    """Register the commands of this module."""
    command(app, "notices")(notices)


@explained(
    "Thông báo của một kỳ: đã gửi gì (mặc định), sẽ gửi gì cho ai lúc nào (--rehearse), hoặc gửi ngay thư đến hạn (--send)."
)
def notices(
    name: CycleName,
    plan: OfPlan = "",
    rehearse: Annotated[bool, typer.Option("--rehearse", help="Xem trước; không gửi, không ghi gì.")] = False,
    send: Annotated[bool, typer.Option("--send", help="Gửi những thư đến hạn.")] = False,
    as_json: AsJson = False,
    now: Now = "",
) -> None:
    """List, rehearse or send the notices of a cycle."""
    runtime = open_runtime()
    cycle = opened_cycle(runtime, name, plan)
    if send:
        _send(runtime, cycle, moment(now))
    elif rehearse:
        _rehearse(runtime, cycle, moment(now), as_json=as_json)
    else:
        _list(runtime, cycle, as_json=as_json)


def _rehearse(runtime: Runtime, cycle: str, now: dt.datetime, *, as_json: bool) -> None:
    from dataclasses import asdict

    from danvan_workflow.notify.kinds import notice_label
    from danvan_workflow.views.rehearsal import rehearse

    letters = rehearse(runtime, cycle, now)
    if as_json:
        show_json([asdict(letter) for letter in letters])
        return
    columns = (Col("Lúc", whole=True), Col("Bậc", right=True), Col("Thông báo"), Col("Cơ quan"), Col("Gửi tới", roomy=True))
    show_table(columns, [(item.moment, item.rung, notice_label(item.kind), item.agency_name, item.recipient) for item in letters])
    say(f"Diễn tập: {len(letters)} thư sẽ gửi nếu không có thêm báo cáo nào. Chưa gửi, chưa ghi gì.", "bold")


def _list(runtime: Runtime, cycle: str, *, as_json: bool) -> None:
    from danvan_workflow.notify.kinds import notice_label
    from danvan_workflow.store import notices as outbox

    with runtime.uow() as uow:
        rows = outbox.notices_of(uow, cycle)
    if as_json:
        keys = (
            "key",
            "kind",
            "rung",
            "agency",
            "recipient",
            "state",
            "status_code",
            "detail",
            "subject",
            "planned_at",
            "sent_at",
        )
        show_json([{key: getattr(row, key) for key in keys} for row in rows])
        return
    columns = (
        Col("Lúc", whole=True),
        Col("Bậc", right=True),
        Col("Thông báo"),
        Col("Gửi tới"),
        Col("Tình trạng"),
        Col("Chi tiết", roomy=True),
    )
    show_table(
        columns,
        [(clock(r.sent_at or r.planned_at), r.rung, notice_label(r.kind), r.recipient, r.state.label, r.detail) for r in rows],
    )
    sent = sum(row.state is NoticeState.SENT for row in rows)
    say(f"{len(rows)} thông báo, {sent} đã gửi." if rows else "Chưa có thông báo nào.", "bold")


def _send(runtime: Runtime, cycle: str, now: dt.datetime) -> None:
    from danvan_workflow.services.letters.send_rung import send_rung
    from danvan_workflow.store import notices as outbox

    runtime.transport()  # no server named: say so before anything is written
    pass_on(runtime, cycle, now)
    result = send_rung(runtime, cycle, 0, now)
    say(f"Đã gửi {result.sent} thư; {result.failed} thư không gửi được.")
    if not result.failed:
        return
    with runtime.uow() as uow:
        rows = outbox.notices_of(uow, cycle)
    reasons = dict.fromkeys(row.detail for row in rows if row.detail and row.state in TO_MEND)
    from danvan_workflow.errors import ResourceError

    waiting = sum(row.state is NoticeState.PENDING for row in rows)
    again = f" {waiting} thư còn chờ; chạy lại lệnh này để gửi tiếp." if waiting else ""
    raise ResourceError(" ".join(list(reasons)[:3]) + again)
