"""Weight and insurance at the counter of the post, and the claim sheet of a parcel that did not arrive."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from orders import claims, handover, losses
from orders.models import Parcel, ProducerOrder
from tests.orders import factories as make
from tests.orders.steps import bring, fresh, member_of, parcel_of
from tests.storefront.buyer import words

pytestmark = pytest.mark.django_db


def phone(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def packed(price_paise: int) -> ProducerOrder:
    group = make.make_group()
    return bring(make.place_order(make.make_listing(group, "Pashmina stole", price_paise=price_paise)), group, "packed")


def hand_over(part: ProducerOrder, carrier: str = "speed_post", **fields: str) -> str:
    number = parcel_of(part).number
    data = {"carrier": carrier, "on": timezone.localdate().isoformat(), f"go-{number}": "on", f"tracking-{number}": "EM123456789IN"}
    data |= {f"{name}-{number}": value for name, value in fields.items()}
    return words(phone(member_of(part.group)).post(f"/workspace/orders/{part.number}/hand-over/", data, follow=True))


def test_a_dear_parcel_by_post_is_asked_for_insurance_and_keeps_the_answer_with_its_weight() -> None:
    part = packed(500_100)
    assert "Say whether it goes insured." in hand_over(part, weight="310")
    assert fresh(part).status == "packed"
    hand_over(part, weight="310", insured="yes")
    parcel = parcel_of(part)
    assert (fresh(part).status, parcel.sent_weight_g, parcel.is_insured) == ("handed_over", 310, True)


@pytest.mark.parametrize(("price_paise", "carrier"), [(500_000, "speed_post"), (900_000, "own")])
def test_nobody_is_asked_up_to_5000_rupees_or_where_no_post_carries_it(price_paise: int, carrier: str) -> None:
    part = packed(price_paise)
    hand_over(part, carrier)
    assert (fresh(part).status, parcel_of(part).is_insured, parcel_of(part).sent_weight_g) == ("handed_over", None, None)


@pytest.mark.parametrize("weight", ["0", "-5", "61000", "heavy"])
def test_a_weight_that_can_not_be_is_told_beside_its_field(weight: str) -> None:
    part = packed(100_000)
    assert "to correct" in hand_over(part, weight=weight)
    assert fresh(part).status == "packed"


def sent(carrier: str = "speed_post") -> Parcel:
    part = packed(1_850_000)
    handover.hand_over(
        part,
        carrier=carrier,
        parcels={parcel_of(part).number: "EM123456789IN"},
        insured={parcel_of(part).number: True},
        acting_user=member_of(part.group),
    )
    return parcel_of(part)


def test_the_claim_sheet_of_a_lost_parcel_names_everything_and_the_last_day() -> None:
    parcel = sent()
    losses.lost(parcel, acting_user=make.make_member(make.make_group()))
    part = parcel.producer_order
    said = words(phone(member_of(part.group)).get(f"/workspace/orders/{part.number}/parcels/{parcel.number}/claim/"))
    last = timezone.localdate() + timedelta(days=30)
    for shown in (
        "Lost",
        "EM123456789IN",
        "Pashmina stole",
        "New Delhi, Delhi, 110001",
        "₹18,500",
        f"{last.day} {last:%B %Y}",
        "OM 17-01/2019-PD",
    ):
        assert shown in said
    for foreign in ("Asha", "98123", "Janpath"):
        assert foreign not in said


def test_a_packer_reads_no_worth_and_other_groups_read_nothing() -> None:
    parcel = sent()
    part = parcel.producer_order
    address = f"/workspace/orders/{part.number}/parcels/{parcel.number}/claim/"
    assert "₹" not in words(phone(make.make_member(part.group, "packer")).get(address))
    assert phone(make.make_member(make.make_group())).get(address).status_code == 404
    other = sent()
    wrong = f"/workspace/orders/{part.number}/parcels/{other.number}/claim/"
    assert phone(member_of(part.group)).get(wrong).status_code == 404


def test_a_carrier_without_known_terms_gets_a_cautious_week_and_says_so() -> None:
    found = claims.claim_of(sent("dtdc"))
    assert found
    assert (found.last_day - found.handed_over_on, found.is_known, found.is_over) == (timedelta(days=7), False, False)
    late = claims.claim_of(sent("dtdc"), timezone.localdate() + timedelta(days=8))
    assert late
    assert late.is_over


def test_a_parcel_that_is_here_or_has_arrived_has_no_claim() -> None:
    assert claims.claim_of(parcel_of(packed(100_000))) is None
    group = make.make_group()
    assert claims.claim_of(parcel_of(bring(make.place_order(make.make_listing(group)), group, "delivered"))) is None
