"""Answers a reader's request for one text."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.response import TemplateResponse
from django.utils.cache import add_never_cache_headers, patch_cache_control, patch_vary_headers
from django.utils.translation import gettext as _

from commentaries import conf
from commentaries.models import CommentaryPage, Issue
from commentaries.models.querysets import authorships_with_persons
from commentaries.negotiating import PAGE, other_forms, preferred, prefers_the_page
from commentaries.recording import record_of
from commentaries.signposting import signposts_of_page, written

if TYPE_CHECKING:
    from django.forms import Form
    from wagtail.models import Page


def serve_commentary(page: CommentaryPage, request: HttpRequest) -> HttpResponse:
    """The public page of a text; in the place of one that is held or removed, what has happened to it."""
    state = page.issue.state if page.issue else ""
    if not page.live or state in {Issue.State.HELD, Issue.State.REMOVED}:
        return _serve_withheld(page, request, is_held=state == Issue.State.HELD)
    request.is_preview = False
    response = _page_of(page, request) if prefers_the_page(request) else _other_form_of(page, request)
    patch_vary_headers(response, ["Accept"])
    return response


def _page_of(page: CommentaryPage, request: HttpRequest) -> HttpResponse:
    context = page.get_context(request)
    response = TemplateResponse(request, page.get_template(request), context)
    response.headers["Link"] = written(signposts_of_page(context["record"]))
    return for_everyone(request, response)


def _other_form_of(page: CommentaryPage, request: HttpRequest) -> HttpResponse:
    """The address of the form that the request prefers (303); where it takes none of them, their list (406).

    Each form has an address of its own, so that whoever keeps answers by address never takes one for another.
    """
    prefetch_related_objects([page], authorships_with_persons())
    forms = other_forms(record_of(page, request=request))
    asked = preferred(request, forms)
    if asked in PAGE or not forms:
        return _page_of(page, request)
    if asked:
        response = redirect(forms[asked])
        response.status_code = HTTPStatus.SEE_OTHER
        return for_everyone(request, response)
    context = {
        "base_template": conf.get().BASE_TEMPLATE,
        "title": _("No such format"),
        "sentence": _("This text cannot be had as what was asked for. These can be had: %(formats)s.")
        % {"formats": ", ".join([PAGE[0], *forms])},
    }
    response = render(request, "commentaries/refused.html", context, status=HTTPStatus.NOT_ACCEPTABLE)
    patch_cache_control(response, no_store=True)
    return response


def _serve_withheld(page: CommentaryPage, request: HttpRequest, *, is_held: bool) -> HttpResponse:
    """Number and title of a held text (503), or the citation of one that was removed (410); kept by nobody."""
    record = record_of(page, request=request)
    context = {"base_template": conf.get().BASE_TEMPLATE, "record": record, "is_removed": not is_held}
    status = HTTPStatus.SERVICE_UNAVAILABLE if is_held else HTTPStatus.GONE
    response = TemplateResponse(request, "commentaries/unavailable.html", context, status=status)
    response.headers["X-Robots-Tag"] = "noindex"
    patch_cache_control(response, no_store=True)
    return response


def ask_for_password(page: Page, request: HttpRequest, form: Form, action_url: str) -> HttpResponse:
    """The door of a closed circle: of the page behind it the template is told nothing; kept by nobody."""
    context = {"base_template": conf.get().BASE_TEMPLATE, "form": form, "action_url": action_url}
    response = TemplateResponse(request, page.password_required_template, context)
    response.headers["X-Robots-Tag"] = "noindex"
    add_never_cache_headers(response)
    return response


def for_everyone(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Says that a response may be kept by everyone, unless somebody is logged in or has given a password."""
    if settings.SESSION_COOKIE_NAME in request.COOKIES:
        patch_cache_control(response, private=True)
    else:
        patch_cache_control(response, public=True, max_age=conf.get().PAGE_MAX_AGE)
    return response
