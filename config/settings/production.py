"""Settings of production: every secret and every address comes from the environment, and a missing one is named."""

from django.core.exceptions import ImproperlyConfigured

from config.settings.base import *

_REQUIRED = {
    "SECRET_KEY": "a long random string that nobody else knows",
    "ALLOWED_HOSTS": "the host names of the site, separated by commas",
    "SITE_URL": "the address of the site, such as https://www.example.org",
    "EMAIL_URL": "the mail server, such as smtp+tls://user:password@mail.example.org:587",
}
if _missing := [name for name in _REQUIRED if not env.str(name, default="")]:
    raise ImproperlyConfigured(
        "Set these environment variables before starting in production: "
        + "; ".join(f"{name} ({_REQUIRED[name]})" for name in _missing)
        + "."
    )

SECRET_KEY = env.str("SECRET_KEY")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS")
vars().update(env.email_url("EMAIL_URL"))

CSRF_TRUSTED_ORIGINS = [SITE_URL]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=31_536_000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = env.bool("SECURE_HSTS_INCLUDE_SUBDOMAINS", default=True)
SECURE_HSTS_PRELOAD = env.bool("SECURE_HSTS_PRELOAD", default=True)
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
