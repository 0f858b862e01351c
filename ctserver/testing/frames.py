"""Reads the mark (see `ctserver.video.mark`) back from a decoded picture, a snapshot or a tile of a mosaic."""

from functools import lru_cache
from itertools import product
from typing import Any

import numpy as np
import numpy.typing as npt

from ctserver.video.mark import CELL, COLUMNS, ROWS, Mark, decode

Array = npt.NDArray[Any]

_CANDIDATES = sorted(
    product((0.98, 0.99, 1.0, 1.01, 1.02), range(-2, 3), range(-2, 3)),
    key=lambda candidate: abs(candidate[1]) + abs(candidate[2]) + 100 * abs(candidate[0] - 1),
)
"""Scale, shift down and shift right in pixels, the most likely first."""
_CLEAR = 0.15
"""A cell is clear when it lies further than this share of the contrast from the threshold."""
_CLEAR_CELLS = 0.9 * ROWS * COLUMNS
_LEAST_CONTRAST = 40
"""Grey levels between the darkest and the lightest cell: less than this is no mark."""


def read(image: Array, cell: float = CELL, at: tuple[float, float] | None = None) -> Mark | None:
    """The mark in an image of shape (height, width), grey, or (height, width, 3), BGR or RGB; None where there is none.

    `cell` is the size of one cell in pixels of this image, 8 in a picture of full size and 2 in one of a quarter; `at`
    is the top-left cell's corner, two cells from the image's corner unless told. A tile of a mosaic is read from its slice
    of the image. The search allows two pixels and two per cent, and never answers a mark whose CRC is wrong.
    """
    left, top = at or (2 * cell, 2 * cell)
    grey = _grey(image, int(top + (ROWS + 1) * cell) + 3, int(left + (COLUMNS + 1) * cell) + 3)
    for scale, dy, dx in _CANDIDATES:
        mark = _read_at(grey, cell * scale, left + dx, top + dy)
        if mark is not None:
            return mark
    return None


def _grey(image: Array, rows: int, columns: int) -> Array:
    part = image[:rows, :columns].astype(np.float32)
    return np.asarray(part.mean(axis=2)) if part.ndim == 3 else part


def _read_at(grey: Array, cell: float, left: float, top: float) -> Mark | None:
    height, width = grey.shape
    if min(left, top) < 0 or left + COLUMNS * cell > width or top + ROWS * cell > height:
        return None
    cells = _inner_halves(top, cell, ROWS, height) @ grey @ _inner_halves(left, cell, COLUMNS, width).T
    low, high = cells.min(), cells.max()
    distance = np.abs(cells - (low + high) / 2)
    if high - low < _LEAST_CONTRAST or (distance > _CLEAR * (high - low)).sum() < _CLEAR_CELLS:
        return None
    return decode(np.packbits(cells > (low + high) / 2).tobytes())


@lru_cache(maxsize=1024)
def _inner_halves(start: float, cell: float, count: int, length: int) -> Array:
    """Weights (count, length) that average the inner half of each of `count` cells in a row of `length` pixels."""
    begin = start + cell * (np.arange(count)[:, None] + 0.25)
    pixel = np.arange(length)[None, :]
    overlap = np.minimum(pixel + 1, begin + cell / 2) - np.maximum(pixel, begin)
    return np.asarray(np.clip(overlap, 0, 1) / (cell / 2), np.float32)
