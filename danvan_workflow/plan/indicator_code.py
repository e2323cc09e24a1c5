"""How the code of an indicator is written."""

from __future__ import annotations

from typing import Annotated

from danvan_workflow.reading.forms import TextForm

IndicatorCode = Annotated[str, TextForm(r"^[A-Z]{2,4}\d{1,2}[a-z]?$", "viết chưa đúng mẫu", "mã chỉ tiêu như CD01, DV01a, DTH1")]
