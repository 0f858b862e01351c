"""What moves in a scene: cars and people on their routes, once around in every loop."""

from dataclasses import dataclass
from typing import Protocol

import cv2
import numpy as np

from ctserver.video.i420 import Array
from ctserver.video.scene.backdrop import halo
from ctserver.video.scene.camera import Camera
from ctserver.video.scene.figures import Clothes, Figure, Gait, shadow_of
from ctserver.video.scene.light import EXPOSURE_CELL, Light
from ctserver.video.scene.look import LOOP_SECONDS
from ctserver.video.scene.patch import Box, box_of, silhouette
from ctserver.video.scene.route import Route
from ctserver.video.scene.vehicles import Car

_TOO_NEAR = 2.0
"""Metres before the lens at which a thing is gone."""
_BEAM = np.array(((0, 0, -0.6), (0, 0, 0.6), (6.5, 0, 2.0), (8, 0, 0), (6.5, 0, -2.0)))
"""Ground before a car's nose that its headlights light up, in its own axes."""
_DAWN = 7.0
"""Metres from either end of a way over which headlights gain their strength."""
_LAMPS = np.array(((0, 0.66, -0.58), (0, 0.66, 0.58)))
_LAMP_COLOUR = np.array((215.0, 240.0, 255.0))


@dataclass(frozen=True, slots=True, eq=False)
class Glimpse:
    """A moving thing at one instant, `depth` metres away; each of its layers comes with its box.

    `body` is premultiplied BGRA, `shadow` a mask with its `strength`, `glow` the BGR light that it throws.
    """

    depth: float
    body: tuple[Array, Box]
    shadow: tuple[Array, Box]
    strength: float
    glow: tuple[Array, Box] | None = None

    @property
    def box(self) -> Box:
        """The box around all layers."""
        around = self.body[1].around(self.shadow[1])
        return around if self.glow is None else around.around(self.glow[1])


class Actor(Protocol):
    def at(self, seconds: float) -> Glimpse | None:
        """How it looks `seconds` into the loop; None while it is out of the picture."""


@dataclass(frozen=True, slots=True, eq=False)
class Stage:
    """What actors need to know of the scene; `exposure` is the map that `Light.exposure` gives."""

    camera: Camera
    light: Light
    exposure: Array

    def gain_at(self, x: float, z: float) -> Array:
        """The exposure (3,) at a place on the ground."""
        pixel, _ = self.camera.project(np.array((x, 0.5, z)))
        rows, columns, _ = self.exposure.shape
        column, row = (pixel / EXPOSURE_CELL).tolist()
        return np.asarray(self.exposure[int(min(max(row, 0), rows - 1)), int(min(max(column, 0), columns - 1))])

    @property
    def softness(self) -> float:
        """Pixels over which a moving shadow's edge fades."""
        return self.camera.height * 0.008


@dataclass(frozen=True, slots=True, eq=False)
class Driver:
    """A car on a route; `start` is the second of the loop at which it sets out."""

    stage: Stage
    route: Route
    shape: str
    paint: tuple[int, int, int]
    start: float = 0.0

    def at(self, seconds: float) -> Glimpse | None:
        share = (seconds - self.start) % LOOP_SECONDS / LOOP_SECONDS
        x, z, angle = self.route.at(share * self.route.length)
        car = Car.at(self.shape, self.paint, (x, z), angle)
        stage, camera, light = self.stage, self.stage.camera, self.stage.light
        pixels, depth = camera.project(car.corners())
        if depth.min() < _TOO_NEAR:
            return None
        box = box_of(pixels, camera)
        outline = camera.project(_shadow_outline(car, light))[0]
        shadow = box_of(outline, camera, stage.softness)
        if shadow.empty and box.empty:
            return None
        return Glimpse(
            depth=car.depth(camera),
            body=(car.paint_in(camera, light, box, stage.gain_at(x, z), light.headlights), box),
            shadow=(silhouette(outline, shadow, stage.softness), shadow),
            strength=max(light.shadow, 0.45),
            glow=self._light(car, self._fade(share)) if light.headlights else None,
        )

    def _fade(self, share: float) -> float:
        """The headlights' strength: their light reaches out from where the car itself is still hidden, so it dawns."""
        return min(share * self.route.length / _DAWN, (1 - share) * self.route.length / _DAWN, 1.0)

    def _light(self, car: Car, strength: float) -> tuple[Array, Box]:
        """BGR light of the beam on the ground and of those headlights that look at the camera."""
        camera, nose = self.stage.camera, car.mesh.shape.length / 2
        beam, depth = camera.project(car.world(_BEAM + np.array((nose, 0, 0))))
        lamps, lamp_depth = camera.project(car.world(_LAMPS + np.array((nose, 0, 0))))
        radii = np.maximum(0.24 * camera.focal / lamp_depth, 1.5)
        box = box_of(np.concatenate((beam, lamps)), camera, float(radii.max()) * 4)
        if box.empty or depth.min() < _TOO_NEAR:
            return np.zeros((0, 0, 3), np.uint8), Box(box.left, box.top, box.left, box.top)
        pool = silhouette(beam, box, camera.focal * 0.9 / float(depth.mean()), 4)
        light = cv2.merge([cv2.convertScaleAbs(pool, alpha=tone * strength) for tone in (0.20, 0.24, 0.26)])
        towards = camera.position - (car.x, 0.6, car.z)
        facing = float(np.array((car.sin, 0.0, car.cos)) @ towards / np.linalg.norm(towards))
        if facing > 0.2:
            for (x, y), radius in zip(lamps.tolist(), radii.tolist(), strict=True):
                cv2.add(light, halo(box, x, y, radius, _LAMP_COLOUR * facing * strength), light)
        return light, box


@dataclass(frozen=True, slots=True, eq=False)
class Walker:
    """A person on a route; `start` is the second of the loop at which he sets out, `height` in metres."""

    stage: Stage
    route: Route
    clothes: Clothes
    gait: Gait
    start: float = 0.0
    height: float = 1.75

    def at(self, seconds: float) -> Glimpse | None:
        travelled = (seconds - self.start) % LOOP_SECONDS / LOOP_SECONDS * self.route.length
        figure = Figure(self.clothes, self.gait, *self.route.at(travelled), travelled, self.height)
        stage, camera, light = self.stage, self.stage.camera, self.stage.light
        depth = float(camera.depth(np.array((figure.x, 0.0, figure.z))))
        if depth < _TOO_NEAR:
            return None
        limbs = figure.limbs()
        shadow = shadow_of(camera, light, limbs, stage.softness / 2)
        body = figure.paint_in(camera, light, limbs, stage.gain_at(figure.x, figure.z))
        if body[1].empty and shadow[1].empty:
            return None
        return Glimpse(depth, body, shadow, max(light.shadow, 0.3))


def _shadow_outline(car: Car, light: Light) -> Array:
    """Convex outline (n, 3) on the ground of a car's shadow: what the sun casts, or just the dark below it."""
    if light.shadow < 0.1:
        return car.footprint(0.12)
    corners = car.corners() * (1, 0.86, 1)
    fallen = np.concatenate((corners - light.sun * (corners[:, 1:2] / light.sun[1]), car.footprint(0.08)))
    return np.asarray(fallen[cv2.convexHull(fallen[:, ::2].astype(np.float32), returnPoints=False)[:, 0]])
