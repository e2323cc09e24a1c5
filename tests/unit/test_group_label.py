"""A group is called what its members are on the day of the roll."""

from __future__ import annotations

import pytest
from report_parts import PLAN, standing, version

from danvan_workflow.duty.group_label import group_label, group_labels

DISTRICTS = [f"Ủy ban nhân dân {name}" for name in ("huyện An Lão", "thị xã An Nhơn", "thành phố Quy Nhơn")]
COMMUNES = [f"Ủy ban nhân dân {name}" for name in ("xã An Hòa", "phường Quy Nhơn")]
TOWNSHIPS = [*COMMUNES, "Ủy ban nhân dân thị trấn Tuy Phước"]
BODIES = ["Sở Y tế tỉnh Bình Định", "Thanh tra tỉnh Bình Định"]


@pytest.mark.parametrize(
    ("title", "members", "label"),
    [
        ("Ủy ban nhân dân các huyện, thị xã, thành phố", DISTRICTS, "Ủy ban nhân dân các huyện, thị xã, thành phố"),
        ("Ủy ban nhân dân các huyện, thị xã, thành phố", COMMUNES, "Ủy ban nhân dân các xã, phường"),
        ("UBND các huyện, TX, TP", DISTRICTS, "UBND các huyện, TX, TP"),
        ("UBND các huyện, TX, TP", COMMUNES, "UBND các xã, phường"),
        ("Ủy ban nhân dân các xã, phường, thị trấn", TOWNSHIPS, "Ủy ban nhân dân các xã, phường, thị trấn"),
        ("Ủy ban nhân dân các xã, phường, thị trấn", COMMUNES, "Ủy ban nhân dân các xã, phường"),
        ("UBND các xã, phường, thị trấn (giao UBND cấp huyện sao gửi)", COMMUNES, "UBND các xã, phường"),
        ("Ủy ban nhân dân cấp huyện", DISTRICTS, "Ủy ban nhân dân cấp huyện"),
        ("Ủy ban nhân dân cấp huyện", COMMUNES, "Ủy ban nhân dân cấp xã"),
        ("Các sở, ban, ngành; UBND các huyện, thị xã và thành phố", COMMUNES + BODIES, "Các sở, ban, ngành; UBND các xã, phường"),
        ("Các sở, ban, ngành", BODIES, "Các sở, ban, ngành"),
        ("Các tổ chức chính trị - xã hội", COMMUNES, "Các tổ chức chính trị - xã hội"),
        ("Công chức Ủy ban nhân dân phường Phú Sơn", COMMUNES, "Công chức Ủy ban nhân dân phường Phú Sơn"),
        ("Công chức Ủy ban nhân dân phường", BODIES, "Công chức Ủy ban nhân dân phường"),
        ("Ủy ban nhân dân các huyện, thị xã, thành phố", [], "Ủy ban nhân dân các huyện, thị xã, thành phố"),
    ],
)
def test_a_title_gives_way_to_what_the_members_are(title: str, members: list[str], label: str) -> None:
    assert group_label(title, members) == label


def test_those_whose_duty_passed_on_no_longer_name_the_group() -> None:
    passed = standing("H01", passed_on_to=("N1",))
    assert group_labels(PLAN.groups, [passed, standing("H02", version())])["cap-huyen"] == "Ủy ban nhân dân các huyện"
