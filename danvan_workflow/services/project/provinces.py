"""A province by what people write: its name, with or without “tỉnh”, or its code."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from difflib import get_close_matches

from danvan_workflow.errors import Problem
from danvan_workflow.register.models import Agency, AgencyKind
from danvan_workflow.register.names import folded, proper_name
from danvan_workflow.register.register import Register
from danvan_workflow.statutory.deadline import date_text

PLACE = "--province"


def find_province(register: Register, written: str, day: dt.date) -> Agency | Problem:
    """The province that bears the name or the code on `day`; what is wrong, and what is near, where none does."""
    provinces = [agency for agency in register.agencies if agency.kind is AgencyKind.PROVINCE]
    bearers = [province for province in provinces if folded(written) in _forms(province)]
    living = [province for province in bearers if province.valid_on(day)]
    if living:
        return living[0]
    there = [province for province in provinces if province.valid_on(day)]
    if bearers:
        message = f"{bearers[0].name} không có vào ngày {date_text(day)}"
        return Problem(message, place=PLACE, value=written, accepted=_listed(_relatives(register, bearers[0], day)))
    if not written.strip():
        return Problem("chưa nêu tỉnh, thành phố", place=PLACE, accepted=_example(there))
    return Problem("không có tỉnh, thành phố này", place=PLACE, value=written, accepted=_nearest(written, there))


def _forms(province: Agency) -> set[str]:
    return {folded(name) for name in (province.code, proper_name(province.unit_name), province.unit_name, province.name)}


def _relatives(register: Register, province: Agency, day: dt.date) -> list[Agency]:
    """Those that a province of another time became, or was made of."""
    later = province.valid_from is not None and day < province.valid_from
    shares = register.predecessors(province.code, day) if later else register.successors(province.code, day)
    found = [register.get(code) for code, _ in shares]
    return [agency for agency in found if agency.kind is AgencyKind.PROVINCE]


def _nearest(written: str, provinces: Iterable[Agency]) -> str:
    by_form = {form: province for province in provinces for form in _forms(province)}
    near = get_close_matches(folded(written), by_form, n=5, cutoff=0.5)
    found = list({by_form[form].code: by_form[form] for form in near}.values())
    return _listed(found) if found else _example(by_form.values())


def _example(provinces: Iterable[Agency]) -> str:
    known = {province.code: province for province in provinces}
    return f"tên hoặc mã của một trong {len(known)} tỉnh, thành phố, ví dụ {_listed(list(known.values())[:3])}"


def _listed(provinces: Iterable[Agency]) -> str:
    return ", ".join(f"{proper_name(province.unit_name)} ({province.code})" for province in provinces)
