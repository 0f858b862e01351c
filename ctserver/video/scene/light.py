"""Light: sun, sky, street lamps and the camera's own infrared lamp, and what a surface makes of them.

Colours are BGR in display levels, 0 to 255; the arithmetic is done on display levels, which is what looks right here.
"""

import math
from dataclasses import dataclass

import numpy as np

from ctserver.video.i420 import Array
from ctserver.video.scene.camera import Camera

INFRARED_BELOW = 0.2
"""Daylight below which the camera swings its infrared filter out and turns monochrome."""
EXPOSURE_CELL = 8
"""Pixels across each cell of an exposure map."""
_LAMPS_BELOW = 0.7
_WARM = np.array((0.42, 0.72, 1.0))


@dataclass(frozen=True, slots=True, eq=False)
class Light:
    """`sun` points from the ground to the sun; `sun_colour` and `ambient` are gains per channel; `shadow` is how much of the
    light a cast shadow takes; `lamps` is the street lamps' strength, 0 when they are off."""

    sun: Array
    sun_colour: Array
    ambient: Array
    sky_top: Array
    sky_low: Array
    shadow: float
    lamps: float
    infrared: bool

    @property
    def headlights(self) -> bool:
        return self.infrared or self.lamps > 0

    def shade(self, albedo: Array, gloss: Array, normals: Array, to_eye: Array, sun: Array) -> Array:
        """Display colours (n, 3) of faces with unit normals; `gloss` (n,) mirrors the sky, as paint and glass do.

        The three directions may be in any axes whose second is up.
        """
        facing = np.maximum(normals @ sun, 0)[:, None]
        openness = (0.64 + 0.36 * normals[:, 1])[:, None]
        lit = albedo * (self.ambient * openness + self.sun_colour * facing)
        cosine = np.maximum(np.einsum("ij,ij->i", normals, to_eye), 0)
        mirrored_up = (2 * cosine * normals[:, 1] - to_eye[:, 1])[:, None]
        sky = self.sky_low + (self.sky_top - self.sky_low) * np.minimum(np.maximum(mirrored_up, 0), 1)
        sky *= np.minimum(np.maximum(mirrored_up * 2.2 + 0.25, 0), 1)
        away = 1 - cosine
        share = (gloss * (0.14 + 0.86 * (away * away * away)))[:, None]
        return np.asarray(lit + (sky * 0.9 - lit * 0.3) * share)

    def exposure(self, camera: Camera, lamps: Array) -> Array:
        """Gain map (height // EXPOSURE_CELL, width // EXPOSURE_CELL, 3), float32, over the picture: what the lens does, with
        lamp pools around the lamps' feet (n, 3). A panorama is without the lens."""
        rows, columns = camera.height // EXPOSURE_CELL, camera.width // EXPOSURE_CELL
        plain = np.ones((rows, columns, 1)) if camera.panoramic else self.lens(rows, columns)[..., None]
        if not self.lamps:
            return np.repeat(plain.astype(np.float32), 3, axis=2)
        pools = _pools(camera, lamps, rows, columns)[..., None] * self.lamps
        return (plain + pools * (np.ones(3) if self.infrared else _WARM)).astype(np.float32)

    def lens(self, rows: int, columns: int) -> Array:
        """Gain (rows, columns) over the picture wherever the camera looks: the vignette, or the infrared lamp's spot."""
        x = (np.arange(columns)[None, :] + 0.5) / columns * 2 - 1
        y = (np.arange(rows)[:, None] + 0.5) / rows * 2 - 1
        if self.infrared:
            return np.asarray(0.13 + 1.35 * np.exp(-(((x / 0.86) ** 2 + ((y - 0.20) / 0.84) ** 2) ** 1.2)))
        return np.asarray(1.04 - 0.13 * (x**2 + 0.8 * y**2))


def _pools(camera: Camera, lamps: Array, rows: int, columns: int) -> Array:
    """The lamps' light on the ground seen in each cell of a coarse map; none above the horizon."""
    pixel_y = (np.arange(rows) + 0.5) * EXPOSURE_CELL
    top = int(np.searchsorted(pixel_y, camera.horizon + 6))
    matrix = camera.ground_matrix(0)
    u = (np.arange(columns) + 0.5)[None, :] * EXPOSURE_CELL
    v = pixel_y[top:, None]
    w = matrix[2, 1] * v + matrix[2, 2]
    x, z = (matrix[0, 0] * u + matrix[0, 2]) / w, (matrix[1, 1] * v + matrix[1, 2]) / w
    pools = np.zeros((rows, columns))
    for lamp in lamps:
        distance2 = (x - lamp[0]) ** 2 + (z - lamp[2]) ** 2
        pools[top:] += 1 / (1 + distance2 / 22) ** 1.5
    return pools


def light_of(daylight: float, rng: np.random.Generator) -> Light:
    """The light of a site at a daylight from 0, night, to 1, day; the generator gives the weather."""
    azimuth, elevation = rng.uniform(-2.6, 2.6), rng.uniform(0.6, 0.95)
    overcast = rng.uniform(0.0, 0.55)
    if daylight < INFRARED_BELOW:
        return _infrared()
    day = (min(daylight, 1.0) - INFRARED_BELOW) / (1 - INFRARED_BELOW)
    elevation = 0.2 + (elevation - 0.2) * day
    sun = np.array(
        (math.sin(azimuth) * math.cos(elevation), math.sin(elevation), math.cos(azimuth) * math.cos(elevation))
    )
    strength = (1 - overcast) * day
    noon, evening = np.array((0.86, 0.96, 1.0)), np.array((0.45, 0.72, 1.0))
    blue_hour, daytime = np.array((0.36, 0.28, 0.24)), np.array((0.78, 0.73, 0.68)) + 0.28 * overcast
    return Light(
        sun=sun,
        sun_colour=(evening + (noon - evening) * day) * 0.80 * strength,
        ambient=blue_hour + (daytime - blue_hour) * day,
        sky_top=_mix((74, 48, 36), _mix((228, 198, 164), (224, 220, 214), overcast), day),
        sky_low=_mix((112, 112, 130), _mix((250, 245, 236), (240, 238, 234), overcast), day),
        shadow=0.52 * strength,
        lamps=float(np.clip((_LAMPS_BELOW - daylight) / 0.3, 0, 1)) * 1.5,
        infrared=False,
    )


def _infrared() -> Light:
    """The lamp sits beside the lens, so shadows hide behind what casts them."""
    return Light(
        sun=np.array((0.0, 0.42, -0.907)),
        sun_colour=np.full(3, 0.62),
        ambient=np.full(3, 0.42),
        sky_top=np.full(3, 26.0),
        sky_low=np.full(3, 44.0),
        shadow=0.0,
        lamps=0.25,
        infrared=True,
    )


def _mix(night: Array | tuple[float, ...], day: Array | tuple[float, ...], share: float) -> Array:
    return np.asarray(night, float) * (1 - share) + np.asarray(day, float) * share
