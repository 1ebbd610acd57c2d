"""Answers RePEc's robot, and whoever looks at what it reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from commentaries import conf
from commentaries.citations.redif import MEDIA_TYPE
from commentaries.views.public import for_everyone
from series.repec import tree

if TYPE_CHECKING:
    from series.models import SeriesPage


def root(request: HttpRequest) -> HttpResponse:
    """The folder of the archive."""
    return _folder(request, [f"{_tree(request).archive.code}/"])


def archive(request: HttpRequest, archive: str) -> HttpResponse:
    """The templates of archive and series, and a folder for each series."""
    return _folder(request, _tree(request, archive).names())


def description(request: HttpRequest, archive: str, name: str) -> HttpResponse:
    """The template of the archive, or those of its series."""
    return _file(request, tree.description_file(_tree(request, archive), name))


def series(request: HttpRequest, archive: str, series: str) -> HttpResponse:
    """The files of one series."""
    return _folder(request, [f"{name}.rdf" for name in tree.year_files(_page(_tree(request, archive), series).series)])


def papers(request: HttpRequest, archive: str, series: str, name: str) -> HttpResponse:
    """The templates of a year's texts."""
    found = _tree(request, archive)
    return _file(request, tree.papers_file(found, _page(found, series), name, request))


def _tree(request: HttpRequest, archive: str = "") -> tree.Tree:
    found = tree.tree_of(request)
    if found is None or archive not in {"", found.archive.code}:
        raise Http404
    return found


def _page(found: tree.Tree, series: str) -> SeriesPage:
    if series not in found.pages:
        raise Http404
    return found.pages[series]


def _folder(request: HttpRequest, names: list[str]) -> HttpResponse:
    context = {"path": request.path, "names": names}
    return _for_robots(request, render(request, "series/repec_folder.html", context))


def _file(request: HttpRequest, content: str | None) -> HttpResponse:
    if content is None:
        raise Http404
    return _for_robots(request, HttpResponse(content, content_type=f"{MEDIA_TYPE}; charset=utf-8"))


def _for_robots(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Search engines of the web find the pages themselves; a demonstration is for nobody's index at all."""
    response.headers["X-Robots-Tag"] = "noindex, nofollow" if conf.get().DEMO else "noindex"
    return for_everyone(request, response)
