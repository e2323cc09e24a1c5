"""What every use case needs: the database, the plans, the register, the calendar and a way to send mail."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property, lru_cache

from danvan_workflow.errors import Refused
from danvan_workflow.notify.email import EmailTransport
from danvan_workflow.notify.memory import MemoryTransport
from danvan_workflow.notify.transport import Transport
from danvan_workflow.notify.writer import NoticeWriter
from danvan_workflow.plan.chosen_catalogue import catalogue_of
from danvan_workflow.plan.library import PlanLibrary
from danvan_workflow.plan.loading import LoadedPlan, open_plan_text
from danvan_workflow.plan.models import Plan
from danvan_workflow.register.build import national_register
from danvan_workflow.register.register import Register
from danvan_workflow.settings import Settings
from danvan_workflow.statutory.indicators import Catalogue
from danvan_workflow.statutory.workdays import WorkCalendar
from danvan_workflow.store.cycles import get_cycle
from danvan_workflow.store.engine import open_engine, schema_is_current
from danvan_workflow.store.registers import agency_count, load_register, replace_register
from danvan_workflow.store.tables import CycleRow
from danvan_workflow.store.unit_of_work import UnitOfWork


class Runtime:
    """One opened installation. Nothing connects before its first use.

    `transport` replaces the mail server of the settings (rehearsal, tests).
    """

    def __init__(self, settings: Settings, *, transport: Transport | None = None) -> None:
        self.settings = settings
        self.engine = open_engine(settings.database_url)
        self._transport = self._given_transport = transport

    def prepare(self) -> None:
        """Bring the schema up to date and fill an empty register with the national one; harmless to repeat."""
        if not schema_is_current(self.engine, self.settings.sql):
            from danvan_workflow.store.migration import migrate  # Alembic: only who migrates pays for it

            migrate(self.engine, self.settings.sql)
        with self.uow() as uow:
            if agency_count(uow) == 0:
                replace_register(uow, national_register())
                uow.commit()

    def uow(self) -> UnitOfWork:
        """A fresh transaction."""
        return UnitOfWork(self.engine)

    @cached_property
    def calendar(self) -> WorkCalendar:
        """The pinned work calendar."""
        return WorkCalendar.default()

    @cached_property
    def library(self) -> PlanLibrary:
        """The plan files."""
        return PlanLibrary(self.settings.plans)

    @cached_property
    def register(self) -> Register:
        """The register as stored, read once a process; `forget_register` after changing it."""
        with self.uow() as uow:
            return load_register(uow)

    @cached_property
    def writer(self) -> NoticeWriter:
        """The templates of the letters; an edited file is read anew."""
        return NoticeWriter(*self.settings.template_folders)

    def forget_register(self) -> None:
        """Read the register anew at the next use."""
        self.__dict__.pop("register", None)

    def transport(self) -> Transport:
        """The way mail goes out; Refused where no server is named."""
        if self._transport is not None:
            return self._transport
        if self.settings.mail is None:
            raise Refused(
                "Chưa khai báo máy chủ thư. Đặt biến môi trường DANVAN_SMTP_HOST (và DANVAN_SMTP_PORT, DANVAN_SMTP_USER, "
                "DANVAN_SMTP_PASSWORD) hoặc Connection “danvan_smtp” trong Airflow rồi chạy lại."
            )
        self._transport = EmailTransport(self.settings.mail)
        return self._transport

    def keep_letters(self) -> None:
        """Let no letter leave this process from now on, unless a transport was given when the runtime was made."""
        if self._given_transport is None:
            self._transport = MemoryTransport()

    def plan_of(self, cycle: CycleRow) -> LoadedPlan:
        """The plan as it stood when the cycle was opened."""
        return _frozen_plan(cycle.plan_version.text, f"{cycle.plan}.yaml")

    def plan_in_force(self, plan_id: str, opened: Sequence[CycleRow]) -> Plan:
        """The plan as the newest of its `opened` cycles took it, else its file; UnknownName where there is no such plan."""
        return self.plan_of(opened[-1]).plan if opened else self.library.load(plan_id)

    def cycle_plan(self, uow: UnitOfWork, cycle_id: str) -> tuple[CycleRow, Plan]:
        """An opened cycle and its plan."""
        cycle = get_cycle(uow, cycle_id)
        return cycle, self.plan_of(cycle).plan

    def catalogue_of(self, plan: Plan) -> Catalogue:
        """The indicators that a plan chose, with its own. A body leads a sector only where the plan says so."""
        return catalogue_of(plan)


@lru_cache(maxsize=32)
def _frozen_plan(text: str, file: str) -> LoadedPlan:
    return open_plan_text(text, file)
