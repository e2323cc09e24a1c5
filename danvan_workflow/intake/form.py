"""What one agency is asked in one cycle, as an empty form: for a page, for a workbook."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from danvan_workflow.statutory.indicators import Catalogue, Indicator


@dataclass(frozen=True, slots=True)
class AskedSection:
    """A section: `owed` says that its text is. The one of an empty id holds figures that stand in no section."""

    section: str
    title: str
    owed: bool
    indicators: tuple[Indicator, ...]


@dataclass(frozen=True, slots=True)
class AskedPerson:
    """A person to be named."""

    role: str
    label: str


@dataclass(frozen=True, slots=True)
class ReportForm:
    """The form of one duty. `owed` are the codes of the figures that are asked; others may be given all the same."""

    cycle_id: str
    cycle_label: str
    title: str
    agency: str
    agency_name: str
    opens_on: dt.date
    first_day: dt.date | None
    last_day: dt.date
    sections: tuple[AskedSection, ...]
    persons: tuple[AskedPerson, ...]
    owed: frozenset[str]
    catalogue: Catalogue

    @property
    def indicators(self) -> dict[str, Indicator]:
        """Every indicator of the form by code, in its order."""
        return {indicator.code: indicator for section in self.sections for indicator in section.indicators}
