"""Says what a registrar of DOIs is asked and what it answers, whoever it is; knows neither Django nor any registrar."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import Enum
from typing import Protocol


class Verdict(Enum):
    """What has become of what was sent."""

    REGISTERED = "registered"
    REJECTED = "rejected"
    PENDING = "pending"
    """It has arrived, and nobody has judged it yet."""
    UNKNOWN = "unknown"
    """The registrar knows of nothing under this name, or not yet."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the registrar said when something arrived. ``name`` is ours, by which it is asked for."""

    name: str
    doi: str
    answer: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """A verdict in the registrar's own words; ``number`` is what it calls the deposit, ``answer`` all that it said."""

    verdict: Verdict
    message: str = ""
    number: str = ""
    answer: str = ""


class RegistrarAway(Exception):
    """It could not be reached, or asks for patience: nothing has arrived, and it is tried again later.

    ``patience`` is how long it asks to be left alone, where it says so.
    """

    def __init__(self, message: str, *, patience: timedelta = timedelta()) -> None:
        super().__init__(message)
        self.patience = patience


class PerhapsArrived(Exception):
    """The line broke, or the time was over, after the sending had begun: whether it arrived is asked before more."""


class Refused(Exception):
    """It took nothing, and will not as long as nobody changes something, such as a password."""

    def __init__(self, message: str, *, answer: str = "") -> None:
        super().__init__(message)
        self.answer = answer


class Registrar(Protocol):
    """Whoever registers DOIs. ``system`` tells its test system from its real one."""

    system: str

    def deposit(self, receipt: Receipt, xml: bytes) -> Receipt:
        """Sends a file under the name of the receipt, and returns the receipt as it was answered.

        Raises:
            RegistrarAway, PerhapsArrived, Refused: nothing, perhaps something, nothing has arrived.
        """

    def outcome(self, receipt: Receipt) -> Outcome:
        """What has become of it.

        Raises:
            RegistrarAway, Refused: it did not say.
        """
