"""Visit the maker: said in the workspace, read on the group's page, and not while the group is away."""

from datetime import date

import pytest
import time_machine

from journal.models import AuditEntry
from producers import away
from producers.models import Holiday, Visit
from tests.orders import factories as make
from tests.storefront.looking import get, text_of
from tests.workspace.listing_pages import Lister

pytestmark = [pytest.mark.django_db, pytest.mark.once]
SAID = {
    "version": "0",
    "is_welcome": "on",
    "months": ["6", "7"],
    "languages": "Ladakhi, Hindi",
    "how_to_ask": "Call Dolma three days before.",
}


@pytest.fixture
def lister(db: None) -> Lister:
    Holiday.objects.all().delete()
    return Lister(make.make_group())


def test_what_the_group_says_stands_on_its_page_until_it_is_away(lister: Lister) -> None:
    form, page = f"/workspace/groups/{lister.group.slug}/visit/", f"/groups/{lister.group.slug}/"
    assert "Visit the maker" not in text_of(get(page))
    assert lister.client.post(form, SAID).status_code == 303

    with time_machine.travel("2027-07-04T05:00:00Z", tick=False):
        words = text_of(get(page))
        assert "Visit the maker When June, July now Languages Ladakhi, Hindi How to ask Call Dolma three days before." in words
        away.close(group=lister.group, starts_on=date(2027, 7, 4), ends_on=date(2027, 7, 9), is_paused=False, acting_user=lister.user)
        assert "Visit the maker" not in text_of(get(page))
    with time_machine.travel("2027-07-10T05:00:00Z", tick=False):
        assert "Visit the maker" in text_of(get(page))

    entry = AuditEntry.objects.get(action="producers.visit")
    assert (entry.before, entry.after["months"]) == ({}, [6, 7])
    again = lister.client.get(form).content.decode()
    assert 'name="version" value="1"' in again
    assert again.count(" checked>") == 3
    assert lister.client.post(form, {**SAID, "version": "1", "is_welcome": ""}).status_code == 303
    assert "Visit the maker" not in text_of(get(page))


def test_a_half_said_invitation_and_an_old_copy_change_nothing_and_keep_what_was_typed(lister: Lister) -> None:
    form = f"/workspace/groups/{lister.group.slug}/visit/"
    for wrong, words in (({"months": []}, "Choose the months"), ({"how_to_ask": " "}, "Write how people ask")):
        answer = lister.client.post(form, SAID | wrong)
        assert answer.status_code == 422
        assert words in answer.content.decode()
        assert "Ladakhi, Hindi" in answer.content.decode()
    assert not Visit.objects.exists()

    lister.client.post(form, SAID)
    lister.client.post(form, {**SAID, "version": "1", "languages": "Balti"})
    late = lister.client.post(form, {**SAID, "version": "1", "languages": "Purgi"})
    assert late.status_code == 422
    assert "Somebody of your group changed this meanwhile" in late.content.decode()
    assert 'name="version" value="2"' in late.content.decode()
    assert Visit.objects.get().languages == "Balti"
    assert AuditEntry.objects.filter(action="producers.visit").count() == 2
