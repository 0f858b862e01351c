"""Things made of flat faces, such as shelves, counters and planters: built in a frame's metres, lit and painted in bulk."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce

import cv2
import numpy as np

from ctserver.video.i420 import Array
from ctserver.video.scene.backdrop import centimetres
from ctserver.video.scene.camera import NEAR, Camera, Frame
from ctserver.video.scene.patch import Box, blend, box_of, fixed
from ctserver.video.scene.plane import outline
from ctserver.video.scene.room_light import RoomLight
from ctserver.video.scene.vectors import crosses, length

Span = tuple[float, float]
Colour = tuple[float, float, float]

_FACES = np.array(
    (
        ((0, 2, 4), (1, 2, 4), (1, 2, 5), (0, 2, 5)),
        ((1, 3, 4), (0, 3, 4), (0, 3, 5), (1, 3, 5)),
        ((0, 3, 4), (0, 2, 4), (0, 2, 5), (0, 3, 5)),
        ((1, 2, 4), (1, 3, 4), (1, 3, 5), (1, 2, 5)),
        ((0, 2, 5), (1, 2, 5), (1, 3, 5), (0, 3, 5)),
    )
)
"""Which of a block's six limits are the coordinates of its faces' corners."""
_SHIFT = 4
_BAND = 64
"""Rows laid at a time."""


@dataclass(frozen=True, slots=True, eq=False)
class Thing:
    """Quads (n, 4, 3) in the world, counterclockwise as seen from outside, painted in this order; `colours` (n, 3) BGR.

    `shining` (n,) faces are light sources and keep their colour; `flat` (n,) ones lie on another face, and so add nothing to the
    map of depths; `place` (3,) sorts the thing among others.
    """

    quads: Array
    colours: Array
    shining: Array
    flat: Array
    place: Array


class Builder:
    """Gathers the faces of one thing in a frame's metres: spans are (from, to) lateral, along and up."""

    def __init__(self, frame: Frame) -> None:
        self.frame = frame
        self._quads: list[Array] = []
        self._colours: list[Array] = []
        self._kinds: list[tuple[int, bool, bool]] = []  # how many, whether they shine, whether they are flat
        self._blocks: list[tuple[tuple[float, ...], Colour]] = []

    @property
    def eye(self) -> tuple[float, float]:
        """The camera's place (lateral, along)."""
        frame = self.frame
        sin, cos = math.sin(frame.angle), math.cos(frame.angle)
        return -frame.x * cos + frame.z * sin, -frame.x * sin - frame.z * cos

    def quads(self, local: Array, colours: Array, shining: bool = False, flat: bool = False) -> None:
        """Quads (n, 4, 3) of (lateral, along, up) places, with colours (n, 3)."""
        self._add_blocks()
        self._add(local, colours, shining, flat)

    def box(self, lateral: Span, along: Span, up: Span, colour: Colour) -> None:
        """A block without an underside."""
        self._blocks.append(((*lateral, *along, *up), colour))

    def boxes(self, spans: Array, colours: Array) -> None:
        """Blocks (n, 6) of lateral from and to, along from and to, up from and to, with colours (n, 3)."""
        self.quads(box_faces(spans).reshape(-1, 4, 3), np.repeat(colours, 5, axis=0))

    def _add(self, local: Array, colours: Array, shining: bool = False, flat: bool = False) -> None:
        self._quads.append(local)
        self._colours.append(np.broadcast_to(np.asarray(colours, float), (len(local), 3)))
        self._kinds.append((len(local), shining, flat))

    def _add_blocks(self) -> None:
        """Those that were noted one by one, all at once."""
        if self._blocks:
            spans, colours = (np.array(column, float) for column in zip(*self._blocks, strict=True))
            self._blocks.clear()
            self._add(box_faces(spans).reshape(-1, 4, 3), np.repeat(colours, 5, axis=0))

    def column(self, lateral: float, along: float, radii: Span, up: Span, colour: Colour, sides: int = 12) -> None:
        """A round column whose radius runs from its foot's to its head's, with a lid."""
        turn = np.linspace(0, 2 * np.pi, sides + 1)
        cos, sin = np.cos(turn), np.sin(turn)
        low, high = (
            np.stack((lateral + r * cos, along + r * sin, np.full(sides + 1, h)), axis=1)
            for r, h in zip(radii, up, strict=True)
        )
        self.quads(np.stack((low[:-1], low[1:], high[1:], high[:-1]), axis=1), np.array([colour]))
        middle = np.broadcast_to(np.array((lateral, along, up[1])), (sides, 3))
        self.quads(np.stack((middle, high[:-1], high[1:], middle), axis=1)[:, [0, 1, 2, 2]], np.array([colour]))

    def thing(self, lateral: float, along: float) -> Thing:
        self._add_blocks()
        local = np.concatenate(self._quads)
        quads = self.frame.world(local[..., 0], local[..., 1], local[..., 2])
        counts, shining, flat = (np.array(column) for column in zip(*self._kinds, strict=True))
        place = self.frame.world(lateral, along, 0.5)
        return Thing(quads, np.concatenate(self._colours), shining.repeat(counts), flat.repeat(counts), place)


def box_faces(spans: Array) -> Array:
    """Faces (n, 5, 4, 3) of blocks (n, 6): near, far, left, right and top, counterclockwise from outside."""
    return np.asarray(np.asarray(spans, float)[:, _FACES])


def paint(
    things: Sequence[Thing], image: Array, camera: Camera, light: RoomLight, depth: Array | None, scale: int = 2
) -> None:
    """Paint things upon BGR (h, w, 3), far ones first, drawn so many times larger.

    Where they are, their depth is entered in the map `depth`, uint16 (h, w) in centimetres.
    """
    quads, colours, flat = _seen(things, camera, light)
    if not len(quads):
        return
    pixels, metres = camera.project(quads)
    passing = np.flatnonzero(metres.min(axis=1) < NEAR).tolist()
    cut = {index: outline(camera, quads[index]) for index in passing}  # what passes the lens
    box = reduce(Box.around, [box_of(part.reshape(-1, 2), camera) for part in (pixels, *cut.values()) if len(part)])
    canvas = np.zeros((box.size[1] * scale, box.size[0] * scale, 4), np.uint8)
    outlines = list(fixed(pixels, box, scale))
    for index, part in cut.items():
        outlines[index] = fixed(part, box, scale)
    for corners, colour in zip(outlines, colours.tolist(), strict=True):
        cv2.fillConvexPoly(canvas, corners, colour, cv2.LINE_8, _SHIFT)
    _lay(image[box.window], canvas, scale)
    if depth is not None:
        _enter(depth, pixels, cut, metres, np.flatnonzero(~flat).tolist())


def _lay(under: Array, canvas: Array, scale: int) -> None:
    """Lay premultiplied BGRA, drawn so many times larger, over BGR; some rows at a time, which stay in the caches."""
    for top in range(0, len(under), _BAND):
        part, large = under[top : top + _BAND], canvas[top * scale : (top + _BAND) * scale]
        blend(part, cv2.resize(large, part.shape[1::-1], interpolation=cv2.INTER_AREA) if scale > 1 else large)


def _enter(depth: Array, pixels: Array, cut: dict[int, Array], metres: Array, solid: list[int]) -> None:
    """Enter the depths of those quads that are solid."""
    frame = Box(0, 0, *depth.shape[::-1])
    outlines, far = fixed(pixels, frame, 1), np.maximum(metres.mean(axis=1), NEAR).tolist()
    for index in solid:
        corners = fixed(cut[index], frame, 1) if index in cut else outlines[index]
        cv2.fillConvexPoly(depth, corners, centimetres(far[index]), cv2.LINE_8, _SHIFT)


def _seen(things: Sequence[Thing], camera: Camera, light: RoomLight) -> tuple[Array, Array, Array]:
    """Quads that look at the camera and fall in the picture, far things first, their BGRA, and which of them are flat."""
    if not things:
        return np.zeros((0, 4, 3)), np.zeros((0, 4)), np.zeros(0, bool)
    order = sorted(things, key=lambda thing: -length(camera.position - thing.place))
    quads = np.concatenate([thing.quads for thing in order])
    colours = np.concatenate([thing.colours for thing in order])
    shining = np.concatenate([thing.shining for thing in order])
    flat = np.concatenate([thing.flat for thing in order])
    centres, normals = quads.mean(axis=1), crosses(quads[:, 2] - quads[:, 0], quads[:, 1] - quads[:, 0])
    pixels, metres = camera.project(quads)
    low, high = pixels.min(axis=1), pixels.max(axis=1)
    inside = (high > 0).all(axis=1) & (low[:, 0] < camera.width) & (low[:, 1] < camera.height)
    inside |= metres.min(axis=1) < NEAR
    facing = np.einsum("ij,ij->i", normals, camera.position - centres) > 0  # the world's axes are left-handed
    seen = np.flatnonzero(facing & inside & (metres.max(axis=1) > NEAR / 2))
    normals = normals[seen]  # a triangle may repeat its last corner
    normals /= np.maximum(np.linalg.norm(normals, axis=1), 1e-9)[:, None]
    gains = light.gain(centres[seen], normals)
    gains[shining[seen]] = 1
    bgra = np.full((len(seen), 4), 255.0)
    bgra[:, :3] = (colours[seen] * gains).clip(0, 255)
    return quads[seen], bgra, flat[seen]
