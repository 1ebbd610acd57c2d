"""Ends the sessions of an account whose roles have changed: what somebody opened as an editor closes with the role."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.signals import user_logged_in
from django.contrib.auth.views import redirect_to_login
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from commentaries.permissions import person_of, roles_of
from commentaries.standing_in import REMEMBERED, absences_covered_by, guest_texts_of

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser

KEY = "commentaries_standing"
_REMEMBERED = ("_commentaries_person", "_commentaries_roles", *REMEMBERED)
_SAFE = {"GET", "HEAD"}


@receiver(user_logged_in)
def begin(request: HttpRequest | None, **kwargs: Any) -> None:
    """Who signs in again, in the same browser, begins anew."""
    if request is not None:
        request.session.pop(KEY, None)


def standing_of(user: AbstractBaseUser) -> list[str]:
    """What this account is today: its person, whether it administers, each role that it holds or stands in for, and
    each text that it edits as a guest."""
    person = person_of(user)
    held = sorted(f"{role.series_id}:{role.role}" for role in roles_of(user) if role.holds_on(role.series.today()))
    covered = sorted({f"{absence.series_id}:deputy" for absence in absences_covered_by(user)})
    guest = [f"guest:{page}" for page in sorted(guest_texts_of(user))]
    return [
        str(person.pk) if person else "",
        "admin" if user.is_superuser else "",
        *dict.fromkeys([*held, *covered, *guest]),
    ]


def has_changed(before: list[str], now: list[str]) -> bool:
    """Whether a session began under another standing; an account that got its person loses nothing by it."""
    return before[1:] != now[1:] or before[0] not in {"", now[0]}


class StandingMiddleware:
    """Compares, below the admin, what a session began with and what its account is now (any session backend).

    Nothing is stored with the account and no signal is needed: a role may be given by a form or a script, or end
    by its date. What is being sent is still answered, under today's permissions, so that nothing typed is lost;
    the session ends at the next page. Who changes their own role goes on.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(reverse("wagtailadmin_home")):
            return self.get_response(request)
        is_over = request.user.is_authenticated and self._is_over(request)
        if is_over and request.method in _SAFE:
            return self._ended(request)
        response = self.get_response(request)
        has_begun = KEY not in request.session
        if request.method not in _SAFE and request.user.is_authenticated and (has_begun or not is_over):
            self._keep(request)
        return response

    @staticmethod
    def _is_over(request: HttpRequest) -> bool:
        now = standing_of(request.user)
        return has_changed(request.session.setdefault(KEY, now), now)

    @staticmethod
    def _keep(request: HttpRequest) -> None:
        """What this very request changed of its own account, and what a login begins with."""
        for name in _REMEMBERED:
            if hasattr(request.user, name):
                delattr(request.user, name)
        now = standing_of(request.user)
        if request.session.get(KEY) != now:
            request.session[KEY] = now

    @staticmethod
    def _ended(request: HttpRequest) -> HttpResponse:
        logout(request)
        messages.warning(request, _("Your roles have changed since you signed in. Please sign in again."))
        return redirect_to_login(request.get_full_path(), reverse("wagtailadmin_login"))
