"""A store that fails at the worst moment: a sentence and the exit code of a machine's failure, no other cycle held up."""

from __future__ import annotations

import pytest
from builders import Office, at
from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from danvan_workflow.errors import StoreConflict, StoreUnavailable
from danvan_workflow.services.cycle.pass_on_duties import pass_on_duties
from danvan_workflow.services.watch.sweep import sweep
from danvan_workflow.store import cycles

Q1 = "binh-dinh-2025.dinh-ky.2025-q1"


def _lost(*_: object) -> None:
    raise OperationalError("ROLLBACK", {}, Exception("server closed the connection unexpectedly"))


def test_a_connection_lost_at_rollback_hides_neither_the_error_nor_the_result(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.open(Q1)
    with monkeypatch.context() as patched:
        patched.setattr(Session, "rollback", _lost)
        with office.runtime.uow() as uow:
            assert cycles.get_cycle(uow, Q1).cycle_id == Q1
        with pytest.raises(StoreUnavailable) as told, office.runtime.uow():
            _lost()
    assert told.value.exit_code == 3
    assert "Không kết nối được với máy chủ" in str(told.value)


def test_a_row_that_somebody_else_took_away_is_a_conflict(office: Office) -> None:
    with pytest.raises(StoreConflict) as told, office.runtime.uow():
        raise StaleDataError("UPDATE matched 0 rows")
    assert told.value.exit_code == 3


def test_a_conflict_in_one_cycle_holds_up_no_other(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Thu 20/3/2025: the day behind the last day of the first quarter of two plans."""
    other = "gia-lai-2024.dinh-ky.2024-6m"
    office.open(Q1)
    office.open(other, at("2025-03-01 08:00"))

    def conflicting(runtime, cycle_id, now):  # type: ignore[no-untyped-def]
        with runtime.uow():
            if cycle_id == Q1:
                raise StaleDataError("UPDATE matched 0 rows")
        return pass_on_duties(runtime, cycle_id, now)

    monkeypatch.setattr("danvan_workflow.services.watch.sweep.pass_on_duties", conflicting)
    result = sweep(office.runtime, at("2025-03-20 09:00"))
    assert len(result.problems) == 1
    assert Q1 in result.problems[0]
    assert "Một tiến trình khác vừa ghi cùng dữ liệu" in result.problems[0]
    assert result.cycles >= 1


def test_a_store_of_a_newer_release_is_told_and_left_alone(office: Office) -> None:
    with office.runtime.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreUnavailable, match="mới hơn phần mềm đang chạy") as told:
        office.runtime.prepare()
    assert told.value.exit_code == 3
    with office.runtime.engine.connect() as connection:
        assert connection.scalar(text("SELECT version_num FROM alembic_version")) == "9999"
