"""What `danvan report rebuild` says of what came of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from danvan_workflow.services.consolidation.rebuild_report import Rebuilt

MANY = 200
STORED = "Tệp được ghi ra là tệp đã lưu khi lập báo cáo."
_SAME = "Các tệp dựng lại trùng khớp từng byte với tệp đã lập."
_DIFFERENT = f"Các tệp dựng lại khác tệp đã lập. {STORED} Những chỗ sẽ khác (− đã lập, + dựng lại):"
_SAID: Mapping[str, str] = {
    "SAME": _SAME,
    "DIFFERENT": _DIFFERENT,
    "NOT_KEPT": f"Không dựng lại được: bản chốt này lập khi hệ thống chưa lưu nội dung đã in. {STORED}",
    "SPOILT": f"Không dựng lại được: nội dung đã lưu không còn đúng như khi lập (mã kiểm tra không khớp). {STORED}",
    "UNREADABLE": f"Không dựng lại được: phiên bản này không đọc được nội dung do phiên bản khác lưu. {STORED}",
}


def rebuilt_words(rebuilt: Rebuilt) -> Iterator[str]:
    """The lines to print, before those of the files."""
    yield f"Bản chốt số {rebuilt.number} của kỳ {rebuilt.cycle_id} (mã {rebuilt.sha256[:12]})."
    if rebuilt.other_versions:
        yield "Phiên bản đang chạy khác phiên bản đã lập báo cáo:"
    for other in rebuilt.other_versions:
        yield f"- {other.name}: {other.then or 'không có'} → {other.now or 'không có'}"
    yield _SAID[rebuilt.outcome.name]
    yield from rebuilt.differences[:MANY]
    if len(rebuilt.differences) > MANY:
        yield f"… và {len(rebuilt.differences) - MANY} dòng khác nữa."
