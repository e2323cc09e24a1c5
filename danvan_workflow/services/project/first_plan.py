"""The first plan of a province: the usual duties of a year, everything that no document has said yet marked as assumed."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

from danvan_workflow.errors import Problem
from danvan_workflow.plan.checks import check_plan, require_sound
from danvan_workflow.plan.loading import LoadedPlan, open_plan_text
from danvan_workflow.register.models import Agency, AgencyKind
from danvan_workflow.register.names import proper_name, slug, within_sentence
from danvan_workflow.register.register import Register
from danvan_workflow.services.project.skeleton import filled
from danvan_workflow.statutory.indicators import catalogue
from danvan_workflow.statutory.rules import rule_names
from danvan_workflow.statutory.workdays import WorkCalendar


@dataclass(frozen=True)
class FirstPlan:
    """The plan of `province` for `year`, as a file of its own id."""

    province: Agency
    year: int
    base_date: dt.date
    register: Register

    @cached_property
    def id(self) -> str:
        """The plan's id."""
        return f"{slug(self.name)}-{self.year}"

    @cached_property
    def name(self) -> str:
        """The province's name alone."""
        return proper_name(self.province.unit_name)

    @cached_property
    def has_districts(self) -> bool:
        """Whether districts report, as before 1/7/2025, or the communes themselves."""
        return bool(self.register.members([AgencyKind.DISTRICT], self.province.code, self.base_date))

    def has_body(self, body: str) -> bool:
        """Whether the province has that body on the base date."""
        return self.register.exists(f"{self.province.code}-{body}", self.base_date)

    @cached_property
    def text(self) -> str:
        """The file."""
        return filled("plan.yaml.j2", plan=self, code=self.province.code, inside=within_sentence(self.province.unit_name))

    def remarks(self) -> tuple[Problem, ...]:
        """What `plan check` says of it; InvalidPlan where that is an error."""
        found = check_plan(
            self._loaded(),
            catalogue_codes=catalogue(),
            rule_ids=rule_names(),
            calendar=WorkCalendar.default(),
            register=self.register,
        )
        require_sound(found)
        return found

    def _loaded(self) -> LoadedPlan:
        return open_plan_text(self.text, f"{self.id}.yaml")
