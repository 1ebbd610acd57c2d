"""Names settings with which the pages of many texts would go wrong."""

from __future__ import annotations

from collections.abc import Sequence
from email.utils import parseaddr
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import connection

from commentaries import conf
from commentaries.models import Series
from series.oai.identifiers import fits_the_scheme

PROCESSOR = "series.context.site_header"


@register()
def check_context_processor(app_configs: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """Lists and search take the host's template and the site's header from our context processor."""
    if any(PROCESSOR in engine.get("OPTIONS", {}).get("context_processors", []) for engine in settings.TEMPLATES):
        return []
    return [
        Warning(
            f"{PROCESSOR} is not among the context processors, so lists and search have no header "
            "and do not extend COMMENTARIES['BASE_TEMPLATE'].",
            hint=f"Add {PROCESSOR!r} to the option context_processors in TEMPLATES.",
            id="series.W001",
        )
    ]


@register()
def check_domain_of_identifiers(app_configs: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """Harvesters keep identifiers for ever, and so also one with a slip in it."""
    given = conf.get().OAI_DOMAIN
    if not given or fits_the_scheme(given):
        return []
    return [
        Error(
            f"COMMENTARIES['OAI_DOMAIN'] is {given!r}, which is no domain name.",
            hint="Write it without scheme, port and path, such as 'commentaries.example.org'.",
            id="series.E001",
        )
    ]


@register(deploy=True)
def check_deposits(app_configs: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """What the account at Crossref lacks before texts are deposited in earnest."""
    given = conf.get()
    found: list[CheckMessage] = []
    if not (given.CROSSREF_LOGIN and given.CROSSREF_PASSWORD):
        return found
    if given.CROSSREF_TEST:
        found.append(
            Warning(
                "COMMENTARIES['CROSSREF_TEST'] is on: deposits go to Crossref's test system, which registers no DOI.",
                hint="Take it out once a deposit was taken there, then run manage.py deposit_dois.",
                id="series.W003",
            )
        )
    if "." not in parseaddr(given.CROSSREF_EMAIL or settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]:
        found.append(
            Warning(
                "Crossref writes about deposits to an address that reaches nobody: COMMENTARIES['CROSSREF_EMAIL'] is "
                f"empty, and DEFAULT_FROM_EMAIL is {settings.DEFAULT_FROM_EMAIL!r}.",
                hint="Set COMMENTARIES['CROSSREF_EMAIL'].",
                id="series.W004",
            )
        )
    return found


@register(Tags.database)
def check_dois_are_registered(
    app_configs: Any = None, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """A series prints DOIs from the day on which its form names a prefix, whether or not anybody registers them."""
    given = conf.get()
    if not databases or (given.CROSSREF_LOGIN and given.CROSSREF_PASSWORD):
        return []
    if Series._meta.db_table not in connection.introspection.table_names():
        return []
    named = ", ".join(f"“{each}”" for each in Series.objects.exclude(doi_prefix="").only("title").order_by("title"))
    if not named:
        return []
    return [
        Warning(
            f"{named}: the texts show and print DOIs, but this site has no account at Crossref, so they lead nowhere "
            "until somebody hands in the file (manage.py deposit_dois --xml).",
            hint="Set COMMENTARIES['CROSSREF_LOGIN'] and ['CROSSREF_PASSWORD'] from the environment (docs/dois.md).",
            id="series.W005",
        )
    ]


@register()
def check_crossref(app_configs: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """The account at Crossref is whole, and its password goes out on no open line."""
    given = conf.get()
    found: list[CheckMessage] = []
    if bool(given.CROSSREF_LOGIN) != bool(given.CROSSREF_PASSWORD):
        missing = "CROSSREF_PASSWORD" if given.CROSSREF_LOGIN else "CROSSREF_LOGIN"
        found.append(
            Warning(
                f"COMMENTARIES has half an account at Crossref, so no DOI is registered: {missing} is empty.",
                hint="Set both, from the environment, or neither.",
                id="series.W002",
            )
        )
    parts = urlsplit(given.CROSSREF_ADDRESS)
    if given.CROSSREF_ADDRESS and not (parts.scheme == "https" or parts.hostname in {"127.0.0.1", "localhost", "::1"}):
        found.append(
            Error(
                "COMMENTARIES['CROSSREF_ADDRESS'] is no https:// address, and the password would go out in the open.",
                id="series.E002",
            )
        )
    try:
        validate_email(given.CROSSREF_EMAIL or "nobody@example.org")
    except ValidationError:
        found.append(Error("COMMENTARIES['CROSSREF_EMAIL'] is no e-mail address.", id="series.E003"))
    return found
