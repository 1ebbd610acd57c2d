"""Connects public changes to page cache and deposits, and new series pages to their workflow and groups."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.signals import user_logged_in
from django.db.models.signals import post_delete, post_save, pre_delete
from django.dispatch import receiver
from wagtail.images import get_image_model
from wagtail.models import Page, PageViewRestriction
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move

from commentaries.models import (
    Absence,
    CommentaryPage,
    Edition,
    GuestEditor,
    Invitation,
    Issue,
    Person,
    SeriesRole,
    Topic,
)
from commentaries.signals import issue_published, public_content_changed
from series import deposits
from series.caching import plan_refresh, raise_generation
from series.deposits import runs
from series.models import FrontPage, SeriesPage
from series.oai import stamping
from series.settingup import equip_series_page, fit_groups, let_reviewer_in
from series.views.desk import remember_login

user_logged_in.connect(remember_login, dispatch_uid="series.remember_login")
public_content_changed.connect(raise_generation)
public_content_changed.connect(plan_refresh, sender=CommentaryPage)
for page_model in (FrontPage, SeriesPage):
    page_published.connect(raise_generation, sender=page_model)
    page_unpublished.connect(raise_generation, sender=page_model)
post_page_move.connect(raise_generation)
for model in (PageViewRestriction, get_image_model()):
    post_save.connect(raise_generation, sender=model)
    post_delete.connect(raise_generation, sender=model)


@receiver(issue_published)
def after_publication(page: CommentaryPage, issue: Issue, **kwargs: Any) -> None:
    deposits.plan(page, issue)


@receiver(public_content_changed, sender=CommentaryPage)
def after_public_change(instance: Any, **kwargs: Any) -> None:
    """A text that was held, or had another address, is public again without a new edition."""
    if isinstance(instance, CommentaryPage) and instance.live and deposits.in_force() and instance.issue:
        deposits.plan(instance, instance.issue)


@receiver(post_save, sender=SeriesPage)
def after_saving_series_page(instance: SeriesPage, created: bool, raw: bool = False, **kwargs: Any) -> None:
    if created and not raw:
        equip_series_page(instance)


@receiver([post_save, post_delete], sender=SeriesRole)
@receiver([post_save, post_delete], sender=Absence)
@receiver([post_save, post_delete], sender=GuestEditor)
def after_changing_role(raw: bool = False, **kwargs: Any) -> None:
    if not raw:
        fit_groups()


@receiver(post_save, sender=Person)
def after_saving_person(instance: Person, created: bool, raw: bool = False, **kwargs: Any) -> None:
    """An account may have come, gone, or passed from one person to another; a new person has no role yet."""
    if raw or created:
        return
    fit_groups()
    let_reviewer_in(instance)


@receiver(post_save, sender=Invitation)
def after_inviting(instance: Invitation, created: bool, raw: bool = False, **kwargs: Any) -> None:
    if created and not raw:
        let_reviewer_in(instance.person)


@receiver(issue_published, sender=CommentaryPage)
def after_publishing(edition: Edition, **kwargs: Any) -> None:
    stamping.published(edition)


@receiver(public_content_changed, sender=CommentaryPage)
def after_changing_text(instance: CommentaryPage, **kwargs: Any) -> None:
    stamping.note(CommentaryPage.objects.filter(pk=instance.pk))


@receiver(post_save, sender=Issue)
def after_changing_entry(instance: Issue, created: bool, **kwargs: Any) -> None:
    if not created:
        stamping.issue_changed(instance)


@receiver(post_save, sender=Person)
def after_changing_author(instance: Person, created: bool, **kwargs: Any) -> None:
    if not created:
        stamping.person_changed(instance)


@receiver([post_save, pre_delete], sender=Topic)
def after_changing_topic(instance: Topic, **kwargs: Any) -> None:
    """Before a topic is deleted the texts still have it."""
    stamping.topic_changed(instance)


@receiver([post_save, post_delete], sender=PageViewRestriction)
def after_closing_or_opening(instance: PageViewRestriction, **kwargs: Any) -> None:
    stamping.access_changed(instance.page_id)
    runs.plan_for_texts_at(instance.page_id)


@receiver(page_slug_changed)
@receiver(post_page_move)
def after_changing_addresses(instance: Page, **kwargs: Any) -> None:
    stamping.note(stamping.below(instance.path))
    runs.plan_for_texts_at(instance.pk)
