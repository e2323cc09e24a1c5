"""What went wrong with a letter, in Vietnamese, and whether trying again can help."""

from __future__ import annotations

import socket
import ssl
from dataclasses import dataclass
from typing import Literal

from danvan_workflow.errors import TransportError
from danvan_workflow.notify.transport import OutcomeUnknown, Unreachable

Subject = Literal["sender", "recipient", "content"]

_WHAT: dict[Subject, str] = {"sender": "người gửi", "recipient": "địa chỉ nhận {to}", "content": "nội dung thư gửi {to}"}


@dataclass(frozen=True, slots=True)
class Reply:
    """A server's answer: about what, its code (2xx yes, 4xx not now, 5xx no) and its words."""

    about: Subject
    code: int
    words: bytes

    @property
    def is_positive(self) -> bool:
        """True where the server took it."""
        return 200 <= self.code < 300

    @property
    def is_refusal(self) -> bool:
        """True where the server said no, for now or for good. Any other number is no answer at all."""
        return 400 <= self.code < 600

    @property
    def text(self) -> str:
        """Code and words on one line."""
        return " ".join(f"{self.code} {self.words.decode('utf-8', 'replace')}".split())


def reply_error(reply: Reply, to: str) -> TransportError:
    """The error for a refusal.

    Permanent only where it is about this letter or this address: a refused sender is a fault of the installation, and all
    letters go out once it is mended.
    """
    what = _WHAT[reply.about].format(to=to)
    permanent = 500 <= reply.code < 600 and reply.about != "sender"
    if not 500 <= reply.code < 600:
        advice = "Hệ thống có thể gửi lại sau."
    elif reply.about == "sender":
        advice = "Hãy kiểm tra địa chỉ người gửi trong cấu hình thư."
    else:
        advice = "Gửi lại cũng không được; hãy kiểm tra địa chỉ và danh bạ đầu mối."
    word = "từ chối" if 500 <= reply.code < 600 else "tạm thời chưa nhận"
    return TransportError(f"Máy chủ thư {word} {what} (trả lời: {reply.text}). {advice}", permanent=permanent)


def login_error(host: str, user: str) -> TransportError:
    """The server refused user and password."""
    return TransportError(
        f"Máy chủ thư {host} từ chối đăng nhập của tài khoản {user}. Hãy kiểm tra tên và mật khẩu trong cấu hình thư.",
        permanent=False,
    )


def unguarded_login(host: str) -> TransportError:
    """Nothing was said to the server: the password would have gone over an open line."""
    return TransportError(
        f"Không đăng nhập máy chủ thư {host} trên đường truyền không mã hóa: mật khẩu có thể bị đọc trộm. "
        "Đặt bảo mật là starttls hoặc ssl; nếu máy chủ không hỗ trợ và mạng là mạng riêng thì đặt là plain.",
        permanent=False,
    )


def connection_error(host: str, port: int, error: OSError) -> TransportError:
    """The server can't be reached or talked to; never permanent, since no letter was judged."""
    return Unreachable(f"Không kết nối được máy chủ thư {host}:{port}: {_reason(error)}. Có thể gửi lại sau.")


def unknown_outcome(to: str, error: OSError) -> OutcomeUnknown:
    """The line broke during the letter."""
    return OutcomeUnknown(
        f"Mất kết nối khi đang chuyển thư đến {to}: {_reason(error)}. Không rõ thư đã đến hay chưa; "
        "hãy hỏi nơi nhận trước khi gửi lại."
    )


def unanswered(to: str, reply: Reply) -> OutcomeUnknown:
    """The server had the whole letter, and said something that is neither yes nor no."""
    return OutcomeUnknown(
        f"Máy chủ thư trả lời không đúng quy cách sau khi nhận thư gửi {to} (trả lời: {reply.text}). "
        "Không rõ thư đã đến hay chưa; hãy hỏi nơi nhận trước khi gửi lại."
    )


def _reason(error: OSError) -> str:
    """Why, without what the system's own words may reveal. The SMTP client puts its own error around a timeout."""
    code = getattr(error, "smtp_code", None)
    if code is not None:
        return f"máy chủ trả lời mã {code}"
    if type(error).__name__ == "SMTPNotSupportedError":
        return "máy chủ không hỗ trợ cách bảo mật hoặc đăng nhập đã cấu hình"
    reasons: tuple[tuple[type[OSError], str], ...] = (
        (socket.gaierror, "không tìm thấy tên máy chủ"),
        (ssl.SSLCertVerificationError, "chứng thư của máy chủ không được tin cậy"),
        (ssl.SSLError, "không thiết lập được kết nối bảo mật"),
        (ConnectionRefusedError, "máy chủ từ chối kết nối"),
        (TimeoutError, "quá thời gian chờ trả lời"),
    )
    chain = (error, error.__cause__, error.__context__)
    return next((words for link in chain for kind, words in reasons if isinstance(link, kind)), "kết nối bị ngắt")
