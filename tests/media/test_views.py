"""Picture files are handed out to be kept for ever, and nothing else is handed out."""

from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client

from tests.media.files import HTML, drawing, encoded

pytestmark = [pytest.mark.django_db, pytest.mark.once, pytest.mark.usefixtures("media_dir")]
PICTURE = encoded(drawing(64, 64), "WEBP")


@pytest.mark.parametrize("name", ["derivatives/ab/abc-320.webp", "images/x.webp", "original_images/y.webp"])
def test_a_picture_is_sent_to_be_kept_for_ever(client: Client, name: str) -> None:
    default_storage.save(name, ContentFile(PICTURE))

    answer = client.get(f"/media/{name}")

    assert b"".join(answer) == PICTURE
    assert {header: answer[header] for header in ("Content-Type", "Cache-Control", "X-Content-Type-Options", "Content-Length")} == {
        "Content-Type": "image/webp",
        "Cache-Control": "public, max-age=31536000, immutable",
        "X-Content-Type-Options": "nosniff",
        "Content-Length": str(len(PICTURE)),
    }
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["Content-Disposition"] == "inline"
    assert not answer.cookies


@pytest.mark.parametrize(
    "name",
    [
        "derivatives/missing.webp",
        "derivatives/",
        "derivatives",
        "../db.sqlite3",
        "derivatives/../../outside.webp",
        "derivatives/../documents/plan.webp",
        "derivatives/%2e%2e/%2e%2e/outside.webp",
        "derivatives/..%2f..%2foutside.webp",
        "derivatives\\..\\..\\outside.webp",
        "/etc/passwd",
        "%2fetc/passwd.webp",
        "derivatives/a%00.webp",
        "documents/plan.pdf",
        "documents/plan.webp",
        "wagtail_uploads/raw.webp",
        "derivatives/page.html",
        "derivatives/page.svg",
        "derivatives/page",
        "top.webp",
        "derivatives/" + "a" * 5000 + ".webp",
    ],
)
def test_nothing_else_is_handed_out(client: Client, media_dir: Path, name: str) -> None:
    (media_dir.parent / "outside.webp").write_bytes(PICTURE)
    for inside in ("documents/plan.pdf", "documents/plan.webp", "wagtail_uploads/raw.webp", "derivatives/page.html", "top.webp"):
        default_storage.save(inside, ContentFile(HTML))
    default_storage.save("derivatives/page.svg", ContentFile(HTML))
    default_storage.save("derivatives/page", ContentFile(HTML))

    answer = client.get(f"/media/{name}")

    assert answer.status_code == 404


def test_only_reading_is_allowed(client: Client) -> None:
    default_storage.save("images/x.webp", ContentFile(PICTURE))

    assert [getattr(client, verb)("/media/images/x.webp").status_code for verb in ("head", "post", "put", "delete")] == [200, 405, 405, 405]
