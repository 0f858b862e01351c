"""Light on a building's front and in the lobby behind its glass."""

from dataclasses import dataclass

import numpy as np

from ctserver.video.i420 import Array
from ctserver.video.scene.camera import Camera, Frame
from ctserver.video.scene.light import EXPOSURE_CELL, Light
from ctserver.video.scene.room_light import RoomLight

_KNEE = 0.3
"""Share that the camera keeps of what is brighter than plain light: a sunny wall must not burn out."""


@dataclass(frozen=True, slots=True, eq=False)
class FacadeLight(RoomLight):
    """Sun and sky before the front, which lies at along 0 of `front`, and the gains `lobby` (3,) behind it."""

    sun: Array
    sun_colour: Array
    front: Frame
    lobby: Array

    def gain(self, points: Array, normal: Array) -> Array:
        normals = np.broadcast_to(normal, points.shape)
        sunny = np.maximum(normals @ self.sun, 0)[:, None]
        total = self.ambient * (0.92 + 0.08 * normals[:, 1:2]) + self.sun_colour * sunny
        if self.infrared:
            total = total + self._infrared(points, normals)[:, None]
        total = np.minimum(total, 1) + np.maximum(total - 1, 0) * _KNEE
        lobby = self.lobby * (0.86 + 0.14 * normals[:, 1:2])
        return np.asarray(np.where(self._behind(points)[:, None], lobby, total), np.float32)

    def _behind(self, points: Array) -> Array:
        """Which points (n, 3) lie behind the front."""
        sin, cos = np.sin(self.front.angle), np.cos(self.front.angle)
        along = (points[:, 0] - self.front.x) * sin + (points[:, 2] - self.front.z) * cos
        return np.asarray(along > 0.05)

    def on_people(self, camera: Camera, exposure: Array) -> Array:
        """An exposure map that gives people in the lobby its light, which a site's light knows nothing of."""
        cell, (rows, columns, _) = EXPOSURE_CELL, exposure.shape
        down = np.maximum((np.arange(rows) + 0.5) * cell, camera.horizon + cell)
        matrix = camera.ground_matrix(0)
        w = matrix[2, 1] * down + matrix[2, 2]
        x = (matrix[0, 0] * (np.arange(columns) + 0.5)[None, :] * cell + matrix[0, 2]) / w[:, None]
        z = np.broadcast_to(((matrix[1, 1] * down + matrix[1, 2]) / w)[:, None], x.shape)
        floor = np.stack((x, np.zeros_like(x), z), axis=-1).reshape(-1, 3)
        inside = self._behind(floor - (0, 0, 0.9)).reshape(rows, columns, 1)
        share = self.lobby / (1.0 if self.infrared else np.maximum(self.ambient + self.sun_colour * 0.3, 0.35))
        return np.asarray(np.where(inside, exposure * share, exposure), np.float32)


def facade_light(light: Light, daylight: float, camera: Camera, front: Frame) -> FacadeLight:
    """What a scene's light makes of a front; the lobby's lamps are what is bright at dusk."""
    if light.infrared:
        lobby, ambient, sun_colour = np.full(3, 0.30), np.full(3, 0.16), np.zeros(3)
    else:
        warm, plain = np.array((0.60, 0.77, 0.88)), np.array((0.60, 0.64, 0.66))
        lobby, ambient, sun_colour = plain + (warm - plain) * (1 - daylight), light.ambient, light.sun_colour
    none = np.zeros((0, 3))
    return FacadeLight(
        lamps=none,
        power=np.zeros(0),
        colour=np.ones(3),
        ambient=ambient,
        eye=camera.position,
        reach=11.0,
        infrared=light.infrared,
        daylight=daylight,
        sun=light.sun,
        sun_colour=sun_colour,
        front=front,
        lobby=lobby,
    )
