"""Static files: hashed and compressed by WhiteNoise, CSS components joined into one file a surface."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class ShopStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Hashed names, gzip and brotli beside each file. A missing name is an error, except for Oscar's and Wagtail's own pages."""

    manifest_strict = False
