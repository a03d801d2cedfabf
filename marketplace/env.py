"""Every environment variable the shop reads, with its type, default and meaning.

Nothing else in the project touches ``os.environ``. ``docs/settings.md`` describes the same table; a test compares the two.
"""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from django.core.exceptions import ImproperlyConfigured

PROJECT_DIR = Path(__file__).resolve().parent.parent

Kind = Literal["text", "switch", "whole", "path", "list", "secret"]


@dataclass(frozen=True)
class Variable:
    """One environment variable. ``default`` is the text used when it is not set."""

    name: str
    kind: Kind
    default: str
    meaning: str


VARIABLES: tuple[Variable, ...] = (
    Variable("SECRET_KEY", "secret", "", "Signs sessions and links. At least 50 random characters; the shop refuses to start without it."),
    Variable("SECRET_KEY_FILE", "path", "", "A file that holds the secret key, instead of SECRET_KEY."),
    Variable("BASE_URL", "text", "https://localhost", "The public address. Plain http is accepted for a loopback host only."),
    Variable("ALLOWED_HOSTS", "list", "", "Further host names the shop answers to, separated by commas."),
    Variable("DEBUG", "switch", "0", "Django's debug pages. Never on a public machine."),
    Variable("VAR_DIR", "path", "var", "Folder for the database, uploads, static files and logs."),
    Variable("DATABASE_URL", "secret", "", "For example postgres://user:password@host/name. Empty: SQLite in VAR_DIR."),
    Variable("DATABASE_REPLICA_URL", "secret", "", "A copy of DATABASE_URL that is only read, for pages that are the same for everybody."),
    Variable("DATABASE_POOL", "whole", "0", "PostgreSQL connections a process at most, shared by its threads. 0: one for each thread."),
    Variable(
        "DATABASE_PREPARED",
        "switch",
        "1",
        "0: behind a pooler without prepared statements. PgBouncer from 1.21 on: `ignore_startup_parameters = options`.",
    ),
    Variable("MEDIA_BUCKET_URL", "secret", "", "Bucket for uploads, https://key:secret@host/bucket?region=... Empty: a folder in VAR_DIR."),
    Variable("REDIS_URL", "secret", "", "Shared cache. Empty: the cache lives in each process."),
    Variable("ELASTICSEARCH_URL", "list", "", "Addresses of an Elasticsearch 8, separated by commas. Empty: the database searches."),
    Variable("ELASTICSEARCH_SHARDS", "whole", "1", "Shards of a new search index."),
    Variable("ELASTICSEARCH_REPLICAS", "whole", "0", "Copies of each shard of a new search index."),
    Variable("SEARCH_INDEX", "text", "ladakh-bazaar", "Name of the search index. Shops that share an Elasticsearch need one each."),
    Variable("EMAIL_URL", "secret", "consolemail://", "Where mail goes, for example smtp+tls://user:password@host:587."),
    Variable("MAIL_FROM", "text", "Ladakh Bazaar <shop@localhost>", "Sender of every mail."),
    Variable("SHOP_NAME", "text", "Ladakh Bazaar", "The name in the header, titles and mails."),
    Variable("SHOP_OPEN", "switch", "0", "1: a real shop. 0: a demo, with a banner on each page and noindex."),
    Variable("PAGE_CACHE", "switch", "0", "1: each process keeps pages for visitors without a cookie, for a minute at most."),
    Variable("STAFF_SECOND_FACTOR", "switch", "", "1: staff screens ask for a code from an app. Empty: as SHOP_OPEN."),
    Variable("SHOP_CARE_PHONE", "text", "1800-000-000", "Help line printed on each page."),
    Variable("SHOP_CARE_EMAIL", "text", "help@ladakhbazaar.example", "Help address printed on each page."),
    Variable("OPERATOR_NAME", "text", "Ladakh Bazaar Operator (demo)", "Legal name of who runs the shop, printed on tax papers."),
    Variable("OPERATOR_ADDRESS", "text", "Demo House, Leh, Ladakh 194101", "Address of the operator's registration in Ladakh."),
    Variable("OPERATOR_GSTIN", "text", "38AAAAA0000A1ZZ", "GSTIN of the operator in Ladakh. An open shop refuses to start with this one."),
    Variable("SHOP_UPI_ID", "text", "ladakhbazaar@demo", "UPI id that offline payments are sent to."),
    Variable("SHOP_BANK_ACCOUNT", "text", "Demo Bank, account 000000000000, IFSC DEMO0000000", "Account shown for bank transfers."),
    Variable("OFFLINE_HOLD_HOURS", "whole", "48", "Hours that stock is held for a UPI or bank payment."),
    Variable("STRIPE_SECRET_KEY", "secret", "", "Key of the shop's Stripe account (sk_...). Empty: cards are not offered."),
    Variable("STRIPE_PUBLISHABLE_KEY", "text", "", "The key that goes with it into the pay page (pk_...)."),
    Variable("STRIPE_WEBHOOK_SECRET", "secret", "", "Secret of the webhook endpoint at /webhooks/stripe/ (whsec_...)."),
    Variable("STRIPE_API_BASE", "text", "https://api.stripe.com", "Where Stripe's API is. Another address only for a test server."),
    Variable("STRIPE_JS_URL", "text", "https://js.stripe.com/v3/", "Stripe's script, loaded on the pay page only."),
    Variable("SPLIT_GATEWAY_KEY_ID", "text", "", "Key id at the licensed gateway. Empty: it is not offered."),
    Variable("SPLIT_GATEWAY_KEY_SECRET", "secret", "", "The secret that goes with it."),
    Variable("SPLIT_GATEWAY_WEBHOOK_SECRET", "secret", "", "Secret of the webhook endpoint at /webhooks/split/."),
    Variable("SPLIT_GATEWAY_API_BASE", "text", "https://api.razorpay.com", "Where its API is. Another address only for a test server."),
    Variable("BANK_KEYS", "secret", "", "Keys that seal account numbers of groups, newest first. Empty: made from SECRET_KEY."),
    Variable(
        "SMS_GATEWAY_URL", "text", "", "Where text messages are posted as JSON. Empty: printed on the console; an open shop sends none."
    ),
    Variable("SMS_GATEWAY_TOKEN", "secret", "", "What the SMS gateway knows the shop by (Authorization: Bearer)."),
    Variable("SMS_SENDER", "text", "LDKBZR", "The registered sender (DLT header) of text messages."),
    Variable("SMS_ENTITY_ID", "text", "", "The shop's id in the DLT register."),
    Variable("WHATSAPP_GATEWAY_URL", "text", "", "As SMS_GATEWAY_URL, for WhatsApp."),
    Variable("WHATSAPP_GATEWAY_TOKEN", "secret", "", "What the WhatsApp gateway knows the shop by."),
    Variable("TRUSTED_PROXIES", "whole", "0", "How many proxies in front of the shop may be believed about the visitor's address."),
    Variable("TASKS_BACKEND", "text", "", "Import path of a django-tasks backend that carries out effects. Empty: the worker does it."),
    Variable("LOG_LEVEL", "text", "INFO", "Least severe log entry that is written."),
    Variable("FAULT_POINT", "text", "", "Tests only: the named point at which the process kills itself."),
)

_BY_NAME = {variable.name: variable for variable in VARIABLES}
_SWITCH = {"0": False, "1": True, "false": False, "true": True, "no": False, "yes": True, "": False}


def text(name: str) -> str:
    """The variable as text, or its default. Raises ``KeyError`` for a name that is not in the table."""
    return os.environ.get(name, _BY_NAME[name].default).strip()


def switch(name: str) -> bool:
    """The variable as yes or no. Raises ``ImproperlyConfigured`` for anything else."""
    value = text(name).lower()
    if value not in _SWITCH:
        raise ImproperlyConfigured(f"{name} must be 1 or 0, not {value!r}.")
    return _SWITCH[value]


def whole(name: str) -> int:
    """The variable as a whole number of zero or more."""
    value = text(name)
    if not value.isdigit():
        raise ImproperlyConfigured(f"{name} must be a whole number, not {value!r}.")
    return int(value)


def path(name: str) -> Path | None:
    """The variable as a path, relative ones from the project's folder; ``None`` when empty."""
    value = text(name)
    return (PROJECT_DIR / value).resolve() if value else None


def parts(name: str) -> list[str]:
    """The variable as a list, split at commas, empty parts dropped."""
    return [part.strip() for part in text(name).split(",") if part.strip()]
