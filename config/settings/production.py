"""Settings of production: every secret and every address comes from the environment, and a missing one is named."""

from urllib.parse import urlsplit

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

_site = urlsplit(SITE_URL)
if _site.scheme not in {"http", "https"} or not _site.hostname:
    raise ImproperlyConfigured(f"SITE_URL is {SITE_URL!r}; write it in full, such as https://www.example.org.")

SECRET_KEY = env.str("SECRET_KEY")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS")
vars().update(env.email_url("EMAIL_URL"))
EMAIL_TIMEOUT = env.int("EMAIL_TIMEOUT", default=30)
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.str(
    "DEFAULT_FROM_EMAIL", default=f"commentaries@{_site.hostname.removeprefix('www.')}"
)

CSRF_TRUSTED_ORIGINS = [f"{_site.scheme}://{_site.netloc}"]
if env.bool("BEHIND_PROXY", default=False):
    # Anyone could send this header to a server that stands by itself, so it counts only when a proxy sets it.
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    COMMENTARIES["PROXIES"] = env.int("PROXIES", default=1)
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
SECURE_REDIRECT_EXEMPT = [r"^health/"]  # asked on the machine itself, where nobody speaks HTTPS
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=86_400)
SECURE_HSTS_INCLUDE_SUBDOMAINS = env.bool("SECURE_HSTS_INCLUDE_SUBDOMAINS", default=False)
SECURE_HSTS_PRELOAD = env.bool("SECURE_HSTS_PRELOAD", default=False)
SILENCED_SYSTEM_CHECKS = [
    # Both would bind every other host of the institute's domain, and preloading can hardly be taken back:
    # that is for the institute to switch on, not for one of its sites.
    "security.W005",  # SECURE_HSTS_INCLUDE_SUBDOMAINS
    "security.W021",  # SECURE_HSTS_PRELOAD
]
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True  # Wagtail's scripts read the token from the page
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
