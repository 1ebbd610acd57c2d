"""Tests that a long command shows on a terminal how far it is, and leaves nothing of it in a file."""

from __future__ import annotations

from io import StringIO

from django.core.management.base import OutputWrapper

from series import progress


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


def test_a_terminal_shows_how_far_it_is_and_a_log_nothing() -> None:
    terminal, log = Terminal(), StringIO()
    for done in (1, 2):
        progress.show(OutputWrapper(terminal), done, 2)
        progress.show(OutputWrapper(log), done, 2)
    half, whole = f"[{'=' * 15}{' ' * 15}] 1 of 2", f"[{'=' * 30}] 2 of 2"
    assert terminal.getvalue() == f"\r{half}\r{whole}\n"
    assert log.getvalue() == ""
