"""Lists what one account is asked as an editor or an assistant."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.db.models import Count, Exists, IntegerField, OuterRef, Q
from django.db.models.functions import Cast
from django.utils.translation import gettext as _
from wagtail.models import TaskState

from commentaries import due
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
from commentaries.permissions import own_series_of, task_states_for, texts_edited_by, written_by
from commentaries.waiting.handed import in_the_hands_of_another
from commentaries.waiting.items import Turn, WaitingItem, link_to, title_of, turns_of

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser
    from django.db.models import QuerySet


def asked_of_editor(user: AbstractBaseUser) -> list[WaitingItem]:
    return [*_on_their_way(user), *_asked_back(user), *_facts(user), *_held(user)]


def _on_their_way(user: AbstractBaseUser) -> list[WaitingItem]:
    """What lies with this account or with all editors, and not with one of the others."""
    rounds = _rounds_for(user)
    owed = due.owing_a_second_yes().filter(texts_edited_by(user)).exclude(written_by(user))
    texts = CommentaryPage.objects.filter(Q(pk__in=rounds) | Q(pk__in=owed.values("pk")))
    turns = turns_of(texts.annotate(is_theirs_to_see_to=Exists(owed.filter(pk=OuterRef("pk")))))
    elsewhere = in_the_hands_of_another(user, [turn.page for turn in turns])
    mine = (turn for turn in turns if turn.page.pk not in elsewhere)
    return [item for turn in mine for item in _on_its_way(turn, rounds.get(turn.page.pk))]


def _rounds_for(user: AbstractBaseUser) -> dict[int, TaskState]:
    """The rounds of review and decision that wait for the editors, by the key of the text."""
    is_asked = Q(commentary_invitations__state__in=[Invitation.State.OPEN, Invitation.State.ANSWERED])
    found = {}
    for task in [*ReviewTask.objects.filter(active=True), *DecisionTask.objects.filter(active=True)]:
        rounds = task_states_for(task, user).select_related("workflow_state")
        for each in rounds.annotate(asked=Count("commentary_invitations", filter=is_asked)):
            each.is_of_decision = isinstance(task, DecisionTask)
            found[int(each.workflow_state.object_id)] = each
    return found


def _on_its_way(turn: Turn, round_: TaskState | None) -> Iterator[WaitingItem]:
    """A decision, or more reviewers, and the second yes to what appeared without; nothing where others are asked."""
    if round_ is not None and round_.is_of_decision:
        yield turn.asks(_("Decide"), "commentaries:decide", due.DECISION)
    elif round_ is not None and round_.asked < turn.page.series.reviews_needed:
        yield turn.asks(_("Invite reviewers"), "commentaries:decide", due.INVITING)
    if turn.owed is not None and turn.page.is_theirs_to_see_to:
        yield turn.asks(_("See to the second yes"), "commentaries:decide", due.SECOND)


def _item(what: str, page: CommentaryPage) -> WaitingItem:
    return WaitingItem(what, title_of(page), link_to("commentaries:decide", page))


def _held(user: AbstractBaseUser) -> list[WaitingItem]:
    """A hold is for the moment: whoever has the text is reminded of it."""
    held = CommentaryPage.objects.filter(issue__state=Issue.State.HELD, live=False)
    mine = held.filter(texts_edited_by(user)).exclude(written_by(user))
    return _in_their_hands(user, mine, _("Release or correct the held text"))


def _asked_back(user: AbstractBaseUser) -> list[WaitingItem]:
    """An author has stopped a decided text, and nothing goes on before an editor settles that."""
    pages = CommentaryPage.objects.filter(texts_edited_by(user), pk__in=Withdrawal.objects.open().values("page"))
    return _in_their_hands(user, pages.exclude(written_by(user)), _("Settle the withdrawal"))


def _in_their_hands(user: AbstractBaseUser, texts: QuerySet[CommentaryPage], what: str) -> list[WaitingItem]:
    """One thing asked about each of these texts, as long as none of the other editors has it."""
    pages = list(texts.select_related("desk_line").defer("body").order_by("pk"))
    elsewhere = in_the_hands_of_another(user, pages)
    return [_item(what, page) for page in pages if page.pk not in elsewhere]


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
    return [_item(_("Check the facts"), page) for page in texts.exclude(written_by(user)).order_by("pk")]
