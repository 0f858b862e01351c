"""The still part of a scene while it is painted, far things first: colours, and how far away each pixel's thing is."""

import math

import cv2
import numpy as np

from ctserver.video.i420 import Array
from ctserver.video.scene.camera import Camera
from ctserver.video.scene.light import Light
from ctserver.video.scene.patch import Box, blend
from ctserver.video.scene.texture import grain, tile

OPEN = 65535
"""Depth of pixels on which no thing stands: ground and sky."""
_HAZE_FROM, _HAZE_METRES = 40.0, 420.0
_SOFTNESS = 1 / 1000
"""Deviation in picture heights of the lens's blur."""
_NOISE = 0.8
"""Deviation of the sensor's grain in display levels."""


def centimetres(depth: float) -> int:
    """A depth in metres as the depth map holds it."""
    return min(int(depth * 100), OPEN - 1)


class Backdrop:
    """`image` is BGR uint8 (h, w, 3), `depth` is uint16 (h, w) in centimetres."""

    def __init__(self, camera: Camera, light: Light) -> None:
        self.camera, self.light = camera, light
        self.image = np.empty((camera.height, camera.width, 3), np.uint8)
        self.depth = np.full((camera.height, camera.width), OPEN, np.uint16)
        self._glows: list[tuple[float, float, float, Array]] = []

    def sky(self, rng: np.random.Generator, bottom: int) -> None:
        """Paint the rows above `bottom`: brighter towards the horizon, with soft clouds."""
        light, width = self.light, self.camera.width
        height = (np.arange(bottom) / max(bottom, 1))[:, None, None] ** 1.3
        colour = light.sky_top + (light.sky_low - light.sky_top) * height
        clouds = cv2.resize(tile(rng, 128, (3, 6, 12, 24))[:40], (width, bottom), interpolation=cv2.INTER_CUBIC)
        strength = float(light.sky_low.mean()) / 38
        self.image[:bottom] = np.clip(colour + clouds[:, :, None] * strength, 0, 255)

    def put(self, patch: Array, box: Box, depth: float) -> None:
        """Lay a patch over what is there; it stands `depth` metres away."""
        if box.empty:
            return
        blend(self.image[box.window], self._hazy(patch, depth) if depth > _HAZE_FROM else patch)
        self.depth[box.window][patch[:, :, 3] > 127] = centimetres(depth)

    def _hazy(self, patch: Array, depth: float) -> Array:
        """The patch as the air between makes it look: paler with distance."""
        share = 1 - math.exp((_HAZE_FROM - depth) / _HAZE_METRES)
        alpha = patch[:, :, 3]
        veil = [
            cv2.convertScaleAbs(alpha, alpha=level * share / 255) for level in (*self.light.sky_low.tolist(), 255.0)
        ]
        return cv2.addWeighted(patch, 1 - share, cv2.merge(veil), 1, 0)

    def glow(self, x: float, y: float, radius: float, colour: Array) -> None:
        """Remember a light source, in pixels; it is added after exposure, since it does not depend on other light."""
        self._glows.append((x, y, radius, colour))

    def expose(self, gain: Array, rng: np.random.Generator) -> None:
        """The last step: the exposure map, light sources and the sensor's grain."""
        height, width = self.image.shape[:2]
        soften(self.image, height)
        full = cv2.resize(gain, (width, height), interpolation=cv2.INTER_LINEAR)
        cv2.multiply(self.image, full, self.image, dtype=cv2.CV_8U)
        for glow in self._glows:
            self._add_glow(*glow)
        noise = (grain(rng, height, width) * _NOISE + 128.5).astype(np.uint8)
        self.image[:] = cv2.addWeighted(self.image, 1, cv2.cvtColor(noise, cv2.COLOR_GRAY2BGR), 1, -128)

    def _add_glow(self, x: float, y: float, radius: float, colour: Array) -> None:
        reach = int(radius * 4)
        box = Box(
            max(int(x) - reach, 0),
            max(int(y) - reach, 0),
            min(int(x) + reach, self.camera.width),
            min(int(y) + reach, self.camera.height),
        )
        if not box.empty:
            under = self.image[box.window]
            under[:] = cv2.add(under, halo(box, x, y, radius, colour))


def soften(image: Array, height: int) -> None:
    """The lens's slight blur in a picture of `height` rows, in place."""
    cv2.GaussianBlur(image, (3, 3), height * _SOFTNESS, image)


def halo(box: Box, x: float, y: float, radius: float, colour: Array) -> Array:
    """A light source's BGR light, uint8 of the box's size: a hot core of `radius` pixels in a wide faint veil."""
    across = np.arange(box.left, box.right, dtype=np.float32) + 0.5 - x
    down = np.arange(box.top, box.bottom, dtype=np.float32) + 0.5 - y
    distance2 = (across[None, :] ** 2 + down[:, None] ** 2) / (radius * radius)
    strength = np.exp(-distance2) + 0.22 * np.exp(-distance2 / 4)
    return np.clip(strength[:, :, None] * colour, 0, 255).astype(np.uint8)
