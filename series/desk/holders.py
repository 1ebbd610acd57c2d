"""Turns texts under way into the persons whose turn it is, read for many texts at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING

from commentaries import due
from commentaries.models import CommentaryPage, GuestEditor, Invitation, Person, Series, SeriesRole
from commentaries.models.absences import in_place_of
from commentaries.permissions import EDITORIAL, own_series_of, person_of, writers_among
from commentaries.rounds import draft_authors_of
from commentaries.standing_in import absences_covered_by, absences_known_to, deputies_in, guest_texts_of

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser


class Holders:
    """The authors, editors, guests and deputies of some texts, read at once for the account that looks at them."""

    def __init__(self, user: AbstractBaseUser, series: dict[int, Series], pages: list[CommentaryPage]) -> None:
        self.user = user
        self.persons = Person.objects.in_bulk({key for page in pages for key, _name in draft_authors_of(page)})
        self.editors = _editors_of(series)
        self.guests = _guests_of(pages)
        self.deputies = deputies_in(absences_known_to(user))
        self.wrote = self._who_wrote(pages)

    def names_of_authors(self, page: CommentaryPage) -> tuple[str, ...]:
        return tuple(name or str(self.persons.get(key, "")) for key, name in draft_authors_of(page))

    def of(
        self, page: CommentaryPage, stage: str, asked: list[Invitation], step: due.Step | None
    ) -> list[tuple[str, int]]:
        """Whose turn it is, and what each is called there. Nobody reads who reviews a text of their own, or of whom
        they stand in for.
        """
        is_authors = stage in {"draft", "changes"} or (step is not None and step.code in due.OF_AUTHORS)
        is_reviewers = step is not None and step.code == due.REVIEW
        if is_authors or is_reviewers:
            others = self._authors_of(page, step) if is_authors else self._reviewers_of(page, asked)
            return [(str(person), person.pk) for person in others]
        return self._editors_in_charge(page) if step or stage in {"asked_back", "held"} else []

    def _authors_of(self, page: CommentaryPage, step: due.Step | None) -> list[Person]:
        """All of them, or those who are silent, where every author's yes is waited for."""
        keys = [key for key, _name in draft_authors_of(page) if key in self.persons]
        silent = step.silent if step is not None and step.silent is not None else keys
        return [self.persons[key] for key in keys if key in silent]

    def _reviewers_of(self, page: CommentaryPage, asked: list[Invitation]) -> list[Person]:
        return [each.person for each in asked if each.state == Invitation.State.OPEN] if self._looks_after(page) else []

    def _looks_after(self, page: CommentaryPage) -> bool:
        """As ``user_looks_after``, of a text on this desk."""
        own, writing = person_of(self.user), self._writing(page)
        if own is not None and own.pk in writing:
            return False
        if self.user.is_superuser or page.series_id in own_series_of(self.user, *EDITORIAL):
            return True
        covered = (each for each in absences_covered_by(self.user) if each.series_id == page.series_id)
        return page.pk in guest_texts_of(self.user) or any(each.person_id not in writing for each in covered)

    def _writing(self, page: CommentaryPage) -> set[int]:
        """Whose own text it is: of those whom the newest draft names, and of those who wrote it otherwise."""
        return {key for key, _name in draft_authors_of(page)} | self.wrote[page.pk]

    def _who_wrote(self, pages: list[CommentaryPage]) -> dict[int, set[int]]:
        """Of all who might judge these texts, those who do not, by the key of the text."""
        judges = {
            person.pk for of_one in (self.editors, self.guests) for people in of_one.values() for person in people
        }
        judges |= {person.pk for person in self.deputies.values()}
        judges |= {absence.person_id for absence in absences_covered_by(self.user)}
        if own := person_of(self.user):
            judges.add(own.pk)
        found: dict[int, set[int]] = defaultdict(set)
        for text, person in writers_among(judges, [page.pk for page in pages]):
            found[text].add(person)
        return found

    def _editors_in_charge(self, page: CommentaryPage) -> list[tuple[str, int]]:
        """The editor whom the text was handed to, if they may decide on it, else all who may; for one away, the deputy.

        A deputy who wrote the text does not stand in for it.
        """
        writing = self._writing(page)
        all_of_them = [*self.editors[page.series_id], *self.guests.get(page.pk, ())]
        may_decide = {person.pk: person for person in all_of_them if person.pk not in writing}
        line = getattr(page, "desk_line", None)
        handler = may_decide.get(line.handled_by_id) if line is not None else None
        found: list[tuple[str, int]] = []
        for person in [handler] if handler else may_decide.values():
            deputy = self.deputies.get((page.series_id, person.pk))
            if deputy is None or deputy.pk in writing:
                found.append((str(person), person.pk))
            elif handler or deputy.pk not in may_decide:
                found.append((in_place_of(deputy, person), deputy.pk))
        return found


def editors_in(series: dict[int, Series]) -> set[int]:
    """The keys of all who edit one of these series today."""
    return {person.pk for editors in _editors_of(series).values() for person in editors}


def _editors_of(series: dict[int, Series]) -> dict[int, list[Person]]:
    found: dict[int, list[Person]] = {key: [] for key in series}
    roles = SeriesRole.objects.filter(series__in=list(series), role=SeriesRole.Role.EDITOR).select_related("person")
    for role in roles.order_by("pk"):
        if role.holds_on(series[role.series_id].today()):
            found[role.series_id].append(role.person)
    return found


def _guests_of(pages: Iterable[CommentaryPage]) -> dict[int, list[Person]]:
    found: dict[int, list[Person]] = defaultdict(list)
    for guest in GuestEditor.objects.filter(page__in=list(pages)).select_related("person"):
        found[guest.page_id].append(guest.person)
    return found
