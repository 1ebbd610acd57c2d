"""Names settings with which the apps would go wrong."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.core.files.storage import storages
from django.urls import NoReverseMatch, reverse

from commentaries import conf
from commentaries.conf import Settings
from commentaries.models.attachments import STORAGE


@register()
def check_names(app_configs: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """Every name in ``COMMENTARIES`` is known and of the right kind."""
    given = getattr(settings, "COMMENTARIES", {})
    if not isinstance(given, dict):
        return [Error("COMMENTARIES must be a dict of settings.", id="commentaries.E001")]
    known = {field.name: type(getattr(Settings(), field.name)) for field in fields(Settings)}
    found: list[CheckMessage] = []
    for name, value in given.items():
        if name not in known:
            found.append(
                Error(
                    f"COMMENTARIES has no setting called {name}.",
                    hint=f"Known are {', '.join(sorted(known))}.",
                    id="commentaries.E002",
                )
            )
        elif not isinstance(value, known[name]):
            found.append(
                Error(f"COMMENTARIES[{name!r}] must be of type {known[name].__name__}.", id="commentaries.E003")
            )
    return found


@register()
def check_private_storage(app_configs: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """What authors and reviewers send has a place that is served at no address."""
    if STORAGE not in settings.STORAGES:
        return [
            Error(
                f"STORAGES has no entry {STORAGE!r}: manuscripts and mails that are sent have no place to lie.",
                hint="Add one that no web server serves, such as a FileSystemStorage with a location of its own.",
                id="commentaries.E007",
            )
        ]
    place = getattr(storages[STORAGE], "location", "")
    if place and settings.MEDIA_ROOT and Path(place).resolve().is_relative_to(Path(settings.MEDIA_ROOT).resolve()):
        return [
            Error(
                f"STORAGES[{STORAGE!r}] lies below MEDIA_ROOT, so everybody could fetch what was sent in confidence.",
                hint="Give it a location beside MEDIA_ROOT.",
                id="commentaries.E008",
            )
        ]
    return []


@register()
def check_print_templates(app_configs: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """Every layout of the PDF is a folder with templates."""
    given = getattr(settings, "COMMENTARIES", {})
    layouts = given.get("PRINT_TEMPLATES", {}) if isinstance(given, dict) else {}
    return [
        Error(
            f"COMMENTARIES['PRINT_TEMPLATES'][{name!r}] is {str(folder)!r}, where there is no file that ends in .typ.",
            hint="Name a folder with the files that replace those of the house layout; see docs/print.md.",
            id="commentaries.E006",
        )
        for name, folder in (layouts.items() if isinstance(layouts, dict) else ())
        if not any(Path(folder).glob("*.typ"))
    ]


@register()
def check_tree_syncing(app_configs: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """Tree syncing makes live aliases, which the register refuses (trap 48)."""
    if getattr(settings, "WAGTAILSIMPLETRANSLATION_SYNC_PAGE_TREE", False):
        return [
            Error(
                "WAGTAILSIMPLETRANSLATION_SYNC_PAGE_TREE makes an alias of every text, and aliases have no number.",
                hint="Set it to False and translate texts one by one.",
                id="commentaries.E004",
            )
        ]
    return []


@register()
def check_task_queue(app_configs: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """The queue of the follow-ups is one that the task backend serves."""
    queue, known = conf.get().TASK_QUEUE, conf.task_queues()
    if known and queue not in known:
        return [
            Error(
                f"COMMENTARIES['TASK_QUEUE'] is {queue!r}, and TASKS['default'] has no queue of that name.",
                hint=f"Add it to TASKS['default']['QUEUES'], or choose one of {', '.join(sorted(known))}.",
                id="commentaries.E005",
            )
        ]
    return []


@register(Tags.urls)
def check_outside_addresses(app_configs: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """The links of people without an account lead somewhere."""
    try:
        reverse("outside:review", args=["token"])
    except NoReverseMatch:
        return [
            Warning(
                "The addresses for people without an account are not served, so mails to them bring no link.",
                hint='Add path("", include("commentaries.outside_urls")) to your urlpatterns, outside i18n_patterns.',
                id="commentaries.W002",
            )
        ]
    return []


@register(deploy=True)
def check_update_check(app_configs: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """The admin speaks to nobody unless the site wants it."""
    if getattr(settings, "WAGTAIL_ENABLE_UPDATE_CHECK", True):
        return [
            Warning(
                "Wagtail's admin asks another host for news of Wagtail.",
                hint="Set WAGTAIL_ENABLE_UPDATE_CHECK = False if your institute does not want that.",
                id="commentaries.W001",
            )
        ]
    return []
