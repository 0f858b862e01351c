"""Moving things laid on an I420 picture in place: the still picture is turned into I420 once and is never turned back.

Every value of a plane is black's plus something, so that what is covered or darkened keeps a share of that something.
"""

import cv2
import numpy as np

from ctserver.video.i420 import NEUTRAL, Array
from ctserver.video.scene.patch import Box

_BLACK = (16, NEUTRAL, NEUTRAL)
"""Black's value in each plane."""

Planes = tuple[Array, Array, Array]


def cover(planes: Planes, patch: Array, box: Box, grey: bool) -> None:
    """Lay premultiplied BGRA (h, w, 4) over a box of the planes; with `grey` the chroma planes are left alone."""
    parts, colours = _parts(planes, box, grey), _colours(cv2.cvtColor(patch, cv2.COLOR_BGRA2YUV_I420), box)
    keep = cv2.bitwise_not(patch[:, :, 3])
    quarter = np.ascontiguousarray(
        keep[::2, ::2]
    )  # OpenCV takes the chroma from every second pixel of every second row
    kept, kept_black = (keep, quarter, quarter), _of_black(keep, quarter)
    for part, share, colour, black in zip(parts, kept, colours, kept_black, strict=False):
        cv2.multiply(part, share, part, 1 / 255)
        cv2.add(part, cv2.subtract(colour, black), part)


def _of_black(keep: Array, quarter: Array) -> tuple[Array, Array, Array]:
    """What stays of black in each plane; the chroma planes' is the same."""
    luma, chroma = cv2.convertScaleAbs(keep, alpha=_BLACK[0] / 255), cv2.convertScaleAbs(quarter, alpha=NEUTRAL / 255)
    return luma, chroma, chroma


def shade(planes: Planes, mask: Array, box: Box, strength: float) -> None:
    """Take `strength` (0 to 1) of the luma where the mask (h, w) is 255; the ground has little colour to lose."""
    keep, part = cv2.convertScaleAbs(mask, alpha=-strength, beta=255), planes[0][box.window]
    cv2.multiply(part, keep, part, 1 / 255)
    cv2.add(part, cv2.convertScaleAbs(keep, alpha=-_BLACK[0] / 255, beta=_BLACK[0]), part)


def shine(planes: Planes, light: Array, box: Box, grey: bool) -> None:
    """Add BGR light (h, w, 3)."""
    colours = _colours(cv2.cvtColor(light, cv2.COLOR_BGR2YUV_I420), box)
    for part, colour, black in zip(_parts(planes, box, grey), colours, _BLACK, strict=False):
        cv2.addWeighted(part, 1, colour, 1, -black, part)


def _parts(planes: Planes, box: Box, grey: bool) -> list[Array]:
    """The box in the luma plane and, unless `grey`, in both chroma planes."""
    luma, cb, cr = planes
    half = slice(box.top // 2, box.bottom // 2), slice(box.left // 2, box.right // 2)
    return [luma[box.window]] if grey else [luma[box.window], cb[half], cr[half]]


def _colours(canvas: Array, box: Box) -> tuple[Array, Array, Array]:
    width, height = box.size
    cb, cr = canvas[height:].reshape(2, height // 2, width // 2)
    return canvas[:height], cb, cr
