"""Things made of flat faces, such as racks, pallets, lorries and huts: built from boxes, moved about, painted.

Axes are free until a solid is placed: a vehicle's own are (forward, up, right), a site's are those of its `Frame`.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache

import cv2
import numpy as np

from ctserver.video.i420 import Array
from ctserver.video.scene.backdrop import Backdrop, centimetres_of
from ctserver.video.scene.camera import NEAR, Camera, Frame
from ctserver.video.scene.facets import Facets
from ctserver.video.scene.light import Light
from ctserver.video.scene.patch import Box, box_of, fill
from ctserver.video.scene.vectors import cross, unit

_TIER_APART = 1000.0
_BOX = np.array(
    (
        ((0, 0, 0), (0, 0, 1), (0, 1, 1), (0, 1, 0)),
        ((1, 0, 0), (1, 1, 0), (1, 1, 1), (1, 0, 1)),
        ((0, 0, 0), (0, 1, 0), (1, 1, 0), (1, 0, 0)),
        ((0, 0, 1), (1, 0, 1), (1, 1, 1), (0, 1, 1)),
        ((0, 1, 0), (0, 1, 1), (1, 1, 1), (1, 1, 0)),
    ),
    float,
)
"""All faces of a unit box but the bottom."""
_BOX_NORMALS = np.array(((-1, 0, 0), (1, 0, 0), (0, 0, -1), (0, 0, 1), (0, 1, 0)), float)
_TURN = np.linspace(0, 2 * math.pi, 13)
_RIM = np.stack((np.cos(_TURN), np.sin(_TURN), np.zeros(13)), axis=1)
_DISCS, _LIFTS = np.array((1.0, 0.56, 0.2)), np.array((0.0, 0.015, 0.02))
_DISC_COLOURS = np.array(((38, 38, 37), (118, 118, 116), (60, 60, 60)), float)
"""A wheel's tyre, rim and hub: their sizes by its own, and metres that they stand out."""
Point = tuple[float, float, float]


def turned(angle: float) -> Array:
    """What turns a vehicle's points (n, 3) by multiplication, for a heading `angle` to the right of the view axis."""
    sin, cos = math.sin(angle), math.cos(angle)
    return np.array(((sin, 0.0, cos), (0.0, 1.0, 0.0), (cos, 0.0, -sin)))


@dataclass(frozen=True, slots=True, eq=False)
class Solid:
    """Convex faces with corners `points` (n, 4, 3) and unit `normals` (n, 3), BGR `colours` and `lit` (n, 3), `gloss` (n,).

    Faces are painted by `tiers` (n,), then by the distance of their `anchors` (n, 3), the middles of what they belong to.
    Those whose `lit` is not black are lamps or windows that have this colour while lamps are on.
    """

    points: Array
    normals: Array
    anchors: Array
    colours: Array
    gloss: Array
    tiers: Array
    lit: Array

    def at(self, x: float, z: float, angle: float) -> "Solid":
        """A vehicle put on the ground, heading `angle` radians to the right of the view axis."""
        return self._placed(turned(angle), (x, 0.0, z))

    def on(self, frame: Frame) -> "Solid":
        """Something built in a frame's axes (lateral, up, along), put into the world."""
        sin, cos = math.sin(frame.angle), math.cos(frame.angle)
        return self._placed(np.array(((cos, 0.0, -sin), (0.0, 1.0, 0.0), (sin, 0.0, cos))), (frame.x, 0.0, frame.z))

    def _placed(self, turn: Array, offset: Point) -> "Solid":
        return replace(
            self, points=self.points @ turn + offset, normals=self.normals @ turn, anchors=self.anchors @ turn + offset
        )

    def painted(self, colours: dict[Point, Point]) -> "Solid":
        """The same with other colours in the place of some."""
        painted = self.colours.copy()
        for stand_in, colour in colours.items():
            painted[(self.colours == stand_in).all(axis=1)] = colour
        return replace(self, colours=painted)

    def footprint(self) -> Array:
        """The convex outline (m, 3) on the ground of a thing in the world."""
        ground = self.points.reshape(-1, 3) * (1, 0, 1)
        return np.asarray(ground[cv2.convexHull(ground[:, ::2].astype(np.float32), returnPoints=False)[:, 0]])

    def facing(self, camera: Camera) -> "Solid":
        """The faces that look at the camera, in painting order."""
        towards = camera.position - self.points[:, 0]
        seen = np.flatnonzero(np.einsum("ij,ij->i", self.normals, towards) > 0)
        away = self.anchors[seen] - camera.position
        distance = np.sqrt(np.einsum("ij,ij->i", away, away))
        return self._only(seen[np.argsort(self.tiers[seen] * _TIER_APART - distance, kind="stable")])

    def _only(self, kept: Array) -> "Solid":
        return Solid(
            self.points[kept],
            self.normals[kept],
            self.anchors[kept],
            self.colours[kept],
            self.gloss[kept],
            self.tiers[kept],
            self.lit[kept],
        )

    def shades(self, camera: Camera, light: Light, gain: Array | float = 1.0) -> list[list[float]]:
        """BGRA of the faces."""
        towards = camera.position - self.points.mean(axis=1)
        towards = towards / np.sqrt(np.einsum("ij,ij->i", towards, towards))[:, None]
        bgra = np.full((len(self.points), 4), 255.0)
        bgra[:, :3] = light.shade(self.colours, self.gloss, self.normals, towards, light.sun) * gain
        if light.headlights:
            lamps = self.lit.any(axis=1)
            bgra[lamps, :3] = self.lit[lamps]
        return bgra.clip(0, 255).tolist()  # type: ignore[no-any-return]

    def outlines(self, camera: Camera, pixels: Array, away: Array) -> tuple[Array, list[slice]]:
        """Pixels (m, 2) around the faces, and which are whose, given their corners' (n, 4, 2) and depths (n, 4): what
        passes the lens is cut off."""
        passing = np.flatnonzero(away.min(axis=1) < NEAR).tolist()
        if not passing:
            return pixels.reshape(-1, 2), _quads(len(pixels))
        outlines = list(pixels)
        for index in passing:
            outlines[index] = camera.outline(self.points[index])
        ends = np.cumsum([len(outline) for outline in outlines]).tolist()
        faces = [slice(start, end) for start, end in zip([0, *ends], ends, strict=False)]
        return np.concatenate(outlines), faces

    def stand(self, backdrop: Backdrop) -> None:
        """Paint it as a part of the backdrop."""
        camera, seen = backdrop.camera, self.facing(backdrop.camera)
        pixels, away = camera.project(seen.points)[0], camera.depth(seen.points)
        seen, pixels, away = _worth(camera, seen, pixels, away)
        every, faces = seen.outlines(camera, pixels, away)
        box = box_of(every, camera) if len(every) else Box(0, 0, 0, 0)
        if box.empty:
            return
        patch = fill(every, faces, seen.shades(camera, backdrop.light), box, 2)
        depths = away.mean(axis=1).clip(0)
        backdrop.put(patch, box, float(depths.mean()))
        corners = np.rint(every).clip(-(2**14), 2**14).astype(np.int32)
        for face, depth in zip(faces, centimetres_of(depths).tolist(), strict=True):
            cv2.fillConvexPoly(backdrop.depth, corners[face], depth)


@cache
def facets_of(solid: Solid) -> Facets:
    """A vehicle that moves."""
    return Facets(
        points=solid.points.reshape(-1, 3),
        corners=np.arange(4 * len(solid.points)),
        faces=_quads(len(solid.points)),
        normals=solid.normals,
        middles=solid.points.mean(axis=1),
        anchors=solid.anchors,
        tiers=solid.tiers,
        albedo=solid.colours,
        gloss=solid.gloss,
        lit=solid.lit,
        plates=np.zeros(len(solid.points), bool),
    )


def _worth(camera: Camera, seen: Solid, pixels: Array, away: Array) -> tuple[Solid, Array, Array]:
    """Without the faces that lie behind the camera or outside the picture, or are too small to be seen."""
    low, high = pixels.min(axis=1), pixels.max(axis=1)
    inside = (high > 0).all(axis=1) & (low[:, 0] < camera.width) & (low[:, 1] < camera.height)
    kept = inside & ((high - low).prod(axis=1) > 0.4) & (away.max(axis=1) > NEAR)
    kept |= (away.min(axis=1) < NEAR) & (away.max(axis=1) > NEAR)
    return seen._only(np.flatnonzero(kept)), pixels[kept], away[kept]


def _quads(count: int) -> list[slice]:
    return [slice(start, start + 4) for start in range(0, 4 * count, 4)]


def _solid(points: Array, normals: Array, anchor: Array, colour: Point, gloss: float, tier: int, lit: Point) -> Solid:
    count = len(points)
    return Solid(
        points,
        normals,
        np.full((count, 3), anchor),
        np.full((count, 3), colour, float),
        np.full(count, gloss),
        np.full(count, tier),
        np.full((count, 3), lit, float),
    )


def box(low: Point, high: Point, colour: Point, gloss: float = 0.05, tier: int = 0) -> Solid:
    """A box between two corners, without a bottom."""
    lowest, highest = np.array(low, float), np.array(high, float)
    points = lowest + _BOX * (highest - lowest)
    return _solid(points, _BOX_NORMALS.copy(), (lowest + highest) / 2, colour, gloss, tier, (0, 0, 0))


def boxes(lows: Array, highs: Array, colours: Array, gloss: float = 0.05) -> Solid:
    """Many boxes at once, between corners (n, 3) each, in colours (n, 3)."""
    count = len(lows)
    points = lows[:, None, None] + _BOX * (highs - lows)[:, None, None]
    anchors = (lows + highs) / 2
    return Solid(
        points.reshape(-1, 4, 3),
        np.tile(_BOX_NORMALS, (count, 1)),
        np.repeat(anchors, 5, axis=0),
        np.repeat(np.asarray(colours, float), 5, axis=0),
        np.full(count * 5, gloss),
        np.zeros(count * 5),
        np.zeros((count * 5, 3)),
    )


def plate(
    corners: Array, outward: Point, colour: Point, gloss: float = 0.05, tier: int = 1, lit: Point = (0, 0, 0)
) -> Solid:
    """One flat face with corners (4, 3) that is seen from the side to which it looks `outward`."""
    across, up = corners[1] - corners[0], corners[3] - corners[0]
    normal = unit(cross(across, up))
    return _solid(
        corners[None],
        (normal * math.copysign(1, normal @ outward))[None],
        corners.mean(axis=0),
        colour,
        gloss,
        tier,
        lit,
    )


def wheel(hub: Point, radius: float, outward: float, tier: int) -> Solid:
    """A tyre with its rim on a vehicle's right (`outward` 1) or left (-1) side."""
    rims = _RIM * (radius * _DISCS)[:, None, None] + hub
    rims[:, :, 2] += _LIFTS[:, None] * outward
    middles = np.broadcast_to(rims[:, :-1].mean(axis=1)[:, None], (3, 6, 3))
    quads = np.stack((middles, rims[:, :-1:2], rims[:, 1::2], rims[:, 2::2]), axis=2).reshape(-1, 4, 3)
    tyre = _solid(quads, np.full((18, 3), (0.0, 0.0, outward)), np.array(hub), (0, 0, 0), 0.05, tier, (0, 0, 0))
    return replace(tyre, colours=np.repeat(_DISC_COLOURS, 6, axis=0))


def join(solids: Iterable[Solid]) -> Solid:
    """Several as one."""
    every = list(solids)
    return Solid(
        np.concatenate([solid.points for solid in every]),
        np.concatenate([solid.normals for solid in every]),
        np.concatenate([solid.anchors for solid in every]),
        np.concatenate([solid.colours for solid in every]),
        np.concatenate([solid.gloss for solid in every]),
        np.concatenate([solid.tiers for solid in every]),
        np.concatenate([solid.lit for solid in every]),
    )
