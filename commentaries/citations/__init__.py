"""Turns a record into citations; every format is a pure function."""

from commentaries.citations.house import Run, cite, cite_runs, nest_quotations, unbroken
from commentaries.citations.wording import (
    issn_lines,
    join_names,
    named_clock,
    spoken_number,
    written_date,
    written_day,
)

__all__ = [
    "Run",
    "cite",
    "cite_runs",
    "issn_lines",
    "join_names",
    "named_clock",
    "nest_quotations",
    "spoken_number",
    "unbroken",
    "written_date",
    "written_day",
]
