"""Names settings with which the pages of many texts would go wrong."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from commentaries import conf
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
