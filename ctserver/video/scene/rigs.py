"""Machines that move: lorries, forklifts. A machine is one solid or several, each on its own part of the way."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np

from ctserver.video.i420 import Array
from ctserver.video.scene.actors import Glimpse, Stage
from ctserver.video.scene.backdrop import halo
from ctserver.video.scene.camera import NEAR
from ctserver.video.scene.facets import Poses, Seen, box_around, paint_seen
from ctserver.video.scene.light import Light
from ctserver.video.scene.look import LOOP_SECONDS
from ctserver.video.scene.patch import Box, box_of, silhouette
from ctserver.video.scene.route import Route
from ctserver.video.scene.solids import Solid, facets_of, turned

_TOO_NEAR = 1.5
"""Metres before the lens at which a headlight is gone."""
_LAMP = np.array((215.0, 240.0, 255.0))
Place = tuple[float, float, float]
"""x, z and heading in radians to the right of the view axis."""


@dataclass(frozen=True, slots=True, eq=False)
class Rig:
    """A machine on a route, its own axes' origin at the point that follows the way; `start` is the second of the loop at
    which it sets out. `behind` metres later comes what is towed, whose rear axle is at its origin and whose pin `pin`
    metres before it. `lamps` (n, 3) are the headlights in the machine's own axes.
    """

    stage: Stage
    route: Route
    solid: Solid
    start: float = 0.0
    towed: Solid | None = None
    behind: float = 0.0
    pin: float = 0.0
    lamps: Array | None = None

    def during(self, seconds: Sequence[float]) -> Iterator[Glimpse | None]:
        ways = [self._places(instant) for instant in seconds]
        solids = [self.solid] if self.towed is None else [self.solid, self.towed]
        gains = np.array([self.stage.gain_at(x, z) for ((x, z, _), *_) in ways])
        parts = [self._seen(solid, [way[at] for way in ways], gains) for at, solid in enumerate(solids)]
        for index, way in enumerate(ways):
            yield self._glimpse(solids, way, parts, index)

    def _places(self, seconds: float) -> list[Place]:
        """Where the machine is, and what it tows."""
        travelled = (seconds - self.start) % LOOP_SECONDS / LOOP_SECONDS * (self.route.length - self.behind - self.pin)
        travelled += self.behind + self.pin
        place = self.route.at(travelled)
        return [place] if self.towed is None else [place, self._follower(travelled)]

    def _follower(self, travelled: float) -> Place:
        x, z, _ = self.route.at(travelled - self.behind - self.pin)
        pin_x, pin_z, _ = self.route.at(travelled - self.behind)
        return x, z, float(np.arctan2(pin_x - x, pin_z - z))

    def _seen(self, solid: Solid, places: list[Place], gains: Array) -> Seen:
        x, z, angle = np.array(places).T
        poses = Poses(x, z, np.sin(angle), np.cos(angle), gains)
        return Seen(facets_of(solid), self.stage.camera, self.stage.light, poses)

    def _glimpse(self, solids: list[Solid], way: list[Place], parts: list[Seen], index: int) -> Glimpse | None:
        camera, light = self.stage.camera, self.stage.light
        limits = [part.limits[index] for part in parts]
        if max(deepest for *_, deepest in limits) < NEAR:
            return None
        box = box_around(limits, camera)
        grounds = [_shadow(solid, place, light) for solid, place in zip(solids, way, strict=True)]
        outline = camera.project(np.concatenate(grounds))[0]
        outline = outline[cv2.convexHull(outline.astype(np.float32), returnPoints=False)[:, 0]]
        shadow = box_of(outline, camera, self.stage.softness)
        if box.empty and shadow.empty:
            return None
        far_first = sorted(parts, key=lambda part: -part.away(index))
        return Glimpse(
            depth=max(min(nearest for *_, nearest, _ in limits), NEAR / 2),
            body=(paint_seen(far_first, index, box), box),
            shadow=(silhouette(outline, shadow, self.stage.softness), shadow),
            strength=max(light.shadow, 0.4),
            glow=self._glow(*way[0]),
        )

    def _glow(self, x: float, z: float, angle: float) -> tuple[Array, Box] | None:
        """BGR light of headlights that look at the camera."""
        if self.lamps is None or not self.stage.light.headlights:
            return None
        camera = self.stage.camera
        forward = np.array((np.sin(angle), 0.0, np.cos(angle)))
        right = np.array((np.cos(angle), 0.0, -np.sin(angle)))
        places = np.array([(x, up, z) + forward * ahead + right * aside for ahead, up, aside in self.lamps])
        pixels, depth = camera.project(places)
        towards = camera.position - places.mean(axis=0)
        facing = float(forward @ towards / np.linalg.norm(towards))
        radii = np.maximum(0.22 * camera.focal / depth, 1.5)
        box = box_of(pixels, camera, float(radii.max()) * 4)
        if facing < 0.15 or depth.min() < _TOO_NEAR or box.empty:
            return None
        glow = np.zeros((box.size[1], box.size[0], 3), np.uint8)
        for (column, row), radius in zip(pixels.tolist(), radii.tolist(), strict=True):
            cv2.add(glow, halo(box, column, row, radius, _LAMP * facing), glow)
        return glow, box


@cache
def _corners(solid: Solid) -> Array:
    """The corners (8, 3) of the box around a machine, in its own axes."""
    low, high = solid.points.min(axis=(0, 1)), solid.points.max(axis=(0, 1))
    return np.asarray(low + (high - low) * np.array([(a, b, c) for a in (0, 1) for b in (0, 1) for c in (0, 1)]))


def _shadow(solid: Solid, place: Place, light: Light) -> Array:
    """Points (n, 3) on the ground within whose hull the shadow of a machine at a place lies."""
    x, z, angle = place
    around = _corners(solid) @ turned(angle) + np.array((x, 0.0, z))
    ground = around * (1, 0, 1)
    if light.shadow < 0.1:
        return np.asarray(ground)
    return np.concatenate((ground, around - light.sun * (around[:, 1:2] / light.sun[1])))
