"""`danvan cycle`: opening and watching; what is conceded is in `concede`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from danvan_workflow.cli.naming import CycleName, OfPlan, cycle_id, opened_cycle
from danvan_workflow.cli.rendering import Col, say, show_json, show_table
from danvan_workflow.cli.session import AsJson, Now, day, moment, open_runtime
from danvan_workflow.cli.vietnamese import command, explained, group
from danvan_workflow.errors import InvalidInput, Problem

if TYPE_CHECKING:
    from danvan_workflow.services.cycle.open_cycle import OpenedCycle
    from danvan_workflow.services.runtime import Runtime

app = group("Kỳ báo cáo: mở, theo dõi, gia hạn, miễn, trả lại, đổi hạn.")

Many = list[str] | None


@command(app, "open")
@explained(
    "Mở một kỳ báo cáo của kế hoạch (chốt danh sách cơ quan), hoặc một kỳ đột xuất với --ad-hoc. "
    "Kỳ đột xuất: --key, --title, --due và ít nhất một --question hoặc --indicator."
)
def open_(
    name: Annotated[str, typer.Argument(metavar="KỲ", help="Kỳ của kế hoạch, ví dụ binh-dinh-2025/2025-q1.")] = "",
    plan: OfPlan = "",
    ad_hoc: Annotated[str, typer.Option("--ad-hoc", metavar="KẾ HOẠCH", help="Mở kỳ đột xuất của kế hoạch này.")] = "",
    key: Annotated[str, typer.Option("--key", metavar="MÃ", help="Mã kỳ đột xuất, ví dụ 2025-dot-xuat-01.")] = "",
    title: Annotated[str, typer.Option("--title", metavar="TÊN", help="Tên báo cáo đột xuất.")] = "",
    basis: Annotated[str, typer.Option("--basis", metavar="VĂN BẢN", help="Văn bản yêu cầu báo cáo.")] = "",
    due: Annotated[str, typer.Option("--due", metavar="NGÀY", help="Ngày cuối cùng được nhận.")] = "",
    question: Annotated[Many, typer.Option("--question", metavar="CÂU", help="Một câu hỏi; nêu được nhiều lần.")] = None,
    indicator: Annotated[Many, typer.Option("--indicator", metavar="MÃ", help="Một chỉ tiêu; nêu được nhiều lần.")] = None,
    to_group: Annotated[Many, typer.Option("--group", metavar="NHÓM", help="Nhóm cơ quan; nêu được nhiều lần.")] = None,
    by: Annotated[str, typer.Option("--by", metavar="NGƯỜI", help="Người yêu cầu.")] = "",
    now: Now = "",
) -> None:
    """Open a cycle; opening it again changes nothing."""
    runtime = open_runtime()
    if not ad_hoc:
        from danvan_workflow.services.cycle.open_cycle import open_cycle

        if not name:
            raise InvalidInput(
                [Problem("chưa nêu kỳ cần mở", place="KỲ", accepted="binh-dinh-2025/2025-q1, hoặc --ad-hoc KẾ HOẠCH")]
            )
        _opened(open_cycle(runtime, cycle_id(runtime, name, plan), moment(now)))
        return
    from danvan_workflow.services.cycle.ad_hoc import AdHocRequest, open_ad_hoc

    if not due:
        raise InvalidInput([Problem("chưa nêu hạn nộp của kỳ đột xuất", place="--due", accepted="một ngày, ví dụ 2025-08-15")])
    asked = AdHocRequest(
        plan=ad_hoc,
        key=key,
        title=title,
        basis=basis,
        last_day=day(due, "--due"),
        questions=tuple(question or ()),
        indicators=tuple(indicator or ()),
        groups=tuple(to_group or ()),
        by=by,
    )
    _opened(open_ad_hoc(runtime, asked, moment(now)))


def _opened(result: OpenedCycle) -> None:
    outside = f"; {result.outside} cơ quan không phải gửi" if result.outside else ""
    word = "Đã mở kỳ" if result.created else "Kỳ đã mở từ trước, không có gì thay đổi:"
    say(f"{word} {result.cycle_id}: {result.owing} cơ quan phải gửi{outside}.")


@command(app, "list")
@explained("Các kỳ báo cáo đã mở, và các kỳ của kế hoạch chưa mở.")
def list_(
    plan: OfPlan = "",
    opened_only: Annotated[bool, typer.Option("--opened", help="Chỉ các kỳ đã mở.")] = False,
    as_json: AsJson = False,
) -> None:
    """Print the cycles of all plans, or of one, by opening day."""
    rows = _cycle_rows(open_runtime(), plan, opened_only=opened_only)
    if as_json:
        keys = ("cycle_id", "label", "opens_on", "last_day", "collector_due_on", "state")
        show_json([dict(zip(keys, row, strict=True)) for row in rows])
        return
    columns = (
        Col("Kỳ", whole=True),
        Col("Tên kỳ", roomy=True),
        Col("Mở kỳ", whole=True),
        Col("Ngày cuối", whole=True),
        Col("Tổng hợp", roomy=True, whole=True),
        Col("Tình trạng"),
    )
    show_table(columns, [(*row[:5], _state_words(row[5])) for row in rows])


def _state_words(state: str) -> str:
    from danvan_workflow.duty.cycle_state import CycleState

    return CycleState(state).label if state in set(CycleState) else "chưa mở"


def _cycle_rows(runtime: Runtime, plan: str, *, opened_only: bool) -> list[tuple[str, str, object, object, object, str]]:
    from danvan_workflow.plan.schedule import planned_cycles
    from danvan_workflow.store import cycles

    plans = [plan] if plan else list(runtime.library.ids())
    with runtime.uow() as uow:
        opened = {c.cycle_id: c for c in cycles.cycles_of(uow, [plan] if plan else None)}
        rows = [
            (c.cycle_id, c.label, c.opens_on, c.effective_last_day, c.collector_due_on, c.state.value) for c in opened.values()
        ]
    if not opened_only:
        sound = [runtime.library.load(plan)] if plan else [loaded.plan for loaded in runtime.library.load_all().plans]
        planned = [c for found in sound if found.id in plans for c in planned_cycles(found, runtime.calendar)]
        rows += [
            (c.cycle_id, c.label, c.opens_on, c.last_admissible_day, c.collector_due_on, "planned")
            for c in planned
            if c.cycle_id not in opened
        ]
    return sorted(rows, key=lambda row: (row[2], row[0]))


@command(app, "status")
@explained("Tình hình một kỳ: bao nhiêu cơ quan đã gửi, đúng hạn, trễ hạn, thiếu, sai, chưa gửi; thông báo đã gửi; ai còn nợ.")
def status(
    name: CycleName,
    plan: OfPlan = "",
    everybody: Annotated[bool, typer.Option("--all", help="Liệt kê cả cơ quan đã gửi đủ và cơ quan không phải gửi.")] = False,
    as_json: AsJson = False,
    now: Now = "",
) -> None:
    """Print the counts, the notices by rung and who is still open."""
    from danvan_workflow.cli.cycle_picture import section_names, show_status, status_json
    from danvan_workflow.views.cycle.status import cycle_status

    runtime = open_runtime()
    found = cycle_status(runtime, opened_cycle(runtime, name, plan), moment(now))
    if as_json:
        show_json(status_json(found))
    else:
        show_status(found, section_names(runtime, found.cycle_id), moment(now), everybody=everybody)
