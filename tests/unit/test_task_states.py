"""What is said of a task on a day: words, figures, silence."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from danvan_workflow.duty.submission import TaskState
from danvan_workflow.duty.tasks import TaskFigure, TaskWord, as_its_figure_says, state_on

DUE = dt.date(2025, 3, 19)
SAID = [TaskState.NOT_REPORTED, *(state for state in TaskState if state.is_said)]
words = st.builds(TaskWord, st.sampled_from(SAID), st.none() | st.integers(0, 100), st.sampled_from(("", "Kế hoạch 12")))
values = st.integers(0, 5).map(Decimal)


def figure(value: Decimal | None) -> TaskFigure:
    return TaskFigure("CD02", value, "6 tháng đầu năm 2025", "cycle")


@pytest.mark.parametrize(
    ("said", "on_the_day", "the_day_after"),
    [
        (TaskState.NOT_REPORTED, "chưa báo cáo", "quá hạn, chưa báo cáo"),
        (TaskState.NOT_STARTED, "chưa làm", "quá hạn"),
        (TaskState.IN_PROGRESS, "đang làm", "quá hạn"),
        (TaskState.DONE, "hoàn thành", "hoàn thành"),
        (TaskState.NOT_APPLICABLE, "không áp dụng", "không áp dụng"),
    ],
)
def test_the_day_makes_overdue_and_silence_stays_silence(said: TaskState, on_the_day: str, the_day_after: str) -> None:
    assert state_on(DUE, said, DUE).label == on_the_day
    assert state_on(DUE + dt.timedelta(days=1), said, DUE).label == the_day_after
    assert state_on(DUE + dt.timedelta(days=400), said, None) is said


@given(words, values, st.integers(1, 5).map(Decimal))
def test_a_level_is_reached_or_not_whatever_was_said(said: TaskWord, value: Decimal, level: Decimal) -> None:
    found = as_its_figure_says(said, figure(value), level)
    if value >= level:
        assert (found.state, found.percent) == (TaskState.DONE, 100)
    else:
        assert found.state is not TaskState.DONE
        assert found.state is not TaskState.NOT_REPORTED
    assert said.evidence in found.evidence
    assert found.state is said.state or "Số liệu CD02 của báo cáo 6 tháng đầu năm 2025" in found.evidence


@given(words, st.none() | values)
def test_without_a_level_nothing_that_was_said_changes_and_a_zero_says_nothing(said: TaskWord, value: Decimal | None) -> None:
    found = as_its_figure_says(said, figure(value), None)
    if said.state is not TaskState.NOT_REPORTED or value == 0:
        assert found == said
    else:
        assert found.state is (TaskState.NOT_APPLICABLE if value is None else TaskState.IN_PROGRESS)


@given(words, st.none() | st.integers(1, 5).map(Decimal))
def test_without_a_figure_the_word_stands(said: TaskWord, level: Decimal | None) -> None:
    assert as_its_figure_says(said, None, level) == said


def test_no_figure_undoes_a_document_that_came() -> None:
    came = TaskWord(TaskState.DONE, 100, "05/KH-UBND", "cycle", is_delivered=True)
    assert as_its_figure_says(came, figure(Decimal(0)), Decimal(1)) == came
