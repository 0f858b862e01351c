"""People: a jointed figure that walks or runs, drawn as tapered limbs.

Body axes in metres for a person of 1.75 m: forward, up, to the right. One cycle is two steps.
"""

import math
from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np

from ctserver.video.i420 import Array
from ctserver.video.scene.camera import Camera
from ctserver.video.scene.light import Light
from ctserver.video.scene.patch import Box, box_of, fill, fixed

Colour = tuple[int, int, int]

_PHASES = 64
_ARC = np.linspace(-math.pi / 2, math.pi / 2, 5)
_COS, _SIN = np.cos(np.concatenate((_ARC, _ARC + math.pi))), np.sin(np.concatenate((_ARC, _ARC + math.pi)))
_END = np.array([1] * 5 + [0] * 5)
"""A limb's outline: half a circle around its second end, then half of one around its first."""
_OUTLINE = len(_END)
_LIGHTWARD = np.array((1.0, -0.5))
_THIGH, _SHIN, _UPPER_ARM, _FOREARM = 0.43, 0.43, 0.29, 0.27


@dataclass(frozen=True, slots=True)
class Gait:
    """`stride` metres of one cycle; swings in radians; `lean` forward; `lift` of the body with every step in metres."""

    stride: float
    thigh: float
    knee: float
    arm: float
    elbow: float
    lean: float
    lift: float


WALK = Gait(stride=1.46, thigh=0.44, knee=0.75, arm=0.42, elbow=0.25, lean=0.04, lift=0.022)
RUN = Gait(stride=2.5, thigh=0.85, knee=1.65, arm=0.85, elbow=1.35, lean=0.22, lift=0.05)


@dataclass(frozen=True, slots=True)
class Clothes:
    """BGR colours."""

    coat: Colour
    trousers: Colour
    hair: Colour
    skin: Colour = (128, 154, 196)
    shoes: Colour = (34, 32, 32)


@dataclass(frozen=True, slots=True, eq=False)
class Figure:
    """A person at a place on the ground (x, z), heading `angle` radians to the right of the view axis, `travelled`
    metres into the way; `height` in metres."""

    clothes: Clothes
    gait: Gait
    x: float
    z: float
    angle: float
    travelled: float
    height: float

    def limbs(self) -> Array:
        """World ends (n, 2, 3) of the limbs."""
        sin, cos = math.sin(self.angle), math.cos(self.angle)
        scale = self.height / 1.75
        turn = np.array(((sin, 0.0, cos), (0.0, 1.0, 0.0), (cos, 0.0, -sin))) * scale
        cycle = _cycle(self.gait)
        position = self.travelled / (self.gait.stride * scale) % 1.0 * _PHASES
        index, share = int(position), position % 1.0
        body = cycle[index] * (1 - share) + cycle[index + 1] * share
        return np.asarray(body @ turn + (self.x, 0.0, self.z))

    def paint_in(self, camera: Camera, light: Light, ends: Array, gain: Array | float) -> tuple[Array, Box]:
        """Premultiplied BGRA of the figure with its box; `gain` is the exposure where it stands."""
        pixels, depth = camera.project(ends)
        thickness = _RADII * (camera.focal / depth)
        box = box_of(pixels.reshape(-1, 2), camera, float(thickness.max()) + 1)
        lightward = math.copysign(0.30, light.sun[0]) * thickness[_ROUND].min(axis=1)[:, None, None] * _LIGHTWARD
        outlines = capsules(
            np.concatenate((pixels, pixels[_ROUND] + lightward)), np.concatenate((thickness, thickness[_ROUND] * 0.62))
        )
        order = np.argsort(_NEARER - depth.mean(axis=1)[_LIMB_OF])
        points = outlines[order].reshape(-1, 2)
        faces = [slice(start, start + _OUTLINE) for start in range(0, len(points), _OUTLINE)]
        return fill(points, faces, self._shades(light, order, gain), box, 2), box

    def _shades(self, light: Light, order: Array, gain: Array | float) -> list[list[float]]:
        """BGRA of the outlines in painting order."""
        wear = self.clothes
        parts = {
            "coat": wear.coat,
            "trousers": wear.trousers,
            "shoes": wear.shoes,
            "skin": wear.skin,
            "hair": wear.hair,
        }
        tones = np.stack(
            (light.ambient * 0.80 + light.sun_colour * 0.12, light.ambient * 0.94 + light.sun_colour * 0.75)
        )
        bgra = np.full((len(order), 4), 255.0)
        bgra[:, :3] = np.array([parts[part] for part in _PARTS])[_LIMB_OF[order]] * (tones * gain)[_SIDE_OF[order]]
        return bgra.clip(0, 255).tolist()  # type: ignore[no-any-return]


def shadow_of(camera: Camera, light: Light, ends: Array, softness: float) -> tuple[Array, Box]:
    """Soft mask (h, w), 0 to 255, with its box, of the shadow of limbs with world ends (n, 2, 3)."""
    ends = ends[_SHADING]
    fallen = ends - light.sun * (ends[..., 1:2] / light.sun[1])
    pixels, depth = camera.project(fallen)
    box = box_of(pixels.reshape(-1, 2), camera, softness + 0.1 * camera.focal / float(depth.min()))
    width, height = box.size
    mask = np.zeros((height, width), np.uint8)
    if box.empty:
        return mask, box
    thickness = max(int(0.18 * camera.focal / float(depth.mean())), 1)
    cv2.polylines(mask, list(fixed(pixels, box, 1)), False, 255, thickness, cv2.LINE_8, 4)
    size = max(int(softness) | 1, 3)
    return cv2.blur(mask, (size, size)), box


def capsules(ends: Array, radii: Array) -> Array:
    """Outlines (n, 10, 2) in pixels of tapered limbs with ends (n, 2, 2) and radii (n, 2)."""
    along = ends[:, 1] - ends[:, 0]
    along = along / np.maximum(np.sqrt(np.einsum("ij,ij->i", along, along)), 1e-6)[:, None]
    aside = along[:, ::-1] * (-1.0, 1.0)
    rim = _COS[:, None] * along[:, None] + _SIN[:, None] * aside[:, None]
    return np.asarray(ends[:, _END] + rim * radii[:, _END, None])


@cache
def _cycle(gait: Gait) -> Array:
    """Ends (_PHASES + 1, n, 2, 3) of the limbs in body axes through a cycle; the last repeats the first."""
    poses = [_pose(gait, 2 * math.pi * phase / _PHASES) for phase in range(_PHASES)]
    table = np.array([[(pose[a], pose[b]) for (a, b), _, _ in _LIMBS] for pose in poses])
    return np.concatenate((table, table[:1]))


def _pose(gait: Gait, phase: float) -> dict[str, tuple[float, float, float]]:
    """Joints in body axes at a phase of the cycle."""
    bob = gait.lift * math.cos(2 * phase)
    hip_up = 0.90 - 0.035 * (1 - math.cos(2 * phase)) * gait.thigh + bob
    lean = gait.lean
    chest = (math.sin(lean) * 0.45, hip_up + 0.47)
    joints = {
        "hips": (0.0, hip_up + 0.03, 0.0),
        "waist": (math.sin(lean) * 0.15, hip_up + 0.2, 0.0),
        "neck": (chest[0] + lean * 0.1, chest[1] + 0.09, 0.0),
        "head": (chest[0] + lean * 0.35 + 0.02, chest[1] + 0.25, 0.0),
        "crown": (chest[0] + lean * 0.35 - 0.02, chest[1] + 0.285, 0.0),
        "nape": (chest[0] + lean * 0.35 - 0.05, chest[1] + 0.235, 0.0),
        "face": (chest[0] + lean * 0.35 + 0.045, chest[1] + 0.215, 0.0),
    }
    for side, name, turn in ((1, "r", 0.0), (-1, "l", math.pi)):
        joints |= _leg(gait, phase + turn, name, hip_up, 0.085 * side)
        joints |= _arm(gait, phase + turn + math.pi, name, chest, 0.195 * side)
    return joints


def _leg(gait: Gait, phase: float, name: str, hip_up: float, right: float) -> dict[str, tuple[float, float, float]]:
    swing = gait.thigh * math.sin(phase) + gait.lean * 0.5
    bend = gait.knee * max(0.0, math.cos(phase + 0.35)) ** 2 * 0.9 + 0.08
    knee = (_THIGH * math.sin(swing), hip_up - _THIGH * math.cos(swing))
    shin = swing - bend
    ankle = (knee[0] + _SHIN * math.sin(shin), max(knee[1] - _SHIN * math.cos(shin), 0.07))
    toe_drop = max(0.0, bend - 0.35) * 0.13
    return {
        f"hip_{name}": (0.0, hip_up, right),
        f"knee_{name}": (*knee, right),
        f"ankle_{name}": (*ankle, right * 0.9),
        f"toe_{name}": (ankle[0] + 0.17, max(ankle[1] - 0.05 - toe_drop, 0.03), right),
    }


def _arm(
    gait: Gait, phase: float, name: str, chest: tuple[float, float], right: float
) -> dict[str, tuple[float, float, float]]:
    swing = gait.arm * math.sin(phase)
    elbow = (chest[0] + _UPPER_ARM * math.sin(swing), chest[1] - _UPPER_ARM * math.cos(swing))
    fore = swing + gait.elbow + 0.15 * math.sin(phase)
    hand = (elbow[0] + _FOREARM * math.sin(fore), elbow[1] - _FOREARM * math.cos(fore))
    return {
        f"shoulder_{name}": (*chest, right * 0.86),
        f"elbow_{name}": (*elbow, right * 1.18),
        f"hand_{name}": (*hand, right * 1.1),
    }


def _sides(
    first: str, second: str, radii: tuple[float, float], part: str
) -> list[tuple[tuple[str, str], tuple[float, float], str]]:
    return [((f"{first}_{side}", f"{second}_{side}"), radii, part) for side in "rl"]


_LIMBS: list[tuple[tuple[str, str], tuple[float, float], str]] = [
    *_sides("ankle", "toe", (0.055, 0.04), "shoes"),
    *_sides("knee", "ankle", (0.068, 0.052), "trousers"),
    *_sides("hip", "knee", (0.098, 0.072), "trousers"),
    *_sides("elbow", "hand", (0.050, 0.042), "coat"),
    *_sides("shoulder", "elbow", (0.066, 0.054), "coat"),
    *[((f"hip_{side}", f"shoulder_{side}"), (0.105, 0.095), "coat") for side in "rl"],
    (("hips", "waist"), (0.15, 0.145), "coat"),
    (("waist", "neck"), (0.15, 0.085), "coat"),
    (("neck", "head"), (0.06, 0.098), "skin"),
    (("nape", "crown"), (0.092, 0.098), "hair"),
]
_RADII = np.array([radii for _, radii, _ in _LIMBS])
_PARTS = [part for _, _, part in _LIMBS]
_SHADING = np.array([2, 3, 4, 5, 8, 9, 10, 11, 13, 14])
"""The limbs whose shadow one sees."""
_ROUND = np.array([2, 3, 4, 5, 8, 9, 10, 11, 13, 14, 15])
"""The limbs whose bright side one sees."""
_LIMB_OF = np.concatenate((np.arange(len(_LIMBS)), _ROUND))
_SIDE_OF = np.array([0] * len(_LIMBS) + [1] * len(_ROUND))
"""Limb of each outline, and whether it is the whole limb (0) or its bright side (1)."""
_NEARER = np.array([0.0] * 12 + [-0.02, -0.02, -0.03, 0.0])[_LIMB_OF] * -1 - 0.001 * (1 - _SIDE_OF)
"""Added to the nearness of outlines: the trunk hides what lies at its own depth, a bright side lies upon its limb."""
