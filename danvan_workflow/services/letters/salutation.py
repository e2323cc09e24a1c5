"""Whom a letter greets: the titles of heads, and titles before names so that no word stands twice."""

from __future__ import annotations

HEADS = {
    "Sở": "Giám đốc",
    "Ủy": "Chủ tịch",
    "Thanh": "Chánh Thanh tra",
    "Văn": "Chánh Văn phòng",
    "Ban": "Trưởng Ban",
    "Phòng": "Trưởng Phòng",
    "Trung": "Giám đốc",
    "Đài": "Giám đốc",
    "Bộ": "Bộ trưởng",
}
"""What the head of an agency is called, by the first word of the agency's name."""
COMMANDED = ("Ban Chỉ huy", "Bộ Chỉ huy")
"""How the names of those begin whose head is a commander."""
POSTS = (
    "Công chức",
    "Chỉ huy trưởng",
    "Lãnh đạo",
    "Giám đốc",
    "Chủ tịch",
    "Chánh",
    "Trưởng",
    "Phó",
    "Thủ trưởng",
    "Bí thư",
    "Bộ trưởng",
)
"""How names begin that are a person's post already: no title stands before them."""


def head_title(agency_name: str) -> str:
    """What the head of an agency is called; empty for one that is a person's post itself.

    >>> [head_title(name) for name in ("Sở Y tế", "Ủy ban nhân dân xã An Hòa", "Báo Gia Lai", "Công chức Tư pháp - hộ tịch")]
    ['Giám đốc', 'Chủ tịch', 'Thủ trưởng', '']
    """
    if agency_name.startswith(POSTS):
        return ""
    return "Chỉ huy trưởng" if agency_name.startswith(COMMANDED) else HEADS.get(agency_name.split(" ", 1)[0], "Thủ trưởng")


def titled(title: str, name: str) -> str:
    """A title before a name; the words with which the one ends and the other begins stand once.

    >>> titled("Chánh Văn phòng", "Văn phòng Ủy ban nhân dân tỉnh"), titled("Trưởng Ban", "Ban Dân tộc")
    ('Chánh Văn phòng Ủy ban nhân dân tỉnh', 'Trưởng Ban Dân tộc')
    """
    title_words, words = title.split(), name.split()
    shared = next(n for n in range(len(title_words), -1, -1) if _same(title_words[len(title_words) - n :], words[:n]))
    return " ".join([*title_words, *words[shared:]])


def _same(words: list[str], others: list[str]) -> bool:
    return [word.casefold() for word in words] == [word.casefold() for word in others]


def to_head(agency_name: str) -> str:
    """The greeting of a letter to the head of an agency.

    >>> to_head("Thanh tra tỉnh Gia Lai"), to_head("Công chức Tư pháp - hộ tịch phường Phú Sơn")
    ('Đồng chí Chánh Thanh tra tỉnh Gia Lai', 'Đồng chí công chức Tư pháp - hộ tịch phường Phú Sơn')
    """
    title = head_title(agency_name)
    return f"Đồng chí {titled(title, agency_name) if title else agency_name[:1].lower() + agency_name[1:]}"


def to_leaders(agency_name: str) -> str:
    """The greeting of a letter to the leaders of an agency."""
    return f"Đồng chí lãnh đạo {agency_name}"


def not_said(recipient_name: str, salutation: str) -> str:
    """The name in the register of whoever gets a letter, where the greeting doesn't say it yet.

    >>> not_said("Chủ tịch UBND xã An Hòa", "Đồng chí Chủ tịch Ủy ban nhân dân xã An Hòa"), not_said("Văn thư", "Sở Y tế")
    ('', 'Văn thư')
    """
    return "" if _spelled_out(recipient_name) in _spelled_out(salutation) else recipient_name


def _spelled_out(name: str) -> str:
    return name.replace("UBND", "Ủy ban nhân dân").casefold()
