"""The process dies while a shopper's choice is carried out or a photo is deleted: whole or not at all, and once when it is done again."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.utils import timezone
from PIL import Image

from orders import choosing, photo_keeping, photos
from orders.models import LineRecord, Parcel, PartPhoto, ProducerOrder, ShopperChoice
from orders.reconciling import reconcile
from payments import comparing
from payments.models import Refund
from tests.faults.killing import die_at, points_of
from tests.orders import factories as make
from tests.orders.steps import bring, fresh, member_of
from tests.payments.ledgers import check_ledger

pytestmark = [pytest.mark.long, pytest.mark.usefixtures("committed_db")]
CHOOSE, DELETE = points_of("choosing.py"), points_of("photo_keeping.py")


def _asked() -> ShopperChoice:
    market = make.make_market()
    part = fresh(make.part_of(make.make_paid_order((market.stole, 2)), market.wool))
    line = LineRecord.objects.get(producer_order=part)
    later = timezone.localdate() + timedelta(days=30)
    return choosing.ask(part, line_id=line.pk, pieces=1, wait_until=later, acting_user=member_of(part.group))


@pytest.mark.parametrize("answer", ["money", "wait"])
@pytest.mark.parametrize("point", CHOOSE)
def test_a_choice_is_carried_out_with_its_answer_or_is_still_open(point: str, answer: str) -> None:
    choice = _asked()
    days = list(Parcel.objects.values_list("promised_to"))
    die_at(point, lambda: choosing.choose(choice, answer))
    choice.refresh_from_db()
    assert (choice.answer, Refund.objects.count(), list(Parcel.objects.values_list("promised_to"))) == ("", 0, days)
    for _time in range(2):
        choosing.choose(choice, answer)
    assert Refund.objects.count() == (1 if answer == "money" else 0)
    assert (list(Parcel.objects.values_list("promised_to")) != days) is (answer == "wait")
    check_ledger()
    assert comparing.differences() == []
    report = reconcile()
    assert (report.posted, report.wrong) == (0, [])


@pytest.mark.parametrize("point", DELETE)
def test_a_photo_is_there_until_its_row_says_that_it_is_deleted(point: str, media_dir: object) -> None:
    group = make.make_group()
    part: ProducerOrder = bring(make.place_order(make.make_listing(group)), group, "delivered")
    file = BytesIO()
    Image.new("RGB", (64, 64), "red").save(file, "JPEG")
    file.seek(0)
    [photo] = photos.keep(part, photos.take_in([file]), kind=PartPhoto.Kind.PACKED, acting_user=None)
    PartPhoto.objects.update(at=timezone.now() - timedelta(days=400))
    storage, name = photo.file.storage, photo.file.name
    die_at(point, photo_keeping.delete_due)
    assert storage.exists(name)
    assert PartPhoto.objects.get().deleted_at is None
    assert photo_keeping.delete_due() == 1
    assert not storage.exists(name)
