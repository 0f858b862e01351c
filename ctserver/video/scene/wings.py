"""What scenes share behind the stage: clothes, the ways on and off, the order of painting, and where the sun stands."""

import math
from collections.abc import Callable, Iterable
from dataclasses import replace

import numpy as np

from ctserver.video.i420 import Array
from ctserver.video.scene.actors import Stage
from ctserver.video.scene.backdrop import Backdrop
from ctserver.video.scene.camera import Camera
from ctserver.video.scene.figures import Clothes
from ctserver.video.scene.light import Light
from ctserver.video.scene.patch import box_of
from ctserver.video.scene.vehicles import Car

CIVIL = (
    Clothes(coat=(92, 62, 46), trousers=(62, 50, 42), hair=(28, 36, 48)),
    Clothes(coat=(58, 54, 108), trousers=(48, 46, 46), hair=(40, 66, 96)),
    Clothes(coat=(158, 164, 168), trousers=(88, 70, 54), hair=(22, 24, 28)),
    Clothes(coat=(56, 56, 54), trousers=(92, 102, 112), hair=(96, 136, 164)),
    Clothes(coat=(92, 110, 78), trousers=(50, 46, 44), hair=(30, 40, 62)),
    Clothes(coat=(120, 140, 152), trousers=(44, 42, 40), hair=(36, 44, 60)),
)
HIGH_VISIBILITY = (
    Clothes(coat=(40, 192, 206), trousers=(84, 62, 46), hair=(196, 202, 204)),
    Clothes(coat=(38, 118, 226), trousers=(70, 66, 62), hair=(60, 176, 206)),
)
GUARD = Clothes(coat=(66, 50, 40), trousers=(44, 40, 38), hair=(40, 36, 34))
INTRUDER = Clothes(coat=(50, 48, 50), trousers=(42, 40, 41), hair=(46, 44, 46))

Thing = tuple[float, Callable[[], None]]
"""Depth in metres, and what paints a thing that stands there."""


def paint_far_first(things: Iterable[Thing]) -> None:
    for _, paint in sorted(things, key=lambda thing: -thing[0]):
        paint()


def sun_towards(light: Light, azimuth: float) -> Light:
    """The same light with its sun over another place, in radians to the right of the view axis; the camera's own stays."""
    if light.infrared:
        return light
    flat = math.hypot(light.sun[0], light.sun[2])
    return replace(light, sun=np.array((math.sin(azimuth) * flat, light.sun[1], math.cos(azimuth) * flat)))


def way_out(
    stage: Stage, start: Array, step: Array, size: float, tall: float = 1.8, wide: float | None = None
) -> Array:
    """The first place (3,) from `start` on, by `step`, at which a thing has left the image plane, with its shadow: it is
    `tall` metres high, and reaches `size` metres to all sides, or, if it is narrow, `wide` metres aside of its way."""
    forth = step * (size / np.linalg.norm(step))
    aside = forth[[2, 1, 0]] * (1, 0, -1) * ((wide or size) / size)
    around = np.array([a * forth + b * aside + (0, y, 0) for a in (-1, 1) for b in (-1, 1) for y in (0, tall)])
    places = start + step * np.arange(60)[:, None]
    return np.asarray(places[stage.way_out(places, around)])


def park(backdrop: Backdrop, car: Car) -> None:
    """Paint a car that stands still."""
    camera: Camera = backdrop.camera
    box = box_of(camera.project(car.corners())[0], camera)
    if not box.empty:
        backdrop.put(car.paint_in(camera, backdrop.light, box, 1.0, lit=False), box, car.depth(camera))
