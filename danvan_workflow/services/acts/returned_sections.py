"""What can be sent back of a report, and the words for it."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from danvan_workflow.duty.states import SubmissionState
from danvan_workflow.errors import InvalidInput, Problem, Refused
from danvan_workflow.store import submissions
from danvan_workflow.store.tables import DutyRow, SubmissionRow
from danvan_workflow.store.unit_of_work import UnitOfWork


def returnable(uow: UnitOfWork, duty: DutyRow, sections: Collection[str]) -> SubmissionRow:
    """The newest version of a duty; Refused where there is none to send back, InvalidInput for sections that it can't have."""
    version = submissions.latest_version(uow, duty.id)
    if version is None:
        raise Refused(f"{duty.agency_name} chưa gửi báo cáo kỳ này nên không có gì để trả lại.")
    if version.state is SubmissionState.RETURNED:
        raise Refused(f"Bản số {version.version} của {duty.agency_name} đã được trả lại; cơ quan chưa gửi bản mới.")
    known = list(dict.fromkeys([*duty.sections, *(narrative.section for narrative in version.narratives)]))
    unknown = [section for section in sections if section not in known]
    if unknown:
        accepted = ", ".join(known)
        raise InvalidInput([Problem("mục không thuộc báo cáo", place="sections", value=s, accepted=accepted) for s in unknown])
    return version


def composed_reason(titles: Mapping[str, str], faults: Mapping[str, str]) -> str:
    """One text of what is wrong in each section; empty as soon as one of them has no sentence.

    >>> composed_reason({"a": "I. Chỉ đạo", "b": "II. Kết quả"}, {"a": "thiếu số văn bản.", "b": "chưa nêu số lớp"})
    'I. Chỉ đạo: thiếu số văn bản; II. Kết quả: chưa nêu số lớp'
    """
    if not all(said.strip() for said in faults.values()):
        return ""
    return "; ".join(f"{titles.get(section, section)}: {said.strip().rstrip('.')}" for section, said in faults.items())
