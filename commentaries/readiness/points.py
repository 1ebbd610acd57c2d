"""Says what an open point is."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class OpenPoint:
    """Something missing or doubtful.

    ``field`` is the editor's field that mends it; ``block`` the number of the body's block,
    counted from 0; ``forbids`` says whether the text cannot be submitted with it (D13).
    """

    code: str
    field: str
    message: str
    forbids: bool = False
    block: int | None = None


class NotReady(Exception):
    """A text has open points that forbid its submission."""

    def __init__(self, points: list[OpenPoint]) -> None:
        self.points = points
        super().__init__(" ".join(point.message for point in points))
