"""The one line above a page that says what was just done. The address holds a code, never a text."""

from __future__ import annotations

from urllib.parse import urlencode

from fastapi import Request
from fastapi.responses import RedirectResponse

PARAMETER = "xong"
NOTES = {
    "gia-han": "Đã gia hạn. Lịch nhắc của cơ quan theo hạn mới.",
    "mien": "Đã miễn báo cáo kỳ này; thư đang chờ gửi cho cơ quan được rút lại.",
    "huy-mien": "Đã hủy miễn. Cơ quan lại phải báo cáo kỳ này theo hạn của mình.",
    "tra-lai": "Đã trả lại báo cáo. Thư nêu các mục cần sửa được gửi cho cơ quan.",
    "nhan-thay": "Đã nhận thay báo cáo của cơ quan.",
    "khong-doi": "Báo cáo này đã có trong hệ thống với đúng nội dung ấy; không ghi thêm phiên bản.",
    "doi-han": "Đã đổi hạn của cả kỳ. Lịch nhắc theo hạn mới.",
    "dot-xuat": "Đã gửi yêu cầu mở kỳ đột xuất. Kỳ được mở và thư gửi đi khi lượt chạy bắt đầu, thường trong một phút.",
}


def done(address: str, code: str) -> RedirectResponse:
    """To the page that shows what was done; a reload of it does nothing twice."""
    return RedirectResponse(f"{address}{'&' if '?' in address else '?'}{urlencode({PARAMETER: code})}", 303)


def note_of(request: Request) -> str:
    """What to say above the page; empty for none, or a code that is not ours."""
    return NOTES.get(request.query_params.get(PARAMETER, ""), "")
