"""The register of agencies: filling it, laying a province's own records over it, and reading it as of a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from danvan_workflow.duty.events import EventKind
from danvan_workflow.duty.roll import Roll, build_roll
from danvan_workflow.errors import InvalidInput, Problem, UnknownName
from danvan_workflow.plan.models import Plan
from danvan_workflow.register.build import national_register
from danvan_workflow.register.codec import read_register_files
from danvan_workflow.register.lineage import Shares
from danvan_workflow.register.models import Agency, AgencyKind, Contact, Succession
from danvan_workflow.register.register import Register
from danvan_workflow.services.runtime import Runtime
from danvan_workflow.settings import Settings
from danvan_workflow.store import events
from danvan_workflow.store.engine import schema_is_current
from danvan_workflow.store.registers import agency_count, load_register, replace_register

MAX_BYTES = 20 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Imported:
    """What a register holds after an import; `taken` counts the records of the files, 0 for the national register."""

    agencies: int
    successions: int
    contacts: int
    taken: int


@dataclass(frozen=True, slots=True)
class Relative:
    """An agency before or after another one, and the share of it that passes."""

    agency: Agency
    share: str
    effective_on: dt.date | None
    assumed: bool


@dataclass(frozen=True, slots=True)
class AgencyHistory:
    """One agency with what it came from, what it became, and whom to write to on the day asked about."""

    agency: Agency
    exists: bool
    predecessors: tuple[Relative, ...]
    successors: tuple[Relative, ...]
    stands_for_it: Shares
    contacts: tuple[Contact, ...]


def import_national(runtime: Runtime, now: dt.datetime) -> Imported:
    """Put the national register in the place of whatever is stored."""
    return _store(runtime, national_register(), 0, now, ())


def import_files(runtime: Runtime, files: Sequence[Path], now: dt.datetime) -> Imported:
    """Lay the records of CSV files (agencies, successions, contacts) over the stored register.

    InvalidInput with every problem of all files; nothing is stored then.
    """
    records = read_register_files(_texts(files))
    with runtime.uow() as uow:
        stored = load_register(uow)
    register = stored.overlaid(records.agencies, records.successions, records.contacts)
    taken = len(records.agencies) + len(records.successions) + len(records.contacts)
    return _store(runtime, register, taken, now, [file.name for file in files])


def _store(runtime: Runtime, register: Register, taken: int, now: dt.datetime, files: Iterable[str]) -> Imported:
    with runtime.uow() as uow:
        replace_register(uow, register)
        events.record(uow, EventKind.REGISTER_IMPORTED, now, agencies=len(register), taken=taken, files=list(files))
        uow.commit()
    runtime.forget_register()
    return Imported(len(register), len(register.succession_records), len(register.contact_records), taken)


def stored_register(settings: Settings) -> Register | None:
    """The register as stored; None where the database has no register yet. Changes nothing."""
    runtime = Runtime(settings)
    if not schema_is_current(runtime.engine, settings.sql):
        return None
    with runtime.uow() as uow:
        return load_register(uow) if agency_count(uow) else None


def _texts(files: Sequence[Path]) -> list[tuple[str, str]]:
    texts, problems = [], []
    for file in files:
        try:
            content = file.read_bytes()
            if len(content) > MAX_BYTES:
                problems.append(Problem("tệp danh mục quá lớn", file.name, accepted="tệp không quá 20 MiB"))
                continue
            texts.append((file.name, content.decode("utf-8-sig")))
        except UnicodeDecodeError as error:
            line = content[: error.start].count(b"\n") + 1
            problems.append(
                Problem("tệp không phải chữ Unicode UTF-8", file.name, line, accepted="tệp CSV lưu với bảng mã UTF-8")
            )
        except OSError as error:
            reason = "không có tệp này" if isinstance(error, FileNotFoundError) else f"không đọc được tệp ({error.strerror})"
            problems.append(Problem(reason, str(file), accepted="đường dẫn tới một tệp CSV"))
    if problems:
        raise InvalidInput(problems)
    return texts


def agencies_on(register: Register, day: dt.date, *, province: str = "", kinds: Sequence[AgencyKind] = ()) -> tuple[Agency, ...]:
    """The agencies that exist on a day: of a province (with the province itself), of these kinds, where said."""
    found = register.members(list(AgencyKind), province, day) if province else register.as_of(day)
    own = (register.get(province),) if province and register.exists(province, day) else ()
    return tuple(agency for agency in (*own, *found) if not kinds or agency.kind in kinds)


def find_province(register: Register, text: str, day: dt.date) -> str:
    """The code of the province that a person means by a code (`L52`) or a name; UnknownName with the nearest ones."""
    provinces = {agency.code: agency for agency in register.agencies if agency.kind is AgencyKind.PROVINCE}
    if text.strip().upper() in provinces:
        return text.strip().upper()
    named = [agency for agency in register.search(text) if agency.code in provinces]
    living = [agency for agency in named if agency.valid_on(day)]
    if not named:
        names = {agency.unit_name.removeprefix("Tỉnh ").removeprefix("Thành phố ") for agency in provinces.values()}
        raise UnknownName("tỉnh, thành phố", text, names)
    return (living or named)[0].code


def agency_history(register: Register, code: str, day: dt.date) -> AgencyHistory:
    """What an agency came from and became, step by step; UnknownName for an unknown code."""
    agency = register.get(code)
    records = register.succession_records
    return AgencyHistory(
        agency=agency,
        exists=agency.valid_on(day),
        predecessors=tuple(_relative(register, s, s.predecessor) for s in records if s.successor == code),
        successors=tuple(_relative(register, s, s.successor) for s in records if s.predecessor == code),
        stands_for_it=register.successors(code, day),
        contacts=register.contacts(code, day),
    )


def _relative(register: Register, succession: Succession, code: str) -> Relative:
    return Relative(register.get(code), str(succession.share), succession.effective_on, succession.assumed)


def plan_roll(register: Register, plan: Plan, day: dt.date, obligation: str = "") -> Roll:
    """The roll of an obligation (the first one where none is named) as of a day; UnknownName for an unknown obligation."""
    known = {item.id: item for item in plan.obligations}
    chosen = obligation or next(iter(known), "")
    if chosen not in known:
        raise UnknownName("chế độ báo cáo", chosen, list(known))
    return build_roll(plan, known[chosen].reporters, register, day)
