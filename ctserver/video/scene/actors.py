"""What moves in a scene: cars and people on their routes, once around in every loop."""

from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import cv2
import numpy as np

from ctserver.video.i420 import Array
from ctserver.video.scene.backdrop import halo
from ctserver.video.scene.camera import Camera
from ctserver.video.scene.figures import Clothes, Gait
from ctserver.video.scene.light import EXPOSURE_CELL, Light
from ctserver.video.scene.look import LOOP_SECONDS
from ctserver.video.scene.patch import Box, box_of, silhouette
from ctserver.video.scene.route import Route
from ctserver.video.scene.vehicles import Car
from ctserver.video.scene.way import Way

_TOO_NEAR = 2.0
"""Metres before the lens at which a thing is gone."""
_UNDER_LENS = 0.5
"""Metres before the lens at which a car's middle is below every picture."""
_FACING = 0.2
"""Cosine to the camera from which a headlight dazzles."""
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
        across, down, _ = self.camera.pixel(x, 0.5, z)
        rows, columns, _ = self.exposure.shape
        column, row = int(across / EXPOSURE_CELL), int(down / EXPOSURE_CELL)
        return np.asarray(self.exposure[min(max(row, 0), rows - 1), min(max(column, 0), columns - 1)])

    def way_out(self, places: Array, around: Array) -> int:
        """The first of places (n, 3) at which a thing of points (m, 3) around it has left the image plane, with its shadow:
        no viewport shows it then; or else the last."""
        if self.light.shadow:
            around = np.concatenate((around, around - self.light.sun * (around[:, 1:2] / self.light.sun[1])))
        seen = self.camera.plane.sees_each(places[:, None] + around)
        return len(places) - 1 if seen.all() else int(np.argmin(seen))

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
        stage, camera, light = self.stage, self.stage.camera, self.stage.light
        depth = camera.pixel(x, 0.6, z)[2]
        if depth < _UNDER_LENS:
            return None
        car = Car.at(self.shape, self.paint, (x, z), round(angle, 3))
        outline = camera.project(car.shadow(light))[0]
        shadow = box_of(outline, camera, stage.softness)
        body = car.painted(camera, light, stage.gain_at(x, z), light.headlights)
        if shadow.empty and body[1].empty:
            return None
        return Glimpse(
            depth=depth,
            body=body,
            shadow=(silhouette(outline, shadow, stage.softness), shadow),
            strength=max(light.shadow, 0.45),
            glow=self._light(car, self._fade(share)) if light.headlights else None,
        )

    def _fade(self, share: float) -> float:
        """The headlights' strength: their light reaches out from where the car itself is still hidden, so it dawns."""
        return min(share * self.route.length / _DAWN, (1 - share) * self.route.length / _DAWN, 1.0)

    def _light(self, car: Car, strength: float) -> tuple[Array, Box] | None:
        """BGR light of the beam on the ground and of those headlights that look at the camera."""
        camera, nose = self.stage.camera, car.mesh.shape.length / 2
        beam = camera.outline(car.world(_BEAM + np.array((nose, 0, 0))))
        lamps, lamp_depth = camera.project(car.world(_LAMPS + np.array((nose, 0, 0))))
        towards = camera.position - (car.x, 0.6, car.z)
        facing = float(np.array((car.sin, 0.0, car.cos)) @ towards / np.linalg.norm(towards))
        radii = np.maximum(0.24 * camera.focal / lamp_depth, 1.5) if facing > _FACING else np.zeros(2)
        softness = camera.focal * 0.9 / float(lamp_depth.mean() + 3)
        box = box_of(np.concatenate((beam, lamps)), camera, max(float(radii.max()) * 4, softness))
        if box.empty or lamp_depth.min() < _TOO_NEAR:
            return None
        light: Array = np.zeros((*box.size[::-1], 3), np.uint8)
        if len(beam):
            pool = silhouette(beam, box, softness, 4)
            light = cv2.merge([cv2.convertScaleAbs(pool, alpha=tone * strength) for tone in (0.20, 0.24, 0.26)])
        for (x, y), radius in zip(lamps.tolist(), radii.tolist(), strict=True):
            if radius:
                _add_lamp(light, box, (x, y), radius, facing * strength)
        return light, box


def _add_lamp(light: Array, around: Box, place: tuple[float, float], radius: float, strength: float) -> None:
    """Add a headlight's halo to the light in a box."""
    (x, y), reach = place, radius * 4
    box = Box(int(x - reach), int(y - reach), int(x + reach), int(y + reach)).within(around)
    if not box.empty:
        part = light[box.inside(around)]
        cv2.add(part, halo(box, x, y, radius, _LAMP_COLOUR * strength), part)


@dataclass(frozen=True, eq=False)
class Walker:
    """A person on a route; `start` is the second of the loop at which he sets out, `height` in metres."""

    stage: Stage
    route: Route
    clothes: Clothes
    gait: Gait
    start: float = 0.0
    height: float = 1.75

    def at(self, seconds: float) -> Glimpse | None:
        stage, light = self.stage, self.stage.light
        share = (seconds - self.start) % LOOP_SECONDS / LOOP_SECONDS
        way = self._way
        x, z, depth = way.place(share)
        if depth < _TOO_NEAR:
            return None
        shadow = way.shadow(share)
        body = way.body(share, self.clothes, stage.gain_at(x, z))
        if body[1].empty and shadow[1].empty:
            return None
        return Glimpse(depth, body, shadow, max(light.shadow, 0.3))

    @cached_property
    def _way(self) -> Way:
        stage = self.stage
        return Way(stage.camera, stage.light, self.route, self.gait, self.height, stage.softness / 2)
