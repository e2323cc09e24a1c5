"""What the letters say: each kind read whole from a golden file, and what must hold of all of them."""

import datetime as dt
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from lxml import html as lxml_html

from danvan_workflow.duty.ladder import RungKind
from danvan_workflow.errors import InvalidInput
from danvan_workflow.notify.context import REQUIRED, DigestRow, NoticeContext, NoticeKind, ReturnReason
from danvan_workflow.notify.messages import Attachment, message_id
from danvan_workflow.notify.writer import NoticeWriter
from danvan_workflow.statutory.wording import long_date, short_date, weekday_name

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
WRITER = NoticeWriter(TEMPLATES)
Golden = Callable[[str, str], None]

BASE = NoticeContext(
    plan_title="Kế hoạch thực hiện công tác dân vận chính quyền năm 2025",
    obligation_title="Báo cáo định kỳ kết quả thực hiện công tác dân vận chính quyền",
    cycle_label="quý I năm 2025",
    agency_name="Sở Y tế",
    collector_name="Sở Nội vụ tỉnh Bình Định",
    as_of=dt.date(2025, 3, 10),  # Monday
    recipient_name="Nguyễn Thị Hằng",
    recipient_title="Giám đốc",
    collector_contact="Trần Văn Bình, điện thoại 0256 000 000, thư noivu@binhdinh.example",
    last_day=dt.date(2025, 3, 19),  # Wednesday
    due_phrase="trước ngày 20/3/2025",
    working_days=7,
    data_first_day=dt.date(2024, 12, 15),
    data_last_day=dt.date(2025, 3, 14),
    sections=("Công tác lãnh đạo, chỉ đạo", "Thực hiện dân chủ ở cơ sở"),
    indicators=("Hội nghị, cuộc tuyên truyền, quán triệt (cuộc)", "Lượt tiếp công dân (lượt)"),
    ways_to_send=(
        "Điền biểu mẫu Excel kèm theo và tải lên trang của kỳ báo cáo",
        "Gửi qua trục liên thông của hệ thống báo cáo",
    ),
    link="https://danvan.example/ky/binh-dinh-2025.dinh-ky.2025-q1",
)
PARTLY = replace(
    BASE,
    received=True,
    version=2,
    missing_sections=("Thực hiện dân chủ ở cơ sở",),
    missing_indicators=("Lượt tiếp công dân (lượt)",),
    errors=("Số vụ việc đã giải quyết (12) lớn hơn số vụ việc thuộc thẩm quyền (10)",),
)
ROWS = (
    DigestRow("Sở Y tế", "chưa gửi", 7, "Nguyễn Thị Hằng, 0256 111 111", 6),
    DigestRow("UBND huyện An Lão", "thiếu", 7, "", 6),
    DigestRow("Thanh tra tỉnh", "trả lại"),
)
SAMPLES: dict[NoticeKind, NoticeContext] = {
    NoticeKind.REQUEST: replace(BASE, as_of=dt.date(2025, 2, 26), working_days=15),
    NoticeKind.REMINDER: BASE,
    NoticeKind.DUE_TOMORROW: replace(PARTLY, as_of=dt.date(2025, 3, 18), working_days=1),
    NoticeKind.OVERDUE: replace(BASE, as_of=dt.date(2025, 3, 20), working_days=1),
    NoticeKind.ESCALATION_HEAD: replace(BASE, as_of=dt.date(2025, 3, 24), working_days=3, notices_sent=5),
    NoticeKind.ESCALATION_LEADER: replace(
        BASE, agency_name="", as_of=dt.date(2025, 3, 28), rows=ROWS, done=28, total=31, recipient_name="Lê Minh Tuấn"
    ),
    NoticeKind.RECEIPT: replace(PARTLY, sent_at=dt.datetime(2025, 3, 18, 9, 5, tzinfo=dt.UTC), on_time=True),
    NoticeKind.RETURN: replace(
        PARTLY,
        reasons=(
            ReturnReason("Tiếp công dân, đối thoại", "chưa nêu kết quả đối thoại của người đứng đầu"),
            ReturnReason("Lượt tiếp công dân", "số liệu thấp hơn cùng kỳ, đề nghị kiểm tra lại"),
        ),
        resubmit_by=dt.date(2025, 3, 21),
    ),
    NoticeKind.APPROVAL_REQUEST: replace(
        BASE, agency_name="Sở Nội vụ tỉnh Bình Định", rows=ROWS[:2], done=29, total=31, last_day=dt.date(2025, 3, 26)
    ),
    NoticeKind.REPORT_ISSUED: replace(
        BASE,
        agency_name="Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh",
        document_number="05/BC-SNV",
        issued_on=dt.date(2025, 3, 26),
        report_version=2,
        changes=("Biểu số 2: Lượt tiếp công dân của Sở Y tế sửa từ 120 thành 102",),
        file_names=("bao-cao-quy-1-2025.docx", "phu-luc.xlsx"),
    ),
    NoticeKind.DUTY_PASSED_ON: replace(
        BASE,
        agency_name="UBND xã An Hòa",
        cycle_label="9 tháng năm 2025",
        predecessors=("UBND huyện An Lão", "UBND xã An Tân"),
        effective_on=dt.date(2025, 7, 1),
        legal_ground="Nghị quyết về sắp xếp đơn vị hành chính năm 2025",
        last_day=dt.date(2025, 9, 19),  # Friday
        due_phrase="trước ngày 20/9/2025",
        data_last_day=dt.date(2025, 9, 14),
    ),
    NoticeKind.DEADLINE_CHANGED: replace(
        BASE,
        due_phrase="",
        last_day=dt.date(2025, 3, 27),  # Thursday
        previous_last_day=dt.date(2025, 3, 19),
        working_days=13,
        legal_ground="văn bản số 15/SNV-CTTN",
    ),
    NoticeKind.APPROVAL_REMINDER: replace(
        BASE,
        agency_name="Sở Nội vụ tỉnh Bình Định",
        as_of=dt.date(2025, 3, 31),  # Monday
        asked_on=dt.date(2025, 3, 26),
        working_days=3,
        last_day=dt.date(2025, 3, 26),
        report_version=2,
    ),
    NoticeKind.LATER_VERSIONS: replace(
        BASE,
        agency_name="Sở Nội vụ tỉnh Bình Định",
        as_of=dt.date(2025, 3, 27),
        rows=(DigestRow("Sở Y tế", "bản số 02, gửi ngày 26/3/2025"), DigestRow("UBND huyện An Lão", "báo cáo đã bị trả lại")),
        newest_version=2,
        cycle_id="binh-dinh-2025.dinh-ky.2025-q1",
        link="",
    ),
}
ALL = pytest.mark.parametrize("kind", list(NoticeKind), ids=str)


class TextOnly(HTMLParser):
    """The words of a page, as a reader sees them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.words = ""
        self.feed(page)

    def handle_data(self, data: str) -> None:
        self.words += f" {data}"


def page_text(page: str) -> str:
    return " ".join(TextOnly(page).words.split())


@ALL
def test_subject_and_text_read_as_agreed(kind: NoticeKind, golden: Golden) -> None:
    notice = WRITER.write(kind, SAMPLES[kind])
    golden(f"notices/{kind}.txt", f"Subject: {notice.subject}\n\n{notice.text}")


@ALL
def test_the_page_reads_as_agreed(kind: NoticeKind, golden: Golden) -> None:
    golden(f"notices/{kind}.html", WRITER.write(kind, SAMPLES[kind]).html)


@ALL
def test_the_subject_begins_with_the_cycle(kind: NoticeKind) -> None:
    cycle = SAMPLES[kind].cycle_label
    assert WRITER.write(kind, SAMPLES[kind]).subject.startswith(f"{cycle[0].upper()}{cycle[1:]}: ")


@ALL
def test_text_and_page_say_the_same_facts(kind: NoticeKind) -> None:
    context = SAMPLES[kind]
    notice = WRITER.write(kind, context)
    text, page = " ".join(notice.text.split()), page_text(notice.html)
    facts = [context.cycle_label, "Trân trọng.", context.collector_contact, context.link]
    facts += [row.agency for row in context.rows] + [item.reason for item in context.reasons]
    facts += [*context.predecessors, *context.file_names, *context.changes]
    if context.last_day and f"hết {long_date(context.last_day)}" in text:
        facts.append(f"hết {long_date(context.last_day)}")
    for fact in facts:
        if fact in text or fact in page:
            assert fact in text, fact
            assert fact in page, fact


@ALL
def test_text_is_tidy(kind: NoticeKind) -> None:
    for context in (SAMPLES[kind], replace(SAMPLES[kind], link="", collector_contact="", recipient_name="", sample=True)):
        notice = WRITER.write(kind, context)
        lines = notice.text.split("\n")
        assert "\n\n\n" not in notice.text
        assert [line for line in lines if line != line.strip() or "  " in line] == []
        assert unicodedata.is_normalized("NFC", notice.text)
        assert "None" not in notice.text + notice.html + notice.subject
        lxml_html.fromstring(notice.html)


@ALL
def test_sample_data_are_called_so(kind: NoticeKind) -> None:
    notice = WRITER.write(kind, replace(SAMPLES[kind], sample=True))
    assert notice.text.startswith("[THƯ CHẠY THỬ, DÙNG SỐ LIỆU MẪU")
    assert "THƯ CHẠY THỬ, DÙNG SỐ LIỆU MẪU" in page_text(notice.html)
    assert "THƯ CHẠY THỬ" not in WRITER.write(kind, SAMPLES[kind]).text


HOSTILE = '<script>alert("1")</script>\r\nBcc: ai@do.example & "Sở"\u2028{{ 7 * 7 }}'


@ALL
def test_hostile_names_stay_names(kind: NoticeKind) -> None:
    hostile = replace(
        SAMPLES[kind],
        plan_title=HOSTILE,
        agency_name=HOSTILE,
        recipient_name=HOSTILE,
        recipient_title=HOSTILE,
        collector_name=HOSTILE,
        collector_contact=HOSTILE,
        cycle_label=HOSTILE,
        product=HOSTILE,
        extension_note=HOSTILE,
        sections=(HOSTILE,),
        missing_sections=(HOSTILE,),
        errors=(HOSTILE,),
        rows=(DigestRow(HOSTILE, HOSTILE, 1, HOSTILE, 1),),
        reasons=(ReturnReason(HOSTILE, HOSTILE),),
        changes=(HOSTILE,),
        file_names=(HOSTILE,),
        predecessors=(HOSTILE,),
    )
    notice = WRITER.write(kind, hostile)
    assert "<script" not in notice.html
    assert "&lt;script&gt;" in notice.html
    assert "\n" not in notice.subject
    assert "\r" not in notice.subject
    assert not any(line.startswith("Bcc:") for line in notice.text.split("\n"))
    assert "{{ 7 * 7 }}" in notice.text  # a name is data, never a template


def test_no_page_includes_unescaped_text() -> None:
    """Escaping goes by the name of the template, so a text part inside a page would not be escaped."""
    pages = sorted((TEMPLATES / "notices").rglob("*.html.j2"))
    assert len(pages) > len(NoticeKind)
    assert [page.name for page in pages if ".txt.j2" in page.read_text(encoding="utf-8")] == []


def test_a_letter_claims_no_reminder_that_was_never_sent() -> None:
    head = SAMPLES[NoticeKind.ESCALATION_HEAD]
    assert "đã gửi 05 thông báo đến đầu mối" in WRITER.write(NoticeKind.ESCALATION_HEAD, head).text
    assert "thông báo" not in WRITER.write(NoticeKind.ESCALATION_HEAD, replace(head, notices_sent=0)).text


def test_a_link_is_a_web_address() -> None:
    with pytest.raises(ValueError, match="http"):
        replace(BASE, link="javascript:alert(1)")


@pytest.mark.parametrize(("kind", "field"), [(kind, field) for kind, fields in REQUIRED.items() for field in fields])
def test_what_must_be_said_is_asked_for(kind: NoticeKind, field: str) -> None:
    empty: object = {"rows": (), "reasons": (), "predecessors": (), "file_names": (), "total": 0, "version": 0}.get(field)
    with pytest.raises(InvalidInput) as error:
        WRITER.write(kind, replace(SAMPLES[kind], **{field: empty}))  # type: ignore[arg-type]
    assert [problem.place for problem in error.value.problems] == [field]


def test_a_report_that_came_is_not_called_missing() -> None:
    text = WRITER.write(NoticeKind.REMINDER, PARTLY).text
    assert "chưa nhận được" not in text
    assert "đã nhận báo cáo (bản số 02)" in text
    assert "- Thiếu nội dung: Thực hiện dân chủ ở cơ sở" in text
    assert "- Thiếu số liệu: Lượt tiếp công dân (lượt)" in text


@pytest.mark.parametrize(
    ("as_of", "working_days", "words"),
    [
        (dt.date(2025, 3, 18), 1, "còn 01 ngày làm việc"),  # Tuesday
        (dt.date(2025, 3, 19), 0, "hết hạn hôm nay"),  # Wednesday, the last day
        (dt.date(2025, 3, 20), 1, "đã hết hạn"),  # Thursday, before the hour of the next rung
    ],
)
def test_a_reminder_written_late_is_still_true(as_of: dt.date, working_days: int, words: str) -> None:
    late = replace(BASE, as_of=as_of, working_days=working_days)
    assert WRITER.write(NoticeKind.REMINDER, late).subject.endswith(words)
    last = WRITER.write(NoticeKind.DUE_TOMORROW, late)
    assert ("sẽ kết thúc" in last.text, "sẽ kết thúc" in last.html) == (as_of <= dt.date(2025, 3, 19),) * 2
    assert "\n\n\n" not in last.text


def test_an_agency_that_is_its_own_recipient_is_named_once() -> None:
    issued = replace(SAMPLES[NoticeKind.REPORT_ISSUED], agency_name="Bộ Nội vụ", recipient_name="Bộ Nội vụ")
    assert "Người nhận" not in WRITER.write(NoticeKind.REPORT_ISSUED, issued).text


@pytest.mark.parametrize(("on_time", "words"), [(True, "– gửi đúng hạn"), (False, "– gửi chậm"), (None, "ngày 19/3/2025\n")])
def test_a_receipt_says_whether_it_was_in_time(on_time: bool | None, words: str) -> None:
    assert words in WRITER.write(NoticeKind.RECEIPT, replace(SAMPLES[NoticeKind.RECEIPT], on_time=on_time)).text


def test_a_complete_report_asks_for_nothing_more() -> None:
    complete = replace(SAMPLES[NoticeKind.RECEIPT], missing_sections=(), missing_indicators=(), errors=())
    text = WRITER.write(NoticeKind.RECEIPT, complete).text
    assert "đã đầy đủ theo yêu cầu" in text
    assert "Thiếu" not in text


def test_a_first_report_replaces_nothing() -> None:
    first = replace(SAMPLES[NoticeKind.REPORT_ISSUED], report_version=1)
    notice = WRITER.write(NoticeKind.REPORT_ISSUED, first)
    assert "thay thế" not in notice.subject + notice.text + notice.html


def test_estimates_are_asked_for_where_the_deadline_comes_before_the_cut_off() -> None:
    assert "ước thực hiện" in WRITER.write(NoticeKind.REQUEST, replace(BASE, estimate=True)).text
    assert "ước thực hiện" not in WRITER.write(NoticeKind.REQUEST, BASE).text


def test_another_product_is_called_by_its_name() -> None:
    plan = replace(BASE, product="kế hoạch", indicators=(), sections=(), data_first_day=None, data_last_day=None)
    notice = WRITER.write(NoticeKind.REQUEST, plan)
    assert notice.subject.startswith("Quý I năm 2025: Đề nghị gửi kế hoạch công tác dân vận, hạn thứ Tư, ngày 19/3/2025")
    assert "Số liệu" not in notice.text


def test_every_rung_has_a_notice() -> None:
    assert {NoticeKind(kind.value) for kind in RungKind} <= set(NoticeKind)


def test_every_kind_has_a_name_and_is_checked() -> None:
    assert all(kind.label for kind in NoticeKind)
    assert set(REQUIRED) == set(NoticeKind) == set(SAMPLES)


def test_a_message_carries_the_identity_of_its_notice() -> None:
    attachment = Attachment("mau.xlsx", b"PK", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
    message = WRITER.message(
        NoticeKind.REQUEST, SAMPLES[NoticeKind.REQUEST], key="k|1", to="vanthu@syt.example", attachments=(attachment,)
    )
    assert message.message_id == message_id("k|1")
    assert message.to_name == "Nguyễn Thị Hằng"
    assert message.attachments == (attachment,)
    assert message_id("k|1") != message_id("k|2")


@pytest.mark.parametrize(
    ("template", "words"),
    [("{{ nothing_of_that_name }}", "nothing_of_that_name"), ("{% if %}", "subject.txt.j2:1"), (None, "subject.txt.j2")],
)
def test_a_broken_template_is_named(tmp_path: Path, template: str | None, words: str) -> None:
    folder = tmp_path / "notices" / "request"
    folder.mkdir(parents=True)
    if template is not None:
        (folder / "subject.txt.j2").write_text(template, encoding="utf-8")
    with pytest.raises(InvalidInput) as error:
        NoticeWriter(tmp_path).write(NoticeKind.REQUEST, BASE)
    assert words in str(error.value)
    assert "mẫu thông báo không dùng được" in str(error.value)


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (dt.date(2025, 3, 17), "thứ Hai, ngày 17/3/2025"),
        (dt.date(2025, 3, 19), "thứ Tư, ngày 19/3/2025"),
        (dt.date(2026, 2, 7), "thứ Bảy, ngày 07/02/2026"),
        (dt.date(2025, 3, 23), "Chủ nhật, ngày 23/3/2025"),
    ],
)
def test_days_in_words(day: dt.date, words: str) -> None:
    assert long_date(day) == words
    assert (weekday_name(day), short_date(day)) == tuple(words.split(", ngày "))
