"""Lists what one account is asked as an editor or an assistant."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count, Exists, IntegerField, OuterRef, Q
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.models import TaskState

from commentaries.models import (
    Affirmation,
    CommentaryPage,
    DecisionTask,
    Invitation,
    Issue,
    ReviewTask,
    SeriesRole,
    Withdrawal,
)
from commentaries.permissions import bears_name_of, own_series_of, task_states_for, texts_edited_by
from commentaries.waiting.items import WaitingItem, link_to, title_of

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser


def asked_of_editor(user: AbstractBaseUser) -> list[WaitingItem]:
    return [*_editorial(user), *_asked_back(user), *_facts(user), *_held(user)]


def _editorial(user: AbstractBaseUser) -> list[WaitingItem]:
    found = []
    for task in [*ReviewTask.objects.filter(active=True), *DecisionTask.objects.filter(active=True)]:
        found.extend(_for_editor(user, task))
    return found


def _held(user: AbstractBaseUser) -> list[WaitingItem]:
    """A hold is for the moment: whoever may end it is reminded of it."""
    held = CommentaryPage.objects.filter(issue__state=Issue.State.HELD, live=False)
    mine = held.filter(texts_edited_by(user)).exclude(bears_name_of(user))
    return [
        WaitingItem(_("Release or correct the held text"), page.title, link_to("commentaries:decide", page))
        for page in mine.only("title").order_by("pk")
    ]


def _asked_back(user: AbstractBaseUser) -> list[WaitingItem]:
    """An author has stopped a decided text, and nothing goes on before an editor settles that."""
    pages = CommentaryPage.objects.filter(texts_edited_by(user), pk__in=Withdrawal.objects.open().values("page"))
    pages = pages.select_related("series").defer("body")
    return [
        WaitingItem(_("Settle the withdrawal"), title_of(page), link_to("commentaries:decide", page))
        for page in pages.exclude(bears_name_of(user)).order_by("pk")
    ]


def _facts(user: AbstractBaseUser) -> list[WaitingItem]:
    """Texts for decision whose facts nobody has checked since the last change, for those who assist in the series."""
    series = own_series_of(user, SeriesRole.Role.ASSISTANT) - own_series_of(user, SeriesRole.Role.EDITOR)
    if not series:
        return []
    rounds = TaskState.objects.filter(
        status=TaskState.STATUS_IN_PROGRESS, task__in=DecisionTask.objects.filter(active=True)
    )
    keys = rounds.annotate(key=Cast("workflow_state__object_id", IntegerField())).values("key")
    checked = Affirmation.objects.standing().filter(
        version__page=OuterRef("pk"),
        kind=Affirmation.Kind.FACT_CHECK,
        affirmed_at__gt=OuterRef("latest_revision_created_at"),
    )
    texts = CommentaryPage.objects.filter(~Exists(checked), pk__in=keys)
    texts = texts.filter(series__in=series, series__fact_check_needed=True).defer("body")
    return [
        WaitingItem(_("Check the facts"), title_of(page), link_to("commentaries:decide", page))
        for page in texts.exclude(bears_name_of(user)).order_by("pk")
    ]


def _for_editor(user: AbstractBaseUser, task: ReviewTask | DecisionTask) -> list[WaitingItem]:
    """The rounds of one step that ask something of the editors: a decision, or more reviewers."""
    is_asked = Q(commentary_invitations__state__in=[Invitation.State.OPEN, Invitation.State.ANSWERED])
    rounds = task_states_for(task, user).select_related("workflow_state")
    rounds = rounds.annotate(asked=Count("commentary_invitations", filter=is_asked)).order_by("pk")
    keys = [int(task_state.workflow_state.object_id) for task_state in rounds]
    texts = CommentaryPage.objects.select_related("series").defer("body").in_bulk(keys)
    what = _("Decide") if isinstance(task, DecisionTask) else _("Invite reviewers")
    return [
        WaitingItem(what, title_of(texts[key]), reverse("commentaries:decide", args=[key]))
        for key, task_state in zip(keys, rounds, strict=True)
        if isinstance(task, DecisionTask) or task_state.asked < texts[key].series.reviews_needed
    ]
