"""Turns what a person wants to be told of into the moment at which a letter goes to them, or into none."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time, timedelta, tzinfo
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from commentaries.mails.addressees import gets_into_admin
from commentaries.models import Absence, GuestEditor, LetterWish, Person, SeriesRole
from commentaries.permissions import EDITORIAL

When = LetterWish.When

DIGEST_AT = time(8)
"""By the clock of the series."""

EDITORS_NEWS: dict[str, Promise] = {
    "reviewed": _("A reviewer has answered, and further answers are to come"),
    "consented": _("An author or a colleague says yes to a text"),
    "withheld": _("Another editor holds, releases or removes a text"),
}
AUTHORS_NEWS: dict[str, Promise] = {
    "scheduled": _("A text of yours is accepted for a later date"),
    "published": _("A text has appeared"),
}
NEWS = EDITORS_NEWS | AUTHORS_NEWS
"""The mails that ask for nothing. All others ask for something, or answer an author: they always come, and at once."""


def is_news(mail: str, facts: dict[str, Any]) -> bool:
    """Whether a mail may wait, or stay away: the last answer to come in asks the editors for their decision."""
    return mail in NEWS and not facts.get("all_in")


def wishes_about(mail: str, people: Iterable[Person]) -> dict[int, str]:
    """What these persons have stated about this mail, by their keys.

    Only who gets into the admin can change a wish, so nobody else is bound to one of former times.
    """
    stated = LetterWish.objects.filter(mail=mail, person__in=people).exclude(when=When.AT_ONCE)
    return {
        wish.person_id: wish.when for wish in stated.select_related("person__account") if gets_into_admin(wish.person)
    }


def news_for(person: Person) -> dict[str, Promise]:
    """The mails that this person may come to get and may choose about, with what has happened then."""
    edits = (
        SeriesRole.objects.filter(person=person, role__in=EDITORIAL),
        GuestEditor.objects.filter(person=person),
        Absence.objects.lasting().filter(deputy=person),
    )
    return NEWS if any(found.exists() for found in edits) else AUTHORS_NEWS


def stated_by(person: Person) -> dict[str, str]:
    return dict(LetterWish.objects.filter(person=person).values_list("mail", "when"))


@transaction.atomic
def state(person: Person, wishes: dict[str, str]) -> None:
    """Keeps what a person has chosen; what they say nothing about stays as it was, as do letters on their way."""
    for mail, when in wishes.items():
        if mail in NEWS:
            LetterWish.objects.update_or_create(person=person, mail=mail, defaults={"when": When(when)})


def next_digest(zone: tzinfo, after: datetime) -> datetime:
    """The first morning after a moment, by the clock of a series."""
    local = timezone.localtime(after, zone)
    day = local.date() if local.time() < DIGEST_AT else local.date() + timedelta(days=1)
    return datetime.combine(day, DIGEST_AT, zone)
