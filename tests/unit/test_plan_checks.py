"""The checks that the format can't make: names, agencies, dates and law, sources. Sentences are those the officer reads."""

from pathlib import Path

import pytest

from danvan_workflow.errors import InvalidPlan, Problem
from danvan_workflow.plan.checks import check_plan, require_sound
from danvan_workflow.plan.library import PlanLibrary
from danvan_workflow.plan.loading import load_plan_text, open_plan_text
from danvan_workflow.register.build import national_register
from danvan_workflow.register.models import Agency, AgencyKind
from danvan_workflow.register.register import Register
from danvan_workflow.statutory.indicators import catalogue
from danvan_workflow.statutory.rules import all_rules, families
from danvan_workflow.statutory.workdays import WorkCalendar

CALENDAR = WorkCalendar.default()
SAMPLE_CODES, SAMPLE_RULES = ("CD01", "TT01", "TT02"), ("V01", "V02", "V02a")
CODES = tuple(catalogue())
RULES = (*families(), *(rule.id for rule in all_rules()))
TEXT = (Path(__file__).parent / "plan_files" / "tinh-mau-2025.yaml").read_text(encoding="utf-8")
PLANS = PlanLibrary(Path(__file__).parents[2] / "dags" / "plans")

TASK_AGAIN = "  - {id: tuyen-truyen, title: A, who: [so-nganh], evidence: B, source: C}\nrecipients:\n  - {text: Bộ"

Edits = dict[str, str]


@pytest.fixture(scope="module")
def register() -> Register:
    return national_register()


def problems(edits: Edits, register: Register | None = None) -> list[Problem]:
    """What the checks say of the sample plan with some words replaced."""
    text = TEXT
    for old, new in edits.items():
        assert old in text, old
        text = text.replace(old, new, 1)
    loaded = open_plan_text(text, "k.yaml")
    return list(check_plan(loaded, catalogue_codes=SAMPLE_CODES, rule_ids=SAMPLE_RULES, calendar=CALENDAR, register=register))


def said(edits: Edits, register: Register | None = None) -> list[str]:
    """The sentences, without what the untouched sample already gets (the law's own assumptions)."""
    untouched = {(p.message, p.place) for p in problems({}, register)}
    return [f"{p.severity} {p.text()}" for p in problems(edits, register) if (p.message, p.place) not in untouched]


def test_the_sample_plan_is_sound(register: Register) -> None:
    assert [p.severity for p in problems({}, register)] == ["info", "warning"], "9 months' window assumed; annual estimates"


@pytest.mark.parametrize("plan_id", PLANS.ids())
def test_the_five_plans_have_no_error(plan_id: str, register: Register) -> None:
    loaded = PLANS.open(plan_id)
    found = check_plan(loaded, catalogue_codes=CODES, rule_ids=RULES, calendar=CALENDAR, register=register)
    assert [p.text() for p in found if p.severity == "error"] == []


def test_estimates_are_warned_of_in_gia_lai() -> None:
    found = check_plan(PLANS.open("gia-lai-2024"), catalogue_codes=CODES, rule_ids=RULES, calendar=CALENDAR)
    warnings = [p.message for p in found if p.place == "obligations[0].cycles[0].due.before"]
    assert warnings == [
        "hạn nộp không sau ngày chốt: phần còn lại là số liệu ước thực hiện (hạn nộp 09/5/2024, chốt số liệu 14/6/2024)"
    ]


@pytest.mark.parametrize(
    ("edits", "sentence"),
    [
        (
            {"2025-11-25}, estimate: true": "2025-11-25}"},
            (
                "error k.yaml:44: obligations[0].cycles[3].due.before: hạn nộp không sau ngày chốt số liệu "
                "(hạn nộp 24/11/2025, chốt số liệu 14/12/2025) (giá trị “24/11/2025”). Chấp nhận: hạn sau ngày "
                "chốt ít nhất 01 ngày "
                "làm việc (khoản 5 Điều 8 Nghị định số 09/2019/NĐ-CP), hoặc `estimate: true` nếu báo cáo số ước thực hiện."
            ),
        ),
        (
            {"before: 2025-03-20": "by: 2025-03-14"},  # the cut-off itself, a Friday
            (
                "error k.yaml:41: obligations[0].cycles[0].due.by: hạn nộp không sau ngày chốt số liệu "
                "(hạn nộp 14/3/2025, chốt số liệu 14/3/2025) (giá trị “14/3/2025”). Chấp nhận: hạn sau ngày chốt ít nhất 01 ngày "
                "làm việc (khoản 5 Điều 8 Nghị định số 09/2019/NĐ-CP), hoặc `estimate: true` nếu báo cáo số ước thực hiện."
            ),
        ),
        (
            {"use: [TT01]": "use: [TT01, TT99]"},
            "error k.yaml:19: indicators.use[1]: chỉ tiêu không có trong danh mục (giá trị “TT99”). Chấp nhận: TT02, TT01.",
        ),
        (
            {"rules: [V01]": "rules: [V99]"},
            "error k.yaml:20: rules[0]: quy tắc kiểm tra không có trong danh mục (giá trị “V99”). Chấp nhận: V01, V02, V02a.",
        ),
        (
            {"reporters: [so-nganh]": "reporters: [so-nghanh]"},
            (
                "error k.yaml:33: obligations[0].reporters[0]: nhóm cơ quan chưa khai báo ở `groups` (giá trị “so-nghanh”). "
                "Chấp nhận: so-nganh."
            ),
        ),
        (
            {"sections: [ket-qua]": "sections: [ket-qua-chung]"},
            (
                "error k.yaml:35: obligations[0].sections[0]: mục báo cáo chưa khai báo ở `sections` (giá trị “ket-qua-chung”). "
                "Chấp nhận: ket-qua."
            ),
        ),
        (
            {"areas: [tuyen-truyen], ind": "areas: [thi-dua], ind"},
            (
                "error k.yaml:18: sections[0].areas[0]: nội dung chưa khai báo ở `areas` (giá trị “thi-dua”). "
                "Chấp nhận: tuyen-truyen."
            ),
        ),
        (
            {"indicators: [TT01]}": "indicators: [TT01, TT02]}"},
            (
                "error k.yaml:18: sections[0].indicators[1]: chỉ tiêu chưa được chọn ở `indicators` (giá trị "
                "“TT02”). Chấp nhận: TT01."
            ),
        ),
        (
            {"kinds: [department]": "kinds: [deparment]"},
            (
                "error k.yaml:16: groups[0].kinds[0]: loại cơ quan không có trong danh mục (giá trị "
                "“deparment”). Chấp nhận: department."
            ),
        ),
        (
            {"who: [so-nganh]": "who: [so-nghanh]"},
            (
                "error k.yaml:46: tasks[0].who[0]: không phải nhóm cơ quan đã khai báo, cũng không phải mã cơ quan "
                "(giá trị “so-nghanh”). Chấp nhận: so-nganh."
            ),
        ),
        (
            {"recipients:\n  - {text: Bộ": TASK_AGAIN},
            "error k.yaml:47: tasks[1].id: hai mục trùng `id` (giá trị “tuyen-truyen”). Chấp nhận: mỗi tên chỉ dùng một lần.",
        ),
        (
            {"{key: 2025-6m,": "{key: 2025-q1,"},
            (
                "error k.yaml:42: obligations[0].cycles[1].key: hai kỳ của cùng một chế độ báo cáo trùng `key` "
                "(giá trị “2025-q1”). "
                "Chấp nhận: mỗi tên chỉ dùng một lần."
            ),
        ),
        (
            {"key: 2025-6m,": "key: sau-thang,"},
            "error k.yaml:42: obligations[0].cycles[1].key: `key` khác với kỳ dữ liệu (giá trị “sau-thang”). Chấp nhận: 2025-6m.",
        ),
        (
            {"key: 2025-q1, period: 2025-q1": "key: 2025-q5, period: 2025-q5"},
            (
                "error k.yaml:41: obligations[0].cycles[0].period: kỳ dữ liệu không đúng mẫu (giá trị "
                "“2025-q5”). Chấp nhận: YYYY-m01 … "
                "YYYY-m12, YYYY-q1 … YYYY-q4, YYYY-6m, YYYY-h2, YYYY-9m, YYYY-annual (năm 2000 đến 2100)."
            ),
        ),
        (
            {"key: 2025-q1, period: 2025-q1": "key: 2025-q1"},
            (
                "error k.yaml:41: obligations[0].cycles[0]: kỳ báo cáo có số liệu nhưng chưa nêu kỳ dữ liệu (giá trị “2025-q1”). "
                "Chấp nhận: `period`, ví dụ 2025-6m."
            ),
        ),
        (
            {"due: {before: 2025-03-20}, source: III.1": "due: {before: 2025-03-20}"},
            (
                "error k.yaml:41: obligations[0].cycles[0]: chưa ghi căn cứ của phần này (Kỳ 2025-q1, hạn nộp "
                "trước ngày 20/3/2025). "
                "Chấp nhận: `source: <chỗ trong văn bản>`, hoặc `assumed: true` cùng `reason`."
            ),
        ),
        (
            {"before: 2025-03-20}": "before: 2025-03-20}, opens_on: 2025-03-19"},
            (
                "error k.yaml:41: obligations[0].cycles[0].opens_on: ngày mở kỳ không trước hạn nộp (giá trị “19/3/2025”). "
                "Chấp nhận: một ngày trước 19/3/2025."
            ),
        ),
        (
            {"before: 2025-03-20}": "before: 2025-03-20}, collector_due_on: 2025-03-18"},
            (
                "error k.yaml:41: obligations[0].cycles[0].collector_due_on: cơ quan tổng hợp phải báo cáo trước khi hết hạn nộp "
                "(giá trị “18/3/2025”). Chấp nhận: một ngày sau 19/3/2025."
            ),
        ),
        (
            {"before: 2025-03-20": "by: 2025-03-22"},  # a Saturday
            (
                "info k.yaml:41: obligations[0].cycles[0].due.by: ngày cuối cùng 22/3/2025 là ngày nghỉ (thứ Bảy); "
                "theo `next_working_day` hạn nộp là hết ngày 24/3/2025."
            ),
        ),
        (
            {"before: 2025-03-20": "before: 2026-03-20"},
            (
                "error k.yaml:41: obligations[0].cycles[0].due.before: hạn nộp ngoài năm 2025 của kế hoạch (giá "
                "trị “19/3/2026”). "
                "Chấp nhận: một ngày trong năm 2025, hoặc tháng 01 năm sau."
            ),
        ),
        (
            {"before: 2025-03-20": "before: 2035-03-20"},
            (
                "error k.yaml:41: obligations[0].cycles[0].due.before: Lịch làm việc chưa có năm 2035. Hãy thêm tệp "
                "danvan_workflow/statutory/data/workdays/2035.yaml: ngày nghỉ lễ, tết, ngày nghỉ bù, ngày nghỉ "
                "hoán đổi và ngày làm bù "
                "theo thông báo chính thức của năm đó."
            ),
        ),
        (
            {"offset: -7, to: focal, kind: reminder": "offset: -7, to: focal, kind: overdue"},
            "error k.yaml:26: ladder.rungs[1].offset: bậc overdue phải sau hạn nộp (giá trị “-7”). Chấp nhận: từ 1 trở lên.",
        ),
        (
            {"offset: -15": "offset: -20"},
            (
                "warning k.yaml:25: ladder.rungs[0].offset: bậc nhắc đến trước khi mở kỳ (mở trước hạn 15 ngày "
                "làm việc) (giá trị “-20”). "
                "Chấp nhận: từ -15 trở lên."
            ),
        ),
        (
            {"offset: -7, to: focal": "offset: -7, to: head"},
            (
                "warning k.yaml:26: ladder.rungs[1].to: bậc gửi cho vai trò mà `contacts` không yêu cầu (giá "
                "trị “head”). Chấp nhận: focal."
            ),
        ),
        (
            {"year: 2025\n": "year: 2026\n", "id: tinh-mau-2025": "id: tinh-mau"},
            (
                "warning k.yaml:4: title: năm trong tên kế hoạch khác với `year: 2026` "
                "(giá trị “Kế hoạch công tác dân vận chính quyền năm 2025”). Chấp nhận: năm 2026."
            ),
        ),
        (
            {"id: tinh-mau-2025": "id: tinh-mau-2024"},
            "error k.yaml:3: id: năm trong `id` khác với `year: 2025` (giá trị “tinh-mau-2024”). Chấp nhận: id có năm 2025.",
        ),
        (
            {"evidence: Tin bài": "evidence: Theo Chỉ thị số 33/CT-TTg ngày 26/10/2021"},
            (
                "warning k.yaml:46: tasks[0].evidence: cùng một văn bản được dẫn với hai ngày: 26/11/2021 và 26/10/2021 "
                "(giá trị “33/CT-TTg”)."
            ),
        ),
        (
            {"source: II.1}\nrec": "source: II.1, due: {day_of_last_month: 5}}\nrec"},
            (
                "error k.yaml:46: tasks[0].due: hạn của nhiệm vụ phải là một ngày (giá trị “tuyen-truyen”). "
                "Chấp nhận: before hoặc by."
            ),
        ),
        (
            {"source: II.1}\nrec": "source: II.1, goal: true, due: {by: 2025-03-14}}\nrec"},
            (
                "error k.yaml:46: tasks[0].due: mức phấn đấu không có hạn: không đạt thì không phải là quá hạn "
                "(giá trị “tuyen-truyen”). Chấp nhận: bỏ `due`, hoặc bỏ `goal: true`."
            ),
        ),
    ],
)
def test_one_slip_is_named(edits: Edits, sentence: str) -> None:
    assert sentence in said(edits)


@pytest.mark.parametrize(
    ("edits", "sentence"),
    [
        (
            {"agency: L52-SNV": "agency: L52-SNVU"},
            "error k.yaml:9: collector.agency: cơ quan không có trong danh mục (giá trị “L52-SNVU”). Chấp nhận: L52-SNV",
        ),
        (
            {"agency: L52-SNV": "agency: N52-SNV"},
            (
                "error k.yaml:9: collector.agency: Sở Nội vụ tỉnh Gia Lai không tồn tại vào ngày căn cứ "
                "03/3/2025 (giá trị “N52-SNV”)."
            ),
        ),
        (
            {"kinds: [department], of: L52": "kinds: [media], of: L52, exclude: [{agency: L52-STC, reason: x}]"},
            "warning k.yaml:16: groups[0].exclude[0].agency: cơ quan được loại ra nhưng không thuộc nhóm (giá trị “L52-STC”).",
        ),
        (
            {"kinds: [department], of: L52": "kinds: [commune], of: L52-SNV"},
            "error k.yaml:16: groups[0]: nhóm không có cơ quan nào vào ngày căn cứ 03/3/2025 (giá trị “so-nganh”).",
        ),
        (
            {"agencies: [BNV]": "agencies: [BNVU]"},
            "error k.yaml:48: recipients[0].agencies[0]: cơ quan không có trong danh mục (giá trị “BNVU”). Chấp nhận: BNV",
        ),
    ],
)
def test_agencies_are_looked_up_on_the_base_date(edits: Edits, sentence: str, register: Register) -> None:
    assert any(found.startswith(sentence) for found in said(edits, register)), said(edits, register)


def test_agencies_without_a_contact_are_counted() -> None:
    bare = Register(
        [
            Agency("L52", "Tỉnh Bình Định", "Bình Định", AgencyKind.PROVINCE, "L52"),
            Agency("L52-SNV", "Sở Nội vụ", "SNV", AgencyKind.DEPARTMENT, "L52", "L52"),
            Agency("L52-STC", "Sở Tài chính", "STC", AgencyKind.DEPARTMENT, "L52", "L52"),
            Agency("BNV", "Bộ Nội vụ", "BNV", AgencyKind.MINISTRY),
        ]
    )
    assert said({}, bare) == []
    assert [p.text() for p in problems({}, bare) if p.place == "contacts[0]"] == [
        "k.yaml:28: contacts[0]: 2 cơ quan chưa có đầu mối vai trò này: Sở Nội vụ; Sở Tài chính (giá trị “focal”)."
    ]


FOCAL = "kind: focal_register"
CYCLES = TEXT[TEXT.index("    cycles:\n") : TEXT.index("tasks:\n")]


@pytest.mark.parametrize(
    ("edits", "sentence"),
    [
        (
            {"kind: periodic_report": "kind: ad_hoc"},
            (
                "error k.yaml:40: obligations[0].cycles: chế độ báo cáo đột xuất không có kỳ định trước. "
                "Chấp nhận: bỏ `cycles`; kỳ đột xuất được mở khi có yêu cầu."
            ),
        ),
        (
            {CYCLES: ""},
            (
                "error k.yaml:30: obligations[0]: chế độ báo cáo chưa có kỳ nào (giá trị “dinh-ky”). Chấp nhận: "
                "ít nhất một kỳ ở `cycles`."
            ),
        ),
        (
            {"kind: periodic_report": FOCAL},
            (
                "error k.yaml:30: obligations[0]: chế độ đăng ký đầu mối chưa nói cần những ai (giá trị “dinh-ky”). "
                "Chấp nhận: `persons`: nhóm, vai trò và số người."
            ),
        ),
        (
            {"    cycles:\n": "    persons: [{groups: [so-nganh], role: leader, count: 1, source: x}]\n    cycles:\n"},
            "error k.yaml:40: obligations[0].persons: `persons` chỉ dùng cho chế độ focal_register (giá trị “periodic_report”).",
        ),
    ],
    ids=["ad hoc with cycles", "periodic without cycles", "focal register without persons", "persons elsewhere"],
)
def test_cycles_fit_the_kind_of_the_obligation(edits: Edits, sentence: str) -> None:
    assert sentence in said(edits)


def test_no_working_day_between_cut_off_and_due_is_a_warning() -> None:
    found = said({"before: 2025-06-20": "by: 2025-06-15", "policy: next_working_day": "policy: strict"})
    assert found == [  # cut-off Sat 14/6/2025, due Sun 15/6/2025
        (
            "warning k.yaml:42: obligations[0].cycles[1].due.by: từ ngày chốt đến hạn nộp không có ngày làm việc nào "
            "(hạn nộp 15/6/2025, chốt số liệu 14/6/2025). Chấp nhận: ít nhất 01 ngày làm việc (khoản 5 Điều "
            "8 Nghị định số 09/2019/NĐ-CP)."
        ),
        (
            "warning k.yaml:42: obligations[0].cycles[1].due.by: ngày cuối cùng 15/6/2025 là ngày nghỉ (Chủ nhật); "
            "theo `strict` hạn nộp là hết ngày 15/6/2025."
        ),
    ]


def test_all_slips_come_at_once_in_the_order_of_the_file() -> None:
    found = problems({"use: [TT01]": "use: [TT01, TT99]", "rules: [V01]": "rules: [V99]", "key: 2025-6m,": "key: q2,"})
    assert [p.line for p in found if p.severity == "error"] == [19, 20, 42]
    with pytest.raises(InvalidPlan) as caught:
        require_sound(found)
    assert [p.line for p in caught.value.problems] == [19, 20, 42]


def test_warnings_do_not_refuse_a_plan() -> None:
    require_sound(problems({}))


def test_without_the_file_places_stay_and_lines_are_unknown() -> None:
    plan = load_plan_text(TEXT.replace("rules: [V01]", "rules: [V99]"))
    found = check_plan(plan, catalogue_codes=CODES, rule_ids=RULES, calendar=CALENDAR)
    assert ("rules[0]", None) in [(p.place, p.line) for p in found]


def test_a_dated_task_that_no_obligation_chases_is_pointed_out() -> None:
    """Lạng Sơn III.8: the communes' plans before 10/3/2026 are a task and an obligation; alone, the task would not be chased."""
    text = PLANS.file("lang-son-2026").read_text(encoding="utf-8")
    alone = open_plan_text(text.replace("due: {before: 2026-03-10}\n    evidence", "due: {before: 2026-03-11}\n    evidence"))
    remark = "nhiệm vụ có hạn nhưng không chế độ báo cáo nào cùng hạn, nên không được đôn đốc"
    for plan, expected in ((alone, True), (PLANS.open("lang-son-2026"), False)):
        found = check_plan(plan, catalogue_codes=catalogue(), rule_ids=set(families()), calendar=WorkCalendar.default())
        assert (remark in [problem.message for problem in found]) is expected
