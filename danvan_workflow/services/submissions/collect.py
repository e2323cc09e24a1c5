"""Collecting: what the provinces' databases hold for a cycle becomes submissions; a second time only what changed."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from danvan_workflow.duty.ad_hoc import asked_titles
from danvan_workflow.duty.events import EventKind
from danvan_workflow.duty.outline import section_indicators
from danvan_workflow.duty.submission import SubmissionDraft
from danvan_workflow.errors import InvalidInput, Refused, SourceUnavailable
from danvan_workflow.intake.answers import AskedContent
from danvan_workflow.intake.mapping import SourceMapping
from danvan_workflow.intake.mapping_file import mapping_of
from danvan_workflow.intake.rejection import Rejection
from danvan_workflow.intake.source import read_source
from danvan_workflow.plan.models import Plan
from danvan_workflow.services.runtime import Runtime
from danvan_workflow.services.submissions.assess import filled_in
from danvan_workflow.services.submissions.receive_submission import content_digest, receive_submission
from danvan_workflow.store import cycles, events
from danvan_workflow.store.submissions import keep_rejections
from danvan_workflow.store.tables import CycleRow, DutyRow, SubmissionRow

DEFAULT_SOURCE = "he-thong-tinh"
NO_SOURCE = "chưa khai báo nguồn"


@dataclass(frozen=True, slots=True)
class CollectResult:
    """What became of a collection: new versions, unchanged ones, rows rejected, submissions refused.

    `rejected` and `refused` count what the source holds now, whether or not it was told of before. `unavailable` says why the
    source broke off; `note` why there was nothing to read.
    """

    source: str
    new: int = 0
    unchanged: int = 0
    rejected: int = 0
    refused: int = 0
    unavailable: str = ""
    note: str = ""


def collect(
    runtime: Runtime, cycle_id: str, now: dt.datetime, source: str | None = None, url: str | None = None
) -> CollectResult:
    """Take in what was sent by `now`, from one source or (without a name) from every one that is set up.

    Raises SourceUnavailable after storing what could be read; the next collection goes on from there and doubles nothing.
    """
    result = collect_what_is_there(runtime, cycle_id, now, source, url)
    if result.unavailable:
        raise SourceUnavailable(result.unavailable)
    return result


def collect_what_is_there(
    runtime: Runtime, cycle_id: str, now: dt.datetime, source: str | None = None, url: str | None = None
) -> CollectResult:
    """As `collect`, but a source that is away is told of in the result."""
    addresses = _addresses(runtime, source, url)
    if not addresses:
        return CollectResult("", note=NO_SOURCE)
    return _sum([_from_source(runtime, cycle_id, now, name, address) for name, address in addresses.items()])


def _addresses(runtime: Runtime, source: str | None, url: str | None) -> dict[str, str]:
    known = dict(runtime.settings.sources)
    if url is not None:
        return {source or DEFAULT_SOURCE: url}
    if source is None or not known:
        return known
    if source not in known:
        variable = f"DANVAN_SOURCE_{source.upper().replace('-', '_')}_URL"
        raise Refused(
            f"Chưa khai báo địa chỉ của nguồn “{source}”. Đặt biến môi trường {variable}; đang có: {', '.join(sorted(known))}."
        )
    return {source: known[source]}


def _sum(results: Sequence[CollectResult]) -> CollectResult:
    return CollectResult(
        source=", ".join(result.source for result in results),
        new=sum(result.new for result in results),
        unchanged=sum(result.unchanged for result in results),
        rejected=sum(result.rejected for result in results),
        refused=sum(result.refused for result in results),
        unavailable=" ".join(result.unavailable for result in results if result.unavailable),
    )


def _from_source(runtime: Runtime, cycle_id: str, now: dt.datetime, name: str, address: str) -> CollectResult:
    mapping = mapping_of(runtime.settings.collect, name)
    with runtime.uow() as uow:
        cycle, plan = runtime.cycle_plan(uow, cycle_id)
        held = {duty.agency: _Held(plan, duty, mapping.via) for duty in cycles.duties_of(uow, cycle_id)}
    try:
        reading = read_source(mapping, address, _asked(runtime, cycle, plan), now)
    except SourceUnavailable as error:
        return CollectResult(name, unavailable=str(error))
    fresh = list(_fresh(reading.drafts, held))
    refusals = [refusal for draft in fresh if (refusal := _take(runtime, draft, now, mapping))]
    new = len(fresh) - len(refusals)
    rejections = [*reading.rejections, *refusals]
    _tell(runtime, cycle_id, mapping, now, rejections, new)
    unchanged = len(reading.drafts) - len(fresh)
    return CollectResult(name, new, unchanged, len(reading.rejections), len(refusals), reading.unavailable)


def _asked(runtime: Runtime, cycle: CycleRow, plan: Plan) -> AskedContent:
    questions = list(asked_titles(cycle.ad_hoc))
    sections = {*(section.id for section in plan.sections), *questions}
    tasks, chosen = {task.id for task in plan.tasks}, runtime.catalogue_of(plan)
    return AskedContent(cycle.cycle_id, cycle.period, chosen, sections, tasks, section_indicators(plan))


class _Held:
    """What we hold of one agency: the newest version, and the newest that came from this source."""

    def __init__(self, plan: Plan, duty: DutyRow, via: str) -> None:
        self._plan, self._duty = plan, duty
        versions: list[SubmissionRow] = list(duty.submissions)
        ours = [version for version in versions if version.via == via]
        self._newest = versions[-1].version if versions else 0
        self._last = ours[-1].content_sha256 if ours else ""
        self._last_sent = ours[-1].sent_at if ours else None

    def is_behind(self, draft: SubmissionDraft) -> bool:
        """True where we haven't reached that version: by its number, without numbers by its time."""
        if draft.version is not None:
            return draft.version > self._newest
        return self._last_sent is None or draft.sent_at > self._last_sent

    def is_news(self, draft: SubmissionDraft) -> bool:
        """True where the content isn't the last one that this source gave us; what was sent before that one never is."""
        if self._last_sent is not None and draft.sent_at < self._last_sent:
            return False
        return content_digest(filled_in(self._plan, self._duty, draft)) != self._last


def _fresh(drafts: Iterable[SubmissionDraft], held: dict[str, _Held]) -> Iterator[SubmissionDraft]:
    """The drafts to take in, agency by agency: those with a number that we haven't reached, and the newest one wherever its
    content changed, even under an old number (corrected in place, or numbered apart from another way in)."""
    for agency, same in groupby(drafts, key=lambda draft: draft.agency):
        versions, known = list(same), held.get(agency)
        if known is None:
            yield versions[-1]
            continue
        yield from (draft for draft in versions[:-1] if known.is_behind(draft))
        last = versions[-1]
        if known.is_news(last):
            yield last if known.is_behind(last) else replace(last, version=None)


def _take(runtime: Runtime, draft: SubmissionDraft, now: dt.datetime, mapping: SourceMapping) -> Rejection | None:
    """Store one draft in a transaction of its own; the refusal where it can't be."""
    try:
        receive_submission(runtime, draft, now)
    except (InvalidInput, Refused) as error:
        key = draft.extra.get("source_key", draft.agency)
        return Rejection(mapping.submission_table, key, mapping.columns["agency"], draft.agency, str(error))
    return None


def _tell(
    runtime: Runtime, cycle_id: str, mapping: SourceMapping, now: dt.datetime, rejections: Sequence[Rejection], new: int
) -> None:
    with runtime.uow() as uow:
        told = keep_rejections(uow, [_rejection_row(cycle_id, mapping, now, rejection) for rejection in rejections])
        if new or told:
            events.record(uow, EventKind.COLLECTED, now, cycle_id=cycle_id, source=mapping.name, new=new, rejected=told)
        uow.commit()


def _rejection_row(cycle_id: str, mapping: SourceMapping, now: dt.datetime, rejection: Rejection) -> dict[str, object]:
    return {
        "cycle_id": cycle_id,
        "source": mapping.name,
        "table_name": rejection.table[:100],
        "row_key": _short(rejection.key, 200),
        "column_name": rejection.column[:100],
        "value": rejection.value,
        "reason": rejection.reason,
        "at": now,
    }


def _short(key: str, limit: int) -> str:
    """A key that fits its column and stays unlike any other."""
    return key if len(key) <= limit else f"{key[: limit - 13]}…{hashlib.sha256(key.encode()).hexdigest()[:12]}"
