"""The picture forms of Wagtail and Oscar go the same way as every upload: checked by content, drawn anew, stripped."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.forms import modelform_factory
from django.test import Client
from django.urls import reverse
from pytest_django import Settings
from wagtail.images.forms import get_image_form, get_image_multi_form

from accounts.models import User
from catalogue.models import Category
from media.forms import PictureField
from media.models import Picture
from media.uploads import PictureRefused
from tests.media.files import HTML, SECRET_PLACE, drawing, encoded, opened, png_of, with_camera_data

pytestmark = [pytest.mark.django_db, pytest.mark.once, pytest.mark.usefixtures("media_dir")]


@pytest.fixture
def editor(client: Client, settings: Settings) -> Client:
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
    client.force_login(User.objects.create_superuser("editor@demo.example", "not-used-here-2026"))
    return client


def upload(data: bytes, name: str = "photo.jpg", content_type: str = "image/jpeg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, content_type)


def test_wagtails_forms_use_our_field() -> None:
    assert isinstance(get_image_form(Picture)().fields["file"], PictureField)
    assert "file" not in get_image_multi_form(Picture)().fields


@pytest.mark.parametrize("address", ["wagtailimages:add", "wagtailimages:add_multiple"])
def test_a_photograph_sent_to_wagtail_keeps_no_position(editor: Client, address: str) -> None:
    is_multiple = address.endswith("multiple")
    sent = {
        "files[]" if is_multiple else "file": upload(with_camera_data("HEIF"), "IMG 0001.HEIC", "image/heic"),
        "title": "Goats",
        "description": "Goats on a pasture",
    }

    answer = editor.post(reverse(address), sent, headers={"X-Requested-With": "XMLHttpRequest"} if is_multiple else {})

    assert answer.status_code in (200, 302), answer.content[:500]
    picture = Picture.objects.get()
    original = picture.file.read()
    assert (opened(original).format, SECRET_PLACE.encode() in original, b"Exif" in original) == ("JPEG", False, False)
    assert picture.sha256
    assert (picture.width, picture.height, picture.file_size) == (*opened(original).size, len(original))
    rendition = picture.get_rendition("fill-200x200")
    cut = rendition.file.read()
    assert dict(opened(cut).getexif()) == {}
    assert SECRET_PLACE.encode() not in cut
    assert client_sees(editor, rendition.url) == 200


def client_sees(client: Client, url: str) -> int:
    return client.get(url).status_code


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (HTML, "photo.jpg", "not a picture that the shop can read"),
        (png_of(13_000, 13_000), "photo.png", "more than 40 million pixels"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "drawing.svg", "SVG are not taken"),
        (encoded(drawing(64, 64), "GIF"), "cat.png", "GIF pictures are not taken"),
    ],
)
def test_wagtail_says_in_plain_words_why_a_file_is_refused(editor: Client, data: bytes, name: str, words: str) -> None:
    answer = editor.post(reverse("wagtailimages:add"), {"file": upload(data, name), "title": "x", "description": "Goats"})

    assert words in answer.content.decode()
    assert Picture.objects.count() == 0


def test_a_name_that_lies_about_the_format_does_not_matter(editor: Client) -> None:
    editor.post(
        reverse("wagtailimages:add"), {"file": upload(encoded(drawing(), "PNG"), "photo.jpg"), "title": "x", "description": "Goats"}
    )

    assert Picture.objects.get().file.name.endswith(".jpg")


def test_editing_without_a_new_file_keeps_the_picture(editor: Client) -> None:
    editor.post(reverse("wagtailimages:add"), {"file": upload(encoded(drawing())), "title": "Before"})
    picture = Picture.objects.get()

    editor.post(reverse("wagtailimages:edit", args=[picture.pk]), {"title": "After", "collection": picture.collection_id})

    after = Picture.objects.get()
    assert (after.title, after.file.name, after.sha256) == ("After", picture.file.name, picture.sha256)


def test_a_row_saved_without_any_form_is_stripped_too() -> None:
    raw = upload(with_camera_data())
    picture = Picture.objects.create(title="Script", file=raw)
    category = Category.add_root(name="Wool", image=upload(with_camera_data()))

    for stored in (picture.file, category.image):
        data = stored.read()
        assert SECRET_PLACE.encode() not in data
        assert b"Exif" not in data
        assert opened(data).size == (600, 900)


def test_a_row_with_a_hostile_file_is_not_saved_at_all() -> None:
    with pytest.raises(PictureRefused):
        Picture.objects.create(title="Script", file=upload(HTML))
    with pytest.raises(PictureRefused):
        Category.add_root(name="Wool", image=upload(HTML, "x.png"))
    assert (Picture.objects.count(), Category.objects.filter(name="Wool").count()) == (0, 0)


def test_saving_a_row_again_does_not_draw_it_again() -> None:
    picture = Picture.objects.create(title="Once", file=upload(BytesIO(encoded(drawing())).getvalue()))
    name, sha256 = picture.file.name, picture.sha256

    stored = Picture.objects.get()
    stored.title = "Twice"
    stored.save()

    assert (Picture.objects.get().file.name, Picture.objects.get().sha256) == (name, sha256)


def test_any_other_form_says_why_too() -> None:
    form_class = modelform_factory(Category, fields=["name", "image"])
    gif = form_class({"name": "Wool"}, {"image": upload(encoded(drawing(64, 64), "GIF"), "cat.gif", "image/gif")})
    png = form_class({"name": "Wool"}, {"image": upload(encoded(drawing(), "PNG"), "wool.png", "image/png")})

    assert gif.errors == {"image": ["GIF pictures are not taken. Please send a photograph as JPEG or PNG."]}
    assert png.errors == {}
