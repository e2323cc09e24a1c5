"""What every app answers to somebody who may not do what was asked; who may do what is the app's to know."""

from __future__ import annotations

from danvan_workflow.errors import Refused


class NotAllowed(Refused):
    """The account may not do that."""
