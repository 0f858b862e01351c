"""Pallet racks: uprights, beams and the goods on them, in a frame's axes (lateral, up, along)."""

from dataclasses import dataclass

import numpy as np

from ctserver.video.i420 import Array
from ctserver.video.scene.solids import Solid, boxes, join

BAY, DEEP = 2.8, 1.1
"""Metres along between two uprights, and of a rack across."""
LEVELS = (0.0, 1.95, 3.65, 5.35, 7.05)
TALL = 8.5
_UPRIGHT, _BEAM, _WOOD = (104, 82, 62), (66, 104, 158), (98, 126, 144)
_GOODS = (
    (112, 142, 164),
    (104, 134, 158),
    (122, 150, 170),
    (98, 124, 146),
    (184, 188, 188),
    (172, 178, 180),
    (110, 104, 98),
    (128, 112, 92),
    (92, 100, 128),
)
_CARTONED = 6
"""The first goods are cartons or wrapped cartons, whose rows show."""


@dataclass(frozen=True, slots=True)
class Rack:
    """A rack from `lateral` over DEEP metres, `bays` of them from `near` on; nothing lies below `tunnels`' third level."""

    lateral: float
    near: float
    bays: int
    tunnels: tuple[int, ...]

    def steel(self) -> Solid:
        """Uprights and beams."""
        inner, outer = self.lateral, self.lateral + DEEP
        posts = np.array([(at, self.near + bay * BAY) for bay in range(self.bays + 1) for at in (inner, outer - 0.09)])
        lows = np.stack((posts[:, 0], np.zeros(len(posts)), posts[:, 1] - 0.05), axis=1)
        spans = [
            (at, level, self.near + bay * BAY)
            for bay in range(self.bays)
            for level in LEVELS[1:]
            if not (bay in self.tunnels and level < LEVELS[2])
            for at in (inner, outer - 0.06)
        ]
        beams = np.array(spans) + np.array((0, -0.12, 0.05))
        return join(
            (
                boxes(lows, lows + np.array((0.09, TALL, 0.10)), np.tile(_UPRIGHT, (len(lows), 1))),
                boxes(beams, beams + np.array((0.06, 0.12, BAY - 0.1)), np.tile(_BEAM, (len(beams), 1))),
            )
        )

    def goods(self, rng: np.random.Generator, full: float, cartons_until: float) -> Solid:
        """Pallets; a share `full` of the places is taken. Up to some metres along their cartons are built one by one."""
        places = [
            (bay, level, place)
            for bay in range(self.bays)
            for level in range(len(LEVELS))
            for place in range(3)
            if not (bay in self.tunnels and level < 2)
        ]
        taken = np.array(places)[rng.random(len(places)) < full]
        along = self.near + taken[:, 0] * BAY + 0.12 + taken[:, 2] * 0.88 + rng.uniform(0, 0.05, len(taken))
        low = np.stack(
            (self.lateral + rng.uniform(-0.03, 0.06, len(taken)), np.array(LEVELS)[taken[:, 1]], along), axis=1
        )
        size = np.stack(
            (np.full(len(taken), 1.05), rng.uniform(0.75, 1.45, len(taken)), np.full(len(taken), 0.80)), axis=1
        )
        return pallets(rng, low, size, low[:, 2] < cartons_until)


def pallets(rng: np.random.Generator, low: Array, size: Array, cartons: Array) -> Solid:
    """Loads on pallets from lowest corners (n, 3), of sizes (n, 3); `cartons` (n,) are built of several boxes."""
    kinds = rng.integers(len(_GOODS), size=len(low))
    tints = np.array(_GOODS)[kinds] * rng.uniform(0.86, 1.08, (len(low), 1))
    stacked = cartons & (kinds < _CARTONED)
    bases = boxes(low, low + size * (1, 0, 1) + (0, 0.13, 0), np.tile(_WOOD, (len(low), 1)))
    inset = np.array((0.03, 0.13, 0.03))
    plain = boxes((low + inset)[~stacked], (low + size - (0.03, 0, 0.03))[~stacked], tints[~stacked])
    return join(
        (bases, plain, _cartons(rng, (low + inset)[stacked], (size - (0.06, 0.13, 0.06))[stacked], tints[stacked]))
    )


def _cartons(rng: np.random.Generator, low: Array, size: Array, tints: Array) -> Solid:
    """Loads cut into two by three by two cartons of slightly different tints."""
    cuts = np.array([(a, b, c) for a in range(2) for b in range(3) for c in range(2)])
    step = size / (2, 3, 2)
    lows = (low[:, None] + cuts * step[:, None]).reshape(-1, 3)
    highs = lows + np.repeat(step, len(cuts), axis=0) - 0.018
    colours = np.repeat(tints, len(cuts), axis=0) * rng.uniform(0.94, 1.05, (len(lows), 1))
    return boxes(lows, highs, colours)
