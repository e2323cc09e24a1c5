"""An ad hoc request as the conf of a run, and back: Airflow's form, the console and the command line say the same."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from danvan_workflow.errors import InvalidInput, Problem
from danvan_workflow.services.cycle.ad_hoc import AdHocRequest

KEY, TITLE, BASIS, GROUPS, QUESTIONS, INDICATORS, LAST_DAY, BY = (
    "ma_ky",
    "ten",
    "can_cu",
    "nhom",
    "cau_hoi",
    "chi_tieu",
    "han_nop",
    "nguoi_yeu_cau",
)


def conf_of(request: AdHocRequest) -> dict[str, Any]:
    """The request as JSON values under the names of the form's fields, each of the type that the form gives it."""
    return {
        KEY: request.key,
        TITLE: request.title,
        BASIS: request.basis,
        GROUPS: list(request.groups),
        QUESTIONS: "\n".join(request.questions),
        INDICATORS: list(request.indicators),
        LAST_DAY: request.last_day.isoformat(),
        BY: request.by,
    }


def request_of(plan: str, conf: Mapping[str, Any], *, key: str, by: str = "") -> AdHocRequest:
    """The request of a form that a person filled in; InvalidInput with every field that can't be read.

    Questions are a list, or a text with one a line. `key` is taken where the form names none, `by` where it names nobody.
    """
    problems: list[Problem] = []
    day = _day(conf.get(LAST_DAY), problems)
    lists = {name: _lines(name, conf.get(name), problems) for name in (GROUPS, QUESTIONS, INDICATORS)}
    texts = {name: _text(name, conf.get(name), problems) for name in (KEY, TITLE, BASIS, BY)}
    if problems or day is None:
        raise InvalidInput(problems)
    return AdHocRequest(
        plan=plan,
        key=texts[KEY] or key,
        title=texts[TITLE],
        basis=texts[BASIS],
        last_day=day,
        questions=lists[QUESTIONS],
        indicators=lists[INDICATORS],
        groups=lists[GROUPS],
        by=texts[BY] or by,
    )


def _day(value: Any, problems: list[Problem]) -> dt.date | None:
    try:
        return dt.date.fromisoformat(str(value or "")[:10])
    except ValueError:
        said = "" if value in (None, "") else str(value)
        problems.append(
            Problem("hạn nộp chưa đúng", place=LAST_DAY, value=said, accepted="một ngày sau hôm nay, viết 2025-06-30")
        )
        return None


def _lines(name: str, value: Any, problems: list[Problem]) -> tuple[str, ...]:
    """Lines of a text, or texts of a list; blank ones are left out."""
    found = value.splitlines() if isinstance(value, str) else list(value) if isinstance(value, list | tuple) else None
    if (found is None and value is not None) or any(not isinstance(line, str) for line in found or ()):
        problems.append(
            Problem("không đọc được", place=name, value=str(value)[:80], accepted="danh sách, hoặc mỗi dòng một nội dung")
        )
        return ()
    return tuple(_stripped(found or ()))


def _stripped(lines: Any) -> Iterator[str]:
    return (line.strip() for line in lines if line.strip())


def _text(name: str, value: Any, problems: list[Problem]) -> str:
    if value is not None and not isinstance(value, str):
        problems.append(Problem("không đọc được", place=name, value=str(value)[:80], accepted="một dòng chữ"))
        return ""
    return (value or "").strip()
