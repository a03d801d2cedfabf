"""Clocks after the sale: what was agreed to and never sent back, and photos that nobody needs any more."""

from datetime import datetime, timedelta
from io import BytesIO

import pytest
from django.utils import timezone
from PIL import Image

from journal.models import AuditEntry
from notices.models import Notice
from orders import photo_keeping, photos
from orders.errors import NotPossible
from orders.models import LineRecord, PartPhoto, ProducerOrder, ReturnRequest
from orders.returns import asking, clocks, deciding, going_back, lapsing
from orders.returns.asking import Wanted
from orders.returns.queries import page_of
from tests.orders import factories as make
from tests.orders.steps import bring, member_of

pytestmark = pytest.mark.django_db


def _agreed(*, goods_come_back: bool = True) -> ReturnRequest:
    group = make.make_group()
    part = bring(make.place_order(make.make_listing(group)), group, "delivered")
    request = _ask(part, f"first-{part.number}-00")
    return deciding.approve(request, goods_come_back=goods_come_back, acting_user=member_of(group))


def _ask(part: ProducerOrder, key: str) -> ReturnRequest:
    line = LineRecord.objects.get(producer_order=part)
    wanted = Wanted(pieces={line.pk: 1}, reason="damaged", words="A hole", wish="money", has_tag=True)
    return asking.ask(part, wanted, key=key)


def _after(days: float) -> datetime:
    return timezone.now() + timedelta(days=days)


def test_a_return_that_is_never_sent_back_is_told_once_and_then_closed() -> None:
    request = _agreed()
    days = clocks.on(timezone.localdate())
    assert (days.send_back_days, days.remind_days) == (21, 7)
    assert lapsing.go_on(_after(13.9)) == (0, 0)
    assert lapsing.go_on(_after(14.1)) == (1, 0)
    assert lapsing.go_on(_after(20)) == (0, 0)
    assert lapsing.go_on(_after(21.1)) == (0, 1)
    assert lapsing.go_on(_after(30)) == (0, 0)
    request.refresh_from_db()
    assert request.status == "lapsed"
    told = Notice.objects.filter(kind__in=("return_time_ends", "return_lapsed")).order_by("pk")
    assert [notice.kind for notice in told] == ["return_time_ends", "return_lapsed"]
    with pytest.raises(NotPossible):
        going_back.sent_back(request, carrier="India Post", tracking_number="EP1")


def test_what_is_on_its_way_or_need_not_come_back_is_never_closed() -> None:
    sent, kept = _agreed(), _agreed(goods_come_back=False)
    going_back.sent_back(sent, carrier="India Post", tracking_number="EP1")
    assert lapsing.go_on(_after(60)) == (0, 0)
    for request in (sent, kept):
        request.refresh_from_db()
    assert (sent.status, kept.status) == ("sent_back", "approved")


def test_goods_that_come_all_the_same_are_received_but_not_for_two_returns() -> None:
    request = _agreed()
    user, part = member_of(request.producer_order.group), request.producer_order
    lapsing.go_on(_after(22))
    request.refresh_from_db()
    again = _ask(part, f"again-{part.number}-00")
    with pytest.raises(NotPossible):
        going_back.received(request, can_be_sold=False, acting_user=user)
    deciding.refuse(again, reason="no_fault", words="It is as its page says.", acting_user=user)
    going_back.received(request, can_be_sold=False, acting_user=user)
    assert LineRecord.objects.get(producer_order=part).returned == 1


def _photo(part: ProducerOrder, *, days: int, request: ReturnRequest | None = None) -> PartPhoto:
    file = BytesIO()
    Image.new("RGB", (64, 64), "red").save(file, "JPEG")
    file.seek(0)
    kind = PartPhoto.Kind.RETURN if request else PartPhoto.Kind.PACKED
    kept = photos.keep(part, photos.take_in([file]), kind=kind, acting_user=None, request=request)[0]
    PartPhoto.objects.filter(pk=kept.pk).update(at=timezone.now() - timedelta(days=days))
    kept.refresh_from_db()
    return kept


def test_a_photo_is_deleted_when_its_time_is_over_and_what_it_was_stays(media_dir: object) -> None:
    group = make.make_group()
    part = bring(make.place_order(make.make_listing(group)), group, "delivered")
    old, young = _photo(part, days=366), _photo(part, days=364)
    storage, name = old.file.storage, old.file.name
    PartPhoto.objects.create(producer_order=part, kind="packed", file=name, sha256=old.sha256)  # the same file, younger
    assert photo_keeping.delete_due() == 1
    assert storage.exists(name), "another row still needs the file"
    PartPhoto.objects.filter(file=name).update(at=old.at)
    assert [photo_keeping.delete_due(), photo_keeping.delete_due()] == [1, 0]
    assert (storage.exists(name), storage.exists(young.file.name)) == (False, True)
    old.refresh_from_db()
    assert (bool(old.file), old.sha256 != "", AuditEntry.objects.filter(action="orders.photo_deleted").count()) == (False, True, 2)


def test_photos_of_a_part_with_an_open_return_are_kept(media_dir: object) -> None:
    request = _agreed()
    photo = _photo(request.producer_order, days=400, request=request)
    assert photo_keeping.delete_due() == 0
    assert [shown.pk for shown in page_of(request).photos] == [photo.pk]
    ReturnRequest.objects.filter(pk=request.pk).update(status="lapsed")
    assert photo_keeping.delete_due() == 1
    assert page_of(request).photos == []
