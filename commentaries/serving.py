"""Turns the name of an address into the address itself, where the host site serves it."""

from __future__ import annotations

from django.urls import reverse
from django.urls.exceptions import NoReverseMatch


def served(name: str, /, *args: str, **kwargs: str) -> str:
    """The address of this name from the root of the site; empty where the site serves none."""
    try:
        return reverse(name, args=args, kwargs=kwargs)
    except NoReverseMatch:
        return ""
