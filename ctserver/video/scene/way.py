"""A walker's whole way in the picture, worked out at once: arrays for all instants take hardly longer than for one."""

import numpy as np

from ctserver.video.i420 import Array
from ctserver.video.scene.camera import Camera
from ctserver.video.scene.figures import Clothes, outlines_of, paint, paint_shadow, shadows_of
from ctserver.video.scene.light import Light
from ctserver.video.scene.look import LOOP_SECONDS
from ctserver.video.scene.patch import Box
from ctserver.video.scene.pose import Gait, limbs
from ctserver.video.scene.route import Route

_INSTANTS = 25 * LOOP_SECONDS
"""Instants that are worked out; between two, all moves straight on."""


class Way:
    """What a person of `height` metres looks like all along a route; a place on it is a share from 0 to 1."""

    def __init__(self, camera: Camera, light: Light, route: Route, gait: Gait, height: float, softness: float) -> None:
        self._camera, self._light, self._softness = camera, light, softness
        travelled = np.linspace(0, route.length, _INSTANTS + 1)
        x, z, angle = route.along(travelled)
        ends = limbs(gait, height, x, z, angle, travelled)
        outlines, self._order = outlines_of(camera, light, ends)
        shadows, self._thickness = shadows_of(camera, light, ends)
        self._outlines, self._shadows = outlines.astype(np.float32), shadows.astype(np.float32)
        depth = camera.depth(np.stack((x, np.zeros(len(x)), z), axis=1))
        self._places = np.stack((x, z, depth), axis=1)

    def place(self, share: float) -> tuple[float, float, float]:
        """x, z and depth in metres."""
        x, z, depth = _between(self._places, share).tolist()
        return x, z, depth

    def body(self, share: float, clothes: Clothes, gain: Array) -> tuple[Array, Box]:
        """Premultiplied BGRA with its box; `gain` is the exposure at the place."""
        outlines, order = _between(self._outlines, share), self._order[round(share * _INSTANTS)]
        return paint(self._camera, self._light, clothes, outlines, order, gain)

    def shadow(self, share: float) -> tuple[Array, Box]:
        """Soft mask with its box."""
        thickness = float(self._thickness[round(share * _INSTANTS)])
        return paint_shadow(self._camera, _between(self._shadows, share), thickness, self._softness)


def _between(table: Array, share: float) -> Array:
    """The values at a share of the way."""
    position = share * _INSTANTS
    index = min(int(position), _INSTANTS - 1)
    before = table[index]
    return np.asarray(before + (table[index + 1] - before) * np.float32(position - index))
