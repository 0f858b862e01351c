"""The pinhole camera on its mast, and the metres of the world that it looks at.

World axes: x to the right, y up, z away from the camera; the camera stands at (0, mast, 0) and looks along z, tilted down.
"""

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ctserver.video.i420 import Array

UP = np.array((0.0, 1.0, 0.0))
NEAR = 1.0
"""Metres before the lens at which things are cut off."""


@dataclass(frozen=True)
class Camera:
    """`focal` in pixels, `tilt` in radians below the horizontal, `mast` in metres."""

    width: int
    height: int
    focal: float
    tilt: float
    mast: float

    @classmethod
    def with_horizon(cls, width: int, height: int, horizon: float, zoom: float, mast: float) -> "Camera":
        """A camera tilted so that the horizon falls on a luma row; zoom 1 sees about 78 degrees across a wide picture."""
        focal = 0.62 * zoom * max(width, height * 4 / 3)
        return cls(width, height, focal, math.atan((height / 2 - horizon) / focal), mast)

    @property
    def horizon(self) -> float:
        """The luma row of the horizon."""
        return self.height / 2 - self.focal * math.tan(self.tilt)

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
        rows = (self.focal * right + self.width / 2 * depth, self.focal * down + self.height / 2 * depth, depth)
        both = np.array(rows).T
        return both[:3], both[3]

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
        """Pixels (m, 2) of a flat polygon (n, 3), cut off where it passes behind the camera; m is 0 for one wholly behind."""
        inside = self.depth(points) - NEAR
        kept: list[Array] = []
        for index in range(len(points)):
            here, before = inside[index], inside[index - 1]
            if here * before < 0:
                kept.append(points[index - 1] + (points[index] - points[index - 1]) * before / (before - here))
            if here >= 0:
                kept.append(points[index])
        return self.project(np.array(kept))[0] if kept else np.empty((0, 2))

    def ground_rows(self, top: int) -> Array:
        """z in metres (height - top,) of the ground seen in each pixel row from `top`, below the horizon, down."""
        k = (np.arange(top, self.height) + 0.5 - self.height / 2) / self.focal
        distance = self.mast / (math.sin(self.tilt) + k * math.cos(self.tilt))
        return distance * (math.cos(self.tilt) - k * math.sin(self.tilt))

    def ground_matrix(self, top: int) -> Array:
        """Homography (3, 3) from pixels, rows counted from `top`, to ground metres (x, z)."""
        sin, cos, middle = math.sin(self.tilt), math.cos(self.tilt), self.height / 2 - top - 0.5
        return np.array(
            (
                (self.mast, 0, -self.mast * (self.width / 2 - 0.5)),
                (0, -self.mast * sin, self.mast * (self.focal * cos + middle * sin)),
                (0, cos, self.focal * sin - middle * cos),
            )
        )

    def sees(self, points: Array, wholly_before: float = 0) -> bool:
        """Whether the box around those points (n, 3) that are before the camera meets the picture.

        With `wholly_before`, nothing is seen that has a point nearer than so many metres.
        """
        pixels, depth = self.project(points)
        if depth.min() < wholly_before:
            return False
        pixels = pixels[depth > NEAR]
        if not len(pixels):
            return False
        low, high = pixels.min(axis=0), pixels.max(axis=0)
        return bool((high > 0).all() and low[0] < self.width and low[1] < self.height)


@dataclass(frozen=True, slots=True)
class Frame:
    """A site's own ground axes: `lateral` to the right and `along` away, turned by `angle` (radians to the right)."""

    x: float
    z: float
    angle: float

    def world(self, lateral: Array | float, along: Array | float, up: Array | float = 0.0) -> Array:
        """World points (…, 3)."""
        sin, cos = math.sin(self.angle), math.cos(self.angle)
        lateral, along, up = np.broadcast_arrays(lateral, along, up)
        return np.stack((self.x + lateral * cos + along * sin, up, self.z - lateral * sin + along * cos), axis=-1)

    def rectangle(self, lateral: tuple[float, float], along: tuple[float, float]) -> Array:
        """Corners (4, 3) of a rectangle on the ground."""
        (l0, l1), (a0, a1) = lateral, along
        return self.world(np.array((l0, l1, l1, l0)), np.array((a0, a0, a1, a1)))
