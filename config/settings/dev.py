"""Settings of the demo and of development: no secrets, no mail that leaves the machine, never indexed."""

from config.settings.base import *

DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = "only-for-development-and-never-secret"
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]

EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = env.str("MAIL_DIR", default=str(VAR_DIR / "mail"))

STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG

AUTH_PASSWORD_VALIDATORS = []
COMMENTARIES["DEMO"] = True
COMMENTARIES["CHECK_LINKS"] = False  # the sample texts link to addresses that do not exist
COMMENTARIES["CROSSREF_LOGIN"] = ""  # a demonstration registers nothing
