"""Uploads and pictures in a bucket of S3, or of anything that speaks like it, instead of a folder: django-storages with our options.

The shop serves pictures itself (``media.views``), behind a cache: addresses of files stay those of the shop, and the bucket is shut.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any
from urllib.parse import parse_qs, quote, unquote, urlsplit

from boto3.exceptions import Boto3Error
from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.files.base import ContentFile, File
from django.utils.deconstruct import deconstructible
from storages.backends.s3 import S3Storage

ATTEMPTS = 3
CONNECT_TIMEOUT_S, READ_TIMEOUT_S = 2, 20
# Pictures have at most 12 MB and are sent whole: a half one is never seen.
WHOLE_UP_TO_BYTES = 64 * 1024 * 1024


class S3Failed(OSError):
    """The bucket did not do what it was asked."""


def options(url: str) -> dict[str, Any]:
    """What django-storages is told, from one address: ``https://key:secret@host/bucket?region=ap-south-1``.

    Raises ``ImproperlyConfigured`` where a part is missing; the secret is never named.
    """
    parts = urlsplit(url)
    name, key, secret = parts.path.strip("/"), unquote(parts.username or ""), unquote(parts.password or "")
    if parts.scheme not in ("https", "http") or not (parts.hostname and name and key and secret) or "/" in name:
        raise ImproperlyConfigured("MEDIA_BUCKET_URL must look like https://key:secret@host/bucket?region=ap-south-1.")
    return {
        "access_key": key,
        "secret_key": secret,
        "bucket_name": name,
        "endpoint_url": f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}",
        "region_name": parse_qs(parts.query).get("region", ["us-east-1"])[0],
        "file_overwrite": False,  # a name never gets another content
        "default_acl": None,
        "client_config": Config(
            signature_version="s3v4",
            s3={"addressing_style": "path"},
            connect_timeout=CONNECT_TIMEOUT_S,
            read_timeout=READ_TIMEOUT_S,
            retries={"mode": "standard", "max_attempts": ATTEMPTS},
            # Amazon's own checksums are unknown to others that speak S3.
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
        ),
        "transfer_config": TransferConfig(use_threads=False, multipart_threshold=WHOLE_UP_TO_BYTES),
    }


@contextmanager
def _asking(name: str) -> Iterator[None]:
    """What is missing is ``FileNotFoundError``, as in a folder; everything else that goes wrong is ``S3Failed``."""
    try:
        yield
    except ClientError as error:
        status = error.response["ResponseMetadata"]["HTTPStatusCode"]
        if status == 404:
            raise FileNotFoundError(name) from error
        raise S3Failed(f"{name}: status {status}") from error
    except (BotoCoreError, Boto3Error) as error:
        raise S3Failed(f"{name}: {type(error).__name__}") from error


@deconstructible
class MediaBucket(S3Storage):
    """The bucket behind ``MEDIA_BUCKET_URL``."""

    def __init__(self, url: str) -> None:
        super().__init__(**options(url))

    def _open(self, name: str, mode: str = "rb") -> File[bytes]:
        """The whole file by one request; django-storages would ask three times."""
        if mode != "rb":
            raise ValueError("Files in a bucket are read, or saved whole.")
        with _asking(name):
            return ContentFile(self.bucket.Object(self._normalize_name(name)).get()["Body"].read(), name=name)

    def _save(self, name: str, content: IO[Any]) -> str:
        with _asking(name):
            return str(super()._save(name, content))

    def delete(self, name: str) -> None:
        with _asking(name):
            super().delete(name)

    def exists(self, name: str) -> bool:
        with _asking(name):
            return bool(super().exists(name))

    def size(self, name: str) -> int:
        with _asking(name):
            return int(super().size(name))

    def url(self, name: str | None, *_args: object, **_options: object) -> str:
        return f"{settings.MEDIA_URL}{quote(name or '', safe='/-_.~')}"
