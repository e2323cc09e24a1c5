"""Reading a mapping file strictly: unknown keys are refused, and everything wrong is said at once."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from danvan_workflow.duty.submission import FigureStatus, TaskState
from danvan_workflow.errors import InvalidInput, InvalidPlan, Problem, UnknownName
from danvan_workflow.intake.codes import CodeMap, CodePattern
from danvan_workflow.intake.mapping import COLUMNS, PERIOD_FORMS, REQUIRED_COLUMNS, AnswerKind, SourceMapping, Words
from danvan_workflow.intake.numbers import NumberStyle
from danvan_workflow.intake.strict_fields import Fields
from danvan_workflow.plan.loading import clean_text
from danvan_workflow.reading.strict_yaml import parse

WORD_STATUSES = {"zero": FigureStatus.ZERO, "nil": FigureStatus.NIL, "not_applicable": FigureStatus.NOT_APPLICABLE}
_Member = TypeVar("_Member", bound=StrEnum)


def mapping_of(folders: Sequence[Path], name: str) -> SourceMapping:
    """The mapping of a source by its name, each of its files from the first folder that has it.

    A source that the last folder doesn't know takes nothing from there. UnknownName with the sources that are there.
    """
    path = _first(folders, f"{name}.yaml")
    if not path.is_file():
        raise UnknownName("nguồn dữ liệu", name, source_names(folders))
    return read_mapping(path, folders if (folders[-1] / path.name).is_file() else (path.parent,))


def source_names(folders: Sequence[Path]) -> list[str]:
    """The sources that have a mapping file, in alphabetical order."""
    return sorted({found.stem for folder in folders for found in folder.glob("*.yaml")})


def read_mapping(path: Path, folders: Sequence[Path] = ()) -> SourceMapping:
    """The mapping of a file; InvalidInput with every problem, each with its line. Its query is in `folders`, else beside it."""
    try:
        document = parse(clean_text(path.read_text(encoding="utf-8")), path.name)
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidInput([Problem("không đọc được tệp ánh xạ", str(path), value=type(error).__name__)]) from None
    except InvalidPlan as error:
        raise InvalidInput(error.problems) from None
    fields = Fields(document.tree, document.lines, path.name)
    fields.problems += document.problems
    mapping = _mapping(fields, path.stem, folders or (path.parent,))
    if fields.problems:
        raise InvalidInput(fields.problems)
    return mapping


def _first(folders: Sequence[Path], name: str) -> Path:
    """The file in the first folder that has it; where none has, where the last one would."""
    return next((folder / name for folder in folders if (folder / name).is_file()), folders[-1] / name)


def _mapping(fields: Fields, name: str, folders: Sequence[Path]) -> SourceMapping:
    fields.one_of("format", {"1"})
    mapping = SourceMapping(
        name=name,
        title=fields.text("title"),
        query=_first(folders, fields.text("query", f"{name}.sql")),
        schema=_first(folders, f"{name}.schema.sql"),
        columns=_columns(fields),
        submission_table=fields.text("tables.submission"),
        answer_table=fields.text("tables.answer"),
        kinds=_members(fields, "kinds", AnswerKind),
        agencies=_codes(fields, "agencies"),
        indicators=_codes(fields, "indicators"),
        sections=_codes(fields, "sections"),
        tasks=_codes(fields, "tasks"),
        roles=_within(fields, "roles", {"leader", "official"}),
        task_states=_members(fields, "task_states", TaskState),
        words=_words(fields),
        periods=_periods(fields),
        obligations=fields.table("obligations"),
        plans=fields.table("plans"),
        separator=fields.text("separator", "|"),
        timestamps=fields.texts("timestamps", ("%Y-%m-%d %H:%M:%S",)),
        zone=_zone(fields),
        numbers=_numbers(fields),
    )
    fields.refuse_the_rest()
    return mapping


def _columns(fields: Fields) -> Mapping[str, str]:
    columns = fields.table("columns")
    fields.keys_within("columns", columns, COLUMNS)
    for name in REQUIRED_COLUMNS:
        if name not in columns:
            fields.problem("columns", "thiếu cột", name, "tên cột trong kết quả của câu truy vấn")
    return columns


def _codes(fields: Fields, place: str) -> CodeMap:
    patterns = tuple(CodePattern(p.get("theirs", ""), p.get("ours", "")) for p in fields.tables(f"{place}.patterns"))
    for pattern in patterns:
        if not pattern.fields_agree:
            said = f"{pattern.theirs} ↔ {pattern.ours}"
            fields.problem(f"{place}.patterns", "hai vế của mẫu không khớp nhau", said, "{theirs: DV.{unit}, ours: “{unit}”}")
    table = fields.table(f"{place}.table")
    for code in sorted({ours for ours in table.values() if list(table.values()).count(ours) > 1}):
        fields.problem(f"{place}.table", "một mã của ta ứng với nhiều mã của nguồn", code, "mỗi mã một lần")
    return CodeMap(table, patterns)


def _members(fields: Fields, place: str, kind: type[_Member]) -> dict[str, _Member]:
    known = {member.value for member in kind}
    return {theirs: kind(ours) for theirs, ours in _within(fields, place, known).items()}


def _within(fields: Fields, place: str, accepted: Collection[str]) -> dict[str, str]:
    table = fields.table(place)
    for ours in table.values():
        if ours not in accepted:
            fields.problem(place, "giá trị không có trong danh sách", ours, ", ".join(sorted(accepted)))
    return {theirs: ours for theirs, ours in table.items() if ours in accepted}


def _words(fields: Fields) -> Words:
    said = {name: [word.casefold() for word in fields.texts(f"words.{name}", ())] for name in (*WORD_STATUSES, "yes", "no")}
    statuses: dict[str, FigureStatus] = {}
    for name, status in WORD_STATUSES.items():
        for word in said[name]:
            if word in statuses:
                fields.problem(f"words.{name}", "một từ mang hai nghĩa", word, "mỗi từ ở một danh sách")
            statuses[word] = status
    return Words(statuses, frozenset(said["yes"]), frozenset(said["no"]))


def _periods(fields: Fields) -> Mapping[str, str]:
    forms = fields.table("periods")
    fields.keys_within("periods", forms, PERIOD_FORMS)
    for form in forms.values():
        fields.must(partial(form.format, key="k", year=2025, number=1), "periods", form, "{year}, {number}, {key}")
    return forms


def _zone(fields: Fields) -> ZoneInfo:
    name = fields.text("time_zone", "Asia/Ho_Chi_Minh")
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        fields.problem("time_zone", "không có múi giờ này", name, "tên múi giờ, ví dụ Asia/Ho_Chi_Minh")
        return ZoneInfo("Asia/Ho_Chi_Minh")


def _numbers(fields: Fields) -> NumberStyle:
    thousands = fields.one_of("numbers.thousands", {".", ",", " "}, ".")
    decimal = fields.one_of("numbers.decimal", {".", ","}, ",")
    if thousands == decimal:
        fields.problem("numbers", "dấu phân cách hàng nghìn trùng với dấu thập phân", decimal, "hai dấu khác nhau")
    return NumberStyle(thousands, decimal)
