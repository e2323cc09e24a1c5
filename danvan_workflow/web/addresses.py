"""Numbers in addresses: whoever writes one that no row can have is told that there is no such page."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator
from starlette.exceptions import HTTPException

LARGEST = 2**31 - 1  # of a number in a row; PostgreSQL answers a larger one with an error


def _of_a_row(number: int) -> int:
    if not 0 <= number <= LARGEST:
        raise HTTPException(404)
    return number


RowNumber = Annotated[int, AfterValidator(_of_a_row)]
