"""The ground in perspective: asphalt with grain and stains, paint, grass and paving, and the shadows that fall on it.

What is laid on it is only noted; `finish` then paints some rows at a time, so that its arrays stay small.
"""

import math
from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np

from ctserver.video.i420 import Array
from ctserver.video.scene.camera import Camera
from ctserver.video.scene.light import Light
from ctserver.video.scene.patch import Box, darken, fixed, lay
from ctserver.video.scene.texture import DEVIATION, enlarged_tile

_PAINT = 208.0
"""Display level of fresh road paint in plain light."""
_BAND = 48
"""Rows painted at a time."""
_FRACTION = 12
"""Binary digits of a tile's pixel."""
_LARGEST = 2048
"""Pixels across an enlarged tile."""


@dataclass(frozen=True, slots=True)
class _Noise:
    """A tile (see `texture`) laid every so many `metres`; of soft noise one in `coarse` pixels is enough."""

    size: int
    cells: tuple[int, ...]
    gain: float
    metres: float
    coarse: int


_STAINS = _Noise(256, (4, 8, 16, 32), 0.75, 30.0, 2)
_GRAIN = _Noise(512, (128, 256), 0.9, 5.0, 1)


class _Outlines:
    """Pixel polygons that share a colour."""

    def __init__(self, camera: Camera, polygons: list[Array]) -> None:
        self._polygons = [polygon for polygon in polygons if len(polygon)]
        limits = [(*p.min(axis=0).tolist(), *p.max(axis=0).tolist()) for p in self._polygons]
        low = np.array(limits, float).reshape(-1, 4) - (1, 1, -2, -2)
        self._limits = low.clip(0, (camera.width, camera.height) * 2).astype(int)

    def cover(self, band: Box) -> bool:
        """Whether one of them leaves nothing free of a band."""
        corners = np.array([(x, y) for x in (band.left - 2, band.right + 2) for y in (band.top - 2, band.bottom + 2)])
        low, high = self._limits[:, :2], self._limits[:, 2:]
        met = (low <= (band.left, band.top)).all(axis=1) & (high >= (band.right, band.bottom)).all(axis=1)
        return any(_holds(self._polygons[index], corners) for index in np.flatnonzero(met).tolist())

    def mask(self, band: Box) -> tuple[Array, Box]:
        """Antialiased coverage (h, w), 0 to 255, in that box within a band in which there is any."""
        limits = self._limits
        met = np.flatnonzero(
            (limits[:, 1] < band.bottom) & (limits[:, 3] > band.top) & (limits[:, 0] < limits[:, 2])
        ).tolist()
        if not met:
            return np.zeros((0, 0), np.uint8), Box(0, band.top, 0, band.top)
        box = Box(int(limits[met, 0].min()), band.top, int(limits[met, 2].max()), band.bottom)
        width, height = box.size
        mask = np.zeros((height * 2, width * 2), np.uint8)
        for index in met:
            cv2.fillConvexPoly(mask, fixed(self._polygons[index], box, 2), 255, cv2.LINE_AA, 4)
        return cv2.resize(mask, (width, height), interpolation=cv2.INTER_AREA), box


@dataclass(frozen=True, slots=True, eq=False)
class _Band:
    """Some rows while they are painted; float32 (h, w), the noises around 0 with deviation 1."""

    box: Box
    grain: Array
    stains: Array
    tone: Array


class Ground:
    """Everything below the horizon; `top` is its first pixel row. Lay surfaces and shadows on it, then `finish`."""

    def __init__(self, camera: Camera, light: Light, rng: np.random.Generator, tone: float = 104) -> None:
        self.camera, self.light = camera, light
        self.top = min(max(math.ceil(camera.horizon) + 2, 0), camera.height)
        self.box = Box(0, self.top, camera.width, camera.height)
        self._gain = (light.ambient + light.sun_colour * light.sun[1]).astype(np.float32)
        self._offsets, self._plain = rng.random((2, 2)), tone
        self._tones: list[tuple[_Outlines, float, bool]] = []
        self._surfaces: list[tuple[_Outlines, list[float], float]] = []
        self._shadows: list[Array] = []
        self._contacts: list[Array] = []

    def patch(self, outline: Array, change: float) -> None:
        """Asphalt laid at another time: a world polygon (n, 3) whose tone differs by `change` levels."""
        self._tones.append((self._outlines([outline]), change, False))

    def paint(self, outlines: list[Array], level: float = _PAINT) -> None:
        """Road paint: world polygons (n, 3), worn where the asphalt is rough."""
        self._tones.append((self._outlines(outlines), level, True))

    def surface(self, outlines: list[Array], colour: tuple[float, float, float], roughness: float) -> None:
        """Cover world polygons with another material of a BGR colour; `roughness` in levels, 1 for paving, 9 for grass."""
        self._surfaces.append((self._outlines(outlines), (np.array(colour) * self._gain).tolist(), roughness))

    def shadow(self, points: Array) -> None:
        """The shadow cast by a convex thing with corners (n, 3), or by each of several (m, n, 3)."""
        if self.light.shadow > 0:
            sun, points = self.light.sun, points.reshape(-1, *points.shape[-2:])
            self._shadows += self.camera.shapes(points - sun * (points[..., 1:2] / sun[1]))

    def contact(self, outline: Array) -> None:
        """The darkness under a thing that stands on a world polygon (n, 3), or on each of several (m, n, 3), whatever the
        light."""
        self._contacts += self.camera.shapes(outline.reshape(-1, *outline.shape[-2:]))

    def finish(self) -> Array:
        """BGR uint8 (height - top, width, 3)."""
        image = np.empty((self.camera.height - self.top, self.camera.width, 3), np.uint8)
        layers = ((self._contacts, 0.012, 0.55), (self._shadows, 0.005, self.light.shadow))
        shadows = [(self._soft(shapes, softness), strength) for shapes, softness, strength in layers if shapes]
        for top in range(self.top, self.camera.height, _BAND):
            box = Box(0, top, self.camera.width, min(top + _BAND, self.camera.height))
            window = box.inside(self.box)
            self._paint_band(self._band(box), image[window])
            for mask, strength in shadows:
                darken(image[window], mask[window], strength)
        return image

    def _outlines(self, outlines: list[Array]) -> _Outlines:
        return _Outlines(self.camera, self.camera.outlines(outlines))

    def _band(self, box: Box) -> _Band:
        """The bare asphalt."""
        grain, stains = self._texture(_GRAIN, self._offsets[0], box), self._texture(_STAINS, self._offsets[1], box)
        return _Band(box, grain, stains, cv2.addWeighted(grain, 3.0, stains, 5.0, self._plain))

    def _paint_band(self, band: _Band, image: Array) -> None:
        covering = [place for place, (outlines, _, _) in enumerate(self._surfaces) if outlines.cover(band.box)]
        if covering:
            _, colour, roughness = self._surfaces[covering[-1]]
            _material(band, band.box, colour, roughness, image)
        else:
            self._paint_asphalt(band, image)
        for outlines, colour, roughness in self._surfaces[covering[-1] + 1 if covering else 0 :]:
            mask, box = outlines.mask(band.box)
            if not box.empty:
                lay(image[box.inside(band.box)], _material(band, box, colour, roughness), mask)

    def _paint_asphalt(self, band: _Band, image: Array) -> None:
        for outlines, value, worn in self._tones:
            mask, box = outlines.mask(band.box)
            if not box.empty:
                _tint(band, mask, box, value, worn)
        gains = self._gain * (1.02, 1.0, 0.985)
        cv2.merge([cv2.convertScaleAbs(band.tone, alpha=gain) for gain in gains.tolist()], image)

    def _texture(self, noise: _Noise, offset: Array, box: Box) -> Array:
        """Float32 of the box's size of a tile laid on the ground; it fades where a pixel row spans more than its detail.

        The camera does not roll, so a pixel row sees one row of the tile at even steps: whole numbers will do.
        """
        first, (width, height) = box.top - self.top, box.size
        rows = slice(first, first + height, noise.coarse)
        times = self._enlargement(noise)
        tile = enlarged_tile(noise.size, noise.cells, noise.gain, times)
        size, per_metre = len(tile), len(tile) / noise.metres
        down = (self._rows[rows] * per_metre + offset[1] * size).astype(np.int64) % size
        step = self._metres_per_pixel[rows] * per_metre
        start = (step * (0.5 - self.camera.middle[0]) + offset[0] * size) % size
        columns = np.arange(0, width, noise.coarse, dtype=np.int32)
        fixed_step, fixed_start = ((values * (1 << _FRACTION)).astype(np.int32)[:, None] for values in (step, start))
        places = (fixed_step * columns + fixed_start >> _FRACTION) & (size - 1)
        places += (down * size).astype(np.int32)[:, None]
        fade = (noise.metres / 60 / DEVIATION / self._metres_per_row[rows]).clip(0, 1 / DEVIATION)
        laid = (np.take(tile, places).astype(np.float32) - 128) * fade
        if noise.coarse == 1:
            return np.asarray(laid)
        return np.asarray(cv2.resize(laid, (width, height), interpolation=cv2.INTER_LINEAR))

    def _enlargement(self, noise: _Noise) -> int:
        """How many times larger a tile must be, in powers of two, that its pixels are not seen in the nearest row."""
        texels = noise.size / noise.metres * float(self._metres_per_pixel.min()) * noise.coarse
        return min(1 << max(math.ceil(math.log2(1 / texels) - 0.5), 0), _LARGEST // noise.size)

    @cached_property
    def _rows(self) -> Array:
        """z of the ground in each row."""
        return self.camera.ground_rows(self.top)

    @cached_property
    def _metres_per_pixel(self) -> Array:
        """Metres across that each row's pixels span."""
        depth = self._rows * math.cos(self.camera.tilt) + self.camera.mast * math.sin(self.camera.tilt)
        return depth / self.camera.focal

    @cached_property
    def _metres_per_row(self) -> Array:
        step = -np.gradient(self._rows) if len(self._rows) > 1 else np.ones(len(self._rows))
        return np.maximum(step, 1e-4).astype(np.float32)[:, None]

    def _soft(self, outlines: list[Array], softness: float) -> Array:
        """Coverage (h, w) of pixel polygons, blurred by `softness` picture heights; drawn at half size."""
        height, width = self.camera.height - self.top, self.camera.width
        mask = np.zeros((max(height // 2, 1), width // 2), np.uint8)
        placed = (((np.concatenate(outlines) - (0, self.top)) / 2 - 0.5) * 16).astype(np.int32)
        start = 0
        for outline in outlines:
            if len(outline):
                cv2.fillConvexPoly(mask, placed[start : start + len(outline)], 255, cv2.LINE_AA, 4)
            start += len(outline)
        size = int(softness * self.camera.height) | 1
        return cv2.resize(cv2.GaussianBlur(mask, (size, size), 0), (width, height), interpolation=cv2.INTER_LINEAR)


def _material(band: _Band, box: Box, colour: list[float], roughness: float, image: Array | None = None) -> Array:
    """BGR of a material in a box within a band."""
    window = box.inside(band.box)
    tone = cv2.addWeighted(band.grain[window], roughness / 100, band.stains[window], 0.003 + roughness * 0.0012, 1)
    return cv2.merge([cv2.convertScaleAbs(tone, alpha=level) for level in colour], image)


def _holds(polygon: Array, points: Array) -> bool:
    """Whether points (m, 2) lie within a convex polygon (n, 2)."""
    along = np.roll(polygon, -1, axis=0) - polygon
    to = points[:, None] - polygon
    turns = along[:, 0] * to[:, :, 1] - along[:, 1] * to[:, :, 0]
    return bool((turns >= 0).all() or (turns <= 0).all())


def _tint(band: _Band, mask: Array, box: Box, value: float, worn: bool) -> None:
    """Change the tone by `value` or, with paint, worn where the asphalt is rough, to it."""
    window = box.inside(band.box)
    tone = band.tone[window]
    if not worn:
        tone += mask * np.float32(value / 255)
        return
    wear = cv2.addWeighted(band.grain[window], 0.10, band.stains[window], -0.02, 0.80)
    wear = np.minimum(np.maximum(wear, 0.3), np.float32(0.97)) * mask
    tone += (value - tone) * (wear * np.float32(1 / 255))
