"""Invented persons, whose names say so, and the numbers of invented documents."""

from __future__ import annotations

import random
import string

from danvan_workflow.duty.submission import Person
from danvan_workflow.plan.models import ObligationKind
from danvan_workflow.sample.levels import level_of_agency
from danvan_workflow.sample.models import SampleDuty

FAMILY_NAMES = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Võ", "Đặng", "Bùi", "Đỗ", "Hồ")
MIDDLE_NAMES = ("Văn", "Thị")
POSITIONS = {
    ("leader", "department"): ("Phó Giám đốc", "Phó Thủ trưởng cơ quan"),
    ("leader", "district"): ("Phó Chủ tịch Ủy ban nhân dân",),
    ("leader", "commune"): ("Phó Chủ tịch Ủy ban nhân dân",),
    ("leader", "official"): ("Công chức phụ trách",),
    ("official", "department"): ("Chuyên viên Văn phòng", "Chuyên viên Phòng Tổ chức - Hành chính"),
    ("official", "district"): ("Chuyên viên Phòng Nội vụ",),
    ("official", "commune"): ("Công chức Văn phòng - thống kê", "Công chức Văn hóa - xã hội"),
    ("official", "official"): ("Công chức tham mưu",),
}


def sample_name(source: random.Random) -> str:
    """An obviously invented name, as “Nguyễn Văn Mẫu A”."""
    return f"{source.choice(FAMILY_NAMES)} {source.choice(MIDDLE_NAMES)} Mẫu {source.choice(string.ascii_uppercase)}"


def persons_of(duty: SampleDuty, source: random.Random) -> tuple[Person, ...]:
    """As many persons of each role as the duty asks for, with addresses that lead nowhere."""
    return tuple(_person(duty, need.role, number, source) for need in duty.persons for number in range(need.count))


def _person(duty: SampleDuty, role: str, number: int, source: random.Random) -> Person:
    places = POSITIONS[role, level_of_agency(duty)]
    address = f"{role}{number + 1}.{duty.agency.lower()}@mau.example"
    return Person(role, sample_name(source), places[number % len(places)], f"000 0000 {source.randrange(1000):03d}", address)


def document_number(duty: SampleDuty, kind: ObligationKind, source: random.Random) -> str:
    """Number and sign, as `12/KH-UBND` of a plan or `145/BC-STP` of a report."""
    body = duty.agency.partition("-")[2] or "UBND"
    sign = "KH" if kind is ObligationKind.PLAN_DELIVERY else "BC"
    number = source.randint(4, 60) if sign == "KH" else source.randint(9, 400)
    return f"{number:02d}/{sign}-{body}"
