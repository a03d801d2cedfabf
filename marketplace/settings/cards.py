"""Cards by Stripe: the account's keys, and where Stripe is. Without the keys cards are not offered."""

from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from marketplace import env
from marketplace.settings.security import LOOPBACK_HOSTS

STRIPE_SECRET_KEY = env.text("STRIPE_SECRET_KEY")
STRIPE_PUBLISHABLE_KEY = env.text("STRIPE_PUBLISHABLE_KEY")
STRIPE_WEBHOOK_SECRET = env.text("STRIPE_WEBHOOK_SECRET")
STRIPE_API_BASE = env.text("STRIPE_API_BASE").rstrip("/")
STRIPE_JS_URL = env.text("STRIPE_JS_URL")

_KEYS = {
    "STRIPE_SECRET_KEY": STRIPE_SECRET_KEY,
    "STRIPE_PUBLISHABLE_KEY": STRIPE_PUBLISHABLE_KEY,
    "STRIPE_WEBHOOK_SECRET": STRIPE_WEBHOOK_SECRET,
}
if any(_KEYS.values()) and not all(_KEYS.values()):
    raise ImproperlyConfigured(f"Cards need all of {', '.join(_KEYS)}, or none of them.")
if STRIPE_PUBLISHABLE_KEY and not STRIPE_PUBLISHABLE_KEY.startswith("pk_"):
    raise ImproperlyConfigured("STRIPE_PUBLISHABLE_KEY begins with pk_. The secret key must never stand in a page.")
for _name, _address in (("STRIPE_API_BASE", STRIPE_API_BASE), ("STRIPE_JS_URL", STRIPE_JS_URL)):
    _parts = urlsplit(_address)
    if not _parts.hostname or (_parts.scheme != "https" and not (_parts.scheme == "http" and _parts.hostname in LOOPBACK_HOSTS)):
        raise ImproperlyConfigured(f"{_name} must begin with https:// (http is for 127.0.0.1 only), not {_address!r}.")
