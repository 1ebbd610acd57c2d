"""Says in sentences who may do what with a text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wagtail.models import WorkflowState

from commentaries.models import Affirmation, CommentaryPage, DeskLine, Person, Withdrawal
from commentaries.permissions.roles import (
    EDITORIAL,
    own_series_of,
    person_of,
    user_edits_series,
    user_is_editor_in_person,
    user_works_on_series,
)
from commentaries.standing_in import absences_covered_by, guest_texts_of

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser


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
        absence.series_id == page.series_id and not person_wrote(absence.person, page)
        for absence in absences_covered_by(user)
    )


def editor_stood_in_for(user: AbstractBaseUser, page: CommentaryPage) -> Person | None:
    """The editor in whose place the user acts on a text today; none for who acts in their own right.

    An editor who stands in for a colleague does so on what was handed to the colleague.
    """
    absent = {each.person_id: each.person for each in absences_covered_by(user) if each.series_id == page.series_id}
    absent = {key: person for key, person in absent.items() if not person_wrote(person, page)}
    if not absent:
        return None
    handler = DeskLine.objects.filter(page=page.pk).values_list("handled_by", flat=True).first()
    if handler in absent:
        return absent[handler]
    in_person = user_is_editor_in_person(user, page.series) or user_is_guest_of(user, page)
    return None if in_person else next(iter(absent.values()))


def user_looks_after(user: AbstractBaseUser, page: CommentaryPage) -> bool:
    """Work on a text of somebody else's: it was written neither by the user nor, where the user is there as a deputy
    only, by the editor. What an editor may not know of a text of their own, their deputy may not either.
    """
    if person_wrote(person_of(user), page) or not user_works_on_text(user, page):
        return False
    is_there_in_person = page.series_id in own_series_of(user, *EDITORIAL)
    return user.is_superuser or is_there_in_person or user_edits_text(user, page)


def colleague_stood_in_for(user: AbstractBaseUser, page: CommentaryPage) -> Person | None:
    """The editor without whose absence the user would be no colleague; none for who works on the series anyway."""
    if page.series_id in own_series_of(user, *EDITORIAL) or user.is_superuser or user_is_guest_of(user, page):
        return None
    return editor_stood_in_for(user, page)


def user_is_among_authors(user: AbstractBaseUser, page: CommentaryPage) -> bool:
    return person_is_among_authors(person_of(user), page)


def person_is_among_authors(person: Person | None, page: CommentaryPage) -> bool:
    """Whether exactly the content in hand bears this person's name: so this is who is asked as its author."""
    return person is not None and any(authorship.person_id == person.pk for authorship in page.authorships.all())


def person_wrote(person: Person | None, page: CommentaryPage) -> bool:
    """Whether it is this person's own text, on which others judge: the content in hand bears the name, or what readers
    see or saw last does, or the person has said yes to it as an author. Who was named in a draft only, and is not any
    more, did not write it.
    """
    if person is None or person_is_among_authors(person, page):
        return person is not None
    if page.pk is None:
        return False
    has_appeared = page.live or page.issue_id is not None
    if has_appeared and person.authorships.filter(page_id=page.pk).exists():
        return True
    return Affirmation.objects.of_authors().filter(version__page=page.pk, person=person).exists()


def user_is_author_of(user: AbstractBaseUser, page: CommentaryPage) -> bool:
    """An author of the text, or the one who began it; whom its row names counts, as in the lists of texts."""
    if not user.is_active:
        return False
    if page.owner_id == user.pk or user_is_among_authors(user, page):
        return True
    person = person_of(user)
    return bool(page.pk) and person is not None and person.authorships.filter(page_id=page.pk).exists()


def user_can_see(user: AbstractBaseUser, page: CommentaryPage) -> bool:
    """See a text before it is public, its title included."""
    return user_works_on_text(user, page) or user_is_author_of(user, page)


def text_is_with_the_author(page: CommentaryPage) -> bool:
    """A draft, or what was sent back for changes; not in review, not scheduled, not published, not taken from readers.

    Also a correction of a public text is sent back: its authors write a draft of it, and readers see what they saw.
    """
    state = page.current_workflow_state
    if state is not None:
        return state.status == WorkflowState.STATUS_NEEDS_CHANGES
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


def user_can_consent(user: AbstractBaseUser, page: CommentaryPage) -> bool:
    return user.is_active and user_is_among_authors(user, page)


def user_can_read_as_colleague(user: AbstractBaseUser, page: CommentaryPage) -> bool:
    """Someone of the series who is not an author: a second pair of eyes."""
    return user_looks_after(user, page)


def user_can_check_facts(user: AbstractBaseUser, page: CommentaryPage) -> bool:
    """Whoever may read the text as a colleague, also the one who decides."""
    return user_can_read_as_colleague(user, page)


def user_can_decide(user: AbstractBaseUser, page: CommentaryPage) -> bool:
    """An editor of the text who did not write it; an administrator by override."""
    if not user.is_active or person_wrote(person_of(user), page):
        return False
    return user.is_superuser or user_edits_text(user, page)


def user_can_appoint(user: AbstractBaseUser, page: CommentaryPage) -> bool:
    """Make somebody the guest editor of a text: whoever edits its series, and nobody for a text of their own."""
    if not user.is_active or person_wrote(person_of(user), page):
        return False
    return user.is_superuser or (user_edits_series(user, page.series) and user_edits_text(user, page))


def user_can_hand_over(user: AbstractBaseUser, page: CommentaryPage) -> bool:
    """Choose which editor has a text: whoever works on it, and nobody for a text of their own."""
    return user.is_active and user_looks_after(user, page)


def user_can_brief(user: AbstractBaseUser, page: CommentaryPage) -> bool:
    """Let the press read a text before its day: whoever may decide on it."""
    return user_can_decide(user, page)


def user_can_withhold(user: AbstractBaseUser, page: CommentaryPage) -> bool:
    """Hold, release and remove what is public: whoever may decide on it, alone."""
    return user_can_decide(user, page)


def user_can_name_versions(user: AbstractBaseUser, page: CommentaryPage) -> bool:
    return user_works_on_text(user, page)


def person_works_on_text(person: Person, page: CommentaryPage) -> bool:
    return person.account is not None and user_works_on_text(person.account, page)
