"""Secret key, hosts, cookies, transport, content security policy, passwords, login."""

from pathlib import Path
from urllib.parse import urlsplit

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from marketplace import env

LOOPBACK_HOSTS = ("127.0.0.1", "localhost", "::1")


def secret_key() -> str:
    """SECRET_KEY, or the text of SECRET_KEY_FILE. A missing, short or sample key stops the start."""
    file = env.path("SECRET_KEY_FILE")
    key = env.text("SECRET_KEY") or (Path(file).read_text(encoding="utf-8").strip() if file and file.exists() else "")
    if not key:
        raise ImproperlyConfigured("Set SECRET_KEY or SECRET_KEY_FILE. `make run` writes one to var/secret_key for you.")
    if len(key) < 50 or len(set(key)) < 5 or key.startswith("django-insecure-"):
        raise ImproperlyConfigured("SECRET_KEY must be at least 50 random characters; this one is too short or a sample.")
    return key


def uses_https(base_url: str) -> bool:
    """Whether the shop is served over TLS. Plain http is refused for anything but this machine."""
    address = urlsplit(base_url)
    if address.scheme not in ("http", "https") or not address.hostname:
        raise ImproperlyConfigured(f"BASE_URL must look like https://shop.example, not {base_url!r}.")
    if address.scheme == "http" and address.hostname not in LOOPBACK_HOSTS:
        raise ImproperlyConfigured("BASE_URL must begin with https:// (http is for 127.0.0.1 only).")
    return address.scheme == "https"


SECRET_KEY = secret_key()
HTTPS = uses_https(env.text("BASE_URL"))
ALLOWED_HOSTS = [urlsplit(env.text("BASE_URL")).hostname or "", *env.parts("ALLOWED_HOSTS")]
CSRF_TRUSTED_ORIGINS = [env.text("BASE_URL").rstrip("/")]

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "storefront.looking.errors.forbidden"
SESSION_ENGINE = "accounts.sessions"
SESSION_COOKIE_AGE = 14 * 24 * 3600
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
X_FRAME_OPTIONS = "DENY"
TRUSTED_PROXIES = env.whole("TRUSTED_PROXIES")
if TRUSTED_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# Shop and workspace load nothing but their own files: no inline style or script, no third party.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "media-src": [SELF, "blob:"],  # what was just recorded is heard before it is sent
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    },
}
# Wagtail's and Oscar's own screens carry inline style and script; marketplace.policies gives those two paths, staff only, this one.
STAFF_CONTENT_SECURITY_POLICY = {
    "default-src": [SELF],
    "script-src": [SELF, "'unsafe-inline'"],
    "style-src": [SELF, "'unsafe-inline'"],
    "img-src": [SELF, "data:", "blob:"],
    "font-src": [SELF, "data:"],
    "connect-src": [SELF],
    "frame-src": [SELF],
    "frame-ancestors": [SELF],
    "form-action": [SELF],
    "base-uri": [NONE],
}

PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

# --- one login page for shop, workspace, administration and Oscar's dashboard --------------------------------------------------
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/account/"
LOGOUT_REDIRECT_URL = "/"
WAGTAILADMIN_LOGIN_URL = "account_login"
WAGTAIL_FRONTEND_LOGIN_URL = "/login/"
WAGTAIL_PASSWORD_RESET_ENABLED = False  # /password/reset/ is the one way to a new password
# Django's own token holds password, last login and address, as allauth's does; to look at a link writes nothing with it.
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"  # noqa: S105 - the name of a class
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email", "phone"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_FORMS = {
    "login": "accounts.forms.LogInForm",
    "request_login_code": "accounts.login_codes.AskForm",
    "confirm_login_code": "accounts.login_codes.CodeForm",
}
# A login without a password: a code of six digits by mail or SMS, good for ten minutes and three tries.
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 10 * 60
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 3
ACCOUNT_LOGIN_BY_CODE_FORMAT = ACCOUNT_PHONE_VERIFICATION_CODE_FORMAT = {"numeric": True, "dashed": False, "length": 6}
# "strict" would let a second account with the same address be made, which the database refuses. Login and password reset tell nobody
# who exists; sign-up has to say that an address is taken, and is throttled.
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip,5/5m/key", "request_login_code": "10/m/ip,3/10m/key"}
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""

# --- second factor of staff: an app that shows codes (TOTP), and recovery codes ------------------------------------------------
STAFF_SECOND_FACTOR = env.switch("STAFF_SECOND_FACTOR" if env.text("STAFF_SECOND_FACTOR") else "SHOP_OPEN")
MFA_ADAPTER = "accounts.second_factor_adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_TOLERANCE = 1  # a phone's clock may be half a minute off; each code is taken once all the same
