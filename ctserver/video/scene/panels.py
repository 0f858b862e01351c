"""Flat drawings hung into the world: facades, gates, mesh, roofs. Each pixel gets its own depth, so that things may pass
close before and behind a long wall."""

import math
from dataclasses import dataclass

import cv2
import numpy as np

from ctserver.video.i420 import Array
from ctserver.video.scene.backdrop import OPEN, Backdrop
from ctserver.video.scene.camera import NEAR, Camera
from ctserver.video.scene.light import Light
from ctserver.video.scene.patch import Box, box_of, fixed
from ctserver.video.scene.sheets import Drawing, Sight
from ctserver.video.scene.vectors import cross, length, unit

_STEEP = 1.9
"""How many times as far its one end may be as the other before a panel is hung in two pieces."""
_GENEROUS = 6.0
"""How many pixels a zoomed drawing may have for each one that it fills: what is seen slantwise wastes most of them."""


@dataclass(frozen=True, slots=True, eq=False)
class Panel:
    """A parallelogram seen from its front: `origin` is its lower left corner, `across` leads to the lower right one,
    `up` to the upper left one; world metres (3,) each."""

    origin: Array
    across: Array
    up: Array

    def corners(self) -> Array:
        """Lower left, lower right, upper right, upper left (4, 3)."""
        return np.array(
            (self.origin, self.origin + self.across, self.origin + self.across + self.up, self.origin + self.up)
        )

    @property
    def normal(self) -> Array:
        return unit(cross(self.up, self.across))

    def faces(self, camera: Camera) -> bool:
        """Whether its front is in view."""
        return float((camera.position - self.origin) @ self.normal) > 0 and camera.sees(self.corners())

    def sight(self, camera: Camera, most: float = 44.0) -> Sight:
        """The part that is seen, and the pixels per metre of the nearest of it; at most so many, or as many more as a
        picture is zoomed."""
        placed = camera.clipped(self.corners(), np.array(((0, 0), (1, 0), (1, 1), (0, 1))))
        if not len(placed):
            return Sight(6.0, 0, 0, 0, 0)
        (left, low), (right, high) = placed[:, 3:].min(axis=0).tolist(), placed[:, 3:].max(axis=0).tolist()
        nearest, zoomed = max(float(placed[:, 2].min()), 4.0), max(camera.scale, 1.0)
        area = length(self.across) * (right - left) * length(self.up) * (high - low)
        shown = cv2.contourArea((placed[:, :2] / placed[:, 2:3]).astype(np.float32))
        affordable = math.sqrt(_GENEROUS * shown / max(area, 1e-6))
        scale = min(max(camera.focal / nearest, 6.0), most * zoomed, max(affordable, most))
        return Sight(scale, left, low, right, high)

    def shade(self, light: Light) -> Array:
        """Gain (3,) of the light that falls on it."""
        facing = max(float(self.normal @ light.sun), 0.0)
        return np.asarray(light.ambient * (0.82 + 0.18 * self.normal[1]) + light.sun_colour * facing)

    def part(self, left: float, right: float) -> "Panel":
        """The piece between two shares of its width."""
        return self.within(Sight(1.0, left, 0.0, right, 1.0))

    def within(self, sight: Sight) -> "Panel":
        """The piece that a sight shows."""
        origin = self.origin + self.across * sight.left + self.up * sight.low
        return Panel(origin, self.across * (sight.right - sight.left), self.up * (sight.high - sight.low))


def lit(drawing: Array, gain: Array, glow: Array | None = None) -> Array:
    """BGRA of a BGR or BGRA drawing under a gain (3,), with the light that it gives by itself added."""
    blue, green, red, *alpha = cv2.split(drawing)
    shaded = [
        cv2.convertScaleAbs(level, alpha=share) for level, share in zip((blue, green, red), gain.tolist(), strict=True)
    ]
    if glow is not None:
        shaded = [cv2.add(level, own) for level, own in zip(shaded, cv2.split(glow), strict=True)]
    return cv2.merge([*shaded, *(alpha or [np.full(blue.shape, 255, np.uint8)])])


def put(backdrop: Backdrop, panel: Panel, drawing: Drawing) -> None:
    """Hang a drawing under the backdrop's light."""
    hang(backdrop, panel.within(drawing.sight), lit(drawing.albedo, panel.shade(backdrop.light), drawing.glow))


def hang(backdrop: Backdrop, panel: Panel, flat: Array, solid: bool = True) -> None:
    """Paint a premultiplied BGRA drawing on a panel; one that is not solid leaves the depth of what is behind it."""
    ends = backdrop.camera.depth(panel.corners()).clip(NEAR)
    columns = flat.shape[1]
    if ends.max() > _STEEP * ends.min() and columns > 24:
        middle = columns // 2
        share = middle / columns
        pieces = [(panel.part(0, share), flat[:, :middle]), (panel.part(share, 1), flat[:, middle:])]
        for piece, half in sorted(pieces, key=lambda pair: -float(backdrop.camera.depth(pair[0].corners()).mean())):
            hang(backdrop, piece, half, solid)
        return
    outline = backdrop.camera.outline(panel.corners())
    if len(outline) < 3:
        return
    box = box_of(outline, backdrop.camera)
    if not box.empty:
        _hang(backdrop, panel, flat, outline, box, solid)


def _hang(backdrop: Backdrop, panel: Panel, flat: Array, outline: Array, box: Box, solid: bool) -> None:
    times, plus = backdrop.camera.matrix
    place = np.array((panel.across @ times, panel.up @ times, panel.origin @ times + plus)).T
    if abs(np.linalg.det(place)) < 1e-9:
        return
    back = np.linalg.inv(place) @ np.array(((1, 0, box.left + 0.5), (0, 1, box.top + 0.5), (0, 0, 1)))
    rows, columns = flat.shape[:2]
    source = np.array(((columns, 0, -0.5), (0, -rows, rows - 0.5), (0, 0, 1))) @ back
    shrunk = _shrunk(flat, outline)
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    patch = cv2.warpPerspective(shrunk, source, box.size, flags=flags, borderMode=cv2.BORDER_REPLICATE)
    mask = np.zeros((box.size[1] * 2, box.size[0] * 2), np.uint8)
    cv2.fillConvexPoly(mask, fixed(outline, box, 2), 255, cv2.LINE_AA, 4)
    cover = cv2.resize(mask, box.size, interpolation=cv2.INTER_AREA)
    patch = cv2.multiply(patch, cv2.merge([cover] * 4), scale=1 / 255)
    backdrop.veil(patch, box, float(backdrop.camera.depth(panel.corners()).clip(NEAR).mean()))
    if solid:
        np.copyto(backdrop.depth[box.window], _depths(back, box), where=cv2.extractChannel(patch, 3) > 127)


def _depths(back: Array, box: Box) -> Array:
    """Depth map (h, w) in centimetres: its inverse is linear over the picture of a plane."""
    width, height = box.size
    inverse = back[2, 0] * np.arange(width)[None, :] + back[2, 1] * np.arange(height)[:, None]
    inverse += back[2, 2]
    np.maximum(inverse, 1e-4, out=inverse)
    np.divide(100, inverse, out=inverse)
    return np.asarray(np.minimum(inverse, OPEN - 1, out=inverse).astype(np.uint16))


def _shrunk(flat: Array, outline: Array) -> Array:
    """The drawing blurred as far as its picture is smaller than it, so that no detail flickers."""
    rows, columns = flat.shape[:2]
    width, height = np.maximum(np.ptp(outline, axis=0), 1).tolist()
    size = (_window(columns / width), _window(rows / height))
    return cv2.blur(flat, size) if max(size) > 1 else flat


def _window(shrink: float) -> int:
    return round(shrink) | 1 if shrink > 1.3 else 1
