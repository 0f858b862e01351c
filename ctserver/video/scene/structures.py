"""What people build beside a road: houses with rows of windows, lamp posts, trunks and poles."""

from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np

from ctserver.video.i420 import Array
from ctserver.video.scene.backdrop import Backdrop
from ctserver.video.scene.camera import UP, Frame
from ctserver.video.scene.patch import box_of, fill

_WALLS = ((176, 186, 190), (150, 160, 168), (168, 172, 170), (120, 132, 150), (186, 192, 194))
_PX = 14
"""Pixels per metre of a facade's flat drawing."""


@dataclass(frozen=True, slots=True)
class Building:
    """A box on a frame's ground: metres from left to right, front to back, and its height; the front looks to the camera."""

    frame: Frame
    lateral: tuple[float, float]
    along: tuple[float, float]
    height: float
    seed: int

    def corners(self) -> Array:
        """The eight corners (8, 3), ground first."""
        ground = self.frame.rectangle(self.lateral, self.along)
        return np.concatenate((ground, ground + self.height * UP))

    def paint(self, backdrop: Backdrop) -> None:
        corners = self.corners()
        left, right, right_back, left_back = range(4)
        for a, b in ((right_back, right), (left, left_back), (left, right)):
            self._wall(backdrop, corners[[a, b, b + 4, a + 4]])

    def _wall(self, backdrop: Backdrop, quad: Array) -> None:
        """A facade with corners (4, 3): bottom left, bottom right, top right, top left, as seen from outside."""
        camera, light = backdrop.camera, backdrop.light
        across = quad[1] - quad[0]
        normal = np.array((across[2], 0.0, -across[0]))
        normal /= np.linalg.norm(normal)
        if (camera.position - quad[0]) @ normal <= 0 or camera.depth(quad).min() < 2:
            return
        shade = light.ambient * 0.85 + light.sun_colour * max(float(normal @ light.sun), 0.0)
        flat = _facade(float(np.linalg.norm(across)), self.height, np.random.default_rng(self.seed), light.lamps > 0)
        flat[:, :, :3] = np.clip(flat[:, :, :3] * shade, 0, 255)
        pixels, depth = camera.project(quad)
        box = box_of(pixels, camera)
        if box.empty:
            return
        rows, columns = flat.shape[:2]
        source = np.array(((0, rows), (columns, rows), (columns, 0), (0, 0)), np.float32)
        place = (pixels - (box.left, box.top)).astype(np.float32)
        if (shrink := columns / max(np.ptp(place[:, 0]), 1)) > 1.3:
            flat = cv2.blur(flat, (int(shrink) | 1, int(shrink) | 1))
        matrix = cv2.getPerspectiveTransform(source, place)
        backdrop.put(cv2.warpPerspective(flat, matrix, box.size, flags=cv2.INTER_LINEAR), box, float(depth.mean()))


def _facade(width: float, height: float, rng: np.random.Generator, evening: bool) -> Array:
    """A wall seen square on, BGRA (rows, columns, 4): cladding, window bands, plinth, parapet."""
    rows, columns = int(height * _PX), int(width * _PX)
    wall = np.array(_WALLS[rng.integers(len(_WALLS))], float)
    flat = np.empty((rows, columns, 4), np.uint8)
    stain = cv2.resize(rng.standard_normal((6, 24)).astype(np.float32), (columns, rows), interpolation=cv2.INTER_CUBIC)
    flat[:, :, :3] = np.clip(wall + 3.0 * stain[:, :, None], 0, 255)
    flat[:, :: int(3.2 * _PX), :3] = wall * 0.86
    storey, pane, gap = 3.3 * _PX, int(1.5 * _PX), int(rng.uniform(0.3, 1.1) * _PX)
    for floor in range(int(height // 3.3)):
        sill = rows - int(floor * storey + 1.0 * _PX)
        for left in range(_PX, columns - pane - _PX // 2, pane + gap):
            _window(flat[sill - int(1.6 * _PX) : sill, left : left + pane], rng, evening)
    flat[-int(0.5 * _PX) :, :, :3] = wall * 0.62
    flat[: int(0.45 * _PX), :, :3] = wall * 0.78
    flat[:2, :, :3] = np.minimum(wall * 1.12, 255)
    flat[:, :, 3] = 255
    return flat


def _window(pane: Array, rng: np.random.Generator, evening: bool) -> None:
    """A pane of glass with its frame: sky in the upper part, sometimes a blind, sometimes light at evening."""
    rows = pane.shape[0]
    fade = np.linspace(1, 0, rows)[:, None, None]
    pane[:, :, :3] = np.array((74, 66, 58)) + fade * np.array((70, 62, 52)) * rng.uniform(0.4, 1.0)
    if rng.random() < 0.25:
        pane[: int(rows * rng.uniform(0.3, 0.8)), :, :3] = (172, 178, 182)
    if evening and rng.random() < 0.4:
        pane[:, :, :3] = (150, 220, 255)
    pane[:, [0, -1], :3] = pane[[0, -1], :, :3] = (96, 96, 96)
    pane[:, pane.shape[1] // 2, :3] = (92, 92, 92)


@dataclass(frozen=True, slots=True, eq=False)
class LampPost:
    """A mast with one lantern on a short arm; `foot` (3,) and `arm` (3,), the way the arm points, in world metres."""

    foot: Array
    arm: Array
    height: float = 7.5

    @property
    def lantern(self) -> Array:
        return np.asarray(self.foot + self.height * UP + self.arm)

    def corners(self) -> Array:
        """A thin quad (4, 3) for the shadow."""
        side = np.array((0.07, 0, 0))
        top = self.foot + self.height * UP
        return np.array((self.foot - side, self.foot + side, top + side, top - side))

    def paint(self, backdrop: Backdrop) -> None:
        top = self.foot + (self.height - 0.08) * UP
        pole(backdrop, self.foot, top, (0.09, 0.05), (112, 116, 114))
        pole(backdrop, top, self.lantern, (0.04, 0.035), (112, 116, 114))
        tip = self.lantern + self.arm * 0.35
        pole(backdrop, self.lantern - 0.05 * UP, tip - 0.05 * UP, (0.10, 0.08), (92, 94, 92))
        if backdrop.light.lamps > 0.2:
            (x, y), depth = backdrop.camera.project(tip - 0.12 * UP)
            radius = max(0.30 * backdrop.camera.focal / float(depth), 1.5)
            backdrop.glow(float(x), float(y), radius, np.array((175.0, 222.0, 255.0)) * min(backdrop.light.lamps, 0.9))


def pole(backdrop: Backdrop, low: Array, high: Array, radii: tuple[float, float], colour: tuple[int, int, int]) -> None:
    """A round rod between two world points (3,), brighter on the sun's side; radii in metres at both ends."""
    camera, light = backdrop.camera, backdrop.light
    pixels, depth = camera.project(np.array((low, high)))
    if depth.min() < 2:
        return
    along = pixels[1] - pixels[0]
    across = np.array((-along[1], along[0])) / max(float(np.hypot(*along)), 1e-6)
    half = np.maximum(np.array(radii) * camera.focal / depth, 0.35)[:, None] * across
    sunny = 1 if across[0] * light.sun[0] > 0 else -1
    edges = [pixels + half * share * sunny for share in (-1.0, -0.25, 0.4, 1.0)]
    points = np.concatenate([np.concatenate((a, b[::-1])) for a, b in pairwise(edges)])
    box = box_of(points, camera)
    if box.empty:
        return
    tones = [light.ambient * 0.75 + light.sun_colour * sun for sun in (0.0, 0.45, 0.85)]
    shades = [(*np.clip(np.array(colour) * tone, 0, 255), 255.0) for tone in tones]
    faces = [slice(start, start + 4) for start in (0, 4, 8)]
    backdrop.put(fill(points, faces, shades, box, 4), box, float(depth[0]))
