"""Forward transform and quantisation of H.264's 4x4 blocks, the inverse of ITU-T H.264, clauses 8.5.6 and 8.5.12."""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from ctserver.video.i420 import Array

Levels = NDArray[np.int32]
"""(16, 16): the blocks of a macroblock in coding order (figure 6-10), and each block's levels in zigzag order."""

_TRANSFORM = np.array([[1, 1, 1, 1], [2, 1, -1, -2], [1, -1, -1, 1], [1, -2, 2, -1]])
_SCALES = ((13107, 5243, 8066), (11916, 4660, 7490), (10082, 4194, 6554), (9362, 3647, 5825), (8192, 3355, 5243),
           (7282, 2893, 4559))  # fmt: skip
"""2^15 by the decoder's scale and the transform's own, for QP modulo 6: of coefficients with even places, odd ones, others."""
_ZIGZAG = np.array([0, 1, 4, 8, 5, 2, 3, 6, 9, 12, 13, 10, 7, 11, 14, 15])
_ORDER = np.array([0, 1, 4, 5, 2, 3, 6, 7, 8, 9, 12, 13, 10, 11, 14, 15])
"""Of a macroblock's blocks, counted row by row."""


def levels_of(luma: Array, quantiser: int) -> Levels:
    """Of a macroblock's luma (16, 16), to the nearest level: differences of levels bring one picture to another exactly."""
    blocks = luma.astype(np.int64).reshape(4, 4, 4, 4).swapaxes(1, 2).reshape(16, 4, 4)[_ORDER]
    coefficients = (_TRANSFORM @ blocks @ _TRANSFORM.T).reshape(16, 16)
    shift = 15 + quantiser // 6
    magnitudes = (np.abs(coefficients) * _scale(quantiser) + (1 << (shift - 1))) >> shift
    levels: Levels = (np.sign(coefficients) * magnitudes)[:, _ZIGZAG].astype(np.int32)
    return levels


@lru_cache
def _scale(quantiser: int) -> NDArray[np.int64]:
    even, odd, other = _SCALES[quantiser % 6]
    places = np.arange(4) % 2
    kinds = places[:, None] + places
    return np.select([kinds == 0, kinds == 2], [even, odd], other).reshape(16)
