"""Scale (RFC 2326 §12.34): the speed of play, negative for backwards."""

import re

from ctserver.video.rtsp.headers.fields import HeaderError

SLOWEST, FASTEST = 0.25, 8.0

_SCALE = re.compile(r"-?\d{1,9}(?:\.\d{0,9})?", re.ASCII)


def parse_scale(text: str) -> float:
    """HeaderError for what is no decimal number; any number is valid, see `nearest`."""
    text = text.strip()
    if not _SCALE.fullmatch(text):
        raise HeaderError("expected a decimal number")
    return float(text)


def nearest(scale: float) -> float:
    """What we can do: a quarter to eight times the speed, either way."""
    speed = min(max(abs(scale), SLOWEST), FASTEST)
    return -speed if scale < 0 else speed


def format_scale(scale: float) -> str:
    return f"{scale:.6f}".rstrip("0").rstrip(".")
