"""What a report may say where nothing stands: who was asked, who answered “không phát sinh”, who said nothing at all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from danvan_workflow.consolidate.figures import Total
from danvan_workflow.duty.requirements import requirements
from danvan_workflow.duty.standing import DutyStanding
from danvan_workflow.duty.states import DutyState
from danvan_workflow.render import numbers
from danvan_workflow.report.facts import ReportFacts
from danvan_workflow.report.figure_wording import figure_lines
from danvan_workflow.report.wording import listed

AGENCIES = "cơ quan, đơn vị"
NAMED = 3


@dataclass(frozen=True, slots=True)
class Answers:
    """How many owe a section, how many of them answered it with “không phát sinh” alone, and how many not at all."""

    owing: int
    nil: int
    silent: int

    @property
    def all_nil(self) -> bool:
        """True where all who owe it said that there was none."""
        return 0 < self.owing == self.nil


def answers(facts: ReportFacts, section: str) -> Answers:
    """Who answered a section or question; a nil report answers “không phát sinh” to what it says nothing else of.

    Of a section that nobody owes, `nil` are those who said so unasked.
    """
    said_nil = sum(voice.nil for voice in facts.voices if voice.section == section)
    owing = [view for view in facts.views if view.counts_as_owing and section in _owed(facts, view)]
    silent = {view.agency for view in owing if not _counts(view) or section in view.missing}
    spoken = {voice.agency for voice in facts.voices if voice.section == section and not voice.nil}
    nil = [view for view in owing if view.agency not in silent | spoken]
    return Answers(len(owing), len(nil) if owing else said_nil, len(silent))


def _counts(view: DutyStanding) -> bool:
    return view.status.state.is_sent and view.status.state is not DutyState.RETURNED


def _owed(facts: ReportFacts, view: DutyStanding) -> Sequence[str]:
    if facts.cycle.ad_hoc:
        return [question.id for question in facts.cycle.ad_hoc.questions]
    return requirements(facts.plan, facts.obligation, view.group, {view.agency, *view.inherited_from}).sections


def unsaid(facts: ReportFacts, section: str) -> str:
    """What stands under a heading under which nobody wrote: “Không có” only where all who owe said so."""
    found = answers(facts, section)
    if not found.owing:
        return f"{_unowed(facts, section)}; {_unasked(found.nil)}."
    if found.all_nil:
        return f"Không có ({numbers.fraction(found.nil, found.owing, AGENCIES)} báo cáo không phát sinh)."
    if found.silent == found.owing:
        return f"Chưa có {AGENCIES} nào báo cáo nội dung này."
    parts = [f"{numbers.fraction(found.nil, found.owing, AGENCIES)} báo cáo không phát sinh"] if found.nil else []
    parts += [f"{numbers.fraction(found.silent, found.owing, AGENCIES)} chưa báo cáo nội dung này"] if found.silent else []
    return f"{'; '.join(parts)}." if parts else ""


def nil_upward(facts: ReportFacts, section: str) -> str:
    """What goes to the tier above of a section without text: “Không phát sinh” only where all who owe said so.

    Who said so among others stands there by number; where nobody spoke, nothing goes up.
    """
    found = answers(facts, section)
    return "Không phát sinh." if found.all_nil else unsaid(facts, section) if found.nil else ""


def _unowed(facts: ReportFacts, section: str) -> str:
    optional = {one.id for one in facts.plan.sections if not one.required}
    return (
        "Kế hoạch không bắt buộc báo cáo nội dung này"
        if section in optional
        else f"Kỳ này không {AGENCIES} nào phải báo cáo nội dung này"
    )


def _unasked(nil: int) -> str:
    return f"{numbers.count(nil)} {AGENCIES} báo cáo không phát sinh" if nil else f"chưa có {AGENCIES} nào nêu"


# -- figures --------------------------------------------------------------------------------------------------------


def silent_figures(facts: ReportFacts, totals: Iterable[Total]) -> dict[tuple[str, ...], list[Total]]:
    """The totals that nobody gave because all who owe them sent nothing, by those who owe them."""
    unsent = {view.agency for view in facts.views if view.status.state is DutyState.MISSING}
    found: dict[tuple[str, ...], list[Total]] = {}
    for total in totals:
        if total.value is None and not total.reporting and total.missing and unsent.issuperset(total.missing):
            found.setdefault(total.missing, []).append(total)
    return found


def silent_lines(facts: ReportFacts, totals: Iterable[Total]) -> Iterator[str]:
    """One sentence for those who sent nothing, however many figures of these they owe."""
    for agencies, owed in silent_figures(facts, totals).items():
        why = f"{_named(facts, agencies)} chưa gửi {facts.cycle.kind.words.counted}"
        if len(owed) == 1:
            yield f"{facts.figures.catalogue[owed[0].indicator].name}: chưa có số liệu ({why})."
        else:
            yield f"Chưa có số liệu của {numbers.count(len(owed))} chỉ tiêu ({why})."


def figures_told(facts: ReportFacts, totals: Sequence[Total]) -> tuple[str, ...]:
    """The sentences of figures that stand together: each one that somebody gave or could have given, then the unsent ones."""
    unsent = {total.indicator for found in silent_figures(facts, totals).values() for total in found}
    told = figure_lines(facts, [total for total in totals if total.indicator not in unsent])
    return (*told, *silent_lines(facts, totals))


def silent_whole(facts: ReportFacts, annex: str) -> Iterator[str]:
    """For the opening: of how many indicators of the whole report there is no figure because of whom."""
    owed = [total for total in facts.figures.totals.values() if total.is_owed]
    for agencies, found in silent_figures(facts, owed).items():
        if len(found) > 1:
            number = numbers.count(len(found))
            yield f"{_named(facts, agencies)} chưa báo cáo nên chưa có số liệu của {number} chỉ tiêu (dấu “…” tại {annex})."


def _named(facts: ReportFacts, agencies: Sequence[str]) -> str:
    if len(agencies) > NAMED:
        return f"{numbers.count(len(agencies))} {AGENCIES} phải báo cáo"
    return listed(facts.short[agency] for agency in agencies)
