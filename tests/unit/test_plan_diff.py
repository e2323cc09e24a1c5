"""What an officer reads when a plan's file has changed."""

import datetime as dt
from pathlib import Path

import pytest

from danvan_workflow.plan.diff import diff_plans
from danvan_workflow.plan.library import PlanLibrary
from danvan_workflow.plan.loading import load_plan_text
from danvan_workflow.plan.members import reporters_on
from danvan_workflow.plan.models import Plan
from danvan_workflow.register.build import national_register
from danvan_workflow.register.models import AgencyKind
from danvan_workflow.statutory.workdays import WorkCalendar

CALENDAR = WorkCalendar.default()
TEXT = (Path(__file__).parent / "plan_files" / "tinh-mau-2025.yaml").read_text(encoding="utf-8")
OPENS = "opens: {working_days: 15, assumed: true, reason: Kế hoạch không nêu.}"
PLANS = PlanLibrary(Path(__file__).parents[2] / "dags" / "plans")


def changes(edits: dict[str, str]) -> list[str]:
    text = TEXT
    for old, new in edits.items():
        assert old in text, old
        text = text.replace(old, new, 1)
    return [change.text for change in diff_plans(load_plan_text(TEXT), load_plan_text(text), CALENDAR)]


@pytest.mark.parametrize("plan_id", PLANS.ids())
def test_a_plan_does_not_differ_from_itself(plan_id: str) -> None:
    assert diff_plans(PLANS.load(plan_id), PLANS.load(plan_id), CALENDAR) == ()


def test_a_moved_deadline_moves_what_hangs_on_it() -> None:
    assert changes({"before: 2025-03-20": "before: 2025-03-26"}) == [
        "Kỳ 2025-q1: hạn nộp đổi từ 19/3/2025 thành 25/3/2025",
        "Kỳ 2025-q1: ngày mở kỳ đổi từ 26/02/2025 thành 04/3/2025",
        "Kỳ 2025-q1: hạn báo cáo của cơ quan tổng hợp đổi từ 26/3/2025 thành 01/4/2025",
    ]


def test_agencies_with_a_new_deadline_are_counted() -> None:
    old = PLANS.load("lang-son-2026")
    obligation = next(o for o in old.obligations if o.id == "ke-hoach")
    cycle = obligation.cycles[0].model_copy(
        update={"due": obligation.cycles[0].due.model_copy(update={"before": None, "by": None})}
    )
    moved = cycle.model_copy(update={"due": cycle.due.model_copy(update={"by": old.base_date.replace(month=3, day=20)})})
    new = _with_obligation(old, obligation.model_copy(update={"cycles": (moved,)}))
    texts = [change.text for change in diff_plans(old, new, CALENDAR, national_register())]
    assert any(text.endswith("65 cơ quan có hạn mới 20/3/2026") for text in texts), texts  # the 65 communes of Lạng Sơn


def test_the_collector_and_the_heirs_are_counted() -> None:
    """Sở Nội vụ reports for itself, too, before and after the merger of 1/7/2025; districts pass to 58 communes."""
    plan, register = PLANS.load("binh-dinh-2025"), national_register()
    before = reporters_on(plan, ["so-ban-nganh", "cap-huyen"], register, dt.date(2025, 6, 30))
    after = reporters_on(plan, ["so-ban-nganh", "cap-huyen"], register, dt.date(2025, 7, 1))
    assert ("L52-STC" in before, "N52-STC" in after) == (True, True)
    assert ("L52-SNV" in before, "N52-SNV" in after) == (True, True)
    kinds = [register.get(code).kind for code in after]
    assert (kinds.count(AgencyKind.DISTRICT), kinds.count(AgencyKind.COMMUNE)) == (0, 58)


def _with_obligation(plan: Plan, obligation: object) -> Plan:
    changed = tuple(obligation if o.id == getattr(obligation, "id", "") else o for o in plan.obligations)
    return plan.model_copy(update={"obligations": changed})


@pytest.mark.parametrize(
    ("edits", "expected"),
    [
        (
            {"      - {key: 2025-9m, period: 2025-9m, due: {before: 2025-09-20}, source: III.1}\n": ""},
            ["Bỏ kỳ 2025-9m (hạn nộp 19/9/2025)"],
        ),
        (
            {"    cycles:\n": "    cycles:\n      - {key: 2025-m01, period: 2025-m01, due: {by: 2025-01-20}, source: x}\n"},
            ["Thêm kỳ 2025-m01: chậm nhất ngày 20/01/2025"],
        ),
        ({"use: [TT01]": "use: [TT01, TT02]"}, ["Thêm chỉ tiêu “TT02”"]),
        (
            {"  - {text: Bộ Nội vụ, agencies: [BNV]}": "  - {text: Tỉnh ủy}"},
            ["Thêm nơi nhận “Tỉnh ủy”", "Bỏ nơi nhận “Bộ Nội vụ”"],
        ),
        (
            {"title: Kết quả,": "title: Kết quả chính,"},
            ["Mục báo cáo “Kết quả” đổi tên thành “Kết quả chính”"],
        ),
        (
            {"    - {offset: -7, to: focal, kind: reminder}\n": "    - {offset: 3, to: head, kind: escalation_head}\n"},
            [
                "Thêm bậc đôn đốc: sau hạn 03 ngày làm việc, gửi thủ trưởng",
                "Bỏ bậc đôn đốc: trước hạn 07 ngày làm việc, gửi đầu mối",
            ],
        ),
        (
            {OPENS: "opens: {working_days: 15, source: Công văn 12}"},
            ["Không còn là giả định: Mở kỳ trước hạn nộp 15 ngày làm việc (căn cứ: Công văn 12)"],
        ),
        (
            {"due: {before: 2025-06-20}, source: III.1": "due: {before: 2025-06-20}, assumed: true, reason: mất bản gốc"},
            ["Nay là giả định: Kỳ 2025-6m, hạn nộp trước ngày 20/6/2025 (lý do: mất bản gốc)"],
        ),
        ({"estimate: true, ": ""}, ["Kỳ 2025-annual: cách lấy số liệu đổi từ có ước thực hiện thành không ước thực hiện"]),
        (
            {"title: Tuyên truyền, who": "title: Đưa tin, who"},
            ["Nhiệm vụ “Tuyên truyền”: tên đổi từ “Tuyên truyền” thành “Đưa tin”"],
        ),
        ({"who: [so-nganh]": "who: [so-nganh, L52-BAO]"}, ["Nhiệm vụ “Tuyên truyền”: thêm cơ quan thực hiện L52-BAO"]),
        ({"kinds: [department]": "kinds: [department, office]"}, ["Nhóm “Sở, ban, ngành”: thêm loại cơ quan office"]),
        (
            {"subject: Kết quả": "subject: Tình hình"},
            [
                (
                    "Trích yếu báo cáo tổng hợp đổi từ “Kết quả công tác dân vận chính quyền” thành “Tình hình công "
                    "tác dân vận chính quyền”"
                )
            ],
        ),
        ({"place: Bình Định": "place: Quy Nhơn"}, ["Phần `issuer` có thay đổi về chi tiết"]),
    ],
)
def test_a_change_in_business_terms(edits: dict[str, str], expected: list[str]) -> None:
    assert changes(edits) == expected


def test_a_new_obligation_is_named_with_its_cycles() -> None:
    extra = TEXT[TEXT.index("  - id: dinh-ky") : TEXT.index("tasks:\n")]
    other = extra.replace("id: dinh-ky", "id: tuyen-truyen").replace("title: Báo cáo định kỳ", "title: Báo cáo tuyên truyền")
    texts = changes({"tasks:\n": other[: other.index("      - {key: 2025-6m")] + "tasks:\n"})
    assert texts == [
        "Thêm chế độ báo cáo “Báo cáo tuyên truyền”",
        "Thêm kỳ 2025-q1 (Báo cáo tuyên truyền): trước ngày 20/3/2025",
    ]
