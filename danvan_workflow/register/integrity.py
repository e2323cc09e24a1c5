"""What must hold among the agencies, successions and contacts of one register."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from danvan_workflow.errors import Problem
from danvan_workflow.register.models import Agency, Contact, Succession
from danvan_workflow.statutory.deadline import date_text

_PLACE = "danh mục cơ quan"


def duplicate_codes(agencies: Iterable[Agency]) -> Iterator[Problem]:
    """Codes that two agencies bear."""
    seen: set[str] = set()
    for agency in agencies:
        if agency.code in seen:
            yield Problem("mã cơ quan bị trùng", place=_PLACE, value=agency.code, accepted="mỗi cơ quan một mã riêng")
        seen.add(agency.code)


def broken_parents(agencies: Mapping[str, Agency]) -> Iterator[Problem]:
    """Parents that don't exist, and parents in a circle."""
    for agency in agencies.values():
        if agency.parent and agency.parent not in agencies:
            yield _unknown(agency.parent, f"cơ quan cấp trên của {agency.code}")
        elif agency.parent and _own_ancestor(agency, agencies):
            yield Problem("cơ quan là cấp trên của chính mình", place=_PLACE, value=agency.code)


def _own_ancestor(agency: Agency, agencies: Mapping[str, Agency]) -> bool:
    seen, above = {agency.code}, agency.parent
    while above in agencies:
        if above in seen:
            return above == agency.code
        seen.add(above)
        above = agencies[above].parent
    return False


def broken_successions(agencies: Mapping[str, Agency], successions: Mapping[str, Collection[Succession]]) -> Iterator[Problem]:
    """Successions that can't be followed; grouped by predecessor.

    Because every succession takes effect after its predecessor's last day and while its successor lives, dates grow
    along a chain and no circle is possible.
    """
    for predecessor, group in successions.items():
        if predecessor not in agencies:
            yield _unknown(predecessor, "cơ quan cũ của một bản ghi kế thừa")
            continue
        yield from _bad_group(agencies[predecessor], group)
        for succession in group:
            if succession.successor not in agencies:
                yield _unknown(succession.successor, f"cơ quan kế thừa của {predecessor}")
            else:
                yield from _bad_link(succession, agencies[predecessor], agencies[succession.successor])


def _bad_group(predecessor: Agency, group: Collection[Succession]) -> Iterator[Problem]:
    if [succession.share for succession in group] == [1]:
        return
    place = f"kế thừa của {predecessor.code}"
    if len({succession.successor for succession in group}) < len(group):
        yield Problem("một cơ quan kế thừa ghi hai lần", place=place, accepted="mỗi cơ quan kế thừa một dòng")
    total = sum(succession.share for succession in group)
    if total != 1 or any(succession.share <= 0 for succession in group):
        yield Problem("tổng tỷ lệ kế thừa khác 1", place=place, value=str(total), accepted="các tỷ lệ dương, tổng là 1")
    if len({succession.effective_on for succession in group}) > 1:
        yield Problem("các phần kế thừa khác ngày hiệu lực", place=place, accepted="cùng một ngày")


def _bad_link(succession: Succession, predecessor: Agency, successor: Agency) -> Iterator[Problem]:
    place, day = f"kế thừa của {predecessor.code}", succession.effective_on
    if not predecessor.ended_before(day):
        last = "chưa kết thúc" if predecessor.valid_to is None else f"kết thúc ngày {date_text(predecessor.valid_to)}"
        accepted = "ngày hiệu lực sau ngày kết thúc của cơ quan cũ"
        yield Problem(f"cơ quan cũ {last}", place=place, value=day.isoformat(), accepted=accepted)
    if not successor.valid_on(day):
        accepted = "ngày cơ quan kế thừa đang hoạt động"
        yield Problem(
            f"cơ quan kế thừa {successor.code} không có vào ngày đó",
            place=place,
            value=day.isoformat(),
            accepted=accepted,
        )


def broken_contacts(agencies: Mapping[str, Agency], contacts: Iterable[Contact]) -> Iterator[Problem]:
    """Contacts of agencies that aren't in the register."""
    for contact in contacts:
        if contact.agency not in agencies:
            yield _unknown(contact.agency, f"cơ quan của địa chỉ {contact.email}")


def _unknown(code: str, role: str) -> Problem:
    return Problem(f"không có cơ quan nào mang mã này ({role})", place=_PLACE, value=code, accepted="mã có trong danh mục")
