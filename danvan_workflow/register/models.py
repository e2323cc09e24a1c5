"""Who reports and to whom: agencies with dates, their successions and their contacts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction


class AgencyKind(StrEnum):
    """What an agency is; plans choose their groups by it."""

    PROVINCE = "province"
    DISTRICT = "district"
    COMMUNE = "commune"
    OFFICE = "office"
    DEPARTMENT = "department"
    INSPECTORATE = "inspectorate"
    AUTHORITY = "authority"
    SERVICE_UNIT = "service_unit"
    MEDIA = "media"
    PARTY_BODY = "party_body"
    FRONT = "front"
    CENTRAL_BODY = "central_body"
    WARD_OFFICIAL = "ward_official"
    MINISTRY = "ministry"

    @property
    def label(self) -> str:
        """The kind as an officer reads it."""
        return _KIND_LABELS[self]


_KIND_LABELS = {
    AgencyKind.PROVINCE: "UBND cấp tỉnh",
    AgencyKind.DISTRICT: "UBND cấp huyện",
    AgencyKind.COMMUNE: "UBND cấp xã",
    AgencyKind.OFFICE: "Văn phòng UBND cấp tỉnh",
    AgencyKind.DEPARTMENT: "Sở và cơ quan ngang sở",
    AgencyKind.INSPECTORATE: "Thanh tra cấp tỉnh",
    AgencyKind.AUTHORITY: "Ban quản lý thuộc UBND cấp tỉnh",
    AgencyKind.SERVICE_UNIT: "Đơn vị thuộc sở, ban, ngành",
    AgencyKind.MEDIA: "Cơ quan báo chí của tỉnh",
    AgencyKind.PARTY_BODY: "Cơ quan Đảng cấp tỉnh",
    AgencyKind.FRONT: "Mặt trận Tổ quốc và tổ chức chính trị - xã hội",
    AgencyKind.CENTRAL_BODY: "Cơ quan trung ương đóng trên địa bàn",
    AgencyKind.WARD_OFFICIAL: "Công chức, đơn vị thuộc UBND cấp xã",
    AgencyKind.MINISTRY: "Bộ, cơ quan ngang bộ",
}

UNIT_KINDS = frozenset({AgencyKind.PROVINCE, AgencyKind.DISTRICT, AgencyKind.COMMUNE})
"""The kinds that are a People's Committee of an administrative unit."""


@dataclass(frozen=True, slots=True)
class Agency:
    """One agency over its life; `valid_from` and `valid_to` are inclusive, None means open.

    `name` says where ("Sở Nội vụ tỉnh Bình Định"), `unit_name` doesn't ("Sở Nội vụ"; for a People's Committee
    the plain name of its unit, "Xã An Hòa"). `parent` is the agency just above on the map, `province` the unit code
    of the province, both empty for a ministry. `assumed` marks what no official document in the library says.
    """

    code: str
    name: str
    short_name: str
    kind: AgencyKind
    province: str = ""
    parent: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    assumed: bool = False
    reason: str = ""
    unit_name: str = ""
    province_name: str = ""

    def valid_on(self, day: date) -> bool:
        """Whether the agency exists on `day`."""
        return not self.begins_after(day) and not self.ended_before(day)

    def begins_after(self, day: date) -> bool:
        """Whether the agency isn't founded yet on `day`."""
        return self.valid_from is not None and day < self.valid_from

    def ended_before(self, day: date) -> bool:
        """Whether the agency is already gone on `day`."""
        return self.valid_to is not None and self.valid_to < day


@dataclass(frozen=True, slots=True)
class Succession:
    """A share of `predecessor` that passes to `successor` on the first day `effective_on`.

    The shares of one predecessor sum to exactly 1 and take effect on the same day, after its last day.
    """

    predecessor: str
    successor: str
    share: Fraction
    effective_on: date
    assumed: bool = False
    reason: str = ""


class ContactRole(StrEnum):
    """What a contact is asked for: notices go to the focal person first and climb to the leader."""

    FOCAL = "focal"
    HEAD = "head"
    LEADER = "leader"

    @property
    def label(self) -> str:
        """The role as an officer reads it."""
        return {"focal": "Đầu mối", "head": "Thủ trưởng", "leader": "Lãnh đạo phụ trách"}[self.value]


@dataclass(frozen=True, slots=True)
class Contact:
    """Someone to write to at an agency; `example` addresses exist for trials only and must never get real mail."""

    agency: str
    role: ContactRole
    name: str
    email: str
    phone: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    example: bool = False

    def valid_on(self, day: date) -> bool:
        """Whether the contact is in charge on `day`."""
        started = self.valid_from is None or self.valid_from <= day
        return started and (self.valid_to is None or day <= self.valid_to)
