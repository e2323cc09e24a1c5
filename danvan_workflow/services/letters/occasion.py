"""What is there when a letter is written: its row, the cycle, the duty; and the parts that follow from them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from danvan_workflow.duty.outline import section_titles
from danvan_workflow.errors import InvalidInput, Problem, Severity
from danvan_workflow.notify.kinds import notice_label
from danvan_workflow.plan.models import Plan
from danvan_workflow.report.title import report_title
from danvan_workflow.services.letters.context import Arrived, LastDay, Shared, Wanting, Window
from danvan_workflow.services.letters.names import day_off_note, owed
from danvan_workflow.services.letters.payloads import Payload
from danvan_workflow.services.letters.salutation import not_said
from danvan_workflow.services.runtime import Runtime
from danvan_workflow.services.standing_findings import standing_findings
from danvan_workflow.statutory.deadline import vietnam_date
from danvan_workflow.statutory.wording import in_sentence, short_date
from danvan_workflow.store.standing import duty_standing, has_samples
from danvan_workflow.store.tables import CycleRow, DutyRow, FindingRow, NoticeRow, SnapshotRow
from danvan_workflow.store.unit_of_work import UnitOfWork

OWN_DAY_OF_HEIR = "hạn riêng của cơ quan tiếp nhận nghĩa vụ giữa kỳ"
Kept = TypeVar("Kept", bound=Payload)


@dataclass(frozen=True, slots=True)
class Occasion:
    """A row of the outbox that is about to be written at `now`, with what it is about."""

    runtime: Runtime
    uow: UnitOfWork
    cycle: CycleRow
    plan: Plan
    row: NoticeRow
    now: dt.datetime

    @property
    def today(self) -> dt.date:
        """The day of writing."""
        return vietnam_date(self.now)

    @property
    def duty(self) -> DutyRow:
        """The duty that the letter is about; InvalidInput where it is about none (a ladder may send any kind to anybody)."""
        duty = self.uow.session.get(DutyRow, self.row.duty_id) if self.row.duty_id else None
        if duty is None:
            raise InvalidInput([Problem(f"thông báo “{notice_label(self.row.kind)}” chỉ gửi được cho cơ quan phải báo cáo")])
        return duty

    def payload(self, kept: type[Kept]) -> Kept:
        """What the row keeps."""
        return kept.from_json(self.row.payload)

    @property
    def collector_name(self) -> str:
        """The collector, or who stands in its place on the day of writing."""
        collector, register = self.plan.collector, self.runtime.register
        found = register.successors(collector.agency, self.today)
        return register.get(found[0][0]).name if found else collector.name

    def shared(self, *, sample: bool, agency_name: str = "", salutation: str = "") -> Shared:
        """What all letters say; without `agency_name` that is whoever gets the letter, who is greeted unless said otherwise."""
        plan, cycle, name = self.plan, self.cycle, agency_name or self.row.recipient_name
        return Shared(
            plan_title=_grounds(plan, cycle),
            owed=owed(plan.obligation(cycle.obligation), cycle),
            cycle_label=in_sentence(cycle.label),
            product=cycle.kind.words.product,
            agency_name=name,
            salutation=salutation or name,
            recipient_name=not_said(self.row.recipient_name, salutation or name),
            collector_name=self.collector_name,
            collector_contact=plan.collector.contact,
            as_of=self.today,
            sample=sample,
        )

    def of_duty(self, salutation: str = "") -> Shared:
        """What all letters about a duty say."""
        newest = self.duty.submissions[-1:]
        sample = any(version.is_sample for version in newest)
        return self.shared(sample=sample, agency_name=self.duty.agency_name, salutation=salutation)

    def is_sample(self, snapshot: SnapshotRow) -> bool:
        """True where a snapshot is made of sample data."""
        return has_samples(self.uow, [version for _, version in snapshot.members])

    def last_day(self) -> LastDay:
        """The duty's last day; a note where the agency was given longer or the whole cycle moved."""
        duty, cycle = self.duty, self.cycle
        note = f"thay cho hạn cũ là hết ngày {short_date(cycle.last_day)}" if duty.last_day != cycle.last_day else ""
        if duty.last_day > cycle.effective_last_day:
            note = OWN_DAY_OF_HEIR if duty.heir_since else f"gia hạn đến hết ngày {short_date(duty.last_day)}"
        return LastDay(duty.last_day, note)

    def due_phrase(self) -> str:
        """The document's own words for the last day, and its day off; empty where the day isn't the document's."""
        if self.duty.last_day != self.cycle.last_day:
            return ""
        return self.cycle.due_phrase + day_off_note(self.plan, self.cycle, self.runtime.calendar)

    def report_title(self) -> str:
        """What the consolidated report of the cycle is called on its own first page."""
        return report_title(self.plan, self.cycle.kind, self.cycle.label, self.cycle.ad_hoc)

    def working_days(self) -> int:
        """Left until the duty's last day or, after it, late; never negative."""
        return abs(self.runtime.calendar.workdays_between(self.today, self.duty.last_day))

    def window(self) -> Window:
        """The window of figures; what lies behind the last day is estimated."""
        first, last = self.cycle.data_first_day, self.cycle.data_last_day
        return Window(first, last, bool(last and self.cycle.effective_last_day < last))

    def arrived(self) -> Arrived:
        """Whether anything came."""
        newest = self.duty.submissions[-1:]
        return Arrived(bool(newest), newest[0].version if newest else 0)

    def wanting(self) -> Wanting:
        """What the newest version lacks."""
        missing = duty_standing(self.duty, self.now).missing
        chosen, titles = self.runtime.catalogue_of(self.plan), section_titles(self.plan, self.cycle.ad_hoc)
        findings = [finding for version in self.duty.submissions[-1:] for finding in version.findings]
        return Wanting(
            tuple(titles.get(part, part) for part in missing if part not in chosen),
            tuple(chosen[part].name for part in missing if part in chosen),
            tuple(row.sentence for row in self._standing(findings) if row.severity is Severity.ERROR),
        )

    def _standing(self, findings: Sequence[FindingRow]) -> Sequence[FindingRow]:
        return standing_findings(self.uow, self.cycle.cycle_id, findings)


def _grounds(plan: Plan, cycle: CycleRow) -> str:
    """What the letters rest on: the plan, and the document behind a request at short notice."""
    basis = cycle.ad_hoc.basis if cycle.ad_hoc else ""
    number = f" (số {plan.number})" if plan.number else ""
    return f"{plan.title}{number} của {plan.issuer.name}" + (f" và {basis}" if basis else "")
