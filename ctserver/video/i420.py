"""A raw picture: planar YCbCr 4:2:0 (I420) in one contiguous array of shape (height * 3 // 2, width), BT.601 limited range."""

from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
"""An image, a plane or a field: the element type (mostly uint8 or float32) stands in the words around it."""

NEUTRAL = 128
"""The chroma value of grey."""


def planes(canvas: Array) -> tuple[Array, Array, Array]:
    """Writable views of the luma plane (h, w) and of both chroma planes (h // 2, w // 2) of a contiguous canvas."""
    rows, width = canvas.shape
    height = rows * 2 // 3
    luma, quarter = width * height, width * height // 4
    flat = canvas.reshape(-1)
    half = (height // 2, width // 2)
    return (
        canvas[:height],
        flat[luma : luma + quarter].reshape(half),
        flat[luma + quarter : luma + 2 * quarter].reshape(half),
    )


def part_of(canvas: Array, rows: range, columns: range) -> Array:
    """A copy of some luma rows and columns of a canvas, from even ones on, with their chroma: a canvas as well."""
    cut = np.empty((len(rows) * 3 // 2, len(columns)), np.uint8)
    for step, own, plane in zip((1, 2, 2), planes(cut), planes(canvas), strict=True):
        down, across = slice(rows.start // step, rows.stop // step), slice(columns.start // step, columns.stop // step)
        own[:] = plane[down, across]
    return cut
