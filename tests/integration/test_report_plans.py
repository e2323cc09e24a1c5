"""The reports of the five plans, made of samples, read against the plan files, the law and the drafts themselves."""

from __future__ import annotations

import datetime as dt
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path

import pytest
from builders import Office
from papers import LEVEL_1, Paper, given, issue, sample_paper

from danvan_workflow.consolidate.figures import Apart
from danvan_workflow.errors import Severity
from danvan_workflow.notify.memory import MemoryTransport
from danvan_workflow.plan.loading import load_plan
from danvan_workflow.plan.members import reporters_on
from danvan_workflow.plan.models import Plan
from danvan_workflow.register.models import AgencyKind
from danvan_workflow.register.register import Register
from danvan_workflow.render.docx import write_docx
from danvan_workflow.render.xlsx import write_xlsx
from danvan_workflow.report.document import report_document
from danvan_workflow.report.workbook import report_workbook
from danvan_workflow.services.runtime import Runtime
from danvan_workflow.settings import SHIPPED, Settings
from danvan_workflow.statutory.deadline import vietnam_date

BD_Q1 = "binh-dinh-2025.dinh-ky.2025-q1"
BD_6M = "binh-dinh-2025.dinh-ky.2025-6m"
BD_YEAR = "binh-dinh-2025.dinh-ky.2025-annual"
GL_6M = "gia-lai-2024.dinh-ky.2024-6m"
GL_PRESS = "gia-lai-2024.tuyen-truyen.2024-6m"
LS_PLANS = "lang-son-2026.ke-hoach.2026-ke-hoach"
LS_6M = "lang-son-2026.dinh-ky.2026-6m"
PS_6M = "phu-son-2025.dinh-ky.2025-6m"
PS_YEAR = "phu-son-2025.dinh-ky.2025-annual"
DL_FOCAL = "dak-lak-2025.dau-moi.2025-dau-moi"
MADE_ON = {
    BD_Q1: "2025-04-10",
    BD_6M: "2025-06-30",  # Monday, the last day of province and districts
    BD_YEAR: "2025-12-20",
    GL_6M: "2024-06-10",
    GL_PRESS: "2024-07-20",
    LS_PLANS: "2026-03-31",
    LS_6M: "2026-07-20",
    PS_6M: "2025-06-30",
    PS_YEAR: "2025-12-30",
    DL_FOCAL: "2025-06-30",
}
WITH_FIGURES = (BD_Q1, BD_YEAR, GL_6M, GL_PRESS, LS_6M, PS_6M)
FIVE = (BD_Q1, GL_6M, LS_PLANS, PS_6M, DL_FOCAL)

Papers = Callable[[str], Paper]


@pytest.fixture(scope="module")
def papers(prepared: tuple[Path, Register], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Papers]:
    """Reports by cycle, each made when it is first asked for, all in one store."""
    made: dict[str, Paper] = {}
    with office_in(tmp_path_factory.mktemp("papers"), prepared) as office:

        def paper(cycle_id: str) -> Paper:
            if cycle_id not in made:
                made[cycle_id] = sample_paper(office, cycle_id, MADE_ON[cycle_id])
            return made[cycle_id]

        yield paper


@contextmanager
def office_in(home: Path, prepared: tuple[Path, Register]) -> Iterator[Office]:
    """An office with a copy of the prepared store in a folder of its own."""
    shutil.copy(prepared[0], home / "danvan.sqlite")
    runtime = Runtime(Settings(home=home, database_url=f"sqlite:///{home / 'danvan.sqlite'}"), transport=MemoryTransport())
    runtime.__dict__["register"] = prepared[1]
    yield Office(runtime, MemoryTransport())
    runtime.engine.dispose()


def plan_of(cycle_id: str) -> Plan:
    return load_plan(SHIPPED / "dags" / "plans" / f"{cycle_id.split('.')[0]}.yaml")


# -- head -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cycle", "superior", "number", "place", "subject", "to"),
    [
        (
            BD_Q1, "ỦY BAN NHÂN DÂN TỈNH BÌNH ĐỊNH / SỞ NỘI VỤ", "/BC-SNV", "Bình Định, ngày",
            "Kết quả thực hiện công tác dân vận chính quyền quý I năm 2025", "Ủy ban nhân dân tỉnh Bình Định",
        ),
        (
            GL_6M, "ỦY BAN NHÂN DÂN TỈNH GIA LAI / SỞ NỘI VỤ", "/BC-SNV", "Gia Lai, ngày",
            "Kết quả thực hiện công tác dân vận chính quyền 6 tháng đầu năm 2024", "Ủy ban nhân dân tỉnh Gia Lai",
        ),
        (
            GL_PRESS, "ỦY BAN NHÂN DÂN TỈNH GIA LAI / SỞ NỘI VỤ", "/BC-SNV", "Gia Lai, ngày",
            "Kết quả tuyên truyền về công tác dân vận 6 tháng đầu năm 2024", "Ủy ban nhân dân tỉnh Gia Lai",
        ),
        (
            LS_PLANS, "ỦY BAN NHÂN DÂN TỈNH LẠNG SƠN / SỞ NỘI VỤ", "/BC-SNV", "Lạng Sơn, ngày",
            "Tình hình xây dựng, gửi kế hoạch công tác dân vận chính quyền năm 2026", "Ủy ban nhân dân tỉnh Lạng Sơn",
        ),
        (
            PS_6M, "ỦY BAN NHÂN DÂN THỊ XÃ BỈM SƠN / ỦY BAN NHÂN DÂN PHƯỜNG PHÚ SƠN", "/BC-UBND", "Phú Sơn, ngày",
            "Kết quả thực hiện công tác dân vận chính quyền 6 tháng đầu năm 2025", "Ủy ban nhân dân thị xã Bỉm Sơn",
        ),
        (
            DL_FOCAL, "ỦY BAN NHÂN DÂN TỈNH ĐẮK LẮK / SỞ NỘI VỤ", "/BC-SNV", "Đắk Lắk, ngày",
            "Tình hình phân công đầu mối phụ trách công tác dân vận chính quyền năm 2025", "Ủy ban nhân dân tỉnh Đắk Lắk",
        ),
    ],
    ids=["binh-dinh", "gia-lai", "gia-lai-press", "lang-son", "phu-son", "dak-lak"],
)  # fmt: skip
def test_the_head_says_who_reports_what_to_whom(
    papers: Papers, cycle: str, superior: str, number: str, place: str, subject: str, to: str
) -> None:
    paper = papers(cycle)
    head = " | ".join(paper.lines[: paper.lines.index("BÁO CÁO")])
    assert superior in head
    assert number in head
    assert place in head
    assert paper.lines[paper.lines.index("BÁO CÁO") + 1] == subject
    assert f"Kính gửi: {to}" in paper.lines
    closing = paper.body[-1]
    assert closing.startswith(f"Trên đây là báo cáo {subject[0].lower()}{subject[1:]}; ")
    assert closing.endswith(f"kính báo cáo {to} xem xét, chỉ đạo./.")


def test_after_the_merger_the_successor_reports_to_its_own_province(papers: Papers) -> None:
    # The annual report is made in December 2025: Bình Định ended on Mon 30/6/2025.
    paper = papers(BD_YEAR)
    assert "ỦY BAN NHÂN DÂN TỈNH GIA LAI / SỞ NỘI VỤ" in paper.lines[0]
    assert "Kính gửi: Ủy ban nhân dân tỉnh Gia Lai" in paper.lines
    assert "Kế hoạch thực hiện công tác dân vận chính quyền năm 2025 của Ủy ban nhân dân (UBND) tỉnh Bình Định" in paper.text


def test_after_the_town_was_abolished_the_wards_successor_reports_to_the_province(papers: Papers) -> None:
    # Made in December 2025: phường Phú Sơn had become part of phường Quang Trung, and thị xã Bỉm Sơn was no more.
    paper = papers(PS_YEAR)
    assert "ỦY BAN NHÂN DÂN TỈNH THANH HÓA / ỦY BAN NHÂN DÂN PHƯỜNG QUANG TRUNG" in paper.lines[0].replace("HOÁ", "HÓA")
    assert "Quang Trung, ngày" in paper.lines[1]
    assert paper.after("Kính gửi: ").replace("Hoá", "Hóa") == "Kính gửi: Ủy ban nhân dân tỉnh Thanh Hóa"


@pytest.mark.parametrize("cycle", FIVE)
def test_a_report_is_a_draft_of_sample_figures_on_every_page(papers: Papers, cycle: str) -> None:
    for section in papers(cycle).document.sections:
        for header in (section.header, section.first_page_header):
            assert "DỰ THẢO - SỐ LIỆU MẪU" in "".join(header._element.itertext())


@pytest.mark.parametrize("cycle", FIVE)
def test_signature_and_recipients_are_the_plans_and_end_with_the_file_copy(papers: Papers, cycle: str) -> None:
    paper, plan = papers(cycle), plan_of(cycle)
    block = next(line for line in paper.lines if line.startswith("Nơi nhận:"))
    signatory = plan.report.signatory
    assert block.rstrip(" /").endswith(" / ".join(filter(None, [signatory.authority, signatory.capacity, signatory.position])))
    copies = re.findall(r"- ([^/]+?)[;.](?: /| \|)", block)
    assert copies[0] == "Như trên"
    assert copies[1:-1] == [recipient.text for recipient in plan.report.recipients if recipient.text != "Như trên"]
    assert copies[-1] == f"Lưu: {plan.report.archive}"


# -- opening --------------------------------------------------------------------------------------------------------


def counted(number: int) -> str:
    return f"{number:02d}" if 0 < number < 10 else str(number)


@pytest.mark.parametrize("cycle", [*FIVE, BD_YEAR, LS_6M])
def test_the_opening_counts_who_sent_in_time_late_or_not_at_all(papers: Papers, cycle: str) -> None:
    paper = papers(cycle)
    first_sent = {draft.agency: vietnam_date(draft.sent_at) for draft in reversed(paper.drafts)}
    owing = [view for view in paper.facts.views if view.owes]
    in_time = sum(day <= paper.facts.cycle.last_day for day in first_sent.values())
    sentence = paper.after("Tính đến thời điểm tổng hợp")
    assert f"{counted(len(first_sent))}/{counted(len(owing))} cơ quan, đơn vị đã gửi" in sentence
    last = f"{paper.facts.cycle.last_day:%d}/{paper.facts.cycle.last_day.month if paper.facts.cycle.last_day.month > 2 else '02'}"
    assert f"{counted(in_time)} đúng hạn (đến hết ngày {last}/{paper.facts.cycle.last_day.year})" in sentence
    assert f"{counted(len(first_sent) - in_time)} quá hạn" in sentence
    missing = [view for view in owing if view.agency not in first_sent]
    assert f"Còn {counted(len(missing))} cơ quan, đơn vị chưa gửi" in sentence
    named = sentence + "\n".join(paper.annex("Cơ quan, đơn vị chưa gửi, gửi muộn, gửi chưa đầy đủ"))
    assert [view.name for view in missing if view.name not in named] == []


@pytest.mark.parametrize(
    ("cycle", "window"),
    [  # NĐ 09/2019/NĐ-CP, Điều 12: from the 15th of the month before to the 14th of the last month
        (BD_Q1, "Số liệu tính từ ngày 15/12/2024 đến ngày 14/3/2025."),
        (GL_6M, "Số liệu tính từ ngày 15/12/2023 đến ngày 14/6/2024; phần sau ngày 09/5/2024 là ước thực hiện."),
        (PS_6M, "Số liệu tính từ ngày 15/12/2024 đến ngày 14/6/2025."),
        (LS_6M, "Số liệu tính từ ngày 15/12/2025 đến ngày 14/6/2026."),
        (BD_YEAR, "Số liệu tính từ ngày 15/12/2024 đến ngày 14/12/2025; phần sau ngày 24/11/2025 là ước thực hiện."),
    ],
)
def test_the_window_of_the_figures_is_the_laws_and_estimates_are_told(papers: Papers, cycle: str, window: str) -> None:
    assert papers(cycle).after("Số liệu tính từ") == window


def test_who_carries_on_for_whom_is_told_once_for_each_merger(papers: Papers, prepared: tuple[Path, Register]) -> None:
    told = [line for line in papers(BD_YEAR).body if "kế thừa" in line and line.startswith("Từ ngày")]
    assert len(told) == 1
    march, july = told[0].split("; ")
    assert march.startswith("Từ ngày 01/3/2025, nghĩa vụ báo cáo của ")
    # On Mon 30/6/2025 there were 11 districts and 15 bodies that owed, Sở Nội vụ among them; on Tue 01/7/2025 they passed to 58
    # communes and 15 bodies.
    reporters = reporters_on(plan_of(BD_YEAR), ["so-ban-nganh"], prepared[1], dt.date(2025, 6, 30))
    assert len(reporters) == 15
    assert july == (
        "từ ngày 01/7/2025, nghĩa vụ báo cáo của 11 huyện, thị xã, thành phố và 15 cơ quan, đơn vị khác "
        "do 58 xã, phường và 15 cơ quan, đơn vị khác kế thừa."
    )
    assert not [line for line in papers(BD_Q1).body if "kế thừa" in line]


def test_the_days_of_the_passages_are_those_of_the_register(papers: Papers, prepared: tuple[Path, Register]) -> None:
    recorded = {(s.predecessor, s.successor): s.effective_on for s in prepared[1].succession_records}
    told = papers(BD_YEAR).facts.passages
    assert {passage.day for passage in told} == {dt.date(2025, 3, 1), dt.date(2025, 7, 1)}
    assert [p for p in told if recorded[p.predecessor.code, p.heir.code] != p.day] == []


def test_after_the_merger_the_opening_says_what_is_not_covered(papers: Papers, prepared: tuple[Path, Register]) -> None:
    register, day = prepared[1], dt.date(2025, 12, 20)
    everyone = register.members([AgencyKind.COMMUNE], "N52", day)
    own = {view.agency for view in papers(BD_YEAR).facts.views if view.owes} & {commune.code for commune in everyone}
    assert (len(everyone), len(own)) == (135, 58)
    line = papers(BD_YEAR).after("Kế hoạch được ban hành cho tỉnh Bình Định; ")
    assert "từ ngày 01/7/2025, tỉnh Gia Lai được hình thành từ 02 đơn vị hành chính, trong đó có tỉnh Bình Định." in line
    assert "Trong 135 xã, phường của tỉnh Gia Lai, phải báo cáo theo Kế hoạch là 58 xã, phường" in line
    assert "báo cáo này không gồm 77 xã, phường còn lại." in line
    assert line.endswith("Số liệu của 15 cơ quan, đơn vị khác thuộc tỉnh Gia Lai không tách riêng phần địa bàn tỉnh Bình Định.")


@pytest.mark.parametrize("cycle", [BD_Q1, GL_6M, LS_6M, PS_6M])
def test_a_report_that_covers_the_whole_territory_says_nothing_of_it(papers: Papers, cycle: str) -> None:
    assert papers(cycle).facts.scope is None
    assert not [line for line in papers(cycle).body if "không gồm" in line or "sắp xếp)" in line]


def test_a_merged_ward_tells_what_it_was_made_of(papers: Papers) -> None:
    # Six officials of phường Phú Sơn became four offices of phường Quang Trung (wards.yaml).
    line = papers(PS_YEAR).after("Kế hoạch được ban hành cho phường Phú Sơn; ")
    assert line == (
        "Kế hoạch được ban hành cho phường Phú Sơn; từ ngày 01/7/2025, phường Quang Trung được hình thành từ 04 đơn vị "
        "hành chính, trong đó có phường Phú Sơn. "
        "Số liệu của 04 cơ quan, đơn vị thuộc phường Quang Trung không tách riêng phần địa bàn phường Phú Sơn."
    )


def test_an_agency_with_nothing_to_report_is_named_once(papers: Papers) -> None:
    paper = papers(BD_Q1)
    (nil,) = [draft for draft in paper.drafts if draft.nil_report]
    name = paper.facts.short[nil.agency]
    assert f"báo cáo không phát sinh ({name})" in paper.text
    assert not [line for line in paper.body if line.startswith("Không phát sinh") and name in line]


# -- body -----------------------------------------------------------------------------------------------------------


def test_the_headings_of_binh_dinh_are_those_of_its_plan() -> None:
    assert [f"{s.number}" for s in plan_of(BD_Q1).sections] == (
        ["I", *(f"II.{n}" for n in range(1, 11)), "III", "IV", "V"]
    )  # what the next test relies on


def test_the_body_of_binh_dinh_follows_its_outline(papers: Papers) -> None:
    assert papers(BD_Q1).headings == [
        "I. CÔNG TÁC LÃNH ĐẠO, CHỈ ĐẠO, TRIỂN KHAI THỰC HIỆN",
        "II. KẾT QUẢ THỰC HIỆN",
        "1. Tuyên truyền, quán triệt chủ trương của Đảng, chính sách, pháp luật của Nhà nước về công tác dân vận",
        "2. Thực hiện dân chủ ở cơ sở; công khai các nội dung liên quan đến lợi ích của người dân",  # II.2 of the plan
        "3. Tiếp công dân, đối thoại với Nhân dân, giải quyết khiếu nại, tố cáo, kiến nghị, phản ánh",
        "4. Cải cách hành chính, kỷ luật, kỷ cương hành chính và ý thức phục vụ Nhân dân",
        "5. Tuyên truyền, vận động, ổn định tư tưởng khi sắp xếp tổ chức bộ máy và đơn vị hành chính",
        "6. Phong trào thi đua yêu nước, phong trào thi đua “Dân vận khéo”",
        "7. Công tác dân vận vùng đồng bào dân tộc thiểu số, đồng bào có đạo",
        "8. Phối hợp với Mặt trận Tổ quốc Việt Nam và các tổ chức chính trị - xã hội; giám sát, phản biện xã hội",
        "9. Kiểm tra, đôn đốc, hướng dẫn công tác dân vận; sơ kết, tổng kết",
        # II.4 and II.6 of the plan
        "10. Công tác dân vận trong thực hiện chỉ tiêu phát triển kinh tế - xã hội và các Chương trình mục tiêu quốc gia",
        "III. ĐÁNH GIÁ CHUNG: ƯU ĐIỂM; TỒN TẠI, HẠN CHẾ; NGUYÊN NHÂN",
        "IV. PHƯƠNG HƯỚNG, NHIỆM VỤ TRỌNG TÂM KỲ TỚI",
        "V. KIẾN NGHỊ, ĐỀ XUẤT",
        "VI. NHIỆM VỤ CỦA KẾ HOẠCH",  # it sets no target of its own
    ]


@pytest.mark.parametrize("cycle", WITH_FIGURES)
def test_headings_are_numbered_through_and_belong_to_this_obligation_alone(papers: Papers, cycle: str) -> None:
    paper, plan = papers(cycle), plan_of(cycle)
    obligation = plan.obligation(cycle.split(".")[1])
    numerals = [found[1] for line in paper.headings if (found := LEVEL_1.match(line))]
    assert numerals == ["I", "II", "III", "IV", "V", "VI", "VII", "VIII"][: len(numerals)]
    wanted = obligation.sections or tuple(section.id for section in plan.sections)
    titles = [line.split(". ", 1)[1].upper() for line in paper.headings]
    assert [section.id for section in plan.sections if section.id in wanted and section.title.upper() not in titles] == []
    foreign = [section.title for section in plan.sections if section.id not in wanted]
    assert [title for title in foreign if title.upper() in titles] == []


BULLET = re.compile(r"^- (?P<name>.+): (?P<value>[\d.]+(?:,\d+)?)(?:%| )")


def number_in(text: str) -> Decimal:
    return Decimal(text.replace(".", "").replace(",", "."))


@pytest.mark.parametrize("cycle", WITH_FIGURES)
def test_every_figure_is_the_same_in_sentence_table_workbook_and_plain_arithmetic(papers: Papers, cycle: str) -> None:
    paper = papers(cycle)
    said = {found["name"]: number_in(found["value"]) for line in paper.body if (found := BULLET.match(line))}
    table = {row[2]: row for row in paper.cells("Biểu tổng hợp số liệu")}
    workbook = {row[1]: row for row in paper.sheet("Tổng hợp") if row[0] and row[1]}
    catalogue = paper.facts.figures.catalogue
    for code, name in ((code, indicator.name) for code, indicator in catalogue.items() if indicator.name in table):
        shown = number_in(table[name][4]) if table[name][4] != "…" else None
        assert table[name][1] == code
        assert shown == (Decimal(str(workbook[name][3])) if shown is not None else None), code
        assert shown == paper.plain_sum(code) or catalogue[code].is_ratio, code
        assert said[name] == shown if shown is not None else name not in said, code
    assert set(said) <= set(table)
    assert len(said) >= 2


@pytest.mark.parametrize("cycle", [BD_Q1, GL_6M])
def test_a_ratio_is_one_of_sums_over_those_who_gave_both_numbers(papers: Papers, cycle: str) -> None:
    paper = papers(cycle)
    (row,) = [row for row in paper.cells("Biểu tổng hợp số liệu") if row[1] == "DT06"]
    resolved, cases = paper.added("DT05"), paper.added("DT04")
    both = resolved.keys() & cases.keys()
    exact = 100 * sum((resolved[a] for a in both), Decimal(0)) / sum((cases[a] for a in both), Decimal(0))
    assert abs(number_in(row[4]) - exact) <= Decimal("0.005")
    head = next(r for r in paper.sheet("Theo cơ quan") if r[0] == "Cơ quan, đơn vị")
    total = next(r for r in paper.sheet("Theo cơ quan") if r[0] == "Tổng cộng")
    place = next(n for n, title in enumerate(head) if title and title.startswith("DT06"))
    assert Decimal(str(total[place])) * 100 == pytest.approx(exact, abs=Decimal("0.0001"))


def test_a_figure_that_not_all_gave_says_of_how_many_it_is(papers: Papers) -> None:
    paper, sent = papers(BD_Q1), len(papers(BD_Q1).last_drafts)
    assert f"số liệu được tổng hợp từ {sent}/31 cơ quan" in paper.text
    short = 0
    for code, indicator in paper.facts.figures.catalogue.items():
        if indicator.is_ratio:
            continue
        why = {reason for (_, apart), reason in paper.apart.items() if apart == code}
        added, line = len(paper.added(code)), paper.after(f"- {indicator.name}: ")
        told = f"(trong {added} cơ quan có đủ số liệu, trên tổng số 31" if Apart.LEFT_OUT in why else f"({added}/31 cơ quan"
        assert (told in line) == (added != sent), code
        assert ("; đang kiểm tra số liệu của " in line) == (Apart.CHECKING in why), code
        short += added != sent
    assert short > 0


@pytest.mark.parametrize("cycle", WITH_FIGURES)
def test_every_quotation_is_what_that_agency_wrote(papers: Papers, cycle: str) -> None:
    paper = papers(cycle)
    written = {
        (paper.facts.short[draft.agency], narrative.text.strip())
        for draft in paper.last_drafts.values()
        for narrative in draft.narratives
    }
    quoted = [p for p in paper.document.paragraphs if p.style is not None and p.style.style_id == "DvTrichDan"]
    assert len(quoted) >= 3
    for paragraph in quoted:
        text, _, who = paragraph.text.rpartition(" (")
        beginning = text.removesuffix(" […]")
        assert any(who.removesuffix(")") == author and whole.startswith(beginning) for author, whole in written)
        assert len(beginning) <= 600


# -- annexes --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cycle", "titles"),
    [
        (
            BD_Q1,
            [
                "BIỂU TỔNG HỢP SỐ LIỆU",
                "SỐ LIỆU THEO NHÓM CƠ QUAN",
                "TÌNH HÌNH THỰC HIỆN NHIỆM VỤ CỦA KẾ HOẠCH",
                "CƠ QUAN, ĐƠN VỊ CHƯA GỬI, GỬI MUỘN, GỬI CHƯA ĐẦY ĐỦ",
                "SỐ LIỆU CẦN KIỂM TRA, LÀM RÕ",
                "SỐ LIỆU ĐANG KIỂM TRA, CHƯA CỘNG",
                "NỘI DUNG ÁP DỤNG NGOÀI QUY ĐỊNH CỦA KẾ HOẠCH",
            ],
        ),
        (
            LS_PLANS,
            [
                "KẾ HOẠCH ĐÃ NHẬN",
                "CƠ QUAN, ĐƠN VỊ CHƯA GỬI, GỬI MUỘN, GỬI CHƯA ĐẦY ĐỦ",
                "NỘI DUNG ÁP DỤNG NGOÀI QUY ĐỊNH CỦA KẾ HOẠCH",
            ],
        ),
        (
            DL_FOCAL,
            [
                "ĐẦU MỐI PHỤ TRÁCH CÔNG TÁC DÂN VẬN CHÍNH QUYỀN",
                "CƠ QUAN, ĐƠN VỊ CHƯA GỬI, GỬI MUỘN, GỬI CHƯA ĐẦY ĐỦ",
                "NỘI DUNG ÁP DỤNG NGOÀI QUY ĐỊNH CỦA KẾ HOẠCH",
            ],
        ),
    ],
)
def test_the_annexes_and_their_numbers(papers: Papers, cycle: str, titles: list[str]) -> None:
    lines = papers(cycle).lines
    found = [(lines[n], lines[n + 1]) for n, line in enumerate(lines) if re.fullmatch("Phụ lục [IVX]+", line)]
    numerals = ["I", "II", "III", "IV", "V", "VI", "VII"]
    assert found == [(f"Phụ lục {numeral}", title) for numeral, title in zip(numerals, titles, strict=False)]


@pytest.mark.parametrize("cycle", [*FIVE, BD_YEAR])
def test_wherever_the_body_points_to_an_annex_it_is_there(papers: Papers, cycle: str) -> None:
    paper = papers(cycle)
    pointed = set(re.findall(r"Phụ lục(?: [IVX]+)?", "\n".join(paper.body)))
    headed = {line for line in paper.lines if re.fullmatch(r"Phụ lục(?: [IVX]+)?", line)}
    assert pointed <= headed


def test_the_two_groups_add_up_to_the_whole(papers: Papers) -> None:
    paper = papers(BD_Q1)
    whole = {row[2]: row[4] for row in paper.cells("Biểu tổng hợp số liệu") if row[3] != "%"}
    parts = {row[1]: row[3:] for row in paper.cells("Số liệu theo nhóm cơ quan") if row[2] != "%"}
    assert set(parts) == set(whole)
    for name, (departments, districts) in parts.items():
        assert number_in(departments) + number_in(districts) == number_in(whole[name]), name


def test_late_and_missing_agencies_stand_with_day_and_what_they_lack(papers: Papers) -> None:
    paper = papers(BD_Q1)
    rows = {row[1]: row for row in paper.cells("Cơ quan, đơn vị chưa gửi, gửi muộn, gửi chưa đầy đủ")}
    views = {view.name: view for view in paper.facts.views if view.owes}
    troubled = {
        name for name, v in views.items() if v.status.state in ("missing", "incomplete", "returned") or v.status.on_time is False
    }
    assert set(rows) == troubled
    for name, row in rows.items():
        codes = [code for code in views[name].missing if code in paper.facts.figures.catalogue]
        assert [code for code in codes if code not in row[3]] == []
        assert bool(row[2].strip()) == (views[name].sent_at is not None)
    assert "Hạn nộp: trước ngày 20/3/2025; ngày cuối cùng được chấp nhận: thứ Tư, ngày 19/3/2025." in paper.text


def test_doubts_are_those_of_the_versions_that_count(papers: Papers) -> None:
    paper = papers(BD_Q1)
    rows = paper.cells("Số liệu cần kiểm tra, làm rõ")
    serious = [d for d in paper.facts.doubts if d.severity is not Severity.INFO]
    assert [(row[1], row[2], row[4]) for row in rows] == [(paper.facts.short[d.agency], d.sentence, d.rule) for d in serious]


@pytest.mark.parametrize("cycle", FIVE)
def test_what_was_assumed_for_this_obligation_is_told_and_nothing_of_the_others(papers: Papers, cycle: str) -> None:
    paper, plan = papers(cycle), plan_of(cycle)
    obligation = plan.obligation(cycle.split(".")[1])
    told = "\n".join(paper.annex("Nội dung áp dụng ngoài quy định của Kế hoạch"))
    assert obligation.day_off.reason in told
    assert plan.report.signatory.reason in told
    others = [o for o in plan.obligations if o is not obligation]
    assert [o.title for o in others if o.title in told] == []
    assert "Thang đôn đốc" not in told
    everything = "\n".join(str(cell) for row in paper.sheet("Giả định") for cell in row)
    assert "Thang đôn đốc" in everything


def test_an_assumption_of_a_task_is_told_in_the_cycles_that_ask_about_it(papers: Papers) -> None:
    review = (
        "Nhiệm vụ: Sơ kết, tổng kết các nghị quyết, chỉ thị, kết luận về công tác dân vận"  # asked about in the annual report
    )
    first, year = ("\n".join(papers(c).annex("Nội dung áp dụng ngoài quy định của Kế hoạch")) for c in (BD_Q1, BD_YEAR))
    assert review not in first
    assert review in year


def test_figures_that_stand_apart_are_listed_in_the_order_of_the_roll(papers: Papers) -> None:
    paper = papers(BD_Q1)
    rows = [row[1] for row in paper.cells("Số liệu đang kiểm tra, chưa cộng")]
    order = [name for name in paper.facts.short.values() if name in rows]
    checked = [name for name in order if name in ("Sở Tư pháp", "Thanh tra tỉnh")]
    assert rows == [*checked, *(name for name in order if name not in checked)]


def test_tasks_count_only_agencies_that_exist(papers: Papers) -> None:
    # Of the year's 73 agencies all have each task; the 31 that ended before are not counted beside them.
    rows = papers(BD_YEAR).cells("Tình hình thực hiện nhiệm vụ của Kế hoạch")
    everyone = [row for row in rows if int(row[3]) > 5]
    assert {row[3] for row in everyone} == {"73"}
    assert all(int(row[3]) == sum(map(int, row[4:10])) for row in rows)


def test_a_task_of_another_cycle_is_not_told_of_again(papers: Papers) -> None:
    own_plan = "Xây dựng kế hoạch cụ thể để thực hiện Kế hoạch của Ủy ban nhân dân tỉnh"  # asked in the first quarter only
    first, year = (
        [row[1] for row in papers(cycle).cells("Tình hình thực hiện nhiệm vụ của Kế hoạch")] for cycle in (BD_Q1, BD_YEAR)
    )
    assert own_plan in first
    assert own_plan not in year
    assert f"Tình hình thực hiện {len(year)} nhiệm vụ của Kế hoạch nêu tại Phụ lục III; " in papers(BD_YEAR).text


def test_a_group_is_called_what_its_members_are(papers: Papers) -> None:
    heading = {c: next(x for x in papers(c).annex("Số liệu theo nhóm cơ quan") if x.startswith("TT |")) for c in (BD_Q1, BD_YEAR)}
    assert heading[BD_Q1].endswith("Ủy ban nhân dân các huyện, thị xã, thành phố")
    assert heading[BD_YEAR].endswith("Ủy ban nhân dân các xã, phường")


def test_after_the_districts_ended_no_group_is_called_after_them(papers: Papers) -> None:
    paper = papers(BD_YEAR)
    assert [line for line in paper.lines if "các huyện, thị xã" in line] == []
    assert {row[1] for row in paper.sheet("Theo cơ quan")[4:]} & {"Ủy ban nhân dân các huyện, thị xã, thành phố"} == set()


# -- what only one plan has -----------------------------------------------------------------------------------------


def test_gia_lai_says_who_has_two_working_models_and_who_has_not(papers: Papers) -> None:
    paper = papers(GL_6M)
    models = {agency: given(draft, "DV05") for agency, draft in paper.last_drafts.items()}
    met = [agency for agency, number in models.items() if number is not None and number >= 2]
    short = [agency for agency, number in models.items() if number is not None and number < 2]
    line = paper.after("Mức phấn đấu.")  # II.7: “phấn đấu có ít nhất 02 mô hình”
    goal = "Mức phấn đấu. Có ít nhất 02 mô hình “Dân vận khéo” hoạt động hiệu quả"
    assert line == f"{goal}: {counted(len(met))}/37 cơ quan, đơn vị đã đạt mức phấn đấu."
    told = [line for line in paper.body if line.startswith("Đang phấn đấu")]
    assert len(told) == bool(short)
    assert [agency for agency in short if paper.facts.short[agency] not in told[0]] == []
    unknown = next(line for line in paper.body if line.startswith("Chưa có số liệu"))
    assert f"({counted(37 - len(met) - len(short))})" in unknown


def test_lang_son_lists_the_plans_in_the_rolls_order(papers: Papers) -> None:
    paper = papers(LS_PLANS)
    rows = paper.cells("Kế hoạch đã nhận")
    order = [view.name for view in paper.facts.views if view.agency in paper.last_drafts]
    assert [row[1] for row in rows] == order
    by_name = {paper.facts.names[agency]: draft for agency, draft in paper.last_drafts.items()}
    assert [row[2] for row in rows] == [by_name[name].document_number or "…" for name in order]
    late = {row[1] for row in rows if row[4] == "quá hạn"}
    first = {draft.agency: draft for draft in reversed(paper.drafts)}
    # Before Tue 10/3/2026: the last admissible day is Mon 9/3.
    assert late == {paper.facts.names[a] for a, d in first.items() if vietnam_date(d.sent_at) > dt.date(2026, 3, 9)}
    without = sum(not draft.document_number for draft in paper.last_drafts.values())
    assert paper.after("Đã nhận") == f"Đã nhận {len(rows)} kế hoạch, trong đó {counted(without)} kế hoạch chưa ghi số, ký hiệu."


def test_dak_lak_lists_persons_once_for_each_agency_in_the_rolls_order(papers: Papers) -> None:
    paper = papers(DL_FOCAL)
    rows = paper.cells("Đầu mối phụ trách công tác dân vận chính quyền")
    named = {agency for agency, draft in paper.last_drafts.items() if draft.persons}
    assert [row[1] for row in rows] == [view.name for view in paper.facts.views if view.agency in named]
    by_name = {row[1]: row for row in rows}
    for agency in named:
        for person in paper.last_drafts[agency].persons:
            assert person.name in by_name[paper.facts.names[agency]][2 if person.role == "leader" else 5]
    total = next(line for line in paper.lines if " | Tổng số | " in line)
    assert total.split(" | ")[2:4] == ["211", str(len(paper.last_drafts))]
    roles = [person.role for draft in paper.last_drafts.values() for person in draft.persons]
    sentence = f"{roles.count('leader')} lãnh đạo phụ trách và {roles.count('official')} công chức tham mưu"
    assert sentence in paper.text


# -- beside earlier cycles ------------------------------------------------------------------------------------------


def test_without_earlier_cycles_there_is_nothing_to_compare_with(papers: Papers) -> None:
    heading = next(line for line in papers(BD_Q1).annex("Biểu tổng hợp số liệu") if line.startswith("TT |"))
    assert heading == "TT | Mã | Chỉ tiêu | ĐVT | Kỳ này | Số cơ quan có số liệu"


def test_a_period_before_that_was_not_issued_stands_nowhere_and_the_report_says_why(papers: Papers) -> None:
    papers(BD_Q1)  # consolidated, never issued: nobody has it
    second = papers(BD_6M)
    heading = next(line for line in second.annex("Biểu tổng hợp số liệu") if line.startswith("TT |"))
    assert heading == "TT | Mã | Chỉ tiêu | ĐVT | Kỳ này | Số cơ quan có số liệu"
    note = "Không so sánh với kỳ trước (quý I năm 2025): báo cáo của kỳ đó chưa được phát hành khi tổng hợp."
    assert note in second.after("Dấu “…”")


@pytest.fixture(scope="module")
def quarter_and_half_year(
    prepared: tuple[Path, Register], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Paper, Paper]]:
    """The first quarter of Bình Định, issued, and the half-year after it."""
    with office_in(tmp_path_factory.mktemp("issued"), prepared) as office:
        first = sample_paper(office, BD_Q1, MADE_ON[BD_Q1])
        issue(office, BD_Q1, "2025-04-11 09:00")
        yield first, sample_paper(office, BD_6M, MADE_ON[BD_6M])


def test_the_period_before_stands_beside_and_is_what_was_issued(quarter_and_half_year: tuple[Paper, Paper]) -> None:
    issued, second = quarter_and_half_year
    first = {row[1]: row[4] for row in issued.cells("Biểu tổng hợp số liệu")}
    heading = next(line for line in second.annex("Biểu tổng hợp số liệu") if line.startswith("TT |"))
    assert heading == "TT | Mã | Chỉ tiêu | ĐVT | Kỳ này | Kỳ trước | Số cơ quan có số liệu"
    # Departments merged on Sat 01/3/2025; also what counts units is what the issued report says, which the reader holds.
    assert {row[1]: row[5] for row in second.cells("Biểu tổng hợp số liệu")} == first
    told = "“Kỳ trước” là báo cáo quý I năm 2025 phát hành ngày 11/4/2025 (lần 01), tổng hợp từ 29/31 cơ quan, đơn vị."
    assert told in second.after("Dấu “…”")


# -- the same again -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("cycle", FIVE)
def test_the_same_facts_give_the_same_bytes(papers: Papers, cycle: str) -> None:
    facts = papers(cycle).facts
    assert write_docx(report_document(facts, trace="a")) == write_docx(report_document(facts, trace="a"))
    assert write_xlsx(report_workbook(facts, trace="a")) == write_xlsx(report_workbook(facts, trace="a"))


def test_the_whole_report_of_binh_dinh_reads_as_agreed(papers: Papers, golden: Callable[[str, str], None]) -> None:
    golden("report-binh-dinh-2025-q1.txt", papers(BD_Q1).text + "\n")
