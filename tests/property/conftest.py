"""The prepared store, for properties that are about stored reports."""

from __future__ import annotations

from offices import make_runtime, office, prepared

__all__ = ["make_runtime", "office", "prepared"]
