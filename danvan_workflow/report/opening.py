"""The opening of a consolidated report: on what basis, who sent and who did not, and how to read the figures."""

from __future__ import annotations

from collections.abc import Iterator

from danvan_workflow.consolidate.figures import Apart
from danvan_workflow.duty.group_label import COMMITTEE
from danvan_workflow.duty.states import DutyState
from danvan_workflow.plan.models import Plan
from danvan_workflow.render import numbers
from danvan_workflow.report.chapter import AnnexNames
from danvan_workflow.report.chapters.accepted import ACCEPTED
from danvan_workflow.report.chapters.apart import APART, apart_title
from danvan_workflow.report.chapters.changes import CHANGES
from danvan_workflow.report.chapters.doubts import DOUBTS
from danvan_workflow.report.chapters.outline import OUTLINE
from danvan_workflow.report.chapters.punctuality import PUNCTUALITY
from danvan_workflow.report.earlier_wording import same_period
from danvan_workflow.report.facts import ReportFacts
from danvan_workflow.report.figure_wording import spelled, usual_coverage
from danvan_workflow.report.silence import silent_whole
from danvan_workflow.report.territory import carried_on, reach
from danvan_workflow.report.voices import VOICES_IN_BODY, is_doubted, wholly_nil
from danvan_workflow.report.wording import listed
from danvan_workflow.text import upper_first

NAMED_IN_BODY = 15
_UNQUOTED = "không trích nội dung có số liệu đang kiểm tra; "


def opening(facts: ReportFacts, names: AnnexNames) -> list[str]:
    """The paragraphs before the first heading; `names` are those of the annexes that it refers to."""
    paragraphs = [
        _basis(facts),
        _replaced(facts, names),
        " ".join((_coverage(facts, names), *silent_whole(facts, names.get(OUTLINE, "")))),
        _remarks(facts, names),
        carried_on(facts.passages),
        reach(facts.scope),
        _window(facts),
        _reading(facts, names),
    ]
    return [paragraph for paragraph in paragraphs if paragraph]


def _basis(facts: ReportFacts) -> str:
    plan = facts.plan
    basis = f"Căn cứ {plan_reference(plan)}"
    if facts.cycle.ad_hoc and facts.cycle.ad_hoc.basis:
        basis = f"{basis} và {facts.cycle.ad_hoc.basis}"
    basis = basis.replace(COMMITTEE, f"{COMMITTEE} (UBND)", 1)
    return f"{basis}, {facts.head.issuing_body.replace(COMMITTEE, 'UBND')} tổng hợp, báo cáo kết quả như sau:"


def plan_reference(plan: Plan) -> str:
    """The plan as a document is cited: kind, number, day, issuer, what about; without a number, its title and issuer."""
    kind, _, about = plan.title.partition(" ")
    if not plan.number or kind != "Kế":
        return f"{plan.title} của {plan.issuer.name}"
    about = about.removeprefix("hoạch ")
    day = f" ngày {numbers.short_day(plan.issued_on)}" if plan.issued_on else ""
    return f"Kế hoạch số {plan.number}{day} của {plan.issuer.name} về {about}"


def _replaced(facts: ReportFacts, names: AnnexNames) -> str:
    changes = facts.changes
    if changes is None:
        return ""
    return (
        f"Báo cáo này thay thế báo cáo đã phát hành ngày {numbers.short_day(changes.issued_on)} (lần {changes.version:02d}); "
        f"những nội dung thay đổi nêu tại {names[CHANGES]}."
    )


def _coverage(facts: ReportFacts, names: AnnexNames) -> str:
    """Who sent, who was late, who is missing: the sentence that makes every total readable."""
    counts, thing = facts.counts, facts.cycle.kind.words.counted
    end = numbers.short_day(facts.cycle.last_day)
    if not counts.owing:
        return f"Kỳ này không có cơ quan, đơn vị nào phải gửi {thing}."
    timely = f"{numbers.count(counts.on_time)} đúng hạn (đến hết ngày {end}), {numbers.count(counts.late)} quá hạn"
    head = (
        f"Tính đến thời điểm tổng hợp, {numbers.fraction(counts.sent, counts.owing, 'cơ quan, đơn vị')} đã gửi {thing}"
        f"{f', trong đó {timely}' if counts.sent else ''}."
    )
    return " ".join(part for part in (head, _handed_on(facts), *_missing(facts, names)) if part)


def _handed_on(facts: ReportFacts) -> str:
    """Who of the roll passed the duty on, and how it stands with those who took it over: beside the rate, never in it."""
    counts, thing = facts.counts, facts.cycle.kind.words.counted
    parts = [f"{numbers.count(counts.passed_on)} cơ quan, đơn vị trong danh sách đã chuyển nghĩa vụ"] if counts.passed_on else []
    if counts.heirs:
        parts.append(f"{numbers.fraction(counts.heirs.sent, counts.heirs.owing, 'cơ quan kế thừa')} đã gửi {thing}")
    text = "; ".join(parts)
    return f"{upper_first(text)}." if text else ""


def _missing(facts: ReportFacts, names: AnnexNames) -> Iterator[str]:
    """Those of whom nothing came: who is late, and who still has time by a last day of its own."""
    missing = [view for view in facts.views if view.owes and view.status.state is DutyState.MISSING]
    for views, what in (
        ([view for view in missing if view.status.overdue], "chưa gửi"),
        ([view for view in missing if not view.status.overdue], "chưa gửi, còn trong thời hạn riêng"),
    ):
        agencies = [facts.short[view.agency] for view in views]
        where = f" (danh sách tại {names[PUNCTUALITY]})" if len(agencies) > NAMED_IN_BODY else f": {listed(agencies)}"
        if agencies:
            yield f"Còn {numbers.count(len(agencies))} cơ quan, đơn vị {what}{where}."
    if not missing:
        yield "Không còn cơ quan, đơn vị nào chưa gửi."


def _remarks(facts: ReportFacts, names: AnnexNames) -> str:
    counts, thing = facts.counts.everybody, facts.cycle.kind.words.counted
    late, doubts = names.get(PUNCTUALITY, ""), names.get(DOUBTS, "")
    notes = [
        (counts.incomplete, f"{thing} còn thiếu nội dung ({late})"),
        (counts.returned, f"{thing} đang trả lại để sửa, chưa tính vào số liệu ({late})"),
        (counts.wrong, f"{thing} có số liệu cần kiểm tra lại ({doubts})"),
        (counts.exempt, f"cơ quan, đơn vị được miễn ({late})"),
    ]
    told = [f"{numbers.count(number)} {text}" for number, text in notes if number]
    nil = [facts.short[agency] for agency in sorted(wholly_nil(facts), key=list(facts.short).index)]
    if nil:
        told.append(f"{numbers.count(len(nil))} cơ quan, đơn vị báo cáo không phát sinh ({listed(nil)})")
    return f"Lưu ý: {'; '.join(told)}." if told else ""


def _window(facts: ReportFacts) -> str:
    if facts.cycle.data_window is None:
        return ""
    first, last = facts.cycle.data_window
    window = f"Số liệu tính từ ngày {numbers.short_day(first)} đến ngày {numbers.short_day(last)}"
    if facts.cycle.last_day < last:
        window += f"; phần sau ngày {numbers.short_day(facts.cycle.last_day)} là ước thực hiện"
    return f"{window}{_same_period(facts)}."


def _same_period(facts: ReportFacts) -> str:
    """What the same period of last year is, and whether it was answered by as many."""
    beside = [total.same_period for total in facts.figures.totals.values() if total.same_period.base is not None]
    if not beside:
        return ""
    told = f". {same_period(facts)}"
    if all(comparison.same_coverage for comparison in beside):
        return told
    return f"{told}; số cơ quan có số liệu của hai kỳ không bằng nhau nên mức tăng, giảm chỉ để tham khảo"


def _reading(facts: ReportFacts, names: AnnexNames) -> str:
    """What stands for all figures and quotations, said once."""
    told = list(_reading_notes(facts, names)) if facts.cycle.kind.has_figures else []
    return " ".join(told)


def _reading_notes(facts: ReportFacts, names: AnnexNames) -> Iterator[str]:
    usual = usual_coverage(facts)
    if usual:
        yield f"Trừ chỉ tiêu có ghi số cơ quan trong ngoặc đơn, số liệu được tổng hợp từ {spelled(usual)} cơ quan, đơn vị."
    if any(item.why is Apart.LEFT_OUT for item in facts.figures.apart):
        yield "Chỉ tiêu có quan hệ với nhau chỉ được cộng ở các cơ quan có đủ số liệu của các chỉ tiêu đó."
    if APART in names:
        yield f"{apart_title(facts)} nêu tại {names[APART]}."
    if ACCEPTED in names:
        yield f"Số liệu được chấp nhận dù không theo quy tắc kiểm tra nêu tại {names[ACCEPTED]}."
    if facts.voices:
        yield (
            f"Mỗi mục trích báo cáo của không quá {numbers.count(VOICES_IN_BODY)} cơ quan, đơn vị; "
            f"{_UNQUOTED if any(is_doubted(facts, voice) for voice in facts.voices) else ''}"
            "nội dung đầy đủ của tất cả ở bảng “Nội dung” của tệp số liệu kèm theo."
        )
