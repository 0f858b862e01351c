"""The pinhole camera on its mast, and the metres of the world that it looks at.

World axes: x to the right, y up, z away from the camera; the camera stands at (0, mast, 0) and looks along z, tilted down.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import cv2
import numpy as np

from ctserver.video.i420 import Array
from ctserver.video.scene.look import PLANE, Viewport
from ctserver.video.scene.polygon import cut, hull

UP = np.array((0.0, 1.0, 0.0))
NEAR = 1.0
"""Metres before the lens at which things are cut off."""
_MARGIN = 256
"""Pixels around the picture at which outlines are cut off."""
_NOTHING = np.empty((0, 2))


@dataclass(frozen=True)
class Camera:
    """`focal` in pixels, `tilt` in radians below the horizontal, `mast` in metres.

    `axis` is the pixel in which the optical axis meets the picture, by default its middle; `resting` is the camera of
    which this one shows another window of the image plane.
    """

    width: int
    height: int
    focal: float
    tilt: float
    mast: float
    axis: tuple[float, float] | None = None
    resting: "Camera | None" = None

    @classmethod
    def with_horizon(cls, width: int, height: int, horizon: float, zoom: float, mast: float) -> "Camera":
        """A camera tilted so that the horizon falls on a luma row; zoom 1 sees about 78 degrees across a wide picture."""
        focal = 0.62 * zoom * max(width, height * 4 / 3)
        return cls(width, height, focal, math.atan((height / 2 - horizon) / focal), mast)

    def through(self, viewport: Viewport) -> "Camera":
        """The same camera with another window into its image plane: nothing shifts in perspective, all is only drawn
        larger and elsewhere."""
        if viewport == Viewport():
            return self
        window, (x, y) = viewport.window(self.width, self.height), self.middle
        axis = (x - window.left) * window.scale, (y - window.top) * window.scale
        focal = self.focal * window.scale
        return replace(self, width=window.width, height=window.height, focal=focal, axis=axis, resting=self)

    @property
    def rest(self) -> "Camera":
        """The camera at its default viewport."""
        return self.resting or self

    @property
    def scale(self) -> float:
        """Pixels of this picture for a pixel of the picture at the default viewport."""
        return self.focal / self.rest.focal

    @property
    def panoramic(self) -> bool:
        """Whether it shows the whole plane, and so what the lens and the camera's own lamp do belongs elsewhere."""
        return (self.width, self.height) != (self.rest.width, self.rest.height)

    @cached_property
    def middle(self) -> tuple[float, float]:
        """The pixel in which the optical axis meets the picture."""
        return self.axis or (self.width / 2, self.height / 2)

    @cached_property
    def plane(self) -> "Camera":
        """A camera that sees whatever some viewport shows, at the default viewport's scale: what is in none of its
        pictures is never seen."""
        rest = self.rest
        width, height = (int(size * share) for size, share in zip((rest.width, rest.height), PLANE, strict=True))
        return Camera(width, height, rest.focal, rest.tilt, rest.mast)

    @property
    def horizon(self) -> float:
        """The row of the horizon."""
        return self.middle[1] - self.focal * math.tan(self.tilt)

    @cached_property
    def position(self) -> Array:
        return np.array((0.0, self.mast, 0.0))

    @cached_property
    def matrix(self) -> tuple[Array, Array]:
        """What turns a world point, times the first (3, 3) plus the second (3,), into x and y times depth, and depth."""
        sin, cos = math.sin(self.tilt), math.cos(self.tilt)
        depth = np.array((0.0, -sin, cos, self.mast * sin))
        right = np.array((1.0, 0.0, 0.0, 0.0))
        down = np.array((0.0, -cos, -sin, self.mast * cos))
        x, y = self.middle
        rows = (self.focal * right + x * depth, self.focal * down + y * depth, depth)
        both = np.array(rows).T
        return both[:3], both[3]

    @cached_property
    def _rows(self) -> list[list[float]]:
        times, plus = self.matrix
        return [[*column, offset] for column, offset in zip(times.T.tolist(), plus.tolist(), strict=True)]

    def pixel(self, x: float, y: float, z: float) -> tuple[float, float, float]:
        """Pixel and depth of a single point: `project` without arrays, which take ten times as long for one."""
        across, down, depth = (a * x + b * y + c * z + d for a, b, c, d in self._rows)
        near = max(depth, NEAR / 2)
        return across / near, down / near, depth

    def depth(self, points: Array) -> Array:
        """Metres along the optical axis of points (…, 3)."""
        times, plus = self.matrix
        return np.asarray(points @ times[:, 2] + plus[2])

    def project(self, points: Array) -> tuple[Array, Array]:
        """Pixels (…, 2) and depths (…) of points (…, 3) that lie before the camera."""
        times, plus = self.matrix
        placed = points @ times + plus
        depth = np.maximum(placed[..., 2], NEAR / 2)
        return placed[..., :2] / depth[..., None], depth

    def outline(self, points: Array) -> Array:
        """Pixels (m, 2) of a flat polygon (n, 3), cut to what lies before the camera and near the picture; m is 0 for one
        wholly outside."""
        return self.outlines([points])[0]

    def outlines(self, polygons: Sequence[Array], near: float = NEAR) -> list[Array]:
        """The `outline` of each, cut off so many metres before the lens."""
        if not polygons:
            return []
        times, plus = self.matrix
        sides, offset = self._bounds
        placed = np.concatenate(polygons) @ times + plus
        inside = placed @ sides + offset
        inside[:, 0] += NEAR - near
        ends = np.cumsum([len(polygon) for polygon in polygons])
        starts = np.concatenate(((0,), ends[:-1]))
        whole = np.greater_equal(np.minimum.reduceat(inside, starts).min(axis=1), 0).tolist()
        apart = np.less(np.maximum.reduceat(inside, starts).min(axis=1), 0).tolist()
        pixels = placed[:, :2] / np.maximum(placed[:, 2:], near)
        return [
            pixels[start:end] if is_whole else _NOTHING if is_apart else self._clipped(placed[start:end], near)
            for start, end, is_whole, is_apart in zip(starts.tolist(), ends.tolist(), whole, apart, strict=True)
        ]

    def _clipped(self, placed: Array, near: float) -> Array:
        placed = self._cut(placed, near)
        return np.asarray(placed[:, :2] / placed[:, 2:3])

    def clipped(self, points: Array, labels: Array) -> Array:
        """The corners (m, 3 + k) of a polygon (n, 3) cut like `outline`: x and y times depth, depth, and the corners'
        `labels` (n, k), which run evenly between them."""
        times, plus = self.matrix
        return self._cut(np.concatenate((points @ times + plus, labels), axis=1), NEAR)

    def _cut(self, placed: Array, near: float) -> Array:
        sides, offset = self._bounds
        placed = cut(placed, placed[:, 2] - near)
        for side in range(1, len(offset)):
            placed = cut(placed, placed[:, :3] @ sides[:, side] + offset[side])
        return placed

    @cached_property
    def _bounds(self) -> tuple[Array, Array]:
        """Five planes in the coordinates of `matrix`, times the first (3, 5) plus the second (5,): positive before the
        lens and within a margin around the picture."""
        right, bottom = self.width + _MARGIN, self.height + _MARGIN
        columns = ((0, 0, 1), (1, 0, _MARGIN), (-1, 0, right), (0, 1, _MARGIN), (0, -1, bottom))
        return np.array(columns, float).T, np.array((-NEAR, 0.0, 0.0, 0.0, 0.0))

    def ground_rows(self, top: int) -> Array:
        """z in metres (height - top,) of the ground seen in each pixel row from `top`, below the horizon, down."""
        k = (np.arange(top, self.height) + 0.5 - self.middle[1]) / self.focal
        distance = self.mast / (math.sin(self.tilt) + k * math.cos(self.tilt))
        return distance * (math.cos(self.tilt) - k * math.sin(self.tilt))

    def ground_matrix(self, top: int) -> Array:
        """Homography (3, 3) from pixels, rows counted from `top`, to ground metres (x, z)."""
        sin, cos, middle = math.sin(self.tilt), math.cos(self.tilt), self.middle[1] - top - 0.5
        return np.array(
            (
                (self.mast, 0, -self.mast * (self.middle[0] - 0.5)),
                (0, -self.mast * sin, self.mast * (self.focal * cos + middle * sin)),
                (0, cos, self.focal * sin - middle * cos),
            )
        )

    def shapes(self, points: Array) -> list[Array]:
        """Pixels (k, 2) of those that are seen of m convex shapes on the ground, each the hull of its points (m, n, 3)."""
        times, plus = self.matrix
        sides, offset = self._bounds
        placed = points @ times + plus
        inside = placed @ sides + offset
        seen = inside.max(axis=1).min(axis=1) >= 0
        whole = inside.min(axis=(1, 2)) >= 0
        pixels = (placed[whole, :, :2] / placed[whole, :, 2:]).astype(np.float32)
        shapes: list[Array] = [cv2.convexHull(shape)[:, 0] for shape in pixels]
        return shapes + self.outlines([hull(shape) for shape in points[seen & ~whole]])

    def sees(self, points: Array, wholly_before: float = 0) -> bool:
        """Whether the box around those points (n, 3) that are before the camera meets the picture.

        With `wholly_before`, nothing is seen that has a point nearer than so many metres.
        """
        return bool(self.sees_each(points[None], wholly_before)[0])

    def sees_each(self, points: Array, wholly_before: float = 0) -> Array:
        """`sees` for each of m things with points (m, n, 3)."""
        pixels, depth = self.project(points)
        before = (depth > NEAR)[..., None]
        low = np.where(before, pixels, np.inf).min(axis=1)
        high = np.where(before, pixels, -np.inf).max(axis=1)
        seen = (high > 0).all(axis=1) & (low < (self.width, self.height)).all(axis=1)
        return np.asarray(seen & (depth.min(axis=1) >= wholly_before) if wholly_before else seen)


@dataclass(frozen=True, slots=True)
class Frame:
    """A site's own ground axes: `lateral` to the right and `along` away, turned by `angle` (radians to the right)."""

    x: float
    z: float
    angle: float

    def world(self, lateral: Array | float, along: Array | float, up: Array | float = 0.0) -> Array:
        """World points (…, 3)."""
        sin, cos = math.sin(self.angle), math.cos(self.angle)
        x = np.asarray(self.x + lateral * cos + along * sin)
        points = np.empty((*x.shape, 3))
        points[..., 0], points[..., 1], points[..., 2] = x, up, self.z - lateral * sin + along * cos
        return points

    def rectangle(self, lateral: tuple[float, float], along: tuple[float, float]) -> Array:
        """Corners (4, 3) of a rectangle on the ground."""
        (l0, l1), (a0, a1) = lateral, along
        return self.world(np.array((l0, l1, l1, l0)), np.array((a0, a0, a1, a1)))

    def rectangles(self, limits: Sequence[tuple[float, float, float, float]]) -> list[Array]:
        """Corners (4, 3) of each of some rectangles on the ground, from left to right and from near to far."""
        table = np.array(limits, float).reshape(-1, 4)
        return list(self.world(table[:, [0, 1, 1, 0]], table[:, [2, 2, 3, 3]]))
