"""Background images: base64 on the wire, judged by decoding them within bounds."""

import base64
import binascii
import io
import re

from ctserver.errors import InvalidField

MAX_BYTES = 8 * 2**20
MAX_PIXELS = 25_000_000
FORMATS = ("PNG", "JPEG", "GIF", "WEBP", "BMP")
_DATA_URL = re.compile(r"data:image/[\w.+-]{1,40};base64,", re.ASCII | re.IGNORECASE)


def decode(text: str, field: str) -> bytes:
    """The image of base64 or of a data URL; InvalidField where there is none, and for one that is too large."""
    prefix = _DATA_URL.match(text)
    encoded = "".join(text[prefix.end() if prefix else 0 :].split())
    try:
        data = base64.b64decode(encoded.encode("ascii"), validate=True)
    except (UnicodeEncodeError, binascii.Error):
        raise InvalidField(field, "expected.image") from None
    if len(data) > MAX_BYTES:
        raise _too_large(field)
    _decode_pixels(data, field)
    return data


def encode(image: bytes) -> str:
    return base64.b64encode(image).decode("ascii")


def _decode_pixels(data: bytes, field: str) -> None:
    from PIL import Image  # noqa: PLC0415 (a start need not wait for it)

    Image.MAX_IMAGE_PIXELS = None  # bounded here, to fewer, and without a warning in the server's log
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as image:
            width, height = image.size
            if width * height <= MAX_PIXELS:  # known before a pixel is decoded
                image.load()
    except Exception:  # a decoder raises whatever broken bytes lead it to
        raise InvalidField(field, "expected.image") from None
    if width * height > MAX_PIXELS:
        raise _too_large(field)


def _too_large(field: str) -> InvalidField:
    return InvalidField(field, "expected.image_size", bytes=MAX_BYTES, pixels=MAX_PIXELS)
