"""Django itself: files, database, templates, languages, cache, mail."""

from pathlib import Path
from urllib.parse import urlsplit

import environ
from django.conf.locale import LANG_INFO
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from marketplace import env

BASE_DIR = env.PROJECT_DIR
VAR_DIR = env.path("VAR_DIR") or BASE_DIR / "var"

DEBUG = env.switch("DEBUG")
ROOT_URLCONF = "marketplace.urls"
WSGI_APPLICATION = "marketplace.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "accounts.User"
SITE_ID = 1

# --- database -----------------------------------------------------------------------------------------------------------------
# SQLite: WAL lets readers and one writer work at once, IMMEDIATE takes the write lock at the start of a transaction instead of
# failing half way, and 20 s is far above our longest write (200 ms). Measured: 0 "database is locked" in 10,000 requests.
SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-16000; PRAGMA foreign_keys=ON;",
}
# A composed query (journal/composed.py) that was sent so often is planned no more: planning took three times as long as answering.
# Left to itself PostgreSQL goes on planning those whose values could matter; ours look rows up by their keys. Django's own queries are
# never prepared.
POSTGRES_OPTIONS: dict[str, object] = (
    {"prepare_threshold": 2, "options": "-c plan_cache_mode=force_generic_plan"}
    if env.switch("DATABASE_PREPARED")
    else {"prepare_threshold": None}
)


def database(url: str) -> dict[str, object]:
    """Django's settings for ``url``; SQLite in VAR_DIR when it is empty."""
    parsed = environ.Env.db_url_config(url or f"sqlite:///{VAR_DIR / 'db.sqlite3'}")
    engine = str(parsed["ENGINE"])
    if engine.endswith("sqlite3"):
        # Open for as long as on PostgreSQL; journal/kept_open.py closes what must not stay.
        return {**parsed, "OPTIONS": SQLITE_OPTIONS, "CONN_MAX_AGE": 60, "ATOMIC_REQUESTS": False}
    if engine.endswith("postgresql"):
        options = POSTGRES_OPTIONS | parsed.get("OPTIONS", {})
        return {**parsed, "OPTIONS": options, "CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True, "ATOMIC_REQUESTS": False}
    raise ImproperlyConfigured("DATABASE_URL must name a SQLite file or a PostgreSQL database.")


DATABASES = {"default": database(env.text("DATABASE_URL"))}

# --- templates and middleware -------------------------------------------------------------------------------------------------
# Compiled once, of quicker nodes (marketplace/quick.py); while debugging a template is read again for each page.
QUICK_LOADERS = [
    ("marketplace.quick.QuickLoader", ["django.template.loaders.filesystem.Loader", "django.template.loaders.app_directories.Loader"])
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": DEBUG,
        "OPTIONS": {
            **({} if DEBUG else {"loaders": QUICK_LOADERS}),
            "builtins": [
                "marketplace.templatetags.words",
                "marketplace.templatetags.frame",
                "django.templatetags.i18n",
                "marketplace.templatetags.marked",
                "django.templatetags.static",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "marketplace.context.shop",
            ],
        },
    }
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "marketplace.policies.FewMethodsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",  # with random padding since Django 4.2, against BREACH
    "storefront.page_cache.PageCacheMiddleware",  # leaves the list of middleware unless PAGE_CACHE=1
    "journal.logs.RequestLogMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "marketplace.languages.PathLanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "storefront.origin.SameSiteFormMiddleware",
    "storefront.light.LightPagesMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "orders.oscar.basket.middleware.BasketMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "marketplace.policies.StaffPolicyMiddleware",
]

# --- languages ----------------------------------------------------------------------------------------------------------------
LANGUAGE_CODE = "en"
# Django knows neither Ladakhi nor Purgi. Codes are ISO 639-3. Ladakhi is written in Tibetan script (Bhoti), Purgi here in that of Urdu.
LANG_INFO.update(
    {
        "lbj": {"bidi": False, "code": "lbj", "name": "Ladakhi (Bhoti)", "name_local": "ལ་དྭགས།"},
        "prx": {"bidi": True, "code": "prx", "name": "Purgi", "name_local": "پُرگی"},
    }
)
LANGUAGES = [("en", _("English")), ("hi", _("Hindi")), ("ur", _("Urdu")), ("lbj", _("Ladakhi (Bhoti)")), ("prx", _("Purgi"))]
WORDS_CHECK_S: float | None = 60  # how often a process looks for words that were read through; None: never by itself
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Kolkata"

# --- files --------------------------------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "marketplace.styles.JoinedStylesFinder",
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
]
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR_DIR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "marketplace.staticfiles.ShopStaticFilesStorage"},
}
WHITENOISE_MAX_AGE = 3600
# A group's phone sends a photograph of up to 12 MB; anything larger is refused before it is read.
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o644
for _folder in (VAR_DIR, STATIC_ROOT, MEDIA_ROOT):
    Path(_folder).mkdir(parents=True, exist_ok=True)


# --- cache and mail -----------------------------------------------------------------------------------------------------------
def cache(url: str) -> dict[str, object]:
    """Django's settings for the cache at ``url``; one in each process when it is empty."""
    if not url:
        return {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "shop"}
    from marketplace.caches import OPTIONS  # loads the library, which a shop without Redis need not do

    return {"BACKEND": "marketplace.caches.ForgivingRedisCache", "LOCATION": url, "OPTIONS": OPTIONS}


PAGE_CACHE = env.switch("PAGE_CACHE")
CACHES = {"default": cache(env.text("REDIS_URL"))}
vars().update(environ.Env.email_url_config(env.text("EMAIL_URL")))
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.text("MAIL_FROM")

# --- background work ----------------------------------------------------------------------------------------------------------
# "default" belongs to Wagtail. "effects" is used only when TASKS_BACKEND names a backend; otherwise the worker carries effects out.
TASKS_BACKEND = env.text("TASKS_BACKEND")
_immediate = "django_tasks.backends.immediate.ImmediateBackend"
TASKS = {"default": {"BACKEND": _immediate}, "effects": {"BACKEND": TASKS_BACKEND or _immediate}}

BASE_URL = env.text("BASE_URL").rstrip("/")
BASE_HOST = urlsplit(BASE_URL).hostname or ""
