"""The bodies of cars: cross-sections joined to faces, with windows, lamps and wheels laid on, in the axes of `proportions`."""

import math
from dataclasses import dataclass
from enum import IntEnum
from functools import cache
from itertools import pairwise

import numpy as np

from ctserver.video.i420 import Array
from ctserver.video.scene.proportions import (
    CREASED_HEIGHTS,
    CREASED_LENGTHS,
    RING,
    SHAPES,
    Shape,
    ring_of,
    rounded,
    sections_of,
)
from ctserver.video.scene.vectors import crosses

_COARSE_SECTIONS, _COARSE_HEIGHTS = np.array((0, 2, 3, 5, 6, 8, 9)), np.array((0, 1, 3, 4, 5))
"""The sections of a coarse mesh, and the points of each."""
_DIGITS, _BITS = 5, 21
"""Decimal places that tell points apart, and binary digits of a coordinate in those steps: up to ten metres."""


class Material(IntEnum):
    PAINT = 0
    GLASS = 1
    TRIM = 2
    TYRE = 3
    RIM = 4
    HEADLAMP = 5
    TAIL_LAMP = 6
    PLATE = 7


class Tier(IntEnum):
    """Painter's order where depth alone does not tell."""

    FAR_WHEEL = 0
    BODY = 1
    DETAIL = 2
    TYRE = 3
    RIM = 4


class Detail(IntEnum):
    """How near a mesh may be looked at; a fine one has ten times the faces of a coarse one."""

    COARSE = 0
    PLAIN = 1
    FINE = 2


@dataclass(frozen=True, slots=True, eq=False)
class Mesh:
    """`points` (m, 3) in local axes; `corners` (n,) of the faces, by index of their point; per face its part of the
    corners, unit normal, middle, material and tier."""

    shape: Shape
    points: Array
    corners: Array
    faces: list[slice]
    normals: Array
    middles: Array
    materials: Array
    tiers: Array


@cache
def mesh_of(name: str, detail: Detail = Detail.PLAIN) -> Mesh:
    """The mesh of a shape in SHAPES."""
    builder = _Builder(SHAPES[name], detail)
    builder.body()
    builder.windows(panelled=name == "van")
    builder.ends()
    builder.wheels()
    return builder.mesh()


_MIRROR = np.array((1.0, 1.0, -1.0))
_OUTWARD = np.array(((0.0, 0.35, 1.0), (0.0, 0.35, -1.0)))
"""Where the faces of the right side and of the left one look, more or less."""
_UP = np.array((0.0, 1.0, 0.0))


def _normals(faces: Array) -> Array:
    """Vectors (m, 3) square to flat faces (m, n, 3)."""
    return crosses(faces[:, 1] - faces[:, 0], faces[:, 2] - faces[:, 1])


def _distinct(points: Array) -> tuple[Array, Array]:
    """Points (m, 3) without repetition, sorted, and which one each of the rounded ones (n, 3) is (n,): by whole numbers that
    stand for them, since `np.unique` takes ten times as long for rows."""
    steps = np.rint(points * 10**_DIGITS).astype(np.int64) + (1 << _BITS - 1)
    keys = (steps[:, 0] << _BITS | steps[:, 1]) << _BITS | steps[:, 2]
    _, first, index = np.unique(keys, return_index=True, return_inverse=True)
    return points[first], index


class _Builder:
    def __init__(self, shape: Shape, detail: Detail) -> None:
        self.shape, self.detail = shape, detail
        self._table = sections_of(shape)
        self._rings = np.array([ring_of(section) for section in self._table])
        self._faces: list[Array] = []
        self._materials: list[Material] = []
        self._tiers: list[Tier] = []

    def faces(self, points: Array, materials: list[Material], tier: Tier, outward: Array) -> None:
        """Add flat faces (m, n, 3); the points of each are turned so that its normal looks `outward` (m, 3)."""
        turned = np.einsum("ij,ij->i", _normals(points), outward) < 0
        self._faces.append(np.where(turned[:, None, None], points[:, ::-1], points))
        self._materials += materials
        self._tiers += [tier] * len(points)

    def face(self, points: Array, material: Material, tier: Tier, outward: Array) -> None:
        self.faces(points[None], [material], tier, outward[None])

    def both_sides(self, points: Array, material: Material, tier: Tier) -> None:
        """Add a face of the right side and its mirror image."""
        self.faces(np.array((points, points * _MIRROR)), [material] * 2, tier, _OUTWARD)

    def at(self, places: Array) -> Array:
        """Points (n, 3) of the right side at lengths and heights (n, 2) along the section."""
        lengths, (s, u) = self._table[:, 0], places.T
        s = s.clip(lengths[0], lengths[-1])
        rear = np.searchsorted(lengths, s, side="right").clip(1, len(lengths) - 1) - 1
        behind, low = lengths[rear], np.minimum(u.astype(int), RING - 2)
        share = (s - behind)[:, None]
        lower, upper = (
            (self._rings[rear + 1, at] - self._rings[rear, at]) / (lengths[rear + 1] - behind)[:, None] * share
            + self._rings[rear, at]
            for at in (low, low + 1)
        )
        return np.asarray(lower + (upper - lower) * (u - low)[:, None])

    def body(self) -> None:
        rings, trim = self._lines(), (0, 0, 1)[self.detail]
        rear, front = rings[:-1], rings[1:]
        sides = np.stack((rear[:, :-1], front[:, :-1], front[:, 1:], rear[:, 1:]), axis=2)
        tops = np.stack((rear[:, -1], front[:, -1], front[:, -1] * _MIRROR, rear[:, -1] * _MIRROR), axis=1)
        gaps, strips = sides.shape[:2]
        both = np.stack((sides, sides * _MIRROR), axis=2).reshape(gaps, 2 * strips, 4, 3)
        quads = np.concatenate((both, tops[:, None]), axis=1).reshape(-1, 4, 3)
        materials = [Material.TRIM if u <= trim else Material.PAINT for u in range(strips) for _ in _OUTWARD]
        outward = np.concatenate((np.tile(_OUTWARD, (strips, 1)), _UP[None]))
        self.faces(quads, [*materials, Material.PAINT] * gaps, Tier.BODY, np.tile(outward, (gaps, 1)))
        for ring, forward in ((self._rings[0], -1.0), (self._rings[-1], 1.0)):
            cap = np.concatenate((ring, ring[::-1] * _MIRROR))
            self.face(cap, Material.PAINT, Tier.BODY, np.array((forward, 0.0, 0.0)))

    def _lines(self) -> Array:
        """The sections (n, m, 3) between which faces are spanned."""
        if self.detail == Detail.COARSE:
            return np.asarray(self._rings[_COARSE_SECTIONS][:, _COARSE_HEIGHTS])
        if self.detail == Detail.PLAIN:
            return self._rings
        lengthwise = rounded(self._rings, CREASED_LENGTHS).swapaxes(0, 1)
        return rounded(lengthwise, CREASED_HEIGHTS).swapaxes(0, 1)

    def windows(self, panelled: bool) -> None:
        _, _, rear, roof_rear, middle, roof_front, screen, *_ = self._table[:, 0]
        front_pane = ((middle + 0.05, 3.1), (screen - 0.30, 3.1), (roof_front + 0.04, 3.86), (middle + 0.05, 3.88))
        back_pane = ((rear + 0.30, 3.14), (middle - 0.05, 3.1), (middle - 0.05, 3.88), (roof_rear + 0.10, 3.86))
        for pane in (front_pane,) if panelled else (front_pane, back_pane):
            self.both_sides(self._lift(pane), Material.GLASS, Tier.DETAIL)
        self._across(screen - 0.03, roof_front + 0.05, Material.GLASS, 1.0)
        self._across(rear + 0.04, roof_rear - 0.05, Material.GLASS, -1.0)
        if self.detail == Detail.COARSE:
            return
        for s in (middle, screen - 0.22):
            seam = ((s - 0.012, 1.1), (s + 0.012, 1.1), (s + 0.012, 3.0), (s - 0.012, 3.0))
            self.both_sides(self._lift(seam), Material.TRIM, Tier.DETAIL)
        mirror = np.array(((0, -0.08, 0), (0, -0.08, 0.18), (0, 0.07, 0.18), (0, 0.07, 0)))
        root = self.at(np.array(((screen - 0.32, 3.2),)))
        for s, facing in ((0.0, -1.0), (0.10, 1.0)):
            for side in (-1.0, 1.0):
                points = (root + mirror + (s, 0, 0)) * (1, 1, side)
                self.face(points, Material.TRIM, Tier.BODY, np.array((facing, 0.0, 0.0)))

    def _lift(self, corners: tuple[tuple[float, float], ...]) -> Array:
        """Points of the right side, (s, u) each, a little off the surface."""
        return np.asarray(self.at(np.array(corners)) + np.array((0.0, 0.0, 0.004)))

    def _across(self, low: float, high: float, material: Material, forward: float) -> None:
        """A pane over the whole width between two lengths."""
        right = self.at(np.array(((low, 4.15), (high, 4.25))))
        outline = np.concatenate((right, right[::-1] * _MIRROR))
        lift = np.array((forward * 0.004, 0.012, 0.0))
        self.face(outline + lift, material, Tier.DETAIL, np.array((forward, 0.6, 0.0)))

    def ends(self) -> None:
        """Lamps, grille, bumpers and number plates."""
        shape = self.shape
        f, w = shape.length / 2 + 0.006, shape.width / 2
        top = shape.bonnet - 0.21
        self._end(f, (-0.42 * w, 0.42 * w), (top - 0.17, top - 0.05), Material.TRIM)
        self._end(f, (-0.70 * w, 0.70 * w), (0.32, 0.42), Material.TRIM)
        self._end(f + 0.003, (-0.26, 0.26), (0.445, 0.545), Material.PLATE)
        tail = shape.belt * 0.86
        self._end(-f, (-0.74 * w, 0.74 * w), (0.40, 0.50), Material.TRIM)
        self._end(-f - 0.003, (-0.26, 0.26), (tail - 0.22, tail - 0.12), Material.PLATE)
        for side in (-1, 1):
            self._end(f, (side * 0.46 * w, side * 0.78 * w), (top - 0.12, top), Material.HEADLAMP)
            self._end(-f, (side * 0.50 * w, side * 0.82 * w), (tail - 0.16, tail), Material.TAIL_LAMP)
        if self.detail == Detail.COARSE:
            return
        wrap = self._lift(((f - 0.16, 2.3), (f - 0.015, 2.4), (f - 0.015, 3.0), (f - 0.20, 2.85)))
        self.both_sides(wrap, Material.HEADLAMP, Tier.DETAIL)
        wrap = self._lift(((-f + 0.015, 2.3), (-f + 0.16, 2.45), (-f + 0.20, 2.9), (-f + 0.015, 3.0)))
        self.both_sides(wrap, Material.TAIL_LAMP, Tier.DETAIL)

    def _end(self, s: float, across: tuple[float, float], up: tuple[float, float], material: Material) -> None:
        """A rectangle on the nose or, with negative s, on the tail."""
        (l0, l1), (y0, y1) = across, up
        points = np.array(((s, y0, l0), (s, y0, l1), (s, y1, l1), (s, y1, l0)))
        self.face(points, material, Tier.DETAIL, np.array((math.copysign(1, s), 0.0, 0.0)))

    def wheels(self) -> None:
        shape = self.shape
        radius = 0.335 if shape.roof > 1.6 else 0.315
        edge = shape.width / 2 + 0.006
        points = (8, 16, 32)[self.detail]
        turn = np.linspace(0, 2 * math.pi, points, endpoint=False)
        circle = np.stack((np.cos(turn), np.sin(turn), np.zeros(points)), axis=1)
        for axle in (shape.length / 2 - 0.86, -shape.length / 2 + 0.82):
            hub = np.array((axle, radius, edge))
            self.both_sides(hub + circle * radius, Material.TYRE, Tier.TYRE)
            self.both_sides(hub + (0, 0, 0.004) + circle * (radius * 0.66), Material.RIM, Tier.RIM)
            if self.detail > Detail.COARSE:
                self.both_sides(hub + circle * (radius + 0.045), Material.TRIM, Tier.DETAIL)
                self.both_sides(hub + (0, 0, 0.008) + circle * (radius * 0.20), Material.TRIM, Tier.RIM)
            for side in (-1, 1):
                inner = (hub - (0, 0, 0.22)) * np.array((1, 1, side)) + circle * radius
                self.face(inner, Material.TYRE, Tier.FAR_WHEEL, np.array((0.0, 0.0, -side)))
                self.face(inner[::-1], Material.TYRE, Tier.FAR_WHEEL, np.array((0.0, 0.0, side)))

    def mesh(self) -> Mesh:
        corners = np.concatenate([faces.reshape(-1, 3) for faces in self._faces])
        points, index = _distinct(corners.round(_DIGITS))
        normals = np.concatenate([_normals(faces) for faces in self._faces])
        ends = np.cumsum([faces.shape[1] for faces in self._faces for _ in faces]).tolist()
        return Mesh(
            shape=self.shape,
            points=points,
            corners=index,
            faces=[slice(start, end) for start, end in pairwise([0, *ends])],
            normals=normals / np.linalg.norm(normals, axis=1, keepdims=True),
            middles=np.concatenate([faces.mean(axis=1) for faces in self._faces]),
            materials=np.array(self._materials),
            tiers=np.array(self._tiers),
        )
