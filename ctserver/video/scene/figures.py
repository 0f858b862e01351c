"""People: a jointed figure that walks or runs (see `pose`), drawn as tapered limbs."""

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from ctserver.video.i420 import Array
from ctserver.video.scene.camera import Camera
from ctserver.video.scene.light import Light
from ctserver.video.scene.pose import LIMBS, RUN, WALK, Gait

__all__ = ["RUN", "WALK", "Clothes", "Gait", "outlines_of", "shades", "shadows_of"]

Colour = tuple[int, int, int]

_ARC = np.linspace(-math.pi / 2, math.pi / 2, 5)
_COS, _SIN = np.cos(np.concatenate((_ARC, _ARC + math.pi))), np.sin(np.concatenate((_ARC, _ARC + math.pi)))
_END = np.array([1] * 5 + [0] * 5)
"""A limb's outline: half a circle around its second end, then half of one around its first."""
_OUTLINE = len(_END)
_LIGHTWARD = np.array((1.0, -0.5))


@dataclass(frozen=True, slots=True)
class Clothes:
    """BGR colours."""

    coat: Colour
    trousers: Colour
    hair: Colour
    skin: Colour = (128, 154, 196)
    shoes: Colour = (34, 32, 32)


def outlines_of(camera: Camera, light: Light, ends: Array) -> tuple[Array, Array]:
    """Pixels (m, k, _OUTLINE, 2) around the limbs with world ends (m, n, 2, 3) and around their bright sides, and the order
    (m, k) in which to paint them."""
    pixels, depth = camera.project(ends)
    thickness = _RADII * (camera.focal / depth)
    lightward = math.copysign(0.30, light.sun[0]) * thickness[:, _ROUND].min(axis=2)[..., None, None] * _LIGHTWARD
    pixels = np.concatenate((pixels, pixels[:, _ROUND] + lightward), axis=1)
    thickness = np.concatenate((thickness, thickness[:, _ROUND] * 0.62), axis=1)
    nearness = (depth[..., 0] + depth[..., 1]) * -0.5
    return capsules(pixels, thickness), np.argsort(nearness[:, _LIMB_OF] + _NEARER, axis=1)


@lru_cache(maxsize=64)
def shades(clothes: Clothes, light: Light, plain: bool) -> Array:
    """BGRA of every outline before exposure; of `plain` figures only the limbs, in their mean colour."""
    parts = {
        "coat": clothes.coat,
        "trousers": clothes.trousers,
        "shoes": clothes.shoes,
        "skin": clothes.skin,
        "hair": clothes.hair,
    }
    tones = np.stack((light.ambient * 0.80 + light.sun_colour * 0.12, light.ambient * 0.94 + light.sun_colour * 0.75))
    colours = np.array([parts[part] for part in _PARTS])
    if plain:
        return np.concatenate((colours * tones.mean(axis=0), np.full((len(colours), 1), 255.0)), axis=1)
    return np.concatenate((colours[_LIMB_OF] * tones[_SIDE_OF], np.full((len(_LIMB_OF), 1), 255.0)), axis=1)


def shadows_of(camera: Camera, light: Light, ends: Array) -> tuple[Array, Array]:
    """Pixels (m, k, 2, 2) of the shadows of limbs with world ends (m, n, 2, 3), and their thickness (m,)."""
    ends = ends[:, _SHADING]
    pixels, depth = camera.project(ends - light.sun * (ends[..., 1:2] / light.sun[1]))
    return pixels, 0.18 * camera.focal / depth.mean(axis=(1, 2))


def capsules(ends: Array, radii: Array) -> Array:
    """Outlines (…, n, _OUTLINE, 2) in pixels of tapered limbs with ends (…, n, 2, 2) and radii (…, n, 2)."""
    x, y = ends[..., 0], ends[..., 1]
    dx, dy = x[..., 1] - x[..., 0], y[..., 1] - y[..., 0]
    length = np.maximum(np.sqrt(dx * dx + dy * dy), 1e-6)
    cos, sin = (dx / length)[..., None], (dy / length)[..., None]
    outlines, at = np.empty((*x.shape[:-1], _OUTLINE, 2)), radii[..., _END]
    outlines[..., 0] = x[..., _END] + (_COS * cos - _SIN * sin) * at
    outlines[..., 1] = y[..., _END] + (_COS * sin + _SIN * cos) * at
    return outlines


_RADII = np.array([radii for _, radii, _ in LIMBS])
_PARTS = [part for _, _, part in LIMBS]
_SHADING = np.array([2, 3, 4, 5, 8, 9, 10, 11, 13, 14])
"""The limbs whose shadow one sees."""
_ROUND = np.array([2, 3, 4, 5, 8, 9, 10, 11, 13, 14, 15])
"""The limbs whose bright side one sees."""
_LIMB_OF = np.concatenate((np.arange(len(LIMBS)), _ROUND))
_SIDE_OF = np.array([0] * len(LIMBS) + [1] * len(_ROUND))
"""Limb of each outline, and whether it is the whole limb (0) or its bright side (1)."""
_NEARER = np.array([0.0] * 12 + [-0.02, -0.02, -0.03, 0.0])[_LIMB_OF] * -1 - 0.001 * (1 - _SIDE_OF)
"""Added to the nearness of outlines: the trunk hides what lies at its own depth, a bright side lies upon its limb."""
