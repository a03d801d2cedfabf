"""Going live: where parcels start, whether a piece can be carried, whether its tax rate is known."""

import pytest

from catalogue.requirements import problems_of, requirement_names
from delivery.models import Hub, Origin
from delivery.origins import NoHubNear, ensure_origin
from delivery.readiness import parcels_can_start
from payments.readiness import tax_rate_is_known
from producers.models import ProducerGroup
from producers.signals import group_changed
from tests.orders import factories as make


def _codes(listing: object) -> set[str]:
    return {problem.code for problem in problems_of(listing)}


def test_both_rooms_have_joined_the_port() -> None:
    assert {"parcels_can_start", "tax_rate_is_known"} <= set(requirement_names())


def test_a_listing_whose_parcels_can_not_start_does_not_go_live(db: None) -> None:
    group = make.make_group()
    listing = make.make_listing(group, weight_g=20_000)
    assert parcels_can_start(listing) == []
    listing.weight_g = 20_001
    Origin.objects.all().delete()
    assert [problem.code for problem in parcels_can_start(listing)] == ["no_origin", "too_heavy"]
    assert {"no_origin", "too_heavy"} <= _codes(listing)


def test_a_listing_without_a_known_tax_rate_does_not_go_live(db: None) -> None:
    listing = make.make_listing(make.make_group())
    assert tax_rate_is_known(listing) == []
    listing.hsn = "9999"
    assert [(problem.code, problem.field) for problem in tax_rate_is_known(listing)] == [("no_tax_rate", "hsn")]
    assert "no_tax_rate" in _codes(listing)


def _news(group: ProducerGroup) -> None:
    group_changed.send(sender=ProducerGroup, group_id=group.pk)


def test_an_approved_group_gets_an_origin_and_one_that_is_not_does_not(db: None) -> None:
    group = make.make_group()
    Origin.objects.all().delete()
    ProducerGroup.objects.update(status=ProducerGroup.Status.SUSPENDED)
    _news(group)
    assert not Origin.objects.exists()
    ProducerGroup.objects.update(status=ProducerGroup.Status.APPROVED)
    _news(group)
    assert Origin.objects.get().group == group


@pytest.mark.parametrize("is_pin_unknown", [True, False])
def test_where_no_hub_is_near_staff_have_to_set_one(db: None, is_pin_unknown: bool) -> None:
    group = make.make_group()
    Origin.objects.all().delete()
    if is_pin_unknown:
        ProducerGroup.objects.update(pin="110001")
        group.refresh_from_db()
    else:
        Hub.objects.filter(code="leh").update(code="elsewhere")
    _news(group)
    assert not Origin.objects.exists()
    with pytest.raises(NoHubNear):
        ensure_origin(group=group)
