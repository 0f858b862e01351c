"""The layout of a city street: everything that its seed decides, in metres on the street's own frame (see `street`)."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from ctserver.video.i420 import Array
from ctserver.video.scene.camera import UP, Frame
from ctserver.video.scene.facades import house_height
from ctserver.video.scene.greenery import Grove, Tree
from ctserver.video.scene.mount import Mount
from ctserver.video.scene.panels import Panel
from ctserver.video.scene.structures import LampPost
from ctserver.video.scene.vehicles import PAINTS, Car

LANE, KERB, FRONT = 3.3, 5.4, 8.8
"""Lateral metres of the carriageway's edge, of the kerb beyond the parked cars, and of the houses."""
CROSSING = (20.6, 24.2)
SIDE_STREET = (50.0, 60.0)
_BLOCKS = ((-6.0, SIDE_STREET[0]), (SIDE_STREET[1], 104.0))
_SHAPES = ("saloon", "hatchback", "hatchback", "estate", "suv", "van")


@dataclass(frozen=True, slots=True, eq=False)
class House:
    """A house on a side (-1 left, 1 right), from `near` to `far` along the street; one that `stands_out` shows its side."""

    frame: Frame
    side: int
    near: float
    far: float
    storeys: int
    seed: int
    stands_out: bool

    @property
    def width(self) -> float:
        return self.far - self.near

    def front(self) -> Panel:
        """The facade on the street."""
        left, right = (self.near, self.far) if self.side < 0 else (self.far, self.near)
        origin = self.frame.world(self.side * FRONT, left)
        return Panel(origin, self.frame.world(self.side * FRONT, right) - origin, house_height(self.storeys) * UP)

    def gable(self, deep: float = 11.0) -> Panel:
        """The wall that looks back along the street."""
        inner, outer = self.side * FRONT, self.side * (FRONT + deep)
        left, right = min(inner, outer), max(inner, outer)
        origin = self.frame.world(left, self.near)
        return Panel(origin, self.frame.world(right, self.near) - origin, house_height(self.storeys) * UP)

    def corners(self) -> Array:
        """Points (8, 3) around it, for its shadow; its roof is drawn in."""
        ground = self.frame.rectangle((self.side * FRONT, self.side * (FRONT + 10)), (self.near, self.far))
        return np.concatenate((ground, ground + house_height(self.storeys) * 0.85 * UP))


class StreetPlan:
    """Everything about a street that its seed decides."""

    def __init__(self, rng: np.random.Generator) -> None:
        self._rng = rng
        self.side = int(rng.choice((-1, 1)))
        turn = self.side * rng.uniform(0.10, 0.26)
        self.mount = Mount(rng.uniform(5.8, 7.0), rng.uniform(0.98, 1.2), rng.uniform(0.15, 0.22))
        self.frame = Frame(-self.side * rng.uniform(3.4, 5.2), 0.0, turn)
        self.far_seed = int(rng.integers(2**31))
        self.houses = [house for side in (-1, 1) for house in self._row(side)]
        self.cars = self._parked()
        self.lamps = [
            self._lamp(side, along) for side, along in ((-1, 14.0), (1, 31.0), (-1, 45.0), (1, 63.0), (-1, 78.0))
        ]
        self.trees = Grove(self._trees())

    def _row(self, side: int) -> list[House]:
        rng, houses = self._rng, list[House]()
        for near, far in _BLOCKS:
            count = round((far - near) / rng.uniform(11.5, 14.5))
            cuts = np.linspace(near, far, count + 1) + np.concatenate(((0.0,), rng.uniform(-1, 1, count - 1), (0.0,)))
            for low, high in pairwise(cuts.tolist()):
                storeys = int(rng.integers(2, 5))
                first = not houses or low > houses[-1].far + 1
                stands_out = first or storeys > houses[-1].storeys
                seed = int(rng.integers(2**31))
                houses.append(House(self.frame, side, low, high, storeys, seed, stands_out))
        return houses

    def _parked(self) -> list[Car]:
        """Along both kerbs, with a van before the crossing on either side, behind which people come and go."""
        cars = []
        for side in (-1, 1):
            cars.append(self._car(side, CROSSING[0] - 3.0, "van"))
            spots = (*np.arange(0.5, 13, 5.9), *np.arange(28.5, 47, 5.8), *np.arange(63.5, 95, 6.0))
            cars += [self._car(side, float(along)) for along in spots if self._rng.random() < 0.68]
        return cars

    def _car(self, side: int, along: float, shape: str | None = None) -> Car:
        rng = self._rng
        chosen = shape or str(rng.choice(_SHAPES))
        place = self.frame.world(side * (LANE + 1.12), along + rng.normal(0, 0.15 if shape is None else 0.0))
        angle = self.frame.angle + (0 if side > 0 else np.pi) + rng.normal(0, 0.012)
        paint = PAINTS[int(rng.integers(len(PAINTS) + 9)) % len(PAINTS)]
        return Car.at(chosen, paint, (float(place[0]), float(place[2])), float(angle))

    def _lamp(self, side: int, along: float) -> LampPost:
        foot = self.frame.world(side * (KERB + 0.5), along)
        return LampPost(foot, self.frame.world(side * (KERB - 1.2), along) - foot, 7.8)

    def _trees(self) -> list[Tree]:
        """In the pavements, and a square with old trees at the street's far end."""
        rng = self._rng
        lines = [
            (side * (KERB + 0.75), along, rng.uniform(5.4, 7.2))
            for side in (-1, 1)
            for along in (29.5, 38.5, 66.0, 75.0, 84.0)
            if rng.random() < (0.75 if side != self.side else 0.55)
        ]
        lines += [(lateral, rng.uniform(106, 124), rng.uniform(9, 13)) for lateral in np.arange(-34, 35, 4.2)]
        return [
            Tree(self.frame.world(lateral, along), height, height * rng.uniform(0.62, 0.8), int(rng.integers(4)))
            for lateral, along, height in lines
        ]
