"""Read the templates of bodies (departments.csv, bodies.yaml) and the bodies of wards (wards.yaml)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from danvan_workflow.errors import InvalidInput
from danvan_workflow.reading.reader import Kind, read_text
from danvan_workflow.reading.rows import read_rows
from danvan_workflow.register.bodies import Body
from danvan_workflow.register.body_parts import BodiesFile, DepartmentRow, WardEntry, WardsFile
from danvan_workflow.register.models import Agency, AgencyKind, Succession
from danvan_workflow.register.names import within_sentence

DEPARTMENTS_REASON = "Danh mục sở, ban, ngành điển hình, chưa theo quyết định của tỉnh"
DEPARTMENTS_ENDED_REASON = "Ngày sắp xếp các sở: giả định 01/3/2025, chưa theo quyết định của tỉnh"
BODIES_FILE = Kind("danh mục", BodiesFile)
WARDS_FILE = Kind("danh mục", WardsFile)


def read_departments(text: str, file: str = "departments.csv") -> tuple[Body, ...]:
    """The provincial departments of `departments.csv`."""
    found = read_rows(DepartmentRow, text, file)
    if found.problems:
        raise InvalidInput(found.problems)
    return tuple(map(_department, found.rows))


def _department(row: DepartmentRow) -> Body:
    return Body(
        code=row.code,
        name=_template(row.name),
        short_name=_template(row.short_name),
        kind=row.kind,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        successors=row.successors,
        reason=DEPARTMENTS_ENDED_REASON if row.valid_from or row.valid_to else DEPARTMENTS_REASON,
    )


def _template(name: str) -> str:
    """Where the province stands in a name: in place of "tỉnh" (Thanh tra tỉnh), or only after the full one (Sở Nội vụ)."""
    without = name.removesuffix(" tỉnh")
    return f"{name} {{place}}" if without == name else f"{without} {{unit}}"


def read_bodies(text: str, file: str = "bodies.yaml") -> tuple[tuple[Body, ...], tuple[Agency, ...]]:
    """The other provincial bodies and the ministries of `bodies.yaml`."""
    said, _ = read_text(BODIES_FILE, text, file)
    ministries = (
        Agency(entry.code, entry.name, entry.short_name, AgencyKind.MINISTRY, unit_name=entry.name) for entry in said.ministries
    )
    return tuple(entry.body(said.reason) for entry in said.bodies), tuple(ministries)


def read_wards(
    text: str, units: Mapping[str, Agency], file: str = "wards.yaml"
) -> tuple[tuple[Agency, ...], tuple[Succession, ...]]:
    """Those who report inside wards, and their successions; `units` are the wards by code."""
    said, _ = read_text(WARDS_FILE, text, file, units)
    agencies: list[Agency] = []
    successions: list[Succession] = []
    for ward, entries in said.wards.items():
        for entry in entries:
            agency = _ward_agency(entry, units[ward], said.reason)
            agencies.append(agency)
            successions += _ward_successions(entry, agency)
    return tuple(agencies), tuple(successions)


def _ward_agency(entry: WardEntry, ward: Agency, reason: str) -> Agency:
    return Agency(
        code=f"{ward.code}-{entry.code}",
        name=f"{entry.name} {within_sentence(ward.unit_name)}",
        short_name=entry.short_name,
        kind=AgencyKind.WARD_OFFICIAL,
        province=ward.province,
        parent=ward.code,
        valid_from=entry.valid_from,
        valid_to=entry.valid_to,
        assumed=not entry.source,
        reason=entry.source or entry.reason or reason,
        unit_name=entry.name,
        province_name=ward.province_name,
    )


def _ward_successions(entry: WardEntry, agency: Agency) -> Iterator[Succession]:
    for code, share, day in entry.passes_on():
        yield Succession(agency.code, code, share, day, True, agency.reason)
