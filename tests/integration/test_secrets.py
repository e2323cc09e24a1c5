"""What must not be read: passwords in sentences, pages and logs; the database by others on the machine; an open line."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from danvan_workflow.cli.failures import run_safely
from danvan_workflow.errors import DanvanError, InvalidInput, Problem, StoreUnavailable, TransportError, UnknownName
from danvan_workflow.intake.database import away
from danvan_workflow.notify.email import EmailTransport
from danvan_workflow.notify.messages import Message
from danvan_workflow.settings import SmtpSettings
from danvan_workflow.store.engine import open_engine
from danvan_workflow.store.failures import unavailable

SECRET = "m4t-kh4u"
ADDRESSES = (
    f"postgresql://an:{SECRET}@kho.example/dv",
    f"postgresql://kho.example/dv?user=an&password={SECRET}",
    f"postgresql://kho.example/dv?sslpassword={SECRET}&connect_timeout=5",
    f"host=kho.example password={SECRET} dbname=dv",
    f"https://kho.example/a?api_key={SECRET}&b=1",
)


@pytest.mark.parametrize("address", ADDRESSES)
def test_no_sentence_of_an_error_holds_a_password(address: str) -> None:
    errors: list[DanvanError] = [
        DanvanError(f"không mở được {address}"),
        UnknownName("nguồn", address),
        InvalidInput([Problem("địa chỉ chưa đúng", value=address)]),
        StoreUnavailable(away(address, address)),
    ]
    assert [str(error) for error in errors if SECRET in str(error)] == []
    assert all("***" in str(error) for error in errors)


def test_the_page_and_the_sentence_of_a_store_that_is_away_name_no_password() -> None:
    engine = open_engine(f"postgresql://kho.example/dv?user=an&password={SECRET}")
    told = str(unavailable(engine, OperationalError("", {}, Exception("connection refused"))))
    assert "kho.example" in told
    assert SECRET not in told


@pytest.mark.parametrize("address", ADDRESSES)
def test_the_log_of_a_crash_is_its_owners_and_holds_no_password(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str], address: str
) -> None:
    def crash(_arguments: list[str]) -> int:
        raise ValueError(f"cannot parse {address}")

    monkeypatch.setenv("DANVAN_HOME", str(tmp_path / "nha"))
    monkeypatch.delenv("DANVAN_DEBUG", raising=False)
    monkeypatch.setattr("danvan_workflow.cli.failures._run", crash)
    assert run_safely(["collect", "--url", address]) == 1
    (log,) = (tmp_path / "nha" / "nhat-ky").iterdir()
    assert SECRET not in log.read_text(encoding="utf-8")
    assert "collect --url" in log.read_text(encoding="utf-8")
    assert [stat.S_IMODE(path.stat().st_mode) for path in (log, log.parent)] == [0o600, 0o700]
    assert SECRET not in capsys.readouterr().err


def test_the_database_is_its_owners_and_keeps_a_claim_over_a_power_cut(tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        engine = open_engine(f"sqlite:///{tmp_path}/nha/danvan.sqlite")
        assert not (tmp_path / "nha" / "danvan.sqlite").exists()  # looking creates nothing
        with engine.connect() as connection:
            connection.execute(text("CREATE TABLE a (b INTEGER)"))
            assert connection.scalar(text("PRAGMA synchronous")) == 2  # FULL
            modes = {path.suffix: stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "nha").iterdir()}
    finally:
        os.umask(before)
    engine.dispose()
    assert modes == dict.fromkeys((".sqlite", ".sqlite-wal", ".sqlite-shm"), 0o600)
    assert stat.S_IMODE((tmp_path / "nha").stat().st_mode) == 0o700


def test_a_login_over_an_open_line_is_refused_unless_asked_for() -> None:
    letter = Message("vanthu@syt.example", "Thử", "Thử", "<p>Thử</p>", "<1@x.example>")
    open_line = SmtpSettings(host="thu.invalid", port=25, sender="bao-cao@snv.example", user="an", password=SECRET)
    with pytest.raises(TransportError, match="đường truyền không mã hóa") as refused:
        EmailTransport(open_line, timeout=1).send(letter)
    assert not refused.value.permanent
    asked = SmtpSettings("thu.invalid", 25, "bao-cao@snv.example", "an", SECRET, security="plain")
    with pytest.raises(TransportError, match="không tìm thấy tên máy chủ"):
        EmailTransport(asked, timeout=1).send(letter)
