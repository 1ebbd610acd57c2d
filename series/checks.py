"""Names settings with which the pages of many texts would go wrong."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register

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
