"""Turns the path below a front page or a series page into a text, a year or a number."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from wagtail import hooks
from wagtail.url_routing import RouteResult

from commentaries.models import CommentaryPage, Issue
from commentaries.views.public import for_everyone

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase
    from wagtail.models import Page

    from commentaries.models import CommentaryQuerySet
    from series.models import SeriesPage

LIBRARIES = "libraries/"
"""Where, below its own address, a series says at which addresses it is handed on."""
Serve = Callable[[Any, "HttpRequest", list[Any], dict[str, Any]], "HttpResponseBase"]


def is_year(component: str) -> bool:
    """Whether this part of a path is a year, which no text and no number takes over."""
    return component.isdecimal() and len(component) == 4


def route_to_text(page: Page, path_components: list[str]) -> RouteResult | None:
    """The text at this path below the page, found by its whole address in one query.

    None where the address is another text's number: what is printed leads to what it was printed on.
    """
    url_path = f"{page.url_path}{'/'.join(path_components)}/"
    others = (
        _printed().filter(series=OuterRef("series"), address=OuterRef("slug")).exclude(work=OuterRef("translation_key"))
    )
    texts = CommentaryPage.objects.filter(url_path=url_path).annotate(is_number_of_another=Exists(others))
    text = texts.for_reading().first()
    if text is None or text.is_number_of_another:
        return None
    if not text.live and text.issue_id is None:
        raise Http404
    return RouteResult(text)


def route_to_number(page: SeriesPage, path_components: list[str]) -> RouteResult | None:
    """The permanent address by number, which leads on to the text's page."""
    if len(path_components) != 1:
        return None
    address = path_components[0]
    if not _printed().filter(series=page.series, address=address).exists():
        return None
    return RouteResult(page, args=(lambda request: redirect_to_text(page, request, address), [], {}))


def _printed() -> QuerySet[Issue]:
    """The register's entries whose number has been seen by readers."""
    return Issue.objects.counting().exclude(state=Issue.State.RESERVED)


def redirect_to_text(page: SeriesPage, request: HttpRequest, address: str) -> HttpResponseBase:
    """From the number to the text's canonical page, in this language if there is one."""
    text = text_at_number(page, address, CommentaryPage.objects.all())
    if text is None:
        raise Http404

    def serve(text: CommentaryPage, request: HttpRequest, args: list[Any], kwargs: dict[str, Any]) -> HttpResponse:
        return for_everyone(request, redirect(text.get_url(request)))

    return as_wagtail_serves(text, request, serve)  # the address to which a number leads tells the title


def as_wagtail_serves(page: Page, request: HttpRequest, serve: Serve) -> HttpResponseBase:
    """Answers by ``serve`` where Wagtail would with the page: past the same hooks, one of which asks for passwords."""
    for wrap in reversed(hooks.get_hooks("on_serve_page")):
        serve = wrap(serve)
    for look in hooks.get_hooks("before_serve_page"):
        if isinstance(answer := look(page, request, [], {}), HttpResponse):
            return answer
    return serve(page, request, [], {})


def text_at_number(page: SeriesPage, address: str, texts: CommentaryQuerySet) -> CommentaryPage | None:
    """The text with this number: one that can be read before one that cannot, and in the page's language if there."""
    texts = texts.filter(issue__series=page.series, issue__address=address)
    return texts.annotate(is_here=Q(locale=page.locale)).order_by("-live", "-is_here", "pk").first()
