"""All settings, read from the environment; docs/operations.md explains each variable.

Three modes: production (the default, refuses to start half configured), demonstration
(`DEMO=1`: embedded database, invented year, sign in as any of the cast) and debugging
(`DEBUG=1`, for developers; may be combined with either).
"""

import os
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"


def flag(name: str) -> bool:
    """Whether an on/off variable is on; anything but 0 and 1 is refused."""
    value = os.environ.get(name, "0")
    if value not in {"0", "1"}:
        raise ImproperlyConfigured(f"{name} must be 0 or 1, not {value!r}")
    return value == "1"


def setting(name: str, demo: str) -> str:
    """A variable that production must be given; the demonstration has a value of its own."""
    value = os.environ.get(name, "")
    if value:
        return value
    if DEMO or DEBUG:
        return demo
    raise ImproperlyConfigured(
        f"{name} is not set. Production needs it (docs/operations.md). "
        "To try the portal with invented data: make run"
    )


DEBUG = flag("DEBUG")
DEMO = flag("DEMO")

SECRET_KEY = setting("SECRET_KEY", "demonstration-only-" + "0" * 40)
BASE_URL = setting("BASE_URL", "http://127.0.0.1:8000").rstrip("/")
ALLOWED_HOSTS = setting("ALLOWED_HOSTS", "127.0.0.1,localhost,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [o for o in os.environ.get("CSRF_TRUSTED_ORIGINS", "").split(",") if o]
HTTPS = BASE_URL.startswith("https://")
if DEMO and (HTTPS or os.environ.get("SECRET_KEY")):
    raise ImproperlyConfigured(
        "DEMO=1 lets anyone sign in as anyone. It cannot be combined with production's "
        "SECRET_KEY or an https BASE_URL."
    )

INSTALLED_APPS = [
    "strategy_portal",
    "actors",
    "goals",
    "goals.statistics",
    "funding",
    "followup.rounds",
    "followup.survey",
    "followup.review",
    "followup.report",
    "followup.council",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "allauth",
    "allauth.account",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "simple_history",
    "template_partials.apps.SimpleAppConfig",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "strategy_portal.middleware.Sessions",
    "django.middleware.common.CommonMiddleware",
    "strategy_portal.middleware.TooLarge",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "strategy_portal.middleware.SignInRequired",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "strategy_portal.middleware.WrongState",
]

ROOT_URLCONF = "strategy_portal.urls"
WSGI_APPLICATION = "strategy_portal.wsgi.application"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

_LOADERS = [
    "django.template.loaders.filesystem.Loader",
    "django.template.loaders.app_directories.Loader",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "template_partials.loader.Loader",
                    _LOADERS if DEBUG else [("django.template.loaders.cached.Loader", _LOADERS)],
                )
            ],
            "builtins": [
                "template_partials.templatetags.partials",
                "strategy_portal.templatetags.components",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "strategy_portal.navigation.frame",
            ],
        },
    }
]

# --- Database: embedded SQLite unless DATABASE_URL says otherwise ---------------------------

(VAR_DIR / "static").mkdir(parents=True, exist_ok=True)
DATABASES: dict[str, dict[str, Any]] = {
    "default": dict(
        dj_database_url.parse(setting("DATABASE_URL", f"sqlite:///{VAR_DIR / 'portal.sqlite3'}"))
    )
}
# How long a saver waits for another who holds what it needs; then it is told to try again.
SECONDS_TO_WAIT = 20
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # An acknowledged save must survive a power cut (FULL), and two writers must queue rather
    # than fail (IMMEDIATE and a long wait). strategy_portal/checks.py asserts both at start.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": SECONDS_TO_WAIT,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
    }
else:
    DATABASES["default"]["OPTIONS"] = DATABASES["default"].get("OPTIONS", {}) | {
        "connect_timeout": 10,
        "options": f"-c lock_timeout={SECONDS_TO_WAIT}s",
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {
    "default": {
        # Shared between processes, so that sign-in limits hold whichever worker answers.
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",
    }
}

# --- Who you are ---------------------------------------------------------------------------

AUTH_USER_MODEL = "actors.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "actors.sign_in.ClosedAccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 600
ACCOUNT_EMAIL_VERIFICATION = "none"
# A stranger's address is never mailed; the page answers the same for known and unknown.
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_NOTIFICATIONS = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_PREVENT_ENUMERATION = True
# A whole town hall may share one address, so the limit per address is generous and the
# limit per account stays tight.
ACCOUNT_RATE_LIMITS = {"request_login_code": "120/m/ip,6/m/key", "login": "120/m/ip"}
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("TRUSTED_PROXY_COUNT", "0"))

SESSION_COOKIE_AGE = 60 * 60 * 24 * 14
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "strategy_portal.views.csrf_failure"

# --- Safety of pages -------------------------------------------------------------------------

SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_REDIRECT_EXEMPT = [r"^halsa/$"]
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 3_000
# A section sent without a script holds an empty place for a file at each of its interventions.
DATA_UPLOAD_MAX_NUMBER_FILES = 500
# A file of 10 MB and the longest texts; what is larger is refused before it is read.
LARGEST_REQUEST = 13_000_000

# --- Language and time -----------------------------------------------------------------------

LANGUAGE_CODE = "sv"
TIME_ZONE = "Europe/Stockholm"
USE_TZ = True
USE_I18N = True

# --- Files -----------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = VAR_DIR / "static"
# Outside the web root and without a public address: every file is served by a view that asks
# who is reading.
MEDIA_ROOT = Path(setting("MEDIA_ROOT", str(VAR_DIR / "files")))
MEDIA_URL = ""
FILE_UPLOAD_PERMISSIONS = 0o640
# A virus scanner: tcp://host:3310 or unix:///path/clamd.sock. Empty: files are not scanned.
CLAMD_URL = os.environ.get("CLAMD_URL", "")
if CLAMD_URL and urlsplit(CLAMD_URL).scheme not in {"tcp", "unix"}:
    raise ImproperlyConfigured("CLAMD_URL must begin with tcp:// or unix://")
WHITENOISE_USE_FINDERS = DEMO or DEBUG
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEMO or DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

# --- Mail and background work ------------------------------------------------------------------

_mail = urlsplit(setting("EMAIL_URL", f"file://{VAR_DIR / 'mail'}"))
match _mail.scheme:
    case "smtp" | "smtps":
        EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        EMAIL_HOST = _mail.hostname or "localhost"
        EMAIL_PORT = _mail.port or 25
        EMAIL_HOST_USER = unquote(_mail.username or "")
        EMAIL_HOST_PASSWORD = unquote(_mail.password or "")
        EMAIL_USE_SSL = _mail.scheme == "smtps"
    case "file":
        EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
        EMAIL_FILE_PATH = _mail.path
    case "memory":
        EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    case _:
        raise ImproperlyConfigured(
            f"EMAIL_URL must begin with smtp, smtps, file or memory, not {_mail.scheme!r}"
        )
EMAIL_TIMEOUT = 15
DEFAULT_FROM_EMAIL = setting("DEFAULT_FROM_EMAIL", "Strategiportalen <noreply@example.org>")

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}

# --- Statistics fetched from others ------------------------------------------------------------

KOLADA_URL = os.environ.get("KOLADA_URL", "https://api.kolada.se/v3").rstrip("/")
SCB_URL = os.environ.get("SCB_URL", "https://statistikdatabasen.scb.se/api/v2").rstrip("/")
for _name, _address in (("KOLADA_URL", KOLADA_URL), ("SCB_URL", SCB_URL)):
    if urlsplit(_address).scheme not in {"http", "https"}:
        raise ImproperlyConfigured(f"{_name} must begin with https:// or http://")
SOURCE_TIMEOUT = 20.0  # seconds for one reply
SOURCE_PAUSE = 2.0  # seconds before the second try, doubled for each after it

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {"weasyprint": {"level": "WARNING"}, "fontTools": {"level": "WARNING"}},
}
