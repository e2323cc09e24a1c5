"""A kind of rung that nobody has thought of yet: two modules and its templates, and it works from the plan file to the letter."""

from __future__ import annotations

from pathlib import Path

import pytest
from architecture.page import places
from product_copy import ProductCopy

from danvan_workflow.register.register import Register

KIND = """    HALFWAY = "halfway", "Hỏi tiến độ giữa kỳ", RungWords("Hỏi tiến độ", "hỏi tiến độ đầu mối của cơ quan chưa gửi đủ")
"""
WRITER = '''

@dataclass(frozen=True, slots=True, kw_only=True)
class Halfway(LetterContext):
    """How far the agency is."""

    arrived: Arrived


def halfway(occasion: Occasion) -> Halfway:
    """The question halfway."""
    return Halfway(shared=occasion.of_duty(), arrived=occasion.arrived())


WRITERS = {
    NoticeKind.HALFWAY: halfway,
'''
BODY = """{% extends "_base.EXT.j2" %}
{% block content %}
Đã gửi: {{ "bản số %d" % version if received else "chưa" }}.
{% endblock %}
"""
SCRIPT = """
import contextlib, io, json, sys
from pathlib import Path
from builders import Office, at
from danvan_workflow.cli.plan_picture import show_plan
from danvan_workflow.notify.memory import MemoryTransport
from danvan_workflow.services.letters.send_rung import send_rung
from danvan_workflow.services.runtime import Runtime
from danvan_workflow.settings import Settings
from danvan_workflow.views.cycle.timeline import timeline
from danvan_workflow.views.doctor import diagnose

CYCLE = "gia-lai-2024.dinh-ky.2024-6m"
transport = MemoryTransport()
settings = Settings(Path.cwd(), f"sqlite:///{Path.cwd() / 'danvan.sqlite'}")
office = Office(Runtime(settings, transport=transport), transport)
office.open(CYCLE)
send_rung(office.runtime, CYCLE, 1, office.opening(CYCLE))
transport.sent.clear()
send_rung(office.runtime, CYCLE, 3, at("2024-05-06"))
shown = io.StringIO()
with contextlib.redirect_stdout(shown):
    show_plan(office.runtime.library.open("gia-lai-2024"))
print(json.dumps({
    "home": str(settings.templates),
    "letter": [transport.sent[0].subject, transport.sent[0].text, transport.sent[0].html],
    "kinds": sorted({row.kind for row in office.notices(CYCLE, rung=3)}),
    "plan": shown.getvalue(),
    "stops": [stop.title for stop in timeline(office.runtime, CYCLE, at("2024-05-06 09:00")).stops],
    "doctor": [check.message for check in diagnose(settings, at("2024-05-06")) if check.id == "mau-thong-bao"],
}))
"""


@pytest.fixture
def copy(tmp_path: Path, prepared: tuple[Path, Register]) -> ProductCopy:
    """The product with a kind of rung more, and Gia Lai's plan with a rung of it in place of the second reminder."""
    copy = ProductCopy.make(tmp_path, prepared[0])
    copy.before("danvan_workflow/notify/kinds.py", "    RECEIPT = ", KIND)
    copy.change("danvan_workflow/services/letters/rung_letters.py", "\n\nWRITERS = {\n", WRITER)
    copy.add("templates/notices/halfway/subject.txt.j2", "{{ cycle_label }}: Hỏi tiến độ\n")
    for ext in ("txt", "html"):
        copy.add(f"templates/notices/halfway/body.{ext}.j2", BODY.replace("EXT", ext))
    copy.write_what_follows()
    copy.change("dags/plans/gia-lai-2024.yaml", "offset: -3, to: focal, kind: reminder", "offset: -3, to: focal, kind: halfway")
    return copy


def test_a_new_kind_of_rung_is_sent_shown_and_checked(copy: ProductCopy) -> None:
    copy.require_only(places("a kind of rung"))
    seen = copy.told(SCRIPT)
    assert seen["home"] == str(copy.folder / "templates")
    assert seen["kinds"] == ["halfway"]
    subject, text, page = seen["letter"]
    assert subject.endswith(": Hỏi tiến độ")
    assert "Đã gửi: chưa." in text
    assert "Đã gửi: chưa." in page
    assert "Hỏi tiến độ trước 3 ngày làm việc (tới đầu mối)" in seen["plan"]
    assert "Hỏi tiến độ trước 3 ngày làm việc" in seen["stops"]
    assert len(seen["doctor"]) == 1
    assert seen["doctor"][0].startswith("Đủ mẫu của 15 loại thông báo")
