"""How people hold themselves: the joints of a figure that walks or runs, and the limbs between them.

Body axes in metres for a person of 1.75 m: forward, up, to the right. One cycle is two steps.
"""

import math
from dataclasses import dataclass
from functools import cache

import numpy as np

from ctserver.video.i420 import Array

_PHASES = 64
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


def limbs(gait: Gait, height: float, x: Array, z: Array, angle: Array, travelled: Array) -> Array:
    """World ends (m, n, 2, 3) of the limbs at m instants."""
    scale = height / 1.75
    sin, cos = np.sin(angle) * scale, np.cos(angle) * scale
    cycle = _cycle(gait)
    position = travelled / (gait.stride * scale) % 1.0 * _PHASES
    index = position.astype(int)
    share = (position - index)[:, None, None, None]
    body = cycle[index] * (1 - share) + cycle[index + 1] * share
    ahead, up, right = body[..., 0], body[..., 1], body[..., 2]
    sin, cos, x, z = (values[:, None, None] for values in (sin, cos, x, z))
    return np.stack((ahead * sin + right * cos + x, up * scale, ahead * cos - right * sin + z), axis=-1)


@cache
def _cycle(gait: Gait) -> Array:
    """Ends (_PHASES + 1, n, 2, 3) of the limbs in body axes through a cycle; the last repeats the first."""
    poses = [_pose(gait, 2 * math.pi * phase / _PHASES) for phase in range(_PHASES)]
    table = np.array([[(pose[a], pose[b]) for (a, b), _, _ in LIMBS] for pose in poses])
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


LIMBS: list[tuple[tuple[str, str], tuple[float, float], str]] = [
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
"""Joints at both ends, radii there in metres, and the part of the clothes."""
