"""Light under a roof: rows of lamps and what the walls give back, or the camera's own infrared lamp at night."""

import math
from dataclasses import dataclass

import numpy as np

from ctserver.video.i420 import Array
from ctserver.video.scene.camera import Camera
from ctserver.video.scene.light import EXPOSURE_CELL, INFRARED_BELOW, Light

_LAMPWARD = np.array((0.24, 0.94, -0.24))
"""Where the light on a person comes from, on the whole: above, and rather from the camera's side."""
_POINTS = 1024
"""Points lit at a time, so that the arrays of all lamps at each of them stay in the caches."""
_NEAREST2 = 0.35
"""Square metres added to a distance squared, since a lamp is no point."""


@dataclass(frozen=True, slots=True, eq=False)
class FigureLight(Light):
    """What people in a room are lit by."""

    def lens(self, rows: int, columns: int) -> Array:
        """A room's lamps light all of a picture, and its walls scatter the camera's own: only the edges are darker."""
        x = (np.arange(columns)[None, :] + 0.5) / columns * 2 - 1
        y = (np.arange(rows)[:, None] + 0.5) / rows * 2 - 1
        return np.asarray(1.03 - (0.30 if self.infrared else 0.12) * (x**2 + 0.8 * y**2))


@dataclass(frozen=True, slots=True, eq=False)
class RoomLight:
    """`lamps` (n, 3) shine down with `power` (n,); `colour` and `ambient` are gains (3,) per channel.

    With `infrared` the light comes from the `eye` (3,) and falls to a half over `reach` metres.
    """

    lamps: Array
    power: Array
    colour: Array
    ambient: Array
    eye: Array
    reach: float
    infrared: bool
    daylight: float

    def gain(self, points: Array, normal: Array) -> Array:
        """Gains (n, 3), float32, of surfaces at `points` (n, 3) with one unit normal (3,) or one each (n, 3)."""
        normals = np.broadcast_to(normal, points.shape)
        total = self.ambient * (0.92 + 0.12 * np.abs(normals[:, 1:2]))
        if len(self.lamps) and len(points):
            parts = [slice(start, start + _POINTS) for start in range(0, len(points), _POINTS)]
            shining = np.concatenate([self._shining(points[part], normals[part]) for part in parts])
            total = total + shining[:, None] * self.colour
        if self.infrared:
            total = total + self._infrared(points, normal)[:, None]
        return np.asarray(total, np.float32)

    def _shining(self, points: Array, normals: Array) -> Array:
        """What all lamps together give to points (n, 3), each with its unit normal (n, 3)."""
        # Dot products by matrices: the differences (n, lamps, 3) themselves would take four times as long.
        own, lamps = np.einsum("ij,ij->i", points, points), np.einsum("ij,ij->i", self.lamps, self.lamps)
        distance2 = own[:, None] + lamps
        distance2 -= 2 * (points @ self.lamps.T)
        distance2 += _NEAREST2
        shining = normals @ self.lamps.T
        shining -= np.einsum("ij,ij->i", normals, points)[:, None]
        np.maximum(shining, 0, out=shining)
        shining *= np.maximum(self.lamps[:, 1] - points[:, 1:2], 0)
        shining /= np.square(distance2, out=distance2)
        return np.asarray(shining @ self.power)

    def _infrared(self, points: Array, normal: Array) -> Array:
        way = self.eye - points
        distance = np.sqrt(np.einsum("ij,ij->i", way, way))
        facing = np.abs(np.einsum("ij,ij->i", way, np.broadcast_to(normal, points.shape))) / np.maximum(distance, 0.1)
        return np.asarray((0.42 + 0.58 * facing) * 1.12 / (1 + (distance / self.reach) ** 2))

    def for_figures(self, shadow: float = 0.34) -> FigureLight:
        """What people are lit by, before the exposure at their place."""
        tint = self.ambient / self.ambient.max()
        grey = np.full(3, 30.0)
        return FigureLight(
            sun=_LAMPWARD / np.linalg.norm(_LAMPWARD),
            sun_colour=tint * 0.34,
            ambient=tint * 0.72,
            sky_top=grey,
            sky_low=grey,
            shadow=0.0 if self.infrared else shadow,
            lamps=0.0,
            infrared=self.infrared,
        )

    def exposure(self, camera: Camera) -> tuple[Array, Array]:
        """Two gain maps like `Light.exposure`: what the lens does to the picture, and with it the light on people."""
        rows, columns = camera.height // EXPOSURE_CELL, camera.width // EXPOSURE_CELL
        plain = np.ones((rows, columns)) if camera.panoramic else self.for_figures().lens(rows, columns)
        plain = np.repeat(plain[:, :, None], 3, axis=2).astype(np.float32)
        return plain, plain * self._on_people(camera, rows, columns)

    def _on_people(self, camera: Camera, rows: int, columns: int) -> Array:
        """Gains (rows, columns, 3) of somebody who stands on the floor seen in each cell."""
        down = np.maximum((np.arange(rows) + 0.5) * EXPOSURE_CELL, camera.horizon + 8)
        matrix = camera.ground_matrix(0)
        w = matrix[2, 1] * down + matrix[2, 2]
        across = (np.arange(columns) + 0.5) * EXPOSURE_CELL
        x = (matrix[0, 0] * across[None, :] + matrix[0, 2]) / w[:, None]
        z = np.broadcast_to(((matrix[1, 1] * down + matrix[1, 2]) / w)[:, None], x.shape)
        points = np.stack((x, np.full_like(x, 1.0), z), axis=-1).reshape(-1, 3)
        toward = np.array((0.0, 0.8, -0.6))
        return self.gain(points, toward).reshape(rows, columns, 3)


def room_light(
    daylight: float, lamps: Array, power: float, eye: Array, *, window: float = 0.5, reach: float = 8.0
) -> RoomLight:
    """The light of a room with lamps (n, 3); `window` (0 to 1) says how much of its plain light comes from outdoors."""
    if daylight < INFRARED_BELOW:
        few = lamps[:: max(len(lamps) // 3, 1)]
        grey = np.full(3, 0.10)
        return RoomLight(few, np.full(len(few), power * 0.12), np.ones(3), grey, eye, reach, True, 0.0)
    day = (min(daylight, 1.0) - INFRARED_BELOW) / (1 - INFRARED_BELOW)
    outdoors = np.array((1.03, 1.0, 0.97)) * day + np.array((0.34, 0.30, 0.26)) * (1 - day)
    indoors = np.array((0.88, 0.97, 1.0)) * (0.86 + 0.14 * day)
    ambient = 0.70 * (window * outdoors + (1 - window) * indoors)
    colour = np.array((0.90, 0.97, 1.0)) * day + np.array((0.76, 0.92, 1.0)) * (1 - day)
    return RoomLight(lamps, np.full(len(lamps), power), colour, ambient, eye, reach, False, day)


def grazing(camera: Camera, rows: Array, least: float, most: float) -> Array:
    """Share of light that a polished floor mirrors in pixel rows (n,): `least` looking straight down, `most` along it."""
    k = (rows + 0.5 - camera.middle[1]) / camera.focal
    down = np.sin(np.clip(camera.tilt + np.arctan(k), 0.01, math.pi / 2))
    return np.asarray(least + (most - least) * (1 - down) ** 4)
