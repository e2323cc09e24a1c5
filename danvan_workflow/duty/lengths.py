"""The most characters that the parts of a submission may have, on every way in and in the store."""

from __future__ import annotations

LONGEST_NAME = 200  # of a person, a position, an address, a sender, a file
LONGEST_NUMBER = 100  # of a document
LONGEST_PHONE = 40
LONGEST_NOTE = 2_000
LONGEST_TEXT = 50_000
LONGEST_ID = 60  # of a section, a task
