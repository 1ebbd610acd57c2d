"""Enters an older issue, known by its facts alone, into the register and the list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Page

from commentaries import numbering, versions
from commentaries.labelling import number_for
from commentaries.models import Affirmation, Authorship, CommentaryPage, Issue, Person, Series
from commentaries.permissions import user_can_reserve
from commentaries.readiness import NotReady, forbidding

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser


@dataclass(frozen=True, slots=True)
class ArchiveFacts:
    """What is known of an older issue; ``published_on`` is ``None`` when only the year is."""

    title: str
    authors: tuple[Person, ...]
    year: int
    sequence: int | None
    suffix: str = ""
    published_on: date | None = None
    language: str = "en"


@transaction.atomic
def enter(series: Series, parent: Page, facts: ArchiveFacts, user: AbstractBaseUser) -> CommentaryPage:
    """Makes an archive entry below a series' page, with its number given. Repeating it is refused.

    Raises:
        PermissionDenied: the user does not edit the series.
        NumberAlreadyGiven: the number is in the register.
        NotReady: title or authors are missing.
    """
    if not user_can_reserve(user, series):
        raise PermissionDenied(_("Only an editor of the series enters older issues."))
    page = CommentaryPage(
        title=facts.title,
        slug=_free_slug(parent, series, facts),
        series=series,
        live=False,
        archived=True,
        language=facts.language,
        owner=user,
    )
    page.authorships = [
        Authorship(person=person, name=person.name, affiliation="", sort_order=order)
        for order, person in enumerate(facts.authors)
    ]
    if points := forbidding(page):
        raise NotReady(points)
    # treebeard counts the children before it adds one, so two at once would get the same place
    Page.objects.select_for_update().get(pk=parent.pk)
    parent.refresh_from_db()
    parent.add_child(instance=page)
    issue: Issue = numbering.enter(
        page, year=facts.year, sequence=facts.sequence, suffix=facts.suffix, published_on=facts.published_on
    )
    person = Person.objects.for_account(user)
    Affirmation.objects.create(version=versions.keep(page, by=person), person=person, kind=Affirmation.Kind.ENTERED)
    log(instance=page, action="commentaries.enter", user=user, data={"issue": issue.label})
    page.save_revision(user=user).publish(user=user, skip_permission_checks=True)
    page.refresh_from_db()
    return page


def is_entered(series: Series, facts: ArchiveFacts) -> bool:
    """Whether the register holds this number already."""
    day = facts.published_on or date(facts.year, 1, 1)
    if facts.sequence is None:
        return Issue.objects.filter(series=series, address=_slug(series, facts)).exists()
    number = number_for(series, day, facts.sequence, facts.suffix)
    return Issue.objects.filter(series=series, address=number.address).exists()


def _free_slug(parent: Page, series: Series, facts: ArchiveFacts) -> str:
    """A slug that no other text of the series has: two issues may be called “Editorial”."""
    base = slug = _slug(series, facts)
    taken = CommentaryPage.objects.child_of(parent)
    number = 2
    while taken.filter(slug=slug).exists():
        slug = f"{base}-{number}"
        number += 1
    return slug


def _slug(series: Series, facts: ArchiveFacts) -> str:
    """From the title; one that is all signs or digits is told from the years and numbers of the series."""
    slug = slugify(facts.title)[:80].strip("-") or f"{facts.year}-{facts.sequence}"
    return f"text-{slug}" if series.reserves(slug) else slug
