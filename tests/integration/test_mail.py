"""Letters through a real SMTP server on the loopback, read back from its Maildir."""

import datetime as dt
import io
import os
import signal
import socket
import ssl
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from email import message_from_binary_file
from email.header import decode_header, make_header
from pathlib import Path
from typing import ParamSpec, TypeVar

import docx
import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from danvan_workflow.errors import TransportError
from danvan_workflow.notify.email import EmailTransport
from danvan_workflow.notify.memory import MemoryTransport
from danvan_workflow.notify.messages import MailAttachment, Message, message_id
from danvan_workflow.notify.mime import mime_bytes
from danvan_workflow.notify.sink import Sink, read_maildir
from danvan_workflow.notify.transport import OutcomeUnknown, require_address
from danvan_workflow.settings import SmtpSettings

P = ParamSpec("P")
T = TypeVar("T")
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SENDER = "bao-cao@noivu.example"
SUBJECT = "Quý I năm 2025: Đề nghị gửi báo cáo công tác dân vận, hạn thứ Tư, ngày 19/3/2025 – Ủy ban nhân dân xã Đắk Lắk"
MESSAGE = Message(
    to="vanthu@syt.example",
    to_name="Nguyễn Thị Hằng, Văn phòng Ủy ban nhân dân thành phố Quy Nhơn, tỉnh Bình Định",
    subject=SUBJECT,
    text="Kính gửi: Sở Y tế\n\nĐề nghị gửi báo cáo trước ngày 20/3/2025.\n.\nTrân trọng.\n",
    html="<p>Kính gửi: <b>Sở Y tế</b></p>\n" + "<p>Đề nghị gửi báo cáo.</p>" * 200,
    message_id=message_id("binh-dinh-2025.dinh-ky.2025-q1|L52-SYT|1", "danvan.example"),
    reply_to="noivu@binhdinh.example",
    sent_at=dt.datetime(2025, 2, 26, 1, 0, tzinfo=dt.UTC),  # Wednesday
)


def to(address: str) -> Message:
    return replace(MESSAGE, to=address, message_id=message_id(address, "danvan.example"))


def shown(maildir: Path, header: str) -> str:
    """A header as a mail reader shows it.

    Read by `email.header`: the newer parser of Python 3.11 leaves a space between two encoded words of one name.
    """
    (path,) = (maildir / "new").iterdir()
    with path.open("rb") as file:
        return str(make_header(decode_header(message_from_binary_file(file)[header])))


def settings(port: int, **more: str) -> SmtpSettings:
    return SmtpSettings(host="127.0.0.1", port=port, sender=SENDER, **more)  # type: ignore[arg-type]


@pytest.fixture
def sink(tmp_path: Path) -> Iterator[Sink]:
    refuse = {"khong-co@syt.example": 550, "ban@syt.example": 451}
    with Sink(tmp_path / "thu", refuse=refuse, hang_up={"dut-day@syt.example"}) as server:
        yield server


@pytest.fixture
def transport(sink: Sink) -> Iterator[EmailTransport]:
    with EmailTransport(settings(sink.port), timeout=5) as email:
        yield email


def test_a_letter_arrives_as_it_was_written(sink: Sink, transport: EmailTransport) -> None:
    transport.send(MESSAGE)
    (letter,) = sink.messages()
    assert letter["Subject"] == SUBJECT
    assert letter["To"].addresses[0].addr_spec == "vanthu@syt.example"
    assert shown(sink.maildir, "To") == f"{MESSAGE.to_name} <vanthu@syt.example>"
    assert letter["From"].addresses[0].addr_spec == SENDER
    assert letter["From"].addresses[0].display_name == "Hệ thống báo cáo công tác dân vận"
    assert letter["Reply-To"] == "noivu@binhdinh.example"
    assert letter["Message-ID"] == MESSAGE.message_id
    assert letter["Date"].datetime == MESSAGE.sent_at
    assert str(letter["Date"]).endswith("+0700")
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter.get_body(("plain",)).get_content() == MESSAGE.text  # type: ignore[union-attr]
    assert letter.get_body(("html",)).get_content() == MESSAGE.html  # type: ignore[union-attr]
    assert letter.get_content_type() == "multipart/alternative"


def test_attachments_arrive_byte_for_byte(sink: Sink, transport: EmailTransport) -> None:
    document = docx.Document()
    document.add_paragraph("Báo cáo kết quả công tác dân vận chính quyền quý I năm 2025")
    buffer = io.BytesIO()
    document.save(buffer)
    files = (
        MailAttachment("Báo cáo quý I năm 2025.docx", buffer.getvalue(), DOCX),
        MailAttachment("moi-byte.bin", bytes(range(256)) * 40, "application/octet-stream"),
        MailAttachment("rong.txt", b"", "text/plain"),
        MailAttachment("anh.png", b"\x89PNG\r\n\x1a\n", "image/png"),
    )
    transport.send(replace(MESSAGE, attachments=files))
    (letter,) = sink.messages()
    parts = list(letter.iter_attachments())
    assert [(p.get_filename(), p.get_content_type()) for p in parts] == [(f.name, f.mime) for f in files]
    assert [p.get_payload(decode=True) for p in parts] == [f.content for f in files]
    arrived = docx.Document(io.BytesIO(parts[0].get_payload(decode=True)))  # type: ignore[arg-type]
    assert arrived.paragraphs[0].text == "Báo cáo kết quả công tác dân vận chính quyền quý I năm 2025"
    assert letter.get_body(("plain",)).get_content() == MESSAGE.text  # type: ignore[union-attr]


def test_one_connection_carries_many_letters_in_order(
    sink: Sink, transport: EmailTransport, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[tuple[object, ...]] = []
    monkeypatch.setattr(socket, "create_connection", counting(socket.create_connection, opened))
    for number in range(20):
        transport.send(to(f"don-vi-{number}@syt.example"))
    assert [letter["To"].addresses[0].username for letter in sink.messages()] == [f"don-vi-{n}" for n in range(20)]
    assert len(opened) == 1


def counting(function: Callable[P, T], calls: list[tuple[object, ...]]) -> Callable[P, T]:
    def counted(*arguments: P.args, **named: P.kwargs) -> T:
        calls.append(arguments)
        return function(*arguments, **named)

    return counted


def test_threads_share_a_transport(sink: Sink, transport: EmailTransport) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(transport.send, [to(f"don-vi-{number}@syt.example") for number in range(40)]))
    assert len({letter["Message-ID"] for letter in sink.messages()}) == len(sink.messages()) == 40
    assert {letter["X-Danvan-Sink-Recipient"] for letter in sink.messages()} == {f"don-vi-{n}@syt.example" for n in range(40)}


def test_a_double_is_seen_twice_with_one_identity(sink: Sink, transport: EmailTransport) -> None:
    transport.send(MESSAGE)
    transport.send(MESSAGE)
    first, second = sink.messages()
    assert first["Message-ID"] == second["Message-ID"] == MESSAGE.message_id


def test_an_unknown_address_is_refused_for_good_and_the_next_letter_goes_out(sink: Sink, transport: EmailTransport) -> None:
    with pytest.raises(TransportError) as error:
        transport.send(to("khong-co@syt.example"))
    assert error.value.permanent
    assert not isinstance(error.value, OutcomeUnknown)
    assert str(error.value) == (
        "Máy chủ thư từ chối địa chỉ nhận khong-co@syt.example (trả lời: 550 refused by the sink). "
        "Gửi lại cũng không được; hãy kiểm tra địa chỉ và danh bạ đầu mối."
    )
    transport.send(MESSAGE)
    assert [letter["To"].addresses[0].addr_spec for letter in sink.messages()] == ["vanthu@syt.example"]


def test_a_busy_mailbox_is_refused_for_now(sink: Sink, transport: EmailTransport) -> None:
    with pytest.raises(TransportError) as error:
        transport.send(to("ban@syt.example"))
    assert not error.value.permanent
    assert "tạm thời chưa nhận địa chỉ nhận ban@syt.example (trả lời: 451" in str(error.value)
    assert "Hệ thống có thể gửi lại sau." in str(error.value)
    assert sink.messages() == []


def test_a_refused_letter_is_permanent(tmp_path: Path) -> None:
    with Sink(tmp_path / "thu", data_size_limit=2000) as small, EmailTransport(settings(small.port), timeout=5) as email:
        with pytest.raises(TransportError) as error:
            email.send(replace(MESSAGE, attachments=(MailAttachment("lon.bin", bytes(9000), "application/octet-stream"),)))
        assert error.value.permanent
        assert "từ chối nội dung thư gửi vanthu@syt.example (trả lời: 552" in str(error.value)
        assert small.messages() == []


def test_nobody_listens() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    with pytest.raises(TransportError) as error:
        EmailTransport(settings(port), timeout=5).send(MESSAGE)
    assert not error.value.permanent
    assert str(error.value) == f"Không kết nối được máy chủ thư 127.0.0.1:{port}: máy chủ từ chối kết nối. Có thể gửi lại sau."


def test_a_server_that_says_nothing_is_waited_for_only_so_long() -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        with pytest.raises(TransportError, match="quá thời gian chờ trả lời") as error:
            EmailTransport(settings(silent.getsockname()[1]), timeout=0.3).send(MESSAGE)
    assert not error.value.permanent


def test_an_unknown_host_name() -> None:
    nowhere = SmtpSettings(host="khong-co.invalid", port=25, sender=SENDER)
    with pytest.raises(TransportError, match=r"Không kết nối được máy chủ thư khong-co\.invalid:25") as error:
        EmailTransport(nowhere, timeout=5).send(MESSAGE)
    assert not error.value.permanent


def test_a_restarted_server_is_reached_again_without_loss_or_double(tmp_path: Path) -> None:
    with Sink(tmp_path / "thu") as first:
        email = EmailTransport(settings(first.port), timeout=5)
        email.send(to("truoc@syt.example"))
    with Sink(tmp_path / "thu", port=first.port) as second:
        email.send(to("sau@syt.example"))
        email.close()
        assert [letter["To"].addresses[0].username for letter in second.messages()] == ["truoc", "sau"]


def test_a_line_cut_before_the_answer_leaves_the_outcome_unknown(sink: Sink, transport: EmailTransport) -> None:
    with pytest.raises(OutcomeUnknown) as error:
        transport.send(to("dut-day@syt.example"))
    assert error.value.permanent  # a person decides; nothing repeats it by itself
    assert "Không rõ thư đã đến hay chưa" in str(error.value)
    assert len(sink.messages()) == 1  # it had arrived: a blind repetition would have doubled it
    transport.send(MESSAGE)
    assert len(sink.messages()) == 2


class Moody:
    """A server that answers the sender's name as told, one answer a time, and then kindly."""

    def __init__(self, *answers: str) -> None:
        self.answers = list(answers)
        self.taken: list[str] = []

    async def handle_MAIL(self, server, session, envelope, address, options) -> str:  # type: ignore[no-untyped-def]
        answer = self.answers.pop(0) if self.answers else "250 OK"
        if answer.startswith("250"):
            envelope.mail_from = address
        return answer

    async def handle_DATA(self, server, session, envelope) -> str:  # type: ignore[no-untyped-def]
        self.taken += envelope.rcpt_tos
        return "250 OK"


def moody_port(controller: Controller) -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        controller.port = free.getsockname()[1]
    return int(controller.port)


def send_two(*answers: str) -> tuple[list[str], list[TransportError]]:
    handler, errors = Moody(*answers), []
    controller = Controller(handler, hostname="127.0.0.1")
    port = moody_port(controller)
    controller.start()
    try:
        with EmailTransport(settings(port), timeout=5) as email:
            for address in ("mot@syt.example", "hai@syt.example"):
                try:
                    email.send(to(address))
                except TransportError as error:
                    errors.append(error)
    finally:
        controller.stop()
    return handler.taken, errors


def test_a_server_that_ends_a_kept_connection_is_called_again() -> None:
    assert send_two("250 OK", "421 too many letters on this line") == (["mot@syt.example", "hai@syt.example"], [])


def test_a_server_that_closes_at_once_is_not_called_again_and_again() -> None:
    taken, errors = send_two("421 closing", "421 closing")
    assert taken == []
    assert [error.permanent for error in errors] == [False, False]


def test_a_refused_sender_is_a_fault_of_the_installation() -> None:
    taken, (error,) = send_two("553 this sender is not yours")
    assert taken == ["hai@syt.example"]
    assert not error.permanent  # the letter itself was not judged
    assert "từ chối người gửi (trả lời: 553 this sender is not yours)" in str(error)
    assert "Hãy kiểm tra địa chỉ người gửi trong cấu hình thư." in str(error)


class TestLogin:
    """Accounts and secrets."""

    @staticmethod
    def check(server, session, envelope, mechanism, data) -> AuthResult:  # type: ignore[no-untyped-def]
        TestLogin.asked += 1
        return AuthResult(success=(data.login, data.password) == (b"noivu", b"bi-mat"), handled=False)

    asked = 0

    @pytest.fixture(autouse=True)
    def _count(self) -> None:
        TestLogin.asked = 0

    @pytest.fixture
    def guarded(self, tmp_path: Path) -> Iterator[Sink]:
        with Sink(tmp_path / "thu", authenticator=self.check, auth_required=True, auth_require_tls=False) as server:
            yield server

    def test_user_and_password(self, guarded: Sink) -> None:
        with EmailTransport(settings(guarded.port, user="noivu", password="bi-mat"), timeout=5) as email:
            email.send(MESSAGE)
        assert len(guarded.messages()) == 1

    def test_a_wrong_password_is_tried_once_only(self, guarded: Sink) -> None:
        email = EmailTransport(settings(guarded.port, user="noivu", password="sai-mat-khau"), timeout=5)
        for _ in range(3):
            with pytest.raises(TransportError, match="từ chối đăng nhập của tài khoản noivu") as error:
                email.send(MESSAGE)
            assert not error.value.permanent  # the letters go out once the password is mended
            assert "sai-mat-khau" not in str(error.value)
        assert TestLogin.asked <= 2  # smtplib may offer two mechanisms in one login
        assert guarded.messages() == []

    def test_a_server_without_login(self, sink: Sink) -> None:
        with pytest.raises(TransportError, match="không hỗ trợ cách bảo mật hoặc đăng nhập") as error:
            EmailTransport(settings(sink.port, user="noivu", password="x"), timeout=5).send(MESSAGE)
        assert not error.value.permanent

    def test_secrets_show_nowhere(
        self, guarded: Sink, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
    ) -> None:
        caplog.set_level("DEBUG")
        email = EmailTransport(settings(guarded.port, user="noivu", password="sieu-bi-mat"), timeout=5)
        with pytest.raises(TransportError):
            email.send(MESSAGE)
        shown = repr(email) + repr(email._settings) + caplog.text + "".join(capfd.readouterr())
        assert "sieu-bi-mat" not in shown


class TestEncryption:
    """A certificate that nobody vouches for isn't trusted."""

    @pytest.fixture
    def certificate(self, tmp_path: Path) -> tuple[Path, Path]:
        key, cert = tmp_path / "key.pem", tmp_path / "cert.pem"
        command = "req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=127.0.0.1 -addext subjectAltName=IP:127.0.0.1"
        subprocess.run(["openssl", *command.split(), "-keyout", key, "-out", cert], check=True, capture_output=True)
        return key, cert

    @pytest.fixture
    def encrypted(self, tmp_path: Path, certificate: tuple[Path, Path]) -> Iterator[Sink]:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate[1], certificate[0])
        with Sink(tmp_path / "thu", tls_context=context, require_starttls=True) as server:
            yield server

    def test_a_trusted_certificate(
        self, encrypted: Sink, certificate: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate[1]))
        with EmailTransport(settings(encrypted.port, security="starttls"), timeout=5) as email:
            email.send(MESSAGE)
        assert len(encrypted.messages()) == 1

    def test_an_unknown_certificate_is_refused(self, encrypted: Sink) -> None:
        with pytest.raises(TransportError, match="chứng thư của máy chủ không được tin cậy") as error:
            EmailTransport(settings(encrypted.port, security="starttls"), timeout=5).send(MESSAGE)
        assert not error.value.permanent
        assert encrypted.messages() == []

    def test_a_server_that_demands_encryption_gets_no_open_letter(self, encrypted: Sink) -> None:
        with pytest.raises(TransportError) as error:
            EmailTransport(settings(encrypted.port), timeout=5).send(MESSAGE)
        assert not error.value.permanent
        assert encrypted.messages() == []


@pytest.mark.parametrize(
    "address",
    [
        "",
        "vanthu",
        "a@b@c.example",
        "a b@c.example",
        "vanthu@sở-y-tế.example",
        "a@b.example\r\nBcc: c@d.example",
        "a..b@c.example",
    ],
)
def test_what_is_no_address_never_reaches_a_server(address: str) -> None:
    for transport in (EmailTransport(settings(1)), MemoryTransport()):
        with pytest.raises(TransportError, match="không hợp lệ") as error:
            transport.send(to(address))
        assert error.value.permanent


@pytest.mark.parametrize("address", ["vanthu@syt.example", "noi.vu+dan-van@binhdinh.gov.vn", "root@localhost"])
def test_real_addresses_are_taken(address: str) -> None:
    require_address(address)


def test_the_same_letter_is_the_same_bytes() -> None:
    letter = replace(MESSAGE, attachments=(MailAttachment("a.pdf", b"%PDF", "application/pdf"),))
    assert mime_bytes(letter, SENDER) == mime_bytes(letter, SENDER)
    assert mime_bytes(letter, SENDER).isascii()
    assert max(len(line) for line in mime_bytes(letter, SENDER).split(b"\r\n")) <= 998


def test_no_value_begins_a_header_of_its_own() -> None:
    evil = "x\r\nBcc: ai@do.example"
    letter = mime_bytes(
        replace(
            MESSAGE,
            subject=evil,
            to_name=evil,
            reply_to=evil,
            message_id=evil,
            attachments=(MailAttachment(evil, b"", "application/pdf"),),
        ),
        SENDER,
        evil,
    )
    assert not any(line.lower().startswith(b"bcc:") for line in letter.split(b"\r\n"))


def test_memory_keeps_what_it_was_given() -> None:
    memory = MemoryTransport({"ban@syt.example": TransportError("bận", permanent=False)})
    memory.send(MESSAGE)
    with pytest.raises(TransportError, match="bận"):
        memory.send(to("ban@syt.example"))
    assert memory.sent == [MESSAGE]


def test_the_sink_runs_as_a_process(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "danvan_workflow.notify.sink", "--maildir", str(tmp_path / "thu"), "--port", "0"]
    environment = os.environ | {"PYTHONIOENCODING": "utf-8"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, encoding="utf-8", env=environment) as process:
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            port = int(line.split("127.0.0.1:")[1].split(",")[0])
            with EmailTransport(settings(port), timeout=5) as email:
                email.send(MESSAGE)
        finally:
            process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=10) == 0
    assert [letter["Subject"] for letter in read_maildir(tmp_path / "thu")] == [SUBJECT]
