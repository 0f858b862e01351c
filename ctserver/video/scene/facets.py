"""Vehicles and machines that move: where their faces fall in many pictures and how bright they are, worked out at once.

Arrays for a second's pictures take hardly longer than those for one. Each value is worked out element by element, so that a
picture is the same whichever others are asked for with it.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ctserver.video.i420 import Array
from ctserver.video.scene.camera import NEAR, Camera
from ctserver.video.scene.light import Light
from ctserver.video.scene.patch import Box, box_within, fixed, paint

_TIER_APART = 1000.0
"""Metres: more than any two faces of a thing are apart."""
_RETROREFLECTED = 250.0
Directions = tuple[Array, Array, Array] | Array
"""Along each axis."""
SCALE = 2
"""Times that a thing is drawn larger than it is shown, which smooths its edges."""


@dataclass(frozen=True, slots=True, eq=False)
class Poses:
    """Where a thing is in each of m pictures, arrays (m,): its place on the ground in metres, and its heading's sine and
    cosine; `gains` (m, 3) is the exposure there."""

    x: Array
    z: Array
    sin: Array
    cos: Array
    gains: Array


@dataclass(frozen=True, slots=True, eq=False)
class Facets:
    """Flat convex faces in a thing's own axes (forward, up, right).

    `points` (p, 3); `corners` (c,) of the faces, by index of their point; per face (n) its part of the corners, unit normal,
    middle, `anchor`, tier, BGR `albedo`, gloss, and the colour that it has while lamps are on, or black. Faces are painted by
    their tiers, then by the distance of their anchors. Those of `plates` throw infrared light back.
    """

    points: Array
    corners: Array
    faces: Sequence[slice]
    normals: Array
    middles: Array
    anchors: Array
    tiers: Array
    albedo: Array
    gloss: Array
    lit: Array
    plates: Array


@dataclass(frozen=True, eq=False)
class Seen:
    """Facets as a camera sees them in m pictures. What is asked for is worked out for all of them when it is asked for first."""

    facets: Facets
    camera: Camera
    light: Light
    poses: Poses

    @cached_property
    def _placed(self) -> Array:
        """Pixels and depths (3, m, p) of the points."""
        (ahead, up, right), poses, camera = self.facets.points.T, self.poses, self.camera
        sin, cos = poses.sin[:, None], poses.cos[:, None]
        x = ahead * sin + right * cos + poses.x[:, None]
        z = ahead * cos - right * sin + poses.z[:, None]
        times, plus = camera.matrix
        placed = np.stack(
            [
                x * of_x + up * of_y + z * of_z + offset
                for (of_x, of_y, of_z), offset in zip(times.T.tolist(), plus.tolist(), strict=True)
            ]
        )
        placed[:2] /= np.maximum(placed[2], NEAR / 2)
        return placed

    @cached_property
    def _eye(self) -> tuple[Array, Array, Array]:
        """Where the camera is (m,) in the thing's own axes."""
        (x, y, z), poses = self.camera.position.tolist(), self.poses
        east, north = x - poses.x, z - poses.z
        return east * poses.sin + north * poses.cos, np.full(len(east), y), east * poses.cos - north * poses.sin

    @cached_property
    def _facing(self) -> Array:
        """Whether the faces (m, n) look at the camera."""
        return np.asarray(_dot(self.facets.normals.T, _towards(self._eye, self.facets.middles)) > 0)

    @cached_property
    def _order(self) -> tuple[Array, list[int]]:
        """The faces (m, n) in painting order, and how many of them there are to paint."""
        facets = self.facets
        away = _towards(self._eye, facets.anchors)
        nearness = facets.tiers * _TIER_APART - np.sqrt(_dot(away, away))
        order = np.argsort(np.where(self._facing, nearness, np.inf), axis=1, kind="stable")
        return order, self._facing.sum(axis=1).tolist()

    @cached_property
    def _colours(self) -> Array:
        """BGRA (m, n, 4) of the faces that look at the camera."""
        facets, poses, light = self.facets, self.poses, self.light
        facing: Array = self._facing
        rows, faces = np.nonzero(facing)
        sin, cos = poses.sin[rows], poses.cos[rows]
        towards = np.stack([way[rows, faces] for way in _towards(self._eye, facets.middles)])
        towards /= np.sqrt(_dot(towards, towards))
        to_eye, normals = _turned(towards, sin, cos), _turned(facets.normals[faces].T, sin, cos)
        bgr = light.shade(facets.albedo[faces], facets.gloss[faces], normals, to_eye, light.sun)
        if light.infrared:
            bgr[facets.plates[faces]] = _RETROREFLECTED
        bgr = np.maximum(bgr, 0) * poses.gains[rows]
        if light.headlights:
            lamps = np.asarray(facets.lit.any(axis=1))[faces]
            bgr[lamps] = facets.lit[faces[lamps]]
        bgra = np.full((*facing.shape, 4), 255.0)
        bgra[rows, faces, :3] = np.minimum(bgr, 255)
        return bgra

    @cached_property
    def limits(self) -> list[list[float]]:
        """Of each picture (left, top, right, bottom), and the least and the greatest depth."""
        low, high = self._placed.min(axis=2), self._placed.max(axis=2)
        return np.stack((low[0], low[1], high[0], high[1], low[2], high[2]), axis=1).tolist()  # type: ignore[no-any-return]

    def away(self, index: int) -> float:
        """How far the thing's middle is from the camera in one picture."""
        return math.dist([float(along[index]) for along in self._eye], self._middle)

    @cached_property
    def _middle(self) -> list[float]:
        return self.facets.anchors.mean(axis=0).tolist()  # type: ignore[no-any-return]

    def polygons(self, index: int, box: Box) -> tuple[list[Array], list[list[float]]]:
        """Outlines in one picture, in the coordinates of `paint`, with their colours, far ones first."""
        facets, (orders, counts) = self.facets, self._order
        order = orders[index, : counts[index]]
        pixels, depth = self._placed[:2, index].T, self._placed[2, index]
        if depth.min() >= NEAR and self._leaves(index):
            order = order[self._inside(pixels)[order]]
        corners = fixed(pixels, box, SCALE)[facets.corners]
        chosen = [facets.faces[face] for face in order.tolist()]
        outlines = [corners[face] for face in chosen]
        if depth.min() < NEAR:
            self._cut(index, chosen, outlines, box)
        return outlines, self._colours[index, order].tolist()

    def _leaves(self, index: int) -> bool:
        """Whether a part of the thing is beside the picture."""
        left, top, right, bottom, *_ = self.limits[index]
        return left < 0 or top < 0 or right > self.camera.width or bottom > self.camera.height

    def _inside(self, pixels: Array) -> Array:
        """Whether the box around each face (n,) meets the picture, to a pixel."""
        corners, starts = pixels[self.facets.corners], [face.start for face in self.facets.faces]
        low, high = np.minimum.reduceat(corners, starts), np.maximum.reduceat(corners, starts)
        return np.asarray((high > -1).all(axis=1) & (low < (self.camera.width + 1, self.camera.height + 1)).all(axis=1))

    def _cut(self, index: int, faces: list[slice], outlines: list[Array], box: Box) -> None:
        """Of what passes the lens, only what lies before it."""
        depth, poses = self._placed[2, index], self.poses
        sin, cos = float(poses.sin[index]), float(poses.cos[index])
        turn = np.array(((sin, 0.0, cos), (0.0, 1.0, 0.0), (cos, 0.0, -sin)))
        for place, face in enumerate(faces):
            corners = self.facets.corners[face]
            if depth[corners].min() < NEAR:
                world = self.facets.points[corners] @ turn + (poses.x[index], 0.0, poses.z[index])
                outlines[place] = fixed(self.camera.outline(world), box, SCALE)


def box_around(limits: Sequence[Sequence[float]], camera: Camera) -> Box:
    """The box of a picture around some of `Seen.limits`."""
    left, top, *_ = (min(values) for values in zip(*limits, strict=True))
    _, _, right, bottom, *_ = (max(values) for values in zip(*limits, strict=True))
    return box_within((left, top, right, bottom), camera)


def paint_seen(seen: Sequence[Seen], index: int, box: Box) -> Array:
    """Premultiplied BGRA in a box of one picture, far things first."""
    outlines: list[Array] = []
    colours: list[list[float]] = []
    for thing in seen:
        polygons, own = thing.polygons(index, box)
        outlines += polygons
        colours += own
    return paint(outlines, colours, box, SCALE)


def _towards(eye: tuple[Array, Array, Array], places: Array) -> tuple[Array, Array, Array]:
    """The ways (m, n) from places (n, 3) to an eye (m,), along each axis."""
    ahead, up, right = (own[:, None] - along for own, along in zip(eye, places.T, strict=True))
    return ahead, up, right


def _dot(one: Directions, other: Directions) -> Array:
    return np.asarray(one[0] * other[0] + one[1] * other[1] + one[2] * other[2])


def _turned(way: Array, sin: Array, cos: Array) -> Array:
    """World directions (k, 3) of a thing's own (3, k)."""
    ahead, up, right = way
    return np.stack((ahead * sin + right * cos, up, ahead * cos - right * sin), axis=1)
