"""Tells which texts lie with one editor, so that they wait for none of the others."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from commentaries.models import CommentaryPage, GuestEditor, SeriesRole
from commentaries.permissions import own_series_of, person_of, writers_among
from commentaries.standing_in import absences_covered_by

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser


def in_the_hands_of_another(user: AbstractBaseUser, pages: Collection[CommentaryPage]) -> set[int]:
    """Those that were handed to somebody else who may still decide on them, by their keys.

    For an editor who is away the deputy has them. Whoever assists helps every editor. The texts were read with their
    line of the desk.
    """
    person = person_of(user)
    covered = {(absence.series_id, absence.person_id) for absence in absences_covered_by(user)}
    helps = own_series_of(user, SeriesRole.Role.ASSISTANT) - own_series_of(user, SeriesRole.Role.EDITOR)
    handed = {page: handler for page in pages if (handler := _handler_of(page))}
    elsewhere = {
        page: handler
        for page, handler in handed.items()
        if (person is None or handler != person.pk)
        and (page.series_id, handler) not in covered
        and page.series_id not in helps
    }
    may_decide = _may_decide(elsewhere)
    return {page.pk for page in elsewhere if page.pk in may_decide}


def _handler_of(page: CommentaryPage) -> int | None:
    line = getattr(page, "desk_line", None)
    return line.handled_by_id if line is not None else None


def _may_decide(handed: dict[CommentaryPage, int]) -> set[int]:
    """The texts whose handler edits them today and did not write them."""
    if not handed:
        return set()
    persons = set(handed.values())
    roles = SeriesRole.objects.filter(role=SeriesRole.Role.EDITOR, person__in=persons).select_related("series")
    edits = {(role.series_id, role.person_id) for role in roles if role.holds_on(role.series.today())}
    texts = [page.pk for page in handed]
    guests = set(GuestEditor.objects.filter(page__in=texts, person__in=persons).values_list("page", "person"))
    wrote = writers_among(persons, texts)
    return {
        page.pk
        for page, person in handed.items()
        if ((page.series_id, person) in edits or (page.pk, person) in guests) and (page.pk, person) not in wrote
    }
