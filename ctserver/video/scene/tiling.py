"""Tiles, their joints, stains and roughness on a flat surface, as a picture shows them."""

from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np

from ctserver.video.i420 import Array
from ctserver.video.scene.patch import Box
from ctserver.video.scene.plane_view import STEP, Coarse, PlaneView
from ctserver.video.scene.texture import tile

_STAINS, _STAINS_METRES = 256, 8.0
"""Texels across the tile of stains, and the metres that it covers."""
_ROUGH_METRES, _ROUGH, _ROUGH_FROM = 0.4, 0.010, 0.4
"""The same tile as roughness: the metres that it covers, its deviation, and the pixels to a texel from which it shows."""


@dataclass(frozen=True, slots=True, eq=False)
class Tiling:
    """Tiles of `size` metres (across, up) with joints `joint` metres wide, whose light is `tone` of the tiles'.

    `variation` is the deviation of the tiles' own tones, `cloud` of soft stains over them; `stagger` shifts each second row.
    """

    size: tuple[float, float]
    joint: float
    tone: float
    variation: float = 0.0
    cloud: float = 0.012
    stagger: bool = False
    seed: int = 0


class Tiles:
    """A tiling as a view shows it; what is finer than a pixel counts by its share."""

    def __init__(self, view: PlaneView, tiling: Tiling) -> None:
        self._view, self._tiling = view, tiling
        self._stains, self._spans = self._soft(), self._pixels() if tiling.joint else None
        self._is_rough = view.nearest_metre() >= _ROUGH_FROM * _STAINS / _ROUGH_METRES
        deviations = tiling.variation * np.random.default_rng(tiling.seed).standard_normal((64, 64))
        self._tones = deviations.astype(np.float32).ravel() if tiling.variation else None

    def tone(self, band: Box) -> Array:
        """Tone (h, w), float32, of the tiles and joints in a band."""
        stains = self._stains.over(band)
        if self._spans is None and not self._is_rough:
            return stains
        across, up, inverse = self._view.places(1, band)
        if self._is_rough:
            stains = stains + self._rough(across, up, inverse)
        return stains if self._spans is None else np.asarray(self._laid(across, up, band) * stains)

    def _laid(self, across: Array, up: Array, band: Box) -> Array:
        """Tone of the tiles' own and of the joints between them."""
        assert self._spans
        tiling, (wide, high) = self._tiling, self._tiling.size
        rows = np.floor(up / np.float32(high))
        if tiling.stagger:
            across = across + (rows % 2) * np.float32(wide / 2)
        span_across, span_up = (span.over(band) for span in self._spans)
        joint = np.maximum(_lines(across, span_across, wide, tiling.joint), _lines(up, span_up, high, tiling.joint))
        tone = 1 - joint * np.float32(1 - tiling.tone)
        if self._tones is not None:
            columns = np.floor(across / np.float32(wide)).astype(np.int32) & 63
            own = np.take(self._tones, (rows.astype(np.int32) & 63) * 64 + columns)
            tone *= 1 + own * np.minimum(np.minimum(np.float32(wide) / span_across, np.float32(high) / span_up), 1)
        return np.asarray(tone)

    def _pixels(self) -> tuple[Coarse, Coarse]:
        """Metres across and up that each pixel spans."""
        across, up, _ = self._view.places(STEP)
        return self._span(across), self._span(up)

    def _span(self, metres: Array) -> Coarse:
        if min(metres.shape) < 2:
            return self._view.coarse(np.full_like(metres, 0.02), STEP)
        down, right = np.gradient(metres)
        return self._view.coarse((np.abs(down) + np.abs(right)) / STEP, STEP)

    def _soft(self) -> Coarse:
        """Soft stains two metres wide, and finer ones."""
        step, shift = STEP // 2, np.float32(self._tiling.seed % 251)
        across, up, _ = self._view.places(step)
        per_metre = np.float32(_STAINS / _STAINS_METRES)
        stains = _sampled(across * per_metre + shift, up * per_metre)
        return self._view.coarse(1 + stains * np.float32(self._tiling.cloud), step)

    def _rough(self, across: Array, up: Array, inverse: Array) -> Array:
        """In a near look, the roughness of plaster or stone."""
        per_metre = np.float32(_STAINS / _ROUGH_METRES)
        texels = np.float32(self._view.camera.focal / _STAINS * _ROUGH_METRES)
        sharp = np.float32(_ROUGH) * np.minimum(inverse * texels, 1)
        return np.asarray(_sampled(across * per_metre, up * per_metre) * sharp)


@cache
def _stains() -> Array:
    return tile(np.random.default_rng(7), _STAINS, (4, 8, 16, 32, 64), 0.8)


def _sampled(across: Array, up: Array) -> Array:
    """The stains, around 0 with deviation 1, at places (h, w) in their texels."""
    x, y = (place - np.floor(place * np.float32(1 / _STAINS)) * np.float32(_STAINS) for place in (across, up))
    return np.asarray(cv2.remap(_stains(), x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_WRAP))


def _lines(place: Array, span: Array, period: float, width: float) -> Array:
    """Coverage (h, w) of lines `width` metres wide every `period` metres, over pixels that span `span` metres."""
    share = place / np.float32(period)
    away = np.abs(share - np.rint(share)) * np.float32(period)
    span = np.maximum(span, np.float32(1e-4))
    return np.asarray(np.clip(((width + span) * np.float32(0.5) - away) / span, 0, np.minimum(width / span, 1)))
