"""Flat surfaces of a room: where each pixel of them lies, so that light, joints and depth follow the perspective exactly."""

from dataclasses import dataclass, field
from functools import cache

import cv2
import numpy as np

from ctserver.video.i420 import Array
from ctserver.video.scene.camera import Camera
from ctserver.video.scene.patch import Box, blend, box_of, fill
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

    def draw(self, camera: Camera, light: RoomLight, scale: int = 2) -> tuple[Array, Box]:
        """Premultiplied BGRA of the lit surface, with its box; at scale 1 without the finer parts, for a blurred image."""
        pixels = outline(camera, self.outline)
        box = box_of(pixels, camera) if len(pixels) else Box(0, 0, 0, 0)
        if box.empty:
            return np.zeros((0, 0, 4), np.uint8), box
        patch = fill(pixels, [slice(0, len(pixels))], [(*self.colour, 255.0)], box, scale)
        view = PlaneView(self, camera, box)
        under = np.ascontiguousarray(patch[:, :, :3])
        if self.tiling is not None and scale > 1:
            under = cv2.multiply(under, cv2.merge([view.tiles(self.tiling)] * 3), dtype=cv2.CV_8U)
        if self.decals:
            blend(under, self._flat_things(camera, box, scale))
        patch[:, :, :3] = cv2.multiply(under, view.light(light), dtype=cv2.CV_8U)
        return patch, box

    def _flat_things(self, camera: Camera, box: Box, scale: int) -> Array:
        """Premultiplied BGRA of the decals in a box."""
        outlines = camera.outlines([self.world(decal.outline) for decal in self.decals], _NEAR)
        seen = [(pixels, decal.colour) for pixels, decal in zip(outlines, self.decals, strict=True) if len(pixels)]
        if not seen:
            return np.zeros((box.size[1], box.size[0], 4), np.uint8)
        ends = np.cumsum([len(pixels) for pixels, _ in seen]).tolist()
        faces = [slice(end - len(pixels), end) for end, (pixels, _) in zip(ends, seen, strict=True)]
        colours = [(*colour, 255.0) for _, colour in seen]
        return fill(np.concatenate([pixels for pixels, _ in seen]), faces, colours, box, scale)

    def depth(self, camera: Camera, box: Box) -> Array:
        """Depth in centimetres, uint16, of the surface's pixels in a box."""
        return PlaneView(self, camera, box).depth()


class PlaneView:
    """The pixels of a box as places on a surface's plane."""

    def __init__(self, surface: Surface, camera: Camera, box: Box) -> None:
        times, plus = camera.matrix
        self.surface, self.camera, self.box = surface, camera, box
        forth = np.stack((surface.across @ times, surface.up @ times, surface.origin @ times + plus), axis=1)
        self._back = np.linalg.inv(forth)

    def _places(self, step: int) -> tuple[Array, Array, Array]:
        """Across and up in metres, and 1/depth, at every `step`th pixel; float32."""
        width, height = self.box.size
        x = (self.box.left + (np.arange(-(-width // step)) + 0.5) * step).astype(np.float32)[None, :]
        y = (self.box.top + (np.arange(-(-height // step)) + 0.5) * step).astype(np.float32)[:, None]
        across, up, inverse = (np.float32(a) * x + (np.float32(b) * y + np.float32(c)) for a, b, c in self._back)
        inverse = np.maximum(inverse, np.float32(1 / 400))
        return across / inverse, up / inverse, inverse

    def light(self, light: RoomLight) -> Array:
        """Gain (h, w, 3), float32, over the box: the room's light, darker in the corners."""
        step = 8 if min(self.box.size) > 64 else 4
        across, up, _ = self._places(step)
        width, height = self.surface.size
        across, up = across.clip(0, width), up.clip(0, height)
        places = np.stack((across.ravel(), up.ravel()), axis=1)
        gain = light.gain(self.surface.world(places), self.surface.normal_to(self.camera))
        gain = gain.reshape(*across.shape, 3) * self._corners(across, up)[:, :, None]
        return self._grown(gain, step)

    def _corners(self, across: Array, up: Array) -> Array:
        width, height = self.surface.size
        dark = np.ones_like(across)
        edges = (across, width - across, up, height - up)
        for distance, meets in zip(edges, self.surface.corners, strict=True):
            if meets:
                dark *= 1 - 0.30 * np.exp(-distance / _CORNER)
        return dark

    def _grown(self, values: Array, step: int) -> Array:
        """Values at every `step`th pixel over the whole box."""
        width, height = self.box.size
        rows, columns = values.shape[:2]
        grown = cv2.resize(values, (columns * step, rows * step), interpolation=cv2.INTER_LINEAR)
        return np.ascontiguousarray(grown[:height, :width])

    def depth(self) -> Array:
        _, _, inverse = self._places(1)
        return np.asarray((100 / inverse).clip(0, 65534).astype(np.uint16))

    def tiles(self, tiling: Tiling) -> Array:
        """Tone (h, w), float32, of the tiles and joints; what is finer than a pixel counts by its share."""
        if not tiling.joint:
            return self._cloud(tiling)
        across, up, _ = self._places(1)
        wide, high = tiling.size
        rows = np.floor(up / np.float32(high))
        if tiling.stagger:
            across = across + (rows % 2) * np.float32(wide / 2)
        span_across, span_up = self._spans()
        joint = np.maximum(_lines(across, span_across, wide, tiling.joint), _lines(up, span_up, high, tiling.joint))
        tone = 1 - joint * np.float32(1 - tiling.tone)
        if tiling.variation:
            rng = np.random.default_rng(tiling.seed)
            table = (tiling.variation * rng.standard_normal((64, 64))).astype(np.float32)
            columns = np.floor(across / np.float32(wide)).astype(np.int32) & 63
            own = table.ravel()[(rows.astype(np.int32) & 63) * 64 + columns]
            tone *= 1 + own * np.minimum(np.minimum(np.float32(wide) / span_across, np.float32(high) / span_up), 1)
        return np.asarray(tone * self._cloud(tiling))

    def _spans(self) -> tuple[Array, Array]:
        """Metres across and up that each pixel spans."""
        step = 8
        across, up, _ = self._places(step)
        spans = []
        for value in (across, up):
            if min(value.shape) < 2:
                spans.append(np.full(self.box.size[::-1], 0.02, np.float32))
                continue
            down, right = np.gradient(value)
            spans.append(self._grown((np.abs(down) + np.abs(right)) / step, step))
        return spans[0], spans[1]

    def _cloud(self, tiling: Tiling) -> Array:
        """Soft stains two metres wide, and finer ones; in a near look also the roughness of plaster or stone."""
        step, shift = 4, np.float32(tiling.seed % 251)
        across, up, _ = self._places(step)
        per_metre = np.float32(_STAINS / _STAINS_METRES)
        cloud = self._grown(1 + _sampled(across * per_metre + shift, up * per_metre) * np.float32(tiling.cloud), step)
        if self._nearest_metre() < _ROUGH_FROM * _STAINS / _ROUGH_METRES:
            return cloud
        across, up, inverse = self._places(1)
        per_metre = np.float32(_STAINS / _ROUGH_METRES)
        sharp = np.float32(_ROUGH) * np.minimum(inverse * np.float32(self.camera.focal / _STAINS * _ROUGH_METRES), 1)
        return np.asarray(cloud + _sampled(across * per_metre, up * per_metre) * sharp)

    def _nearest_metre(self) -> float:
        """Pixels across a metre where the surface is nearest."""
        return self.camera.focal * float(self._places(8)[2].max())


@cache
def _stains() -> Array:
    return tile(np.random.default_rng(7), _STAINS, (4, 8, 16, 32, 64), 0.8)


def _sampled(across: Array, up: Array) -> Array:
    """The stains, around 0 with deviation 1, at places (h, w) in their texels."""
    places = (np.mod(across, _STAINS), np.mod(up, _STAINS))
    return np.asarray(cv2.remap(_stains(), *places, cv2.INTER_LINEAR, borderMode=cv2.BORDER_WRAP))


def _lines(place: Array, span: Array, period: float, width: float) -> Array:
    """Coverage (h, w) of lines `width` metres wide every `period` metres, over pixels that span `span` metres."""
    share = place / np.float32(period)
    away = np.abs(share - np.rint(share)) * np.float32(period)
    span = np.maximum(span, np.float32(1e-4))
    return np.asarray(np.clip(((width + span) * np.float32(0.5) - away) / span, 0, np.minimum(width / span, 1)))
