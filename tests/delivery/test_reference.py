"""Reference data of delivery: complete, loaded twice without change, and never over what staff have written."""

from datetime import date
from itertools import product

from delivery import reference
from delivery.models import Closure, Hub, PostOffice, Rate, Zone, ZonePins
from delivery.origins import ensure_origin, set_origin
from delivery.parcels import MAX_PARCEL_G
from tests.orders.factories import make_group

SLABS = [250, 500, 1000, 2000, 3000, 5000, 10_000, 20_000]


def _content() -> list[list[tuple[object, ...]]]:
    return [list(model.objects.order_by("pk").values_list()) for model in (Hub, Zone, ZonePins, Rate, Closure, PostOffice)]


def test_loading_twice_changes_nothing(db: None) -> None:
    reference.load()
    before = _content()
    assert reference.load() > 250
    assert _content() == before


def test_every_hub_has_a_rate_to_every_zone_in_every_slab_and_it_never_falls_with_weight(db: None) -> None:
    reference.load()
    for hub, zone in product(Hub.objects.all(), Zone.objects.all()):
        rates = list(Rate.objects.filter(hub=hub, zone=zone, valid_to=None).order_by("up_to_g"))
        assert [rate.up_to_g for rate in rates] == SLABS
        charges = [rate.charge_paise for rate in rates]
        assert charges == sorted(charges)
        assert all("not a carrier quote" in rate.source for rate in rates)
    assert SLABS[-1] == MAX_PARCEL_G


def test_what_staff_have_changed_stays(db: None) -> None:
    reference.load()
    Rate.objects.filter(hub__code="leh", zone__code="N1", up_to_g=500).update(charge_paise=1)
    Closure.objects.filter(hub__code="leh").update(starts_on=date(2026, 12, 25), extra_days=30)
    Hub.objects.filter(code="leh").update(name="Leh counter")
    reference.load()
    assert Rate.objects.get(hub__code="leh", zone__code="N1", up_to_g=500).charge_paise == 1
    assert [closure.extra_days for closure in Closure.objects.filter(hub__code="leh")] == [30]
    assert Hub.objects.get(code="leh").name == "Leh counter"


def test_every_pin_of_ladakh_has_a_hub_near_it(db: None) -> None:
    reference.load()
    for pin in PostOffice.objects.filter(gst_state_code="38").values_list("pin", flat=True):
        origin = ensure_origin(group=make_group(f"group-{pin}", pin=pin))
        assert origin.days_to_hub_min <= origin.days_to_hub_max


def test_an_origin_that_was_set_is_not_guessed_again(db: None) -> None:
    group = make_group(pin="194101")
    set_origin(group=group, hub=Hub.objects.get(code="padum"), days_to_hub_min=2, days_to_hub_max=9)
    origin = ensure_origin(group=group)
    assert (origin.hub.code, origin.days_to_hub_min, origin.days_to_hub_max) == ("padum", 2, 9)
