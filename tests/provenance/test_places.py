"""Places of all seven districts, with a position only where it may be drawn on a map."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from provenance.models import Place
from provenance.places import load_places

pytestmark = pytest.mark.django_db


def test_places_stand_in_their_district_with_source_and_confidence() -> None:
    assert Place.objects.count() == 78
    assert Place.objects.values("district").distinct().count() == 7
    leh = Place.objects.select_related("district").get(code="leh")
    assert (leh.name, leh.district.code, leh.altitude_m, leh.pin, leh.position_confidence) == ("Leh", "leh", 3502, "194101", "high")
    assert (leh.latitude, leh.longitude) == (Decimal("34.1650"), Decimal("77.5840"))
    assert "GeoNames" in leh.source
    assert not Place.objects.filter(source="").exists()


def test_a_place_of_low_confidence_has_no_position() -> None:
    unsure = Place.objects.filter(position_confidence="low")
    assert unsure.count() == 24
    assert not unsure.exclude(latitude=None, longitude=None).exists()
    assert not Place.objects.filter(position_confidence__in=["high", "medium"], latitude=None).exists()


def test_loading_again_writes_nothing_and_puts_back_what_was_changed() -> None:
    with CaptureQueriesContext(connection) as queries:
        assert load_places() == 78
    assert [row["sql"].split()[0] for row in queries] == ["SELECT", "SELECT"]
    Place.objects.filter(code="padum").update(pin="999999")
    load_places()
    assert Place.objects.get(code="padum").pin == "194302"
