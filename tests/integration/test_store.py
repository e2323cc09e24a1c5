"""The store, the same on SQLite and on PostgreSQL: schema, figures, moments, transactions, claims, and what it says when away."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from builders import Office, at
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, Table, event, func, inspect, select
from sqlalchemy.engine import make_url
from sqlalchemy.exc import IntegrityError, StatementError

from danvan_workflow.duty.events import EventKind
from danvan_workflow.duty.notice_state import NoticeReason, NoticeState
from danvan_workflow.errors import StoreUnavailable
from danvan_workflow.notify.memory import MemoryTransport
from danvan_workflow.register.build import national_register
from danvan_workflow.register.models import Contact, ContactRole
from danvan_workflow.register.register import Register
from danvan_workflow.services.consolidation.consolidate_cycle import consolidate_cycle
from danvan_workflow.services.runtime import Runtime
from danvan_workflow.services.submissions.receive_submission import receive_submission
from danvan_workflow.services.submissions.sample_cycle import sample_drafts_of
from danvan_workflow.settings import SHIPPED, Settings
from danvan_workflow.store import cycles, notices, reports
from danvan_workflow.store.engine import open_engine, schema_is_current
from danvan_workflow.store.events import events_of, record
from danvan_workflow.store.migration import migrate, migrations
from danvan_workflow.store.registers import agency_count, load_register, replace_register
from danvan_workflow.store.rows import insert_all, insert_new
from danvan_workflow.store.tables import (
    Base,
    CycleRow,
    DutyRow,
    FigureRow,
    NoticeRow,
    PlanVersionRow,
    SnapshotRow,
    SubmissionRow,
)
from danvan_workflow.store.unit_of_work import UnitOfWork
from danvan_workflow.views.cycle.status import cycle_status

SQL = SHIPPED / "sql"
BOTH = ("sqlite", pytest.param("postgresql", marks=pytest.mark.postgres))
NOW = at("2025-03-10 08:00")
CYCLE = "phu-son-2025.dinh-ky.2025-6m"

register_subset = pytest.fixture(scope="module")(lambda: _lang_son_and_phu_son(national_register()))


def _lang_son_and_phu_son(whole: Register) -> Register:
    """A small register with a history: both provinces, their units, all that passed into one another, and some contacts."""
    kept = {a.code: a for a in whole.agencies if a.province in ("L38", "N38") or not a.province}
    successions = [s for s in whole.succession_records if s.predecessor in kept and s.successor in kept]
    contacts = [
        Contact("L381", ContactRole.HEAD, "Trần Văn B", "b@bimson.example", "0237 000 001"),
        Contact("L381", ContactRole.FOCAL, "Nguyễn Thị A", "a@bimson.example", valid_from=dt.date(2025, 1, 1)),
    ]
    return Register(kept.values(), successions, contacts)


@pytest.fixture(params=BOTH)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'store.sqlite'}"
    address: str = request.getfixturevalue("postgres_database")
    return address


@pytest.fixture
def bare(url: str) -> Iterator[Engine]:
    """A database without tables."""
    engine = open_engine(url)
    yield engine
    engine.dispose()


@pytest.fixture
def engine(bare: Engine) -> Engine:
    """A database at the newest schema."""
    migrate(bare, SQL)
    return bare


def table_names(engine: Engine) -> set[str]:
    return set(inspect(engine).get_table_names()) - {"alembic_version"}


def step(engine: Engine, act: Callable[..., None], revision: str) -> None:
    config = migrations(SQL)
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        act(config, revision)


# -- schema ---------------------------------------------------------------------------------------------------------


def test_the_migrations_lay_exactly_what_the_classes_say(engine: Engine) -> None:
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []
    assert table_names(engine) == set(Base.metadata.tables)


def test_migrating_again_changes_nothing(engine: Engine) -> None:
    keep_event(engine, EventKind.CYCLE_OPENED)
    migrate(engine, SQL)
    assert schema_is_current(engine, SQL)
    assert kinds(engine) == [EventKind.CYCLE_OPENED]


def test_the_schema_goes_down_and_up_again(engine: Engine) -> None:
    step(engine, command.downgrade, "base")
    assert table_names(engine) == set()
    assert not schema_is_current(engine, SQL)
    step(engine, command.upgrade, "head")
    assert table_names(engine) == set(Base.metadata.tables)


def test_an_empty_database_is_not_current(bare: Engine) -> None:
    assert not schema_is_current(bare, SQL)


def test_every_constraint_bears_a_name_by_which_a_migration_finds_it(engine: Engine) -> None:
    seen = inspect(engine)
    names = [constraint["name"] for table in table_names(engine) for constraint in seen.get_unique_constraints(table)]
    names += [key["name"] for table in table_names(engine) for key in seen.get_foreign_keys(table)]
    assert len(names) > 20
    assert all(names)
    assert max(map(len, filter(None, names))) <= 63  # PostgreSQL cuts longer ones off


# -- figures and moments --------------------------------------------------------------------------------------------

FIGURES = st.decimals(min_value=-(10**14), max_value=10**14, places=4, allow_nan=False)


@given(values=st.lists(FIGURES, min_size=1, max_size=12))
@settings(max_examples=15)
def test_figures_come_back_and_add_up_exactly_on_sqlite(values: list[Decimal]) -> None:
    engine = without_foreign_keys(open_engine("sqlite://"))
    Base.metadata.create_all(engine, tables=[table_of(FigureRow)])
    assert_exact(engine, values)
    engine.dispose()


@pytest.mark.parametrize(
    "values",
    [
        [Decimal("0.1"), Decimal("0.2")],
        [Decimal("99999999999999.9999"), Decimal("0.0001")],
        [Decimal("1234567.8"), Decimal("-1234567.8"), Decimal("85.54")],
        [Decimal(7)] * 40,
    ],
    ids=["tenths", "largest", "cancelling", "whole"],
)
def test_figures_come_back_and_add_up_exactly(engine: Engine, values: list[Decimal]) -> None:
    assert_exact(without_foreign_keys(engine), values)


def table_of(row: type[Base]) -> Table:
    table = row.__table__
    assert isinstance(table, Table)
    return table


def without_foreign_keys(engine: Engine) -> Engine:
    """The same database, over connections that don't enforce foreign keys."""
    loose = "PRAGMA foreign_keys=OFF" if engine.dialect.name == "sqlite" else "SET session_replication_role = replica"
    engine.dispose()

    @event.listens_for(engine, "connect")
    def _loosen(connection: object, _record: object) -> None:
        cursor = connection.cursor()  # type: ignore[attr-defined]
        cursor.execute(loose)
        cursor.close()
        connection.commit()  # type: ignore[attr-defined]

    return engine


def assert_exact(engine: Engine, values: list[Decimal]) -> None:
    with UnitOfWork(engine) as uow:
        rows = [
            {"cycle_id": "c", "submission_id": n, "indicator": "TC01", "status": "value", "value": value, "note": ""}
            for n, value in enumerate(values)
        ]
        insert_all(uow, FigureRow, rows)
        read = list(uow.session.scalars(select(FigureRow.value).order_by(FigureRow.submission_id)))
        total = uow.session.scalar(select(func.sum(FigureRow.value)))
    assert read == values
    assert total == sum(values)
    assert all(isinstance(value, Decimal) for value in [*read, total])


def test_a_whole_figure_shows_no_places(engine: Engine) -> None:
    with UnitOfWork(without_foreign_keys(engine)) as uow:
        row = {"cycle_id": "c", "submission_id": 1, "indicator": "TC01", "status": "value", "value": Decimal("1500.0000")}
        insert_all(uow, FigureRow, [{**row, "note": ""}])
        assert str(uow.session.scalar(select(FigureRow.value))) == "1500"


def test_a_moment_is_stored_in_utc_whatever_zone_it_is_told_in(engine: Engine) -> None:
    keep_event(engine, EventKind.COLLECTED, at("2025-03-19 23:59"))
    with UnitOfWork(engine) as uow:
        (row,) = events_of(uow, "c")
    assert row.at == dt.datetime(2025, 3, 19, 16, 59, tzinfo=dt.UTC)
    assert row.at.tzinfo is dt.UTC


def test_a_naive_moment_is_refused(engine: Engine) -> None:
    naive = dt.datetime(2025, 3, 19, 8, 0)  # noqa: DTZ001 - that it is naive is the matter
    with UnitOfWork(engine) as uow:
        record(uow, EventKind.COLLECTED, naive)
        with pytest.raises(StatementError, match="must be aware"):
            uow.session.flush()


# -- transactions and keys ------------------------------------------------------------------------------------------


def keep_event(engine: Engine, kind: EventKind, moment: dt.datetime = NOW) -> None:
    with UnitOfWork(engine) as uow:
        record(uow, kind, moment, cycle_id="c")
        uow.commit()


def kinds(engine: Engine) -> list[str]:
    with UnitOfWork(engine) as uow:
        return [row.kind for row in events_of(uow, "c")]


def test_leaving_without_commit_changes_nothing(engine: Engine) -> None:
    with UnitOfWork(engine) as uow:
        record(uow, EventKind.COLLECTED, NOW, cycle_id="c")
        uow.session.flush()
    assert kinds(engine) == []


def test_an_error_undoes_what_was_not_committed_and_passes_on(engine: Engine) -> None:
    def act() -> None:
        with UnitOfWork(engine) as uow:
            record(uow, EventKind.CONSOLIDATED, NOW, cycle_id="c")
            uow.commit()
            record(uow, EventKind.COLLECTED, NOW, cycle_id="c")
            uow.session.flush()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        act()
    assert kinds(engine) == [EventKind.CONSOLIDATED]


def test_what_was_read_stays_readable_after_the_transaction(engine: Engine) -> None:
    keep_event(engine, EventKind.COLLECTED)
    with UnitOfWork(engine) as uow:
        (row,) = events_of(uow, "c")
    assert (row.kind, row.detail) == (EventKind.COLLECTED, {})


PLAN_ROW = {"plan": "p", "sha256": "0" * 64, "text": "first", "loaded_at": NOW}


def test_rows_that_are_there_are_left_alone_and_the_new_ones_counted(engine: Engine) -> None:
    with UnitOfWork(engine) as uow:
        assert insert_new(uow, PlanVersionRow, []) == 0
        assert insert_new(uow, PlanVersionRow, [PLAN_ROW]) == 1
        again = [{**PLAN_ROW, "text": "second"}, {**PLAN_ROW, "sha256": "1" * 64}, {**PLAN_ROW, "sha256": "2" * 64}]
        assert insert_new(uow, PlanVersionRow, again) == 2
        uow.commit()
    with UnitOfWork(engine) as uow:
        rows = uow.session.scalars(select(PlanVersionRow).order_by(PlanVersionRow.id))
        assert [row.text for row in rows] == ["first", "first", "first"]


def test_the_same_plan_text_is_kept_once(engine: Engine) -> None:
    with UnitOfWork(engine) as uow:
        first = cycles.keep_plan_version(uow, "p", "a" * 64, "text", NOW)
        assert cycles.keep_plan_version(uow, "p", "a" * 64, "text", at("2025-04-01")) == first
        assert cycles.keep_plan_version(uow, "p", "b" * 64, "changed", NOW) != first


def a_cycle(uow: UnitOfWork, cycle_id: str = "p.o.k") -> DutyRow:
    """An opened cycle with one duty."""
    version = cycles.keep_plan_version(uow, "p", "a" * 64, "text", NOW)
    day = dt.date(2025, 3, 19)
    cycle = CycleRow(
        cycle_id=cycle_id, plan="p", obligation="o", key="k", kind="periodic_report", label="Quý I", period=None,
        data_first_day=None, data_last_day=None, opens_on=day, last_day=day, effective_last_day=day, collector_due_on=day,
        plan_version_id=version, opened_at=NOW, roll_as_of=day, ad_hoc=None,
    )  # fmt: skip
    duty = a_duty(cycle_id)
    uow.session.add_all([cycle, duty])
    uow.session.flush()
    return duty


def a_duty(cycle_id: str, agency: str = "L540") -> DutyRow:
    return DutyRow(
        cycle_id=cycle_id, agency=agency, agency_name="UBND", group_id="g", last_day=dt.date(2025, 3, 19),
        sections=[], indicators=[], persons=[], ladder=[], inherited_from=[], passed_on_to=[], passed_on_at=None, waived_at=None,
    )  # fmt: skip


def a_version(duty: DutyRow, number: int = 1) -> SubmissionRow:
    return SubmissionRow(
        cycle_id=duty.cycle_id, duty_id=duty.id, agency=duty.agency, version=number, sent_at=NOW, received_at=NOW, via="paper",
        content_sha256="0" * 64, is_complete=None, completeness=None,
    )  # fmt: skip


def a_snapshot(number: int, sha256: str) -> SnapshotRow:
    return SnapshotRow(cycle_id="p.o.k", number=number, sha256=sha256 * 64, created_at=NOW, members=[])


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (lambda duty: a_version(duty), lambda duty: a_version(duty)),
        (lambda duty: a_duty("p.o.k", "L541"), lambda duty: a_duty("p.o.k", "L541")),
        (lambda duty: a_snapshot(1, "a"), lambda duty: a_snapshot(1, "b")),
        (lambda duty: a_snapshot(1, "a"), lambda duty: a_snapshot(2, "a")),
        (lambda duty: NoticeRow(**notice_values("k1")), lambda duty: NoticeRow(**notice_values("k1"))),
    ],
    ids=["a version number of a duty", "an agency of a roll", "a snapshot's number", "a snapshot's hash", "a notice's key"],
)
def test_what_must_be_unique_is_so_in_the_database(
    engine: Engine, first: Callable[[DutyRow], Base], second: Callable[[DutyRow], Base]
) -> None:
    with UnitOfWork(engine) as uow:
        duty = a_cycle(uow)
        uow.session.add(first(duty))
        uow.session.flush()
        uow.session.add(second(duty))
        with pytest.raises(IntegrityError):
            uow.session.flush()


def test_nothing_hangs_in_the_air(engine: Engine) -> None:
    with UnitOfWork(engine) as uow:
        a_cycle(uow)
        uow.session.add(a_duty("p.o.unknown"))
        with pytest.raises(IntegrityError):
            uow.session.flush()


def test_one_bad_row_keeps_all_out(engine: Engine) -> None:
    with UnitOfWork(engine) as uow:
        insert_new(uow, PlanVersionRow, [PLAN_ROW])
        uow.commit()
        with pytest.raises(IntegrityError):
            insert_all(uow, PlanVersionRow, [{**PLAN_ROW, "sha256": "1" * 64}, PLAN_ROW])
        uow.session.rollback()
        assert uow.session.scalar(select(func.count()).select_from(PlanVersionRow)) == 1


# -- the register ---------------------------------------------------------------------------------------------------


def test_the_register_comes_back_whole_and_in_its_order(engine: Engine, register_subset: Register) -> None:
    with UnitOfWork(engine) as uow:
        replace_register(uow, register_subset)
        uow.commit()
    with UnitOfWork(engine) as uow:
        read = load_register(uow)
        assert agency_count(uow) == len(register_subset) > 500
    assert read.agencies == register_subset.agencies
    assert read.succession_records == register_subset.succession_records
    assert read.contact_records == register_subset.contact_records


def test_a_register_takes_the_place_of_the_one_before_or_not_at_all(engine: Engine, register_subset: Register) -> None:
    with UnitOfWork(engine) as uow:
        replace_register(uow, register_subset)
        uow.commit()
    smaller = Register(reversed(register_subset.agencies[:3]))
    with UnitOfWork(engine) as uow:
        replace_register(uow, smaller)
        assert load_register(uow).agencies == smaller.agencies
    with UnitOfWork(engine) as uow:  # not committed
        assert agency_count(uow) == len(register_subset)


# -- claims ---------------------------------------------------------------------------------------------------------


def notice_values(key: str) -> dict[str, object]:
    return {
        "key": key, "cycle_id": "p.o.k", "duty_id": None, "agency": "L540", "rung": 1, "kind": "request",
        "recipient": "a@donvi.example", "recipient_name": "", "message_id": f"<{key}@danvan.example>", "subject": "",
        "payload": {}, "state": "pending", "status_code": "queued", "detail": "", "attempts": 0, "planned_at": NOW,
        "claimed_at": None, "sent_at": None,
    }  # fmt: skip


def test_of_many_workers_exactly_one_takes_each_notice(engine: Engine) -> None:
    workers, letters = 6, 8
    with UnitOfWork(engine) as uow:
        a_cycle(uow)
        assert notices.plan_notices(uow, [notice_values(f"k{n}") for n in range(letters)]) == letters
        uow.commit()
    start = threading.Barrier(workers)

    def work(_: int) -> list[int]:
        with UnitOfWork(engine) as uow:
            waiting = [row.id for row in notices.pending(uow, "p.o.k")]
            start.wait(timeout=30)
            return [notice for notice in waiting if notices.claim(uow, notice, NOW)]

    with ThreadPoolExecutor(workers) as pool:
        taken = sorted(notice for notices_taken in pool.map(work, range(workers)) for notice in notices_taken)
    with UnitOfWork(engine) as uow:
        rows = notices.notices_of(uow, "p.o.k")
    assert taken == [row.id for row in rows]  # each once
    assert [(row.state, row.attempts) for row in rows] == [("sending", 1)] * letters


def test_a_claimed_notice_is_not_claimed_again_and_can_be_marked(engine: Engine) -> None:
    with UnitOfWork(engine) as uow:
        a_cycle(uow)
        notices.plan_notices(uow, [notice_values("k1")])
        (waiting,) = notices.pending(uow, "p.o.k")
        assert notices.claim(uow, waiting.id, NOW)
        assert not notices.claim(uow, waiting.id, NOW)
        notices.mark(uow, waiting.id, NoticeState.SENT, NoticeReason.SENT, sent_at=NOW)
    with UnitOfWork(engine) as uow:
        (row,) = notices.notices_of(uow, "p.o.k")
    assert (row.state, row.status_code, row.sent_at, row.attempts) == (NoticeState.SENT, NoticeReason.SENT, NOW, 1)


def test_two_who_open_the_same_cycle_at_once_open_it_once(url: str, engine: Engine, register_subset: Register) -> None:
    with UnitOfWork(engine) as uow:
        replace_register(uow, register_subset)
        uow.commit()
    offices = [Office(runtime_at(url, register_subset), MemoryTransport()) for _ in range(3)]
    start = threading.Barrier(len(offices))

    def work(office: Office) -> bool:
        start.wait(timeout=30)
        return office.open(CYCLE, NOW).created

    with ThreadPoolExecutor(len(offices)) as pool:
        created = list(pool.map(work, offices))
    assert sorted(created) == [False, False, True]
    assert len(offices[0].owing(CYCLE)) == len(offices[0].duties(CYCLE)) == 6
    for office in offices:
        office.runtime.engine.dispose()


# -- a database that is away ----------------------------------------------------------------------------------------


def ask(engine: Engine) -> None:
    with UnitOfWork(engine) as uow:
        agency_count(uow)


@pytest.mark.parametrize(
    "act",
    [ask, lambda e: migrate(e, SQL), lambda e: schema_is_current(e, SQL)],
    ids=["asking", "migrating", "looking at the schema"],
)
def test_a_server_that_is_down_is_named_without_its_password(act: Callable[[Engine], None]) -> None:
    engine = open_engine("postgresql://danvan:mat-khau-rat-dai@127.0.0.1:1/danvan")
    with pytest.raises(StoreUnavailable) as caught:
        act(engine)
    said = str(caught.value)
    assert "127.0.0.1" in said
    assert "mat-khau-rat-dai" not in said
    assert "Không kết nối được với máy chủ" in said
    assert "Dữ liệu đã lưu không thay đổi" in said
    assert not caught.value.permanent


@pytest.mark.postgres
def test_a_server_that_goes_away_in_the_middle_is_told_and_back_again_works(postgres_database: str) -> None:
    engine, other = open_engine(postgres_database), open_engine(postgres_database)
    migrate(engine, SQL)

    def act() -> None:
        with UnitOfWork(engine) as uow:
            agency_count(uow)
            with other.begin() as connection:
                connection.exec_driver_sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()")
            record(uow, EventKind.COLLECTED, NOW, cycle_id="c")
            uow.commit()

    with pytest.raises(StoreUnavailable):
        act()
    assert kinds(engine) == []
    engine.dispose()
    other.dispose()


def test_a_full_disk_is_told_and_what_was_there_stays(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path / 'store.sqlite'}")
    migrate(engine, SQL)
    keep_event(engine, EventKind.CYCLE_OPENED)
    engine.dispose()

    @event.listens_for(engine, "connect")
    def _fill_up(connection: object, _record: object) -> None:
        connection.execute("PRAGMA max_page_count = 1")  # type: ignore[attr-defined]

    def act() -> None:
        with UnitOfWork(engine) as uow:
            for _ in range(100):
                record(uow, EventKind.COLLECTED, NOW, cycle_id="c", text="y" * 4000)
            uow.commit()

    with pytest.raises(StoreUnavailable, match=r"full.*Đĩa đã đầy"):
        act()
    assert kinds(engine) == [EventKind.CYCLE_OPENED]
    engine.dispose()


def test_a_file_that_can_only_be_read_is_told(tmp_path: Path) -> None:
    file = tmp_path / "store.sqlite"
    engine = open_engine(f"sqlite:///{file}")
    migrate(engine, SQL)
    engine.dispose()
    read_only = open_engine(f"sqlite:///file:{file}?mode=ro&uri=true")
    with pytest.raises(StoreUnavailable, match=r"readonly.*không có quyền"):
        keep_event(read_only, EventKind.COLLECTED)
    read_only.dispose()


def test_a_file_that_is_no_database_is_told(tmp_path: Path) -> None:
    file = tmp_path / "store.sqlite"
    file.write_text("Đây là một tệp văn bản, không phải cơ sở dữ liệu." * 20, encoding="utf-8")
    with pytest.raises(StoreUnavailable, match=r"not a database.*bản sao lưu"):
        ask(open_engine(f"sqlite:///{file}"))


def test_a_store_without_our_tables_is_told_with_the_way_to_make_them(bare: Engine) -> None:
    """Nothing of a full disk: that guess was on every page of a fresh clone."""
    with pytest.raises(StoreUnavailable, match="danvan doctor --fix") as caught:
        ask(bare)
    assert "chưa được lập" in str(caught.value)
    assert "đĩa" not in str(caught.value)


def test_a_store_that_somebody_else_writes_is_told_as_busy(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path / 'store.sqlite'}")
    migrate(engine, SQL)
    with engine.connect() as other:
        other.exec_driver_sql("BEGIN IMMEDIATE")
        impatient = open_engine(f"sqlite:///{tmp_path / 'store.sqlite'}")
        event.listen(impatient, "connect", lambda connection, _record: connection.execute("PRAGMA busy_timeout = 10"))
        with pytest.raises(StoreUnavailable, match="đang bận"):
            keep_event(impatient, EventKind.COLLECTED)
        impatient.dispose()
    engine.dispose()


@pytest.mark.postgres
def test_an_account_or_a_database_that_the_server_does_not_know_is_told(postgres_url: str) -> None:
    address = make_url(postgres_url)
    unknown = {"role": address.set(username="khong-co", password="x"), "database": address.set(database="khong_co")}
    said = {}
    for name, url in unknown.items():
        with pytest.raises(StoreUnavailable) as caught:
            ask(open_engine(url.render_as_string(hide_password=False)))
        said[name] = str(caught.value)
    assert "từ chối tài khoản" in said["role"]
    assert "không có cơ sở dữ liệu tên ấy" in said["database"]


@pytest.mark.parametrize("url", ["không phải địa chỉ", "oracle+khongco://may-chu/db"])
def test_an_address_of_another_kind_is_refused_with_what_is_accepted(url: str) -> None:
    with pytest.raises(StoreUnavailable, match="sqlite"):
        open_engine(url)


# -- one plan from end to end ---------------------------------------------------------------------------------------


def runtime_at(url: str, register: Register) -> Runtime:
    runtime = Runtime(Settings(home=Path("unused"), database_url=url), transport=MemoryTransport())
    runtime.__dict__["register"] = register
    return runtime


def consolidated(url: str, register: Register) -> tuple[object, dict[str, bytes]]:
    """Open, receive and consolidate the ward's half-year report; its counts and its documents."""
    runtime = runtime_at(url, register)
    migrate(runtime.engine, SQL)
    with runtime.uow() as uow:
        replace_register(uow, register)
        uow.commit()
    office = Office(runtime, MemoryTransport())
    office.open(CYCLE)
    for draft in sample_drafts_of(runtime, CYCLE, seed="hai cơ sở dữ liệu"):
        receive_submission(runtime, draft, draft.sent_at)
    now = at("2025-06-20")
    snapshot = consolidate_cycle(runtime, CYCLE, now)
    with runtime.uow() as uow:
        documents = {row.format: row.content for row in reports.reports_of(uow, snapshot.snapshot_id)}
    counts = cycle_status(runtime, CYCLE, now).counts
    runtime.engine.dispose()
    return counts, documents


@pytest.mark.postgres
def test_both_databases_give_the_same_report_byte_for_byte(
    tmp_path: Path, postgres_database: str, register_subset: Register
) -> None:
    first_counts, first = consolidated(f"sqlite:///{tmp_path / 'store.sqlite'}", register_subset)
    second_counts, second = consolidated(postgres_database, register_subset)
    assert first_counts == second_counts
    assert set(first) == set(second) == {"docx", "xlsx"}
    assert first == second
