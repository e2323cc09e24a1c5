"""The plans of a folder, each in a file of its own name; a broken one is reported and doesn't hide the others."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from danvan_workflow.errors import InvalidPlan, Problem, Severity, UnknownName
from danvan_workflow.plan.citations import citations_of, disagreeing
from danvan_workflow.plan.loading import LoadedPlan, open_plan
from danvan_workflow.plan.models import Plan
from danvan_workflow.reading.strict_yaml import place_text
from danvan_workflow.statutory.deadline import date_text

SUFFIX = ".yaml"


@dataclass(frozen=True, slots=True)
class BrokenPlan:
    """A file that isn't a plan, with everything that is wrong with it."""

    id: str
    file: Path
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class LibraryContents:
    """All files of a folder, in the order of their names."""

    plans: tuple[LoadedPlan, ...]
    broken: tuple[BrokenPlan, ...]


@dataclass(frozen=True, slots=True)
class PlanLibrary:
    """The plans `<id>.yaml` of a folder. Files are read at each call: a plan may have changed."""

    folder: Path

    def ids(self) -> tuple[str, ...]:
        """The ids of the files there are, sound or broken, in alphabetical order."""
        return tuple(sorted(file.stem for file in self.folder.glob(f"*{SUFFIX}") if file.is_file()))

    def file(self, plan_id: str) -> Path:
        """The file of a plan. Raises UnknownName with the nearest ids."""
        if plan_id not in self.ids():
            raise UnknownName("kế hoạch", plan_id, self.ids())
        return self.folder / f"{plan_id}{SUFFIX}"

    def load(self, plan_id: str) -> Plan:
        """The plan of that id. Raises UnknownName, or InvalidPlan with every problem."""
        return self.open(plan_id).plan

    def open(self, plan_id: str) -> LoadedPlan:
        """As load, with text and lines."""
        file = self.file(plan_id)
        loaded = open_plan(file)
        if loaded.plan.id != plan_id:
            line = loaded.line(("id",))
            raise InvalidPlan([Problem("`id` khác với tên tệp", file.name, line, "id", loaded.plan.id, plan_id)])
        return loaded

    def load_all(self) -> LibraryContents:
        """Every plan that can be read and every file that can't."""
        plans: list[LoadedPlan] = []
        broken: list[BrokenPlan] = []
        for plan_id in self.ids():
            try:
                plans.append(self.open(plan_id))
            except InvalidPlan as error:
                broken.append(BrokenPlan(plan_id, self.folder / f"{plan_id}{SUFFIX}", error.problems))
        return LibraryContents(tuple(plans), tuple(broken))


def citation_problems(plans: tuple[LoadedPlan, ...]) -> Iterator[Problem]:
    """Warnings for central documents that two plans cite with different dates; what one plan says twice is `check_plan`'s."""
    cited = [citation for loaded in plans for citation in citations_of(loaded.plan, loaded.file) if not citation.is_local]
    by_file = {loaded.file: loaded for loaded in plans}
    for first, other in disagreeing(cited):
        if first.file != other.file:
            message = (
                f"cùng một văn bản nhưng tệp {first.file} ghi ngày {date_text(first.issued_on)}, "
                f"ở đây ghi ngày {date_text(other.issued_on)}"
            )
            line = by_file[other.file].line(other.place)
            yield Problem(message, other.file, line, place_text(other.place), other.number, severity=Severity.WARNING)
