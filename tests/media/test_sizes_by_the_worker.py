"""The worker makes the sizes, after the upload is committed and outside any transaction."""

from io import BytesIO

import pytest
from django.db import transaction
from PIL import Image

from journal import outbox
from journal.models import Effect
from media import derivatives
from media.derivatives import make, sources
from media.models import Derivative, Picture
from media.uploads import store_picture
from tests.media.files import encoded

pytestmark = pytest.mark.usefixtures("committed_db", "media_dir")


def picture_of(width: int, height: int) -> Picture:
    return store_picture(BytesIO(encoded(Image.new("RGB", (width, height), "teal"))), title="Socks", alt="Grey socks")


def test_sizes_are_never_made_inside_a_transaction() -> None:
    picture = picture_of(64, 64)
    with pytest.raises(RuntimeError), transaction.atomic():
        make(picture)
    assert Derivative.objects.count() == 0
    assert len(make(picture)) == 3


def test_the_worker_makes_them_after_the_upload() -> None:
    picture = picture_of(400, 300)
    assert list(sources(picture)["jpeg"]) == ["400"]  # until then the original is shown

    assert outbox.drain() >= 1

    assert list(sources(picture)["avif"]) == ["160", "320", "400"]
    assert not Effect.objects.filter(kind=derivatives.KIND, done_at__isnull=True).exists()


def test_a_picture_deleted_meanwhile_needs_no_sizes() -> None:
    picture_of(64, 64).delete()

    outbox.drain()

    assert not Effect.objects.filter(kind=derivatives.KIND, done_at__isnull=True).exists()
