"""Connects Wagtail's and Django's signals to the verbs."""

from __future__ import annotations

import logging
from typing import Any

from django.apps import apps
from django.db import transaction
from django.db.models.signals import post_delete, post_save, pre_delete, pre_save
from django.dispatch import receiver
from django.utils import timezone
from wagtail.admin import mail
from wagtail.images import get_image_model
from wagtail.models import WorkflowState
from wagtail.signals import (
    page_unpublished,
    post_page_move,
    pre_page_move,
    workflow_approved,
    workflow_rejected,
    workflow_submitted,
)

from commentaries import (
    attaching,
    indexing,
    keeping,
    locking,
    numbering,
    picturing,
    printing,
    publishing,
    titling,
    withholding,
)
from commentaries.models import (
    Attachment,
    Biography,
    CommentaryPage,
    Edition,
    FollowUp,
    Person,
    Publisher,
    Series,
    Topic,
)
from commentaries.sanitising import tidy
from commentaries.signals import issue_published, public_content_changed
from commentaries.tasks import carry_out_follow_up

logger = logging.getLogger(__name__)


def before_saving_words(instance: Any, **kwargs: Any) -> None:
    tidy(instance)


for _model in (
    *apps.get_app_config("commentaries").get_models(),
    *apps.get_app_config("series").get_models(),
    get_image_model(),
):
    pre_save.connect(before_saving_words, sender=_model)  # first of all: what comes after asks for the clean words


@receiver(pre_save, sender=CommentaryPage)
def before_saving(instance: CommentaryPage, update_fields: Any = None, raw: bool = False, **kwargs: Any) -> None:
    if (
        raw
    ):  # a fixture's row comes without the half that all pages share, so nothing can be compared: audit_series does
        return
    if instance._state.adding:
        parent = instance.get_parent()
        instance.series = parent.specific.series if parent else instance.series
    locking.refuse_stale(instance, update_fields)
    publishing.guard(instance, update_fields)
    titling.show_public_title(instance, update_fields)


@receiver(post_save, sender=CommentaryPage)
def after_saving(instance: CommentaryPage, update_fields: Any = None, raw: bool = False, **kwargs: Any) -> None:
    if raw:
        public_content_changed.send(sender=CommentaryPage, instance=instance)
        return
    publishing.went_live(instance, update_fields)
    instance.note_as_read()
    indexing.plan(instance)


@receiver(post_delete, sender=Attachment)
def after_deleting_attachment(instance: Attachment, **kwargs: Any) -> None:
    attaching.forget(instance)


@receiver(pre_delete, sender=CommentaryPage)
def before_deleting(instance: CommentaryPage, **kwargs: Any) -> None:
    keeping.refuse_deletion(instance)


@receiver(post_delete, sender=CommentaryPage)
def after_deleting(instance: CommentaryPage, **kwargs: Any) -> None:
    keeping.deleted(instance)
    indexing.forget(instance)


@receiver(pre_page_move, sender=CommentaryPage)
def before_moving(instance: Any, parent_page_after: Any, **kwargs: Any) -> None:
    keeping.refuse_move(CommentaryPage.objects.get(pk=instance.pk), to=parent_page_after)


@receiver(pre_save, sender=get_image_model())
def before_saving_a_picture(instance: Any, **kwargs: Any) -> None:
    picturing.guard(instance)
    picturing.name_unguessably(instance)


@receiver(post_page_move, sender=CommentaryPage)
def after_moving(instance: CommentaryPage, parent_page_after: Any, **kwargs: Any) -> None:
    numbering.move(CommentaryPage.objects.get(pk=instance.pk), to=parent_page_after.specific.series)


@receiver(page_unpublished, sender=CommentaryPage)
def after_unpublishing(instance: CommentaryPage, **kwargs: Any) -> None:
    withholding.left_readers(instance)
    public_content_changed.send(sender=CommentaryPage, instance=instance)


@receiver(issue_published, sender=CommentaryPage)
def after_publishing(edition: Edition, **kwargs: Any) -> None:
    printing.plan(edition)


@receiver(post_save, sender=FollowUp)
def after_planning(instance: FollowUp, **kwargs: Any) -> None:
    """Work that is due at once, new or anew, is enqueued on commit; ``tick`` finds whatever was not."""
    if instance.state == FollowUp.State.WAITING and instance.next_at <= timezone.now():
        transaction.on_commit(lambda: _enqueue(instance.pk))


def _enqueue(pk: int) -> None:
    try:
        carry_out_follow_up.enqueue(pk)
    except Exception:  # the row is stored: a backend that is down delays and never loses
        logger.exception("follow-up %s could not be enqueued; tick will find it", pk)


@receiver([post_save, post_delete], sender=Person)
@receiver([post_save, post_delete], sender=Biography)
@receiver([post_save, post_delete], sender=Series)
@receiver([post_save, post_delete], sender=Publisher)
@receiver([post_save, post_delete], sender=Topic)
def after_changing_facts(sender: type, instance: Any, **kwargs: Any) -> None:
    public_content_changed.send(sender=sender, instance=instance)


def _is_ours(workflow_state: WorkflowState) -> bool:
    return isinstance(getattr(workflow_state.content_object, "specific", None), CommentaryPage)


class _QuietForOurs:
    """Wagtail's own notice for every page but ours, whose mails are in ``mails`` (trap 45)."""

    def can_handle(self, instance: Any, **kwargs: Any) -> bool:
        return bool(super().can_handle(instance, **kwargs)) and not _is_ours(instance)  # type: ignore[misc]


class SubmissionNotice(_QuietForOurs, mail.WorkflowStateSubmissionEmailNotifier):
    pass


class ApprovalNotice(_QuietForOurs, mail.WorkflowStateApprovalEmailNotifier):
    pass


class RejectionNotice(_QuietForOurs, mail.WorkflowStateRejectionEmailNotifier):
    pass


_notices = {
    "workflow_state_submitted_email_notification": (workflow_submitted, SubmissionNotice()),
    "workflow_state_rejected_email_notification": (workflow_rejected, RejectionNotice()),
    "workflow_state_approved_email_notification": (workflow_approved, ApprovalNotice()),
}


def replace_notices() -> None:
    """Puts our notices in the place of Wagtail's, under the same name, once its apps are ready."""
    for uid, (signal, notice) in _notices.items():
        signal.disconnect(sender=WorkflowState, dispatch_uid=uid)
        signal.connect(notice, sender=WorkflowState, dispatch_uid=uid)


replace_notices()
