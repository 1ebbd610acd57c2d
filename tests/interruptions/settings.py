"""Settings of the processes that are killed: the database of the tests, a slow letter box, a short lease."""

import os

import django

from config.settings.test import *

COMMENTARIES = {**COMMENTARIES, "FOLLOW_UP_LEASE_SECONDS": 1, "MAIL_DELAY_MINUTES": 0}
if "CROSSREF_ADDRESS" in os.environ:  # of a stand-in on this machine
    COMMENTARIES |= {name: os.environ[name] for name in ("CROSSREF_ADDRESS", "CROSSREF_LOGIN", "CROSSREF_PASSWORD")}
LETTER_BOX = os.environ["LETTER_BOX"]
MEDIA_ROOT = os.environ["MEDIA_ROOT"]
if django.VERSION >= (6, 1):
    MAILERS = {"default": {"BACKEND": "tests.interruptions.letterbox.EmailBackend"}}
else:
    EMAIL_BACKEND = "tests.interruptions.letterbox.EmailBackend"
