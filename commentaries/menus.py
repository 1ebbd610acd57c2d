"""Tells in the admin's menu how much waits for whoever is logged in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.cache import cache
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.menu import MenuItem
from wagtail.models import PageLogEntry

from commentaries.permissions import user_has_a_desk
from commentaries.waiting import waiting_for

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser
    from django.http import HttpRequest

KEPT_SECONDS = 60
"""For what no verb logs: a role given or taken, a day that has come."""


class NumberedMenuItem(MenuItem):
    """An item that leads to what waits, with the number of it behind its name."""

    def render_component(self, request: HttpRequest) -> Any:
        component = super().render_component(request)
        if number := number_waiting(request.user):
            component.label = _("%(item)s (%(number)s)") % {"item": self.label, "number": number}
        return component


class WaitingMenuItem(NumberedMenuItem):
    """For those who have no desk, as long as something waits for them."""

    def __init__(self) -> None:
        super().__init__(
            gettext_lazy("Waiting for you"),
            reverse("wagtailadmin_home"),
            name="commentaries-waiting",
            icon_name="tasks",
            order=90,
        )

    def is_shown(self, request: HttpRequest) -> bool:
        return not user_has_a_desk(request.user) and number_waiting(request.user) > 0


def number_waiting(user: AbstractBaseUser) -> int:
    """How much waits for this account. It is counted anew whenever anything was done to a text."""
    newest = PageLogEntry.objects.order_by("-pk").values_list("pk", flat=True).first()
    key = f"commentaries-waiting-{user.pk}-{newest or 0}"
    number: int | None = cache.get(key)
    if number is None:
        number = len(waiting_for(user))
        cache.set(key, number, KEPT_SECONDS)
    return number
