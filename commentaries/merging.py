"""Turns two topics into one: texts, drafts and addresses of the first go over to the second."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import ReferenceIndex

from commentaries.models import TaggedCommentary, Topic
from commentaries.permissions import user_can_merge_topics

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser


class NotMerged(Exception):
    """Two topics could not become one; nothing has changed."""


class MergedIntoItself(NotMerged):
    """A topic was to be merged into itself."""


class AlreadyMerged(NotMerged):
    """The topic was merged before, perhaps by somebody else a moment ago."""


class TargetIsMerged(NotMerged):
    """The topic that should stay was itself merged into another."""


class TopicGone(NotMerged):
    """One of the two was deleted meanwhile."""


@transaction.atomic
def merge(topic: Topic, *, into: Topic, user: AbstractBaseUser) -> None:
    """Gives the texts of ``topic`` to ``into``, and lets its addresses and the drafts that name it lead there.

    Raises:
        PermissionDenied: the user may not both change and delete topics.
        MergedIntoItself, AlreadyMerged, TargetIsMerged, TopicGone: as they say.
    """
    if not user_can_merge_topics(user):
        raise PermissionDenied(_("Only those who may change and delete topics may merge them."))
    if topic.pk == into.pk:
        raise MergedIntoItself(_("A topic cannot be merged into itself. Choose another one."))
    topic, into, *followers = _locked(topic, into)
    if topic.merged_into:
        raise AlreadyMerged(
            _("“%(topic)s” has already been merged into “%(into)s”.") % {"topic": topic, "into": topic.merged_into}
        )
    if into.merged_into:
        raise TargetIsMerged(
            _("“%(topic)s” was itself merged into “%(into)s”. Choose that one.")
            % {"topic": into, "into": into.merged_into}
        )
    texts = _give_texts(topic, into)
    for each in (topic, *followers):
        each.merged_into = into
        each.save(update_fields=["merged_into"])  # its signal makes the kept public pages stale
    log(
        instance=topic,
        action="commentaries.merge_topic",
        user=user,
        data={"into": into.pk, "into_name": into.name, "texts": texts},
    )


def _locked(topic: Topic, into: Topic) -> list[Topic]:
    """Both topics as they are now, then those merged into the first; locked in the order of their keys."""
    wanted = Q(pk__in=[topic.pk, into.pk]) | Q(merged_into=topic)
    rows = {row.pk: row for row in Topic.objects.select_for_update().filter(wanted).order_by("pk")}
    if not {topic.pk, into.pk} <= rows.keys():
        raise TopicGone(_("One of the two topics was deleted meanwhile. Look at the list again."))
    return [rows.pop(topic.pk), rows.pop(into.pk), *rows.values()]


def _give_texts(topic: Topic, into: Topic) -> int:
    """Puts ``into`` in the place of ``topic`` on every text, once each; returns the number of texts."""
    both = TaggedCommentary.objects.filter(tag=topic, content_object__tagged_topics__tag=into)
    doubled = list(both.values_list("pk", flat=True))
    TaggedCommentary.objects.filter(pk__in=doubled).delete()
    moved = TaggedCommentary.objects.filter(tag=topic).update(tag=into)
    # Wagtail's index of references follows signals alone, which an update does not send.
    used = ReferenceIndex.get_references_to(topic).filter(model_path="tagged_topics.item.tag")
    used.filter(content_path__in=[f"tagged_topics.{pk}.tag" for pk in doubled]).delete()
    used.update(to_object_id=into.pk)
    return moved + len(doubled)
