"""Every setting, read from the environment; each variable is described in docs/settings.md."""

from __future__ import annotations

import os
import re
from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured
from django.utils.csp import CSP

env = environ.Env()
PACKAGE = Path(__file__).resolve().parent.parent

DEMO = env.bool("MALBILD_DEMO", default=False)
DEBUG = env.bool("MALBILD_DEBUG", default=False)
DATA_DIR = Path(env.str("MALBILD_DATA_DIR", default="."))
TESTING = "PYTEST_VERSION" in os.environ

SECRET_KEY = env.str("MALBILD_SECRET_KEY", default="only-for-the-tests" if TESTING else "")
if not SECRET_KEY:
    raise ImproperlyConfigured(
        "MALBILD_SECRET_KEY is not set. Make one: python3 -c 'import secrets; print(secrets.token_urlsafe(50))'"
    )

ALLOWED_HOSTS = env.list("MALBILD_ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
if TESTING:
    ALLOWED_HOSTS = ["*"]
SITE_ADDRESS = env.str("MALBILD_SITE_ADDRESS", default="http://localhost:8000").rstrip("/")
BEHIND_HTTPS = SITE_ADDRESS.startswith("https://")
CSRF_TRUSTED_ORIGINS = [SITE_ADDRESS] if BEHIND_HTTPS else []

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "malbild.access",
    "malbild.ui",
    "malbild.audit",
    "malbild.outbox",
    "malbild.accounts",
    "malbild.series",
    "malbild.partnerships",
    "malbild.situation",
    "malbild.goals",
    "malbild.followup",
    "malbild.meetings",
    "malbild.workshops",
    "malbild.documents",
    "malbild.experience",
    "malbild.momentum",
    "malbild.web",
    "allauth",  # after our own, whose templates come first
    "allauth.account",
    "allauth.usersessions",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "malbild.config.headers.HeadersMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "malbild.web.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "malbild.experience.trail.VisitorTrail",
    "malbild.web.middleware.WallMiddleware",
]

ROOT_URLCONF = "malbild.config.urls"
WSGI_APPLICATION = "malbild.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.csrf",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "malbild.web.navigation.frame",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "malbild.ui.templatetags.place",
                "malbild.ui.templatetags.ui",
            ],
        },
    }
]

DATABASES = {"default": env.db_url("MALBILD_DATABASE_URL", default=f"sqlite:///{DATA_DIR / 'malbild.sqlite3'}")}
_db = DATABASES["default"]
if _db["ENGINE"] == "django.db.backends.sqlite3":
    _db["ENGINE"] = "malbild.config.sqlite3"  # the same, with this process's writers in a queue
    _db["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL;"
            f"PRAGMA synchronous={'NORMAL' if env.bool('MALBILD_SQLITE_FAST', default=False) else 'FULL'};"
            "PRAGMA secure_delete=ON;"
        ),
    }
    _db["CONN_MAX_AGE"] = None
else:
    _db["CONN_MAX_AGE"] = env.int("MALBILD_DATABASE_KEEP", default=60)

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "open:start"
LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "malbild.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 600
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 5
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_ON_GET = False

SESSION_COOKIE_AGE = 60 * 60 * 24 * 30
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = BEHIND_HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if BEHIND_HTTPS else 0
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https") if env.bool("MALBILD_BEHIND_PROXY", default=False) else None
)
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "malbild.web.errors.csrf_failure"
SECURE_CSP = {
    "default-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "object-src": [CSP.NONE],
    "base-uri": [CSP.SELF],
    "form-action": [CSP.SELF],
    "frame-ancestors": [CSP.NONE],
}

LANGUAGE_CODE = "sv"
LANGUAGES = [("sv", "Svenska"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "locale"]
LANGUAGE_COOKIE_NAME = "malbild_language"
TIME_ZONE = "Europe/Stockholm"
USE_TZ = True
USE_I18N = True

STATIC_URL = "static/"
STATICFILES_DIRS = [PACKAGE / "static"]
# The build names its files by their content and lays the compressed ones beside them: nothing is collected.
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
WHITENOISE_ALLOW_ALL_ORIGINS = False
WHITENOISE_IMMUTABLE_FILE_TEST = r"^/static/dist/.+-[0-9A-Z]{8}\.[a-z0-9]+$"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "malbild.ui.built.BuiltFiles"},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000

EMAIL_URL = env.str("MALBILD_SMTP_URL", default="")  # smtp+tls://user:password@host:587
IMAP_URL = env.str("MALBILD_IMAP_URL", default="")  # imaps://user:password@host/INBOX, where bounces come
# Where replies come, with {key} for the letter's own secret: svar+{key}@kommunen.se. Empty: to a person.
REPLY_ADDRESS = env.str("MALBILD_REPLY_ADDRESS", default="")
if REPLY_ADDRESS and not re.fullmatch(r"[^@\s<>{}]*\{key\}[^@\s<>{}]*@[^@\s<>{}]+", REPLY_ADDRESS):
    raise ImproperlyConfigured("MALBILD_REPLY_ADDRESS must read name+{key}@domain, with {key} once before the @.")
# Sources of open statistics that are fetched by themselves, where the installation may reach them: kolada,scb,polisen
FETCH = env.list("MALBILD_FETCH", default=[])
if unknown := set(FETCH) - {"kolada", "scb", "polisen"}:
    raise ImproperlyConfigured(f"MALBILD_FETCH knows kolada, scb and polisen, not {', '.join(sorted(unknown))}.")
KOLADA_URL = env.str("MALBILD_KOLADA_URL", default="https://api.kolada.se/v3")
SCB_URL = env.str("MALBILD_SCB_URL", default="https://statistikdatabasen.scb.se/api/v2")
SCB_V1_URL = env.str("MALBILD_SCB_V1_URL", default="https://api.scb.se/OV0104/v1/doris/sv/ssd")
POLISEN_URL = env.str("MALBILD_POLISEN_URL", default="https://polisen.se/api")
FETCH_PAUSE = 1.0  # seconds before the first new try
TRUSTED_AUTH = env.str("MALBILD_TRUSTED_AUTH", default="")  # the server whose Authentication-Results are our own's
INBOUND_SECRET = env.str("MALBILD_INBOUND_SECRET", default="")  # opens POST /inkommande/mejl/
if 0 < len(INBOUND_SECRET) < 24:
    raise ImproperlyConfigured("MALBILD_INBOUND_SECRET is shorter than 24 signs: too easy to guess.")
EMAIL_FROM = env.str("MALBILD_MAIL_FROM", default="Målbild <malbild@localhost>")
DEFAULT_FROM_EMAIL = EMAIL_FROM
# Who answers for the service: named in the accessibility statement and on the page about the data.
PROVIDER = env.str("MALBILD_PROVIDER", default="")
CONTACT = env.str("MALBILD_CONTACT", default="")

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": env.str("MALBILD_LOG_LEVEL", default="WARNING")},
}
