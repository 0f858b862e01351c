"""Single pictures of what a camera shows, now or in the past, as JPEG of the size that is asked for."""

from collections import OrderedDict
from dataclasses import replace
from threading import Lock

import cv2

from ctserver.video.i420 import Array
from ctserver.video.painter import Painter
from ctserver.video.view import Moment, View

QUALITY = 85
KEPT_BYTES = 16 * 2**20
LEAST_WIDTH, LEAST_HEIGHT = 640, 360
"""Smaller pictures are drawn in this size at least, and scaled down: the strip would take too much of them."""

Size = tuple[int, int]
_Key = tuple[View, int, Moment, Size]


def still(view: View, number: int, size: Size | None = None) -> bytes:
    """Picture `number` of a view, drawn in `size` (width and height, of the stream's shape), or in the stream's own.

    Takes up to a second: for worker threads. What was made lately is remembered.
    """
    chosen = size or (view.format.width, view.format.height)
    key = (view, number, view.moment_at(view.instant_us(number) / 1e6), chosen)
    known = _stills.get(key)
    if known is None:
        with _drawing:  # one at a time: a large one takes a hundred megabytes
            known = _stills.get(key) or _stills.keep(key, _drawn(view, number, chosen))
    return known


def fitted(shown: Size, width: int | None, height: int | None) -> Size | None:
    """The largest size of the shape of `shown` within `width` and `height`, of which one is enough; None for neither."""
    scales = [asked / own for asked, own in zip((width, height), shown, strict=True) if asked is not None]
    if not scales:
        return None
    across, down = (max(1, round(own * min(scales))) for own in shown)
    return across, down


def _drawn(view: View, number: int, size: Size) -> bytes:
    scale = max(1.0, min(LEAST_WIDTH / size[0], LEAST_HEIGHT / size[1]))
    width, height = max(320, _even(size[0] * scale)), max(240, _even(size[1] * scale))
    drawn = replace(view, format=replace(view.format, width=width, height=height))
    image = cv2.cvtColor(Painter(drawn).paint(number), cv2.COLOR_YUV2BGR_I420)
    return _jpeg(image if size == (width, height) else cv2.resize(image, size, interpolation=cv2.INTER_AREA))


def _even(length: float) -> int:
    return -(-round(length) // 2) * 2


def _jpeg(image: Array) -> bytes:
    coded, data = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, QUALITY])
    if not coded:
        raise RuntimeError(f"libjpeg refused an image of {image.shape}")
    return data.tobytes()


class _Stills:
    """Those that were asked for last, within KEPT_BYTES."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._kept: OrderedDict[_Key, bytes] = OrderedDict()
        self._bytes = 0

    def get(self, key: _Key) -> bytes | None:
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)

    def keep(self, key: _Key, jpeg: bytes) -> bytes:
        with self._lock:
            self._kept[key] = jpeg
            self._bytes += len(jpeg)
            while self._bytes > KEPT_BYTES:
                self._bytes -= len(self._kept.popitem(last=False)[1])
        return jpeg


_stills = _Stills()
_drawing = Lock()
