"""What a YAML reader complains of, said in Vietnamese."""

from __future__ import annotations

import yaml

from danvan_workflow.errors import Problem
from danvan_workflow.text import clean

TAG = "không dùng thẻ kiểu trong tệp {}"
SYNTAX: tuple[tuple[str, str, str], ...] = (
    ("tab character", "dòng thụt bằng phím Tab", "thụt dòng bằng dấu cách"),
    ("unknown escape", "dấu \\ trong ngoặc kép không đúng chỗ", "ngoặc đơn, hoặc viết \\\\ thay cho \\"),
    (
        "cannot start any token",
        "có ký tự không được đứng ở đây",
        "thụt dòng bằng dấu cách, không dùng phím Tab; chữ đặc biệt đặt trong ngoặc kép",
    ),
    ("mapping values are not allowed", "dấu hai chấm ở chỗ không ngờ tới", "đặt giá trị có dấu hai chấm trong ngoặc kép"),
    ("could not find expected ':'", "thiếu dấu hai chấm sau khóa", "khóa: giá trị"),
    ("did not find expected key", "thụt dòng không khớp với các dòng trên", "các khóa cùng bậc thẳng cột với nhau"),
    ("did not find expected '-' indicator", "thiếu dấu gạch đầu dòng của danh sách", "mỗi mục một dòng bắt đầu bằng “- ”"),
    ("expected ',' or", "danh sách trong ngoặc chưa đóng hoặc thiếu dấu phẩy", "[a, b, c]"),
    ("unexpected end of stream", "ngoặc kép mở mà chưa đóng", "mở và đóng ngoặc kép thành cặp"),
    ("undefined alias", "dấu * dẫn tới một tên chưa đặt", "đặt tên bằng dấu & trước khi dùng"),
    ("another document", "tệp có nhiều {}", "mỗi tệp một {}, không có dòng “---” thứ hai"),
    ("incompatible YAML", "dòng %YAML đòi phiên bản khác", "bỏ dòng đó đi"),
    ("expected node content", "thiếu giá trị", "khóa: giá trị"),
    ("expected the node content", "thiếu giá trị", "khóa: giá trị"),
    ("duplicate anchor", "một tên & được đặt hai lần", "mỗi tên một lần"),
    ("special characters are not allowed", "có ký tự điều khiển không đọc được", "chữ thường, lưu tệp bằng UTF-8"),
    ("control characters are not allowed", "có ký tự điều khiển không đọc được", "chữ thường, lưu tệp bằng UTF-8"),
    ("tag", TAG, "giá trị viết thẳng"),
)
FALLBACK = ("cú pháp YAML chưa đúng", "khóa: giá trị, thụt dòng bằng dấu cách")
LONGEST_QUOTE = 80
QUOTABLE, QUOTABLE_LINE = 1_000_000, 2_000  # characters: of a longer text nothing behind them is quoted


def syntax_problem(error: yaml.YAMLError, text: str, file: str, word: str) -> Problem:
    """The problem of a text that isn't YAML; the offending line is quoted."""
    said = " ".join(str(part) for part in (getattr(error, "problem", ""), getattr(error, "reason", ""), error) if part)
    message, accepted = next(((vi, ok) for needle, vi, ok in SYNTAX if needle in said), FALLBACK)
    lines = text[:QUOTABLE].splitlines()
    number = _line(error, text) or 1
    if len(text) <= QUOTABLE:
        number = min(number, len(lines))  # what is still open at the end is told at the last line
    quote = clean(lines[number - 1][:QUOTABLE_LINE]).strip()[:LONGEST_QUOTE] if 0 < number <= len(lines) else ""
    return Problem(message.replace("{}", word), file, number or None, value=quote, accepted=accepted.replace("{}", word))


def _line(error: yaml.YAMLError, text: str) -> int | None:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    if mark is not None:
        return int(mark.line) + 1
    position = getattr(error, "position", None)
    return text[:position].count("\n") + 1 if isinstance(position, int) else None
