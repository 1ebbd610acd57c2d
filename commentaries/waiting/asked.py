"""Lists what one person is asked as a reviewer and as an author: reviews, changes, a yes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.models import Revision, WorkflowState

from commentaries import due, standings, versions
from commentaries.models import Affirmation, CommentaryPage, Invitation, Person, Step, Waiver
from commentaries.permissions import person_of
from commentaries.waiting.items import Turn, WaitingItem, turns_of

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser
    from django.db.models import QuerySet


def reviews_of(user: AbstractBaseUser) -> list[WaitingItem]:
    person = person_of(user)
    if person is None:
        return []
    open_ones = Invitation.objects.filter(person=person, state=Invitation.State.OPEN).select_related(
        "version__page__series"
    )
    return [
        WaitingItem(
            _("Review"),
            invitation.version.title,
            reverse("commentaries:review", args=[invitation.pk]),
            invitation.due_on,
            invitation.due_on < invitation.version.page.series.today(),
        )
        for invitation in open_ones
        if invitation.version.page
    ]


def asked_of_author(user: AbstractBaseUser) -> list[WaitingItem]:
    """What is asked about the texts that bear this person's name; of a public one, about its correction or the yes that
    is still owed.
    """
    person = person_of(user)
    if person is None:
        return []
    waived = Waiver.objects.standing().filter(page=OuterRef("pk"), person=person)
    open_ones = Q(live=False) | due.is_in_a_workflow() | Q(pk__in=due.owing_a_second_yes().values("pk"))
    texts = CommentaryPage.objects.by(person).filter(open_ones)
    turns = turns_of(texts.annotate(is_affirmed=Exists(_said_since_the_last_change()), is_waived=Exists(waived)))
    back = [turn for turn in turns if not turn.page.live and _is_back(turn.page)]
    asked = _awaiting_consent([turn for turn in turns if _may_await_a_yes(turn)], person)
    return [
        *(turn.asks(_("Make the changes asked for"), "wagtailadmin_pages:edit", due.CHANGES) for turn in back),
        *(turn.asks(_("Say yes to the text"), "commentaries:consent", _step_of_the_yes(turn)) for turn in asked),
    ]


def _is_back(page: CommentaryPage) -> bool:
    state = page.current_workflow_state
    return state is not None and state.status == WorkflowState.STATUS_NEEDS_CHANGES


def _may_await_a_yes(turn: Turn) -> bool:
    """What can be told without reading the text: it is with the editors and was changed, or is out on one word."""
    page = turn.page
    if _is_owed(turn):
        return True
    is_with_the_editors = page.current_workflow_state is not None and not _is_back(page)
    return is_with_the_editors and (not page.is_affirmed or _awaits_all(page))


def _is_owed(turn: Turn) -> bool:
    """And an author can give it: once a correction is begun, a yes would be to that."""
    return turn.owed is not None and not turn.page.has_unpublished_changes


def _step_of_the_yes(turn: Turn) -> str:
    return due.SECOND if _is_owed(turn) else due.CONSENT


def _awaits_all(page: CommentaryPage) -> bool:
    """Whether the yes of every author is waited for, this one's too."""
    return Step.ALL_AUTHORS in page.series.steps and not page.is_waived


def _said_since_the_last_change() -> QuerySet[Affirmation]:
    """An author's yes to the newest content: whoever submits or consents does so to what is newest then."""
    return Affirmation.objects.standing().filter(
        version__page=OuterRef("pk"),
        kind__in=[Affirmation.Kind.SUBMISSION, Affirmation.Kind.CONSENT],
        affirmed_at__gt=OuterRef("latest_revision_created_at"),
    )


def _awaiting_consent(turns: list[Turn], person: Person) -> list[Turn]:
    """Those texts to whose newest content this author has not said yes, and another yes would not do."""
    if not turns:
        return []
    texts = [turn.page for turn in turns]
    revisions = Revision.objects.in_bulk([page.latest_revision_id for page in texts])
    affirmed = list(
        Affirmation.objects.standing()
        .filter(version__page__in=texts)
        .select_related("version")
        .defer("version__content")
    )
    found = []
    for turn in turns:
        page = turn.page
        digest = _newest_digest(page, revisions.get(page.latest_revision_id))
        yes = (a for a in affirmed if a.version.page_id == page.pk and a.version.digest == digest)
        standing = standings.Standing(affirmations=tuple(yes), authors=frozenset())
        is_wanted = _is_owed(turn) or _awaits_all(page) or not standing.seconds_beside(None)
        if is_wanted and not standing.is_affirmed_by(person):
            found.append(turn)
    return found


def _newest_digest(page: CommentaryPage, newest: Revision | None) -> str:
    """Read from the stored revision as it is: whether its foreign keys still lead somewhere costs a query each."""
    if newest is None or not page.has_unpublished_changes:
        return versions.digest_of(versions.latest_of(page))
    return versions.digest_of(CommentaryPage.from_serializable_data(newest.content, check_fks=False))
