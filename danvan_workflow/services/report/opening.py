"""The opening of a consolidated report: on what basis, who sent and who did not, and how to read the figures."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from danvan_workflow.plan.models import Plan
from danvan_workflow.render import numbers
from danvan_workflow.services.report.annexes import annex_names
from danvan_workflow.services.report.sections import VOICES_IN_BODY, has_outline, wholly_nil
from danvan_workflow.services.report.tables import CycleTables, Passage
from danvan_workflow.services.report.wording import COMMITTEE, PRODUCT, listed, records, spelled, unit_kinds, usual_coverage

NAMED_IN_BODY = 15


def opening(tables: CycleTables) -> list[str]:
    """The paragraphs before the first heading."""
    names = annex_names(tables)
    paragraphs = [
        _basis(tables),
        _replaced(tables, names),
        _coverage(tables, names),
        _remarks(tables, names),
        carried_on(tables.passages),
        _window(tables),
        _reading(tables),
    ]
    return [paragraph for paragraph in paragraphs if paragraph]


def _basis(tables: CycleTables) -> str:
    plan = tables.plan
    basis = f"Căn cứ {plan_reference(plan)}"
    if tables.ad_hoc and tables.ad_hoc.basis:
        basis = f"{basis} và {tables.ad_hoc.basis}"
    basis = basis.replace(COMMITTEE, f"{COMMITTEE} (UBND)", 1)
    return f"{basis}, {tables.head.issuing_body.replace(COMMITTEE, 'UBND')} tổng hợp, báo cáo kết quả như sau:"


def plan_reference(plan: Plan) -> str:
    """The plan as a document is cited: kind, number, day, issuer, what about; without a number, its title and issuer."""
    kind, _, about = plan.title.partition(" ")
    if not plan.number or kind != "Kế":
        return f"{plan.title} của {plan.issuer.name}"
    about = about.removeprefix("hoạch ")
    day = f" ngày {numbers.short_day(plan.issued_on)}" if plan.issued_on else ""
    return f"Kế hoạch số {plan.number}{day} của {plan.issuer.name} về {about}"


def _replaced(tables: CycleTables, names: Mapping[str, str]) -> str:
    changes = tables.changes
    if changes is None:
        return ""
    return (
        f"Báo cáo này thay thế báo cáo đã phát hành ngày {numbers.short_day(changes.issued_on)} (lần {changes.version:02d}); "
        f"những nội dung thay đổi nêu tại {names['changes']}."
    )


def _coverage(tables: CycleTables, names: Mapping[str, str]) -> str:
    """Who sent, who was late, who is missing: the sentence that makes every total readable."""
    counts, thing = tables.counts, PRODUCT[tables.kind]
    end = numbers.short_day(tables.last_day)
    timely = f"{numbers.count(counts.on_time)} đúng hạn (đến hết ngày {end}), {numbers.count(counts.late)} quá hạn"
    head = (
        f"Tính đến thời điểm tổng hợp, {numbers.fraction(counts.sent, counts.owing, 'cơ quan, đơn vị')} đã gửi {thing}"
        f"{f', trong đó {timely}' if counts.sent else ''}."
    )
    missing = [tables.short[view.agency] for view in tables.views if view.owes and view.status.state == "missing"]
    if not missing:
        return f"{head} Không còn cơ quan, đơn vị nào chưa gửi."
    if len(missing) > NAMED_IN_BODY:
        return f"{head} Còn {numbers.count(len(missing))} cơ quan, đơn vị chưa gửi (danh sách tại {names['late']})."
    return f"{head} Còn {numbers.count(len(missing))} cơ quan, đơn vị chưa gửi: {listed(missing)}."


def _remarks(tables: CycleTables, names: Mapping[str, str]) -> str:
    counts, thing = tables.counts, PRODUCT[tables.kind]
    late, doubts = names.get("late", ""), names.get("doubts", "")
    notes = [
        (counts.incomplete, f"{thing} còn thiếu nội dung ({late})"),
        (counts.returned, f"{thing} đang trả lại để sửa, chưa tính vào số liệu ({late})"),
        (counts.wrong, f"{thing} có số liệu cần kiểm tra lại ({doubts})"),
        (counts.exempt, f"cơ quan, đơn vị được miễn ({late})"),
    ]
    told = [f"{numbers.count(number)} {text}" for number, text in notes if number]
    nil = [tables.short[agency] for agency in sorted(wholly_nil(tables), key=list(tables.short).index)]
    if nil:
        told.append(f"{numbers.count(len(nil))} cơ quan, đơn vị báo cáo không phát sinh ({listed(nil)})")
    return f"Lưu ý: {'; '.join(told)}." if told else ""


def carried_on(passages: Iterable[Passage]) -> str:
    """From which day on how many of which agencies carry on the duties of how many others."""
    days: dict[object, list[Passage]] = defaultdict(list)
    for passage in passages:
        days[passage.day].append(passage)
    told = [
        f"từ ngày {numbers.short_day(found[0].day)}, nghĩa vụ báo cáo của {_parties(p.predecessor for p in found)} "
        f"do {_parties(p.heir for p in found)} kế thừa"
        for _, found in sorted(days.items(), key=lambda item: str(item[0]))
    ]
    text = "; ".join(told)
    return f"{text[:1].upper()}{text[1:]}." if text else ""


def _parties(names: Iterable[str]) -> str:
    """Few by name, many by number and kind: `11 huyện, thị xã, thành phố và 19 cơ quan khác`."""
    found = list(dict.fromkeys(names))
    if len(found) <= 3:
        return listed(name.replace(COMMITTEE, "UBND") for name in found)
    kinds = unit_kinds(found)
    units = sum(bool(unit_kinds([name])) for name in found)
    others = len(found) - units
    parts = [f"{numbers.count(units)} {', '.join(kinds)}"] if units else []
    parts += [f"{numbers.count(others)} cơ quan, đơn vị{' khác' if units else ''}"] if others else []
    return " và ".join(parts)


def _window(tables: CycleTables) -> str:
    if tables.data_window is None:
        return ""
    first, last = tables.data_window
    window = f"Số liệu tính từ ngày {numbers.short_day(first)} đến ngày {numbers.short_day(last)}"
    if tables.last_day < last:
        window += f"; phần sau ngày {numbers.short_day(tables.last_day)} là ước thực hiện"
    if any(row["base_same_period"] is not None for row in records(tables.comparisons)):
        label = tables.same_period_label
        window += f". Cùng kỳ năm trước là {label[:1].lower()}{label[1:]}"
        if not all(
            row["same_coverage_same_period"] for row in records(tables.comparisons) if row["base_same_period"] is not None
        ):
            window += "; số cơ quan có số liệu của hai kỳ không bằng nhau nên mức tăng, giảm chỉ để tham khảo"
    return f"{window}."


def _reading(tables: CycleTables) -> str:
    """What stands for all figures and quotations, said once."""
    told = list(_reading_notes(tables)) if tables.kind.has_figures else []
    return " ".join(told)


def _reading_notes(tables: CycleTables) -> Iterator[str]:
    usual = usual_coverage(tables)
    if usual:
        yield f"Trừ chỉ tiêu có ghi số cơ quan trong ngoặc đơn, số liệu được tổng hợp từ {spelled(usual)} cơ quan, đơn vị."
    if has_outline(tables) and tables.voices:
        yield (
            f"Mỗi mục trích báo cáo của không quá {numbers.count(VOICES_IN_BODY)} cơ quan, đơn vị; "
            "nội dung đầy đủ của tất cả ở bảng “Nội dung” của tệp số liệu kèm theo."
        )
