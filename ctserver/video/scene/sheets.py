"""Flat drawings in metres: how the surfaces of a wall or a roof reflect light, and the light that they give.

Only the part that a picture shows is drawn, as sharp as it shows it, so that a zoomed picture costs no more than another.
"""

import math
from dataclasses import dataclass

import cv2
import numpy as np

from ctserver.video.i420 import Array
from ctserver.video.scene.texture import DEVIATION, stored_tile

Colours = tuple[float, ...] | Array
_PLASTER = (256, (64, 128))
_PLASTER_METRES, _ROUGH = 2.0, 0.014
"""Metres over which a wall's roughness repeats, and its deviation in a near look."""
_COARSE = 8
"""Pixels across of the soft stains that are drawn as one."""
_BAND = 64
"""Rows painted at a time, so that arrays of floats stay small."""
_TOO_FINE = 6
"""Texels of roughness to a pixel from which it is not seen."""


@dataclass(frozen=True, slots=True)
class Sight:
    """What a picture shows of a drawing: pixels per metre that are worth drawing, and the part that is seen, in shares of
    the whole from the left and from below."""

    scale: float
    left: float = 0.0
    low: float = 0.0
    right: float = 1.0
    high: float = 1.0


@dataclass(frozen=True, slots=True)
class Grid:
    """The pixels of a part of a drawing: columns from `x0` to `x1` and rows, from above, from `y0` to `y1` of the whole,
    which has so many `columns` and `rows`."""

    scale: float
    columns: int
    rows: int
    x0: int
    y0: int
    x1: int
    y1: int

    @classmethod
    def of(cls, width: float, height: float, sight: Sight) -> "Grid":
        """Those that show a sight of a drawing of so many metres."""
        columns, rows = max(int(width * sight.scale), 8), max(int(height * sight.scale), 8)
        x1, y1 = max(math.ceil(sight.right * columns), 1), max(math.ceil((1 - sight.low) * rows), 1)
        x0, y0 = min(int(sight.left * columns), x1 - 1), min(int((1 - sight.high) * rows), y1 - 1)
        return cls(sight.scale, columns, rows, x0, y0, min(x1, columns), min(y1, rows))

    @property
    def size(self) -> tuple[int, int]:
        return self.x1 - self.x0, self.y1 - self.y0

    @property
    def sight(self) -> Sight:
        """What they show to the pixel."""
        left, right = self.x0 / self.columns, self.x1 / self.columns
        return Sight(self.scale, left, 1 - self.y1 / self.rows, right, 1 - self.y0 / self.rows)

    def places(self) -> tuple[Array, Array]:
        """Metres from the left (columns,), and from below (rows,), at which the pixels begin; float32."""
        across = np.arange(self.x0, self.x1, dtype=np.float32) / np.float32(self.scale)
        return across, (self.rows - 1 - np.arange(self.y0, self.y1, dtype=np.float32)) / np.float32(self.scale)


@dataclass(frozen=True, slots=True, eq=False)
class Drawing:
    """A part of a facade, BGR (rows, columns, 3): how its surfaces reflect light, and the light, if any, that it gives by
    itself."""

    albedo: Array
    glow: Array | None
    sight: Sight


@dataclass(slots=True, eq=False)
class Sheet:
    """A drawing in the making, addressed in metres from the lower left corner of the whole."""

    width: float
    height: float
    grid: Grid
    rng: np.random.Generator
    albedo: Array
    _glow: Array | None = None  # by day nothing shines

    @property
    def drawing(self) -> Drawing:
        return Drawing(self.albedo, self._glow, self.grid.sight)

    @property
    def glow(self) -> Array:
        """The light that it gives by itself, to add to."""
        if self._glow is None:
            self._glow = np.zeros_like(self.albedo)
        return self._glow

    def window(self, left: float, low: float, right: float, high: float) -> tuple[slice, slice]:
        """Index of an area's pixels, at least one wide, cut to the sheet."""
        x0, y0, x1, y1 = self._limits(left, low, right, high)
        return slice(y0, max(y1, y0)), slice(x0, max(x1, x0))

    def _limits(self, left: float, low: float, right: float, high: float) -> tuple[int, int, int, int]:
        """Pixels in which an area begins and before which it ends; it is at least one wide unless it is not on the sheet."""
        grid, scale = self.grid, self.grid.scale
        x0, y0, x1, y1 = grid.x0, grid.y0, grid.x1, grid.y1
        first, top = max(round(left * scale), 0), max(grid.rows - round(high * scale), 0)
        last, bottom = max(round(right * scale), first + 1), max(grid.rows - round(low * scale), top + 1)
        return max(first - x0, 0), max(top - y0, 0), min(last, x1) - x0, min(bottom, y1) - y0

    def fill(self, left: float, low: float, right: float, high: float, colour: Colours) -> None:
        _rectangle(self.albedo, self._limits(left, low, right, high), colour)

    def shade(self, left: float, low: float, right: float, high: float, share: float) -> None:
        x0, y0, x1, y1 = self._limits(left, low, right, high)
        if x0 < x1 and y0 < y1:
            part = self.albedo[y0:y1, x0:x1]
            cv2.convertScaleAbs(part, part, share)

    def shine(self, left: float, low: float, right: float, high: float, colour: Colours) -> None:
        """Light of a colour, a little less towards the bottom."""
        if self._glow is None and not any(colour):
            return
        third = low + (high - low) / 3
        for bottom, top, share in ((third, high, 1.0), (low, third, 0.84)):
            _rectangle(self.glow, self._limits(left, bottom, right, top), np.asarray(colour, float) * share)

    def write(self, text: str, place: tuple[float, float], metres: float, colour: Colours, bold: float) -> None:
        """Letters so many metres high, whose strokes are `bold` metres wide, from a lower left corner on."""
        (left, low), grid, scale = place, self.grid, self.grid.scale
        size = metres * scale / cv2.getTextSize(text, cv2.FONT_HERSHEY_SIMPLEX, 1.0, 1)[0][1]
        at = round(left * scale) - grid.x0, grid.rows - round(low * scale) - grid.y0
        weight = max(round(bold * scale), 1)
        ink = tuple(map(float, colour))
        cv2.putText(self.albedo, text, at, cv2.FONT_HERSHEY_SIMPLEX, size, ink, weight, cv2.LINE_AA)


def _rectangle(image: Array, limits: tuple[int, int, int, int], colour: Colours) -> None:
    x0, y0, x1, y1 = limits
    if x0 < x1 and y0 < y1:
        levels = colour.tolist() if isinstance(colour, np.ndarray) else colour
        cv2.rectangle(image, (x0, y0), (x1 - 1, y1 - 1), levels, cv2.FILLED)


def sheet(width: float, height: float, sight: Sight, colour: tuple[float, ...], rng: np.random.Generator) -> Sheet:
    """A wall of one colour with faint stains."""
    grid = Grid.of(width, height, sight)
    stains = _stained(grid, rng.standard_normal((7, 9)).astype(np.float32))
    darker = 1 - 0.06 * np.linspace(0, 1, grid.rows, dtype=np.float32)[grid.y0 : grid.y1, None] ** 3
    texels = _PLASTER[0] / _PLASTER_METRES / grid.scale
    plaster = _Plaster(grid, texels) if texels < _TOO_FINE else None
    albedo = np.empty((*grid.size[::-1], 3), np.uint8)
    for top in range(0, len(albedo), _BAND):
        rows = slice(top, top + _BAND)
        tone = stains[rows] * np.float32(0.025)
        tone += darker[rows]
        if plaster:
            tone += plaster.rough(rows)
        cv2.merge([cv2.convertScaleAbs(tone, alpha=level) for level in colour], albedo[rows])
    return Sheet(width, height, grid, rng, albedo)


class _Plaster:
    """A wall's roughness in a grid's pixels, `texels` of the tile to each: drawn out along the tile's rows, then across them."""

    def __init__(self, grid: Grid, texels: float) -> None:
        size, strength = _PLASTER[0], np.float32(_ROUGH / DEVIATION * min(1.0, 2 / texels))
        across, share = _between(np.arange(grid.x0, grid.x1) * texels, size)
        tile = (stored_tile(*_PLASTER).astype(np.float32) - 128) * strength
        self._lines = np.take(tile, across, axis=1)
        self._lines += (np.take(tile, (across + 1) % size, axis=1) - self._lines) * share
        self._below = np.roll(self._lines, -1, axis=0) - self._lines
        self._down, self._share = _between(np.arange(grid.y0 - grid.rows, grid.y1 - grid.rows) * texels, size)

    def rough(self, rows: slice) -> Array:
        """Around 0."""
        rough = np.take(self._below, self._down[rows], axis=0)
        rough *= self._share[rows, None]
        rough += np.take(self._lines, self._down[rows], axis=0)
        return np.asarray(rough)


def _between(places: Array, size: int) -> tuple[Array, Array]:
    """The texels (n,) at or before places (n,) on a tile that repeats, and the share of the ones after them."""
    texels = np.floor(places)
    return texels.astype(int) % size, (places - texels).astype(np.float32)


def _stained(grid: Grid, stains: Array) -> Array:
    """Stains stretched over the whole drawing, in a grid's pixels; so soft that few of them are worth more."""
    (rows, columns), (width, height) = stains.shape, grid.size
    across, down = columns / grid.columns, rows / grid.rows
    place = np.array(((across * _COARSE, 0, grid.x0 * across - 0.5), (0, down * _COARSE, grid.y0 * down - 0.5)))
    size = -(-width // _COARSE) + 1, -(-height // _COARSE) + 1
    few = _laid(stains, place, size, cv2.INTER_CUBIC, cv2.BORDER_REPLICATE)
    return cv2.resize(few, (size[0] * _COARSE, size[1] * _COARSE))[:height, :width]


def _laid(noise: Array, place: Array, size: tuple[int, int], smooth: int, border: int) -> Array:
    """Noise seen in a picture of a size, whose pixels `place` (2, 3) takes to the noise's."""
    return np.asarray(cv2.warpAffine(noise, place, size, flags=smooth | cv2.WARP_INVERSE_MAP, borderMode=border))
