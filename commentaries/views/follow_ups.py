"""Lets those who work on a series see to its failed follow-ups."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from commentaries import followups
from commentaries.waiting import failed_follow_ups


@require_POST
def try_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Lets a failed follow-up start anew, from Wagtail's home page."""
    failed = get_object_or_404(failed_follow_ups(request.user), pk=pk)
    followups.try_again(failed)
    messages.success(request, _("It is being tried again. If it fails once more, it is back here within two minutes."))
    return redirect("wagtailadmin_home")
