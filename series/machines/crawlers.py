"""Answers crawlers: where the sitemap's parts are, what stands in each, and what is not for them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import escape
from django.utils.translation import override
from django.views.decorators.http import require_safe
from wagtail.models import Site

from commentaries import conf
from commentaries.models import Link
from commentaries.serving import served
from commentaries.views.public import for_everyone
from series import sitemaps
from series.sitemaps import Entry

_NAMESPACES = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml"'


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """The index of the parts."""
    root = f"{request.scheme}://{request.get_host()}"
    addresses = [f"{root}{reverse('sitemap_part', args=each)}" for each in sitemaps.parts_of(_site(request))]
    lines = (f"<sitemap><loc>{escape(address)}</loc></sitemap>" for address in addresses)
    return _answer(request, "sitemapindex", lines)


@require_safe
def sitemap_part(request: HttpRequest, name: str, number: str) -> HttpResponse:
    """One part; one that is empty is not there."""
    entries = sitemaps.part(request, _site(request), name, int(number))
    if not entries:
        raise Http404
    return _answer(request, "urlset", (written(entry) for entry in entries))


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """What crawlers may read: the public pages and no answers to words, and nothing of a demonstration (RFC 9309)."""
    if conf.get().DEMO:
        return HttpResponse("User-agent: *\nDisallow: /\n", content_type="text/plain")
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in _not_for_crawlers()), "Allow: /"]
    if address := served("sitemap"):
        lines += ["", f"Sitemap: {request.scheme}://{request.get_host()}{address}"]
    return HttpResponse("\n".join([*lines, ""]), content_type="text/plain")


def _not_for_crawlers() -> list[str]:
    """The editors' side, links for people without an account, and what a search found, in every language."""
    links = [served(f"outside:{kind}", "-").removesuffix("-/") for kind in Link.Kind.values]
    searches = []
    for code in dict.fromkeys(root.language_code for root in Site.get_site_root_paths()):
        with override(code):
            searches += [served("search"), served("search_citations", "bib").removesuffix("bib")]
    paths = dict.fromkeys([served("wagtailadmin_home"), *links, *searches, "/*?q=", "/*&q="])
    return [path for path in paths if path]


def _site(request: HttpRequest) -> Site:
    site = Site.find_for_request(request)
    if site is None:
        raise Http404
    return site


def written(entry: Entry) -> str:
    changed = f"<lastmod>{_moment(entry.changed_at)}</lastmod>" if entry.changed_at else ""
    languages = "".join(
        f'<xhtml:link rel="alternate" hreflang="{escape(each.language)}" href="{escape(each.url)}"/>'
        for each in entry.languages
    )
    return f"<url><loc>{escape(entry.url)}</loc>{changed}{languages}</url>"


def _moment(changed_at: date) -> str:
    """As W3C writes it: a moment with its zone, or else a day, which is all that a host's own pages may tell."""
    if isinstance(changed_at, datetime) and changed_at.tzinfo:
        return changed_at.isoformat(timespec="seconds")
    return f"{changed_at:%Y-%m-%d}"


def _answer(request: HttpRequest, element: str, lines: Iterable[str]) -> HttpResponse:
    content = "\n".join(
        ['<?xml version="1.0" encoding="UTF-8"?>', f"<{element} {_NAMESPACES}>", *lines, f"</{element}>", ""]
    )
    response = HttpResponse(content, content_type="application/xml")
    response.headers["X-Robots-Tag"] = "noindex"  # the sitemap itself is no page to be found
    return for_everyone(request, response)
