"""`Where do I add …` of docs/architecture.md: a throw-away thing of each sort in a copy, in the files that the page names.

A kind of rung is in test_new_rung_kind.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from architecture.page import THINGS, places
from product_copy import ProductCopy

from danvan_workflow.register.register import Register

CYCLE = "phu-son-2025.dinh-ky.2025-6m"
OFFICE = f"""
import json
from io import BytesIO
from pathlib import Path
import docx
from builders import Office, at
from danvan_workflow.notify.memory import MemoryTransport
from danvan_workflow.services.consolidation.consolidate_cycle import consolidate_cycle
from danvan_workflow.services.letters.outbox import send_pending
from danvan_workflow.services.runtime import Runtime
from danvan_workflow.services.simulation.simulate import simulate_cycle
from danvan_workflow.settings import Settings
from danvan_workflow.store import reports

CYCLE = "{CYCLE}"
transport = MemoryTransport()
runtime = Runtime(Settings(Path.cwd(), f"sqlite:///{{Path.cwd() / 'danvan.sqlite'}}"), transport=transport)
office = Office(runtime, transport)


def text_of(content):
    document = docx.Document(BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def issued(result):
    return text_of(next(file for file in result.files if file.suffix == ".docx").read_bytes())
"""


@pytest.fixture
def copy(tmp_path: Path, prepared: tuple[Path, Register]) -> ProductCopy:
    """The product as it is."""
    return ProductCopy.make(tmp_path, prepared[0])


def test_each_list_of_the_page_is_tried() -> None:
    tried = {name.removeprefix("test_").replace("_", " ") for name in globals() if name.startswith("test_")}
    assert set(THINGS) - tried == {"a kind of rung"}


# -- a rule ---------------------------------------------------------------------------------------------------------

RULE = """- id: V12z
  rule: V12
  severity: warning
  scope: submission
  form: implies
  left: [DV02]
  right: [TT01]
  sentence: "Có {left} mô hình được công nhận (DV02) nhưng chưa tuyên truyền cuộc nào (TT01)."
"""
RULE_SCRIPT = """
office.open(CYCLE)
first, *others = office.owing(CYCLE)
receipt = office.send(CYCLE, first, "2025-06-10 09:00", {"DV01": 2, "DV02": 2})
office.send_all(CYCLE, "2025-06-10 10:00", others)
snapshot = consolidate_cycle(runtime, CYCLE, at("2025-06-17"))
with runtime.uow() as uow:
    page = next(row.content for row in reports.reports_of(uow, snapshot.snapshot_id) if row.format == "docx")
print(json.dumps({"warnings": receipt.warnings, "report": text_of(page)}))
"""


def test_a_rule(copy: ProductCopy) -> None:
    copy.before("danvan_workflow/statutory/data/rules.yaml", "- {id: V13,", RULE)
    copy.require_only(places("a rule"))
    seen = copy.told(OFFICE + RULE_SCRIPT)
    assert seen["warnings"] >= 1
    assert "Có 2 mô hình được công nhận (DV02) nhưng chưa tuyên truyền cuộc nào (TT01)." in seen["report"]


# -- a chapter of the report ----------------------------------------------------------------------------------------

CHAPTER = '''"""Thanks to those who sent."""

from collections.abc import Iterator

from danvan_workflow.render import numbers
from danvan_workflow.render.models import Annex, Column, DocumentSection, Paragraph, Row, TableBlock
from danvan_workflow.report.chapter import Chapter, Place
from danvan_workflow.report.facts import ReportFacts


def _sections(facts: ReportFacts, place: Place) -> Iterator[DocumentSection]:
    said = Paragraph(f"Cảm ơn {numbers.count(facts.counts.sent)} cơ quan, đơn vị đã gửi ({place.annex}).")
    yield DocumentSection(numbers.roman(place.number), "Lời cảm ơn", 1, (said,))


def _annex(facts: ReportFacts) -> Annex:
    rows = tuple(Row((n, delivery.name)) for n, delivery in enumerate(facts.deliveries, start=1))
    return Annex("Danh sách được cảm ơn", (TableBlock((Column("TT", 10), Column("Cơ quan")), rows),))


THANKS = Chapter(_sections, _annex)
'''
SIMULATED = """
print(json.dumps({"report": issued(simulate_cycle(runtime, "phu-son-2025", CYCLE))}))
"""


def test_a_chapter_of_the_report(copy: ProductCopy) -> None:
    home = "danvan_workflow/report/chapters"
    copy.add(f"{home}/thanks.py", CHAPTER)
    copy.before(f"{home}/__init__.py", "\nCHAPTERS:", "from danvan_workflow.report.chapters.thanks import THANKS\n")
    copy.change(f"{home}/__init__.py", "    ASSUMPTIONS,\n)", "    ASSUMPTIONS,\n    THANKS,\n)")
    copy.require_only(places("a chapter of the report"))
    report = copy.told(OFFICE + SIMULATED)["report"]
    assert "LỜI CẢM ƠN" in report
    assert "cơ quan, đơn vị đã gửi (Phụ lục " in report
    assert "DANH SÁCH ĐƯỢC CẢM ƠN" in report.upper()


# -- a kind of obligation -------------------------------------------------------------------------------------------

KIND = """    MEETING_MINUTES = (
        "meeting_minutes",
        "gửi biên bản",
        "gửi biên bản họp dân",
        ObligationWords(
            product="biên bản", counted="biên bản", owes="phải gửi biên bản", subject="Tình hình gửi biên bản họp dân"
        ),
        False,
    )
"""
MISSING = """    if cycle.kind == ObligationKind.MEETING_MINUTES and not draft.document_number:
        missing.append("số của biên bản")
"""
MINUTES = '''"""The minutes that came."""

from collections.abc import Iterator

from danvan_workflow.plan.models import ObligationKind
from danvan_workflow.render import numbers
from danvan_workflow.render.models import DocumentSection, Paragraph
from danvan_workflow.report.chapter import Chapter, Place
from danvan_workflow.report.facts import ReportFacts


def _sections(facts: ReportFacts, place: Place) -> Iterator[DocumentSection]:
    if facts.cycle.kind is ObligationKind.MEETING_MINUTES:
        told = Paragraph(f"Số hiệu biên bản: {facts.deliveries[0].document_number}.")
        yield DocumentSection(numbers.roman(place.number), "Biên bản đã nhận", 1, (told,))


MINUTES = Chapter(_sections)
'''
OBLIGATION = """
  - id: bien-ban
    kind: meeting_minutes
    title: Gửi biên bản họp dân
    reporters: [cong-chuc]
    recipient: Ủy ban nhân dân phường
    source: "IV.1"
    day_off: {policy: strict}
    opens: {working_days: 10}
    collector_due: {working_days: 2}
    cycles:
      - {key: 2025-bien-ban, label: Biên bản năm 2025, due: {by: 2025-04-18}}

tasks:
"""
MINUTES_SCRIPT = """
from danvan_workflow.plan.names import short_name
plan = runtime.library.load("phu-son-2025")
cycle = "phu-son-2025.bien-ban.2025-bien-ban"
result = simulate_cycle(runtime, "phu-son-2025", cycle)
with runtime.uow() as uow:
    from danvan_workflow.store import cycles
    agency = cycles.duties_of(uow, cycle)[0].agency
receipt = office.send(cycle, agency, "2025-06-10 09:00", document_number="")
print(json.dumps({
    "name": short_name(plan, plan.obligation("bien-ban")),
    "report": issued(result),
    "letters": [letter.text for letter in transport.sent],
    "missing": list(office.view(cycle, agency, "2025-06-11").missing),
}))
"""


def test_a_kind_of_obligation(copy: ProductCopy) -> None:
    chapters = "danvan_workflow/report/chapters"
    copy.before("danvan_workflow/plan/models.py", '    AD_HOC = "ad_hoc"', KIND)
    copy.change("danvan_workflow/services/submissions/assess.py", "    return missing\n", MISSING + "    return missing\n")
    copy.add(f"{chapters}/minutes.py", MINUTES)
    copy.before(f"{chapters}/__init__.py", "\nCHAPTERS:", "from danvan_workflow.report.chapters.minutes import MINUTES\n")
    copy.change(f"{chapters}/__init__.py", "    DELIVERIES,\n    P", "    DELIVERIES,\n    MINUTES,\n    P")
    copy.change("dags/plans/phu-son-2025.yaml", "\ntasks:\n", OBLIGATION)
    copy.write_what_follows()
    copy.require_only(places("a kind of obligation"))
    seen = copy.told(OFFICE + MINUTES_SCRIPT)
    assert seen["name"].endswith(": gửi biên bản")
    assert "Tình hình gửi biên bản họp dân năm 2025" in seen["report"]
    assert "BIÊN BẢN ĐÃ NHẬN" in seen["report"]
    assert "Số hiệu biên bản: " in seen["report"]
    assert any("biên bản" in letter for letter in seen["letters"])
    assert seen["missing"] == ["số của biên bản"]


# -- a way of intake ------------------------------------------------------------------------------------------------

PAIRS = '''"""A submission as lines of `key=value`."""

import datetime as dt
from decimal import Decimal

from danvan_workflow.duty.submission import Figure, FigureStatus, Narrative, SubmissionDraft


def read_pairs(text: str, now: dt.datetime) -> SubmissionDraft:
    """The submission in such a text."""
    said = dict(line.split("=", 1) for line in text.splitlines() if line)
    cycle, agency = said.pop("cycle"), said.pop("agency")
    numbers = {code: Decimal(value) for code, value in said.items() if code.isupper() or code[:2].isupper()}
    return SubmissionDraft(
        cycle_id=cycle,
        agency=agency,
        sent_at=now,
        via="pairs",
        figures=tuple(Figure(c, FigureStatus.VALUE if n else FigureStatus.ZERO, n) for c, n in numbers.items()),
        narratives=tuple(Narrative(section, text) for section, text in said.items() if section not in numbers),
    )
'''
PAIRS_SCRIPT = """
from danvan_workflow.intake.pairs import read_pairs
from danvan_workflow.services.submissions.receive_submission import receive_submission
from danvan_workflow.store import submissions

office.open(CYCLE)
agency = office.owing(CYCLE)[0]
duty = office.duties(CYCLE)[agency]
lines = [f"cycle={CYCLE}", f"agency={agency}", *(f"{code}=0" for code in duty.indicators)]
lines += [f"{section}=Đã triển khai." for section in duty.sections]
now = at("2025-06-10 09:00")
receipt = receive_submission(runtime, read_pairs("\\n".join(lines), now), now)
transport.sent.clear()
send_pending(runtime, CYCLE, now)
with runtime.uow() as uow:
    stored = submissions.latest_version(uow, duty.id)
    via, figures = stored.via, len(stored.figures)
print(json.dumps({
    "complete": receipt.is_complete, "errors": receipt.errors, "via": via,
    "all": figures == len(duty.indicators), "letters": [letter.subject for letter in transport.sent],
}))
"""


def test_a_way_of_intake(copy: ProductCopy) -> None:
    copy.add("danvan_workflow/intake/pairs.py", PAIRS)
    copy.require_only(places("a way of intake"))
    seen = copy.told(OFFICE + PAIRS_SCRIPT)
    letters = seen.pop("letters")
    assert seen == {"complete": True, "errors": 0, "via": "pairs", "all": True}
    assert any("nhận" in subject for subject in letters)


# -- a transport ----------------------------------------------------------------------------------------------------

DROP = '''"""Letters laid into a folder."""

from pathlib import Path

from danvan_workflow.notify.messages import Message
from danvan_workflow.notify.transport import require_address


class FolderTransport:
    """A file a letter."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def send(self, message: Message) -> None:
        """Lay it down."""
        require_address(message.to)
        self._folder.mkdir(exist_ok=True)
        (self._folder / f"{message.message_id.strip('<>')}.txt").write_text(f"{message.to}\\n{message.subject}", "utf-8")

    def close(self) -> None:
        """Nothing is held open."""
'''
DROP_SCRIPT = """
import os
from danvan_workflow.services.letters.send_rung import send_rung
from danvan_workflow.settings import read_settings

office = Office(Runtime(read_settings(os.environ)), None)
office.open(CYCLE)
sent = send_rung(office.runtime, CYCLE, 1, office.opening(CYCLE)).sent
print(json.dumps({"sent": sent, "files": [file.read_text("utf-8") for file in Path("thu").iterdir()]}))
"""


def test_a_transport(copy: ProductCopy) -> None:
    settings, runtime = "danvan_workflow/settings.py", "danvan_workflow/services/runtime.py"
    copy.add("danvan_workflow/notify/drop.py", DROP)
    copy.change(settings, '    named_domain: str = ""\n', '    named_domain: str = ""\n    drop: Path | None = None\n')
    copy.change(
        settings, "        mail=_mail(environ),", '        mail=_mail(environ),\n        drop=Path(environ["DANVAN_DROP"]),'
    )
    copy.before(
        runtime,
        "        if self.settings.mail is None:\n",
        "        if self.settings.drop:\n            return FolderTransport(self.settings.drop)\n",
    )
    copy.before(
        runtime,
        "from danvan_workflow.notify.email import",
        "from danvan_workflow.notify.drop import FolderTransport\n",
    )
    copy.require_only(places("a transport"))
    seen = copy.told(OFFICE + DROP_SCRIPT, DANVAN_HOME=str(copy.folder), DANVAN_DROP="thu")
    assert seen["sent"] > 0
    assert len(seen["files"]) == seen["sent"]


# -- a page of the console ------------------------------------------------------------------------------------------

PAGE = '''"""How many cycles are open, said in one line."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from danvan_workflow.orchestration.console.desk import DeskDep
from danvan_workflow.orchestration.console.page import render

router = APIRouter()


@router.get("/so-ky")
def tally(request: Request, desk: DeskDep) -> HTMLResponse:
    """The page."""
    return render(request, "tally.html.j2", who=desk.visitor.name, count=len(desk.cycles))
'''
TALLY = """{% extends "layout.html.j2" %}
{% block title %}Số kỳ{% endblock %}
{% block body %}
<h1>Số kỳ</h1>
<p>{{ who }} xem được {{ count }} kỳ.</p>
{% endblock %}
"""
PAGE_SCRIPT = """
from fastapi.testclient import TestClient
from danvan_workflow.orchestration.console.access import Visitor, signed_in
from danvan_workflow.orchestration.console.app import create_app


class Account:
    def get_name(self):
        return "chuyenvien"


Visitor.may_read = lambda *asked: True
office.open(CYCLE)
app = create_app()
app.dependency_overrides[signed_in] = Account
answer = TestClient(app).get("/so-ky")
print(json.dumps({"status": answer.status_code, "page": answer.text}))
"""


@pytest.mark.airflow
def test_a_page_of_the_console(copy: ProductCopy) -> None:
    home = "danvan_workflow/orchestration/console"
    copy.add(f"{home}/tally.py", PAGE)
    copy.add(f"{home}/templates/tally.html.j2", TALLY)
    copy.change(f"{home}/app.py", "    tasks,\n)", "    tally,\n    tasks,\n)")
    copy.change(f"{home}/app.py", "    ad_hoc.router,\n)", "    ad_hoc.router,\n    tally.router,\n)")
    copy.require_only(places("a page of the console"))
    folder = str(copy.folder)
    seen = copy.told(OFFICE + PAGE_SCRIPT, AIRFLOW_HOME=folder, DANVAN_HOME=folder, DANVAN_SMTP_HOST="127.0.0.1")
    assert seen["status"] == 200, seen["page"]
    assert "<p>chuyenvien xem được 1 kỳ.</p>" in seen["page"]
    assert "Bảng theo dõi" in seen["page"]
