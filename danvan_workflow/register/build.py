"""The register of the whole country, built from the data of this package."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from importlib import resources

from danvan_workflow.register.bodies import body_agencies, body_successions
from danvan_workflow.register.bodies_file import read_bodies, read_departments, read_wards
from danvan_workflow.register.contacts import example_contacts
from danvan_workflow.register.models import Agency, AgencyKind, Succession
from danvan_workflow.register.register import Register
from danvan_workflow.register.units import read_unit_successions, read_units


@cache
def national_register() -> Register:
    """Every unit and its bodies before and after 1/7/2025, with example contacts; built once a process.

    Units and whole successions come from the open data set; bodies, their dates and the shares of divided units are
    assumed until a province's own records are laid over them (`Register.overlaid`).
    """
    units = read_units(_data("units.csv"))
    between_units = read_unit_successions(_data("successions.csv"), units)
    provinces = [unit for unit in units if unit.kind is AgencyKind.PROVINCE]
    heirs = {succession.predecessor: succession for succession in between_units}
    others, ministries = read_bodies(_data("bodies.yaml"))
    bodies = (*read_departments(_data("departments.csv")), *others)
    provincial = tuple(body_agencies(bodies, provinces, _origins(provinces, heirs)))
    in_wards, between_wards = read_wards(_data("wards.yaml"), {unit.code: unit for unit in units})
    return Register(
        (*ministries, *units, *provincial, *in_wards),
        (*between_units, *body_successions(bodies, provincial, heirs), *between_wards),
        fallback_contacts=example_contacts,
    )


def _data(name: str) -> str:
    return (resources.files("danvan_workflow.register") / "data" / name).read_text(encoding="utf-8")


def _origins(provinces: Iterable[Agency], heirs: dict[str, Succession]) -> dict[str, frozenset[str]]:
    """For each province the statistics codes of the old provinces that it was or is made of."""
    found: dict[str, set[str]] = defaultdict(set)
    for province in provinces:
        if succession := heirs.get(province.code):
            found[province.code].add(province.code[1:])
            found[succession.successor].add(province.code[1:])
    return {code: frozenset(codes) for code, codes in found.items()}
