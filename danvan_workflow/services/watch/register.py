"""Agencies and contacts of the running year whose time ends within 60 days while nobody follows them."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator

from danvan_workflow.services.runtime import Runtime
from danvan_workflow.services.watch.horizon import AHEAD
from danvan_workflow.services.watch.trouble import Code, Trouble, Urgency, midnight
from danvan_workflow.statutory.deadline import date_text, vietnam_date
from danvan_workflow.store import watch
from danvan_workflow.store.tables import ContactRow

A_DAY = dt.timedelta(days=1)


def register_troubles(runtime: Runtime, now: dt.datetime) -> Iterator[Trouble]:
    """Asked of those who owe in a cycle that isn't issued or that opened within the last year."""
    today = vietnam_date(now)
    with runtime.uow() as uow:
        ending = watch.agencies_ending(uow, today, today + AHEAD)
        contacts = watch.contacts_of_owing(uow, today)
    for agency in ending:
        assert agency.valid_to is not None
        sentence = (
            f"{agency.name} kết thúc hoạt động sau ngày {date_text(agency.valid_to)} mà danh mục chưa ghi cơ quan kế thừa: "
            "nghĩa vụ báo cáo sẽ không chuyển cho ai. Bổ sung: danvan register import."
        )
        yield Trouble(Code.AGENCY_ENDS, sentence, Urgency.SOON, midnight(agency.valid_to + A_DAY), agency=agency.code)
    yield from _last_contacts(contacts, {agency.code for agency in ending}, today)


def _last_contacts(contacts: list[ContactRow], ending: set[str], today: dt.date) -> Iterator[Trouble]:
    """Agencies whose last contact ends; an agency that ends itself is told of already."""
    known: dict[str, list[ContactRow]] = defaultdict(list)
    for contact in contacts:
        known[contact.agency].append(contact)
    for agency, rows in known.items():
        ends = [row.valid_to for row in rows if row.valid_to is not None]
        if agency in ending or len(ends) < len(rows) or not today <= max(ends) <= today + AHEAD:
            continue
        sentence = (
            f"Liên hệ cuối cùng của {agency} trong danh bạ ({rows[-1].email}) hết hiệu lực sau ngày {date_text(max(ends))}. "
            "Bổ sung người thay: danvan register import."
        )
        yield Trouble(Code.CONTACT_ENDS, sentence, Urgency.SOON, midnight(max(ends) + A_DAY), agency=agency)
