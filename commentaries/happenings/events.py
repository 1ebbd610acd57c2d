"""Says what an event of a text is: one thing that happened, when, and who did it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened. Nobody did what the clock did; ``detail`` is what they said about it."""

    when: datetime
    who: str
    what: str
    detail: str = ""
