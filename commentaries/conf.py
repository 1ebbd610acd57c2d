"""Reads the host site's ``COMMENTARIES`` dict into typed settings with defaults."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Any

from django.conf import settings


@dataclass(frozen=True, slots=True)
class Settings:
    """What a host site may set in ``COMMENTARIES = {...}``; ``checks.py`` names wrong ones."""

    BASE_TEMPLATE: str = "commentaries/base.html"
    """The template that the public pages extend."""
    TASK_QUEUE: str = "default"
    """Queue of the follow-ups; with one of its own the worker can serve it before Wagtail's."""
    MAIL_DELAY_MINUTES: int = 15
    """How long mails about a publication wait, so that they can be stopped."""
    FOLLOW_UP_LEASE_SECONDS: int = 50
    """How long a worker may hold a follow-up before another takes it: less than a minute, so that the second
    ``tick`` after a worker was killed finds its work at the latest."""
    FOLLOW_UP_ATTEMPTS: int = 8
    """Attempts before a follow-up is shown as failed."""
    CHECK_LINKS: bool = True
    """Whether the addresses that a submitted text links to are asked whether they answer. The worker speaks to the
    public internet for that, without a proxy."""
    LINK_DAYS: int = 60
    """Days for which a link for somebody without an account works, from the day until which an answer is due."""
    PAGE_MAX_AGE: int = 60
    """Seconds for which browsers and a CDN may keep a public page: a hold is effective within a minute."""
    PROXIES: int = 0
    """Proxies in front of the site that append to ``X-Forwarded-For``; without one nobody believes the header."""
    READERS_POLICY: str = ""
    """Content-Security-Policy of the public pages, in place of the strict one that ``series.headers`` writes."""
    EDITORS_POLICY: str = ""
    """The same below the admin."""
    REQUEST_MEGABYTES: int = 25
    """The most that may be sent at once; more than a picture may have, so that its form can say so."""
    ATTACHMENT_MEGABYTES: int = 20
    """The most that a manuscript, or an attached mail, may have: less than may be sent at once, for the same reason."""
    ATTACHMENTS_MOST: int = 30
    """Files that one person may send about one text."""
    PRINT_TEMPLATES: dict[str, Any] = field(default_factory=dict)
    """Layouts of the PDF by name: folders whose files replace their namesakes of the house layout (docs/print.md)."""
    OAI_DOMAIN: str = ""
    """The name in the identifiers that harvesters keep for ever; empty: the host of the default site. Name it before
    the site moves to another host."""
    RECORDS_LICENCE: str = ""
    """Address of the licence under which the facts about the texts are offered, such as
    https://creativecommons.org/publicdomain/zero/1.0/; empty: none is stated."""
    READ_API: bool = True
    """Whether programs may read what is public by the API, where its addresses are served."""
    WORKFLOW_NAME: str = "Commentary"
    """Name of the default workflow made by ``setup_roles``."""
    CROSSREF_LOGIN: str = ""
    """Login of the account at Crossref that registers DOIs, with its role; without one nothing is sent there."""
    CROSSREF_PASSWORD: str = field(default="", repr=False)
    """Its password, from the environment; it is written nowhere."""
    CROSSREF_DEPOSITOR: str = ""
    """Who deposits, by name; empty: the institute that publishes."""
    CROSSREF_EMAIL: str = ""
    """Where Crossref writes about what was deposited; empty: the sender of the site's mails."""
    CROSSREF_TEST: bool = False
    """Whether Crossref's test system is spoken to, which registers nothing."""
    CROSSREF_ADDRESS: str = ""
    """Another address than Crossref's own, such as that of a stand-in on this machine."""
    DEMO: bool = False
    """Whether this is a demonstration: its pages ask not to be indexed, and ``demo`` may run."""


def get() -> Settings:
    """The settings in force; unknown names are left to the system check."""
    given: dict[str, Any] = getattr(settings, "COMMENTARIES", {})
    known = {f.name for f in fields(Settings)}
    return Settings(**{name: value for name, value in given.items() if name in known})


def task_queues() -> list[str]:
    """The queues that the default task backend knows; empty when it takes any."""
    backends: dict[str, Any] = getattr(settings, "TASKS", {})
    return list(backends.get("default", {}).get("QUEUES", ["default"]))


def task_queue() -> str:
    """The queue of the follow-ups; where the backend does not know it, one that it knows.

    A task with an unknown queue cannot even be imported, and then no system check could say why.
    """
    wanted, known = get().TASK_QUEUE, task_queues()
    return wanted if wanted in known or not known else known[0]
