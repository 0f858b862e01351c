"""Flat surfaces of a room: where each pixel of them lies, so that light, joints and depth follow the perspective exactly."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise

import cv2
import numpy as np

from ctserver.video.i420 import Array
from ctserver.video.scene.camera import Camera
from ctserver.video.scene.patch import Box, blend, box_of, fill, fixed
from ctserver.video.scene.room_light import RoomLight
from ctserver.video.scene.texture import tile
from ctserver.video.scene.vectors import cross

Colour = tuple[float, float, float]

_NEAR = 0.12
"""Metres before the lens at which a surface is cut off: a ceiling comes that close."""
_STAINS, _STAINS_METRES = 256, 8.0
"""Texels across the tile of stains, and the metres that it covers."""
_ROUGH_METRES, _ROUGH, _ROUGH_FROM = 0.4, 0.010, 0.4
"""The same tile as roughness: the metres that it covers, its deviation, and the pixels to a texel from which it shows."""
_CORNER = 0.24
"""Metres over which the dark in a room's corners fades."""
_BAND, _STEP = 32, 8
"""Rows painted at a time, so that arrays of floats stay small, and pixels from one to the next that tells the light."""


def outline(camera: Camera, points: Array) -> Array:
    """Pixels (m, 2) like `Camera.outline`, but cut off only just before the lens."""
    return camera.outlines([points], _NEAR)[0]


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


@dataclass(frozen=True, slots=True, eq=False)
class Decal:
    """A polygon (n, 2) in a surface's metres with its BGR colour."""

    outline: Array
    colour: Colour


def rectangle(left: float, right: float, low: float, high: float, colour: Colour) -> Decal:
    return Decal(np.array(((left, low), (right, low), (right, high), (left, high))), colour)


@dataclass(frozen=True, slots=True, eq=False)
class Surface:
    """A rectangle from `origin` (3,) along the unit vectors `across` and `up`, `size` metres, with flat things upon it.

    `corners` says whether its left, right, lower and upper edges meet another surface, and so lie darker.
    """

    origin: Array
    across: Array
    up: Array
    size: tuple[float, float]
    colour: Colour
    decals: list[Decal] = field(default_factory=list)
    tiling: Tiling | None = None
    corners: tuple[bool, bool, bool, bool] = (True, True, True, True)

    def world(self, places: Array) -> Array:
        """World points (n, 3) of places (n, 2) in the surface's metres."""
        return np.asarray(self.origin + places[:, :1] * self.across + places[:, 1:] * self.up)

    @property
    def outline(self) -> Array:
        width, height = self.size
        return self.world(np.array(((0, 0), (width, 0), (width, height), (0, height))))

    def normal_to(self, camera: Camera) -> Array:
        """The unit normal on the camera's side."""
        normal = cross(self.across, self.up)
        return normal if (camera.position - self.origin) @ normal > 0 else -normal

    def paint(
        self, image: Array, camera: Camera, light: RoomLight, depth: Array | None = None, *, fine: bool = True
    ) -> Box:
        """Paint it upon BGR (h, w, 3), in its light, and its depth in centimetres into uint16 (h, w): the box that it fills.

        Without the `fine` parts for an image that will be blurred.
        """
        pixels = outline(camera, self.outline)
        box = box_of(pixels, camera) if len(pixels) else Box(0, 0, 0, 0)
        if box.empty:
            return box
        view, scale = PlaneView(self, camera, box), 2 if fine else 1
        gain = view.light(light)
        tiles = Tiles(view, self.tiling) if self.tiling is not None and fine else None
        decals = _Decals(self, camera, scale)
        levels = _levels(self.colour, scale)
        for band in _bands(pixels, box):
            cover = _coverage(pixels, band, scale)
            lit = _toned(cover, levels, tiles.tone(band) if tiles else None)
            decals.lay(lit, band)
            lit = cv2.multiply(lit, gain.over(band), dtype=cv2.CV_8U)
            part = image[band.window]
            cv2.multiply(part, cv2.cvtColor(cv2.bitwise_not(cover), cv2.COLOR_GRAY2BGR), part, 1 / 255)
            cv2.add(part, lit, part)
            if depth is not None:
                np.copyto(depth[band.window], view.depth(band), where=cover > 127)
        return box


def _bands(pixels: Array, box: Box) -> Iterator[Box]:
    """The parts of a box, some rows each, that a convex polygon (n, 2) may fill."""
    corners = pixels.tolist()
    edges = [*pairwise([*corners, corners[0]])]
    for top in range(box.top, box.bottom, _BAND):
        bottom = min(top + _BAND, box.bottom)
        low, high = top - 1.0, bottom + 1.0
        within = [x for x, y in corners if low <= y <= high]
        within += [
            x0 + (x1 - x0) * (row - y0) / (y1 - y0)
            for (x0, y0), (x1, y1) in edges
            for row in (low, high)
            if min(y0, y1) < row < max(y0, y1)
        ]
        if within:
            left = box.left + max(int(min(within)) - 2 - box.left, 0) // _STEP * _STEP
            right = min(box.left - (box.left - int(max(within)) - 2) // _STEP * _STEP, box.right)
            if left < right:
                yield Box(left, top, right, bottom)


def _levels(colour: Colour, scale: int) -> list[Array]:
    """Tables (256,) of each channel's level, premultiplied, by the coverage that `_coverage` makes of whole pixels."""
    whole = scale * scale
    inside = np.rint(np.arange(256) * whole / 255).astype(int)
    return [((inside * level + whole // 2) // whole).astype(np.uint8) for level in np.rint(colour).clip(0, 255).astype(int)]


def _coverage(pixels: Array, band: Box, scale: int) -> Array:
    """Coverage (h, w), 0 to 255, of a convex polygon (n, 2) drawn `scale` times larger."""
    width, height = band.size
    mask = np.zeros((height * scale, width * scale), np.uint8)
    cv2.fillConvexPoly(mask, fixed(pixels, band, scale), 255, cv2.LINE_8, 4)
    return cv2.resize(mask, (width, height), interpolation=cv2.INTER_AREA) if scale > 1 else mask


def _toned(cover: Array, levels: list[Array], tone: Array | None) -> Array:
    """Premultiplied BGR (h, w, 3) of a plain colour, times a tone (h, w)."""
    channels = [cv2.LUT(cover, level) for level in levels]
    if tone is not None:
        channels = [cv2.multiply(channel, tone, dtype=cv2.CV_8U) for channel in channels]
    return cv2.merge(channels)


class _Decals:
    """The flat things upon a surface in a camera's picture, drawn so many times larger."""

    def __init__(self, surface: Surface, camera: Camera, scale: int) -> None:
        outlines = camera.outlines([surface.world(decal.outline) for decal in surface.decals], _NEAR)
        seen = [(pixels, decal.colour) for pixels, decal in zip(outlines, surface.decals, strict=True) if len(pixels)]
        self._scale, self._outlines = scale, [pixels for pixels, _ in seen]
        self._colours = [(*colour, 255.0) for _, colour in seen]
        self._limits = [(*pixels.min(axis=0).tolist(), *pixels.max(axis=0).tolist()) for pixels in self._outlines]

    def lay(self, under: Array, band: Box) -> None:
        """Lay those that a band shows over BGR of its size."""
        met = [
            index
            for index, (left, top, right, bottom) in enumerate(self._limits)
            if top < band.bottom + 1 and bottom > band.top - 1 and left < band.right + 1 and right > band.left - 1
        ]
        if met:
            ends = np.cumsum([len(self._outlines[index]) for index in met]).tolist()
            faces = [slice(start, end) for start, end in pairwise([0, *ends])]
            pixels = np.concatenate([self._outlines[index] for index in met])
            blend(under, fill(pixels, faces, [self._colours[index] for index in met], band, self._scale))


@dataclass(frozen=True, slots=True, eq=False)
class _Coarse:
    """Values (rows, columns, …), float32, at every `step`th pixel of a box."""

    values: Array
    step: int
    box: Box

    def over(self, band: Box) -> Array:
        """Between them at each pixel of a band, which begins at one of the box's steps."""
        (rows, columns), step = self.values.shape[:2], self.step
        top, left, (width, height) = band.top - self.box.top, band.left - self.box.left, band.size
        r0, c0 = max(top // step - 1, 0), max(left // step - 1, 0)
        r1, c1 = min(-(-(top + height) // step) + 1, rows), min(-(-(left + width) // step) + 1, columns)
        size = (c1 - c0) * step, (r1 - r0) * step
        grown = cv2.resize(self.values[r0:r1, c0:c1], size, interpolation=cv2.INTER_LINEAR)
        top, left = top - r0 * step, left - c0 * step
        return np.asarray(grown[top : top + height, left : left + width])


class PlaneView:
    """The pixels of a box as places on a surface's plane."""

    def __init__(self, surface: Surface, camera: Camera, box: Box) -> None:
        times, plus = camera.matrix
        self.surface, self.camera, self.box = surface, camera, box
        forth = np.stack((surface.across @ times, surface.up @ times, surface.origin @ times + plus), axis=1)
        self._back = np.linalg.inv(forth)

    def places(self, step: int, band: Box | None = None) -> tuple[Array, Array, Array]:
        """Across and up in metres, and 1/depth, at every `step`th pixel of the box or of a band of it; float32."""
        box = band or self.box
        width, height = box.size
        x = (box.left + (np.arange(-(-width // step)) + 0.5) * step).astype(np.float32)[None, :]
        y = (box.top + (np.arange(-(-height // step)) + 0.5) * step).astype(np.float32)[:, None]
        across, up, inverse = (np.float32(a) * x + (np.float32(b) * y + np.float32(c)) for a, b, c in self._back)
        np.maximum(inverse, np.float32(1 / 400), out=inverse)
        across /= inverse
        up /= inverse
        return across, up, inverse

    def coarse(self, values: Array, step: int) -> _Coarse:
        return _Coarse(values, step, self.box)

    def light(self, light: RoomLight) -> _Coarse:
        """Gain (…, 3) over the box: the room's light, darker in the corners."""
        step = _STEP if min(self.box.size) > 64 else _STEP // 2
        across, up, _ = self.places(step)
        width, height = self.surface.size
        across, up = across.clip(0, width), up.clip(0, height)
        places = np.stack((across.ravel(), up.ravel()), axis=1)
        gain = light.gain(self.surface.world(places), self.surface.normal_to(self.camera))
        return self.coarse(gain.reshape(*across.shape, 3) * self._corners(across, up)[:, :, None], step)

    def _corners(self, across: Array, up: Array) -> Array:
        width, height = self.surface.size
        dark = np.ones_like(across)
        edges = (across, width - across, up, height - up)
        for distance, meets in zip(edges, self.surface.corners, strict=True):
            if meets:
                dark *= 1 - 0.30 * np.exp(-distance / _CORNER)
        return dark

    def depth(self, band: Box) -> Array:
        """Depth in centimetres, uint16, of a band's pixels."""
        _, _, inverse = self.places(1, band)
        return np.asarray((100 / inverse).clip(0, 65534).astype(np.uint16))

    def nearest_metre(self) -> float:
        """Pixels across a metre where the surface is nearest."""
        return self.camera.focal * float(self.places(_STEP)[2].max())


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
            own = self._tones[(rows.astype(np.int32) & 63) * 64 + columns]
            tone *= 1 + own * np.minimum(np.minimum(np.float32(wide) / span_across, np.float32(high) / span_up), 1)
        return np.asarray(tone)

    def _pixels(self) -> tuple[_Coarse, _Coarse]:
        """Metres across and up that each pixel spans."""
        across, up, _ = self._view.places(_STEP)
        return self._span(across), self._span(up)

    def _span(self, metres: Array) -> _Coarse:
        if min(metres.shape) < 2:
            return self._view.coarse(np.full_like(metres, 0.02), _STEP)
        down, right = np.gradient(metres)
        return self._view.coarse((np.abs(down) + np.abs(right)) / _STEP, _STEP)

    def _soft(self) -> _Coarse:
        """Soft stains two metres wide, and finer ones."""
        step, shift = _STEP // 2, np.float32(self._tiling.seed % 251)
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
    places = (place - np.floor(place * np.float32(1 / _STAINS)) * np.float32(_STAINS) for place in (across, up))
    return np.asarray(cv2.remap(_stains(), *places, cv2.INTER_LINEAR, borderMode=cv2.BORDER_WRAP))


def _lines(place: Array, span: Array, period: float, width: float) -> Array:
    """Coverage (h, w) of lines `width` metres wide every `period` metres, over pixels that span `span` metres."""
    share = place / np.float32(period)
    away = np.abs(share - np.rint(share)) * np.float32(period)
    span = np.maximum(span, np.float32(1e-4))
    return np.asarray(np.clip(((width + span) * np.float32(0.5) - away) / span, 0, np.minimum(width / span, 1)))
