"""The same Oscar as a browser opens it: files with names that may be kept for good, in brotli; pages in gzip. Ours are sent like that."""

from benchmarks.stock.settings import *  # noqa: F403
from benchmarks.stock.settings import MIDDLEWARE as PLAIN

ROOT_URLCONF = "benchmarks.stock.browsed_urls"
MIDDLEWARE = [PLAIN[0], "whitenoise.middleware.WhiteNoiseMiddleware", "django.middleware.gzip.GZipMiddleware", *PLAIN[1:]]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
