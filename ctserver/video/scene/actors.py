"""What moves in a scene: cars and people on their routes, once around in every loop."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import cv2
import numpy as np

from ctserver.video.i420 import Array
from ctserver.video.scene.backdrop import halo
from ctserver.video.scene.bodywork import Detail
from ctserver.video.scene.camera import Camera
from ctserver.video.scene.facets import Poses, Seen, box_around, paint_seen
from ctserver.video.scene.figures import Clothes, Gait
from ctserver.video.scene.light import EXPOSURE_CELL, Light
from ctserver.video.scene.look import LOOP_SECONDS
from ctserver.video.scene.patch import Box, box_of, silhouette
from ctserver.video.scene.route import Route
from ctserver.video.scene.vehicles import Car, detail_at, facets_of
from ctserver.video.scene.walk import Bodies, Shadows, Walk

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
    def during(self, seconds: Sequence[float]) -> Iterator[Glimpse | None]:
        """How it looks at some seconds of the loop, drawn one after the other; None while it is out of the picture.

        What it looks like at one does not depend on the others.
        """
        ...


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

    def during(self, seconds: Sequence[float]) -> Iterator[Glimpse | None]:
        shares = [(instant - self.start) % LOOP_SECONDS / LOOP_SECONDS for instant in seconds]
        cars = [self._car(share) for share in shares]
        sights = self._sights(cars)
        for index, (share, car) in enumerate(zip(shares, cars, strict=True)):
            yield self._glimpse(car, self._fade(share), *sights[index]) if index in sights else None

    def _car(self, share: float) -> Car:
        x, z, angle = self.route.at(share * self.route.length)
        return Car.at(self.shape, self.paint, (x, z), round(angle, 3))

    def _sights(self, cars: list[Car]) -> dict[int, tuple[Seen, int]]:
        """What is seen in those pictures in which the car is before the camera, and which place the picture has in it."""
        camera, light = self.stage.camera, self.stage.light
        alike: dict[Detail, list[int]] = {}
        for index, car in enumerate(cars):
            depth = car.depth(camera)
            if depth >= _UNDER_LENS:
                alike.setdefault(detail_at(self.shape, camera, depth), []).append(index)
        sights: dict[int, tuple[Seen, int]] = {}
        for detail, indices in alike.items():
            facets = facets_of(self.shape, detail, self.paint)
            seen = Seen(facets, camera, light, self._poses([cars[index] for index in indices]))
            sights |= {index: (seen, place) for place, index in enumerate(indices)}
        return sights

    def _poses(self, cars: list[Car]) -> Poses:
        x, z, sin, cos = np.array([(car.x, car.z, car.sin, car.cos) for car in cars]).T
        return Poses(x, z, sin, cos, np.array([self.stage.gain_at(car.x, car.z) for car in cars]))

    def _glimpse(self, car: Car, fade: float, seen: Seen, place: int) -> Glimpse | None:
        stage, camera, light = self.stage, self.stage.camera, self.stage.light
        outline = camera.project(car.shadow(light))[0]
        shadow, box = box_of(outline, camera, stage.softness), box_around([seen.limits[place]], camera)
        if shadow.empty and box.empty:
            return None
        return Glimpse(
            depth=car.depth(camera),
            body=(paint_seen([seen], place, box), box),
            shadow=(silhouette(outline, shadow, stage.softness), shadow),
            strength=max(light.shadow, 0.45),
            glow=self._light(car, fade) if light.headlights else None,
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


@dataclass(frozen=True, slots=True, eq=False)
class Walker:
    """A person on a route; `start` is the second of the loop at which he sets out, `height` in metres."""

    stage: Stage
    route: Route
    clothes: Clothes
    gait: Gait
    start: float = 0.0
    height: float = 1.75

    def during(self, seconds: Sequence[float]) -> Iterator[Glimpse | None]:
        return seen_walking(self.stage, self.clothes, self.walk(seconds))

    def walk(self, seconds: Sequence[float]) -> Walk:
        """At some seconds of the loop."""
        return walk_along(self.stage, self.route, self.gait, self.height, self._travelled(seconds))

    def places(self, seconds: Sequence[float]) -> tuple[Array, Array, Array]:
        """x, z and heading at some seconds of the loop."""
        return self.route.along(self._travelled(seconds))

    def _travelled(self, seconds: Sequence[float]) -> Array:
        return (np.array(seconds) - self.start) % LOOP_SECONDS / LOOP_SECONDS * self.route.length


def walk_along(stage: Stage, route: Route, gait: Gait, height: float, travelled: Array) -> Walk:
    """Of somebody who has come so many metres (m,) along a route."""
    x, z, angle = route.along(travelled)
    gains = np.array([stage.gain_at(*place) for place in zip(x.tolist(), z.tolist(), strict=True)])
    return Walk(gait, height, x, z, angle, travelled, gains)


def seen_walking(stage: Stage, clothes: Clothes, walk: Walk) -> Iterator[Glimpse | None]:
    """A person who casts a shadow."""
    light, depths = stage.light, walk.depths(stage.camera)
    bodies = Bodies(stage.camera, light, clothes, walk)
    shadows = Shadows(stage.camera, light, walk, stage.softness / 2)
    strength = max(light.shadow, 0.3)
    for index, (depth, box, shadow) in enumerate(zip(depths, bodies.boxes, shadows.boxes, strict=True)):
        if depth < _TOO_NEAR or (box.empty and shadow.empty):
            yield None
        else:
            yield Glimpse(depth, (bodies.paint(index), box), (shadows.paint(index), shadow), strength)
