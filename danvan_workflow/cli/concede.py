"""`danvan cycle extend|waive|unwaive|return|accept|move`: what the collector concedes or asks again, with reason and decider."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from danvan_workflow.cli.naming import CycleName, OfPlan, opened_cycle
from danvan_workflow.cli.rendering import cell, say
from danvan_workflow.cli.session import Now, day, moment, open_runtime
from danvan_workflow.cli.vietnamese import command, explained
from danvan_workflow.errors import InvalidInput, Problem

if TYPE_CHECKING:
    from danvan_workflow.services.acts.act import Act
    from danvan_workflow.services.runtime import Runtime

Agency = Annotated[str, typer.Option("--agency", metavar="MÃ", help="Mã cơ quan.")]
Reason = Annotated[str, typer.Option("--reason", metavar="LÝ DO", help="Vì sao.")]
Decider = Annotated[str, typer.Option("--decider", metavar="NGƯỜI", help="Ai quyết định: họ tên, chức vụ.")]
Document = Annotated[str, typer.Option("--document", metavar="SỐ", help="Số, ký hiệu văn bản, nếu có.")]
Until = Annotated[str, typer.Option("--to", metavar="NGÀY", help="Ngày cuối cùng mới (được nhận cả ngày này).")]


def add_to(app: typer.Typer) -> None:
    """Register the commands of this module among those of a cycle."""
    for name, function in COMMANDS.items():
        command(app, name)(function)


@explained("Gia hạn cho một cơ quan; thang đôn đốc của cơ quan đó theo hạn mới.")
def extend(
    name: CycleName,
    plan: OfPlan = "",
    agency: Agency = "",
    to: Until = "",
    reason: Reason = "",
    decider: Decider = "",
    document: Document = "",
    now: Now = "",
) -> None:
    """Give one agency a later last day."""
    from danvan_workflow.services.acts import concede

    runtime = open_runtime()
    full = opened_cycle(runtime, name, plan)
    _require(("--agency", agency, "mã cơ quan"), ("--to", to, "một ngày"))
    told = concede.extend(runtime, full, agency, day(to, "--to"), _act(reason, decider, document), moment(now))
    say(f"Đã gia hạn cho {_name(runtime, agency)} đến hết ngày {cell(day(to, '--to'))}.{_waiting(full) if told else ''}")


@explained("Miễn báo cáo kỳ này cho một cơ quan; thư còn chờ gửi cho cơ quan đó được rút.")
def waive(
    name: CycleName,
    plan: OfPlan = "",
    agency: Agency = "",
    reason: Reason = "",
    decider: Decider = "",
    document: Document = "",
    now: Now = "",
) -> None:
    """Excuse one agency from one cycle."""
    from danvan_workflow.services.acts import concede

    runtime = open_runtime()
    full = opened_cycle(runtime, name, plan)
    _require(("--agency", agency, "mã cơ quan"))
    concede.waive(runtime, full, agency, _act(reason, decider, document), moment(now))
    say(f"Đã miễn báo cáo kỳ này cho {_name(runtime, agency)}.")


@explained("Hủy miễn: cơ quan lại phải báo cáo kỳ này theo hạn của mình.")
def unwaive(
    name: CycleName,
    plan: OfPlan = "",
    agency: Agency = "",
    reason: Reason = "",
    decider: Decider = "",
    document: Document = "",
    now: Now = "",
) -> None:
    """Let an excused agency owe again."""
    from danvan_workflow.services.acts import concede

    runtime = open_runtime()
    full = opened_cycle(runtime, name, plan)
    _require(("--agency", agency, "mã cơ quan"))
    concede.lift_waiver(runtime, full, agency, _act(reason, decider, document), moment(now))
    say(f"Đã hủy miễn báo cáo kỳ này cho {_name(runtime, agency)}.")


@explained("Trả lại báo cáo mới nhất của một cơ quan, nêu các mục cần sửa và lý do.")
def return_(
    name: CycleName,
    plan: OfPlan = "",
    agency: Agency = "",
    section: Annotated[
        list[str] | None, typer.Option("--section", metavar="MỤC", help="Mã mục cần sửa; nêu được nhiều lần.")
    ] = None,
    reason: Reason = "",
    decider: Decider = "",
    document: Document = "",
    now: Now = "",
) -> None:
    """Send the newest version back."""
    from danvan_workflow.services.acts import concede

    runtime = open_runtime()
    full = opened_cycle(runtime, name, plan)
    _require(("--agency", agency, "mã cơ quan"))
    act = _act(reason, decider, document)
    version = concede.return_submission(runtime, full, agency, tuple(section or ()), act, moment(now))
    say(f"Đã trả lại bản {version} của {_name(runtime, agency)}; thư trả lại chờ gửi (danvan notices {full} --send).")


@explained("Chấp nhận số liệu đang kiểm tra của bản mới nhất của một cơ quan, nêu lý do; ghi vào phụ lục của báo cáo tổng hợp.")
def accept(
    name: CycleName,
    plan: OfPlan = "",
    agency: Agency = "",
    indicator: Annotated[
        list[str] | None, typer.Option("--indicator", metavar="MÃ", help="Mã chỉ tiêu chấp nhận; nêu được nhiều lần.")
    ] = None,
    reason: Reason = "",
    decider: Decider = "",
    document: Document = "",
    now: Now = "",
) -> None:
    """Accept values that break an error rule."""
    from danvan_workflow.services.acts.accept_figures import accept_figures

    runtime = open_runtime()
    full = opened_cycle(runtime, name, plan)
    _require(("--agency", agency, "mã cơ quan"))
    done = accept_figures(runtime, full, agency, indicator or (), _act(reason, decider, document), moment(now))
    left = f"còn {done.errors_left} lỗi phải sửa" if done.errors_left else "không còn lỗi phải sửa"
    say(f"Đã chấp nhận số liệu của bản {done.version} của {_name(runtime, agency)}; bản này {left}.")


@explained("Đổi hạn nộp của cả kỳ; cơ quan đã được gia hạn muộn hơn giữ hạn riêng.")
def move(
    name: CycleName,
    plan: OfPlan = "",
    to: Until = "",
    reason: Reason = "",
    decider: Decider = "",
    document: Document = "",
    now: Now = "",
) -> None:
    """Move the last day of the whole cycle."""
    from danvan_workflow.services.acts import concede

    runtime = open_runtime()
    full = opened_cycle(runtime, name, plan)
    _require(("--to", to, "một ngày"))
    moved = concede.move_deadline(runtime, full, day(to, "--to"), _act(reason, decider, document), moment(now))
    say(f"Hạn nộp mới của kỳ {full}: hết ngày {cell(day(to, '--to'))}; {moved} cơ quan có hạn mới.{_waiting(full)}")


def _waiting(cycle: str) -> str:
    return f" Thư báo hạn mới gửi cùng đợt thư tiếp theo; gửi ngay: danvan notices {cycle} --send."


def _act(reason: str, decider: str, document: str) -> Act:
    from danvan_workflow.services.acts.act import Act

    act = Act(reason, decider, document)
    act.require()
    return act


def _require(*options: tuple[str, str, str]) -> None:
    problems = [Problem("chưa nêu", place=place, accepted=accepted) for place, value, accepted in options if not value]
    if problems:
        raise InvalidInput(problems)


def _name(runtime: Runtime, agency: str) -> str:
    return runtime.register.get(agency).name


COMMANDS = {"extend": extend, "waive": waive, "unwaive": unwaive, "return": return_, "accept": accept, "move": move}
