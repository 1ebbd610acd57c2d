"""Gives a version a name, so that it is found again among the others; what stands unsaved as a version becomes one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from commentaries import versions
from commentaries.affirming import ContentChanged
from commentaries.locking import lock_text
from commentaries.models import CommentaryPage, Person, Version, VersionName
from commentaries.permissions import user_can_name_versions
from commentaries.telling import last_change

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser


@transaction.atomic
def name_version(page: CommentaryPage, user: AbstractBaseUser, *, digest: str, name: str) -> Version:
    """Names the version with this digest, made now if the text says exactly this; an empty name takes its own away.

    Raises:
        PermissionDenied: the user does not work on the series.
        ContentChanged: there is no such version, and the text says something else by now.
    """
    page = lock_text(page)
    if not user_can_name_versions(user, page):
        raise PermissionDenied(_("Only those who work on the series name its versions."))
    person = Person.objects.for_account(user)
    version = Version.objects.filter(page=page.pk, digest=digest).first() or _kept(page, person, digest)
    if not name:
        VersionName.objects.filter(version=version).delete()
        return version
    facts = {"name": name, "named_by": person, "named_at": timezone.now()}
    VersionName.objects.update_or_create(version=version, defaults=facts)
    log(instance=page, action="commentaries.name_version", user=user, data={"version": version.pk, "name": name})
    return version


def _kept(page: CommentaryPage, person: Person, digest: str) -> Version:
    latest = versions.latest_of(page)
    if versions.digest_of(latest) != digest:
        sentence = _("The text was changed while you read it. Look at the newest version, then name it.")
        raise ContentChanged(f"{sentence} {last_change(page)}".strip())
    return versions.keep(latest, by=person, digest=digest)
