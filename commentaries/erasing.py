"""Takes what leads to a person without an account out of all that is stored; what is printed and decided stays."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry, PageLogEntry

from commentaries import mentions
from commentaries.locking import lock_text
from commentaries.models import (
    Affirmation,
    Attachment,
    AuthorDetails,
    CommentaryPage,
    DeskLine,
    FollowUp,
    Invitation,
    Link,
    Objection,
    Person,
    Review,
    SeriesRole,
    UnsentReview,
)
from commentaries.permissions import texts_concerning

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser
    from django.db.models import QuerySet

_WORDS_OF_MAILS = ("comment", "note", "interests", "instead", "file")


class CannotErase(Exception):
    """The contact of this person is still needed; the message says what for, and what to do."""


def why_not_erased(person: Person) -> str:
    """Why this contact stays for the moment, as a sentence; empty when it may go."""
    if person.account_id:
        return _("Whoever has an account sees to their own address there. Close the account first.")
    if any(role.holds_on(role.series.today()) for role in SeriesRole.objects.filter(person=person)):
        return _("This person has a role in a series. End the role first.")
    if any(_is_under_way(page) for page in texts_concerning(person)):
        return _("A text that this person writes or reviews is with the editors. Decide on it or withdraw it first.")
    if DeskLine.objects.filter(author=person, page=None, dropped_at=None).exists():
        return _("A text is planned with this person. Drop the plan first.")
    return ""


@transaction.atomic
def erase(person: Person, *, by: AbstractBaseUser | None) -> None:
    """Takes out the address, and what was written to and by this person about texts; links open nothing any more.

    Done twice it changes nothing more. Nobody reads in the log what was taken out.

    Raises:
        CannotErase: the contact is still needed.
    """
    texts = [lock_text(page) for page in texts_concerning(person).order_by("pk")]
    person = Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
    if sentence := why_not_erased(person):
        raise CannotErase(sentence)
    _end_links(person, by)
    _empty_words(person)
    _take_files(person)
    _empty_mails(person)
    if person.email:
        forget_suggestions(Invitation.objects.filter(instead_email__iexact=person.email))
        _empty_letters(FollowUp.objects.filter(payload__instead__icontains=person.email), ("instead",))
        mentions.mask(person.email, texts)
    if person.given_name and not person.authorships.exists():
        mentions.mask(person.name, texts)
    _empty_person(person)
    log(instance=person, action="commentaries.erase_contact", user=by)


def bears_printed_name(person: Person) -> bool:
    """Whether a text that has appeared names this person: then what stands beside the name there stays."""
    return person.authorships.filter(page__issue__isnull=False).exists()


def _is_under_way(page: CommentaryPage) -> bool:
    return page.current_workflow_state is not None or bool(page.approved_schedule)


def _end_links(person: Person, by: AbstractBaseUser | None) -> None:
    acting = Person.objects.for_account(by) if by else None
    Link.objects.standing().filter(person=person).update(revoked_at=timezone.now(), revoked_by=acting)


def _empty_words(person: Person) -> None:
    """What was said stays said: who was asked, what was recommended, who said yes. The words go."""
    UnsentReview.objects.filter(invitation__person=person).delete()
    AuthorDetails.objects.filter(person=person).delete()
    Review.objects.filter(invitation__person=person).update(text="", note="", interests="", passages=[])
    Affirmation.objects.filter(person=person).exclude(kind=Affirmation.Kind.OVERRIDE).update(reason="")
    Objection.objects.filter(person=person).update(note="")
    Link.objects.filter(person=person).update(note="")
    asked = Invitation.objects.filter(person=person)
    asked.update(message="", decline_reason="")
    forget_suggestions(asked)


def _take_files(person: Person) -> None:
    """Manuscripts and mails: a mail bears its writer's address in its head, and a document the name it was made under.
    That an answer came by mail, and who recorded it, stays."""
    Attachment.objects.filter(sent_by=person).delete()  # their files go with the commit


def forget_readers(links: QuerySet[Link]) -> None:
    """For whom of the press links were made: a name that somebody typed, of whom nothing else is known here."""
    named = links.exclude(note="")
    made = PageLogEntry.objects.filter(
        action="commentaries.brief", data__link__in=list(named.values_list("pk", flat=True))
    )
    for entry in made:
        entry.data = {**entry.data, "whom": ""}
        entry.save(update_fields=["data"])
    named.update(note="")


def forget_suggestions(invitations: QuerySet[Invitation]) -> None:
    """Whom a reviewer named in their place never asked to be known here."""
    invitations.exclude(instead_name="", instead_email="").update(instead_name="", instead_email="")


def _empty_mails(person: Person) -> None:
    """The words of letters to and from this person; one that waits is sent no more."""
    addressed = FollowUp.objects.filter(payload__to=person.pk)
    _empty_letters(FollowUp.objects.filter(Q(payload__to=person.pk) | Q(payload__by=person.pk)), _WORDS_OF_MAILS)
    addressed.update(error="")
    unsent = [FollowUp.State.WAITING, FollowUp.State.FAILED]
    addressed.filter(state__in=unsent).update(state=FollowUp.State.STOPPED)


def _empty_letters(letters: QuerySet[FollowUp], names: tuple[str, ...]) -> None:
    for letter in letters:
        letter.payload |= {name: "" for name in names if name in letter.payload}
        letter.save(update_fields=["payload"])


def _empty_person(person: Person) -> None:
    person.email = person.language = ""
    person.erased_at = timezone.now()
    if not bears_printed_name(person):
        person.affiliation = person.orcid = person.web = ""
        person.photo = None
        person.biographies = []
    if not person.authorships.exists():
        _take_name(person)
    person.save()


def _take_name(person: Person) -> None:
    """No text bears the name of somebody who only reviewed."""
    with override(settings.LANGUAGE_CODE):
        person.given_name, person.family_name = "", _("Erased reviewer")
    person.sort_name, person.slug = person.family_name, f"erased-{person.pk}"
    of_person = ModelLogEntry.objects.for_instance(person)
    of_person.update(label=person.family_name)


def words_erased(person: Person) -> Iterator[str]:
    """What goes, in words for whoever is asked to confirm it."""
    yield _("The address of mail, and every link that was sent to it.")
    yield _("Messages to and from this person, the words of their reviews, and whom they named in their place.")
    if files := Attachment.objects.filter(sent_by=person).count():
        yield ngettext(
            "%(count)s file that this person sent, such as a manuscript or a mail. Nothing of it is kept.",
            "%(count)s files that this person sent, such as a manuscript or a mail. Nothing of them is kept.",
            files,
        ) % {"count": files}
    if AuthorDetails.objects.filter(person=person).exists():
        yield _("What this person has sent about themselves beside a text.")
    if not bears_printed_name(person):
        yield _("Affiliation, biography, ORCID iD, web page and photograph, as no text that has appeared shows them.")
    if not person.authorships.exists():
        yield _("The name: “Erased reviewer” stands in its place.")


def words_kept(person: Person) -> Iterator[str]:
    """What stays, in words for whoever is asked to confirm it."""
    if person.authorships.exists():
        yield _("The name, as texts bear it.")
    if bears_printed_name(person):
        yield _("What the pages of texts that have appeared show beside it, such as affiliation and biography.")
    yield _("That a review was asked for and given, what it recommended, and every yes to a text.")
