"""Trees and hedges, put together from the drawings of `foliage` in the light of their scene."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np

from ctserver.video.i420 import Array
from ctserver.video.scene.backdrop import Backdrop
from ctserver.video.scene.camera import UP, Camera, Frame
from ctserver.video.scene.foliage import VARIANTS, crown, hazy, hedge_side
from ctserver.video.scene.light import Light
from ctserver.video.scene.patch import Box, box_of, box_within, fill

_LEAVES = ((50, 100, 84), (62, 108, 98), (44, 84, 68))
_INFRARED_LEAVES = ((150, 150, 150),) * len(_LEAVES)
"""Leaves shine in the near infrared."""
_BARK = (58, 70, 82)
_CROWN = 0.76
"""The crown's part of a tree's height."""
_AIRS = 10
"""Steps of haze from none to nothing else: few, so that trees share drawings."""
_TURN = np.linspace(0, 2 * np.pi, 10, endpoint=False)
_EXTENT = np.array(((-0.5, 0, 0), (0.5, 0, 0), (-0.5, 1, 0), (0.5, 1, 0)))
_AROUND = np.stack((np.cos(_TURN) * 0.44, np.sin(2 * _TURN) * 0.2 + 0.62, np.sin(_TURN) * 0.44), axis=1)


class Nursery:
    """Drawings that a scene's plants share, lit when they are first asked for; a width is in pixels of the picture, and a
    drawing is not much narrower."""

    def __init__(self, light: Light, rng: np.random.Generator) -> None:
        self._light = light
        self._leaves = _INFRARED_LEAVES if light.infrared else _LEAVES
        self._variants = rng.permutation(VARIANTS).tolist()
        self._drawings: dict[tuple[int, ...], Array] = {}

    def tree(self, kind: int, width: float, haze: float) -> Array:
        """Premultiplied BGRA of a crown of so many pixels across, upon its trunk, behind a share of air."""
        kind %= len(self._leaves)
        relief, air = crown(self._variants[kind], width), round(haze * _AIRS)
        key = kind, relief.width, air
        if key not in self._drawings:
            leaves = relief.lit(self._light, self._leaves[kind], air / _AIRS)
            self._drawings[key] = _upon_trunk(leaves, self._light, air / _AIRS)
        return self._drawings[key]

    def bush(self, kind: int, width: float) -> Array:
        """Premultiplied BGRA of a crown of so many pixels across, by itself."""
        kind %= len(self._leaves)
        relief = crown(self._variants[kind], width)
        key = kind, relief.width
        if key not in self._drawings:
            self._drawings[key] = relief.lit(self._light, self._leaves[kind], 0.0)
        return self._drawings[key]

    def hedge(self, width: float) -> Array:
        """Premultiplied BGRA of ten metres of clipped hedge."""
        relief = hedge_side(width)
        key = (relief.width,)
        if key not in self._drawings:
            self._drawings[key] = relief.lit(self._light, self._leaves[0], 0.0)
        return self._drawings[key]


@dataclass(frozen=True, slots=True, eq=False)
class Tree:
    """`foot` is a world point (3,); `height` and `spread` in metres; `kind` chooses the crown."""

    foot: Array
    height: float
    spread: float
    kind: int

    def paint(self, backdrop: Backdrop, nursery: Nursery) -> None:
        camera = backdrop.camera
        x, y, z = self.foot.tolist()
        _, low, depth = camera.pixel(x, y, z)
        middle, _, trunk_depth = camera.pixel(x, y + self.height * 0.6, z)
        _, top, top_depth = camera.pixel(x, y + self.height, z)
        if min(depth, top_depth) < 3:
            return
        half = self.spread / 2 * camera.focal / trunk_depth
        left = middle - half
        box = box_within((left, top, middle + half, low), camera)
        if box.empty:
            return
        drawing = nursery.tree(self.kind, 2 * half, backdrop.haze(depth))
        rows, columns, _ = drawing.shape
        place = np.array(((2 * half / columns, 0, left - box.left), (0, (low - top) / rows, top - box.top)))
        backdrop.lay(cv2.warpAffine(drawing, place, box.size), box, depth)


class Grove:
    """All trees of a site; `crowns` (n, 10, 3) are points around each one's crown, for its shadow."""

    def __init__(self, trees: Sequence[Tree]) -> None:
        sizes = np.array([(tree.spread, tree.height, tree.spread) for tree in trees])[:, None]
        feet = np.array([tree.foot for tree in trees])[:, None]
        self._trees, self.crowns, self._extents = trees, feet + _AROUND * sizes, feet + _EXTENT * sizes

    def seen(self, camera: Camera) -> list[Tree]:
        """Those that are in the picture."""
        return [self._trees[index] for index in np.flatnonzero(camera.sees_each(self._extents)).tolist()]


def planted(
    frame: Frame,
    rng: np.random.Generator,
    spots: Sequence[tuple[float, float, float]],
    slim: tuple[float, float] = (0.75, 1.0),
) -> list[Tree]:
    """Trees at (lateral, along), each of about a height; `slim` is how wide they are at least and at most for it."""
    table = np.array(spots)
    heights = table[:, 2] * rng.uniform(0.8, 1.25, len(spots))
    spreads = heights * rng.uniform(*slim, len(spots))
    feet, kinds = frame.world(table[:, 0], table[:, 1]), rng.integers(4, size=len(spots)).tolist()
    return [Tree(*tree) for tree in zip(feet, heights.tolist(), spreads.tolist(), kinds, strict=True)]


def hedge(backdrop: Backdrop, nursery: Nursery, low: Array, high: Array, height: float) -> None:
    """A clipped hedge between two world points (3,) on the ground."""
    camera, up = backdrop.camera, height * UP
    pixels, depth = camera.project(np.array((low, high, high + up, low + up)))
    box = box_of(pixels, camera)
    if box.empty or depth.min() < 3:
        return
    drawing = nursery.hedge(float(np.ptp(pixels[:, 0])))
    rows, columns, _ = drawing.shape
    source = np.array(((0, rows), (columns, rows), (columns, 0), (0, 0)), np.float32)
    matrix = cv2.getPerspectiveTransform(source, (pixels - (box.left, box.top)).astype(np.float32))
    backdrop.put(cv2.warpPerspective(drawing, matrix, box.size), box, float(depth.mean()))


def _upon_trunk(leaves: Array, light: Light, haze: float) -> Array:
    """A crown (n, n) as the upper part of a tree, with its trunk below and between the leaves."""
    size = len(leaves)
    rows, middle = round(size / _CROWN), size / 2
    foot, top = 0.026 * size, 0.014 * size
    edges = [((middle + foot * share, rows), (middle + top * share, rows * 0.4)) for share in (-1.0, -0.25, 0.4, 1.0)]
    if light.sun[0] < 0:
        edges = [((size - x0, y0), (size - x1, y1)) for (x0, y0), (x1, y1) in edges]
    points = np.array([corner for (a, b), (c, d) in pairwise(edges) for corner in (a, b, d, c)])
    bark = np.array([np.array(_BARK) * (light.ambient * 0.75 + light.sun_colour * sun) for sun in (0.0, 0.45, 0.85)])
    shades = [(*shade, 255.0) for shade in hazy(light, bark, haze).tolist()]
    faces = [slice(start, start + 4) for start in (0, 4, 8)]
    tree = fill(points, faces, shades, Box(0, 0, size, rows), 4 if size < 48 else 2 if size < 160 else 1)
    keep = cv2.cvtColor(cv2.bitwise_not(leaves[:, :, 3]), cv2.COLOR_GRAY2BGRA)
    keep[:, :, 3] = keep[:, :, 0]
    tree[:size] = cv2.add(cv2.multiply(tree[:size], keep, scale=1 / 255), leaves)
    return tree
