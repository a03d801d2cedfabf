"""Who may review: buyers of what has arrived, and nobody else."""

from datetime import timedelta

import pytest
from django.utils import timezone

from catalogue.voice_models import Review
from catalogue.voices.errors import VoiceRefused
from catalogue.voices.reviews import Said
from notices.models import Notice
from notices.secrets import fill_in
from orders import links, reviewing
from orders.contacts import Contact
from orders.models import LineRecord, Parcel, ProducerOrder
from producers import facilitation
from producers.models import Membership
from tests.orders import factories as make
from tests.orders import steps

pytestmark = pytest.mark.django_db
GOOD = Said(5, "goods", "Warm.", "Asha")


def delivered(to: str = "delivered", **placed: object) -> ProducerOrder:
    group = make.make_group()
    goods = make.make_listing(group, "Stole"), make.make_listing(group, "Socks")
    return steps.bring(make.place_order(*goods, **placed), group, to)


def record_of(part: ProducerOrder) -> LineRecord:
    return LineRecord.objects.filter(producer_order=part).earliest("pk")


def test_each_line_that_arrived_is_reviewed_once() -> None:
    part = delivered()
    written = reviewing.write(part, record_id=record_of(part).pk, said=GOOD, language="en")
    again = reviewing.write(part, record_id=record_of(part).pk, said=Said(1, "goods"), language="en")
    assert again == written
    assert (written.part_number, written.stars) == (part.number, 5)
    assert [row.review for row in reviewing.lines_of(part)] == [written, None]


def test_nothing_is_reviewed_before_it_arrives() -> None:
    part = delivered("handed_over")
    with pytest.raises(VoiceRefused):
        reviewing.write(part, record_id=record_of(part).pk, said=GOOD, language="en")
    assert not Review.objects.exists()


def test_a_line_of_another_part_is_not_ones_own() -> None:
    mine, other = delivered(), delivered()
    with pytest.raises(VoiceRefused):
        reviewing.write(mine, record_id=record_of(other).pk, said=GOOD, language="en")


def test_a_lost_parcel_is_no_reason_to_review_the_goods() -> None:
    part = delivered()
    Parcel.objects.filter(producer_order=part).update(status="lost", ended_on=timezone.localdate())
    assert reviewing.lines_of(part) == []


def test_after_half_a_year_it_is_too_late() -> None:
    part = delivered()
    part.delivered_on = timezone.localdate() - timedelta(days=reviewing.REVIEW_DAYS)
    assert reviewing.may_review(part)
    part.delivered_on -= timedelta(days=1)
    assert not reviewing.may_review(part)


@pytest.mark.parametrize("known_by", ["account", "mail", "mobile", "facilitator", "former member"])
def test_the_groups_own_people_do_not_review_its_goods(known_by: str) -> None:
    group = make.make_group()
    person = make.make_member(make.make_group(), email="dolma@example.com")
    if known_by == "facilitator":
        facilitation.grant(group=group, user=person, consent="Agreed", acting_user=None)
    else:
        Membership.objects.create(user=person, group=group, role="packer", ended_at=timezone.now() if known_by == "former member" else None)
    fields: dict[str, object] = {"user": person}
    if known_by == "mail":
        fields = {"contact": Contact("Dolma", "+919812345679", "Dolma@example.com")}
    if known_by == "mobile":
        type(person).objects.filter(pk=person.pk).update(mobile="+919812345679")
        fields = {"contact": Contact("Dolma", "+919812345679", "other@example.com")}
    part = steps.bring(make.place_order(make.make_listing(group), **fields), group, "delivered")
    assert reviewing.lines_of(part) == []


def test_each_buyer_is_asked_once_some_days_after_the_parcel_with_a_link_that_opens_the_form() -> None:
    part = delivered()
    assert reviewing.invite_due() == 0
    ProducerOrder.objects.filter(pk=part.pk).update(delivered_on=timezone.localdate() - timedelta(days=reviewing.ASK_AFTER_DAYS))
    assert reviewing.invite_due() == 1
    assert reviewing.invite_due() == 0
    notice = Notice.objects.get(kind="review_invite")
    token = links.token_of(links.standing_link(part.order))
    assert token is not None
    assert token not in notice.body
    assert f"/o/{token}/review/{part.number}/" in fill_in(notice.body)
    links.revoke(part.order)
    assert token not in fill_in(notice.body)


def test_who_was_not_asked_for_a_month_is_left_in_peace() -> None:
    part = delivered()
    ProducerOrder.objects.filter(pk=part.pk).update(delivered_on=timezone.localdate() - timedelta(days=reviewing.ASK_UNTIL_DAYS + 1))
    assert reviewing.invite_due() == 0
