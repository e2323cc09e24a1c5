"""Laying a province's own project into an empty folder."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from danvan_workflow.errors import InvalidInput, Problem
from danvan_workflow.plan.schema import FILE_NAME, schema_text
from danvan_workflow.register.build import national_register
from danvan_workflow.register.models import Agency
from danvan_workflow.services.project.first_plan import FirstPlan
from danvan_workflow.services.project.provinces import find_province
from danvan_workflow.services.project.skeleton import filled
from danvan_workflow.settings import MARKER, SHIPPED
from danvan_workflow.statutory.workdays import WorkCalendar

NOTE = "DOC-TRUOC.md"


@dataclass(frozen=True, slots=True)
class LaidProject:
    """What was laid: the plan's id, whose plan it is, what `plan check` remarks, and the files, relative to the folder."""

    plan: str
    province: str
    remarks: tuple[Problem, ...]
    files: tuple[str, ...]


def lay_project(folder: Path, province: str, year: str) -> LaidProject:
    """Write the project. InvalidInput with everything that is in the way; nothing is written then."""
    problems = [*_folder_problems(folder), *_year_problems(year)]
    register = national_register()
    base_date = _first_workday(year)
    found = find_province(register, province, base_date)
    if isinstance(found, Problem):
        problems.append(found)
    if problems or not isinstance(found, Agency):
        raise InvalidInput(problems)
    plan = FirstPlan(found, int(year), base_date, register)
    remarks = plan.remarks()
    files = dict(_files(plan))
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return LaidProject(plan.id, found.name, remarks, tuple(files))


def _folder_problems(folder: Path) -> Iterator[Problem]:
    accepted = "thư mục mới hoặc thư mục trống"
    if folder.is_dir():
        if any(folder.iterdir()):
            yield Problem("thư mục đã có tệp; không ghi đè lên đó", place="THƯ MỤC", value=str(folder), accepted=accepted)
    elif folder.exists():
        yield Problem("đây là tệp, không phải thư mục", place="THƯ MỤC", value=str(folder), accepted=accepted)


def _year_problems(year: str) -> Iterator[Problem]:
    covered = [str(known) for known in _covered_years()]
    if not year.strip():
        yield Problem("chưa nêu năm", place="--year", accepted=", ".join(covered))
    elif year.strip() not in covered:
        yield Problem("lịch làm việc không có năm này", place="--year", value=year, accepted=", ".join(covered))


def _covered_years() -> list[int]:
    calendar = WorkCalendar.default()
    return list(range(calendar.first_covered_day.year, calendar.last_covered_day.year + 1))


def _first_workday(year: str) -> dt.date:
    """Of the year; of the last one that the calendar covers where it doesn't reach the year asked for."""
    years = _covered_years()
    asked = int(year) if year.strip().isdecimal() else years[-1]
    return WorkCalendar.default().next_workday(dt.date(asked if asked in years else years[-1], 1, 1))


def _files(plan: FirstPlan) -> Iterator[tuple[str, str]]:
    for file in sorted((SHIPPED / "dags").glob("*.py")):
        yield f"dags/{file.name}", file.read_text(encoding="utf-8")
    yield f"dags/plans/{plan.id}.yaml", plan.text
    yield f"dags/plans/{FILE_NAME}", schema_text()
    yield f"templates/{NOTE}", filled("templates.md", shipped=SHIPPED / "templates")
    yield f"sql/collect/{NOTE}", filled("collect.md", shipped=SHIPPED / "sql" / "collect")
    for name in ("README.md", "mau.env", MARKER):
        yield name, filled(name, plan=plan)
    yield ".gitignore", "/var/\n/.env\n"
