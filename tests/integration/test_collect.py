"""Collecting from a province's database, on SQLite and PostgreSQL: everything once, bad rows told of, nothing lost or doubled."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

import pytest
from sqlalchemy import Engine, select, text

from danvan_workflow.duty.events import EventKind
from danvan_workflow.duty.submission import Figure, FigureStatus, SubmissionDraft
from danvan_workflow.errors import InvalidInput, Refused, SourceUnavailable
from danvan_workflow.intake.database import RawReading, read_rows, source_engine
from danvan_workflow.intake.foreign import submission_key, write_sample_source
from danvan_workflow.intake.mapping_file import mapping_of
from danvan_workflow.sample.models import Shares
from danvan_workflow.services.cycle.open_cycle import open_cycle
from danvan_workflow.services.runtime import Runtime
from danvan_workflow.services.submissions.collect import NO_SOURCE, CollectResult, collect, collect_what_is_there
from danvan_workflow.services.submissions.receive_submission import content_digest, receive_submission
from danvan_workflow.services.submissions.sample_cycle import sample_cycle, sample_drafts_of
from danvan_workflow.settings import SHIPPED, Settings, read_settings
from danvan_workflow.statutory.deadline import VIETNAM
from danvan_workflow.store import submissions
from danvan_workflow.store.cycles import duties_of
from danvan_workflow.store.events import events_of
from danvan_workflow.store.tables import FigureRow, RejectionRow, SubmissionRow, TaskItemRow

T = TypeVar("T")
CYCLE = "binh-dinh-2025.dinh-ky.2025-q1"
Drafts = tuple[SubmissionDraft, ...]
OPENING = dt.datetime(2025, 2, 27, 8, 0, tzinfo=VIETNAM)  # Thu
AFTER = dt.datetime(2025, 4, 15, 8, 0, tzinfo=VIETNAM)  # Tue, four weeks after the last day (Wed 19/3)


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database in which the first quarter is open, to be copied."""
    home = tmp_path_factory.mktemp("opened")
    runtime = Runtime(read_settings({"DANVAN_HOME": str(home)}))
    open_cycle(runtime, CYCLE, OPENING)
    with runtime.engine.begin() as connection:
        connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
    runtime.engine.dispose()
    return home


@pytest.fixture(scope="module")
def drafts(opened: Path) -> Drafts:
    """The sample of the quarter."""
    return sample_drafts_of(Runtime(read_settings({"DANVAN_HOME": str(opened)})), CYCLE)


@pytest.fixture
def runtime(opened: Path, tmp_path: Path) -> Runtime:
    shutil.copy(opened / "danvan.sqlite", tmp_path / "danvan.sqlite")
    return Runtime(read_settings({"DANVAN_HOME": str(tmp_path)}))


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty foreign database."""
    if request.param == "postgresql":
        return str(request.getfixturevalue("postgres_database"))
    return f"sqlite:///{tmp_path / 'nguồn của tỉnh.sqlite'}"


@pytest.fixture
def alter(address: str) -> Iterator[Callable[..., None]]:
    """Somebody else's hand in the foreign database."""
    engine: Engine = source_engine(address, create=True)

    def run(statement: str, **values: object) -> None:
        with engine.begin() as connection:
            assert connection.execute(text(statement), values).rowcount != 0

    yield run
    engine.dispose()


def counts(result: CollectResult) -> tuple[int, int, int, int]:
    return result.new, result.unchanged, result.rejected, result.refused


def rows_of(runtime: Runtime, table: type[T]) -> list[T]:
    with runtime.uow() as uow:
        return list(uow.session.scalars(select(table)))


def single(drafts: Drafts, count: int) -> Drafts:
    """The submissions of agencies that send once, whole."""
    once = (d for d in drafts if sum(o.agency == d.agency for o in drafts) == 1 and not d.nil_report)
    return tuple(islice((draft for draft in once if len(draft.figures) > 36), count))


def put(runtime: Runtime, address: str, drafts: Drafts) -> None:
    """Into the foreign database."""
    write_sample_source(address, mapping_of(runtime.settings.collect, "he-thong-tinh"), drafts, {})


def versions_of(runtime: Runtime, agency: str) -> list[SubmissionRow]:
    with runtime.uow() as uow:
        duty = next(duty for duty in duties_of(uow, CYCLE) if duty.agency == agency)
        return list(duty.submissions)


def stored_figure(runtime: Runtime, submission: int, code: str) -> FigureRow | None:
    return next((r for r in rows_of(runtime, FigureRow) if (r.submission_id, r.indicator) == (submission, code)), None)


def test_what_was_written_is_collected_whole_and_only_once(runtime: Runtime, address: str) -> None:
    drafts = sample_drafts_of(runtime, CYCLE, seed=4)
    for _ in range(2):  # writing it again changes nothing
        assert sample_cycle(runtime, CYCLE, seed=4, url=address) == len(drafts) > 20
    result = collect(runtime, CYCLE, AFTER, url=address)
    assert counts(result) == (len(drafts), 0, 0, 0)
    for draft in drafts:
        stored = next(v for v in versions_of(runtime, draft.agency) if v.version == draft.version)
        assert stored.sent_at == draft.sent_at
        assert (stored.via, stored.is_sample, stored.sender) == ("database:he-thong-tinh", True, draft.sender)
        if not draft.nil_report:
            assert stored.content_sha256 == content_digest(draft)
    assert {task.state for task in rows_of(runtime, TaskItemRow)} > {"not_reported"}
    again = collect(runtime, CYCLE, AFTER, url=address)
    assert counts(again) == (0, len(drafts), 0, 0)
    with runtime.uow() as uow:
        assert len(uow.session.scalars(select(SubmissionRow)).all()) == len(drafts)
        assert [event.kind for event in events_of(uow, CYCLE)].count(EventKind.COLLECTED) == 1


def test_only_what_was_sent_by_now_is_taken(runtime: Runtime, address: str, drafts: Drafts) -> None:
    """Wed 19/3/2025 is the last day: the late ones come with the next collection."""
    night = dt.datetime(2025, 3, 19, 23, 0, tzinfo=VIETNAM)
    early = [draft for draft in drafts if draft.sent_at <= night][-3:]
    late = [draft for draft in drafts if draft.sent_at > night][:2]
    put(runtime, address, (*early, *late))
    assert collect(runtime, CYCLE, night, url=address).new == 3
    assert collect(runtime, CYCLE, AFTER, url=address).new == 2


def test_the_moment_of_sending_is_the_last_that_is_taken(runtime: Runtime, address: str, drafts: Drafts) -> None:
    (draft,) = single(drafts, 1)
    put(runtime, address, (draft,))
    assert collect(runtime, CYCLE, draft.sent_at - dt.timedelta(seconds=1), url=address).new == 0
    assert collect(runtime, CYCLE, draft.sent_at, url=address).new == 1


def test_bad_rows_are_told_of_once_and_the_rest_goes_in(runtime: Runtime, address: str, drafts: Drafts) -> None:
    sample_cycle(runtime, CYCLE, url=address, plant_bad_rows=True)
    for _ in range(2):
        result = collect(runtime, CYCLE, AFTER, url=address)
        assert (result.new + result.unchanged, result.rejected, result.refused) == (len(drafts), 3, 0)
    told = {(row.column_name, row.value): row for row in rows_of(runtime, RejectionRow)}
    assert len(rows_of(runtime, RejectionRow)) == 3
    assert set(told) == {("gia_tri", "khoảng 12"), ("ma", "99.99"), ("ma_dv", "KHONG-CO")}
    assert "không phải là số" in told["gia_tri", "khoảng 12"].reason
    spoilt = drafts[0]
    stored = versions_of(runtime, spoilt.agency)[0]
    assert stored_figure(runtime, stored.id, spoilt.figures[0].indicator) is None
    kept = [r.indicator for r in rows_of(runtime, FigureRow) if r.submission_id == stored.id]
    assert len(kept) == len(spoilt.figures) - 1


def test_a_correction_in_place_becomes_a_new_version(
    runtime: Runtime, address: str, drafts: Drafts, alter: Callable[..., None]
) -> None:
    """A source that keeps its number of sending: the version that we hold stays, the new content is the next one."""
    (draft,) = single(drafts, 1)
    put(runtime, address, (draft,))
    change = "UPDATE cau_tra_loi SET gia_tri = :value WHERE id_phieu = :key AND stt = 1"
    alter(change, value="chưa rõ", key=submission_key(draft))
    assert counts(collect(runtime, CYCLE, AFTER, url=address)) == (1, 0, 1, 0)
    alter(change, value="7", key=submission_key(draft))
    for expected in (1, 0, 0):
        assert collect(runtime, CYCLE, AFTER, url=address).new == expected
    one, two = versions_of(runtime, draft.agency)
    assert (one.version, two.version) == (1, 2)
    code = draft.figures[0].indicator
    assert stored_figure(runtime, one.id, code) is None
    figure = stored_figure(runtime, two.id, code)
    assert figure is not None
    assert figure.value == 7


def test_a_higher_number_with_the_same_content_is_no_new_version(
    runtime: Runtime, address: str, drafts: Drafts, alter: Callable[..., None]
) -> None:
    (draft,) = single(drafts, 1)
    put(runtime, address, (draft,))
    collect(runtime, CYCLE, AFTER, url=address)
    alter("UPDATE phieu_bao_cao SET lan_gui = 5 WHERE id_phieu = :key", key=submission_key(draft))
    assert collect(runtime, CYCLE, AFTER, url=address).new == 0
    assert [version.version for version in versions_of(runtime, draft.agency)] == [1]
    alter("UPDATE phieu_bao_cao SET so_ky_hieu = '999/BC-UBND' WHERE id_phieu = :key", key=submission_key(draft))
    assert collect(runtime, CYCLE, AFTER, url=address).new == 1
    assert [version.version for version in versions_of(runtime, draft.agency)] == [1, 5]


def test_both_versions_of_one_collection_are_kept_in_their_order(runtime: Runtime, address: str, drafts: Drafts) -> None:
    (draft,) = single(drafts, 1)
    second = replace(draft, version=2, document_number="12/BC-MAU", sent_at=draft.sent_at + dt.timedelta(days=1))
    put(runtime, address, (second, draft))
    assert collect(runtime, CYCLE, AFTER, url=address).new == 2
    assert [v.document_number for v in versions_of(runtime, draft.agency)] == [draft.document_number, "12/BC-MAU"]
    assert counts(collect(runtime, CYCLE, AFTER, url=address)) == (0, 2, 0, 0)


def test_a_version_from_another_way_in_is_not_undone(runtime: Runtime, address: str, drafts: Drafts) -> None:
    """A workbook came after the database's version: the database, unchanged, has nothing new to say."""
    (draft,) = single(drafts, 1)
    put(runtime, address, (draft,))
    collect(runtime, CYCLE, AFTER, url=address)
    other = replace(draft, via="workbook", version=None, document_number="77/BC-UBND")
    assert receive_submission(runtime, other, AFTER).version == 2
    assert collect(runtime, CYCLE, AFTER, url=address).new == 0
    assert versions_of(runtime, draft.agency)[-1].via == "workbook"
    put(runtime, address, (replace(draft, version=2, document_number="78/BC-UBND"),))
    assert collect(runtime, CYCLE, AFTER, url=address).new == 1
    assert versions_of(runtime, draft.agency)[-1].document_number == "78/BC-UBND"


def test_two_different_forms_under_one_number_are_both_left_out(
    runtime: Runtime, address: str, drafts: Drafts, alter: Callable[..., None]
) -> None:
    one, other, third = single(drafts, 3)
    put(runtime, address, (one, other, third))
    alter(
        "UPDATE phieu_bao_cao SET ma_dv = (SELECT ma_dv FROM phieu_bao_cao WHERE id_phieu = :one) WHERE id_phieu = :other",
        one=submission_key(one),
        other=submission_key(other),
    )
    assert counts(collect(runtime, CYCLE, AFTER, url=address)) == (1, 0, 1, 0)
    assert versions_of(runtime, one.agency) == versions_of(runtime, other.agency) == []
    assert "2 phiếu với nội dung khác nhau" in rows_of(runtime, RejectionRow)[0].reason


def test_the_same_form_entered_twice_is_taken_once(
    runtime: Runtime, address: str, drafts: Drafts, alter: Callable[..., None]
) -> None:
    (draft,) = single(drafts, 1)
    put(runtime, address, (draft, replace(draft, version=2)))
    alter("UPDATE phieu_bao_cao SET lan_gui = 1")
    assert collect(runtime, CYCLE, AFTER, url=address).new == 1
    assert rows_of(runtime, RejectionRow) == []


def test_a_code_answered_twice_differently_is_answered_by_nobody(
    runtime: Runtime, address: str, drafts: Drafts, alter: Callable[..., None]
) -> None:
    (draft,) = single(drafts, 1)
    put(runtime, address, (draft,))
    add = "INSERT INTO cau_tra_loi (id_phieu, stt, loai, ma, gia_tri) VALUES (:key, :stt, 'CT', :code, :value)"
    alter(add, key=submission_key(draft), stt=800, code="02.01", value="99.999")
    alter(add, key=submission_key(draft), stt=801, code="02.02", value=str(draft.figures[4].value))
    assert draft.figures[4].indicator == "TT02"
    assert counts(collect(runtime, CYCLE, AFTER, url=address)) == (1, 0, 1, 0)
    stored = versions_of(runtime, draft.agency)[0]
    assert stored_figure(runtime, stored.id, "TT01") is None
    assert stored_figure(runtime, stored.id, "TT02") is not None
    assert "2 lần" in rows_of(runtime, RejectionRow)[0].reason


def test_heads_that_cant_be_read_reject_the_form_alone(runtime: Runtime, tmp_path: Path, drafts: Drafts) -> None:
    """SQLite holds any text in any column."""
    address = f"sqlite:///{tmp_path / 'nguon.sqlite'}"
    sent = single(drafts, 5)
    put(runtime, address, sent)
    changes = [("ngay_gui", "hôm qua"), ("lan_gui", "một"), ("ngay_gui", "31/02/2025 08:00"), ("nguoi_gui", "X" * 300)]
    with source_engine(address).begin() as connection:
        for (column, value), draft in zip(changes, sent, strict=False):
            statement = text(f"UPDATE phieu_bao_cao SET {column} = :value WHERE id_phieu = :key")
            connection.execute(statement, {"value": value, "key": submission_key(draft)})
    assert counts(collect(runtime, CYCLE, AFTER, url=address)) == (1, 0, 4, 0)
    told = {row.column_name: row.value for row in rows_of(runtime, RejectionRow)}
    assert told["lan_gui"] == "một"
    assert len(told["nguoi_gui"]) == 200


def test_answers_that_cant_be_read_are_told_of_one_by_one(
    runtime: Runtime, address: str, drafts: Drafts, alter: Callable[..., None]
) -> None:
    (draft,) = single(drafts, 1)
    put(runtime, address, (draft,))
    bad = [
        ("CT", "02.01x", "5", "ma"),
        ("CT", "02.04", "5", "ma"),  # TT04: known, but not asked for by this plan
        ("CT", "02.03", "1,234", "gia_tri"),
        ("ND", "MUC.khong-co", "Chữ", "ma"),
        ("NV", "NV.doi-thoai", "DANG 120%", "gia_tri"),
        ("NV", "NV.khong-co", "DANG", "ma"),
        ("CB", "GD", "Nguyễn Văn Mẫu A", "ma"),
        ("XX", "1", "1", "loai"),
        (None, "02.01", "1", "loai"),
        ("ND", "MUC.kien-nghi", "x" * 50_001, "gia_tri"),
    ]
    for number, (kind, code, value, _) in enumerate(bad, 700):
        alter(
            "INSERT INTO cau_tra_loi (id_phieu, stt, loai, ma, gia_tri) VALUES (:key, :stt, :kind, :code, :value)",
            key=submission_key(draft),
            stt=number,
            kind=kind,
            code=code,
            value=value,
        )
    assert counts(collect(runtime, CYCLE, AFTER, url=address)) == (1, 0, len(bad), 0)
    told = sorted((row.row_key.rpartition("/")[2], row.column_name) for row in rows_of(runtime, RejectionRow))
    assert told == sorted((code, column) for _, code, _, column in bad)


def test_words_and_old_letters_are_understood(runtime: Runtime, address: str, drafts: Drafts) -> None:
    (draft,) = single(drafts, 1)
    put(runtime, address, (draft,))
    section = draft.narratives[0].section
    values = {"04.01": "KAD", "04.04": "Không phát sinh", "04.07": " - ", "02.01": "1 234", "02.02": "12.345", "01.02": "Có"}
    texts = {f"MUC.{section}": "Chủ trƣơng cu\u0309a Đảng", "02.03": "  "}
    engine = source_engine(address)
    with engine.begin() as connection:
        for code, value in (values | texts).items():
            statement = text("UPDATE cau_tra_loi SET gia_tri = :value WHERE ma = :code")
            connection.execute(statement, {"value": value, "code": code})
    engine.dispose()
    assert counts(collect(runtime, CYCLE, AFTER, url=address)) == (1, 0, 0, 0)
    stored = versions_of(runtime, draft.agency)[0]
    figures = {r.indicator: (r.status, r.value) for r in rows_of(runtime, FigureRow) if r.submission_id == stored.id}
    assert figures["TC01"] == (FigureStatus.NOT_APPLICABLE, None)
    assert figures["TC02"] == figures["TC05"] == (FigureStatus.NIL, Decimal(0))
    assert figures["TT01"] == (FigureStatus.VALUE, Decimal(1234))
    assert figures["TT02"] == (FigureStatus.VALUE, Decimal(12345))
    assert figures["CD02"] == (FigureStatus.VALUE, Decimal(1))
    assert "TT03" not in figures
    with runtime.uow() as uow:
        assert submissions.narratives_of(uow, [stored.id])[0].text == "Chủ trương của Đảng"


def test_an_agency_outside_the_roll_is_refused_by_name_and_told_of(runtime: Runtime, address: str, drafts: Drafts) -> None:
    put(runtime, address, (replace(drafts[0], agency="L64-STP"),))
    for _ in range(2):
        assert counts(collect(runtime, CYCLE, AFTER, url=address)) == (0, 0, 0, 1)
    assert [row.value for row in rows_of(runtime, RejectionRow)] == ["L64-STP"]


def test_exact_decimals_survive_the_way(runtime: Runtime, address: str, drafts: Drafts) -> None:
    code, share = "HC05", Decimal("98.2575")
    put(runtime, address, (replace(drafts[0], figures=(Figure(code, FigureStatus.VALUE, share),)),))
    collect(runtime, CYCLE, AFTER, url=address)
    figure = stored_figure(runtime, versions_of(runtime, drafts[0].agency)[0].id, code)
    assert figure is not None
    assert figure.value == share


def test_a_second_quarter_builds_on_the_first(runtime: Runtime, tmp_path: Path) -> None:
    """Q1 → 6 months through both databases: only the wrong ones of each cycle have errors."""
    address, shares = f"sqlite:///{tmp_path / 'nguon.sqlite'}", Shares(Decimal("0.9"), Decimal("0.1"), *[Decimal(0)] * 5)
    six_months = CYCLE.replace("q1", "6m")
    open_cycle(runtime, six_months, dt.datetime(2025, 5, 29, 8, 0, tzinfo=VIETNAM))  # Thu
    totals = []
    for cycle in (CYCLE, six_months):
        sample_cycle(runtime, cycle, shares=shares, url=address)
        collect(runtime, cycle, dt.datetime(2025, 7, 10, 8, 0, tzinfo=VIETNAM), url=address)  # Thu
        with runtime.uow() as uow:
            versions = submissions.latest_versions(uow, cycle)
            assert [v.agency for v in versions if v.error_count or not v.is_complete] == []
            facts = submissions.figures_of(uow, cycle, [v.id for v in versions])
            totals.append(sum(value or 0 for _, code, _, value in facts if code == "TT01"))
    assert totals[0] < totals[1]


# -- sources that are away ----------------------------------------------------------------------------------------


def test_without_a_source_there_is_nothing_to_collect(runtime: Runtime) -> None:
    assert collect(runtime, CYCLE, AFTER) == CollectResult("", note=NO_SOURCE)


def test_a_source_that_is_not_among_those_set_up_is_refused(runtime: Runtime) -> None:
    runtime.settings = replace(runtime.settings, sources={"he-thong-tinh": "sqlite:///khong-co"})
    with pytest.raises(Refused, match="DANVAN_SOURCE_MOT_CUA_URL"):
        collect(runtime, CYCLE, AFTER, source="mot-cua")


@pytest.mark.parametrize(
    "address",
    [
        "sqlite:////khong/co/nguon.sqlite",
        "postgresql://bao:mat-khau-bi-mat@127.0.0.1:1/nguon",
        "postgresql://bao:mat-khau-bi-mat@127.0.0.1:1/nguon?password=mat-khau-bi-mat",
        "mssql+pyodbc://sa:mat-khau-bi-mat@may/nguon",
        "đây không phải địa chỉ, mat-khau-bi-mat",
    ],
)
def test_a_source_that_is_away_is_said_without_its_password(runtime: Runtime, address: str) -> None:
    with pytest.raises(SourceUnavailable) as caught:
        collect(runtime, CYCLE, AFTER, url=address)
    assert "mat-khau-bi-mat" not in str(caught.value)
    assert caught.value.__cause__ is None
    told = collect_what_is_there(runtime, CYCLE, AFTER, url=address)
    assert (told.unavailable, told.new) == (str(caught.value), 0)
    assert rows_of(runtime, SubmissionRow) == []


def test_a_missing_file_is_not_created(runtime: Runtime, tmp_path: Path) -> None:
    with pytest.raises(SourceUnavailable, match="không có tệp này"):
        collect(runtime, CYCLE, AFTER, url=f"sqlite:///{tmp_path / 'chua-co.sqlite'}")
    assert not (tmp_path / "chua-co.sqlite").exists()


def test_a_query_that_doesnt_fit_the_source_is_the_users_matter(runtime: Runtime, address: str) -> None:
    """The database answers, but it isn't the one that the query was written for."""
    engine = source_engine(address, create=True)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE khac (a INTEGER)"))
    engine.dispose()
    with pytest.raises(InvalidInput, match="phieu_bao_cao"):
        collect(runtime, CYCLE, AFTER, url=address)


def own_query(runtime: Runtime, tmp_path: Path, old: str, new: str) -> Settings:
    """The example's query, changed, in a folder of its own."""
    folder = tmp_path / "sql"
    shutil.copytree(SHIPPED / "sql", folder)
    file = folder / "collect" / "he-thong-tinh.sql"
    said = file.read_text(encoding="utf-8")
    assert old in said
    file.write_text(said.replace(old, new, 1), encoding="utf-8")
    return replace(runtime.settings, sql=folder)


@pytest.mark.postgres
def test_a_source_that_dies_half_way_loses_nothing_and_doubles_nothing(
    runtime: Runtime, postgres_database: str, tmp_path: Path, drafts: Drafts
) -> None:
    """The server kills the session while it sends the rows of one agency; the next time it answers in full."""
    drafts = drafts[:16]  # more rows than come in one batch
    put(runtime, postgres_database, drafts)
    whole = runtime.settings
    victim = sorted(mapping_of(whole.collect, "he-thong-tinh").agencies.theirs(draft.agency) or "" for draft in drafts)[-3]
    killer = f"CASE WHEN p.ma_dv = '{victim}' THEN pg_terminate_backend(pg_backend_pid()) END AS het,\n    p.id_phieu,"
    runtime.settings = own_query(runtime, tmp_path, "p.id_phieu,", killer)
    with pytest.raises(SourceUnavailable):
        collect(runtime, CYCLE, AFTER, url=postgres_database)
    held = len(rows_of(runtime, SubmissionRow))
    assert 0 < held < len(drafts)
    runtime.settings = whole
    assert counts(collect(runtime, CYCLE, AFTER, url=postgres_database)) == (len(drafts) - held, held, 0, 0)
    assert len(rows_of(runtime, SubmissionRow)) == len(drafts)


def test_the_connection_cant_write(runtime: Runtime, address: str, alter: Callable[..., None], drafts: Drafts) -> None:
    """Should a query that writes slip through the reading of its text, the database refuses it."""
    put(runtime, address, drafts[:2])
    query = "DELETE FROM phieu_bao_cao"
    if address.startswith("postgresql"):
        alter(f"CREATE FUNCTION xoa() RETURNS integer LANGUAGE SQL AS '{query}; SELECT 1'")
        query = "SELECT xoa()"
    assert "read" in read_rows(address, text(query), {}, "x.sql").failure
    assert collect(runtime, CYCLE, AFTER, url=address).new == 2


def test_rows_out_of_order_are_put_together_but_not_when_the_source_breaks_off(
    runtime: Runtime, tmp_path: Path, drafts: Drafts, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without ORDER BY any submission of a broken reading may be cut: none is taken."""
    address = f"sqlite:///{tmp_path / 'nguon.sqlite'}"
    put(runtime, address, drafts[:4])
    runtime.settings = own_query(runtime, tmp_path, "ORDER BY p.ma_dv, p.lan_gui, p.id_phieu, c.stt", "ORDER BY c.stt")

    def breaking(*arguments: Any) -> RawReading:
        return replace(read_rows(*arguments), failure="mất kết nối")

    with monkeypatch.context() as patched:
        patched.setattr("danvan_workflow.intake.source.read_rows", breaking)
        with pytest.raises(SourceUnavailable, match="mất kết nối"):
            collect(runtime, CYCLE, AFTER, url=address)
    assert rows_of(runtime, SubmissionRow) == []
    assert counts(collect(runtime, CYCLE, AFTER, url=address)) == (4, 0, 0, 0)


def test_a_mapped_column_that_the_query_lacks_is_named(runtime: Runtime, tmp_path: Path, drafts: Drafts) -> None:
    address = f"sqlite:///{tmp_path / 'nguon.sqlite'}"
    put(runtime, address, drafts[:1])
    runtime.settings = own_query(runtime, tmp_path, "    c.gia_tri,\n", "")
    with pytest.raises(InvalidInput, match="gia_tri"):
        collect(runtime, CYCLE, AFTER, url=address)
