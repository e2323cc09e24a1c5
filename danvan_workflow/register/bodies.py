"""The bodies that every province has: templates, and the agencies made of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction

from danvan_workflow.register.models import Agency, AgencyKind, Succession
from danvan_workflow.register.names import proper_name, within_sentence

EVEN_REASON = "Tài liệu không nêu tỷ lệ tiếp nhận nhiệm vụ; quy ước chia đều cho các cơ quan tiếp nhận"
MERGER_REASON = "Tỉnh mới tiếp nhận cơ quan cùng loại của các tỉnh hợp thành từ 01/7/2025; chưa theo quyết định của tỉnh"
PLACEHOLDERS = frozenset({"unit", "place", "party", "proper"})


@dataclass(frozen=True, slots=True)
class Body:
    """A body as every province has it; `successors` are codes of other bodies with shares that sum to 1.

    `only` holds the statistics codes of the provinces before 1/7/2025 that had the body; empty means all.
    """

    code: str
    name: str
    short_name: str
    kind: AgencyKind
    valid_from: date | None = None
    valid_to: date | None = None
    successors: tuple[tuple[str, Fraction], ...] = ()
    parent: str = ""
    only: frozenset[str] = frozenset()
    reason: str = ""


@dataclass(frozen=True, slots=True)
class _Wording:
    """What stands for the placeholders in the names of a province's bodies."""

    unit: str
    place: str
    party: str
    proper: str

    def fill(self, template: str) -> str:
        filled = template.format(unit=self.unit, place=self.place, party=self.party, proper=self.proper)
        return filled.strip()


def body_agencies(bodies: Iterable[Body], provinces: Iterable[Agency], merged: Mapping[str, frozenset[str]]) -> Iterator[Agency]:
    """The bodies of each province for as long as both the body and the province last.

    `merged` tells, for each province, the statistics codes of the provinces before 1/7/2025 that it is made of.
    """
    listed = tuple(bodies)
    for province in provinces:
        origins = merged[province.code]
        for body in listed:
            if body.only and not body.only & origins:
                continue
            first, last = _later(body.valid_from, province.valid_from), _earlier(body.valid_to, province.valid_to)
            if first is None or last is None or first <= last:
                yield replace(_agency(body, province), valid_from=first, valid_to=last)


def _agency(body: Body, province: Agency) -> Agency:
    full, plain = _wordings(province)
    return Agency(
        code=f"{province.code}-{body.code}",
        name=full.fill(body.name),
        short_name=plain.fill(body.short_name),
        kind=body.kind,
        province=province.code,
        parent=f"{province.code}-{body.parent}" if body.parent else province.code,
        assumed=True,
        reason=body.reason,
        unit_name=plain.fill(body.name),
        province_name=province.unit_name,
    )


def _wordings(province: Agency) -> tuple[_Wording, _Wording]:
    proper, inside = proper_name(province.unit_name), within_sentence(province.unit_name)
    sort = inside.removesuffix(proper).strip()
    party = "Thành ủy" if sort == "thành phố" else "Tỉnh ủy"
    return _Wording(inside, inside, f"{party} {proper}", proper), _Wording(sort, "", party, proper)


def body_successions(bodies: Iterable[Body], agencies: Iterable[Agency], heirs: Mapping[str, Succession]) -> Iterator[Succession]:
    """How the bodies pass on: to the bodies that took over their work, or to the same body of the new province.

    `heirs` holds the one succession of each province that has ended.
    """
    by_code = {body.code: body for body in bodies}
    for agency in agencies:
        if agency.valid_to is None:
            continue
        body = by_code[agency.code.removeprefix(f"{agency.province}-")]
        if agency.valid_to == body.valid_to:
            yield from _taken_over(agency, body, heirs)
        elif heir := heirs.get(agency.province):
            yield _moved(agency, body.code, heir)


def _taken_over(agency: Agency, body: Body, heirs: Mapping[str, Succession]) -> Iterator[Succession]:
    assert agency.valid_to is not None
    day = agency.valid_to + timedelta(days=1)
    heir = heirs.get(agency.province)
    province = heir.successor if heir and heir.effective_on <= day else agency.province
    for code, share in body.successors:
        reason = body.reason if share == 1 else EVEN_REASON
        yield Succession(agency.code, f"{province}-{code}", share, day, True, reason)


def _moved(agency: Agency, code: str, heir: Succession) -> Succession:
    successor = f"{heir.successor}-{code}"
    return Succession(agency.code, successor, Fraction(1), heir.effective_on, True, MERGER_REASON)


def _later(one: date | None, other: date | None) -> date | None:
    return max(one, other) if one and other else one or other


def _earlier(one: date | None, other: date | None) -> date | None:
    return min(one, other) if one and other else one or other
