"""What a simulated year says of itself: one Vietnamese sentence an event."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from danvan_workflow.duty.counts import Counts, sent_of
from danvan_workflow.duty.group_label import unit_kinds
from danvan_workflow.notify.kinds import notice_label
from danvan_workflow.plan.models import ObligationKind, Plan
from danvan_workflow.register.grouping import grouped
from danvan_workflow.register.models import Agency, AgencyKind
from danvan_workflow.register.register import Register
from danvan_workflow.services.cycle.pass_on_duties import PassedOn
from danvan_workflow.services.submissions.receive_submission import Receipt
from danvan_workflow.statutory.wording import in_sentence
from danvan_workflow.store.tables import NoticeRow

BODIES = (AgencyKind.OFFICE, AgencyKind.DEPARTMENT, AgencyKind.INSPECTORATE, AgencyKind.AUTHORITY)
KINDS: Mapping[str, str] = {
    AgencyKind.WARD_OFFICIAL: "công chức, đơn vị của phường",
    **dict.fromkeys(BODIES, "sở, ban, ngành"),
}


def opened(label: str, kind: str, owing: int, outside: int, heirs: int, ended: int) -> str:
    """A cycle was opened with its roll."""
    text = f"Mở kỳ {in_sentence(label)}: {owing} cơ quan {ObligationKind(kind).words.owes}"
    if outside:
        text += f", {outside} đứng ngoài danh sách"
    return f"{text}; {heirs} cơ quan kế thừa nghĩa vụ của {ended} cơ quan đã kết thúc" if heirs else text


def handed_over(passed: Iterable[PassedOn], register: Register) -> str:
    """Duties went over to successors."""
    taken = tuple(passed)
    heirs = dict.fromkeys(heir for item in taken for heir in item.heirs)
    return f"Chuyển giao nghĩa vụ của {_by_kind([i.agency for i in taken], register)} cho {_by_kind(heirs, register)}"


def _by_kind(codes: Iterable[str], register: Register) -> str:
    kinds = grouped(map(register.get, codes), lambda agency: KINDS.get(agency.kind, agency.kind))
    told = (f"{len(found)} {_kind_name(kind, found)}" for kind, found in kinds.items())
    return " và ".join(told) or "0 cơ quan (không có cơ quan kế thừa)"


def _kind_name(kind: str, agencies: Iterable[Agency]) -> str:
    """People's Committees are called by the kinds of their units."""
    return ", ".join(unit_kinds(agency.name for agency in agencies)) or (kind if kind in KINDS.values() else "cơ quan khác")


def taken_in(receipts: Iterable[Receipt], refused: int, kind: str) -> str:
    """What came in since the last look."""
    stored = [receipt for receipt in receipts if not receipt.unchanged]
    wrong = sum(receipt.errors > 0 for receipt in stored)
    incomplete = sum(not receipt.is_complete and not receipt.errors for receipt in stored)
    parts = (
        [f"{incomplete} thiếu"] * bool(incomplete) + [f"{wrong} sai"] * bool(wrong) + [f"{refused} không nhận"] * bool(refused)
    )
    return f"Nhận {len(stored) + refused} {ObligationKind(kind).words.product}" + (
        f", trong đó {', '.join(parts)}" if parts else ""
    )


def letters(sent: Iterable[NoticeRow], plan: Plan) -> list[str]:
    """What was sent at one moment, a sentence a kind."""
    groups = Counter((row.rung, row.kind) for row in sent)
    return [f"{_letter(rung, kind, plan)}: {number} thư" for (rung, kind), number in groups.items()]


def _letter(rung: int | None, kind: str, plan: Plan) -> str:
    return plan.ladder.rungs[rung - 1].title if rung else notice_label(kind)


def consolidated(counts: Counts, number: int) -> str:
    """A snapshot was taken."""
    return f"Tổng hợp bản chốt {number}: {_standing(counts)}"


def closed(counts: Counts) -> str:
    """Nothing more is waited for."""
    return f"Kết thúc theo dõi: {_standing(counts)}"


def _standing(counts: Counts) -> str:
    missing = counts.everybody.missing
    return f"{sent_of(counts)} đã gửi" + (f", còn thiếu {missing}" if missing else "")
