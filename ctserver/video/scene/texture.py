"""Fixed noise: surfaces have grain and stains, but the same ones in every picture, so that an encoder finds them still."""

from functools import cache

import cv2
import numpy as np

from ctserver.video.i420 import Array

DEVIATION = 36
"""Levels of a stored tile's deviation, around 128."""
_FIELD = 331
"""Pixels across the field that sensor grain repeats."""


def tile(rng: np.random.Generator, size: int, cells: tuple[int, ...], gain: float = 0.6) -> Array:
    """Cloudy noise (size, size), float32 around 0 with deviation 1, that repeats without a seam.

    `cells` counts the lattice cells across of each octave, coarse to fine; every octave weighs `gain` times the one before.
    """
    total = np.zeros((size, size), np.float32)
    for octave, count in enumerate(cells):
        lattice = rng.standard_normal((count, count), np.float32)
        wrapped = np.pad(lattice, 2, mode="wrap")
        margin = 2 * size // count
        grown = cv2.resize(wrapped, (size + 2 * margin, size + 2 * margin), interpolation=cv2.INTER_CUBIC)
        total += grown[margin : margin + size, margin : margin + size] * np.float32(gain**octave)
    return np.asarray((total - total.mean()) / total.std())


@cache
def stored_tile(size: int, cells: tuple[int, ...], gain: float = 0.6) -> Array:
    """A `tile` as uint8, 128 with DEVIATION, that all scenes of a process share: each lays it with an offset of its own."""
    noise = tile(np.random.default_rng(size), size, cells, gain) * DEVIATION + 128
    return noise.clip(0, 255).astype(np.uint8)


@cache
def enlarged_tile(size: int, cells: tuple[int, ...], gain: float, times: int) -> Array:
    """A stored tile drawn smoothly so many times larger, so that a near look at it shows no squares."""
    if times == 1:
        return stored_tile(size, cells, gain)
    wrapped = np.pad(stored_tile(size, cells, gain), 2, mode="wrap")
    grown = cv2.resize(wrapped, None, fx=times, fy=times, interpolation=cv2.INTER_CUBIC)
    return np.ascontiguousarray(grown[2 * times : -2 * times, 2 * times : -2 * times])


def grain(rng: np.random.Generator, height: int, width: int, deviation: float) -> Array:
    """Sensor grain (height, width), uint8 around 128, `deviation` in levels: one small field repeated."""
    field = np.roll(_grain_field(deviation), tuple(rng.integers(_FIELD, size=2).tolist()), (0, 1))
    return np.tile(field, (-(-height // _FIELD), -(-width // _FIELD)))[:height, :width]


@cache
def _grain_field(deviation: float) -> Array:
    field = cv2.GaussianBlur(np.random.default_rng(_FIELD).standard_normal((_FIELD, _FIELD), np.float32), (3, 3), 0.6)
    return np.asarray((field / field.std() * deviation + 128.5).astype(np.uint8))
