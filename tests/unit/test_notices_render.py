"""What must hold of the letters of every kind, whatever they are filled with; what they say is read in test_letters_golden."""

import datetime as dt
import types
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints

import pytest
from lxml import html as lxml_html

from danvan_workflow.errors import InvalidInput
from danvan_workflow.notify.kinds import RUNG_KINDS, NoticeKind
from danvan_workflow.notify.writer import Notice, NoticeWriter
from danvan_workflow.services.letters.context import LetterContext, Part, Shared
from danvan_workflow.services.letters.salutation import not_said, to_head
from danvan_workflow.services.letters.writing import CONTEXTS, WRITERS, asked_in_vain
from danvan_workflow.services.watch.alert import KIND, WatchAlert
from danvan_workflow.settings import read_settings
from danvan_workflow.statutory.wording import long_date, short_date, weekday_name

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
WRITER = NoticeWriter(TEMPLATES)
ALL = pytest.mark.parametrize("kind", list(NoticeKind), ids=str)
SHARED = frozenset(field.name for field in fields(Shared))
DAY, MOMENT = dt.date(2025, 3, 19), dt.datetime(2025, 3, 18, 9, 5, tzinfo=dt.UTC)  # Wednesday, Tuesday


def filled(hint: Any, name: str, text: str = "") -> Any:
    """A value of a type: each text names its field or is `text`, each list has one item, each flag is up."""
    if is_dataclass(hint):
        hints = get_type_hints(hint)
        return hint(**{field.name: filled(hints[field.name], f"{name}.{field.name}", text) for field in fields(hint)})  # type: ignore[operator]
    if get_origin(hint) is tuple:
        return (filled(get_args(hint)[0], name, text),)
    if isinstance(hint, types.UnionType):
        return filled(get_args(hint)[0], name, text)
    return {str: text or f"«{name}»", int: 7, bool: True, dt.date: DAY, dt.datetime: MOMENT}[hint]


def context(kind: NoticeKind, text: str = "") -> LetterContext:
    made: LetterContext = filled(CONTEXTS[kind], kind, text)
    return made


def sparse(value: Any) -> Any:
    """The same with every text and list empty that a letter can do without."""
    kept = {"rows"} if type(value).__name__ == "EscalationLeader" else set()
    kept |= {"reasons", "predecessors", "file_names"}
    changed = {}
    for field in fields(value):
        old = getattr(value, field.name)
        if isinstance(old, Part):
            changed[field.name] = sparse(old)
        elif isinstance(old, tuple) and field.name not in kept:
            changed[field.name] = ()
        elif field.name in ("recipient_name", "collector_contact", "link", "due_phrase", "extension_note", "legal_ground"):
            changed[field.name] = ""
        elif isinstance(old, bool):
            changed[field.name] = False
        elif field.name in ("data_first_day", "data_last_day", "resubmit_by"):
            changed[field.name] = None
        elif field.name in ("working_days", "notices_sent", "version", "newest_version"):
            changed[field.name] = 0
    return replace(value, **changed)


def write(kind: NoticeKind, made: LetterContext, **values: object) -> Notice:
    return WRITER.write(kind, {**made.values(), **values})


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


# -- no gap and nothing idle ------------------------------------------------------------------------------------------


def test_every_kind_has_words_a_writer_and_a_context_of_its_own() -> None:
    assert set(WRITERS) == set(NoticeKind)
    assert len(set(CONTEXTS.values())) == len(NoticeKind)
    assert len({kind.label for kind in NoticeKind}) == len(NoticeKind)
    assert [kind for kind in NoticeKind if kind.is_digest and kind.rung] == [NoticeKind.ESCALATION_LEADER]
    assert len({kind.words.act for kind in RUNG_KINDS}) == len(RUNG_KINDS)


@ALL
def test_templates_read_all_that_a_letter_of_their_kind_has_and_nothing_else(kind: NoticeKind) -> None:
    read = WRITER.reads(kind)
    assert read - CONTEXTS[kind].names() == set()
    assert CONTEXTS[kind].names() - read - SHARED == set()


def test_what_all_letters_share_is_read_by_some() -> None:
    assert frozenset.union(*(WRITER.reads(kind) for kind in NoticeKind)) >= SHARED
    assert all(context.names() >= SHARED for context in CONTEXTS.values())


def test_the_letter_of_the_watchdog_has_what_its_templates_read() -> None:
    assert WRITER.reads(KIND) == {field.name for field in fields(WatchAlert)}


def test_no_context_has_a_default() -> None:
    parts: list[type[LetterContext | Part]] = [*CONTEXTS.values(), *Part.__subclasses__()]
    assert [field for part in parts for field in fields(part) if field.default is not field.default_factory] == []


def test_a_template_of_their_own_that_asks_for_more_is_found(tmp_path: Path) -> None:
    own = tmp_path / "notices" / "_deadline.txt.j2"
    own.parent.mkdir()
    own.write_text("{{ last_day | long_date }} {{ sections }} {{ link }}", encoding="utf-8")
    found = asked_in_vain(NoticeWriter(tmp_path, TEMPLATES))
    assert found == {
        NoticeKind.REQUEST: ["link"],
        NoticeKind.REMINDER: ["link", "sections"],
        NoticeKind.DUTY_PASSED_ON: ["link", "sections"],
    }


# -- what holds of all ------------------------------------------------------------------------------------------------


@ALL
def test_the_subject_begins_with_the_cycle(kind: NoticeKind) -> None:
    assert write(kind, context(kind), cycle_label="quý I năm 2025").subject.startswith("Quý I năm 2025: ")


@ALL
def test_text_and_page_say_the_same(kind: NoticeKind) -> None:
    for made in (context(kind), sparse(context(kind))):
        notice = write(kind, made)
        text, page = " ".join(notice.text.split()), page_text(notice.html)
        said = [fact for fact in facts(made.values()) if fact in text or fact in page]
        assert said
        assert [fact for fact in said if fact not in text or fact not in page] == []


def facts(values: Mapping[str, Any]) -> Iterator[str]:
    for value in values.values():
        if isinstance(value, str):
            yield value
        elif isinstance(value, tuple):
            yield from facts(dict(enumerate(value)))  # type: ignore[arg-type]
        elif is_dataclass(value):
            yield from facts({field.name: getattr(value, field.name) for field in fields(value)})
        elif type(value) is dt.date:
            yield from (long_date(value), short_date(value))


@ALL
def test_text_is_tidy(kind: NoticeKind) -> None:
    for made in (context(kind), sparse(context(kind))):
        notice = write(kind, made)
        lines = notice.text.split("\n")
        assert "\n\n\n" not in notice.text
        assert [line for line in lines if line != line.strip() or "  " in line] == []
        assert unicodedata.is_normalized("NFC", notice.text)
        assert "None" not in notice.text + notice.html + notice.subject
        lxml_html.fromstring(notice.html)


@ALL
def test_sample_data_are_called_so(kind: NoticeKind) -> None:
    notice = write(kind, context(kind), sample=True)
    assert notice.text.startswith("[THƯ CHẠY THỬ, DÙNG SỐ LIỆU MẪU")
    assert "THƯ CHẠY THỬ, DÙNG SỐ LIỆU MẪU" in page_text(notice.html)
    assert "THƯ CHẠY THỬ" not in write(kind, context(kind), sample=False).text


HOSTILE = '<script>alert("1")</script>\r\nBcc: ai@do.example & "Sở"\u2028{{ 7 * 7 }}'


@ALL
def test_hostile_names_stay_names(kind: NoticeKind) -> None:
    notice = write(kind, context(kind, HOSTILE))
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


# -- what single letters must not say ---------------------------------------------------------------------------------


def test_a_letter_claims_no_reminder_that_was_never_sent() -> None:
    head = context(NoticeKind.ESCALATION_HEAD)
    assert "đã gửi 05 thông báo đến đầu mối" in write(NoticeKind.ESCALATION_HEAD, head, notices_sent=5).text
    assert "thông báo" not in write(NoticeKind.ESCALATION_HEAD, head, notices_sent=0).text


def test_a_link_is_a_web_address() -> None:
    assert read_settings({"DANVAN_HOME": "/srv", "DANVAN_BASE_URL": "javascript:alert(1)"}).base_url == ""


def test_a_report_that_came_is_not_called_missing() -> None:
    text = write(NoticeKind.REMINDER, context(NoticeKind.REMINDER), version=2, product="báo cáo").text
    assert "chưa nhận được" not in text
    assert "đã nhận báo cáo (bản số 02)" in text
    assert "- Thiếu nội dung: «reminder.wanting.missing_sections»" in text
    assert "- Thiếu số liệu: «reminder.wanting.missing_indicators»" in text


@pytest.mark.parametrize(
    ("as_of", "working_days", "words"),
    [
        (dt.date(2025, 3, 18), 1, "còn 01 ngày làm việc"),  # Tuesday
        (dt.date(2025, 3, 19), 0, "hết hạn hôm nay"),  # Wednesday, the last day
        (dt.date(2025, 3, 20), 1, "đã hết hạn"),  # Thursday, before the hour of the next rung
    ],
)
def test_a_reminder_written_late_is_still_true(as_of: dt.date, working_days: int, words: str) -> None:
    late = context(NoticeKind.REMINDER)
    assert write(NoticeKind.REMINDER, late, as_of=as_of, working_days=working_days).subject.endswith(words)
    last = write(NoticeKind.DUE_TOMORROW, context(NoticeKind.DUE_TOMORROW), as_of=as_of)
    assert ("sẽ kết thúc" in last.text, "sẽ kết thúc" in last.html) == (as_of <= DAY,) * 2
    assert "\n\n\n" not in last.text


def test_an_agency_that_is_its_own_recipient_is_named_once() -> None:
    issued = context(NoticeKind.REPORT_ISSUED)
    assert "Người nhận: «" in write(NoticeKind.REPORT_ISSUED, issued).text
    assert "Người nhận" not in write(NoticeKind.REPORT_ISSUED, issued, recipient_name=not_said("Bộ Nội vụ", "Bộ Nội vụ")).text


@pytest.mark.parametrize(
    ("agency", "greeting"),
    [
        ("Văn phòng Ủy ban nhân dân tỉnh Gia Lai", "Đồng chí Chánh Văn phòng Ủy ban nhân dân tỉnh Gia Lai"),
        ("Thanh tra tỉnh Gia Lai", "Đồng chí Chánh Thanh tra tỉnh Gia Lai"),
        ("Ban Quản lý Khu kinh tế tỉnh Gia Lai", "Đồng chí Trưởng Ban Quản lý Khu kinh tế tỉnh Gia Lai"),
        ("Phòng Văn hóa - Xã hội phường Quang Trung", "Đồng chí Trưởng Phòng Văn hóa - Xã hội phường Quang Trung"),
        ("Sở Y tế tỉnh Gia Lai", "Đồng chí Giám đốc Sở Y tế tỉnh Gia Lai"),
        ("Ban Chỉ huy Quân sự phường Quang Trung", "Đồng chí Chỉ huy trưởng Ban Chỉ huy Quân sự phường Quang Trung"),
        ("Công chức Tư pháp - hộ tịch phường Phú Sơn", "Đồng chí công chức Tư pháp - hộ tịch phường Phú Sơn"),
        ("Chỉ huy trưởng Ban Chỉ huy Quân sự phường Phú Sơn", "Đồng chí chỉ huy trưởng Ban Chỉ huy Quân sự phường Phú Sơn"),
        ("Lãnh đạo phụ trách dân vận Sở Nội vụ", "Đồng chí lãnh đạo phụ trách dân vận Sở Nội vụ"),
    ],
)
def test_no_greeting_says_a_word_twice(agency: str, greeting: str) -> None:
    assert to_head(agency) == greeting


@pytest.mark.parametrize(("on_time", "words"), [(True, "– gửi đúng hạn"), (False, "– gửi chậm")])
def test_a_receipt_says_whether_it_was_in_time(on_time: bool, words: str) -> None:
    assert words in write(NoticeKind.RECEIPT, context(NoticeKind.RECEIPT), on_time=on_time).text


def test_a_complete_report_asks_for_nothing_more() -> None:
    text = write(NoticeKind.RECEIPT, sparse(context(NoticeKind.RECEIPT))).text
    assert "đã đầy đủ theo yêu cầu" in text
    assert "Thiếu" not in text


def test_a_first_report_replaces_nothing_and_a_second_does() -> None:
    issued = context(NoticeKind.REPORT_ISSUED)
    first = write(NoticeKind.REPORT_ISSUED, issued, report_version=1, replaced_on=None)
    second = write(NoticeKind.REPORT_ISSUED, issued, report_version=2, snapshot_number=3)
    assert "thay thế" not in first.subject + first.text + first.html
    assert second.subject.endswith(" (báo cáo thay thế)")
    assert "(phát hành lần 02, theo bản chốt số 03)" in second.text
    assert "thay thế báo cáo đã phát hành ngày 19/3/2025.\n\nTệp kèm theo:" in second.text


@ALL
def test_no_letter_asks_for_a_command(kind: NoticeKind) -> None:
    notice = write(kind, context(kind))
    assert "danvan " not in notice.subject + notice.text + notice.html


def test_estimates_are_asked_for_where_the_deadline_comes_before_the_cut_off() -> None:
    request = context(NoticeKind.REQUEST)
    assert "ước thực hiện" in write(NoticeKind.REQUEST, request, estimate=True).text
    assert "ước thực hiện" not in write(NoticeKind.REQUEST, request, estimate=False).text


def test_another_product_is_called_by_its_name() -> None:
    request = sparse(context(NoticeKind.REQUEST))
    notice = write(NoticeKind.REQUEST, request, product="kế hoạch", cycle_label="quý I năm 2025")
    assert notice.subject == "Quý I năm 2025: Đề nghị gửi kế hoạch công tác dân vận, hạn thứ Tư, ngày 19/3/2025"
    assert "Số liệu" not in notice.text


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
        NoticeWriter(tmp_path).write(NoticeKind.REQUEST, context(NoticeKind.REQUEST).values())
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
