"""Glass fronts: fixed panes that mirror what lies before the building, and a sliding door that opens to who comes near."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np

from ctserver.video.i420 import Array
from ctserver.video.scene.actors import Glimpse, Stage, Walker
from ctserver.video.scene.backdrop import Backdrop
from ctserver.video.scene.entrance_plan import Plan
from ctserver.video.scene.indoor_actors import NOTHING
from ctserver.video.scene.light import Light
from ctserver.video.scene.patch import box_of, fill

_LEAF_BEHIND = 0.08
"""Metres that the door's leaves run behind the fixed panes."""
_OPENS_FROM, _OPEN_AT = 2.9, 1.6
"""Metres of somebody's distance at which the door begins to open, and at which it is open."""
_TRAVEL = 0.92
"""Share of its width that a leaf slides."""


@dataclass(frozen=True, slots=True, eq=False)
class Tint:
    """What glass shows of the outside: BGR of what lies near and far before it, and how much of it, 0 to 1."""

    near: Array
    far: Array
    share: float


def tint_of(light: Light, daylight: float) -> Tint:
    if light.infrared:
        return Tint(np.full(3, 20.0), np.full(3, 10.0), 0.30)
    ground = np.array((132, 136, 136)) * (light.ambient + light.sun_colour * light.sun[1])
    return Tint(ground * 0.9, light.sky_low * 0.40 + np.array((6.0, 16.0, 10.0)), 0.10 + 0.36 * daylight)


def fixed_panes(backdrop: Backdrop, plan: Plan, tint: Tint) -> None:
    """Lay the reflections over the lobby, and enter the panes' depth: whoever is behind them is not seen."""
    camera, edges = backdrop.camera, plan.mullions()
    rng = np.random.default_rng(plan.seed + 5)
    for left, right in pairwise(edges):
        low = plan.door_height if left < 0 < right else 0.0
        corners = _upright(plan, (left, right), (low, plan.glass_height), 0.0)
        pixels, depth = camera.project(corners)
        box = box_of(pixels, camera)
        if box.empty:
            continue
        shade = _pane(tint, float(rng.uniform(0.45, 0.75)), float(rng.uniform(-0.06, 0.06)), low > 0)
        bands = np.concatenate([_band(plan, (left, right), (low, plan.glass_height), band) for band, _ in shade])
        faces = [slice(start, start + 4) for start in range(0, len(bands), 4)]
        patch = fill(camera.project(bands)[0], faces, [colour for _, colour in shade], box, 2)
        patch = cv2.blur(patch, (1, max(camera.height // 120, 1)))
        backdrop.put(patch, box, float(depth.mean()))
        whole = fill(pixels, [slice(0, 4)], [(255, 255, 255, 255)], box, 1)
        backdrop.depth[box.window][whole[:, :, 3] > 0] = int(float(depth.mean()) * 100)


def _pane(tint: Tint, edge: float, slope: float, small: bool) -> list[tuple[tuple[float, float, float], list[float]]]:
    """Bands (from, to, slope) in shares of a pane's height, with premultiplied BGRA: what is near lies low."""
    steps = [0.0, edge * 0.5, edge, min(edge + 0.12, 0.97), 1.0]
    mixes = (0.0, 0.15, 0.85, 0.55) if not small else (0.6, 0.7, 0.85, 0.55)
    bands = []
    for (low, high), mix in zip(pairwise(steps), mixes, strict=True):
        colour = (tint.near + (tint.far - tint.near) * mix) * tint.share
        share = tint.share * (1.0 + 0.15 * mix)
        bands.append(((low, high, slope), [*colour.clip(0, 255).tolist(), 255 * min(share, 0.95)]))
    return bands


def _band(plan: Plan, lateral: tuple[float, float], up: tuple[float, float], band: tuple[float, float, float]) -> Array:
    """World quad (4, 3) of a band of a pane; its inner edges lean."""
    low, high, slope = band
    (left, right), (bottom, top) = lateral, up
    lean_low, lean_high = (slope if 0 < edge < 1 else 0.0 for edge in (low, high))
    ups = [low - lean_low, low + lean_low, high + lean_high, high - lean_high]
    return plan.frame.world(
        np.array((left, right, right, left)), 0.0, bottom + (top - bottom) * np.clip(np.array(ups), 0, 1)
    )


def _upright(plan: Plan, lateral: tuple[float, float], up: tuple[float, float], along: float) -> Array:
    (left, right), (low, high) = lateral, up
    return plan.frame.world(np.array((left, right, right, left)), along, np.array((low, low, high, high)))


@dataclass(frozen=True, slots=True, eq=False)
class Leaf:
    """One of the two leaves of the sliding door; `side` is -1 or 1."""

    stage: Stage
    plan: Plan
    tint: Tint
    side: int
    walkers: tuple[Walker, ...]

    def during(self, seconds: Sequence[float]) -> Iterator[Glimpse | None]:
        return map(self._glimpse, self._openness(seconds))

    def _glimpse(self, openness: float) -> Glimpse | None:
        plan, camera = self.plan, self.stage.camera
        shift = self.side * plan.door_half * _TRAVEL * openness
        inner, outer = shift, shift + self.side * plan.door_half
        lateral = (min(inner, outer), max(inner, outer))
        rails = self._rails(lateral)
        pixels, depth = camera.project(rails)
        box = box_of(pixels, camera)
        if box.empty:
            return None
        gain = self.stage.light.ambient + self.stage.light.sun_colour * 0.3
        frame = [*(np.array(plan.style.frame) * gain).clip(0, 255).tolist(), 255.0]
        glass = [
            *((self.tint.near * 0.7 + self.tint.far * 0.3) * self.tint.share).clip(0, 255).tolist(),
            255 * self.tint.share,
        ]
        sheen = [
            *((self.tint.near * 0.2 + self.tint.far * 0.8) * self.tint.share).clip(0, 255).tolist(),
            255 * self.tint.share,
        ]
        faces = [slice(0, 4), slice(4, 8), slice(8, 12), slice(12, 16)]
        patch = fill(pixels, faces, [frame, glass, sheen, frame], box, 2)
        return Glimpse(float(depth.mean()), (patch, box), NOTHING, 0.0)

    def _rails(self, lateral: tuple[float, float]) -> Array:
        """World quads of the leaf, its glass, the glass's upper part and the handle bar."""
        left, right = lateral
        top, plan = self.plan.door_height, self.plan
        handle = left + 0.10 if self.side > 0 else right - 0.10
        parts = (
            ((left, right), (0.0, top)),
            ((left + 0.055, right - 0.055), (0.09, top - 0.07)),
            ((left + 0.055, right - 0.055), (1.45, top - 0.07)),
            ((handle - 0.015, handle + 0.015), (0.9, 1.35)),
        )
        return np.concatenate([_upright(plan, span, up, _LEAF_BEHIND) for span, up in parts])

    def _openness(self, seconds: Sequence[float]) -> list[float]:
        """From 0, shut, to 1; the nearer somebody is, the further it is open."""
        door = self.plan.frame.world(0.0, 0.0)
        nearest = np.full(len(seconds), 9.0)
        for walker in self.walkers:
            x, z, _ = walker.places(seconds)
            nearest = np.minimum(nearest, np.hypot(x - door[0], z - door[2]))
        share = ((_OPENS_FROM - nearest) / (_OPENS_FROM - _OPEN_AT)).clip(0, 1)
        return (share * share * (3 - 2 * share)).tolist()  # type: ignore[no-any-return]
