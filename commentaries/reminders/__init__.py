"""Turns days that come near or are over into mails to whoever has the text; the one door to them."""

from commentaries.reminders import overdue, reminding

__all__ = ["overdue", "reminding"]
