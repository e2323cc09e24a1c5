"""What a plan's file assumes because the document is silent: for the screen and for the report's annex."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from danvan_workflow.plan import models
from danvan_workflow.plan.loading import LoadedPlan
from danvan_workflow.plan.models import Plan
from danvan_workflow.plan.schedule import due_phrase
from danvan_workflow.plan.stated import StatedPart, stated_parts
from danvan_workflow.reading.strict_yaml import Place, place_text
from danvan_workflow.statutory.deadline import DayOffPolicy, phrase_text


@dataclass(frozen=True, slots=True)
class Assumption:
    """One assumed thing: its place in the file, what is assumed, why. `what` and `reason` are Vietnamese."""

    place: str
    what: str
    reason: str


def assumptions(plan: Plan | LoadedPlan) -> tuple[Assumption, ...]:
    """Everything assumed, in the order of the file (of the format, where only the plan is given); last what it is silent on."""
    loaded = plan if isinstance(plan, LoadedPlan) else None
    content = plan.plan if isinstance(plan, LoadedPlan) else plan
    assumed = [found for found in stated_parts(content) if found.part.assumed]
    if loaded:
        assumed.sort(key=lambda found: _line(loaded, found.place))
    return tuple(Assumption(place_text(found.place), _what(found, content), found.part.reason) for found in assumed)


def _line(loaded: LoadedPlan, place: Place) -> int:
    """After the last line for a part that the file doesn't name at all."""
    return (loaded.line(place) or 0) if place[:1] in loaded.lines else sys.maxsize


def _what(found: StatedPart, plan: Plan) -> str:
    text = describe(found)
    owner = found.place[1] if found.place[0] == "obligations" and len(found.place) > 2 else None
    return f"{text} ({plan.obligations[owner].title})" if isinstance(owner, int) else text


def describe(found: StatedPart) -> str:
    """A Stated part as a Vietnamese phrase."""
    return _DESCRIBE[type(found.part)](found.part, str(found.place[-1]))


_Describe = Callable[..., str]


def _cycle(part: models.CycleSpec, _: str) -> str:
    return f"Kỳ {part.key}, hạn nộp {phrase_text(due_phrase(part.due))}"


def _working_days(part: models.WorkingDays, key: str) -> str:
    number = f"{part.working_days:02d} ngày làm việc"
    return {
        "opens": f"Mở kỳ trước hạn nộp {number}",
        "collector_due": f"Cơ quan tổng hợp báo cáo sau hạn nộp {number}",
        "heirs_due": f"Cơ quan tiếp nhận nghĩa vụ giữa kỳ có ít nhất {number} kể từ ngày nhận chuyển giao",
    }[key]


def _day_off(part: models.DayOff, _: str) -> str:
    return f"Cách xử lý ngày nghỉ: {DayOffPolicy(part.policy).text}"


def _persons(part: models.PersonDuty, _: str) -> str:
    who = {"leader": "lãnh đạo", "official": "công chức"}[part.role]
    return f"Mỗi cơ quan đăng ký {part.count:02d} {who} phụ trách"


_DESCRIBE: Mapping[type[models.Stated], _Describe] = {
    models.Collector: lambda part, _: f"Cơ quan tổng hợp: {part.name}",
    models.Signatory: lambda part, _: f"Người ký: {part.position}",
    models.Target: lambda part, _: f"Chỉ tiêu phấn đấu: {part.text}",
    models.Group: lambda part, _: f"Nhóm cơ quan: {part.title}",
    models.LeadUnit: lambda part, _: f"Đơn vị có nhiệm vụ riêng: {part.name}",
    models.WorkingDays: _working_days,
    models.DayOff: _day_off,
    models.CycleSpec: _cycle,
    models.PersonDuty: _persons,
    models.Obligation: lambda part, _: f"Chế độ báo cáo: {part.title}",
    models.LadderSpec: lambda part, _: f"Thang đôn đốc {len(part.rungs):02d} bậc, gửi lúc {part.send_at:%H:%M}",
    models.Task: lambda part, _: f"Nhiệm vụ: {part.title}",
    models.ReportSpec: lambda part, _: f"Thể thức báo cáo tổng hợp: {part.subject}",
    models.ContactRoleSpec: lambda part, _: f"Đầu mối liên hệ: {part.title}",
}
