"""The gateways that text messages leave by. Without one they are printed on the console, and an open shop sends none."""

from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from marketplace import env
from marketplace.settings.security import LOOPBACK_HOSTS

SMS_GATEWAY_URL = env.text("SMS_GATEWAY_URL")
SMS_GATEWAY_TOKEN = env.text("SMS_GATEWAY_TOKEN")
SMS_SENDER = env.text("SMS_SENDER")
SMS_ENTITY_ID = env.text("SMS_ENTITY_ID")
WHATSAPP_GATEWAY_URL = env.text("WHATSAPP_GATEWAY_URL")
WHATSAPP_GATEWAY_TOKEN = env.text("WHATSAPP_GATEWAY_TOKEN")

for _name, _address in {"SMS_GATEWAY_URL": SMS_GATEWAY_URL, "WHATSAPP_GATEWAY_URL": WHATSAPP_GATEWAY_URL}.items():
    _parts = urlsplit(_address)
    if _address and _parts.scheme != "https" and not (_parts.scheme == "http" and _parts.hostname in LOOPBACK_HOSTS):
        raise ImproperlyConfigured(f"{_name} must begin with https:// (http is for 127.0.0.1 only), not {_address!r}.")
