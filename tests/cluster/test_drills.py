"""Drills: processes are killed in the middle of things, the machine is off over a deadline, clocks jump; nothing is lost.

One cluster serves them all. It lives by a clock of its own, which only goes on from test to test: their order matters, each has a
cycle for itself. The table of the drills stands in docs/drills.md.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator

import pytest
from cluster.drill import Drill, make_drill
from cluster.end_state import Row, State, differences
from cluster.held import HeldBox, HeldTable
from cluster.runs import Run
from cluster.scene import BINH_DINH, EIGHT, Scene, files_in, part_of

from danvan_workflow.embedded.replay import APPROVAL
from danvan_workflow.register.build import national_register
from danvan_workflow.register.register import Register
from danvan_workflow.services.watch.look import watch
from danvan_workflow.services.watch.settle import settle
from danvan_workflow.services.watch.trouble import Code
from danvan_workflow.statutory.deadline import VIETNAM

pytestmark = pytest.mark.slow

KILLED_ON_THE_WAY = "dien-tap-2026.dinh-ky.2026-q1"
KILLED_AT_THE_END = "dien-tap-2026.dinh-ky.2026-6m"
ROWS = {
    BINH_DINH: ("truoc_han_15", "truoc_han_7", "truoc_han_3", "truoc_han_1", "sau_han_1", "sau_han_3", "sau_han_7"),
    KILLED_ON_THE_WAY: ("truoc_han_8", "truoc_han_6", "truoc_han_4", "truoc_han_1", "sau_han_1", "sau_han_3"),
}
# where the letter is when its sender dies: not yet with the server, or with it and nobody told
CUT_OFF = {"worker": "before", "database": "after"}
DONE = ("success", "skipped")


def at(text: str) -> dt.datetime:
    """A moment written in Vietnamese time."""
    return dt.datetime.fromisoformat(text).replace(tzinfo=VIETNAM)


@pytest.fixture(scope="module")
def register() -> Register:
    """The provinces of the drills."""
    return part_of(national_register(), ["L52", "N52", "N20"])


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory, register: Register) -> Scene:
    """The cycles of the drills, and what each comes to when nothing happens to it."""
    scene = Scene(tmp_path_factory.mktemp("canh"), register)
    scene.play(BINH_DINH)
    scene.play(KILLED_ON_THE_WAY, EIGHT)
    scene.play(KILLED_AT_THE_END, EIGHT)
    return scene


@pytest.fixture(scope="module")
def drill(tmp_path_factory: pytest.TempPathFactory, scene: Scene, register: Register) -> Iterator[Drill]:
    """Everything up, a quarter of an hour before Bình Định opens its first quarter."""
    with HeldBox(tmp_path_factory.mktemp("thu") / "thu") as box:
        drill = make_drill(tmp_path_factory.mktemp("cum"), scene, box, at("2025-02-26 07:45"))
        try:
            drill.begin(register)
            yield drill
        finally:
            drill.close()


def opened(drill: Drill, cycle_id: str) -> Run:
    """The run that the scheduler opens by itself on the cycle's day, its request sent."""
    run = drill.run_of(cycle_id)
    drill.clock.move_to(drill.scene.moments[cycle_id].opens_at - dt.timedelta(minutes=5))
    run.begin()
    drill.clock.move_to(drill.scene.moments[cycle_id].opens_at)
    run.wait_for(ROWS.get(cycle_id, ROWS[KILLED_ON_THE_WAY])[0], "success")
    return run


def unlike(drill: Drill, cycle_id: str, *tables: str) -> list[str]:
    """How the cycle differs from one that nothing disturbed, in these tables or in all."""
    found, expected = drill.state(cycle_id), drill.scene.expected[cycle_id]
    found["notice"] = in_the_words_of(expected, found["notice"])
    return differences(found, {name: rows for name, rows in expected.items() if not tables or name in tables})


def in_the_words_of(expected: State, letters: list[Row]) -> list[Row]:
    """The letters, those that a person has settled as arrived written down as any other that was sent."""
    sent = {dict(row)["key"]: row for row in expected["notice"] if dict(row)["state"] == "sent"}
    return [sent.get(dict(row)["key"], row) if dict(row)["status_code"] == "arrived_by_person" else row for row in letters]


def require_each_letter_once(drill: Drill, cycle_id: str) -> None:
    """Every letter that the outbox calls sent came once, and nothing else came."""
    sent = Counter(row.message_id for row in drill.letters(cycle_id, "sent"))
    of_this_cycle = {row.message_id for row in drill.letters(cycle_id)}
    assert Counter({key: count for key, count in drill.delivered().items() if key in of_this_cycle}) == sent


def require_same_report(drill: Drill, cycle_id: str) -> None:
    """The issued files are those of the undisturbed run, byte by byte."""
    name = cycle_id.replace(".", "_")
    found = {file: content for file, content in files_in(drill.cluster.danvan.outbox).items() if file.startswith(name)}
    assert found == {file: content for file, content in drill.scene.reports().items() if file.startswith(name)}
    assert len(found) == 2


def test_the_machine_is_off_over_a_deadline_and_clocks_jump(drill: Drill) -> None:
    planned = drill.scene.moments[BINH_DINH]
    run = opened(drill, BINH_DINH)

    # The clock goes seven hours ahead (somebody took local time for UTC), the reminder leaves at night; then it is set right.
    run.wait_for("truoc_han_7", "deferred")
    drill.clock.move_to(planned.rungs[2] + dt.timedelta(minutes=1))
    run.wait_for("truoc_han_7", *DONE)
    sent = len(drill.letters(BINH_DINH, "sent"))
    drill.clock.move_to(planned.rungs[2] - dt.timedelta(hours=6, minutes=59))
    run.wait_for("truoc_han_3", "deferred")
    drill.clock.move_to(planned.rungs[2] + dt.timedelta(minutes=1))

    # Every process is moved to another time zone: eight o'clock stays eight o'clock in Việt Nam.
    for name in drill.cluster.airflow:
        drill.cluster.processes[name].environment["TZ"] = "UTC"  # type: ignore[index]
    running = drill.switch_off()
    drill.clock.move_to(planned.rungs[3] - dt.timedelta(minutes=10))
    drill.switch_on(running)
    run.wait_for("truoc_han_3", "deferred")
    assert len(drill.letters(BINH_DINH, "sent")) == sent
    drill.clock.move_to(planned.rungs[3])
    run.wait_for("truoc_han_3", *DONE)

    # The machine goes off in the afternoon of the last day, and comes back when the deadline and the rung after it are over.
    drill.clock.move_to(planned.rungs[4])
    run.wait_for("truoc_han_1", *DONE)
    drill.clock.move_to(planned.due_at - dt.timedelta(hours=8))
    run.wait_for("han_nop", "deferred")
    running = drill.switch_off()
    drill.clock.move_to(planned.rungs[5] + dt.timedelta(hours=1))
    drill.switch_on(running)
    run.wait_for("sau_han_1", *DONE)

    drill.clock.move_to(planned.rungs[6])
    run.wait_for("sau_han_3", *DONE)
    drill.clock.move_to(planned.consolidate_at)
    run.wait_for(APPROVAL, "awaiting_input")
    drill.clock.move_to(planned.rungs[7])
    run.wait_for("sau_han_7", *DONE)
    run.approve()
    assert run.wait_for_end() == "success"
    assert unlike(drill, BINH_DINH) == []
    require_each_letter_once(drill, BINH_DINH)
    require_same_report(drill, BINH_DINH)


@pytest.fixture(scope="module")
def on_the_way(drill: Drill) -> Run:
    """A cycle that has sent its requests and goes through every rung of its ladder."""
    return opened(drill, KILLED_ON_THE_WAY)


@pytest.mark.parametrize(
    ("victim", "rung"), [("triggerer", 2), ("scheduler", 3), ("worker", 4), ("database", 5), ("api-server", 6)]
)
def test_killed_while_it_waits_and_while_it_sends(drill: Drill, on_the_way: Run, victim: str, rung: int) -> None:
    planned, row = drill.scene.moments[KILLED_ON_THE_WAY], ROWS[KILLED_ON_THE_WAY][rung - 1]
    if rung == 5:
        drill.clock.move_to(planned.due_at)
        on_the_way.wait_for("thu_thap", "success")
    on_the_way.wait_for(row, "deferred")
    drill.kill(victim)
    drill.box.hold(CUT_OFF.get(victim, "before"), letter=2)
    drill.clock.move_to(planned.rungs[rung])
    drill.start(victim)
    drill.cluster.wait(drill.box.is_reached, f"no letter of {row} is sent")
    drill.kill(victim)
    drill.box.release()
    drill.start(victim)
    with drill.hurried():
        on_the_way.wait_for(row, *DONE)
    cut_off = drill.letters(KILLED_ON_THE_WAY, "sending", "unknown")
    assert len(cut_off) == (1 if victim in CUT_OFF else 0)
    settle_as_it_is(drill, KILLED_ON_THE_WAY)


def settle_as_it_is(drill: Drill, cycle_id: str) -> None:
    """The watchdog names a letter that was cut off, and a person who has asked says what became of it."""
    later = drill.clock.now() + dt.timedelta(minutes=20)
    for row in drill.letters(cycle_id, "sending"):
        found = [trouble.sentence for trouble in watch(drill.runtime, later) if trouble.code == Code.LETTER_UNSURE]
        assert [f"--letter {row.id} " in sentence for sentence in found] == [True]
        word = "arrived" if drill.delivered()[row.message_id] else "resend"
        assert settle(drill.runtime, cycle_id, [row.id], word, "Văn thư", "Đã gọi điện hỏi nơi nhận", later) == 1


def test_nothing_of_all_that_shows_in_the_end(drill: Drill, on_the_way: Run) -> None:
    drill.clock.move_to(drill.scene.moments[KILLED_ON_THE_WAY].consolidate_at)
    on_the_way.approve()
    assert on_the_way.wait_for_end() == "success"
    assert unlike(drill, KILLED_ON_THE_WAY) == []
    require_each_letter_once(drill, KILLED_ON_THE_WAY)
    require_same_report(drill, KILLED_ON_THE_WAY)


@pytest.fixture(scope="module")
def at_the_end(drill: Drill) -> Run:
    """A cycle that has sent its requests."""
    return opened(drill, KILLED_AT_THE_END)


def test_off_over_several_rungs_only_the_highest_is_sent(drill: Drill, at_the_end: Run) -> None:
    planned = drill.scene.moments[KILLED_AT_THE_END]
    at_the_end.wait_for("truoc_han_6", "deferred")
    running = drill.switch_off()
    drill.clock.move_to(planned.rungs[5] + dt.timedelta(hours=1))
    drill.switch_on(running)
    at_the_end.wait_for("sau_han_1", *DONE)
    states = at_the_end.states()
    assert {states[row] for row in ("truoc_han_6", "truoc_han_4", "truoc_han_1")} == {"skipped"}
    missed = [row for row in drill.letters(KILLED_AT_THE_END) if row.rung in (2, 3, 4)]
    assert {(row.state, row.status_code) for row in missed} == {("skipped", "superseded_by_higher_rung")}
    assert of_rung(drill.state(KILLED_AT_THE_END), 5) == of_rung(drill.scene.expected[KILLED_AT_THE_END], 5)


def of_rung(state: State, number: int) -> list[Row]:
    """The letters of one rung."""
    return [row for row in state["notice"] if dict(row)["rung"] == number]


def test_the_queue_is_killed_while_a_rung_is_waited_for(drill: Drill, at_the_end: Run) -> None:
    at_the_end.wait_for("sau_han_3", "deferred")
    drill.kill("queue")
    drill.clock.move_to(drill.scene.moments[KILLED_AT_THE_END].rungs[6])
    drill.start("queue")
    with drill.hurried():
        at_the_end.wait_for("sau_han_3", *DONE)
    assert of_rung(drill.state(KILLED_AT_THE_END), 6) == of_rung(drill.scene.expected[KILLED_AT_THE_END], 6)


@pytest.fixture(scope="module")
def held(drill: Drill, at_the_end: Run) -> Iterator[HeldTable]:
    """The consolidation, held up when the report is written."""
    held = drill.hold("report")
    drill.clock.move_to(drill.scene.moments[KILLED_AT_THE_END].consolidate_at)
    yield held
    held.release()


@pytest.mark.parametrize("victim", ["scheduler", "triggerer", "api-server", "worker", "task", "database"])
def test_killed_while_it_consolidates(drill: Drill, held: HeldTable, victim: str) -> None:
    with drill.hurried():
        drill.cluster.wait(held.somebody_waits, "nobody writes a report", 300)
    if victim == "task":
        held.kill_who_waits()
        return
    drill.kill(victim)
    drill.start(victim)


def test_it_is_consolidated_once(drill: Drill, at_the_end: Run) -> None:
    with drill.hurried():
        at_the_end.wait_for("tong_hop", "success")
        at_the_end.wait_for(APPROVAL, "awaiting_input")
    assert unlike(drill, KILLED_AT_THE_END, "snapshot", "submission", "figure", "finding") == []


@pytest.mark.parametrize("victim", ["scheduler", "triggerer", "worker", "api-server", "database"])
def test_killed_while_the_leader_reads(drill: Drill, at_the_end: Run, victim: str) -> None:
    drill.kill(victim)
    drill.start(victim)
    at_the_end.wait_for(APPROVAL, "awaiting_input")


def test_killed_as_the_leader_answers(drill: Drill, at_the_end: Run) -> None:
    held = drill.hold("decision")
    at_the_end.answer()
    drill.cluster.wait(held.somebody_waits, "nobody writes the decision down")
    drill.kill("worker")
    held.release()
    drill.start("worker")
    with drill.hurried():
        at_the_end.wait_for(APPROVAL, "awaiting_input", "success")
    if at_the_end.states()[APPROVAL] != "success":  # the answer went down with the worker: it is asked for again
        at_the_end.answer()
    assert at_the_end.wait_for_end() == "success"
    everything_else = [name for name in drill.scene.expected[KILLED_AT_THE_END] if name != "notice"]
    assert unlike(drill, KILLED_AT_THE_END, *everything_else) == []
    require_each_letter_once(drill, KILLED_AT_THE_END)
    require_same_report(drill, KILLED_AT_THE_END)
