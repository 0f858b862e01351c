"""A shopping trolley, pushed along by a walker."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from ctserver.video.i420 import Array
from ctserver.video.scene.actors import Glimpse, Stage, Walker
from ctserver.video.scene.camera import Camera
from ctserver.video.scene.patch import Box, box_of, fill, silhouette
from ctserver.video.scene.solids import turned

_AHEAD = 0.78
"""Metres from the walker's middle to the trolley's."""
_TOO_NEAR = 2.0
"""Metres before the lens at which it is gone."""
_WIRE, _ROD, _DARK, _GRIP = (150, 152, 152), (184, 188, 188), (58, 58, 58), (60, 66, 132)


@dataclass(frozen=True, slots=True, eq=False)
class Trolley:
    """What a walker pushes before him."""

    walker: Walker

    def during(self, seconds: Sequence[float]) -> Iterator[Glimpse | None]:
        places = (values.tolist() for values in self.walker.places(seconds))
        return map(self._glimpse, *places)

    def _glimpse(self, x: float, z: float, angle: float) -> Glimpse | None:
        stage, sin, cos = self.walker.stage, math.sin(angle), math.cos(angle)
        x, z = x + _AHEAD * sin, z + _AHEAD * cos
        depth = float(stage.camera.depth(np.array((x, 0.0, z))))
        if depth < _TOO_NEAR:
            return None
        quads, colours = _mesh()
        turn = turned(angle)
        body = _paint(stage.camera, quads @ turn + (x, 0.0, z), colours * (*stage.gain_at(x, z), 1.0))
        shadow = _shadow(stage, turn, x, z)
        return None if body[1].empty and shadow[1].empty else Glimpse(depth, body, shadow, 0.42)


def _paint(camera: Camera, world: Array, colours: Array) -> tuple[Array, Box]:
    """Premultiplied BGRA of quads (n, 4, 3), far ones first."""
    pixels, depth = camera.project(world)
    box = box_of(pixels.reshape(-1, 2), camera)
    order = np.argsort(-depth.mean(axis=1))
    faces = [slice(start, start + 4) for start in range(0, 4 * len(order), 4)]
    shades = (colours[order] * (1, 1, 1, 255)).clip(0, 255)
    shades[:, :3] *= shades[:, 3:] / 255
    return fill(pixels[order].reshape(-1, 2), faces, shades.tolist(), box, 2), box


def _shadow(stage: Stage, turn: Array, x: float, z: float) -> tuple[Array, Box]:
    corners = np.array(((-0.45, 0, -0.27), (-0.45, 0, 0.27), (0.45, 0, 0.27), (0.45, 0, -0.27)))
    outline, _ = stage.camera.project(corners @ turn + (x, 0.0, z))
    box = box_of(outline, stage.camera, stage.softness)
    return silhouette(outline, box, stage.softness), box


@cache
def _mesh() -> tuple[Array, Array]:
    """Quads (n, 4, 3) in the axes forward, up, right, and BGRA (n, 4) with opacity from 0 to 1."""
    low = np.array(((-0.26, 0.50, -0.19), (0.36, 0.58, -0.17), (0.36, 0.58, 0.17), (-0.26, 0.50, 0.19)))
    high = np.array(((-0.40, 0.98, -0.27), (0.44, 0.92, -0.23), (0.44, 0.92, 0.23), (-0.40, 0.98, 0.27)))
    quads, colours = [low], [(*_WIRE, 0.75)]
    for a, b in ((0, 1), (1, 2), (2, 3), (3, 0)):
        quads.append(np.array((low[a], low[b], high[b], high[a])))
        colours.append((*_WIRE, 0.50))
        quads.append(np.array((high[a], high[b], high[b] + (0, 0.03, 0), high[a] + (0, 0.03, 0))))
        colours.append((*_ROD, 1.0))
    for side in (-0.22, 0.22):
        quads += [_bar((-0.38, 0.14, side), (0.40, 0.10, side)), _bar((-0.38, 0.12, side), (-0.30, 0.52, side))]
        quads += [_bar((-0.40, 0.03, side), (-0.30, 0.03, side)), _bar((0.34, 0.03, side), (0.44, 0.03, side))]
        colours += [(*_ROD, 1.0), (*_ROD, 1.0), (*_DARK, 1.0), (*_DARK, 1.0)]
    quads.append(np.array(((-0.47, 1.0, -0.27), (-0.42, 1.0, -0.27), (-0.42, 1.0, 0.27), (-0.47, 1.0, 0.27))))
    colours.append((*_GRIP, 1.0))
    for forward, right, colour in (
        (-0.1, 0.05, (70, 112, 150)),
        (0.16, -0.06, (160, 168, 176)),
        (0.12, 0.1, (90, 84, 130)),
    ):
        for shape in _parcel(forward, right):
            quads.append(shape)
            colours.append((*colour, 1.0))
    return np.array(quads), np.array(colours, float)


def _bar(low: tuple[float, float, float], high: tuple[float, float, float]) -> Array:
    a, b = np.array(low), np.array(high)
    thick = np.array((0.02, 0.03, 0.0))
    return np.array((a - thick, b - thick, b + thick, a + thick))


def _parcel(forward: float, right: float) -> list[Array]:
    """Top and two sides of something bought."""
    f0, f1, r0, r1, u0, u1 = forward - 0.09, forward + 0.09, right - 0.07, right + 0.07, 0.60, 0.84
    top = ((f0, u1, r0), (f1, u1, r0), (f1, u1, r1), (f0, u1, r1))
    back = ((f0, u0, r0), (f0, u0, r1), (f0, u1, r1), (f0, u1, r0))
    side = ((f0, u0, r0), (f1, u0, r0), (f1, u1, r0), (f0, u1, r0))
    return [np.array(top), np.array(back), np.array(side)]
