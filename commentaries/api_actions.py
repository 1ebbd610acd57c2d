"""Makes what Wagtail's API does to pages whole or not at all.

Its actions log and count children before they write, outside a transaction: what the guard refuses
would leave a deletion in the history that never was, and a page above with a child too many.
"""

from __future__ import annotations

from typing import Any

from django.db import transaction
from wagtail.models import Page

_WAGTAILS = "wagtail.actions."
"""Where Wagtail's own actions are written."""


class WholeMixin:
    """Everything that an action writes, or nothing."""

    def execute(self, *args: Any, **kwargs: Any) -> Any:
        with transaction.atomic():
            return super().execute(*args, **kwargs)  # type: ignore[misc]


def register(registry: Any) -> None:
    """Puts a whole action in the place of each of Wagtail's own; what a host site has put there stays."""
    for stock in list(registry.actions.get(Page, {}).values()):
        if stock.__module__.startswith(_WAGTAILS):
            registry.register(Page, type(f"Whole{stock.__name__}", (WholeMixin, stock), {}))
