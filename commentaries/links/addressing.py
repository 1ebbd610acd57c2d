"""Turns a link into the address by which it opens; of its token the site keeps only what makes it anew, and a hash."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from hashlib import sha256
from secrets import token_hex

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

from commentaries.models import Link
from commentaries.serving import served

_SALT = "commentaries.link"
_KEY_BYTES = 16
"""128 bits; the token that is made of them and of the site's secret has 256."""


def address_of(link: Link) -> str:
    """The whole address as a letter bears it; empty where the site does not serve such addresses.

    A link whose token the site cannot make again, since its secret is another one, gets a new token: the
    address in an earlier letter works no longer. So it is for whoever writes a letter, and for no page that is
    merely looked at.
    """
    return _address(link, _known_token(link) or _renew(link))


def address_if_known(link: Link) -> str:
    """The same without writing anything: empty where the site cannot make the token again."""
    token = _known_token(link)
    return _address(link, token) if token else ""


def new_token() -> dict[str, str]:
    """What a link keeps of a token of its own: what makes it anew, and its hash."""
    key = token_hex(_KEY_BYTES)
    return {"key": key, "token_hash": hash_of(token_of(key))}


def token_of(key: str, secret: str | None = None) -> str:
    """256 bits in the letters of an address: HMAC-SHA256 of the key under the site's secret, without padding."""
    made = salted_hmac(_SALT, key, secret=secret, algorithm="sha256").digest()
    return urlsafe_b64encode(made).rstrip(b"=").decode()


def is_of(link: Link, token: str) -> bool:
    return constant_time_compare(link.token_hash, hash_of(token))


def hash_of(token: str) -> str:
    return sha256(token.encode(errors="replace")).hexdigest()


def _known_token(link: Link) -> str:
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    tokens = (token_of(link.key, secret) for secret in secrets)
    return next((each for each in tokens if is_of(link, each)), "")


def _address(link: Link, token: str) -> str:
    path = served(f"outside:{link.kind}", token)  # a system check names it where there is none
    return f"{settings.WAGTAILADMIN_BASE_URL.rstrip('/')}{path}" if path else ""


def _renew(link: Link) -> str:
    for column, value in new_token().items():
        setattr(link, column, value)
    link.save(update_fields=["key", "token_hash"])
    return token_of(link.key)
