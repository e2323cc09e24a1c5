"""Writing drafts into the example's foreign schema, as a province's own system would hold them: for trials and tests."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, text
from sqlalchemy.exc import SQLAlchemyError

from danvan_workflow.duty.submission import Figure, FigureStatus, Narrative, Person, SubmissionDraft, TaskProgress
from danvan_workflow.errors import InvalidInput, Problem, SourceUnavailable
from danvan_workflow.intake.codes import CodeMap
from danvan_workflow.intake.database import away, cause, source_engine
from danvan_workflow.intake.mapping import SourceMapping
from danvan_workflow.plan.cycle_id import CycleId
from danvan_workflow.statutory.period import Period

Values = dict[str, Any]
STATUS_WORDS = {FigureStatus.NIL: "không phát sinh", FigureStatus.NOT_APPLICABLE: "KAD", FigureStatus.ZERO: "0"}
_VIETNAMESE = str.maketrans(",.", ".,")
UNKNOWN_AGENCY, UNKNOWN_INDICATOR, NOT_A_NUMBER = "KHONG-CO", "99.99", "khoảng 12"


def write_sample_source(
    address: str,
    mapping: SourceMapping,
    drafts: Iterable[SubmissionDraft],
    names: Mapping[str, str],
    *,
    periods: Mapping[str, str | None] | None = None,
    plant_bad_rows: bool = False,
) -> int:
    """Create the schema where it isn't there and write each draft as rows, one an answer; returns how many drafts.

    A draft of the same agency, cycle and version takes the place of the earlier one. `names` are the agencies' names by code,
    `periods` the periods of cycles whose key doesn't say it. `plant_bad_rows` spoils the first draft: a text in a number, an
    unknown indicator, and a submission of an unknown agency beside it.
    """
    written = list(drafts)
    engine = source_engine(address, create=True)
    try:
        with engine.begin() as connection:
            _create(connection, mapping)
            for draft in written:
                _write(connection, mapping, draft, names, (periods or {}).get(draft.cycle_id, _period_of(draft.cycle_id)))
            if plant_bad_rows and written:
                _plant(connection, mapping, written[0])
    except SQLAlchemyError as error:
        raise SourceUnavailable(away(address, cause(error, address))) from None
    finally:
        engine.dispose()
    return len(written)


def _create(connection: Connection, mapping: SourceMapping) -> None:
    schema = mapping.schema.read_text(encoding="utf-8")
    statements = "\n".join(line for line in schema.splitlines() if not line.startswith("--"))
    for statement in filter(str.strip, statements.split(";")):
        connection.execute(text(statement))


def _period_of(cycle_id: str) -> str | None:
    """The period that a cycle's key says, if it says one."""
    found = CycleId.find(cycle_id)
    try:
        return str(Period.parse(found.key)) if found else None
    except InvalidInput:
        return None


def _write(
    connection: Connection, mapping: SourceMapping, draft: SubmissionDraft, names: Mapping[str, str], period: str | None
) -> None:
    known = mapping.parameters(draft.cycle_id, period)
    key = submission_key(draft)
    agency = _theirs(mapping.agencies, draft.agency)
    for table in ("cau_tra_loi", "phieu_bao_cao"):
        connection.execute(text(f"DELETE FROM {table} WHERE id_phieu = :key"), {"key": key})
    name = names.get(draft.agency, draft.agency)
    _insert_once(connection, "dm_don_vi", {"ma_dv": agency, "ten_dv": name, "ma_hc": draft.agency.partition("-")[0]})
    cycle = {name: known[name] for name in ("ke_hoach", "che_do", "ma_ky", "nam")}
    _insert_once(connection, "ky_bao_cao", cycle | {"loai_ky": Period.parse(period).kind.value if period else "khac"})
    _insert(connection, "phieu_bao_cao", [_head(mapping, draft, key, agency, known)])
    _insert(connection, "cau_tra_loi", [row | {"id_phieu": key, "stt": n} for n, row in enumerate(_answers(mapping, draft), 1)])


def submission_key(draft: SubmissionDraft) -> str:
    """The number of the form: one for each agency, cycle and version."""
    return f"{draft.cycle_id}.{draft.agency}.{draft.version or 1}"


def _head(mapping: SourceMapping, draft: SubmissionDraft, key: str, agency: str, known: Mapping[str, object]) -> Values:
    return {
        "id_phieu": key,
        "ma_dv": agency,
        "ke_hoach": known["ke_hoach"],
        "che_do": known["che_do"],
        "ma_ky": known["ma_ky"],
        "lan_gui": draft.version or 1,
        "ngay_gui": draft.sent_at.astimezone(mapping.zone).strftime("%Y-%m-%d %H:%M:%S"),
        "nguoi_gui": draft.sender,
        "so_ky_hieu": draft.document_number,
        "khong_phat_sinh": int(draft.nil_report),
        "du_lieu_mau": int(draft.is_sample),
        "trang_thai": "DA_GUI",
    }


def _answers(mapping: SourceMapping, draft: SubmissionDraft) -> Iterator[Values]:
    for figure in draft.figures:
        yield _answer("CT", _theirs(mapping.indicators, figure.indicator), figure_text(figure), figure.note)
    for narrative in draft.narratives:
        yield _narrative(mapping, narrative)
    for person in draft.persons:
        yield _person(mapping, person)
    for task in draft.tasks:
        yield _task(mapping, task)


def _narrative(mapping: SourceMapping, narrative: Narrative) -> Values:
    said = narrative.text or (STATUS_WORDS[FigureStatus.NIL] if narrative.nil else "")
    return _answer("ND", _theirs(mapping.sections, narrative.section), said, narrative.skip_reason)


def _person(mapping: SourceMapping, person: Person) -> Values:
    role = next(theirs for theirs, ours in mapping.roles.items() if ours == person.role)
    details = mapping.separator.join((person.position, person.phone, person.email))
    return _answer("CB", role, person.name, details)


def _task(mapping: SourceMapping, task: TaskProgress) -> Values:
    state = next(theirs for theirs, ours in mapping.task_states.items() if ours is task.state)
    percent = "" if task.percent is None else f" {task.percent}%"
    return _answer("NV", _theirs(mapping.tasks, task.task), state + percent, task.evidence)


def figure_text(figure: Figure) -> str:
    """A figure as offices write it: `1.234,5`, or the words for an answer that is no number."""
    return STATUS_WORDS.get(figure.status) or f"{figure.value or Decimal(0):,f}".translate(_VIETNAMESE)


def _answer(kind: str, code: str, value: str, note: str) -> Values:
    return {"loai": kind, "ma": code, "gia_tri": value, "ghi_chu": note or None}


def _theirs(codes: CodeMap, ours: str) -> str:
    theirs = codes.theirs(ours)
    if theirs is None:
        raise InvalidInput([Problem("bảng ánh xạ không có mã này", value=ours, accepted="thêm mã vào tệp ánh xạ của nguồn")])
    return theirs


def _plant(connection: Connection, mapping: SourceMapping, draft: SubmissionDraft) -> None:
    key, period = submission_key(draft), _period_of(draft.cycle_id)
    stranger = _head(mapping, draft, f"{key}.la", UNKNOWN_AGENCY, mapping.parameters(draft.cycle_id, period))
    connection.execute(text("DELETE FROM phieu_bao_cao WHERE id_phieu = :key"), {"key": f"{key}.la"})
    _insert(connection, "phieu_bao_cao", [stranger])
    _insert(connection, "cau_tra_loi", [_answer("CT", UNKNOWN_INDICATOR, "5", "") | {"id_phieu": key, "stt": 9000}])
    connection.execute(
        text("UPDATE cau_tra_loi SET gia_tri = :value WHERE id_phieu = :key AND stt = 1"), {"value": NOT_A_NUMBER, "key": key}
    )


def _insert_once(connection: Connection, table: str, values: Values) -> None:
    columns = ", ".join(values)
    marks = ", ".join(f":{name}" for name in values)
    connection.execute(text(f"INSERT INTO {table} ({columns}) VALUES ({marks}) ON CONFLICT DO NOTHING"), values)


def _insert(connection: Connection, table: str, rows: list[Values]) -> None:
    if rows:
        marks = ", ".join(f":{name}" for name in rows[0])
        connection.execute(text(f"INSERT INTO {table} ({', '.join(rows[0])}) VALUES ({marks})"), rows)
