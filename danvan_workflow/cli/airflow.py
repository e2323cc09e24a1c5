"""`danvan demo|ui`: an Airflow of its own on this machine. The one module of the command line that reaches it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from danvan_workflow.cli.rendering import say
from danvan_workflow.cli.session import read_environment
from danvan_workflow.cli.vietnamese import command, explained
from danvan_workflow.errors import InvalidInput, Problem

if TYPE_CHECKING:
    from pathlib import Path

    from danvan_workflow.settings import Settings

FOLDER = "trinh-dien"


def add_to(app: typer.Typer) -> None:
    """Register the commands of this module."""
    command(app, "demo")(demo)
    command(app, "ui")(ui)


@explained(
    "Trình diễn một kỳ báo cáo trong Airflow thật, với báo cáo mẫu: mở kỳ, đôn đốc, tổng hợp, phê duyệt, phát hành. "
    "Dùng thư mục dữ liệu riêng, không đụng đến dữ liệu thật, không gửi thư ra ngoài."
)
def demo(
    plan: Annotated[str, typer.Option("--plan", metavar="KẾ HOẠCH", help="Mã kế hoạch; mặc định là kế hoạch đầu tiên.")] = "",
    cycle: Annotated[str, typer.Option("--cycle", metavar="KỲ", help="Mã kỳ, như 2025-q1; mặc định là kỳ đầu tiên.")] = "",
    approve: Annotated[
        str, typer.Option("--approve", metavar="yes|no", help="no: dừng ở phê duyệt, để lãnh đạo tự quyết định.")
    ] = "yes",
) -> None:
    """Replay one cycle to its issued report."""
    if approve not in ("yes", "no"):
        raise InvalidInput([Problem("không rõ có duyệt thay hay không", place="--approve", value=approve, accepted="yes, no")])
    settings = read_environment()
    home = _demo_home(settings)
    say(f"Dữ liệu trình diễn ở {home}, tách khỏi dữ liệu thật.")
    again = "chạy lại `danvan demo` với `--approve yes`"
    named = ("--plan", plan, "--cycle", cycle, "--approve", approve, "--again", again, "--look", "chạy `danvan ui --demo`")
    _start("run", settings, home, *named)


@explained("Mở Airflow với các trang của chuyên viên trên trình duyệt của máy này, chạy đến khi nhấn Ctrl-C.")
def ui(
    of_demo: Annotated[bool, typer.Option("--demo", help="Xem dữ liệu của danvan demo, không phải dữ liệu thật.")] = False,
) -> None:
    """Keep Airflow up until it is stopped."""
    settings = read_environment()
    _start("ui", settings, _demo_home(settings) if of_demo else settings.home)


def _demo_home(settings: Settings) -> Path:
    return settings.home / FOLDER


def _start(act: str, settings: Settings, home: Path, *named: str) -> None:
    from danvan_workflow.embedded.__main__ import main

    code = main([act, "--home", str(home), "--dags", str(settings.dags), *named])
    if code:
        raise typer.Exit(code)
