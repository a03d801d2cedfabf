"""Districts are dated: two before 27 April 2026, seven from that day, each counted with Leh or Kargil."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from producers.districts import UnknownDistrict, district_on, districts_on, load_districts
from producers.models import District

pytestmark = pytest.mark.django_db
DAY_BEFORE, DAY = date(2026, 4, 26), date(2026, 4, 27)


def test_there_are_two_districts_the_day_before_and_seven_on_the_day() -> None:
    assert [row.code for row in districts_on(DAY_BEFORE)] == ["kargil", "leh"]
    assert {row.code: row.rollup for row in districts_on(DAY)} == {
        "leh": "leh",
        "nubra": "leh",
        "sham": "leh",
        "changthang": "leh",
        "kargil": "kargil",
        "zanskar": "kargil",
        "drass": "kargil",
    }


def test_a_new_district_is_unknown_the_day_before() -> None:
    assert district_on("nubra", DAY).name == "Nubra"
    with pytest.raises(UnknownDistrict, match="'nubra' on 2026-04-26"):
        district_on("nubra", DAY_BEFORE)


def test_a_district_is_gone_on_its_last_day() -> None:
    District.objects.filter(code="drass").update(valid_to=date(2030, 1, 1))
    assert district_on("drass", date(2029, 12, 31)).code == "drass"
    with pytest.raises(UnknownDistrict):
        district_on("drass", date(2030, 1, 1))


def test_loading_again_writes_nothing_and_mends_what_was_changed() -> None:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert load_districts() == 7
    assert len(queries) == 1
    District.objects.filter(code="sham").update(rollup="kargil")
    load_districts()
    assert District.objects.get(code="sham").rollup == "leh"
