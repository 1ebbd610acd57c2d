"""Turns everything that happened to a text, from the plan on, into sentences in order of time: who did what, and when.

Each kind of event is read from the rows that hold it, in one query, however many there are.
"""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING

from commentaries.happenings.answered import affirmed, decided, invited, objected, replied, reviewed
from commentaries.happenings.events import Event
from commentaries.happenings.logged import logged, planned
from commentaries.happenings.outgoing import deposited, described, mailed, published, reserved, sent
from commentaries.models import CommentaryPage
from commentaries.permissions import invitations_known_to, user_knows_reviewers

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser


def events_of(page: CommentaryPage, user: AbstractBaseUser) -> list[Event]:
    """All events of a text, the first first, as this user may know them.

    Of a text of one's own, or of whom one stands in for, one learns who reviewed it only in the open: else reviewers
    have no name, and mails to them and from them are left out always.
    """
    hides = not user_knows_reviewers(user, page)
    known = {each.pk for each in invitations_known_to(user, page)} if hides else set()
    found = [
        *planned(page),
        *logged(page),
        *invited(page, hides=hides, known=known),
        *reviewed(page, hides=hides, known=known),
        *affirmed(page),
        *objected(page),
        *decided(page),
        *replied(page),
        *reserved(page),
        *published(page),
        *deposited(page),
        *sent(page, hides=hides),
        *described(page),
        *mailed(page, hides=hides),
    ]
    return sorted(found, key=attrgetter("when"))
