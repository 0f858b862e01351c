"""The still part of a scene while it is painted, far things first: colours, and how far away each pixel's thing is."""

import math
from collections.abc import Iterator

import cv2
import numpy as np

from ctserver.video.i420 import Array
from ctserver.video.scene.camera import Camera
from ctserver.video.scene.light import Light
from ctserver.video.scene.patch import Box, blend
from ctserver.video.scene.texture import DEVIATION, grain, stored_tile

OPEN = 65535
"""Depth of pixels on which no thing stands: ground and sky."""
_HAZE_FROM, _HAZE_METRES = 40.0, 420.0
_SOFTNESS = 1 / 1000
"""Deviation in picture heights of the lens's blur."""
_BLUR_FROM = 0.3
"""Deviation in pixels below which a blur shows nothing."""
_QUARTERS_FROM = 0.6
"""Deviation from which OpenCV's own for three pixels will do: quarters and a half, thrice as fast as other weights."""
_NOISE = 0.8
"""Deviation of the sensor's grain in display levels."""
_BAND = 32
"""Rows painted at a time, so that arrays of floats stay small."""
_CLOUDS = (128, (3, 6, 12, 24))
_CLOUD_ROWS = 40
"""The clouds' tile, and its rows between the picture's upper edge and the horizon."""
_COARSE = 4
"""Clouds are so soft that one in so many pixels is enough."""


def centimetres(depth: float) -> int:
    """A depth in metres as the depth map holds it."""
    return max(min(int(depth * 100), OPEN - 1), 0)


def centimetres_of(depths: Array) -> Array:
    """The same of each of several."""
    return (depths * 100).astype(int).clip(0, OPEN - 1)


class Backdrop:
    """`image` is BGR uint8 (h, w, 3), `depth` is uint16 (h, w) in centimetres."""

    def __init__(self, camera: Camera, light: Light) -> None:
        self.camera, self.light = camera, light
        self.image = np.zeros((camera.height, camera.width, 3), np.uint8)
        self.depth = np.full((camera.height, camera.width), OPEN, np.uint16)
        self._glows: list[tuple[float, float, float, Array]] = []

    def sky(self, rng: np.random.Generator, bottom: int) -> None:
        """Paint the rows above `bottom`: brighter towards the horizon, with soft clouds."""
        offset = rng.random(2) * _CLOUDS[0]
        if bottom <= 0:
            return
        camera, light = self.camera, self.light
        rest, scale = camera.rest, camera.scale
        horizon = max(math.ceil(rest.horizon) + 2, 1)
        rows = (np.arange(bottom) - camera.middle[1]) / scale + rest.middle[1]
        height = ((rows / horizon).clip(0, 1) ** 1.3).astype(np.float32)[:, None, None]
        low, top = light.sky_low.astype(np.float32), light.sky_top.astype(np.float32)
        strength = np.float32(float(low.mean()) / 38 / DEVIATION)
        clouds = self._clouds(offset, bottom, horizon)
        for part in _bands(bottom):
            colour = top + (low - top) * height[part]
            colour = colour + (clouds[part].astype(np.float32) - 128)[:, :, None] * strength
            self.image[part] = np.minimum(np.maximum(colour, 0), 255)

    def _clouds(self, offset: Array, bottom: int, horizon: int) -> Array:
        """The tile (bottom, w) as it lies in this window of the image plane."""
        camera, rest, scale = self.camera, self.camera.rest, self.camera.scale
        per_pixel = np.array((_CLOUDS[0] / rest.width, _CLOUD_ROWS / horizon))
        origin = (np.array(rest.middle) - np.array(camera.middle) / scale) * per_pixel + offset
        step = per_pixel / scale * _COARSE
        place = np.array(((step[0], 0, origin[0]), (0, step[1], origin[1])))
        size = -(-camera.width // _COARSE), -(-bottom // _COARSE)
        flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        laid = cv2.warpAffine(stored_tile(*_CLOUDS), place, size, flags=flags, borderMode=cv2.BORDER_WRAP)
        return cv2.resize(laid, (size[0] * _COARSE, size[1] * _COARSE))[:bottom, : camera.width]

    def put(self, patch: Array, box: Box, depth: float) -> None:
        """Lay a patch over what is there; it stands `depth` metres away."""
        if not box.empty:
            self.lay(self._hazy(patch, depth) if depth > _HAZE_FROM else patch, box, depth)

    def lay(self, patch: Array, box: Box, depth: float) -> None:
        """`put` a patch of a box with pixels, in which the air before it is painted already."""
        blend(self.image[box.window], patch)
        np.copyto(self.depth[box.window], np.uint16(centimetres(depth)), where=cv2.extractChannel(patch, 3) > 127)

    def veil(self, patch: Array, box: Box, depth: float) -> None:
        """`put` that leaves the depth of what is behind."""
        if not box.empty:
            blend(self.image[box.window], self._hazy(patch, depth) if depth > _HAZE_FROM else patch)

    def _hazy(self, patch: Array, depth: float) -> Array:
        """The patch as the air between makes it look: paler with distance."""
        share = self.haze(depth)
        alpha = cv2.extractChannel(patch, 3)
        veil = [
            cv2.convertScaleAbs(alpha, alpha=level * share / 255) for level in (*self.light.sky_low.tolist(), 255.0)
        ]
        return cv2.addWeighted(patch, 1 - share, cv2.merge(veil), 1, 0)

    @staticmethod
    def haze(depth: float) -> float:
        """The air's share of what is seen of a thing so many metres away."""
        return 1 - math.exp(min(_HAZE_FROM - depth, 0) / _HAZE_METRES)

    def glow(self, x: float, y: float, radius: float, colour: Array) -> None:
        """Remember a light source, in pixels; it is added after exposure, since it does not depend on other light."""
        self._glows.append((x, y, radius, colour))

    def expose(self, gain: Array, rng: np.random.Generator) -> None:
        """The last step: the exposure map, light sources and the sensor's grain."""
        height, width = self.image.shape[:2]
        soften(self.image, height)
        steps = np.diff(gain, axis=0, append=gain[-1:])
        at = ((np.arange(height) + 0.5) * len(gain) / height - 0.5).clip(0, len(gain) - 1)
        low = np.minimum(at.astype(int), max(len(gain) - 2, 0))
        share = (at - low).astype(np.float32)[:, None, None]
        for part in _bands(height):
            rows = gain[low[part]] + steps[low[part]] * share[part]
            wide = cv2.resize(rows, (width, len(rows)), interpolation=cv2.INTER_LINEAR)
            cv2.multiply(self.image[part], wide, self.image[part], dtype=cv2.CV_8U)
        for glow in self._glows:
            self._add_glow(*glow)
        noise = grain(rng, height, width, _NOISE)
        for part in _bands(height):
            grey = cv2.cvtColor(noise[part], cv2.COLOR_GRAY2BGR)
            cv2.addWeighted(self.image[part], 1, grey, 1, -128, self.image[part])

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


def _bands(rows: int) -> Iterator[slice]:
    return (slice(top, min(top + _BAND, rows)) for top in range(0, rows, _BAND))


def soften(image: Array, height: int) -> None:
    """The lens's slight blur in a picture of `height` rows, in place."""
    deviation = height * _SOFTNESS
    if deviation >= _BLUR_FROM:
        cv2.GaussianBlur(image, (3, 3), deviation if deviation < _QUARTERS_FROM else 0, image)


def halo(box: Box, x: float, y: float, radius: float, colour: Array) -> Array:
    """A light source's BGR light, uint8 of the box's size: a hot core of `radius` pixels in a wide faint veil."""
    across = np.arange(box.left, box.right, dtype=np.float32) + 0.5 - x
    down = np.arange(box.top, box.bottom, dtype=np.float32) + 0.5 - y
    core_across, core_down = np.exp(across**2 / -(radius * radius)), np.exp(down**2 / -(radius * radius))
    veil_across, veil_down = np.sqrt(np.sqrt(core_across)), np.sqrt(np.sqrt(core_down))
    strength = core_down[:, None] * core_across + np.float32(0.22) * (veil_down[:, None] * veil_across)
    return np.asarray(cv2.merge([cv2.convertScaleAbs(strength, alpha=tone) for tone in colour.tolist()]))
