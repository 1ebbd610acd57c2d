"""Says in sentences who may do what with a text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, IntegerField, OuterRef, Q
from django.db.models.functions import Cast
from wagtail.models import Page, TaskState, WorkflowState

from commentaries.models import (
    Anonymity,
    Attachment,
    Authorship,
    CommentaryPage,
    DecisionTask,
    DeskLine,
    Invitation,
    Link,
    Person,
    Review,
    ReviewTask,
    Series,
    SeriesRole,
    Version,
    Withdrawal,
)
from commentaries.standing_in import absences_covered_by, guest_texts_of

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser
    from django.db.models import QuerySet
    from wagtail.models import Task

EDITORIAL = (SeriesRole.Role.EDITOR, SeriesRole.Role.ASSISTANT)
"""The roles of those who work on a series."""


def person_of(user: AbstractBaseUser) -> Person | None:
    """The person behind an account, or none; asked once per request."""
    if not getattr(user, "is_authenticated", False):
        return None
    if not hasattr(user, "_commentaries_person"):
        user._commentaries_person = Person.objects.filter(account_id=user.pk).first()
    return user._commentaries_person


def roles_of(user: AbstractBaseUser) -> list[SeriesRole]:
    """Every role that the person behind this account has or had; asked once per request."""
    if not hasattr(user, "_commentaries_roles"):
        user._commentaries_roles = (
            list(SeriesRole.objects.filter(person__account_id=user.pk).select_related("series"))
            if user.is_authenticated
            else []
        )
    return user._commentaries_roles


def own_series_of(user: AbstractBaseUser, *roles: str) -> set[int]:
    """The series in which this account holds one of these roles today in its own right, by the calendar of each."""
    if not user.is_active:
        return set()
    return {held.series_id for held in roles_of(user) if held.role in roles and held.holds_on(held.series.today())}


def series_of(user: AbstractBaseUser, *roles: str) -> set[int]:
    """The same with those whose editor this account stands in for."""
    found = own_series_of(user, *roles)
    if SeriesRole.Role.EDITOR in roles:
        found |= {absence.series_id for absence in absences_covered_by(user)}
    return found


def user_edits_series(user: AbstractBaseUser, series: Series) -> bool:
    """An editor of the series, or who stands in for one."""
    return series.pk in series_of(user, SeriesRole.Role.EDITOR)


def user_is_editor_in_person(user: AbstractBaseUser, series: Series) -> bool:
    """An editor of the series in their own right, and not by standing in for one."""
    return series.pk in own_series_of(user, SeriesRole.Role.EDITOR)


def user_assists_series(user: AbstractBaseUser, series: Series) -> bool:
    return series.pk in series_of(user, SeriesRole.Role.ASSISTANT)


def user_writes_for_series(user: AbstractBaseUser, series: Series) -> bool:
    return series.pk in series_of(user, SeriesRole.Role.AUTHOR)


def user_can_set_up(user: AbstractBaseUser, series: Series) -> bool:
    """Change a series itself, the roles in it and its page: its editors, and administrators. No deputy does."""
    return user.is_active and (user.is_superuser or user_is_editor_in_person(user, series))


def user_works_on_series(user: AbstractBaseUser, series: Series) -> bool:
    """Editors and assistants of the series, and administrators."""
    return bool(user.is_active and user.is_superuser) or (
        user_edits_series(user, series) or user_assists_series(user, series)
    )


def user_plans_texts(user: AbstractBaseUser) -> bool:
    """Whether the account works on any series."""
    return user.is_active and (user.is_superuser or bool(series_of(user, *EDITORIAL)))


def user_has_a_desk(user: AbstractBaseUser) -> bool:
    """Those who work on a series, and guest editors, for their texts."""
    return user_plans_texts(user) or bool(guest_texts_of(user))


def user_is_guest_of(user: AbstractBaseUser, page: CommentaryPage) -> bool:
    """An editor of this one text."""
    return page.pk is not None and page.pk in guest_texts_of(user)


def user_works_on_text(user: AbstractBaseUser, page: CommentaryPage) -> bool:
    """Those who work on its series, and its guest editor."""
    return user_works_on_series(user, page.series) or user_is_guest_of(user, page)


def user_edits_text(user: AbstractBaseUser, page: CommentaryPage) -> bool:
    """An editor of the series, its guest editor, or who stands in for an editor who did not write it.

    A deputy has what the editor has: nothing on a text that bears the editor's own name.
    """
    if user_is_editor_in_person(user, page.series) or user_is_guest_of(user, page):
        return True
    return any(
        absence.series_id == page.series_id and not person_is_among_authors(absence.person, page)
        for absence in absences_covered_by(user)
    )


def editor_stood_in_for(user: AbstractBaseUser, page: CommentaryPage) -> Person | None:
    """The editor in whose place the user acts on a text today; none for who acts in their own right.

    An editor who stands in for a colleague does so on what was handed to the colleague.
    """
    absent = {each.person_id: each.person for each in absences_covered_by(user) if each.series_id == page.series_id}
    absent = {key: person for key, person in absent.items() if not person_is_among_authors(person, page)}
    if not absent:
        return None
    handler = DeskLine.objects.filter(page=page.pk).values_list("handled_by", flat=True).first()
    if handler in absent:
        return absent[handler]
    in_person = user_is_editor_in_person(user, page.series) or user_is_guest_of(user, page)
    return None if in_person else next(iter(absent.values()))


def colleague_stood_in_for(user: AbstractBaseUser, page: CommentaryPage) -> Person | None:
    """The editor without whose absence the user would be no colleague; none for who works on the series anyway."""
    if page.series_id in own_series_of(user, *EDITORIAL) or user.is_superuser or user_is_guest_of(user, page):
        return None
    return editor_stood_in_for(user, page)


def user_is_among_authors(user: AbstractBaseUser, page: CommentaryPage) -> bool:
    return person_is_among_authors(person_of(user), page)


def person_is_among_authors(person: Person | None, page: CommentaryPage) -> bool:
    """Whether the text bears this person's name; the stored authors count beside those in hand."""
    if person is None:
        return False
    if any(authorship.person_id == person.pk for authorship in page.authorships.all()):
        return True
    return bool(page.pk) and person.authorships.filter(page_id=page.pk).exists()


def user_is_author_of(user: AbstractBaseUser, page: CommentaryPage) -> bool:
    """An author of the text, or the one who began it."""
    return user.is_active and (page.owner_id == user.pk or user_is_among_authors(user, page))


def user_can_see(user: AbstractBaseUser, page: CommentaryPage) -> bool:
    """See a text before it is public, its title included."""
    return user_works_on_text(user, page) or user_is_author_of(user, page)


def text_is_with_the_author(page: CommentaryPage) -> bool:
    """A draft, or one sent back for changes; not in review, not scheduled, not published, not taken from readers."""
    state = page.current_workflow_state
    if state is not None:
        return not page.live and state.status == WorkflowState.STATUS_NEEDS_CHANGES
    is_at_rest = not page.live and page.issue_id is None and not page.approved_schedule
    return is_at_rest and not withdrawal_is_asked(page)


def withdrawal_is_asked(page: CommentaryPage) -> bool:
    """An author wants a decided text not to appear, and no editor has settled that."""
    if hasattr(page, "asked_back_at"):
        return page.asked_back_at is not None
    return bool(page.pk) and Withdrawal.objects.open().filter(page=page.pk).exists()


def user_can_edit(user: AbstractBaseUser, page: CommentaryPage) -> bool:
    """Editors and assistants always; an author until submission, and again when changes are asked."""
    if user_works_on_text(user, page):
        return True
    return user_is_author_of(user, page) and text_is_with_the_author(page)


def user_can_submit(user: AbstractBaseUser, page: CommentaryPage) -> bool:
    """An author while the text is with them; the series' people also a correction of a public text."""
    if user_works_on_text(user, page):
        return not page.workflow_in_progress and not withdrawal_is_asked(page)
    return user_is_author_of(user, page) and text_is_with_the_author(page)


def user_can_withdraw(user: AbstractBaseUser, page: CommentaryPage) -> bool:
    """Take a text under way back to being a draft: its authors, and those who work on the series."""
    return user_works_on_text(user, page) or user_is_author_of(user, page)


def user_can_invite(user: AbstractBaseUser, page: CommentaryPage) -> bool:
    """Nobody chooses, or sees, the reviewers of a text of their own."""
    return user_works_on_text(user, page) and not user_is_among_authors(user, page)


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


def user_can_consent(user: AbstractBaseUser, page: CommentaryPage) -> bool:
    return user.is_active and user_is_among_authors(user, page)


def user_can_read_as_colleague(user: AbstractBaseUser, page: CommentaryPage) -> bool:
    """Someone of the series who is not an author: a second pair of eyes."""
    return user_works_on_text(user, page) and not user_is_among_authors(user, page)


def user_can_check_facts(user: AbstractBaseUser, page: CommentaryPage) -> bool:
    """Whoever may read the text as a colleague, also the one who decides."""
    return user_can_read_as_colleague(user, page)


def user_can_decide(user: AbstractBaseUser, page: CommentaryPage) -> bool:
    """An editor of the text who is not among the authors; an administrator by override."""
    if not user.is_active or user_is_among_authors(user, page):
        return False
    return user.is_superuser or user_edits_text(user, page)


def user_can_appoint(user: AbstractBaseUser, page: CommentaryPage) -> bool:
    """Make somebody the guest editor of a text: whoever edits its series, and nobody for a text of their own."""
    if not user.is_active or user_is_among_authors(user, page):
        return False
    return user.is_superuser or (user_edits_series(user, page.series) and user_edits_text(user, page))


def user_can_note_absence(user: AbstractBaseUser, series: Series, person: Person) -> bool:
    """Say when an editor is away, and who stands in: the editor, or an administrator. No deputy names another."""
    own = person_of(user)
    is_own = own is not None and own.pk == person.pk and user_is_editor_in_person(user, series)
    return user.is_active and (user.is_superuser or is_own)


def editorships_of(user: AbstractBaseUser) -> list[SeriesRole]:
    """For whom the user may note an absence, and where: their own part as editor; for administrators, everybody's."""
    roles = SeriesRole.objects.filter(role=SeriesRole.Role.EDITOR).select_related("series", "person")
    roles = roles.order_by("series__title", "person__sort_name", "pk")
    return [
        role
        for role in roles
        if (role.until is None or role.series.today() <= role.until)
        and user_can_note_absence(user, role.series, role.person)
    ]


def user_can_brief(user: AbstractBaseUser, page: CommentaryPage) -> bool:
    """Let the press read a text before its day: whoever may decide on it."""
    return user_can_decide(user, page)


def user_can_withhold(user: AbstractBaseUser, page: CommentaryPage) -> bool:
    """Hold, release and remove what is public: whoever may decide on it, alone."""
    return user_can_decide(user, page)


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


def person_works_on_text(person: Person, page: CommentaryPage) -> bool:
    return person.account is not None and user_works_on_text(person.account, page)


def user_can_name_versions(user: AbstractBaseUser, page: CommentaryPage) -> bool:
    return user_works_on_text(user, page)


def user_can_revoke(user: AbstractBaseUser, link: Link, page: CommentaryPage) -> bool:
    """Take back a link to this content: whoever may invite, if it is a reviewer's; else a colleague in the series."""
    if link.kind == Link.Kind.REVIEW:
        return user_can_invite(user, page)
    return user_can_read_as_colleague(user, page)


def texts_concerning(person: Person) -> QuerySet[CommentaryPage]:
    """The texts that a person writes, or was asked to review."""
    asked = Invitation.objects.filter(person=person).values("version__page")
    return CommentaryPage.objects.filter(Q(pk__in=person.authorships.values("page")) | Q(pk__in=asked))


def user_can_erase(user: AbstractBaseUser, person: Person) -> bool:
    """Take out the contact of somebody without an account: whoever works on the series of all their texts, and none of
    these is the user's own; and administrators. No guest editor does: others look after the person's next text."""
    if person.account_id is not None or not user.is_active:
        return False
    if user.is_superuser:
        return True
    texts = list(texts_concerning(person).select_related("series"))
    looks_after = (user_works_on_series(user, text.series) and user_can_invite(user, text) for text in texts)
    return bool(texts) and all(looks_after)


def user_can_open(user: AbstractBaseUser, attachment: Attachment) -> bool:
    """Get a file that was sent: those who work on the text, or on the series while it is planned; what names a
    reviewer, whoever may know them."""
    page = attachment.page or (attachment.line.page if attachment.line else None)
    is_theirs = user_works_on_text(user, page) if page else user_works_on_series(user, attachment.line.series)
    if not is_theirs:
        return False
    return attachment.kind != Attachment.Kind.REVIEW or (page is not None and user_knows_reviewers(user, page))


def user_can_reserve(user: AbstractBaseUser, series: Series) -> bool:
    return user.is_active and (user.is_superuser or user_edits_series(user, series))


def user_can_audit(user: AbstractBaseUser, series: Series) -> bool:
    """See where register and texts of a series disagree: its editors, who can mend it, and administrators."""
    return user.is_active and (user.is_superuser or user_edits_series(user, series))


def user_can_audit_some(user: AbstractBaseUser) -> bool:
    """Whether there may be a series whose register this user can hold against its texts."""
    return user.is_active and (user.is_superuser or bool(series_of(user, SeriesRole.Role.EDITOR)))


def user_can_merge_topics(user: AbstractBaseUser) -> bool:
    """Of two topics one is changed and the other goes, so both are asked for."""
    return user.has_perms(["commentaries.change_topic", "commentaries.delete_topic"])


def task_states_for(task: Task, user: AbstractBaseUser) -> QuerySet[TaskState]:
    """The rounds of this step that wait for the user, for Wagtail's home page and reports.

    Nobody invites to, or decides on, a text that bears their name. The text is looked up by the
    round's own key, so that the cost is that of the rounds and not of the archive.
    """
    waiting = TaskState.objects.filter(
        task=task,
        status=TaskState.STATUS_IN_PROGRESS,
        workflow_state__base_content_type=ContentType.objects.get_for_model(Page),
    )
    asked = {ReviewTask: texts_worked_on_by, DecisionTask: texts_edited_by}.get(type(task.specific))
    texts = CommentaryPage.objects.exclude(bears_name_of(user))
    if not user.is_superuser:
        texts = texts.filter(asked(user)) if asked else texts.none()
    return waiting.filter(Exists(texts.filter(pk=Cast(OuterRef("workflow_state__object_id"), IntegerField()))))


def texts_worked_on_by(user: AbstractBaseUser) -> Q:
    """As ``user_works_on_text``, for many texts."""
    return Q(series__in=series_of(user, *EDITORIAL)) | Q(pk__in=guest_texts_of(user))


def texts_edited_by(user: AbstractBaseUser) -> Q:
    """As ``user_edits_text``, for many texts."""
    found = Q(series__in=own_series_of(user, SeriesRole.Role.EDITOR)) | Q(pk__in=guest_texts_of(user))
    for absence in absences_covered_by(user):
        own = Authorship.objects.filter(person=absence.person_id).values("page")
        found |= Q(series=absence.series_id) & ~Q(pk__in=own)
    return found


def texts_of(user: AbstractBaseUser) -> QuerySet[CommentaryPage]:
    """The texts that bear the user's name, or that the user began."""
    if not user.is_authenticated:
        return CommentaryPage.objects.none()
    return CommentaryPage.objects.filter(Q(owner_id=user.pk) | bears_name_of(user))


def bears_name_of(user: AbstractBaseUser) -> Q:
    return Q(pk__in=Authorship.objects.filter(person__account=user.pk).values("page"))
