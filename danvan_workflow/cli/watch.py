"""`danvan watch`: what stands still and what to do about it; `danvan settle`: a person's word on letters that were given up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from danvan_workflow.cli.naming import CycleName, OfPlan, opened_cycle
from danvan_workflow.cli.rendering import Col, clock, say, show_json, show_table
from danvan_workflow.cli.session import AsJson, Now, moment, open_runtime
from danvan_workflow.cli.vietnamese import command, explained

if TYPE_CHECKING:
    from danvan_workflow.services.watch.trouble import Trouble

WORDS = {"stuck": "TỒN ĐỌNG", "soon": "sắp đến"}
STYLES = {"stuck": "bold red", "soon": "yellow"}


def add_to(app: typer.Typer) -> None:
    """Register the commands of this module."""
    command(app, "watch")(watch)
    command(app, "settle")(settle)


@explained("Soát việc tồn đọng: thư thiếu hoặc kẹt, kỳ quá ngày, lượt chạy đứng yên, kế hoạch sắp hết; mỗi việc kèm cách xử lý.")
def watch(as_json: AsJson = False, now: Now = "") -> None:
    """Print what the daily run would find; exit code 2 where something is stuck."""
    from danvan_workflow.services.watch.look import watch as look
    from danvan_workflow.services.watch.trouble import Urgency

    troubles = look(open_runtime(), moment(now))
    if as_json:
        show_json([_json(trouble) for trouble in troubles])
    else:
        rows = [(WORDS[t.severity], clock(t.since), t.sentence) for t in troubles]
        columns = (Col("Mức", whole=True), Col("Từ lúc", whole=True), Col("Việc"))
        show_table(columns, rows, styles=[STYLES[t.severity] for t in troubles])
    stuck = sum(trouble.severity is Urgency.STUCK for trouble in troubles)
    if not as_json:
        say(f"{stuck} việc tồn đọng phải xử lý." if stuck else "Không có việc tồn đọng.", "bold")
    if stuck:
        raise typer.Exit(2)


def _json(trouble: Trouble) -> dict[str, object]:
    return {key: getattr(trouble, key) for key in ("code", "severity", "since", "cycle_id", "agency", "plan", "sentence")}


@explained("Ghi kết quả xử lý thư không rõ đã đến hoặc bị từ chối: --arrived (đã đến), --resend (gửi lại), --drop (thôi).")
def settle(
    name: CycleName,
    plan: OfPlan = "",
    letter: Annotated[
        list[int] | None,
        typer.Option("--letter", metavar="SỐ", help="Số của thư, xem danvan watch; bỏ trống: mọi thư bị từ chối của kỳ."),
    ] = None,
    unknown: Annotated[bool, typer.Option("--unknown", help="Mọi thư của kỳ chưa rõ đã đến, thay cho --letter.")] = False,
    arrived: Annotated[bool, typer.Option("--arrived", help="Nơi nhận xác nhận đã có thư.")] = False,
    resend: Annotated[bool, typer.Option("--resend", help="Gửi lại ở lần gửi tới.")] = False,
    drop: Annotated[bool, typer.Option("--drop", help="Không gửi nữa.")] = False,
    by: Annotated[str, typer.Option("--by", metavar="NGƯỜI", help="Người quyết định: họ tên, chức vụ.")] = "",
    reason: Annotated[str, typer.Option("--reason", metavar="LÝ DO", help="Vì sao.")] = "",
    now: Now = "",
) -> None:
    """Write down what a person found out about letters."""
    from danvan_workflow.services.watch.settle import settle as settle_letters
    from danvan_workflow.services.watch.settle import unknown_letters

    runtime = open_runtime()
    cycle = opened_cycle(runtime, name, plan)
    said = ("arrived" * arrived, "resend" * resend, "drop" * drop)
    settlement = "+".join(word for word in said if word)
    letters = unknown_letters(runtime, cycle, moment(now)) if unknown and not letter else tuple(letter or ())
    count = settle_letters(runtime, cycle, letters, settlement, by, reason, moment(now))
    say(f"Đã ghi {count} thư." + (f" Gửi ngay: danvan notices {cycle} --send." if resend and count else ""))
