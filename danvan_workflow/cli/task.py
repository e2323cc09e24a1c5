"""`danvan task`: the work that a plan gives to agencies, and how it stands."""

from __future__ import annotations

from typing import Annotated

import typer

from danvan_workflow.cli.rendering import Col, say, show_json, show_table
from danvan_workflow.cli.session import AsJson, Now, moment, open_runtime
from danvan_workflow.cli.vietnamese import command, explained, group
from danvan_workflow.errors import InvalidInput, Problem

app = group("Nhiệm vụ của kế hoạch.")


@command(app, "list")
@explained("Liệt kê nhiệm vụ của một kế hoạch theo cơ quan, tình trạng; nhiệm vụ quá hạn đứng trước.")
def list_(
    plan: Annotated[str, typer.Argument(metavar="KẾ HOẠCH", help="Mã kế hoạch.")],
    agency: Annotated[str, typer.Option("--agency", metavar="MÃ", help="Chỉ của cơ quan này.")] = "",
    state: Annotated[str, typer.Option("--state", metavar="TÌNH TRẠNG", help="Chỉ nhiệm vụ ở tình trạng này.")] = "",
    overdue: Annotated[bool, typer.Option("--overdue", help="Chỉ nhiệm vụ quá hạn, kể cả chưa có báo cáo.")] = False,
    as_json: AsJson = False,
    now: Now = "",
) -> None:
    """Print the tasks with their states as of the moment."""
    from danvan_workflow.duty.submission import TaskState
    from danvan_workflow.services.cycle.tasks import plan_in_force, task_list

    if state and state not in set(TaskState):
        accepted = ", ".join(TaskState)
        raise InvalidInput([Problem("không có tình trạng này", place="--state", value=state, accepted=accepted)])
    runtime = open_runtime()
    items = task_list(runtime, plan_in_force(runtime, plan), moment(now))
    if agency:
        runtime.register.get(agency)
    wanted = {one for one in TaskState if (not state or one == state) and (not overdue or one.is_overdue)}
    found = [i for i in items if (not agency or i.agency == agency) and i.state in wanted]
    if as_json:
        keys = ("task", "title", "agency", "agency_name", "due_on", "state", "percent", "evidence")
        show_json([{key: getattr(item, key) for key in keys} for item in found])
        return
    columns = (
        Col("Nhiệm vụ"),
        Col("Cơ quan"),
        Col("Hạn", whole=True),
        Col("Tình trạng"),
        Col("%", right=True),
        Col("Minh chứng", roomy=True),
    )
    show_table(columns, [(i.title, i.agency_name, i.due_on, i.state.label, i.percent, i.evidence) for i in found])
    say(f"{len(found)} việc." if items else "Chưa có nhiệm vụ nào; danh sách được lập khi mở kỳ báo cáo đầu tiên.", "bold")
