"""Registers the DOIs of published texts at a registrar; the one door to what is planned, sent and known of it."""

from series.deposits.files import deposited, digest_of, public_texts, write
from series.deposits.planning import KIND, in_force, plan
from series.deposits.sending import ARRIVES_WITHIN, CONFIRMED_WITHIN

__all__ = [
    "ARRIVES_WITHIN",
    "CONFIRMED_WITHIN",
    "KIND",
    "deposited",
    "digest_of",
    "in_force",
    "plan",
    "public_texts",
    "write",
]
