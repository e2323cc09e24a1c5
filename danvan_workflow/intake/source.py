"""A whole reading of a source for one cycle: submissions to take in, rows set aside, and whether the source held out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from danvan_workflow.duty.lengths import LONGEST_NAME, LONGEST_NUMBER
from danvan_workflow.duty.submission import SubmissionDraft
from danvan_workflow.errors import InvalidInput, Problem
from danvan_workflow.intake.answers import AnswerReader, Asked
from danvan_workflow.intake.database import RawReading, away, read_rows
from danvan_workflow.intake.mapping import SourceMapping
from danvan_workflow.intake.query import read_query
from danvan_workflow.intake.rejection import Rejection, shown
from danvan_workflow.intake.values import BadValue, code_of, flag_of, moment_of, text_of, version_of

Row = Mapping[str, Any]
HEADER = ("submission", "agency", "version", "sent_at", "sender", "document_number", "nil_report", "is_sample")


@dataclass(frozen=True, slots=True)
class SourceReading:
    """`drafts` by agency and version. `unavailable` says why the source broke off (empty: everything was read)."""

    drafts: tuple[SubmissionDraft, ...]
    rejections: tuple[Rejection, ...]
    unavailable: str = ""


def read_source(mapping: SourceMapping, address: str, asked: Asked, as_of: dt.datetime) -> SourceReading:
    """What was sent by `as_of`. A source that breaks off half-way gives what was read whole.

    SourceUnavailable where it can't be reached at all; InvalidInput where query and mapping don't fit it.
    """
    query = read_query(mapping.query)
    raw = read_rows(address, query, mapping.parameters(asked.cycle_id, asked.period), mapping.query.name)
    _require_columns(mapping, raw)
    reader = AnswerReader(mapping, asked)
    drafts: list[SubmissionDraft] = []
    rejections: list[Rejection] = []
    for key, rows in _whole_groups(mapping, raw):
        draft = _draft(mapping, asked, key, rows, rejections)
        if draft is not None and draft.sent_at <= as_of:
            parts = reader.read(rows, key)
            rejections += parts.rejections
            drafts.append(
                replace(
                    draft,
                    figures=tuple(parts.figures),
                    narratives=tuple(parts.narratives),
                    persons=tuple(parts.persons),
                    tasks=tuple(parts.tasks),
                )
            )
    kept = _without_doubles(mapping, drafts, rejections)
    return SourceReading(tuple(kept), tuple(rejections), away(address, raw.failure) if raw.failure else "")


def _require_columns(mapping: SourceMapping, raw: RawReading) -> None:
    lacking = [(ours, theirs) for ours, theirs in mapping.columns.items() if theirs not in raw.columns]
    if raw.columns and lacking:
        raise InvalidInput(
            Problem(
                "câu truy vấn không trả về cột này",
                mapping.query.name,
                place=f"columns.{ours}",
                value=theirs,
                accepted=", ".join(raw.columns),
            )
            for ours, theirs in lacking
        )


def _whole_groups(mapping: SourceMapping, raw: RawReading) -> Iterator[tuple[str, list[Row]]]:
    """The rows of each submission. Of a reading that broke off, the last one touched may be cut and is left for the next time.

    Where the rows of a broken reading aren't sorted by submission, any may be cut, and none is taken.
    """
    groups: dict[str, list[Row]] = {}
    last, scattered = None, False
    for row in raw.rows:
        key = _key(mapping, row)
        scattered = scattered or (key != last and key in groups)
        groups.setdefault(key, []).append(row)
        last = key
    if raw.failure:
        groups = {} if scattered else {key: rows for key, rows in groups.items() if key != last}
    yield from groups.items()


def _key(mapping: SourceMapping, row: Row) -> str:
    names = ("submission", "agency", "version")
    said = [shown(row.get(mapping.columns[name])) for name in names if name in mapping.columns]
    return "/".join(said)


def _draft(
    mapping: SourceMapping, asked: Asked, key: str, rows: list[Row], rejections: list[Rejection]
) -> SubmissionDraft | None:
    """The submission without its answers; None, with rejections, where its head can't be read."""
    found: list[Rejection] = []
    cells = {name: _head_cell(mapping, name, key, rows, found) for name in HEADER if name in mapping.columns}
    values = {name: _head_value(mapping, name, key, value, found) for name, value in cells.items()}
    rejections += found
    if found:
        return None
    return SubmissionDraft(
        cycle_id=asked.cycle_id,
        agency=values["agency"],
        sent_at=values["sent_at"],
        via=mapping.via,
        sender=values.get("sender", ""),
        document_number=values.get("document_number", ""),
        version=values.get("version"),
        nil_report=values.get("nil_report", False),
        is_sample=values.get("is_sample", False),
        extra={"source_key": key},
    )


def _head_cell(mapping: SourceMapping, name: str, key: str, rows: list[Row], found: list[Rejection]) -> Any:
    column = mapping.columns[name]
    values = {shown(row.get(column)): row.get(column) for row in rows}
    if len(values) > 1:
        reason = "các dòng của cùng một lần gửi ghi khác nhau"
        found.append(Rejection(mapping.submission_table, key, column, shown(" | ".join(values)), reason))
    return rows[0].get(column)


def _head_value(mapping: SourceMapping, name: str, key: str, value: Any, found: list[Rejection]) -> Any:
    try:
        match name:
            case "agency":
                return _agency(mapping, value)
            case "sent_at":
                return moment_of(value, mapping)
            case "version":
                return version_of(value)
            case "nil_report" | "is_sample":
                return flag_of(value, mapping.words)
            case "document_number":
                return text_of(value, LONGEST_NUMBER)
            case _:
                return text_of(value, LONGEST_NAME)
    except BadValue as error:
        found.append(Rejection(mapping.submission_table, key, mapping.columns[name], shown(value), str(error)))
        return None


def _agency(mapping: SourceMapping, value: Any) -> str:
    ours = mapping.agencies.ours(code_of(value))
    if ours is None:
        raise BadValue(f"mã cơ quan không có trong bảng ánh xạ {mapping.name}.yaml")
    return ours


def _without_doubles(
    mapping: SourceMapping, drafts: list[SubmissionDraft], rejections: list[Rejection]
) -> Iterator[SubmissionDraft]:
    """One draft a version. Two that say the same are one; of two that differ nobody knows which holds, so none is taken."""
    versions: dict[tuple[str, int], list[SubmissionDraft]] = {}
    for draft in drafts:
        versions.setdefault((draft.agency, draft.version or 0), []).append(draft)
    for (agency, number), same in sorted(versions.items()):
        if len({_content(draft) for draft in same}) == 1 or number == 0:
            yield from sorted(same, key=lambda draft: draft.sent_at) if number == 0 else same[:1]
            continue
        keys = ", ".join(draft.extra["source_key"] for draft in same)
        reason = f"lần gửi {number} của {agency} có {len(same)} phiếu với nội dung khác nhau ({keys}); sửa số lần gửi tại nguồn"
        column = mapping.columns.get("version", "")
        rejections.append(Rejection(mapping.submission_table, keys, column, str(number), reason))


def _content(draft: SubmissionDraft) -> tuple[object, ...]:
    """What is compared: everything but who sent it, when, and under which key."""
    parts = (draft.figures, draft.narratives, draft.persons, draft.tasks)
    return (draft.document_number, draft.nil_report, *(frozenset(part) for part in parts))
