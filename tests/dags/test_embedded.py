"""The embedded installation: what it keeps to itself, and that nothing of it outlives it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from danvan_workflow.embedded.group import ProcessGroup, Program
from danvan_workflow.embedded.home import Home, Ports, environment

SLEEPER = "import os, sys, time; open(sys.argv[1], 'w').write(str(os.getpid())); time.sleep(600)"
STUBBORN = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); " + SLEEPER


def program(folder: Path, name: str, code: str = SLEEPER) -> Program:
    return Program(name, (sys.executable, "-c", code, str(folder / f"{name}.pid")), folder / f"{name}.log")


def pid_of(folder: Path, name: str) -> int:
    file = folder / f"{name}.pid"
    deadline = time.monotonic() + 20
    while not (file.exists() and file.read_text()) and time.monotonic() < deadline:
        time.sleep(0.05)
    return int(file.read_text())


def is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def ends(pid: int, seconds: float = 15) -> bool:
    deadline = time.monotonic() + seconds
    while is_running(pid) and time.monotonic() < deadline:
        time.sleep(0.1)
    return not is_running(pid)


def test_programs_end_with_the_block_even_when_they_would_not(tmp_path: Path) -> None:
    with ProcessGroup([program(tmp_path, "a"), program(tmp_path, "b", STUBBORN)], os.environ) as group:
        pids = [pid_of(tmp_path, name) for name in "ab"]
        assert group.ended() == ""
    assert [is_running(pid) for pid in pids] == [False, False]


def test_a_program_that_ends_by_itself_is_named_and_takes_the_others_with_it(tmp_path: Path) -> None:
    with ProcessGroup([program(tmp_path, "a"), program(tmp_path, "short", "pass")], os.environ) as group:
        other = pid_of(tmp_path, "a")
        assert ends(other)
        deadline = time.monotonic() + 10
        while not (name := group.ended()) and time.monotonic() < deadline:
            time.sleep(0.1)
        assert name == "short"


def test_programs_end_when_their_owner_is_killed(tmp_path: Path) -> None:
    code = f"""
import os, sys, time
from pathlib import Path
from danvan_workflow.embedded.group import ProcessGroup, Program
folder = Path({str(tmp_path)!r})
sleeper = (sys.executable, "-c", {SLEEPER!r}, str(folder / "a.pid"))
with ProcessGroup([Program("a", sleeper, folder / "a.log")], os.environ):
    time.sleep(600)
"""
    owner = subprocess.Popen([sys.executable, "-c", code])
    child = pid_of(tmp_path, "a")
    owner.send_signal(signal.SIGKILL)
    owner.wait()
    assert ends(child)


def test_a_closed_installation_takes_over_nothing_real(tmp_path: Path) -> None:
    outside = {
        "PATH": "/bin",
        "DANVAN_SMTP_HOST": "thu.tinh.gov.vn",
        "DANVAN_SMTP_PASSWORD": "bi-mat",
        "DANVAN_DATABASE_URL": "postgresql://that/dan_van",
        "DANVAN_SOURCE_HE_THONG_TINH_URL": "postgresql://that/bao_cao",
        "AIRFLOW__CORE__EXECUTOR": "CeleryExecutor",
    }
    made = environment(Home(tmp_path), Ports(8081, 2525), outside, closed=True)
    assert {made["DANVAN_SMTP_HOST"], made["DANVAN_SMTP_EMBEDDED"]} == {"127.0.0.1", "1"}
    assert not {"DANVAN_DATABASE_URL", "DANVAN_SMTP_PASSWORD"} & set(made)
    assert made["DANVAN_SOURCE_HE_THONG_TINH_URL"] == f"sqlite:///{tmp_path}/nguon-mau.sqlite"
    assert made["AIRFLOW__CORE__EXECUTOR"] == "LocalExecutor"


def test_an_open_installation_uses_the_mail_server_it_is_given_and_says_that_it_is_real(tmp_path: Path) -> None:
    made = environment(Home(tmp_path), Ports(8081, 2525), {"DANVAN_SMTP_HOST": "thu.tinh.gov.vn"}, closed=False)
    assert made["DANVAN_SMTP_HOST"] == "thu.tinh.gov.vn"
    assert "DANVAN_SMTP_EMBEDDED" not in made


def test_a_program_waits_while_another_writes_into_airflows_database(tmp_path: Path) -> None:
    made = environment(Home(tmp_path), Ports(8081, 2525), {"PATH": "/bin", "HOME": str(tmp_path)}, closed=True)
    code = "from airflow.settings import engine; print(engine.raw_connection().execute('PRAGMA busy_timeout').fetchone()[0])"
    ran = subprocess.run([sys.executable, "-c", code], env=made, capture_output=True, text=True, check=False)
    assert ran.stdout.split()[-1:] == ["60000"], ran.stderr  # milliseconds


def test_secrets_are_made_once_and_only_their_owner_reads_them(tmp_path: Path) -> None:
    first, again = Home(tmp_path), Home(tmp_path)
    assert first.secrets == again.secrets
    assert first.passwords == again.passwords
    assert first.passwords != Home(tmp_path / "other").passwords
    modes = {file.stat().st_mode & 0o777 for file in first.airflow.iterdir()}
    assert modes == {0o600}


@pytest.mark.parametrize("role", ["chuyenvien", "lanhdao"])
def test_accounts_have_passwords_that_nobody_guesses(tmp_path: Path, role: str) -> None:
    assert len(Home(tmp_path).passwords[role]) >= 12
