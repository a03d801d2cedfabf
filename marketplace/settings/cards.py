"""Gateways: the keys of our accounts, and where they are. Without the keys a gateway is not offered."""

from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from marketplace import env
from marketplace.settings.security import LOOPBACK_HOSTS

STRIPE_SECRET_KEY = env.text("STRIPE_SECRET_KEY")
STRIPE_PUBLISHABLE_KEY = env.text("STRIPE_PUBLISHABLE_KEY")
STRIPE_WEBHOOK_SECRET = env.text("STRIPE_WEBHOOK_SECRET")
STRIPE_API_BASE = env.text("STRIPE_API_BASE").rstrip("/")
STRIPE_JS_URL = env.text("STRIPE_JS_URL")
SPLIT_GATEWAY_KEY_ID = env.text("SPLIT_GATEWAY_KEY_ID")
SPLIT_GATEWAY_KEY_SECRET = env.text("SPLIT_GATEWAY_KEY_SECRET")
SPLIT_GATEWAY_WEBHOOK_SECRET = env.text("SPLIT_GATEWAY_WEBHOOK_SECRET")
SPLIT_GATEWAY_API_BASE = env.text("SPLIT_GATEWAY_API_BASE").rstrip("/")

_SPLIT = {
    "SPLIT_GATEWAY_KEY_ID": SPLIT_GATEWAY_KEY_ID,
    "SPLIT_GATEWAY_KEY_SECRET": SPLIT_GATEWAY_KEY_SECRET,
    "SPLIT_GATEWAY_WEBHOOK_SECRET": SPLIT_GATEWAY_WEBHOOK_SECRET,
}
if any(_SPLIT.values()) and not all(_SPLIT.values()):
    raise ImproperlyConfigured(f"The licensed gateway needs all of {', '.join(_SPLIT)}, or none of them.")
_KEYS = {
    "STRIPE_SECRET_KEY": STRIPE_SECRET_KEY,
    "STRIPE_PUBLISHABLE_KEY": STRIPE_PUBLISHABLE_KEY,
    "STRIPE_WEBHOOK_SECRET": STRIPE_WEBHOOK_SECRET,
}
if any(_KEYS.values()) and not all(_KEYS.values()):
    raise ImproperlyConfigured(f"Cards need all of {', '.join(_KEYS)}, or none of them.")
if STRIPE_PUBLISHABLE_KEY and not STRIPE_PUBLISHABLE_KEY.startswith("pk_"):
    raise ImproperlyConfigured("STRIPE_PUBLISHABLE_KEY begins with pk_. The secret key must never stand in a page.")
_ADDRESSES = {
    "STRIPE_API_BASE": STRIPE_API_BASE,
    "STRIPE_JS_URL": STRIPE_JS_URL,
    "SPLIT_GATEWAY_API_BASE": SPLIT_GATEWAY_API_BASE,
}
for _name, _address in _ADDRESSES.items():
    _parts = urlsplit(_address)
    if not _parts.hostname or (_parts.scheme != "https" and not (_parts.scheme == "http" and _parts.hostname in LOOPBACK_HOSTS)):
        raise ImproperlyConfigured(f"{_name} must begin with https:// (http is for 127.0.0.1 only), not {_address!r}.")
