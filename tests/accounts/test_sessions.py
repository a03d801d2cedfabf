"""Sessions that are read and changed by composed statements are those of Django's own store."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from accounts.sessions import SessionStore

pytestmark = pytest.mark.django_db


def begun(**kept: str) -> SessionStore:
    store = SessionStore()
    store.update(kept)
    store.save()
    return store


def test_each_store_reads_what_the_other_wrote_and_changed() -> None:
    key = begun(name="Ülo % 's").session_key
    ours, theirs = SessionStore(key), DatabaseStore(key)
    assert ours["name"] == theirs["name"] == "Ülo % 's"
    ours["name"] = "Dolma"
    ours.set_expiry(600)
    ours.save()
    again = DatabaseStore(key)
    assert (again["name"], again.get_expiry_age()) == ("Dolma", 600)
    again["name"] = "Angmo"
    again.save()
    assert SessionStore(key)["name"] == "Angmo"
    assert Session.objects.count() == 1


def test_one_that_has_run_out_is_none_and_is_never_taken_over() -> None:
    store = begun(name="Dolma")
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    late = SessionStore(store.session_key)
    assert late.get("name") is None
    late["name"] = "Angmo"
    late.save()
    assert late.session_key != store.session_key
    assert Session.objects.count() == 2


def test_one_that_was_ended_meanwhile_is_not_written_again() -> None:
    store = begun(name="Dolma")
    assert store["name"] == "Dolma"
    Session.objects.all().delete()
    store["name"] = "Angmo"
    with pytest.raises(UpdateError):
        store.save()
    assert not Session.objects.exists()


def test_the_shop_uses_it_and_others_sessions_stay_as_they_are(client: Client) -> None:
    assert settings.SESSION_ENGINE == "accounts.sessions"
    other = begun(name="Dolma")
    session = client.session
    session["name"] = "Angmo"
    session.save()
    assert SessionStore(other.session_key)["name"] == "Dolma"
    assert SessionStore(session.session_key)["name"] == "Angmo"
