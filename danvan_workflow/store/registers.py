"""The register of agencies in the database."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from sqlalchemy import delete, func, select

from danvan_workflow.register.contacts import example_contacts
from danvan_workflow.register.models import Agency, AgencyKind, Contact, ContactRole, Succession
from danvan_workflow.register.register import Register
from danvan_workflow.store.rows import insert_all
from danvan_workflow.store.tables import AgencyRow, ContactRow, SuccessionRow
from danvan_workflow.store.unit_of_work import UnitOfWork


def agency_count(uow: UnitOfWork) -> int:
    """How many agencies the register holds."""
    return uow.session.scalar(select(func.count()).select_from(AgencyRow)) or 0


def replace_register(uow: UnitOfWork, register: Register) -> None:
    """Put a whole register in the place of the one there is, within the transaction of `uow`."""
    for table in (ContactRow, SuccessionRow, AgencyRow):
        uow.session.execute(delete(table))
    agencies = ({**dataclasses.asdict(agency), "kind": agency.kind.value} for agency in register.agencies)
    contacts = ({**dataclasses.asdict(contact), "role": contact.role.value} for contact in register.contact_records)
    insert_all(uow, AgencyRow, _in_order(agencies))
    insert_all(uow, SuccessionRow, _in_order(map(_succession_values, register.succession_records)))
    insert_all(uow, ContactRow, _in_order(contacts))


def load_register(uow: UnitOfWork) -> Register:
    """The register as it stands, in the order it was written.

    Agencies without contacts of their own answer with example addresses (`.example`).
    """
    agencies = [Agency(**{**row, "kind": AgencyKind(row["kind"])}) for row in _rows(uow, AgencyRow)]
    successions = [_succession(row) for row in _rows(uow, SuccessionRow)]
    contacts = [Contact(**{**row, "role": ContactRole(row["role"])}) for row in _rows(uow, ContactRow)]
    return Register(agencies, successions, contacts, fallback_contacts=example_contacts)


def _in_order(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{**row, "position": position} for position, row in enumerate(rows)]


def _rows(uow: UnitOfWork, table: type[AgencyRow | SuccessionRow | ContactRow]) -> list[dict[str, Any]]:
    """The rows in their order, without their positions."""
    wanted = [column for column in table.__table__.columns if column.name != "position"]
    names = [column.name for column in wanted]
    query = select(*wanted).order_by(table.position)
    return [dict(zip(names, row, strict=True)) for row in uow.session.execute(query)]


def _succession_values(succession: Succession) -> dict[str, Any]:
    values = {name: getattr(succession, name) for name in ("predecessor", "successor", "effective_on", "assumed", "reason")}
    return {**values, "numerator": succession.share.numerator, "denominator": succession.share.denominator}


def _succession(row: dict[str, Any]) -> Succession:
    share = Fraction(row.pop("numerator"), row.pop("denominator"))
    return Succession(share=share, **row)
