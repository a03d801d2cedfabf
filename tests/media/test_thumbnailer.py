"""Oscar's dashboard is shown ready-made sizes."""

from io import BytesIO

import pytest
from django.template import Context, Template
from pytest_django import Settings

from media.derivatives import make
from media.thumbnailer import DerivativeThumbnailer
from media.uploads import store_picture
from tests.media.files import drawing, encoded

pytestmark = [pytest.mark.django_db, pytest.mark.once, pytest.mark.usefixtures("media_dir")]


@pytest.mark.parametrize(
    ("box", "width"), [("70x70", 160), ("440x400", 640), ("x155", 320), ("x330", 640), ("70x", 160), ("330x", 640), ("2000x2000", 1000)]
)
def test_the_narrowest_size_that_fills_the_box_is_shown(box: str, width: int) -> None:
    picture = store_picture(BytesIO(encoded(drawing(1000, 750))), title="x", alt="x")
    make(picture)

    thumbnail = DerivativeThumbnailer().generate_thumbnail(picture.file, size=box, crop="center")

    assert (thumbnail.width, thumbnail.url.endswith(f"-{width}.jpg")) == (width, True)


def test_without_sizes_the_original_is_shown(settings: Settings) -> None:
    settings.OSCAR_THUMBNAIL_DEBUG = True
    picture = store_picture(BytesIO(encoded(drawing(64, 64))), title="x", alt="x")

    page = Template('{% load image_tags %}{% oscar_thumbnail file "70x70" %}').render(Context({"file": picture.file}))

    assert page == picture.file.url
