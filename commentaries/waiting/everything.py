"""Lists everything that waits for one person."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from commentaries.waiting.asked import asked_of_author, reviews_of
from commentaries.waiting.editorial import asked_of_editor
from commentaries.waiting.items import WaitingItem

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser


def waiting_for(user: AbstractBaseUser) -> list[WaitingItem]:
    """Everything that waits for this person, the late first."""
    items = [*reviews_of(user), *asked_of_editor(user), *asked_of_author(user)]
    return sorted(items, key=lambda item: (not item.is_late, item.due_on or date.max))
