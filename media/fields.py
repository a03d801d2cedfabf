"""How wide and high a stored picture is, found out without decoding it."""

from PIL import Image
from wagtail.images.models import WagtailImageFieldFile


class PictureFile(WagtailImageFieldFile):
    """Wagtail's own decodes the whole picture for two numbers, even of a file that will be refused."""

    def get_image_dimensions(self) -> tuple[int, int]:
        """From the clean copy if it is one, otherwise from the header. Raises ``OSError`` for what is no picture."""
        clean = getattr(self.file, "clean", None)
        if clean is not None:
            return clean.width, clean.height
        is_closed = self.closed
        self.open()
        try:
            with Image.open(self.file) as image:
                return image.size
        finally:
            if is_closed:
                self.close()
            else:
                self.seek(0)
