"""Find agencies by what people write."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache

from danvan_workflow.register.models import Agency
from danvan_workflow.register.names import folded


class NameIndex:
    """The names of agencies, folded once."""

    def __init__(self, agencies: Iterable[Agency]) -> None:
        self._forms = [(agency, _forms(agency)) for agency in agencies]
        self._exact: dict[str, list[Agency]] = defaultdict(list)
        for agency, forms in self._forms:
            for form in forms:
                self._exact[form].append(agency)

    def find(self, text: str, *, exact: bool = False) -> tuple[Agency, ...]:
        """Those that bear the name, then (unless `exact`) those whose names begin with it, then those with its words."""
        wanted = folded(text)
        if not wanted:
            return ()
        bearers = tuple(self._exact.get(wanted, ()))
        return bearers if exact else tuple(_distinct([*bearers, *self._beginning(wanted), *self._containing(wanted)]))

    def _beginning(self, wanted: str) -> Iterator[Agency]:
        return (agency for agency, forms in self._forms if any(form.startswith(wanted) for form in forms))

    def _containing(self, wanted: str) -> Iterator[Agency]:
        phrase = f" {wanted} "
        words = set(wanted.split())
        yield from (agency for agency, forms in self._forms if any(phrase in f" {form} " for form in forms))
        yield from (agency for agency, forms in self._forms if any(words.issubset(form.split()) for form in forms))


def _forms(agency: Agency) -> frozenset[str]:
    names = {folded(name) for name in (agency.name, agency.short_name, agency.unit_name, agency.code) if name}
    with_province = {f"{name} {_folded_province(agency.province_name)}" for name in names} if agency.parent else set()
    return frozenset(names | with_province)


_folded_province = cache(folded)


def _distinct(agencies: Iterable[Agency]) -> Iterator[Agency]:
    return iter({agency.code: agency for agency in agencies}.values())
