"""Leaves: a handful of crowns and a length of hedge, drawn leaf cluster by leaf cluster and shared by all plants of a
process. The drawings hold how each cluster takes the light, so that every scene lights them in its own way."""

from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np

from ctserver.video.i420 import Array
from ctserver.video.scene.light import Light

VARIANTS = 4
"""Different crowns."""
_BOUGHS = 26
_STEP = 100.0
"""Levels of a relief for a unit of direction or tone, around 128."""
_SIZES = ((64, 700), (256, 1500), (640, 6000))
"""Pixels across a drawn crown, and leaf clusters in it."""
_HEDGES = ((72, 1700), (216, 9000))
"""Pixel rows of a drawn length of hedge, and leaf clusters in it."""
_HEDGE_SHAPE = 300 / 72
_LARGER, _SMALL = 4, 100
"""Times that drawings are painted larger than they are, half of it for those of more rows."""
_BAND = 32
"""Rows made of the larger ones at a time."""
_EDGE = 0.6
"""Pixels that a disc is larger than its radius says."""


@dataclass(frozen=True, slots=True, eq=False)
class Relief:
    """A drawing to be lit: `facing` (h, w, 3) is where its clusters turn, `tone` (h, w) how bright they are of themselves,
    both uint8, 128 + _STEP for each unit; `alpha` (h, w)."""

    facing: Array
    tone: Array
    alpha: Array

    @property
    def width(self) -> int:
        return int(self.tone.shape[1])

    def lit(self, light: Light, leaf: tuple[int, int, int], haze: float) -> Array:
        """Premultiplied BGRA of leaves of a colour, with so much of the air before them."""
        sun = np.array([[*(light.sun / _STEP).tolist(), -128 / _STEP * float(light.sun.sum())]])
        level = cv2.transform(self.facing.astype(np.float32), sun) + (self.tone.astype(np.float32) - 128) / _STEP
        index = np.minimum(np.maximum(level * 100 + 100, 0), 255).astype(np.uint8)
        shades = hazy(light, _tones(light, leaf, np.arange(256) / 100 - 1), haze).astype(np.uint8)
        colours = [cv2.multiply(cv2.LUT(index, shade), self.alpha, scale=1 / 255) for shade in shades.T.copy()]
        return cv2.merge([*colours, self.alpha])

    def halves(self) -> list["Relief"]:
        """It, and smaller and smaller halves of it, so that shrinking needs no more than interpolation."""
        halves = [self]
        while min(halves[-1].tone.shape) >= 16:
            last = halves[-1]
            size = last.tone.shape[1] // 2, last.tone.shape[0] // 2
            parts = (
                cv2.resize(part, size, interpolation=cv2.INTER_AREA) for part in (last.facing, last.tone, last.alpha)
            )
            halves.append(Relief(*parts))
        return halves


def crown(variant: int, width: float) -> Relief:
    """A crown that is not much narrower than `width` pixels."""
    return _fitting(_crowns(variant, _size(_SIZES, width)), width)


def hedge_side(width: float) -> Relief:
    """Ten metres of hedge that are not much narrower than `width` pixels."""
    return _fitting(_hedges(_size(_HEDGES, width / _HEDGE_SHAPE)), width)


def _size(sizes: tuple[tuple[int, int], ...], wanted: float) -> int:
    """The index of the first size that is not much smaller than wanted, or of the largest."""
    return next((index for index, (size, _) in enumerate(sizes) if size >= 0.8 * wanted), len(sizes) - 1)


def _fitting(ladder: list[Relief], width: float) -> Relief:
    """The smallest drawing that is not much narrower than `width`."""
    return next((relief for relief in reversed(ladder) if relief.width >= 0.8 * width), ladder[0])


@cache
def _crowns(variant: int, size: int) -> list[Relief]:
    """A crown: two dozen boughs, each a ball of leaf clusters that is bright on the sun's side and dark below."""
    rng, (across, count) = np.random.default_rng((variant, 7)), _SIZES[size]
    boughs = rng.standard_normal((_BOUGHS, 3))
    boughs *= (rng.uniform(0.25, 0.68, _BOUGHS) / np.linalg.norm(boughs, axis=1))[:, None]
    spans = rng.uniform(0.20, 0.36, _BOUGHS)
    outward = rng.standard_normal((count, 3))
    outward /= np.linalg.norm(outward, axis=1, keepdims=True)
    bough = rng.integers(_BOUGHS, size=count)
    centres = boughs[bough] + outward * (spans[bough] * rng.uniform(0.6, 1, count) ** 0.5)[:, None]
    facing = 0.34 * outward + 0.25 * centres
    tone = 0.22 * outward[:, 1] + 0.30 * centres[:, 1] + rng.normal(0, 0.15, count)
    order = np.argsort((tone + 0.4 * facing[:, 1]) * 0.35 - centres[:, 2] - 0.25 * outward[:, 2])
    pixels = np.stack((centres[:, 0], -centres[:, 1]), axis=1)[order] * across * 0.49 + across / 2
    radii = rng.uniform(0.010, 0.027, count) * across * (1500 / count) ** 0.4
    return _clusters((across, across), pixels, radii, facing[order], tone[order]).halves()


@cache
def _hedges(size: int) -> list[Relief]:
    """Ten metres of clipped hedge from the side; the last rows above it are empty for its ragged top."""
    rng, (rows, count) = np.random.default_rng(9), _HEDGES[size]
    columns, fine = int(rows * _HEDGE_SHAPE), (1700 / count) ** 0.45 * rows / 72
    up = rng.random(count)
    tone = -0.28 + 0.32 * up + np.clip(up - 0.82, 0, 1) * 2.4 + rng.normal(0, 0.10, count)
    order = np.argsort(rng.random(count) + up * 0.5)
    pixels = np.stack((rng.uniform(-2, columns + 2, count), rows - up * (rows - rows / 14)), axis=1)[order]
    facing = np.full((count, 3), (0.0, 0.0, -0.2))
    return _clusters((rows, columns), pixels, rng.uniform(2.2, 4.6, count) * fine, facing, tone[order]).halves()


def _tones(light: Light, leaf: tuple[int, int, int], lit: Array) -> Array:
    """Colours (n, 3) of leaf clusters; `lit` runs from about -0.6, deep in the plant, to 1, full in the light."""
    tone = (
        light.ambient * np.clip(0.62 + 0.5 * lit, 0.16, 1.1)[:, None]
        + light.sun_colour * np.clip(lit + 0.1, 0, 1.1)[:, None]
    )
    return np.asarray(np.array(leaf) * tone)


def hazy(light: Light, colours: Array, haze: float) -> Array:
    """Colours (n, 3) behind a share of air."""
    return np.asarray((colours + (light.sky_low - colours) * haze).clip(0, 255))


def _clusters(shape: tuple[int, int], pixels: Array, radii: Array, facing: Array, tone: Array) -> Relief:
    """Discs painted in order, several times larger: that is a fifth of what OpenCV's smooth ones take."""
    times = _LARGER if shape[0] <= _SMALL else _LARGER // 2
    image = np.zeros((shape[0] * times, shape[1] * times, 4), np.uint8)
    centres = np.rint((pixels + 0.5) * times - 0.5).astype(int).tolist()
    sizes = np.rint((radii + _EDGE) * times - 0.5).astype(int).tolist()
    values = (np.concatenate((facing, tone[:, None]), axis=1) * _STEP + 128).clip(1, 255).tolist()
    for centre, size, value in zip(centres, sizes, values, strict=True):
        cv2.circle(image, centre, size, value, cv2.FILLED)
    drawn, alpha = np.empty((*shape, 4), np.uint8), np.empty(shape, np.uint8)
    for top in range(0, shape[0], _BAND):
        part = image[top * times : (top + _BAND) * times]
        size = shape[1], len(part) // times
        level = cv2.extractChannel(part, 3)
        ground = cv2.merge([cv2.threshold(level, 0, 128, cv2.THRESH_BINARY_INV)[1]] * 4)
        cover = cv2.threshold(level, 0, 255, cv2.THRESH_BINARY)[1]
        rows = slice(top, top + _BAND)
        drawn[rows] = cv2.resize(cv2.bitwise_or(part, ground), size, interpolation=cv2.INTER_AREA)
        alpha[rows] = cv2.resize(cover, size, interpolation=cv2.INTER_AREA)
    return Relief(cv2.cvtColor(drawn, cv2.COLOR_BGRA2BGR), cv2.extractChannel(drawn, 3), alpha)
