"""Trees and hedges. A handful of crowns is drawn leaf cluster by leaf cluster, and every plant is one of them at its size."""

from dataclasses import dataclass

import cv2
import numpy as np

from ctserver.video.i420 import Array
from ctserver.video.scene.backdrop import Backdrop
from ctserver.video.scene.camera import UP
from ctserver.video.scene.light import Light
from ctserver.video.scene.patch import box_of
from ctserver.video.scene.structures import pole

_LEAVES = ((50, 100, 84), (62, 108, 98), (44, 84, 68))
_INFRARED_LEAVES = ((150, 150, 150),) * len(_LEAVES)
"""Leaves shine in the near infrared."""
_BARK = (58, 70, 82)
_BOUGHS = 26


class Nursery:
    """Drawings that a scene's plants share: crowns and a length of hedge, premultiplied BGRA, each at several sizes."""

    def __init__(self, light: Light, rng: np.random.Generator, size: int) -> None:
        leaves = _INFRARED_LEAVES if light.infrared else _LEAVES
        self.crowns = [_halves(_crown(light, rng, size, colour)) for colour in leaves]
        self.hedge = _halves(_hedge(light, rng, leaves[0]))


@dataclass(frozen=True, slots=True, eq=False)
class Tree:
    """`foot` is a world point (3,); `height` and `spread` in metres; `kind` chooses the crown."""

    foot: Array
    height: float
    spread: float
    kind: int

    def outline(self) -> Array:
        """Points (10, 3) around the crown, for its shadow."""
        turn = np.linspace(0, 2 * np.pi, 10, endpoint=False)
        across, up = np.cos(turn) * self.spread * 0.44, np.sin(2 * turn) * self.height * 0.2 + self.height * 0.62
        return np.asarray(self.foot + np.stack((across, up, np.sin(turn) * self.spread * 0.44), axis=1))

    def paint(self, backdrop: Backdrop, nursery: Nursery) -> None:
        camera = backdrop.camera
        trunk = self.foot + self.height * 0.6 * UP
        pixels, depth = camera.project(np.array((self.foot, trunk, self.foot + self.height * UP)))
        if depth.min() < 3:
            return
        half = self.spread / 2 * camera.focal / float(depth[1])
        left, top, rise = float(pixels[1, 0]) - half, float(pixels[2, 1]), float(pixels[0, 1] - pixels[2, 1])
        box = box_of(np.array(((left, top), (left + 2 * half, top + rise))), camera)
        if box.empty:
            return
        pole(backdrop, self.foot, trunk, (0.022 * self.height, 0.012 * self.height), _BARK)
        crown = _nearest(nursery.crowns[self.kind % len(nursery.crowns)], 2 * half)
        rows, columns, _ = crown.shape
        place = np.array(((2 * half / columns, 0, left - box.left), (0, rise * 0.76 / rows, top - box.top)))
        backdrop.put(cv2.warpAffine(crown, place, box.size), box, float(depth[0]))


def hedge(backdrop: Backdrop, nursery: Nursery, low: Array, high: Array, height: float) -> None:
    """A clipped hedge between two world points (3,) on the ground."""
    camera, up = backdrop.camera, height * UP
    pixels, depth = camera.project(np.array((low, high, high + up, low + up)))
    box = box_of(pixels, camera)
    if box.empty or depth.min() < 3:
        return
    drawing = _nearest(nursery.hedge, float(np.ptp(pixels[:, 0])))
    rows, columns, _ = drawing.shape
    source = np.array(((0, rows), (columns, rows), (columns, 0), (0, 0)), np.float32)
    matrix = cv2.getPerspectiveTransform(source, (pixels - (box.left, box.top)).astype(np.float32))
    backdrop.put(cv2.warpPerspective(drawing, matrix, box.size), box, float(depth.mean()))


def _halves(drawing: Array) -> list[Array]:
    """The drawing and smaller and smaller halves of it, so that shrinking it needs no more than interpolation."""
    halves = [drawing]
    while min(halves[-1].shape[:2]) >= 16:
        rows, columns, _ = halves[-1].shape
        halves.append(cv2.resize(halves[-1], (columns // 2, rows // 2), interpolation=cv2.INTER_AREA))
    return halves


def _nearest(halves: list[Array], width: float) -> Array:
    """The smallest of the drawings that is not much smaller than `width` pixels."""
    return next((half for half in reversed(halves) if half.shape[1] >= 0.8 * width), halves[0])


def _crown(light: Light, rng: np.random.Generator, size: int, leaf: tuple[int, int, int]) -> Array:
    """A crown: a dozen boughs, each a ball of leaf clusters that is bright on the sun's side and dark below."""
    boughs = rng.standard_normal((_BOUGHS, 3))
    boughs *= (rng.uniform(0.25, 0.68, _BOUGHS) / np.linalg.norm(boughs, axis=1))[:, None]
    outward = rng.standard_normal((1500, 3))
    outward /= np.linalg.norm(outward, axis=1, keepdims=True)
    bough = rng.integers(_BOUGHS, size=len(outward))
    centres = (
        boughs[bough]
        + outward * (rng.uniform(0.20, 0.36, _BOUGHS)[bough] * rng.uniform(0.6, 1, len(outward)) ** 0.5)[:, None]
    )
    facing = outward @ light.sun
    lit = 0.34 * facing + 0.22 * outward[:, 1] + 0.30 * centres[:, 1] + 0.25 * centres @ light.sun
    lit += rng.normal(0, 0.15, len(lit))
    order = np.argsort(lit * 0.35 - centres[:, 2] - 0.25 * outward[:, 2])
    pixels = np.stack((centres[:, 0], -centres[:, 1]), axis=1)[order] * size * 0.49 + size / 2
    return _clusters((size, size), pixels, rng.uniform(0.010, 0.027, len(lit)) * size, _tones(light, leaf, lit[order]))


def _hedge(light: Light, rng: np.random.Generator, leaf: tuple[int, int, int]) -> Array:
    """Ten metres of clipped hedge from the side; the last rows above it are empty for its ragged top."""
    rows, columns, count = 72, 300, 1700
    up = rng.random(count)
    lit = -0.28 + 0.32 * up + np.clip(up - 0.82, 0, 1) * 2.4 - 0.2 * light.sun[2] + rng.normal(0, 0.10, count)
    order = np.argsort(rng.random(count) + up * 0.5)
    pixels = np.stack((rng.uniform(-2, columns + 2, count), rows - up * (rows - 5)), axis=1)[order]
    return _clusters((rows, columns), pixels, rng.uniform(2.2, 4.6, count), _tones(light, leaf, lit[order]))


def _tones(light: Light, leaf: tuple[int, int, int], lit: Array) -> Array:
    """Colours (n, 3) of leaf clusters; `lit` runs from about -0.6, deep in the plant, to 1, full in the light."""
    tone = (
        light.ambient * np.clip(0.62 + 0.5 * lit, 0.16, 1.1)[:, None]
        + light.sun_colour * np.clip(lit + 0.1, 0, 1.1)[:, None]
    )
    return np.asarray(np.clip(np.array(leaf) * tone, 0, 255))


def _clusters(shape: tuple[int, int], pixels: Array, radii: Array, colours: Array) -> Array:
    """Premultiplied BGRA of discs painted in order."""
    image = np.zeros((*shape, 4), np.uint8)
    centres, sizes = (pixels * 16).astype(int).tolist(), (radii * 16).astype(int).tolist()
    shades = np.concatenate((colours, np.full((len(colours), 1), 255.0)), axis=1).tolist()
    for centre, size, shade in zip(centres, sizes, shades, strict=True):
        cv2.circle(image, centre, size, shade, cv2.FILLED, cv2.LINE_AA, 4)
    return image
