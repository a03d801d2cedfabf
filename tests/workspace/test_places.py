"""A village is typed with suggestions; what is not understood is chosen from a list by district. Without any script."""

import pytest
from django.test import Client

from catalogue.models import ListingDraft
from provenance import place_names
from provenance.models import Place
from tests.orders import factories as make
from tests.producers.joining import ANSWERS
from tests.storefront.buyer import words
from tests.workspace.listing_pages import Lister

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media_dir")]


@pytest.fixture
def lister() -> Lister:
    lister = Lister(make.make_group())
    lister.start()
    lister.post("what", type="pashmina_stole")
    return lister


@pytest.mark.parametrize("typed", ["chiling", "Chiling", " CHILLING ", "Chiling, Leh", "chilling,  leh", "Chiling Sumda"])
def test_the_coppersmiths_village_is_found_in_every_spelling(typed: str) -> None:
    found = place_names.find(typed, place_names.all_places())
    assert found is not None
    assert (found.code, found.district.code, found.position_confidence, found.latitude) == ("chiling", "leh", "low", None)
    assert "gaatha.org" in found.source


def test_every_place_is_found_by_what_is_suggested_for_it() -> None:
    places = place_names.all_places()
    assert len(places) == 78
    assert all(place_names.find(place_names.label(place), places) == place for place in places)


def test_the_list_stands_by_district_the_own_one_first_and_names_the_block() -> None:
    near = Place.objects.get(code="sankoo").district_id
    groups = place_names.grouped(place_names.all_places(near))
    assert groups[0][0] == Place.objects.get(code="sankoo").district.name
    assert len(groups) == 7
    assert ("chiling", "Chiling (Nimoo)") in dict(groups)["Leh"]


def test_a_place_is_typed_and_kept_by_its_code(lister: Lister) -> None:
    page = lister.get("from").content.decode()
    assert '<option value="Chiling, Leh">' in page
    assert "<select" not in page.partition('name="place_code"')[2].partition("</datalist>")[2][:40]
    assert lister.post("from", place_code="Chilling", lot="").status_code == 303
    assert lister.draft.answers["place_code"] == "chiling"
    assert (
        'value="Chiling, Leh"'
        in lister.get("from").content.decode().partition('name="place_code"')[0][-200:]
        + lister.get("from").content.decode().partition('name="place_code"')[2][:200]
    )


def test_what_is_not_understood_is_chosen_from_the_list(lister: Lister) -> None:
    answer = lister.post("from", place_code="Chilign", lot="")
    page = answer.content.decode()
    assert (answer.status_code, "We do not know" in words(answer)) == (422, True)
    listed = page.partition('name="place_code_listed"')[2]
    assert listed.index('value="chiling"') < listed.index('<optgroup label="Leh">')
    assert "place_code" not in ListingDraft.objects.get(key=lister.key).answers
    assert lister.post("from", place_code="Chilign", place_code_listed="chiling", lot="").status_code == 303
    assert lister.draft.answers["place_code"] == "chiling"


def test_who_applies_is_offered_the_villages_and_may_type_another() -> None:
    client = Client()
    begun = client.post("/sell/", {name: ANSWERS[name] for name in ("name", "kind")})
    page = client.get(begun["Location"]).content.decode()
    assert '<datalist id="villages">' in page
    assert '<option value="Chiling">Leh</option>' in page
    told = {"village": "Nowhere yet", "district": "leh", "pin": "194101"}
    assert client.post(begun["Location"], told).status_code == 303
