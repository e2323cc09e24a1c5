"""Example contacts, so that every agency can be written to in a trial and nobody real is."""

from __future__ import annotations

from danvan_workflow.register.models import UNIT_KINDS, Agency, AgencyKind, Contact, ContactRole
from danvan_workflow.register.names import proper_name, slug

_HEADS = {
    AgencyKind.PROVINCE: "Chủ tịch",
    AgencyKind.DISTRICT: "Chủ tịch",
    AgencyKind.COMMUNE: "Chủ tịch",
    AgencyKind.OFFICE: "Chánh",
    AgencyKind.DEPARTMENT: "Giám đốc",
    AgencyKind.INSPECTORATE: "Chánh",
    AgencyKind.AUTHORITY: "Trưởng ban",
    AgencyKind.WARD_OFFICIAL: "Người phụ trách",
    AgencyKind.MINISTRY: "Bộ trưởng",
}


def example_contacts(agency: Agency) -> tuple[Contact, ...]:
    """A focal person, a head and a leader with addresses under the reserved domain `.example` (RFC 2606).

    They name offices, never persons. Within a province the addresses of two agencies differ; a department keeps its
    address when its province is renamed to the same name.
    """
    title = agency.short_name if agency.kind in UNIT_KINDS else agency.unit_name
    head = _HEADS.get(agency.kind, "Thủ trưởng")
    clerk = "Đầu mối" if agency.kind is AgencyKind.WARD_OFFICIAL else "Văn thư"
    host = _host(agency)
    return (
        _contact(agency, ContactRole.FOCAL, f"{clerk} {title}", f"vanthu@{host}"),
        _contact(agency, ContactRole.HEAD, f"{head} {title}", f"thutruong@{host}"),
        _contact(agency, ContactRole.LEADER, f"Lãnh đạo phụ trách dân vận {title}", f"lanhdao@{host}"),
    )


def _contact(agency: Agency, role: ContactRole, name: str, email: str) -> Contact:
    return Contact(agency.code, role, name, email, example=True)


def _host(agency: Agency) -> str:
    province = slug(proper_name(agency.province_name))
    return ".".join(part for part in (_label(agency), province, "example") if part)


def _label(agency: Agency) -> str:
    if agency.kind is AgencyKind.WARD_OFFICIAL:
        return slug(agency.code)
    if agency.kind in UNIT_KINDS:
        # Communes of one province share names: the same before 1/7/2025, the same in ASCII today (Cẩm Giang, Cẩm Giàng).
        code = f" {agency.code}" if agency.kind is AgencyKind.COMMUNE else ""
        return slug(f"ubnd {agency.unit_name}{code}")
    return slug(agency.unit_name)
