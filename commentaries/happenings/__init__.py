"""What happened to one text; the one door to its story."""

from commentaries.happenings.story import Event, events_of

__all__ = ["Event", "events_of"]
