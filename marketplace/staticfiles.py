"""Static files: hashed names for all, compression for what shoppers and groups load."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.storage import ManifestStaticFilesStorage
from whitenoise.compress import Compressor


class ShopStaticFilesStorage(ManifestStaticFilesStorage):
    """Hashed names, with gzip and brotli beside each file of ``static/``.

    Compressing the 11 MB of Wagtail's and Oscar's own screens as well costs a minute of processor time at every first start,
    for pages that only staff open; they are sent as they are. A missing name is an error in our pages only.
    """

    manifest_strict = False
    compressed_folders = ("css/", "js/", "img/", "icons/")

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.addresses: dict[tuple[str, str], str] = {}

    def url(self, name: str | None, force: bool = False) -> str:
        """The address of a file, made up once: what was collected stays as long as the process lives."""
        if settings.DEBUG or not name:
            return super().url(name or "", force)
        key = str(self.base_url), name
        if key not in self.addresses:
            self.addresses[key] = super().url(name, force)
        return self.addresses[key]

    def stored_name(self, name: str) -> str:
        """The hashed name; the plain one where nothing was collected, as in tests."""
        return super().stored_name(name) if self.hashed_files else name

    def post_process(self, *arguments: Any, **options: Any) -> Iterator[Any]:
        """Hash as Django does, then compress ours."""
        for name, hashed_name, processed in super().post_process(*arguments, **options):
            if hashed_name and processed is True and name.startswith(self.compressed_folders):
                for file in (name, hashed_name):
                    Compressor(quiet=True).compress(self.path(file))
            yield name, hashed_name, processed
