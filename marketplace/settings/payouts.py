"""Payouts to groups: the keys under which their account numbers are sealed."""

from django.core.exceptions import ImproperlyConfigured

from marketplace import env

BANK_KEYS = env.parts("BANK_KEYS")
if any(len(_key) < 32 for _key in BANK_KEYS):
    raise ImproperlyConfigured("Each key in BANK_KEYS must be at least 32 random characters.")
