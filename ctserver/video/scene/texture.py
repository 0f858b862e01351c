"""Fixed noise: surfaces have grain and stains, but the same ones in every picture, so that an encoder finds them still."""

import cv2
import numpy as np

from ctserver.video.i420 import Array


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


def grain(rng: np.random.Generator, height: int, width: int) -> Array:
    """Sensor grain (height, width), float32, deviation 1: one small field repeated, mirrored by chance of its size."""
    size = 331
    field = cv2.GaussianBlur(rng.standard_normal((size, size), np.float32), (3, 3), 0.6)
    return np.tile(field / field.std(), (-(-height // size), -(-width // size)))[:height, :width]
