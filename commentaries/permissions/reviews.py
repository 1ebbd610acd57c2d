"""Says in sentences who is asked to review, who reads what for it, and who may know of whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.models import Group
from django.db.models import Q

from commentaries.models import (
    Anonymity,
    Authorship,
    CommentaryPage,
    Invitation,
    Link,
    Person,
    Review,
    SeriesRole,
    Version,
)
from commentaries.permissions.roles import person_of
from commentaries.permissions.texts import (
    person_is_among_authors,
    person_works_on_text,
    user_can_read_as_colleague,
    user_can_see,
    user_is_author_of,
    user_looks_after,
)

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser
    from django.db.models import QuerySet


def user_can_invite(user: AbstractBaseUser, page: CommentaryPage) -> bool:
    """Nobody chooses, or sees, the reviewers of a text of their own; nor does the deputy of whoever wrote it."""
    return user_looks_after(user, page)


def user_can_record_answer(user: AbstractBaseUser, person: Person, page: CommentaryPage) -> bool:
    """Take down what somebody answered by mail: about no text of one's own, and never in one's own name."""
    return user_can_invite(user, page) and person_of(user) != person


def persons_to_invite(user: AbstractBaseUser, page: CommentaryPage) -> QuerySet[Person]:
    """Whom the user may ask to review this content: everybody with an account but its authors and the user.

    An administrator's account is offered if a person of the trade stands behind it: one who has or had a role,
    writes, was asked before, or belongs to a group, such as that of the reviewers. So is whoever has no account,
    but an address, and was asked before.
    """
    writing = [authorship.person_id for authorship in page.authorships.all()]
    of_the_trade = (
        Q(pk__in=SeriesRole.objects.values("person"))
        | Q(pk__in=Authorship.objects.values("person"))
        | Q(pk__in=Invitation.objects.values("person"))
        | Q(account__in=Group.objects.filter(user__isnull=False).values("user"))
    )
    with_account = Q(account__is_active=True) & (Q(account__is_superuser=False) | of_the_trade)
    asked_before = Q(account=None, pk__in=Invitation.objects.values("person")) & ~Q(email="")
    return (
        Person.objects.filter(with_account | asked_before)
        .exclude(pk__in=writing)
        .exclude(account=user.pk)
        .order_by("sort_name")
    )


def user_can_review(user: AbstractBaseUser, invitation: Invitation) -> bool:
    return user.is_active and person_can_review(person_of(user), invitation)


def person_can_review(person: Person | None, invitation: Invitation) -> bool:
    """The invited person, and nobody else."""
    return person is not None and invitation.person_id == person.pk


def user_can_read(user: AbstractBaseUser, version: Version) -> bool:
    """A version: those who may see the text, and whoever is asked to review it and has not declined."""
    return version.page is not None and versions_readable_by(user, version.page).filter(pk=version.pk).exists()


def versions_readable_by(user: AbstractBaseUser, page: CommentaryPage) -> QuerySet[Version]:
    """The versions of a text that the user may read: all of them, or those of a reviewer's own invitations.

    Whoever is asked about a newer version still reads the one that they answered on.
    """
    versions = Version.objects.filter(page=page.pk)
    if user_can_see(user, page):
        return versions
    person = person_of(user)
    if person is None or not user.is_active:
        return versions.none()
    asked = Invitation.objects.filter(person=person, state__in=[Invitation.State.OPEN, Invitation.State.ANSWERED])
    answered = Review.objects.filter(invitation__in=asked)
    return versions.filter(Q(pk__in=asked.values("version")) | Q(pk__in=answered.values("version")))


def user_knows_reviewers(user: AbstractBaseUser, page: CommentaryPage) -> bool:
    """Read who reviews a text, and what they say: whoever may invite them."""
    return user_can_invite(user, page)


def invitations_known_to(user: AbstractBaseUser, page: CommentaryPage) -> QuerySet[Invitation]:
    """Those whose reviewer the user may know: all, for whoever may invite; for an author those that were answered in
    the open, as the series says now and as the reviewer was told."""
    asked = Invitation.objects.filter(version__page=page.pk)
    if user_knows_reviewers(user, page):
        return asked
    if page.series.anonymity == Anonymity.OPEN and user_is_author_of(user, page):
        return asked.filter(anonymity=Anonymity.OPEN, review__isnull=False)
    return asked.none()


def invitation_hides_authors(invitation: Invitation) -> bool:
    """Whether the invited person may not know who wrote the text: neither side learns of the other, by what the
    series says now or by what it said when they were asked.

    Who works on the series knows, as do the authors; and of a text that has appeared everybody does.
    """
    page = invitation.version.page
    if page is None or anonymity_of(invitation) != Anonymity.BOTH or page.live or page.issue_id:
        return False
    person = invitation.person
    return not person_works_on_text(person, page) and not person_is_among_authors(person, page)


def anonymity_of(invitation: Invitation) -> Anonymity:
    """The stricter of what the person was promised and what the series says now."""
    page = invitation.version.page
    return Anonymity.strictest(invitation.anonymity, page.series.anonymity if page else invitation.anonymity)


def authors_are_hidden_from(person: Person | None, page: CommentaryPage) -> bool:
    """Whether the invitations that this person has to this text hide its authors; one promise holds for all of them."""
    if person is None or page.live or page.issue_id:
        return False
    asked = Invitation.objects.filter(person=person, version__page=page.pk)
    if page.series.anonymity != Anonymity.BOTH:
        asked = asked.filter(anonymity=Anonymity.BOTH)
    newest = asked.select_related("version__page__series", "person__account").order_by("-pk").first()
    return newest is not None and invitation_hides_authors(newest)


def user_can_revoke(user: AbstractBaseUser, link: Link, page: CommentaryPage) -> bool:
    """Take back a link to this content: whoever may invite, if it is a reviewer's; else a colleague in the series."""
    if link.kind == Link.Kind.REVIEW:
        return user_can_invite(user, page)
    return user_can_read_as_colleague(user, page)
