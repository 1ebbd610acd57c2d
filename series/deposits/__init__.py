"""Registers the DOIs of published texts at a registrar; the one door to what is planned, sent and known of it."""

from series.deposits.files import deposited, digest_of, leads_nowhere, public_texts, write
from series.deposits.planning import KIND, do_not_send, in_force, is_on_trial, plan, register_now
from series.deposits.sending import ARRIVES_WITHIN, CONFIRMED_WITHIN

__all__ = [
    "ARRIVES_WITHIN",
    "CONFIRMED_WITHIN",
    "KIND",
    "deposited",
    "digest_of",
    "do_not_send",
    "in_force",
    "is_on_trial",
    "leads_nowhere",
    "plan",
    "public_texts",
    "register_now",
    "write",
]
