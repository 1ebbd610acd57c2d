"""Shows on a terminal how far a long command is."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.core.management.base import OutputWrapper

_BAR = 30


def show(stream: OutputWrapper, done: int, total: int) -> None:
    """A bar that grows in its line; nothing in a log, which gets the last line of the command alone."""
    if stream.isatty():
        full = _BAR * done // total
        stream.write(f"\r[{'=' * full}{' ' * (_BAR - full)}] {done} of {total}", ending="\n" * (done == total))
