"""What people build beside a road: houses with rows of windows, lamp posts, trunks and poles."""

import math
from dataclasses import dataclass

import cv2
import numpy as np

from ctserver.video.i420 import Array
from ctserver.video.scene.backdrop import Backdrop
from ctserver.video.scene.camera import UP, Frame
from ctserver.video.scene.patch import Box, box_of, fill

_WALLS = ((176, 186, 190), (150, 160, 168), (168, 172, 170), (120, 132, 150), (186, 192, 194))
_GLASS, _SKY = np.array((74.0, 66.0, 58.0)), np.array((70.0, 62.0, 52.0))
_BLIND, _SHINING, _FRAME = np.array((172.0, 178.0, 182.0)), np.array((150.0, 220.0, 255.0)), np.full(3, 94.0)
_STRIPES = np.array([0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3]), np.array([0, 1, 1, 0] * 3)
"""Line and end of the corners of a rod's three stripes."""
_Metres = float | Array
_BAND = 64
"""Rows painted at a time."""


@dataclass(frozen=True, slots=True)
class Building:
    """A box on a frame's ground: metres from left to right, front to back, and its height; the front looks to the camera."""

    frame: Frame
    lateral: tuple[float, float]
    along: tuple[float, float]
    height: float
    seed: int

    def corners(self) -> Array:
        """The eight corners (8, 3), ground first."""
        ground = self.frame.rectangle(self.lateral, self.along)
        return np.concatenate((ground, ground + self.height * UP))

    def paint(self, backdrop: Backdrop) -> None:
        corners = self.corners()
        left, right, right_back, left_back = range(4)
        for a, b in ((right_back, right), (left, left_back), (left, right)):
            self._wall(backdrop, corners[[a, b, b + 4, a + 4]])

    def _wall(self, backdrop: Backdrop, quad: Array) -> None:
        """A facade with corners (4, 3): bottom left, bottom right, top right, top left, as seen from outside."""
        camera, light = backdrop.camera, backdrop.light
        across = quad[1] - quad[0]
        width = float(np.linalg.norm(across))
        normal = np.array((across[2], 0.0, -across[0])) / width
        if (camera.position - quad[0]) @ normal <= 0 or camera.depth(quad).min() < 2:
            return
        pixels, depth = camera.project(quad)
        box = box_of(pixels, camera)
        if box.empty:
            return
        facade = Facade(width, self.height, self.seed, light.lamps > 0)
        shade = light.ambient * 0.85 + light.sun_colour * max(float(normal @ light.sun), 0.0)
        corners, colours = facade.rectangles(detailed=float(np.ptp(pixels[:, 0])) > 2.5 * width)
        places = quad[0] + corners[..., :1] * (across / width) + corners[..., 1:] * UP
        outlines = camera.project(places)[0]
        seen = _meets(outlines, box)
        shades = np.full((int(seen.sum()), 4), 255.0)
        shades[:, :3] = np.minimum(colours[seen] * shade, 255)
        faces = [slice(start, start + 4) for start in range(0, 4 * len(shades), 4)]
        patch = fill(outlines[seen].reshape(-1, 2), faces, shades.tolist(), box, 2)
        _stain(patch, facade.stains(), pixels - (box.left, box.top))
        backdrop.put(patch, box, float(depth.mean()))


def _meets(outlines: Array, box: Box) -> Array:
    """Which of outlines (n, m, 2) may have a part in a box."""
    low, high = outlines.min(axis=1), outlines.max(axis=1)
    return np.asarray(((high >= (box.left, box.top)) & (low <= (box.right, box.bottom))).all(axis=1))


def _stain(patch: Array, stains: Array, place: Array) -> None:
    """Multiply BGRA by stains, uint8 around 128, whose corners lie at pixels (4, 2)."""
    rows, columns = stains.shape
    source = np.array(((0, rows), (columns, rows), (columns, 0), (0, 0)), np.float32)
    matrix = cv2.getPerspectiveTransform(source, place.astype(np.float32))
    laid = cv2.warpPerspective(stains, matrix, patch.shape[1::-1], borderMode=cv2.BORDER_REPLICATE)
    for top in range(0, len(patch), _BAND):
        part = patch[top : top + _BAND, :, :3]
        part[:] = cv2.multiply(part, cv2.cvtColor(laid[top : top + _BAND], cv2.COLOR_GRAY2BGR), scale=1 / 128)


class Facade:
    """A wall seen square on, in metres from its lower left corner: cladding, bands of windows, plinth, parapet."""

    def __init__(self, width: float, height: float, seed: int, evening: bool) -> None:
        self._rng = np.random.default_rng(seed)
        self._size, self._evening = (width, height), evening
        self._wall = np.array(_WALLS[self._rng.integers(len(_WALLS))], float)
        self._noise = self._rng.standard_normal((6, 24)).astype(np.float32)
        self._boxes: list[Array] = []
        self._colours: list[Array] = []

    def stains(self) -> Array:
        """Soft stains over the whole wall, uint8 around 128."""
        grown = cv2.resize(self._noise, (192, 48), interpolation=cv2.INTER_CUBIC)
        return np.asarray((128 + grown * 2.2).clip(0, 255).astype(np.uint8))

    def rectangles(self, detailed: bool) -> tuple[Array, Array]:
        """Corners (n, 4, 2) and BGR colours (n, 3) in painting order."""
        (width, height), wall = self._size, self._wall
        self._add(0, 0, width, height, wall)
        lines = np.arange(0, width, 3.2)
        self._add(lines, 0, lines + 0.07, height, wall * 0.86)
        self._windows(detailed)
        self._add(0, 0, width, 0.5, wall * 0.62)
        self._add(0, height - 0.45, width, height, wall * 0.78)
        self._add(0, height - 0.14, width, height, np.minimum(wall * 1.12, 255))
        boxes = np.concatenate(self._boxes)
        return boxes[:, [0, 1, 2, 1, 2, 3, 0, 3]].reshape(-1, 4, 2), np.concatenate(self._colours)

    def _add(self, left: _Metres, low: _Metres, right: _Metres, high: _Metres, colour: Array) -> None:
        """Rectangles, and a colour (3,) or one for each (n, 3)."""
        boxes = np.empty((np.size(left), 4))
        boxes[:, 0], boxes[:, 1], boxes[:, 2], boxes[:, 3] = left, low, right, high
        self._boxes.append(boxes)
        colours = np.empty((len(boxes), 3))
        colours[:] = colour
        self._colours.append(colours)

    def _windows(self, detailed: bool) -> None:
        """Panes of glass with their frames: sky in the upper part, sometimes a blind, sometimes light at evening."""
        rng, (width, height) = self._rng, self._size
        places = np.arange(1, width - 2.0, 1.5 + rng.uniform(0.3, 1.1))
        left, low = (grid.ravel() for grid in np.meshgrid(places, np.arange(int(height // 3.3)) * 3.3 + 1.0))
        chances = rng.random((5, len(left)))
        sheen, blind = 0.4 + 0.6 * chances[0], np.where(chances[1] < 0.25, 0.3 + 0.5 * chances[2], 0.0)
        shines = (chances[3] < 0.4) & self._evening
        self._add(left, low, left + 1.5, low + 1.6, _FRAME)
        left, low, right, tall = left + 0.06, low + 0.06, left + 1.44, 1.48
        steps = 8 if detailed else 3
        for step in range(steps):
            colour = _GLASS + _SKY * (sheen * (step + 0.5) / steps)[:, None]
            colour[shines] = _SHINING
            self._add(left, low + tall * step / steps, right, low + tall * (step + 1) / steps, colour)
        blinds, top = np.flatnonzero(np.where(shines, 0.0, blind)), low + tall
        self._add(left[blinds], (top - tall * blind)[blinds], right[blinds], top[blinds], _BLIND)
        self._add(left + 0.66, low, left + 0.72, low + tall, _FRAME)


@dataclass(frozen=True, slots=True, eq=False)
class LampPost:
    """A mast with one lantern on a short arm; `foot` (3,) and `arm` (3,), the way the arm points, in world metres."""

    foot: Array
    arm: Array
    height: float = 7.5

    @property
    def lantern(self) -> Array:
        return np.asarray(self.foot + self.height * UP + self.arm)

    def corners(self) -> Array:
        """A thin quad (4, 3) for the shadow."""
        side = np.array((0.07, 0, 0))
        top = self.foot + self.height * UP
        return np.array((self.foot - side, self.foot + side, top + side, top - side))

    def paint(self, backdrop: Backdrop) -> None:
        top = self.foot + (self.height - 0.08) * UP
        pole(backdrop, self.foot, top, (0.09, 0.05), (112, 116, 114))
        pole(backdrop, top, self.lantern, (0.04, 0.035), (112, 116, 114))
        tip = self.lantern + self.arm * 0.35
        pole(backdrop, self.lantern - 0.05 * UP, tip - 0.05 * UP, (0.10, 0.08), (92, 94, 92))
        if backdrop.light.lamps > 0.2:
            (x, y), depth = backdrop.camera.project(tip - 0.12 * UP)
            radius = max(0.30 * backdrop.camera.focal / float(depth), 1.5)
            backdrop.glow(float(x), float(y), radius, np.array((175.0, 222.0, 255.0)) * min(backdrop.light.lamps, 0.9))


def pole(backdrop: Backdrop, low: Array, high: Array, radii: tuple[float, float], colour: tuple[int, int, int]) -> None:
    """A round rod between two world points (3,), brighter on the sun's side; radii in metres at both ends."""
    camera, light = backdrop.camera, backdrop.light
    (x0, y0, depth), (x1, y1, far) = camera.pixel(*low.tolist()), camera.pixel(*high.tolist())
    if min(depth, far) < 2:
        return
    length = max(math.hypot(x1 - x0, y1 - y0), 1e-6)
    across = np.array((y0 - y1, x1 - x0)) / length
    half = np.maximum(np.array(radii) * camera.focal / (depth, far), 0.35)[:, None] * across
    if across[0] * light.sun[0] <= 0:
        half = -half
    ends = np.array(((x0, y0), (x1, y1)))
    edges = ends + half * np.array((-1.0, -0.25, 0.4, 1.0))[:, None, None]
    points = edges[_STRIPES]
    box = box_of(points, camera)
    if box.empty:
        return
    tones = [light.ambient * 0.75 + light.sun_colour * sun for sun in (0.0, 0.45, 0.85)]
    shades = [(*np.minimum(np.array(colour) * tone, 255).tolist(), 255.0) for tone in tones]
    backdrop.put(fill(points, [slice(0, 4), slice(4, 8), slice(8, 12)], shades, box, 4), box, depth)
