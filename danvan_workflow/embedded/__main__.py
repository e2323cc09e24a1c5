"""`python -m danvan_workflow.embedded run|ui`."""

from __future__ import annotations

import argparse
import datetime as dt
import signal
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from danvan_workflow.embedded.home import BROWSER_PORT, LEADER, OFFICER, Home
from danvan_workflow.embedded.replay import Replay
from danvan_workflow.embedded.server import Server, running_server
from danvan_workflow.errors import DanvanError, UnknownName
from danvan_workflow.orchestration.console.address import PREFIX
from danvan_workflow.plan.library import PlanLibrary
from danvan_workflow.plan.schedule import find_cycle, plan_cycle
from danvan_workflow.services.runtime import Runtime
from danvan_workflow.services.simulation.example import Example, make_example
from danvan_workflow.settings import SHIPPED, Settings
from danvan_workflow.statutory.office_hours import opening_of
from danvan_workflow.statutory.workdays import WorkCalendar

DAG_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class WantedCycle:
    """The cycle that the user named, with the DAG that runs it."""

    cycle_id: str
    key: str
    label: str
    dag_id: str
    opens_at: dt.datetime


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit codes: 0 done, or waiting as asked; 1 the run failed; else that of the error."""
    options = _parser().parse_args(arguments)
    console = Console(soft_wrap=True, highlight=False)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        return int(options.act(options, console))
    except DanvanError as error:
        console.print(str(error), style="red", markup=False)
        return error.exit_code
    except KeyboardInterrupt:
        console.print("Đã dừng.")
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m danvan_workflow.embedded", description="Airflow trên một máy.")
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--home", type=Path, default=SHIPPED / "var", help="thư mục dữ liệu (mặc định: var/)")
    common.add_argument("--dags", type=Path, default=SHIPPED / "dags", help="thư mục tệp DAG (mặc định: dags/)")
    acts = parser.add_subparsers(required=True)
    run = acts.add_parser("run", parents=[common], help="chạy lại một kỳ báo cáo từ lúc mở đến lúc phát hành")
    run.add_argument("--plan", default="", help="mã kế hoạch, ví dụ binh-dinh-2025 (mặc định: kế hoạch đầu tiên)")
    run.add_argument("--cycle", default="", help="mã kỳ, ví dụ 2025-q1 hoặc dinh-ky/2025-q1 (mặc định: kỳ đầu tiên)")
    run.add_argument("--approve", choices=["yes", "no"], default="yes", help="no: để lãnh đạo tự quyết định")
    run.add_argument("--again", default="chạy lại với `APPROVE=yes`", help="cách trả lời thay lãnh đạo, để in ra")
    run.add_argument("--look", default="chạy `make ui`", help="cách mở trang web, để in ra")
    run.set_defaults(act=run_cycle)
    ui = acts.add_parser("ui", parents=[common], help="mở Airflow để dùng trên trình duyệt")
    ui.add_argument(
        "--port", type=int, default=BROWSER_PORT, help="cổng; đang có chương trình khác dùng thì lấy cổng trống bất kỳ"
    )
    ui.add_argument("--example", default="", metavar="KẾ-HOẠCH[/KỲ]", help="lập một kỳ mẫu đã qua để xem, ví dụ binh-dinh-2025")
    ui.set_defaults(act=serve)
    return parser


def run_cycle(options: argparse.Namespace, console: Console) -> int:
    """Replay a cycle, with example reports and mail that stays here."""
    # loaded by a replay: `ui` makes no examples of this kind and tells no summary
    from danvan_workflow.embedded.sample import fill_source
    from danvan_workflow.embedded.summary import show_summary

    wanted = _wanted(PlanLibrary(options.dags / "plans"), options.plan, options.cycle)
    home = Home(options.home.resolve())

    def make_examples(settings: Settings) -> None:
        count = fill_source(settings, wanted.cycle_id, wanted.opens_at)
        made = (
            f"Dữ liệu mẫu: {count} báo cáo trong {home.sample_source}"
            if count
            else "Kỳ đã mở từ trước, dùng lại dữ liệu mẫu đã có."
        )
        console.print(made, markup=False)

    with running_server(home, console, closed=True, beside=make_examples, dags=options.dags) as server:
        _wait_for_dag(server, wanted.dag_id)
        server.api.unpause(wanted.dag_id)
        run_id = _begin(server, wanted)
        console.print(
            f"[bold]{wanted.label}[/] ({wanted.cycle_id}), xem tại {server.ports.url}/dags/{wanted.dag_id}/runs/{run_id}"
        )
        state = Replay(server, wanted.dag_id, run_id, options.approve == "yes", console).watch()
        console.print("Đang dừng Airflow…")
    show_summary(server.settings, home.mailbox, wanted.cycle_id, console)
    return _conclude(state, options, console)


def _conclude(state: str, options: argparse.Namespace, console: Console) -> int:
    if state == "awaiting_input":
        console.print("[bold]Đang chờ lãnh đạo phê duyệt.[/] Trả lời bằng một trong hai cách:")
        console.print(f"  - {options.again} (tài khoản {LEADER} duyệt, kỳ chạy tiếp từ chỗ đang chờ);")
        console.print(f"  - {options.look}, đăng nhập {LEADER}, mở mục “Việc cần quyết định” (Required Actions).")
    return 1 if state == "failed" else 0


def _wanted(library: PlanLibrary, plan_id: str, cycle: str) -> WantedCycle:
    """What the user named; UnknownName with the nearest names. Without a plan the first one, without a cycle the plan's first."""
    if not library.ids():
        raise UnknownName("tệp kế hoạch nào trong thư mục", str(library.folder))
    plan = library.load(plan_id or library.ids()[0])
    known = [f"{obligation.id}/{spec.key}" for obligation in plan.obligations for spec in obligation.cycles]
    if not known:
        raise UnknownName("kỳ báo cáo", cycle)
    obligation, spec = find_cycle(plan, cycle or known[0])
    planned = plan_cycle(plan, obligation, spec, WorkCalendar.default())
    return WantedCycle(
        planned.cycle_id,
        planned.key,
        planned.label,
        dag_id=f"{plan.id}__{obligation.id}".replace("-", "_"),
        opens_at=opening_of(planned.opens_on),
    )


def _begin(server: Server, wanted: WantedCycle) -> str:
    """Go on with a run of this cycle that hasn't ended, else begin one."""
    conf = {"cycle_id": wanted.cycle_id, "replay": True}
    if found := server.api.unfinished_run(wanted.dag_id, conf):
        return found
    run_id = f"chay-lai__{wanted.key}__{dt.datetime.now(dt.UTC):%Y%m%dT%H%M%S}"
    server.api.trigger(wanted.dag_id, run_id, conf, wanted.key)
    return run_id


def _wait_for_dag(server: Server, dag_id: str) -> None:
    deadline = time.monotonic() + DAG_SECONDS
    while not server.api.has_dag(dag_id) and time.monotonic() < deadline:
        server.require_alive()
        time.sleep(0.5)


def serve(options: argparse.Namespace, console: Console) -> int:
    """Keep Airflow up until Ctrl-C, with an example to look at where one is asked for."""
    home = Home(options.home.resolve())
    examples: list[Example] = []

    def make_examples(settings: Settings) -> None:
        if options.example:
            examples.append(_example(settings, options.example, console))

    with running_server(home, console, closed=False, dags=options.dags, port=options.port, beside=make_examples) as server:
        console.print(f"Airflow: {server.ports.url}")
        console.print(
            f"Tài khoản {OFFICER} (chuyên viên), {LEADER} (lãnh đạo); mật khẩu ghi trong {home.accounts_file}", markup=False
        )
        for example in examples:
            console.print(f"Xem kỳ mẫu: {server.ports.url}{PREFIX}/ky/{example.cycle_id}", markup=False)
        console.print("Nhấn Ctrl-C để dừng.")
        while True:
            server.require_alive()
            time.sleep(1)


def _example(settings: Settings, wanted: str, console: Console) -> Example:
    plan, _, cycle = wanted.partition("/")
    found = make_example(Runtime(settings), plan, cycle, dt.datetime.now(dt.UTC))
    made = "Đã lập kỳ mẫu" if found.made else "Đã có kỳ mẫu từ lần trước"
    console.print(f"{made}: {found.label} ({found.cycle_id}); là dữ liệu mẫu, không có thư nào được gửi ra ngoài.", markup=False)
    return found


if __name__ == "__main__":
    sys.exit(main())
