"""Turns a draft into its list of open points: what is missing or doubtful, and what to do about it."""

from __future__ import annotations

from commentaries.models import CommentaryPage
from commentaries.readiness import advice, demands
from commentaries.readiness.links import dead_links
from commentaries.readiness.points import NotReady, OpenPoint

__all__ = ["NotReady", "OpenPoint", "forbidding", "open_points"]


def open_points(page: CommentaryPage) -> list[OpenPoint]:
    """All open points of a draft, those that forbid first, in the order of the page."""
    checks = demands.OF_AN_ARCHIVE_ENTRY if page.archived else (*demands.OF_A_TEXT, *advice.ON_A_TEXT, dead_links)
    return [point for check in checks for point in check(page)]


def forbidding(page: CommentaryPage) -> list[OpenPoint]:
    """The open points with which a text cannot be submitted."""
    return [point for point in open_points(page) if point.forbids]
