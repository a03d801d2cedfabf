"""Picture files for the tests, honest and hostile, drawn on the spot."""

import random
import struct
import zlib
from io import BytesIO
from typing import Any

from PIL import Image, ImageDraw, ImageFile

GPS_IFD = 0x8825
SECRET_PLACE = "Tso Kar camp 7"
HTML = b"<html><script>alert(document.domain)</script></html>"


def drawing(width: int = 900, height: int = 600, mode: str = "RGB") -> Image.Image:
    """Red above, blue below, a white corner at top left: enough to see how it was turned."""
    image = Image.new("RGB", (width, height), "#B03020")
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, height // 2, width, height), fill="#2040A0")
    pen.rectangle((0, 0, width // 4, height // 4), fill="white")
    return image.convert(mode)


def encoded(image: Image.Image, format_: str = "JPEG", **options: Any) -> bytes:
    out = BytesIO()
    image.save(out, format_, **options)
    return out.getvalue()


def with_camera_data(format_: str = "JPEG", orientation: int = 6, image: Image.Image | None = None) -> bytes:
    """A photograph that says where it was taken and how the camera was held."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010E] = SECRET_PLACE
    exif.get_ifd(GPS_IFD).update({1: "N", 2: (34.0, 9.0, 12.5), 3: "E", 4: (77.0, 34.0, 37.1)})
    return encoded(image or drawing(), format_, exif=exif.tobytes(), icc_profile=b"not a profile " * 400, comment=SECRET_PLACE.encode())


def png_of(width: int, height: int) -> bytes:
    """A black PNG of any size in a few kilobytes, one bit a pixel: unfolded it would take width x height x 3 bytes."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    row = b"\0" * (1 + (width + 7) // 8)
    packer = zlib.compressobj(9)
    rows = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def moving(format_: str, frames: int = 5) -> bytes:
    pictures = [drawing(120, 90 + step).resize((120, 90)).rotate(step * 20) for step in range(frames)]
    return encoded(pictures[0], format_, save_all=True, append_images=pictures[1:], duration=100, loop=0)


def upright_corner(image: Image.Image) -> str:
    """Where the white corner of ``drawing`` ended up."""
    width, height = image.size
    corners = {"top left": (8, 8), "top right": (width - 9, 8), "bottom left": (8, height - 9), "bottom right": (width - 9, height - 9)}
    return next(name for name, spot in corners.items() if min(image.convert("RGB").getpixel(spot)) > 200)


def opened(data: bytes) -> ImageFile.ImageFile:
    image = Image.open(BytesIO(data))
    image.load()
    return image


def noise_photo(seed: int, width: int = 480, height: int = 450) -> bytes:
    """A photo that does not compress: about as large as one from a phone that was made small, and unlike every other seed."""
    return encoded(noise(seed, width, height), quality=88)


def noise(seed: int, width: int, height: int) -> Image.Image:
    """Every pixel unlike the next."""
    values = random.Random(seed).randbytes(width * height * 3)  # noqa: S311 - a picture, not a secret
    return Image.frombytes("RGB", (width, height), values)
