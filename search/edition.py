"""The edition of the facts: a name that changes with every write, by which copies in memory know that they are out of date."""

import secrets

from django.db import connection

from search.models import Edition

ROW = 1


def current() -> str:
    """The name of the present edition, empty before the first write."""
    return Edition.objects.filter(pk=ROW).values_list("token", flat=True).first() or ""


def begin() -> None:
    """Start a new edition, in the transaction of the write. A random name: after a rollback the old one is right again."""
    token = secrets.token_hex(16)
    if not Edition.objects.filter(pk=ROW).update(token=token):
        Edition.objects.bulk_create([Edition(pk=ROW, token=token)], update_conflicts=True, unique_fields=["id"], update_fields=["token"])


def hold() -> None:
    """Make other writers of facts wait until this transaction ends. SQLite lets one write at a time anyway."""
    if not connection.features.has_select_for_update:
        return
    Edition.objects.bulk_create([Edition(pk=ROW, token="")], ignore_conflicts=True)
    Edition.objects.select_for_update().get(pk=ROW)
