"""Editors keep names of their own: searches know them at once, every change is in the audit trail, nothing is deleted."""

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from accounts.models import User
from journal.models import AuditEntry
from search import engine
from search.contract import Query
from search.models import Synonym
from tests.search.goods import goods, group_in

pytestmark = pytest.mark.django_db
PLACE = "/admin/snippets/search/synonym/"


@pytest.fixture
def editor() -> Client:
    user = User.objects.create_user(email="editor@example.org", password="x")
    user.groups.add(Group.objects.get(name="Editors"))
    client = Client()
    client.force_login(user)
    return client


def total(text: str) -> int:
    return engine().search(Query(text=text)).total


def write(client: Client, path: str, names: str, **given: str) -> int:
    return client.post(PLACE + path, {"names": names, "note": "", "is_used": "on", **given}).status_code


def test_a_name_is_searched_for_from_the_moment_it_is_saved_and_no_more_when_it_is_switched_off(editor: Client) -> None:
    goods(group_in("leh", "Leh"), "Felt boots")
    assert total("paabu") == 0

    assert write(editor, "add/", "felt boot\npaabu\nཔ་བུ") == 302
    assert (total("paabu"), total("པ་བུ"), total("felt boots")) == (1, 1, 1)
    synonym = Synonym.objects.get()
    assert editor.post(f"{PLACE}edit/{synonym.pk}/", {"names": "felt boot\npaabu", "note": "Leh"}).status_code == 302
    assert (total("paabu"), total("felt boots")) == (0, 1)

    first, second = AuditEntry.objects.filter(action__startswith="search.synonyms").order_by("pk")
    assert (first.action, first.after["names"]) == ("search.synonyms_added", ["felt boot", "paabu", "པ་བུ"])
    assert (second.before["is_used"], second.after["is_used"], second.after["note"]) == (True, False, "Leh")
    assert first.actor == second.actor == f"user:{User.objects.get(email='editor@example.org').pk}"


@pytest.mark.parametrize("names", ["", "one", "one\n\n  ", "felt\n!!", "felt\n" + "word " * 6, "\n".join(f"name {n}" for n in range(61))])
def test_a_list_that_searches_can_not_use_is_sent_back_with_its_words(editor: Client, names: str) -> None:
    answer = editor.post(PLACE + "add/", {"names": names, "note": "kept words", "is_used": "on"})

    assert (answer.status_code, Synonym.objects.count()) == (200, 0)
    assert "kept words" in answer.content.decode()
    assert not AuditEntry.objects.filter(action__startswith="search.synonyms").exists()


def test_no_list_is_deleted_one_by_one_or_many_at_a_time(editor: Client) -> None:
    write(editor, "add/", "felt boot\npaabu")
    synonym = Synonym.objects.get()
    boss = Client()
    boss.force_login(User.objects.create_superuser(email="boss@example.org", password="x"))
    for client in (editor, boss):
        client.post(f"{PLACE}delete/{synonym.pk}/")
        client.post(f"/admin/bulk/search/synonym/delete/?id={synonym.pk}")

    assert Synonym.objects.count() == 1


def test_who_may_not_edit_pages_may_not_edit_names() -> None:
    user = User.objects.create_user(email="money@example.org", password="x")
    user.groups.add(Group.objects.get(name="Finance"))
    client = Client()
    client.force_login(user)

    assert write(client, "add/", "felt boot\npaabu") in (302, 403)
    assert Synonym.objects.count() == 0
