"""A province's own CSV files: read as Excel writes them, written as Excel may open them."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from register_csv import write_agencies_csv, write_contacts_csv, write_successions_csv

from danvan_workflow.errors import InvalidInput, Problem
from danvan_workflow.register.build import national_register
from danvan_workflow.register.codec import RegisterRecords, read_register_files
from danvan_workflow.register.models import Agency, AgencyKind, Contact, ContactRole, Succession
from danvan_workflow.text import one_line


def read(text: str, file: str = "so.csv") -> RegisterRecords:
    return read_register_files([(file, text)])


def problems(text: str, file: str = "so.csv") -> list[Problem]:
    with pytest.raises(InvalidInput) as caught:
        read(text, file)
    return list(caught.value.problems)


def test_a_file_from_excel_with_semicolons_a_bom_and_vietnamese_dates_is_read() -> None:
    header = "\ufeffcode;name;kind;province;parent;valid_from;valid_to;assumed"
    text = f"{header}\r\nN52-SDL;Sở Du lịch;department;N52;N52;01/7/2025;;không\r\n"
    (found,) = read(text).agencies
    assert found == Agency(
        code="N52-SDL",
        name="Sở Du lịch",
        short_name="Sở Du lịch",
        kind=AgencyKind.DEPARTMENT,
        province="N52",
        parent="N52",
        valid_from=date(2025, 7, 1),  # Tuesday
        unit_name="Sở Du lịch",
    )


def test_text_is_brought_to_nfc_and_the_old_font_letter_is_mended() -> None:
    (found,) = read("code,name,kind\nA,Ba\u0323n quản lý Nhà nƣớc,department\n").agencies
    assert found.name == "Bạn quản lý Nhà nước"


@pytest.mark.parametrize(
    ("text", "share"),
    [("", 1), ("1", 1), ("2/3", Fraction(2, 3)), ("0,5", Fraction(1, 2)), ("0.25", Fraction(1, 4)), ("40%", Fraction(2, 5))],
)
def test_shares_may_be_written_in_several_ways(text: str, share: Fraction) -> None:
    (found,) = read(f'predecessor,successor,share,effective_on\nA,B,"{text}",2025-07-01\n').successions
    assert found.share == share


@pytest.mark.parametrize("text", ["0", "-1/2", "3/2", "101%", "1/0", "một nửa", "nan", "inf"])
def test_a_share_that_is_none_is_refused(text: str) -> None:
    (problem,) = problems(f"predecessor,successor,share,effective_on\nA,B,{text},2025-07-01\n")
    assert (problem.line, problem.place, problem.value) == (2, "share", text)


def test_all_problems_of_all_files_are_told_at_once_with_file_line_and_value() -> None:
    files = [
        ("co-quan.csv", "code,name,kind,valid_from,valid_to\nN52 SNV,,so,2025-02-30,\nB,Sở B,department,2025-07-01,2025-06-30\n"),
        ("ke-thua.csv", "predecessor,successor,effective_on\nA,B,\n"),
        ("dia-chi.csv", "agency,role,name,email\nA,truong,Văn thư,khong-phai-thu\n"),
    ]
    with pytest.raises(InvalidInput) as caught:
        read_register_files(files)
    assert [(found.file, found.line, found.place, found.value) for found in caught.value.problems] == [
        ("co-quan.csv", 2, "code", "N52 SNV"),
        ("co-quan.csv", 2, "name", ""),
        ("co-quan.csv", 2, "kind", "so"),
        ("co-quan.csv", 2, "valid_from", "2025-02-30"),
        ("co-quan.csv", 3, "valid_to", "2025-06-30"),
        ("ke-thua.csv", 2, "effective_on", ""),
        ("dia-chi.csv", 2, "role", "truong"),
        ("dia-chi.csv", 2, "email", "khong-phai-thu"),
    ]
    assert all(found.accepted for found in caught.value.problems)


@pytest.mark.parametrize("text", ["2025/07/01", "31/6/2025", "tháng 7/2025", "45839"])
def test_a_date_written_otherwise_is_refused(text: str) -> None:
    (problem,) = problems(f"predecessor,successor,effective_on\nA,B,{text}\n")
    assert (problem.place, problem.value) == ("effective_on", text)


def test_a_flag_is_yes_no_or_a_tick_and_nothing_else() -> None:
    header = "code,name,kind,assumed\n"
    found = read(f"{header}A,A,media,có\nB,B,media,không\nC,C,media,x\nD,D,media,\n").agencies
    assert [agency.assumed for agency in found] == [True, False, True, False]
    assert [problem.value for problem in problems(f"{header}A,A,media,có lẽ\n")] == ["có lẽ"]


def test_one_file_alone_reports_its_problems_too() -> None:
    with pytest.raises(InvalidInput, match=r"a\.csv:2: kind"):
        read("code,name,kind\nA,Sở A,so\n", "a.csv")


def test_unknown_and_missing_columns_are_named() -> None:
    found = problems("code,ten,kind\nA,Sở A,department\n")
    assert [(problem.message, problem.value, problem.line) for problem in found] == [
        ("không có cột này", "ten", 1),
        ("thiếu cột", "name", 1),
    ]


def test_a_row_with_a_cell_too_many_is_refused() -> None:
    (found,) = problems("code,name,kind\nA,Sở Văn hóa, Thể thao,department\n")
    assert (found.line, found.accepted) == (2, "3 ô mỗi dòng")


def test_a_column_named_twice_is_refused() -> None:
    (found,) = problems("code,name,kind,name\nA,Sở A,department,Sở B\n")
    assert (found.message, found.value, found.line) == ("cột ghi hai lần", "name", 1)


def test_a_cell_that_no_spreadsheet_wrote_is_refused_without_a_traceback() -> None:
    (found,) = problems(f"code,name,kind\nA,{'x' * 200_000},department\n")
    assert (found.line, found.message) == (2, "không đọc được CSV từ dòng này")


def test_the_name_of_a_contact_is_no_longer_than_the_database_holds() -> None:
    (found,) = problems(f"agency,role,name,email\nA,focal,{'ă' * 201},a@b.example\n")
    assert (found.place, found.accepted) == ("name", "tối đa 200 ký tự")


def test_an_empty_file_says_what_it_should_hold() -> None:
    assert {problem.value for problem in problems("")} == {"code", "name", "kind"}


def test_a_name_longer_than_the_database_holds_is_refused() -> None:
    (found,) = problems(f"code,name,kind\nA,{'ă' * 301},department\n")
    assert (found.place, found.accepted) == ("name", "tối đa 300 ký tự")


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("co-quan.csv", "code,name,kind\nA,Sở A,department\n\nA,Sở A,department\n"),
        ("dia-chi.csv", "agency,role,name,email\nA,focal,Văn thư,a@b.example\n\nA,focal,Văn thư,A@B.example\n"),
    ],
)
def test_the_same_thing_twice_is_refused_at_its_second_line(file: str, text: str) -> None:
    (found,) = problems(text, file)
    assert (found.line, found.message) == (4, "dòng lặp lại dòng 2")


def test_the_national_register_survives_the_files() -> None:
    register = national_register()
    agencies, successions = register.agencies[::37], register.succession_records[::37]
    assert read(write_agencies_csv(agencies)).agencies == agencies
    assert read(write_successions_csv(successions)).successions == successions
    contacts = register.contacts("N52-SNV", date(2025, 7, 1))  # Tuesday
    assert read(write_contacts_csv(contacts)).contacts == contacts


def test_the_three_kinds_of_file_are_told_apart() -> None:
    agency = Agency("A", "Sở A", "Sở A", AgencyKind.DEPARTMENT, valid_to=date(2025, 6, 30), unit_name="Sở A")  # Monday
    succession = Succession("A", "B", Fraction(1), date(2025, 7, 1))  # Tuesday
    contact = Contact("A", ContactRole.HEAD, "Giám đốc Sở A", "a@so-a.example", phone="+84256")
    texts = [write_contacts_csv([contact]), write_agencies_csv([agency]), write_successions_csv([succession])]
    records = read_register_files((f"{number}.csv", text) for number, text in enumerate(texts))
    assert (records.agencies, records.successions, records.contacts) == ((agency,), (succession,), (contact,))


@example("'=1+1")
@example("=1+1")
@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=40).map(one_line).filter(bool))
def test_any_name_survives(name: str) -> None:
    contact = Contact("A", ContactRole.FOCAL, name, "a@b.example")
    assert read(write_contacts_csv([contact])).contacts == (contact,)
