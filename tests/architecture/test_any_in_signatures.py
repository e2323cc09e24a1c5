"""The share of signatures with `Any` stays where it is."""

from __future__ import annotations

from pathlib import Path

from architecture.any_in_signatures import LIMITS, PACKAGE, above, shares, signatures

SOURCE = """
from typing import Any

def plain(a: int, *, b: str = "") -> None: ...

def nested(a: dict[str, list[Any]]) -> None:
    def inner(*args: "Any") -> None: ...

class C:
    async def returns(self) -> tuple[int, Any]: ...
    def open_ended(self, **rest: Any) -> None:
        x: Any = 1  # a variable is no signature
"""


def test_no_package_is_above_its_limit() -> None:
    assert above(shares(signatures(PACKAGE)), LIMITS) == []


def test_every_place_of_a_signature_is_looked_at(tmp_path: Path) -> None:
    (tmp_path / "some").mkdir()
    (tmp_path / "some" / "module.py").write_text(SOURCE)
    (tmp_path / "alone.py").write_text("def f() -> None: ...")
    found = {signature.place.split()[-1]: signature.has_any for signature in signatures(tmp_path)}
    assert found == {"plain": False, "nested": True, "inner": True, "returns": True, "open_ended": True, "f": False}
    assert shares(signatures(tmp_path))["some"] == 80.0
    assert above({"some": 80.0}, {"some": 79.9}) == ["some: 80.0 % of its signatures have Any, 79.9 % may"]
    assert above({"some": 80.0}, {"some": 80.0, "gone": 0.0}) == []
