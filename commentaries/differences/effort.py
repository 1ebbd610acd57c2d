"""Counts the work of one comparison, so that no text, however long or strange, takes more than about a second."""

from __future__ import annotations

MOST = 2_000_000
"""Steps; a machine of 2020 takes about a million in half a second."""


class Effort:
    """What may still be spent on one comparison."""

    def __init__(self, most: int = MOST) -> None:
        self.left = most
        self.fell_short = False
        """Whether something was compared less closely than it could have been."""

    def allows(self, steps: int) -> bool:
        """Takes so many steps off what is left; says no, from then on to all, when it is not enough."""
        if steps > self.left:
            self.left, self.fell_short = 0, True
            return False
        self.left -= steps
        return True
