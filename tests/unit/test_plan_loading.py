"""Every way in which a plan file can be malformed, with the exact sentence that the officer reads."""

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from danvan_workflow.errors import InvalidPlan
from danvan_workflow.plan.loading import PLAN_FILE, load_plan, load_plan_text, open_plan, open_plan_text
from danvan_workflow.reading import strict_yaml
from danvan_workflow.text import clean

SAMPLE = Path(__file__).parent / "plan_files" / "tinh-mau-2025.yaml"
TEXT = SAMPLE.read_text(encoding="utf-8")


def sentences(text: str) -> list[str]:
    """What the loader says of a text."""
    with pytest.raises(InvalidPlan) as caught:
        load_plan_text(text, "k.yaml")
    return [problem.text() for problem in caught.value.problems]


def edited(old: str, new: str) -> str:
    assert TEXT.count(old) == 1, f"{old!r} stands {TEXT.count(old)} times"
    return TEXT.replace(old, new)


def test_a_sound_plan_is_read_by_declared_types() -> None:
    plan = load_plan(SAMPLE)
    assert plan.year == 2025
    assert plan.base_date == dt.date(2025, 3, 3)
    assert plan.sections[0].number == "I"
    assert plan.ladder.send_at == dt.time(8, 0)
    assert plan.obligations[0].cycles[3].estimate is True


def test_lines_are_known_for_every_place() -> None:
    loaded = open_plan(SAMPLE)
    number = 1 + TEXT[: TEXT.index("- {key: 2025-6m")].count("\n")
    assert loaded.line(("obligations", 0, "cycles", 1, "due", "before")) == number
    assert loaded.line(("obligations", 0, "cycles", 1, "opens_on")) == number, "an absent key has the line of what is around it"
    assert loaded.line(()) == 2


def test_the_digest_is_that_of_the_text() -> None:
    loaded = open_plan(SAMPLE)
    assert loaded.text == TEXT
    assert loaded.sha256 == open_plan_text(TEXT, "another.yaml").sha256 != open_plan_text(TEXT + "\n").sha256


def test_scalars_stay_text() -> None:
    tree = strict_yaml.parse("a: 010\nb: 17:30\nc: NO\nd: 1.10\ne: 'null'\nf: null\ng: ~\nh:\ni: 2025-02-30\n", "").tree
    assert tree == {
        "a": "010", "b": "17:30", "c": "NO", "d": "1.10", "e": "null", "f": None, "g": None, "h": None, "i": "2025-02-30",
    }  # fmt: skip


def test_merge_keys_are_kept_and_the_explicit_value_wins() -> None:
    tree = strict_yaml.parse("a: &a {x: 1, y: 2}\nb: {x: 3}\nc:\n  <<: [*a]\n  y: 9\n", "").tree
    assert tree == {"a": {"x": "1", "y": "2"}, "b": {"x": "3"}, "c": {"x": "1", "y": "9"}}


def test_old_letters_and_decomposed_marks_are_normalised() -> None:
    plan = load_plan_text(edited("title: Tuyên truyền}\ngroups", "title: Chủ trƣơng về de\u0302\u0301n}\ngroups"))
    assert plan.areas[0].title == "Chủ trương về đến".replace("đ", "d")
    assert clean("Ƣu tiên, kỷ cƣơng") == "Ưu tiên, kỷ cương"
    assert clean("trƣ\u0300") == "trừ", "ƣ with a combining mark becomes one letter"


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        (
            "before: 2025-06-20",
            "before: 2025-02-30",
            (
                "k.yaml:42: obligations[0].cycles[1].due.before: không phải một ngày có thật (giá trị “2025-02-30”). "
                "Chấp nhận: một ngày có thật viết YYYY-MM-DD, ví dụ 2025-03-20."
            ),
        ),
        (
            "before: 2025-06-20",
            "before: 20217600",  # pydantic alone reads a number of seconds: 1970-08-23
            (
                "k.yaml:42: obligations[0].cycles[1].due.before: không phải một ngày có thật (giá trị “20217600”). "
                "Chấp nhận: một ngày có thật viết YYYY-MM-DD, ví dụ 2025-03-20."
            ),
        ),
        (
            "year: 2025\n",
            "year: 2025\nbase_dat: 2025-03-03\n",
            "k.yaml:7: base_dat: khóa không có trong mẫu kế hoạch. Chấp nhận: base_date.",
        ),
        (
            "kind: periodic_report",
            "kind: report",
            (
                "k.yaml:31: obligations[0].kind: giá trị không nằm trong danh sách (giá trị “report”). "
                "Chấp nhận: một trong: periodic_report, publicity_report, plan_delivery, focal_register, ad_hoc."
            ),
        ),
        (
            "policy: next_working_day",
            "policy: next_day",
            (
                "k.yaml:37: obligations[0].day_off.policy: giá trị không nằm trong danh sách (giá trị “next_day”). "
                "Chấp nhận: một trong: strict, next_working_day, previous_working_day."
            ),
        ),
        ("    title: Báo cáo định kỳ\n", "", "k.yaml:30: obligations[0].title: thiếu khóa bắt buộc."),
        (
            "year: 2025\n",
            "year: hai nghìn\n",
            "k.yaml:6: year: không phải số nguyên (giá trị “hai nghìn”). Chấp nhận: số nguyên viết bằng chữ số, ví dụ 10.",
        ),
        ("year: 2025\n", "year: 1999\n", "k.yaml:6: year: số nhỏ quá (giá trị “1999”). Chấp nhận: từ 2019 trở lên."),
        (
            "rules: [V01]",
            "rules: V01",
            (
                "k.yaml:20: rules: chỗ này phải là danh sách (giá trị “V01”). "
                "Chấp nhận: mỗi mục một dòng bắt đầu bằng “- ”, hoặc [a, b]."
            ),
        ),
        (
            "estimate: true",
            "estimate: yes",
            (
                "k.yaml:44: obligations[0].cycles[3].estimate: không phải giá trị đúng/sai (giá trị “yes”). "
                "Chấp nhận: true hoặc false."
            ),
        ),
        (
            "id: ket-qua",
            "id: Kết quả",
            (
                "k.yaml:18: sections[0].id: viết chưa đúng mẫu (giá trị “Kết quả”). "
                "Chấp nhận: chữ thường không dấu, số và dấu gạch nối, ví dụ dinh-ky."
            ),
        ),
        (
            "archive: VT",
            "archive:",
            "k.yaml:55: report.archive: khóa có mà chưa ghi giá trị. Chấp nhận: chữ, không phải danh sách hay cặp khóa: giá trị.",
        ),
        (
            "  reason: Kế hoạch không nêu thang đôn đốc.\n",
            "",
            "k.yaml:21: ladder: điều giả định phải nêu lý do ở khóa `reason`.",
        ),
        (
            "due: {before: 2025-06-20}",
            "due: {before: 2025-06-20, by: 2025-06-21}",
            (
                "k.yaml:42: obligations[0].cycles[1].due: hạn nộp phải nêu đúng một trong bốn cách: "
                "before, by, day_of_last_month, working_days_after_cutoff."
            ),
        ),
        ("year: 2025\n", "year: 2025\nyear: 2026\n", "k.yaml:7: year: khóa ghi hai lần, lần đầu ở dòng 6."),
        (
            "year: 2025\n",
            "year: !!int 2025\n",
            "k.yaml:6: year: không dùng thẻ kiểu trong tệp kế hoạch (giá trị “!!int”). Chấp nhận: giá trị viết thẳng.",
        ),
        (
            "archive: VT",
            "archive: VT: 1",
            (
                "k.yaml:55: dấu hai chấm ở chỗ không ngờ tới (giá trị “archive: VT: 1”). "
                "Chấp nhận: đặt giá trị có dấu hai chấm trong ngoặc kép."
            ),
        ),
    ],
)
def test_a_breach_of_the_format(old: str, new: str, sentence: str) -> None:
    assert sentences(edited(old, new)) == [sentence]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "k.yaml: tệp kế hoạch trống, chưa có nội dung nào."),
        ("# chỉ có chú thích\n", "k.yaml: tệp kế hoạch trống, chưa có nội dung nào."),
        ("a:\n\tb: 1\n", ("k.yaml:2: có ký tự không được đứng ở đây (giá trị “b: 1”). "
         "Chấp nhận: thụt dòng bằng dấu cách, không dùng phím Tab; chữ đặc biệt đặt trong ngoặc kép.")),
        ("a: [1, 2\nb: 3\n", ("k.yaml:2: danh sách trong ngoặc chưa đóng hoặc thiếu dấu phẩy (giá trị “b: 3”). "
"Chấp nhận: [a, b, c].")),
        ("a: 1\n---\nb: 2\n", ("k.yaml:2: tệp có nhiều kế hoạch (giá trị “---”). "
         "Chấp nhận: mỗi tệp một kế hoạch, không có dòng “---” thứ hai.")),
        ("a: *b\n", "k.yaml:1: dấu * dẫn tới một tên chưa đặt (giá trị “a: *b”). Chấp nhận: đặt tên bằng dấu & trước khi dùng."),
        ("- a\n", "k.yaml:1: tệp kế hoạch phải gồm các cặp khóa: giá trị. Chấp nhận: các khóa như format, id, title."),
        ("x" * (PLAN_FILE.most_bytes + 1), "k.yaml: tệp kế hoạch quá lớn. Chấp nhận: tệp không quá 1 MiB."),
        ("a: \ud800", "k.yaml: nội dung có ký tự không phải Unicode. Chấp nhận: chữ Unicode."),
    ],
    ids=["empty", "comment only", "tab", "open bracket", "two documents", "alias", "list", "too large", "surrogate"],
)  # fmt: skip
def test_what_cannot_be_read_at_all(text: str, sentence: str) -> None:
    assert sentences(text) == [sentence]


def test_all_breaches_come_at_once_in_the_order_of_the_file() -> None:
    text = (
        edited("year: 2025\n", "year: x\n")
        .replace("before: 2025-06-20", "before: hôm nào")
        .replace("kind: periodic_report", "kind: x")
    )
    assert [said.split(": ")[1] for said in sentences(text + "year: 1\n")] == [
        "year", "year", "obligations[0].kind", "obligations[0].cycles[1].due.before",
    ]  # fmt: skip


DEEP = "các phần lồng vào nhau quá sâu"
MANY = "tệp kế hoạch có quá nhiều phần tử"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: &a [*a]\n", DEEP),
        ("a: &a\n  <<: *a\n", DEEP),
        ("[" * 400_000 + "]" * 400_000, DEEP),  # libyaml's own composer dies of this with a segmentation fault
        ("- " * 200_000 + "x", DEEP),
        (
            "a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n" + "".join(f"a{n}: &a{n} [{','.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 9)),
            MANY,
        ),
        ("m0: &m0 {x: 1}\n" + "".join(f"m{n}: &m{n} {{<<: [{','.join([f'*m{n - 1}'] * 10)}]}}\n" for n in range(1, 9)), MANY),
        ("[" + "x," * 60_000 + "]", MANY),
    ],
    ids=["self", "self merge", "brackets", "dashes", "billion laughs", "merge bomb", "long list"],
)
def test_yaml_bombs_are_refused(text: str, message: str) -> None:
    with pytest.raises(InvalidPlan) as caught:
        load_plan_text(text)
    assert [problem.message for problem in caught.value.problems] == [message]


def test_files_that_are_no_text(tmp_path: Path) -> None:
    (tmp_path / "cu.yaml").write_bytes("tên: Kế hoạch\nđịa danh: ".encode() + "Bình Định".encode("utf-16"))
    with pytest.raises(InvalidPlan, match=r"^cu\.yaml:2: tệp không phải chữ Unicode UTF-8\. Chấp nhận: tệp văn bản"):
        load_plan(tmp_path / "cu.yaml")
    with pytest.raises(
        InvalidPlan, match=r": đây là thư mục, không phải tệp\. Chấp nhận: đường dẫn tới một tệp kế hoạch \.yaml\.$"
    ):
        load_plan(tmp_path)
    with pytest.raises(InvalidPlan, match=r"^khong-co\.yaml: không có tệp này\."):
        load_plan(tmp_path / "khong-co.yaml")
    (tmp_path / "lon.yaml").write_bytes(b"#" * (PLAN_FILE.most_bytes + 1))
    with pytest.raises(InvalidPlan, match=r"^lon\.yaml: tệp kế hoạch quá lớn\."):
        load_plan(tmp_path / "lon.yaml")


def test_a_byte_order_mark_is_no_letter(tmp_path: Path) -> None:
    (tmp_path / "k.yaml").write_bytes(b"\xef\xbb\xbf" + TEXT.encode())
    assert open_plan(tmp_path / "k.yaml").sha256 == open_plan(SAMPLE).sha256


@settings(max_examples=200, deadline=None)
@given(st.one_of(st.text(max_size=60), st.text(alphabet="a: -[]{}&*<>'\"|#\n\t!%@~,?", max_size=60)))
def test_any_text_is_either_a_plan_or_an_invalid_plan(text: str) -> None:
    with pytest.raises(InvalidPlan):
        load_plan_text(text)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_damaged_line_never_ends_in_a_traceback(data: st.DataObject) -> None:
    lines = TEXT.splitlines()
    number = data.draw(st.integers(0, len(lines) - 1))
    lines[number] = data.draw(st.text(alphabet="abc: -[]{}&*'\"#\n2025", max_size=20))
    try:
        load_plan_text("\n".join(lines))
    except InvalidPlan as error:
        assert all(problem.message for problem in error.problems)  # noqa: PT017 (either outcome is right)
