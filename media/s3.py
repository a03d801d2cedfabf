"""Uploads and pictures in a bucket of S3, or of anything that speaks like it, instead of a folder.

The shop needs five verbs of S3 and serves pictures itself (``media.views``), behind a cache. They are 100 lines here; Amazon's own library
is eighty megabytes. Requests are signed as "Signature Version 4" prescribes, whole bodies at a time: pictures have at most 12 MB.
"""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import IO, Any
from urllib.parse import parse_qs, quote, unquote, urlsplit

import urllib3
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.files.base import ContentFile, File
from django.core.files.storage import Storage
from django.utils.deconstruct import deconstructible

WAIT = urllib3.Timeout(connect=2, read=20)
NOTHING = hashlib.sha256(b"").hexdigest()


class S3Failed(OSError):
    """The bucket did not do what it was asked."""


@dataclass(frozen=True)
class Bucket:
    """Where it is and how it is opened: ``https://key:secret@host/bucket?region=ap-south-1``."""

    scheme: str
    host: str
    name: str
    key: str
    secret: str
    region: str

    @classmethod
    def at(cls, url: str) -> "Bucket":
        """From one address. Raises ``ImproperlyConfigured`` where a part is missing; the secret is never named."""
        parts = urlsplit(url)
        name, key, secret = parts.path.strip("/"), unquote(parts.username or ""), unquote(parts.password or "")
        if parts.scheme not in ("https", "http") or not (parts.hostname and name and key and secret) or "/" in name:
            raise ImproperlyConfigured("MEDIA_BUCKET_URL must look like https://key:secret@host/bucket?region=ap-south-1.")
        host = parts.netloc.rpartition("@")[2]
        return cls(parts.scheme, host, name, key, secret, parse_qs(parts.query).get("region", ["us-east-1"])[0])

    def path(self, name: str) -> str:
        return quote(f"/{self.name}/{name}", safe="/-_.~")


def signed(bucket: Bucket, verb: str, path: str, headers: dict[str, str], body_hash: str, now: datetime) -> dict[str, str]:
    """The headers with those that prove who asks (AWS Signature Version 4)."""
    moment, day = f"{now:%Y%m%dT%H%M%SZ}", f"{now:%Y%m%d}"
    whole = {**{name.lower(): value for name, value in headers.items()}, "host": bucket.host}
    whole |= {"x-amz-content-sha256": body_hash, "x-amz-date": moment}
    names = ";".join(sorted(whole))
    asked = "\n".join([verb, path, "", *(f"{name}:{whole[name].strip()}" for name in sorted(whole)), "", names, body_hash])
    scope = f"{day}/{bucket.region}/s3/aws4_request"
    text = "\n".join(["AWS4-HMAC-SHA256", moment, scope, hashlib.sha256(asked.encode()).hexdigest()])
    key = f"AWS4{bucket.secret}".encode()
    for part in (day, bucket.region, "s3", "aws4_request"):
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    proof = hmac.new(key, text.encode(), hashlib.sha256).hexdigest()
    return {**whole, "authorization": f"AWS4-HMAC-SHA256 Credential={bucket.key}/{scope},SignedHeaders={names},Signature={proof}"}


@deconstructible
class S3Storage(Storage):
    """Django's storage over a bucket. Addresses of files stay those of the shop."""

    def __init__(self, url: str) -> None:
        self.bucket = Bucket.at(url)
        self.pool = urllib3.PoolManager(timeout=WAIT, retries=urllib3.Retry(2, redirect=0, status=0), maxsize=8)

    def _ask(self, verb: str, name: str, body: bytes = b"", **headers: str) -> urllib3.BaseHTTPResponse:
        path = self.bucket.path(name)
        body_hash = hashlib.sha256(body).hexdigest() if body else NOTHING
        proven = signed(self.bucket, verb, path, headers, body_hash, datetime.now(UTC))
        try:
            answer = self.pool.request(verb, f"{self.bucket.scheme}://{self.bucket.host}{path}", body=body or None, headers=proven)
        except urllib3.exceptions.HTTPError as error:
            raise S3Failed(f"{verb} {name}: {type(error).__name__}") from error
        if answer.status == 404 and verb != "PUT":
            raise FileNotFoundError(name)
        if answer.status >= 300:
            raise S3Failed(f"{verb} {name}: status {answer.status}")
        return answer

    def _open(self, name: str, mode: str = "rb") -> File[bytes]:
        if mode != "rb":
            raise ValueError("Files in a bucket are read, or saved whole.")
        return ContentFile(self._ask("GET", name).data, name=name)

    def _save(self, name: str, content: IO[Any]) -> str:
        content.seek(0)
        body = content.read()
        self._ask("PUT", name, body.encode() if isinstance(body, str) else body)
        return name

    def delete(self, name: str) -> None:
        """Gone is gone: a second time is no error."""
        try:
            self._ask("DELETE", name)
        except FileNotFoundError:
            return

    def exists(self, name: str) -> bool:
        try:
            self._ask("HEAD", name)
        except FileNotFoundError:
            return False
        return True

    def size(self, name: str) -> int:
        return int(self._ask("HEAD", name).headers["Content-Length"])

    def url(self, name: str | None) -> str:
        return f"{settings.MEDIA_URL}{quote(name or '', safe='/-_.~')}"
