"""A year of Bình Định with all that can happen to a duty: late, incomplete, wrong, returned, waived, extended, passed on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from builders import TEXT, Office, at

from danvan_workflow.duty.submission import Narrative, TaskProgress, TaskState
from danvan_workflow.services.acts.act import Act
from danvan_workflow.services.acts.concede import extend, return_submission, waive
from danvan_workflow.services.cycle.pass_on_duties import pass_on_duties

PLAN = "binh-dinh-2025"
Q1, SIX, NINE, YEAR = (f"{PLAN}.dinh-ky.{key}" for key in ("2025-q1", "2025-6m", "2025-9m", "2025-annual"))
ACT = Act("Mưa lũ kéo dài", "Nguyễn Văn An, Giám đốc", "125/SNV")
WRONG = {"DV01": 1, "DV02": 3}
LATE, SILENT, INCOMPLETE, FALSE, RETURNED, WAIVED, EXTENDED, MENDED = (f"L5{n}" for n in (40, 42, 43, 44, 45, 46, 47, 48))
"""Districts of Bình Định by what they did in the first quarter; the eighth sent again after a return, in a second version."""


def first_quarter(office: Office) -> None:
    """Opened 26/2, departments merged on 1/3, last day 19/3; in it every state is found."""
    office.open(Q1)
    pass_on_duties(office.runtime, Q1, at("2025-03-03"))
    telling = (LATE, SILENT, INCOMPLETE, FALSE, RETURNED, WAIVED, EXTENDED, MENDED)
    office.send_all(Q1, "2025-03-18", [code for code in office.owing(Q1) if code not in telling])
    part = office.draft(Q1, INCOMPLETE, "2025-03-18")
    office.send(Q1, INCOMPLETE, "2025-03-18", narratives=part.narratives[:3])
    office.send(Q1, FALSE, "2025-03-18", WRONG)
    for code in (RETURNED, MENDED):
        office.send(Q1, code, "2025-03-18")
        return_submission(office.runtime, Q1, code, ("danh-gia-chung",), ACT, at("2025-03-19"))
    waive(office.runtime, Q1, WAIVED, ACT, at("2025-03-19"))
    extend(office.runtime, Q1, EXTENDED, dt.date(2025, 3, 25), ACT, at("2025-03-19"))
    office.send(Q1, LATE, "2025-03-22")
    office.send(Q1, EXTENDED, "2025-03-24")
    office.send(Q1, MENDED, "2025-03-24", narratives=mended(office.draft(Q1, MENDED, "2025-03-24").narratives))


def mended(narratives: Iterable[Narrative]) -> tuple[Narrative, ...]:
    """The same sections with a sentence more: another content, so another version."""
    return tuple(Narrative(narrative.section, f"{TEXT} Đã bổ sung.") for narrative in narratives)


def rest_of_the_year(office: Office) -> None:
    """Six months: one late, one silent. Nine months: the wards and communes owe; a few have sent by mid-September."""
    office.open(SIX)
    for code in office.owing(SIX):
        if code not in (LATE, SILENT):
            office.send(SIX, code, "2025-06-18")
    office.send(SIX, LATE, "2025-06-20")
    office.open(NINE)
    office.send_all(NINE, "2025-09-10", office.owing(NINE)[:20])


LANG_SON = "lang-son-2026"
DELIVERY = f"{LANG_SON}.ke-hoach.2026-ke-hoach"


def plans_to_deliver(office: Office) -> tuple[str, str, str]:
    """Lạng Sơn, its communes' own plans due on 9/3/2026: one has delivered, one says how far it is, the others say nothing."""
    office.open(DELIVERY)
    done, halfway, silent = office.owing(DELIVERY)[:3]
    office.send(DELIVERY, done, "2026-03-06", tasks=(TaskProgress("doi-thoai", TaskState.NOT_APPLICABLE),))
    telling = (TaskProgress("ke-hoach-cap-xa", TaskState.IN_PROGRESS, 40, "=Dự thảo lần 2"),)
    office.send(DELIVERY, halfway, "2026-03-06", document_number="", tasks=telling)
    return done, halfway, silent
