"""A whole reading of a source for one cycle: submissions to take in, rows set aside, and whether the source held out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TypeVar

from danvan_workflow.duty.lengths import LONGEST_NAME, LONGEST_NUMBER
from danvan_workflow.duty.submission import SubmissionDraft
from danvan_workflow.errors import InvalidInput, Problem
from danvan_workflow.intake.answers import AnswerReader, AskedContent
from danvan_workflow.intake.database import RawReading, away, read_rows
from danvan_workflow.intake.false_nils import without_false_nils
from danvan_workflow.intake.mapping import SourceMapping
from danvan_workflow.intake.query import read_query
from danvan_workflow.intake.rejection import Rejection, shown
from danvan_workflow.intake.values import BadValue, code_of, flag_of, moment_of, text_of, version_of

Row = Mapping[str, object]
Value = TypeVar("Value")
NO_MOMENT = dt.datetime(1, 1, 1, tzinfo=dt.UTC)


@dataclass(frozen=True, slots=True)
class SourceReading:
    """`drafts` by agency and version. `unavailable` says why the source broke off (empty: everything was read)."""

    drafts: tuple[SubmissionDraft, ...]
    rejections: tuple[Rejection, ...]
    unavailable: str = ""


def read_source(mapping: SourceMapping, address: str, asked: AskedContent, as_of: dt.datetime) -> SourceReading:
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
            filled = replace(
                draft,
                figures=tuple(parts.figures),
                narratives=tuple(parts.narratives),
                persons=tuple(parts.persons),
                tasks=tuple(parts.tasks),
            )
            sound, false_nils = without_false_nils(mapping, asked, filled, parts)
            rejections += [*parts.rejections, *false_nils]
            drafts.append(sound)
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
    mapping: SourceMapping, asked: AskedContent, key: str, rows: list[Row], rejections: list[Rejection]
) -> SubmissionDraft | None:
    """The submission without its answers; None, with rejections, where its head can't be read."""
    head = _Head(mapping, key, rows)
    head.value("submission", partial(text_of, limit=LONGEST_NAME), "")
    draft = SubmissionDraft(
        cycle_id=asked.cycle_id,
        agency=head.value("agency", partial(_agency, mapping), ""),
        sent_at=head.value("sent_at", partial(moment_of, mapping=mapping), NO_MOMENT),
        via=mapping.via,
        sender=head.value("sender", partial(text_of, limit=LONGEST_NAME), ""),
        document_number=head.value("document_number", partial(text_of, limit=LONGEST_NUMBER), ""),
        version=head.value("version", version_of, None),
        nil_report=head.value("nil_report", partial(flag_of, words=mapping.words), False),
        is_sample=head.value("is_sample", partial(flag_of, words=mapping.words), False),
        extra={"source_key": key},
    )
    rejections += head.rejections
    return None if head.rejections else draft


@dataclass(slots=True)
class _Head:
    """What the rows of one submission say of the whole of it."""

    mapping: SourceMapping
    key: str
    rows: list[Row]
    rejections: list[Rejection] = field(default_factory=list)

    def value(self, name: str, read: Callable[[object], Value], default: Value) -> Value:
        """The value of a column; the default, with a rejection, where it can't be read or the rows differ."""
        column = self.mapping.columns.get(name)
        if column is None:
            return default
        said = self.rows[0].get(column)
        values = list(dict.fromkeys(shown(row.get(column)) for row in self.rows))
        if len(values) > 1:
            self._reject(column, " | ".join(values), "các dòng của cùng một lần gửi ghi khác nhau")
        try:
            return read(said)
        except BadValue as error:
            self._reject(column, said, str(error))
            return default

    def _reject(self, column: str, value: object, reason: str) -> None:
        self.rejections.append(Rejection(self.mapping.submission_table, self.key, column, shown(value), reason))


def _agency(mapping: SourceMapping, value: object) -> str:
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
