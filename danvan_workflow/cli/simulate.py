"""`danvan simulate`: a plan's whole year in seconds, in a folder of its own."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from danvan_workflow.cli.rendering import Col, clock, heading, say, show_json, show_table
from danvan_workflow.cli.session import AsJson, read_environment
from danvan_workflow.cli.vietnamese import command, explained
from danvan_workflow.errors import Refused

if TYPE_CHECKING:
    from danvan_workflow.services.simulation.simulate import CycleResult, SimulatedEvent, YearResult

FOLDER = "mo-phong"


def add_to(app: typer.Typer) -> None:
    """Register the commands of this module."""
    command(app, "simulate")(simulate)


@explained(
    "Chạy thử cả năm của một kế hoạch với dữ liệu mẫu: mở kỳ, gửi, đôn đốc, tổng hợp, phát hành. "
    "Dùng thư mục dữ liệu riêng, không đụng đến dữ liệu thật, không gửi thư ra ngoài."
)
def simulate(
    plan: Annotated[str, typer.Argument(metavar="KẾ HOẠCH", help="Mã kế hoạch.")],
    seed: Annotated[str, typer.Option("--seed", metavar="HẠT", help="Cùng hạt thì cùng một năm.")] = "0",
    into: Annotated[
        Path | None, typer.Option("--into", metavar="THƯ MỤC", help="Thư mục dữ liệu; mặc định mo-phong/<kế hoạch>-<hạt>.")
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", help="Chỉ in bảng kết quả.")] = False,
    as_json: AsJson = False,
) -> None:
    """Play a whole plan with invented submissions and a moving clock."""
    from danvan_workflow.plan.library import PlanLibrary
    from danvan_workflow.services.runtime import Runtime
    from danvan_workflow.services.simulation.simulate import simulate as play

    settings = read_environment()
    PlanLibrary(settings.plans).load(plan)  # an unknown plan is told before a folder is made
    folder = into or settings.home / FOLDER / f"{plan}-{seed}"
    if (folder / "danvan.sqlite").exists():
        raise Refused(f"Thư mục {folder} đã có dữ liệu của lần chạy trước; nêu thư mục khác bằng --into, hoặc xóa thư mục đó.")
    apart = dataclasses.replace(settings, home=folder, database_url=f"sqlite:///{folder / 'danvan.sqlite'}", mail=None)
    year = play(Runtime(apart), plan, seed=seed, echo=None if quiet or as_json else _tell)
    if as_json:
        show_json(_year_json(year))
    else:
        _show_year(year, folder)


def _tell(event: SimulatedEvent) -> None:
    say(f"{clock(event.moment)}  {_short(event.cycle_id)}: {event.what}.")


def _short(cycle_id: str) -> str:
    return cycle_id.split(".", 1)[1].replace(".", "/")


def _show_year(year: YearResult, folder: Path) -> None:
    say()
    heading(f"Kết quả mô phỏng {year.plan_id}: {len(year.cycles)} kỳ (dữ liệu mẫu)")
    columns = (
        Col("Kỳ", whole=True),
        Col("Ngày cuối", whole=True),
        Col("Phải gửi", right=True),
        Col("Đã gửi", right=True),
        Col("Đúng hạn", right=True, roomy=True),
        Col("Trễ hạn", right=True),
        Col("Chưa gửi", right=True),
        Col("Chuyển giao", right=True),
        Col("Kế thừa đã gửi", right=True),
        Col("Thư", right=True),
    )
    show_table(columns, [_row(cycle) for cycle in year.cycles])
    say(f"Báo cáo và cơ sở dữ liệu mô phỏng ở {folder}")


def _row(cycle: CycleResult) -> tuple[object, ...]:
    counts = cycle.counts
    letters = sum(rung.sent for rung in cycle.notices)
    key = _short(cycle.cycle_id)
    roll = (counts.owing, counts.sent, counts.on_time, counts.late, counts.missing, counts.passed_on or "")
    return key, cycle.last_day, *roll, counts.heirs_share, letters


def _year_json(year: YearResult) -> dict[str, Any]:
    return {
        "plan": year.plan_id,
        "cycles": [
            {
                "cycle_id": cycle.cycle_id,
                "last_day": cycle.last_day,
                "counts": dataclasses.asdict(cycle.counts),
                "notices": [dataclasses.asdict(rung) for rung in cycle.notices],
                "report_version": cycle.report_version,
                "files": [str(file) for file in cycle.files],
            }
            for cycle in year.cycles
        ],
        "events": [dataclasses.asdict(event) for event in year.events],
    }
