"""Turns an account into the texts and rounds that it may see, by one question for many texts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, IntegerField, OuterRef, Q
from django.db.models.functions import Cast
from wagtail.models import Page, TaskState

from commentaries.models import Affirmation, Authorship, CommentaryPage, DecisionTask, ReviewTask, SeriesRole
from commentaries.permissions.roles import EDITORIAL, own_series_of, series_of
from commentaries.standing_in import absences_covered_by, guest_texts_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.contrib.auth.models import AbstractBaseUser
    from django.db.models import QuerySet
    from wagtail.models import Task


def task_states_for(task: Task, user: AbstractBaseUser) -> QuerySet[TaskState]:
    """The rounds of this step that wait for the user, for Wagtail's home page and reports.

    Nobody invites to, or decides on, a text of their own or of whom they stand in for. The text is
    looked up by the round's own key, so that the cost is that of the rounds and not of the archive.
    """
    waiting = TaskState.objects.filter(
        task=task,
        status=TaskState.STATUS_IN_PROGRESS,
        workflow_state__base_content_type=ContentType.objects.get_for_model(Page),
    )
    asked = {ReviewTask: texts_looked_after_by, DecisionTask: texts_edited_by}.get(type(task.specific))
    texts = CommentaryPage.objects.exclude(written_by(user))
    if not user.is_superuser:
        texts = texts.filter(asked(user)) if asked else texts.none()
    return waiting.filter(Exists(texts.filter(pk=Cast(OuterRef("workflow_state__object_id"), IntegerField()))))


def texts_worked_on_by(user: AbstractBaseUser) -> Q:
    """As ``user_works_on_text``, for many texts."""
    return Q(series__in=series_of(user, *EDITORIAL)) | Q(pk__in=guest_texts_of(user))


def texts_looked_after_by(user: AbstractBaseUser) -> Q:
    """Those on which the user works otherwise than as the deputy of their author; the user's own are not left out."""
    return Q(series__in=own_series_of(user, *EDITORIAL)) | texts_edited_by(user)


def texts_edited_by(user: AbstractBaseUser) -> Q:
    """As ``user_edits_text``, for many texts."""
    found = Q(series__in=own_series_of(user, SeriesRole.Role.EDITOR)) | Q(pk__in=guest_texts_of(user))
    for absence in absences_covered_by(user):
        found |= Q(series=absence.series_id) & ~_wrote(person=absence.person_id)
    return found


def texts_of(user: AbstractBaseUser) -> QuerySet[CommentaryPage]:
    """The texts that bear the user's name, or that the user began."""
    if not user.is_authenticated:
        return CommentaryPage.objects.none()
    return CommentaryPage.objects.filter(Q(owner_id=user.pk) | bears_name_of(user))


def bears_name_of(user: AbstractBaseUser) -> Q:
    return Q(pk__in=Authorship.objects.filter(person__account=user.pk).values("page"))


def written_by(user: AbstractBaseUser) -> Q:
    """As ``person_wrote``, for many texts, by their rows: each saving of a draft in the admin writes these."""
    return _wrote(person__account=user.pk)


def writers_among(persons: Iterable[int], texts: Iterable[int]) -> set[tuple[int, int]]:
    """The same for many persons: which of these texts which of them wrote, as the keys of text and person."""
    named = Authorship.objects.filter(page__in=texts, person__in=persons).order_by()
    said = Affirmation.objects.of_authors().filter(version__page__in=texts, person__in=persons).order_by()
    both = named.values_list("page", "person").union(said.values_list("version__page", "person"))
    return set(both.order_by())  # Django 6.1 would order the two together as each is ordered alone


def _wrote(**whoever: object) -> Q:
    named = Authorship.objects.filter(**whoever)
    said = Affirmation.objects.of_authors().filter(**whoever, version__page__isnull=False)
    return Q(pk__in=named.values("page")) | Q(pk__in=said.values("version__page"))
