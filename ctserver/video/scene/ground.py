"""The ground in perspective: asphalt with grain and stains, paint, grass and paving, and the shadows that fall on it."""

import math

import cv2
import numpy as np

from ctserver.video.i420 import Array
from ctserver.video.scene.camera import Camera
from ctserver.video.scene.light import Light
from ctserver.video.scene.patch import Box, box_of, darken, fixed, lay
from ctserver.video.scene.texture import tile

_PAINT = 208.0
"""Display level of fresh road paint in plain light."""


class Ground:
    """Everything below the horizon; `top` is its first pixel row. Paint first surfaces, then shadows, then `finish`."""

    def __init__(self, camera: Camera, light: Light, rng: np.random.Generator, tone: float = 104) -> None:
        self.camera, self.light = camera, light
        self.top = max(math.ceil(camera.horizon) + 2, 0)
        self.box = Box(0, self.top, camera.width, camera.height)
        depth_step = -np.gradient(camera.ground_rows(self.top))
        self._metres_per_row = np.maximum(depth_step, 1e-4).astype(np.float32)[:, None]
        self._gain = (light.ambient + light.sun_colour * light.sun[1]).astype(np.float32)
        self._stains = self._texture(tile(rng, 256, (4, 8, 16, 32), 0.75), 30.0, coarse=2) * np.float32(5)
        self._grain = self._texture(tile(rng, 512, (128, 256), 0.9), 5.0, coarse=1)
        self._tone = self._grain * np.float32(3.0) + (self._stains + np.float32(tone))
        self._shadows: list[Array] = []
        self._contacts: list[Array] = []
        self._surfaces: list[tuple[Array, tuple[slice, slice], Array, float]] = []

    def patch(self, outline: Array, change: float) -> None:
        """Asphalt laid at another time: a world polygon (n, 3) whose tone differs by `change` levels."""
        mask, window = self._mask([outline])
        self._tone[window] += mask * np.float32(change / 255)

    def paint(self, outlines: list[Array], level: float = _PAINT) -> None:
        """Road paint: world polygons (n, 3), worn where the asphalt is rough."""
        mask, window = self._mask(outlines)
        tone = self._tone[window]
        wear = np.clip(0.80 + 0.10 * self._grain[window] - 0.02 * self._stains[window], 0.3, 0.97) * np.float32(1 / 255)
        tone += (level - tone) * (wear * mask)

    def surface(self, outlines: list[Array], colour: tuple[float, float, float], roughness: float) -> None:
        """Cover world polygons with another material of a BGR colour; `roughness` in levels, 1 for paving, 9 for grass."""
        self._surfaces.append((*self._mask(outlines), np.array(colour) * self._gain, roughness))

    def shadow(self, points: Array) -> None:
        """The shadow cast by a convex thing with corners (n, 3)."""
        if self.light.shadow > 0:
            sun = self.light.sun
            fallen = points - sun * (points[:, 1:2] / sun[1])
            pixels = self.camera.outline(
                fallen[cv2.convexHull(fallen[:, ::2].astype(np.float32), returnPoints=False)[:, 0]]
            )
            if len(pixels):
                self._shadows.append(pixels)

    def contact(self, outline: Array) -> None:
        """The darkness under a thing that stands on a world polygon (n, 3), whatever the light."""
        pixels = self.camera.outline(outline)
        if len(pixels):
            self._contacts.append(pixels)

    def finish(self) -> Array:
        """BGR uint8 (height - top, width, 3)."""
        gains = self._gain * (1.02, 1.0, 0.985)
        image = cv2.merge([cv2.convertScaleAbs(self._tone, alpha=gain) for gain in gains.tolist()])
        for mask, window, colour, roughness in self._surfaces:
            grain, stains = self._grain[window], self._stains[window]
            tone = 1 + (grain * np.float32(roughness) + stains * np.float32(0.3 + roughness * 0.12)) * np.float32(0.01)
            cover = cv2.merge([cv2.convertScaleAbs(tone, alpha=level) for level in colour.tolist()])
            lay(image[window], cover, mask)
        darken(image, self._soft(self._contacts, 0.012), 0.55)
        if self._shadows:
            darken(image, self._soft(self._shadows, 0.005), self.light.shadow)
        return image

    def _texture(self, noise: Array, metres: float, coarse: int) -> Array:
        """A tile of noise laid on the ground every `metres`; it fades where a pixel row spans more than its detail.

        Soft noise may be sampled every `coarse` pixels and grown again, which is quicker.
        """
        size, width, height = len(noise), self.camera.width, self.camera.height - self.top
        middle = (coarse - 1) / 2
        pixels = np.array(((coarse, 0, middle), (0, coarse, middle), (0, 0, 1)))
        tiles = np.diag((size / metres, size / metres, 1.0)) @ self.camera.ground_matrix(self.top) @ pixels
        flags = cv2.INTER_NEAREST | cv2.WARP_INVERSE_MAP
        shape = (-(-width // coarse), -(-height // coarse))
        laid = cv2.warpPerspective(noise, tiles, shape, flags=flags, borderMode=cv2.BORDER_WRAP)
        if coarse > 1:
            grown = (shape[0] * coarse, shape[1] * coarse)
            laid = cv2.resize(laid, grown, interpolation=cv2.INTER_LINEAR)[:height, :width]
        return np.asarray(laid * np.clip(metres / 60 / self._metres_per_row, 0, 1))

    def _mask(self, outlines: list[Array]) -> tuple[Array, tuple[slice, slice]]:
        """Antialiased coverage, 0 to 255, of world polygons, and the part of the ground (rows, columns) that it is of."""
        seen = [pixels for pixels in map(self.camera.outline, outlines) if len(pixels)]
        around = box_of(np.concatenate(seen), self.camera) if seen else self.box
        box = Box(around.left, max(around.top, self.top), around.right, around.bottom)
        if box.empty:
            return np.zeros((0, 0), np.uint8), np.s_[0:0, 0:0]
        width, height = box.size
        mask = np.zeros((height * 2, width * 2), np.uint8)
        for pixels in seen:
            cv2.fillConvexPoly(mask, fixed(pixels, box, 2), 255, cv2.LINE_AA, 4)
        return cv2.resize(mask, (width, height), interpolation=cv2.INTER_AREA), box.inside(self.box)

    def _soft(self, outlines: list[Array], softness: float) -> Array:
        """Coverage like `_mask` of pixel polygons, blurred by `softness` picture heights; drawn at half size."""
        height, width = self.camera.height - self.top, self.camera.width
        mask = np.zeros((height // 2, width // 2), np.uint8)
        for pixels in outlines:
            placed = ((pixels - (0, self.top)) / 2 - 0.5) * 16
            cv2.fillConvexPoly(mask, np.clip(placed, -(2**22), 2**22).astype(np.int32), 255, cv2.LINE_AA, 4)
        size = int(softness * self.camera.height) | 1
        blurred = cv2.GaussianBlur(mask, (size, size), 0)
        return cv2.resize(blurred, (width, height), interpolation=cv2.INTER_LINEAR)
