"""Settings of the tests: fast hashes, mails in memory, tasks run when a test says so."""

import atexit
import shutil
import tempfile
from pathlib import Path

import django

from config.settings.base import *

SCRATCH = Path(tempfile.mkdtemp(prefix="commentaries-test-"))
"""Everything that tests write to disk; it goes with the process."""
atexit.register(shutil.rmtree, SCRATCH, ignore_errors=True)

SECRET_KEY = "only-for-tests-and-never-secret-but-long-enough-for-all-checks"
ALLOWED_HOSTS = ["*"]
DATABASES["default"] = env.db_url("TEST_DATABASE_URL", default=f"sqlite:///{SCRATCH / 'db.sqlite3'}")
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file and not memory: the live server's threads need connections of their own.
    DATABASES["default"]["TEST"] = {"NAME": str(SCRATCH / "test.sqlite3")}
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 60,  # those who wait to write are not let in by turns, so one of many may wait long
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;",
    }
else:
    DATABASES["default"]["OPTIONS"] = QUICK_ANSWERS | DATABASES["default"].get("OPTIONS", {})
    if "django.contrib.postgres" not in INSTALLED_APPS:
        INSTALLED_APPS.append("django.contrib.postgres")

CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
if django.VERSION >= (6, 1):
    MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
else:
    EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["commentaries", "default"]}}
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
STORAGES["private"]["OPTIONS"]["location"] = str(SCRATCH / "private")
WHITENOISE_USE_FINDERS = True
MEDIA_ROOT = str(SCRATCH / "media")
STATIC_ROOT = str(SCRATCH / "static")
(SCRATCH / "static").mkdir()
AUTH_PASSWORD_VALIDATORS = []
COMMENTARIES["CHECK_LINKS"] = False  # a test that is about links switches it on and opens an address of its own
COMMENTARIES["CROSSREF_LOGIN"] = ""  # no test speaks to Crossref: one that is about deposits stands in for it
