"""A perimeter fence: posts, diamond mesh through which one sees, and barbed wire on arms that lean out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np

from ctserver.video.i420 import Array
from ctserver.video.scene.actors import Actor, Glimpse
from ctserver.video.scene.backdrop import Backdrop
from ctserver.video.scene.camera import UP, Camera, Frame
from ctserver.video.scene.light import Light
from ctserver.video.scene.panels import Panel, hang, lit
from ctserver.video.scene.patch import box_of, lay
from ctserver.video.scene.sheets import Grid
from ctserver.video.scene.structures import pole

BAY = 3.0
_TALL, _ARM = 2.35, 0.45
_WIRE, _POST = (150, 154, 152), (104, 112, 104)
_CELL = 0.075
"""Metres across a diamond of the mesh."""
_SHARP = 130.0
"""Most pixels per metre of the mesh's drawing."""


@dataclass(frozen=True, slots=True, eq=False)
class Fence:
    """A line along a frame at `lateral`, from `near` to `far` along; its arms lean to `outer` (-1 left, 1 right)."""

    frame: Frame
    lateral: float
    near: float
    far: float
    outer: int

    def posts(self) -> Array:
        """Metres along at which the posts stand."""
        return np.arange(self.near, self.far + 0.1, BAY)

    def thin(self, along: float) -> Array:
        """A post as a thin quad (4, 3), for its shadow."""
        foot, side = self.frame.world(self.lateral, along), np.array((0.05, 0, 0))
        return np.array((foot - side, foot + side, foot + side + 2.4 * UP, foot - side + 2.4 * UP))

    def paint(self, backdrop: Backdrop) -> None:
        """Bay by bay, far ones first."""
        for along in self.posts()[::-1]:
            self._bay(backdrop, float(along))
            self._post(backdrop, float(along))

    def _bay(self, backdrop: Backdrop, along: float) -> None:
        camera = backdrop.camera
        left, right = (along, along + BAY) if self.outer > 0 else (along + BAY, along)
        if self.outer > 0:
            left, right = right, left
        origin = self.frame.world(self.lateral, right)
        panel = Panel(origin, self.frame.world(self.lateral, left) - origin, _TALL * UP)
        if camera.sees(panel.corners()):
            panel = panel if panel.faces(camera) else Panel(panel.origin + panel.across, -panel.across, panel.up)
            grid = Grid.of(BAY, _TALL, panel.sight(camera, _SHARP))
            hang(backdrop, panel.within(grid.sight), _mesh(grid, panel.shade(backdrop.light)), solid=False)
        for share in (0.2, 0.6, 1.0):
            ends = [self._arm(at, share) for at in (along, along + BAY)]
            self._strand(backdrop, ends[0], ends[1])

    def _arm(self, along: float, share: float) -> Array:
        """A place on the arm of a post."""
        return self.frame.world(self.lateral + self.outer * _ARM * share * 0.8, along, _TALL + 0.05 + _ARM * share)

    def _strand(self, backdrop: Backdrop, low: Array, high: Array) -> None:
        """A barbed wire, thinner than a pixel, with its barbs as darker points."""
        camera, light = backdrop.camera, backdrop.light
        (x0, y0, near), (x1, y1, far) = camera.pixel(*low.tolist()), camera.pixel(*high.tolist())
        if min(near, far) < 2:
            return
        metre = camera.focal / ((near + far) / 2)
        box = box_of(np.array(((x0, y0), (x1, y1))), camera, 3)
        if box.empty:
            return
        ends = ((np.array(((x0, y0), (x1, y1))) - (box.left, box.top) - 0.5) * 16).astype(int).tolist()
        strength, wide = min(max(0.012 * metre, 0.12), 0.75), max(round(0.004 * metre), 1)
        mask = np.zeros(box.size[::-1], np.uint8)
        cv2.line(mask, ends[0], ends[1], strength * 255, wide, cv2.LINE_AA, 4)
        colour = np.clip(np.array(_WIRE) * (light.ambient + light.sun_colour * 0.5), 0, 255).astype(np.uint8)
        lay(backdrop.image[box.window], np.full((*mask.shape, 3), colour), mask)

    def _post(self, backdrop: Backdrop, along: float) -> None:
        foot = self.frame.world(self.lateral, along)
        pole(backdrop, foot, foot + (_TALL + 0.05) * UP, (0.035, 0.035), _POST)
        pole(backdrop, foot + _TALL * UP, self._arm(along, 1.0), (0.025, 0.02), _POST)


def _mesh(grid: Grid, gain: Array) -> Array:
    """A part of a bay of mesh, premultiplied BGRA; where wires are too fine they merge to a veil."""
    scale = grid.scale
    cell = _CELL * scale
    if cell < 3.5:
        alpha = np.full(grid.size[::-1], 62, np.uint8)
    else:
        x, y = (np.arange(start, end) / cell for start, end in ((grid.x0, grid.x1), (grid.y0, grid.y1)))
        apart = [_to_whole(x.astype(np.float32), aside) for aside in (y.astype(np.float32), -y.astype(np.float32))]
        near, wire = np.minimum(*apart), max(0.0042 * scale, 0.32)
        near *= -cell
        near += wire + 0.5
        alpha = (near.clip(0, 1) * np.float32(min(0.0085 * scale / 0.9, 1) * 235)).astype(np.uint8)
    for row in (0, grid.rows // 2, grid.rows - 2):
        top, bottom = row - grid.y0, row - grid.y0 + max(int(0.012 * scale), 1)
        alpha[max(top, 0) : max(bottom, 0)] = 150
    flat = cv2.merge([cv2.convertScaleAbs(alpha, alpha=level / 255) for level in _WIRE] + [alpha])
    return lit(flat, np.minimum(gain, 1.25))


def _to_whole(across: Array, down: Array) -> Array:
    """How far the sums (rows, columns) of a column's (n,) and a row's (m,) number are from whole ones."""
    sums = across[None, :] + down[:, None]
    sums -= np.rint(sums)
    return np.asarray(np.abs(sums, out=sums))


@dataclass(frozen=True, slots=True, eq=False)
class Behind:
    """An actor seen through a veil: `clear` (h, w) is how much of what is behind each pixel shows, 255 for all."""

    actor: Actor
    clear: Array

    def during(self, seconds: Sequence[float]) -> Iterator[Glimpse | None]:
        return map(self._veiled, self.actor.during(seconds))

    def _veiled(self, glimpse: Glimpse | None) -> Glimpse | None:
        if glimpse is None or glimpse.body[1].empty:
            return glimpse
        body, box = glimpse.body
        seen = cv2.multiply(body, cv2.merge([self.clear[box.window]] * 4), scale=1 / 255)
        return replace(glimpse, body=(seen, box))


def clearness(fence: Fence, camera: Camera, light: Light) -> Array:
    """What `Behind` needs, for a fence: its picture drawn black on white."""
    blank = Backdrop(camera, light)
    blank.image[:] = 255
    dark = replace(light, ambient=np.zeros(3), sun_colour=np.zeros(3))
    blank.light = dark
    fence.paint(blank)
    return np.ascontiguousarray(blank.image[:, :, 0])
