"""Settings of the tests: fast hashes, mails in memory, tasks run when a test says so."""

import tempfile

from config.settings.base import *

SECRET_KEY = "only-for-tests"
ALLOWED_HOSTS = ["*"]
DATABASES["default"] = env.db_url("TEST_DATABASE_URL", default="sqlite://:memory:")
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {"transaction_mode": "IMMEDIATE", "timeout": 20}
elif "django.contrib.postgres" not in INSTALLED_APPS:
    INSTALLED_APPS.append("django.contrib.postgres")

CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["commentaries", "default"]}}
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
WHITENOISE_USE_FINDERS = True
MEDIA_ROOT = tempfile.mkdtemp(prefix="commentaries-test-media-")
AUTH_PASSWORD_VALIDATORS = []
