"""Turns an item into the identifier by which harvesters know it, and an identifier back into its name."""

from __future__ import annotations

import re
from urllib.parse import quote, unquote

from wagtail.models import Site

from commentaries import conf

_DOMAIN = re.compile(r"[A-Za-z][A-Za-z0-9\-]*(\.[A-Za-z][A-Za-z0-9\-]*)+")
"""What the scheme allows between its colons (oai-identifier guidelines, section 2.1)."""


def domain() -> str:
    """The name under which the identifiers of this repository stand."""
    if given := conf.get().OAI_DOMAIN:
        return given
    site = Site.objects.filter(is_default_site=True).only("hostname").first()
    return site.hostname if site else "localhost"


def fits_the_scheme(domain: str) -> bool:
    """Whether the identifiers may be called those of the oai-identifier scheme; those of a machine's number not."""
    return bool(_DOMAIN.fullmatch(domain))


def identifier_of(name: str, domain: str) -> str:
    return f"oai:{domain}:{quote(name)}"


def name_in(identifier: str, domain: str) -> str:
    """The name of the item; empty if the identifier is none of ours."""
    beginning = f"oai:{domain}:"
    name = unquote(identifier.removeprefix(beginning))
    is_ours = identifier.startswith(beginning) and identifier_of(name, domain) == identifier and "\0" not in name
    return name if is_ours else ""
