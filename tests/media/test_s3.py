"""Uploads in a bucket: what is asked of it is what S3 understands, and what it refuses is an error that says so."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.files.base import ContentFile

from media import s3
from media.s3 import MediaBucket, S3Failed


class FakeBucket(ThreadingHTTPServer):
    """Keeps what it is given; every request must be signed by the key."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.held: dict[str, bytes] = {}
        self.broken = False
        self.asked: list[str] = []


class Handler(BaseHTTPRequestHandler):
    server: FakeBucket
    protocol_version = "HTTP/1.1"  # before a body is sent, it is asked whether it is wanted

    def answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        held = self.server.held
        self.server.asked.append(self.command)
        if self.server.broken or "Credential=me/" not in self.headers["Authorization"]:
            self.send_response(503 if self.server.broken else 403)
        elif self.command == "PUT":
            held[self.path] = body
            self.send_response(200)
        elif self.path not in held:
            self.send_response(404)
        else:
            self.send_response(204 if self.command == "DELETE" else 200)
        found = held.get(self.path, b"") if self.command in ("GET", "HEAD") else b""
        if self.command == "DELETE":
            held.pop(self.path, None)
        self.send_header("Content-Length", str(len(found)))
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(found)

    do_GET = do_PUT = do_HEAD = do_DELETE = answer

    def log_message(self, *given: object) -> None:
        """Nothing."""


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeBucket]:
    monkeypatch.setattr(s3, "ATTEMPTS", 1)
    with FakeBucket() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def storage(bucket: FakeBucket, key: str = "me") -> MediaBucket:
    return MediaBucket(f"http://{key}:s%2Fecret@127.0.0.1:{bucket.server_port}/media?region=ap-south-1")


def test_a_file_is_saved_read_measured_found_and_deleted(bucket: FakeBucket) -> None:
    held = storage(bucket)
    name = held.save("images/कढ़ाई 1.jpg", ContentFile(b"picture"))
    assert held.exists(name)
    assert held.size(name) == 7
    before = len(bucket.asked)
    with held.open(name) as file:
        assert file.read() == b"picture"
    assert bucket.asked[before:] == ["GET"]
    assert held.url(name).startswith("/media/images/%E0")
    again = held.save("images/a.jpg", ContentFile(b"one")), held.save("images/a.jpg", ContentFile(b"two"))
    assert again[0] != again[1]
    held.delete(name)
    held.delete(name)
    assert not held.exists(name)
    with pytest.raises(FileNotFoundError):
        held.open(name)


def test_a_bucket_that_refuses_or_is_away_is_an_error_and_never_a_missing_file(bucket: FakeBucket) -> None:
    with pytest.raises(S3Failed, match="403"):
        storage(bucket, "somebody").save("a.jpg", ContentFile(b"x"))
    bucket.broken = True
    with pytest.raises(S3Failed, match="503"):
        storage(bucket).open("a.jpg")
    with pytest.raises(S3Failed):
        MediaBucket("http://me:s@127.0.0.1:9/media").exists("a.jpg")
    with pytest.raises(ValueError, match="read, or saved whole"):
        storage(bucket).open("a.jpg", "wb")


@pytest.mark.parametrize("url", ["", "https://host/bucket", "https://me:s@host", "ftp://me:s@host/b", "https://me:s@host/a/b"])
def test_an_address_without_all_its_parts_is_refused_without_naming_the_secret(url: str) -> None:
    with pytest.raises(ImproperlyConfigured) as refusal:
        MediaBucket(url)
    assert "me:s" not in str(refusal.value)
