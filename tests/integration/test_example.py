"""A cycle to look at: whole, marked, once, beside real ones and never in their place."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from builders import Office, at

from danvan_workflow.errors import Refused, UnknownName
from danvan_workflow.notify.memory import MemoryTransport
from danvan_workflow.services.runtime import Runtime
from danvan_workflow.services.simulation.example import example_cycles, make_example
from danvan_workflow.services.watch.look import watch
from danvan_workflow.store import cycles, events, notices, reports

PLAN, CYCLE = "phu-son-2025", "phu-son-2025.dinh-ky.2025-6m"
AFTER = at("2025-09-01")
Counted = dict[str, int]


def counted(runtime: Runtime) -> Counted:
    with runtime.uow() as uow:
        return {
            "cycles": len(cycles.cycles_of(uow)),
            "versions": sum(len(duty.submissions) for duty in cycles.duties_of(uow, CYCLE)),
            "letters": len(notices.notices_of(uow, CYCLE)),
            "events": len(events.events_of(uow, CYCLE)),
            "decisions": len(reports.decisions_of(uow, CYCLE)),
            "issued": len(reports.issued_reports(uow, CYCLE)),
        }


def test_the_first_cycle_that_is_over_is_played_to_its_report_and_marked(office: Office) -> None:
    made = make_example(office.runtime, PLAN, "", AFTER)
    assert (made.cycle_id, made.made) == (CYCLE, True)
    with office.runtime.uow() as uow:
        assert cycles.get_cycle(uow, CYCLE).state == "issued"
        assert all(version.is_sample for duty in cycles.duties_of(uow, CYCLE) for version in duty.submissions)
        assert next(event.kind for event in events.events_of(uow, CYCLE)) == "example_made"
    assert {"cycles": 1, "decisions": 1, "issued": 2}.items() <= counted(office.runtime).items()
    assert counted(office.runtime)["versions"] > 3


def test_twice_is_once(office: Office) -> None:
    make_example(office.runtime, PLAN, "2025-6m", AFTER)
    first = counted(office.runtime)
    assert not make_example(office.runtime, PLAN, "dinh-ky/2025-6m", AFTER).made
    assert counted(office.runtime) == first


def test_what_was_broken_off_is_taken_up_again(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    from danvan_workflow.services.simulation import simulate

    def pull_the_plug(*_arguments: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(simulate, "consolidate_cycle", pull_the_plug)
        with pytest.raises(KeyboardInterrupt):
            make_example(office.runtime, PLAN, "", AFTER)
    assert make_example(office.runtime, PLAN, "", AFTER).made
    broken = counted(office.runtime)
    assert (broken["decisions"], broken["issued"]) == (1, 2)


def test_no_letter_goes_to_the_mail_server_of_the_settings(make_runtime: Callable[..., Runtime]) -> None:
    runtime = make_runtime(None)
    make_example(runtime, PLAN, "", AFTER)
    assert isinstance(runtime.transport(), MemoryTransport)


def test_a_cycle_that_is_not_over_is_refused_with_those_that_are(office: Office) -> None:
    with pytest.raises(Refused, match=r"hạn nộp .*Các kỳ dùng được: phu-son-2025/dinh-ky/2025-6m\."):
        make_example(office.runtime, PLAN, "2025-annual", AFTER)
    with pytest.raises(Refused, match="chưa có kỳ nào đã qua"):
        make_example(office.runtime, PLAN, "", at("2025-05-01"))
    with pytest.raises(UnknownName):
        make_example(office.runtime, PLAN, "2025-q7", AFTER)
    assert counted(office.runtime)["cycles"] == 0


def test_a_cycle_that_was_opened_for_real_is_left_alone(office: Office) -> None:
    office.open(CYCLE)
    before = counted(office.runtime)
    with pytest.raises(Refused, match="không phải là kỳ mẫu"):
        make_example(office.runtime, PLAN, "", AFTER)
    assert counted(office.runtime) == before


@pytest.mark.parametrize("moment", ["2025-08-04", "2025-12-01"])
def test_the_watchdog_has_nothing_to_say_of_an_example(office: Office, moment: str) -> None:
    make_example(office.runtime, PLAN, "", at(moment))
    assert not [trouble for trouble in watch(office.runtime, at(moment)) if CYCLE in str(trouble)]


def test_a_cycle_serves_as_an_example_from_the_moment_on_at_which_nothing_more_is_waited_for(office: Office) -> None:
    plan, closing = office.runtime.library.load(PLAN), at("2025-06-30 08:00")  # a Monday, ten working days after Monday 16/6
    before = example_cycles(plan, office.runtime.calendar, closing - dt.timedelta(seconds=1))
    assert [cycle.cycle_id for cycle in before] == []
    assert [cycle.cycle_id for cycle in example_cycles(plan, office.runtime.calendar, closing)] == [CYCLE]
