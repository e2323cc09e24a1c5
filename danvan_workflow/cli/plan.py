"""`danvan plan`: checking, showing, comparing plan files, and their deadlines."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from danvan_workflow.cli.rendering import Col, heading, say, show_json, show_table
from danvan_workflow.cli.session import AsJson, read_environment
from danvan_workflow.cli.vietnamese import command, explained, group
from danvan_workflow.errors import InvalidPlan, NotCovered, Problem, Severity, UnknownName

if TYPE_CHECKING:
    from danvan_workflow.plan.library import PlanLibrary
    from danvan_workflow.plan.loading import LoadedPlan
    from danvan_workflow.plan.schedule import PlannedCycle
    from danvan_workflow.register.register import Register
    from danvan_workflow.services.rules.plan_examples import Tried

app = group("Tệp kế hoạch: kiểm tra, xem, so sánh, tính hạn.")
WORDS = {"error": "LỖI", "warning": "Cảnh báo", "info": "Lưu ý"}
STYLES = {"error": "bold red", "warning": "yellow", "info": "dim"}
Names = Annotated[list[str] | None, typer.Argument(metavar="KẾ HOẠCH", help="Mã kế hoạch hoặc tệp; bỏ trống là tất cả.")]


@command(app, "check")
@explained("Kiểm tra tệp kế hoạch: mẫu tệp, tên gọi, ngày tháng, căn cứ pháp luật, cơ quan. Báo mọi chỗ sai trong một lần.")
def check(names: Names = None, as_json: AsJson = False) -> None:
    """Print every problem; exit code 2 where one is an error."""
    library = _library()
    wanted = names or list(library.ids())
    if not wanted:
        raise UnknownName("tệp kế hoạch nào trong thư mục", f"{library.folder}")
    problems, sound = _problems(library, wanted)
    errors = sum(problem.severity is Severity.ERROR for problem in problems)
    if as_json:
        show_json([_as_json(problem) for problem in problems])
    else:
        for problem in problems:
            say(f"{WORDS[problem.severity]}: {problem.text()}", STYLES[problem.severity])
        warnings = sum(problem.severity is Severity.WARNING for problem in problems)
        notes = len(problems) - errors - warnings
        say(f"Đã kiểm tra {len(wanted)} kế hoạch: {sound} dùng được; {errors} lỗi, {warnings} cảnh báo, {notes} lưu ý.", "bold")
    if errors:
        raise typer.Exit(2)


@command(app, "show")
@explained("Xem một kế hoạch: cơ quan, căn cứ, nội dung, chế độ báo cáo với các hạn, thang đôn đốc, điều giả định.")
def show(name: Annotated[str, typer.Argument(metavar="KẾ HOẠCH", help="Mã kế hoạch hoặc tệp.")]) -> None:
    """Print a readable picture of a plan."""
    from danvan_workflow.cli.plan_picture import show_plan

    show_plan(open_named(_library(), name))


@command(app, "diff")
@explained("So sánh hai bản của một kế hoạch bằng lời: hạn mới, cơ quan thêm, bớt, nội dung thay đổi.")
def diff(
    old: Annotated[str, typer.Argument(metavar="CŨ", help="Bản cũ: tệp hoặc mã.")],
    new: Annotated[str, typer.Argument(metavar="MỚI", help="Bản mới: tệp hoặc mã.")],
    as_json: AsJson = False,
) -> None:
    """Print what changed, in business terms."""
    from danvan_workflow.plan.diff import diff_plans
    from danvan_workflow.statutory.workdays import WorkCalendar

    library = _library()
    before, after = open_named(library, old).plan, open_named(library, new).plan
    changes = diff_plans(before, after, WorkCalendar.default(), _register())
    if as_json:
        show_json([{"kind": change.kind, "subject": change.subject, "text": change.text} for change in changes])
        return
    marks = {"added": "+", "removed": "-", "changed": "*"}
    for change in changes:
        say(f"{marks[change.kind]} {change.text}.")
    say(f"Có {len(changes)} thay đổi." if changes else "Hai bản giống nhau.", "bold")


@command(app, "deadlines")
@explained("Mọi kỳ báo cáo với ngày mở, ngày chốt số liệu, ngày cuối cùng được nhận, hạn của cơ quan tổng hợp.")
def deadlines(names: Names = None, as_json: AsJson = False) -> None:
    """Print one row (with --json: one object) a cycle, by plan, then opening day."""
    from danvan_workflow.plan.schedule import planned_cycles
    from danvan_workflow.statutory.workdays import WorkCalendar

    library = _library()
    plans = [open_named(library, name).plan for name in names or library.ids()]
    calendar = WorkCalendar.default()
    cycles = [cycle for plan in sorted(plans, key=lambda plan: plan.id) for cycle in planned_cycles(plan, calendar)]
    if as_json:
        show_json([cycle.to_json() for cycle in cycles])
        return
    columns = (
        Col("Kỳ"),
        Col("Mở kỳ", whole=True),
        Col("Chốt số liệu", roomy=True, whole=True),
        Col("Hạn nộp", roomy=True),
        Col("Ngày cuối", whole=True),
        Col("Tổng hợp", whole=True),
        Col("Giả định"),
    )
    for plan_id in dict.fromkeys(cycle.plan for cycle in cycles):
        heading(plan_id)
        show_table(columns, [_deadline_row(cycle) for cycle in cycles if cycle.plan == plan_id])
        say()
    say("Ngày cuối: ngày cuối cùng được nhận. Tổng hợp: hạn của cơ quan tổng hợp. Giả định: văn bản không nêu kỳ này.", "dim")


def _deadline_row(cycle: PlannedCycle) -> tuple[object, ...]:
    days = (cycle.opens_on, cycle.data_last_day, cycle.due_phrase, cycle.last_admissible_day, cycle.collector_due_on)
    return f"{cycle.obligation}/{cycle.key}", *days, cycle.assumed


@command(app, "test")
@explained("Thử quy tắc của kế hoạch trên các ví dụ trong tệp: cho số liệu, lời văn nào thì phải báo quy tắc nào.")
def test(files: Annotated[list[Path], typer.Argument(metavar="TỆP", help="Tệp ví dụ, như dags/plans/examples/….yaml.")]) -> None:
    """Print what doesn't come out as expected; exit code 2 where anything doesn't."""
    from danvan_workflow.services.rules.plan_examples import read_examples, try_examples

    failed = 0
    for file in files:
        said = read_examples(file)
        beside = file.parent / said.plan if said.plan.endswith((".yaml", ".yml")) else said.plan
        tried = try_examples(open_named(_library(), str(beside)).plan, said, file.name)
        failed += _say_tried(file.name, tried)
    if failed:
        raise typer.Exit(2)


def _say_tried(file: str, tried: tuple[Tried, ...]) -> int:
    """Prints the examples that fail, and a line for the file; returns how many fail."""
    wrong = [one for one in tried if not one.holds]
    for one in wrong:
        say(f"SAI: {file}: {one.name}", STYLES["error"])
        for rule in one.missing:
            say(f"  - không thấy {rule} báo gì")
        for found in one.extra:
            say(f"  - {found.rule} báo ngoài dự kiến: {found.sentence}")
    say(f"{file}: {len(tried)} ví dụ, {len(tried) - len(wrong)} đúng, {len(wrong)} sai.", "bold")
    return len(wrong)


@command(app, "indicators")
@explained("Danh mục chỉ tiêu mà kế hoạch có thể yêu cầu: mã, đơn vị tính, loại, chỉ tiêu tổng, loại báo cáo đã công bố.")
def indicators(
    wanted: Annotated[str, typer.Argument(metavar="TÌM", help="Vài chữ của mã hoặc tên; bỏ trống là tất cả.")] = "",
    as_json: AsJson = False,
) -> None:
    """Print the catalogue, or what of it bears these words."""
    from danvan_workflow.cli.indicators import show_indicators

    show_indicators(wanted, as_json=as_json)


@command(app, "schema")
@explained("Lược đồ JSON của tệp kế hoạch, để trình soạn thảo gợi ý khóa và giải thích bằng tiếng Việt.")
def schema(write: Annotated[bool, typer.Option("--write", help="Ghi vào thư mục kế hoạch.")] = False) -> None:
    """Print the schema, or write it beside the plans."""
    import sys

    from danvan_workflow.plan.schema import schema_text, write_schema

    if write:
        say(f"Đã ghi {write_schema(_library().folder)}.")
    else:
        sys.stdout.write(schema_text())


def _library() -> PlanLibrary:
    from danvan_workflow.plan.library import PlanLibrary

    return PlanLibrary(read_environment().plans)


def open_named(library: PlanLibrary, name: str) -> LoadedPlan:
    """The plan of an id or of a file: what ends in .yaml or .yml or holds a slash is a file."""
    from danvan_workflow.plan.loading import open_plan

    if name.endswith((".yaml", ".yml")) or "/" in name or "\\" in name:
        return open_plan(Path(name))
    return library.open(name)


def _register() -> Register:
    """The register of this installation; the national one where none is stored yet or its database is away."""
    from danvan_workflow.register.build import national_register

    settings = read_environment()
    file = settings.database_url.removeprefix("sqlite:///")
    if file != settings.database_url and not Path(file).exists():
        return national_register()
    from danvan_workflow.errors import StoreUnavailable
    from danvan_workflow.services.registers import stored_register

    try:
        return stored_register(settings) or national_register()
    except StoreUnavailable:
        return national_register()


def _problems(library: PlanLibrary, names: list[str]) -> tuple[list[Problem], int]:
    """All problems of the plans, and how many plans have no error."""
    from danvan_workflow.plan.library import citation_problems

    loaded: list[LoadedPlan] = []
    problems: list[Problem] = []
    broken, register = 0, _register()
    for name in names:
        try:
            plan = open_named(library, name)
            found = _checked(plan, register)
        except InvalidPlan as error:
            problems += error.problems
            broken += 1
            continue
        loaded.append(plan)
        problems += found
        broken += any(problem.severity is Severity.ERROR for problem in found)
    return [*problems, *citation_problems(tuple(loaded))], len(names) - broken


def _checked(plan: LoadedPlan, register: Register) -> tuple[Problem, ...]:
    from danvan_workflow.plan.checks import check_plan
    from danvan_workflow.statutory.indicators import catalogue
    from danvan_workflow.statutory.rules import rule_names
    from danvan_workflow.statutory.workdays import WorkCalendar

    try:
        return check_plan(
            plan, catalogue_codes=catalogue(), rule_ids=rule_names(), calendar=WorkCalendar.default(), register=register
        )
    except NotCovered as error:
        return (Problem(str(error).rstrip("."), plan.file),)


def _as_json(problem: Problem) -> dict[str, object]:
    return {
        "severity": problem.severity,
        "file": problem.file,
        "line": problem.line,
        "place": problem.place,
        "message": problem.message,
        "value": problem.value,
        "accepted": problem.accepted,
    }
