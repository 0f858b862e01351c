"""The layout of a car park: everything that its seed decides, in metres on the lot's own frame (see `parking`)."""

import numpy as np

from ctserver.video.scene.camera import Camera, Frame
from ctserver.video.scene.greenery import Tree
from ctserver.video.scene.look import STILL_ROWS
from ctserver.video.scene.structures import Building, LampPost
from ctserver.video.scene.vehicles import PAINTS, Car
from ctserver.video.strip import HEIGHT as STRIP_HEIGHT

BAYS, BAY = 17, 2.5
ROWS = ((5.7, -1), (12.1, 1), (23.5, -1))
"""Middle of each row of bays and the way out to its aisle, for the right side; the left side mirrors it."""
_SHAPES = ("saloon", "hatchback", "hatchback", "estate", "suv", "suv")
_PLAIN = 6
"""The first paints, white to black, are twice as frequent."""


def generator(seed: int, purpose: int) -> np.random.Generator:
    """One stream of numbers per purpose, so that the layout does not depend on the light or on the size."""
    return np.random.Generator(np.random.PCG64((seed % 2**64, purpose)))


class Plan:
    """Everything about a lot that its seed decides."""

    def __init__(self, rng: np.random.Generator) -> None:
        self._rng = rng
        turn = rng.choice((-1, 1)) * rng.uniform(0.14, 0.44)
        self.mast, self.zoom, self._sky = rng.uniform(5.7, 6.9), rng.uniform(0.94, 1.12), rng.uniform(0.10, 0.17)
        across = -np.sign(turn) * rng.uniform(1.0, 4.0)
        self.frame = Frame(across - 14 * float(np.sin(turn)), 0.0, turn)
        self.coming = bool(rng.integers(2))
        self.walk_side = 1 if self.coming else -1
        self.near_van, self.far_van = int(rng.integers(6, 8)), int(rng.integers(11, 14))
        self.lamps = [self._lamp(side * 8.9, along) for side in (-1, 1) for along in (rng.uniform(15, 18), 37.0)]
        self.building = self._building()
        self._bays = self._fill_bays()
        self.trees = self._trees()

    def camera(self, width: int, height: int) -> Camera:
        horizon = max(STILL_ROWS + 6, STRIP_HEIGHT + self._sky * (height - STRIP_HEIGHT))
        return Camera.with_horizon(width, height, horizon, self.zoom, self.mast)

    def cars(self, night: bool) -> list[Car]:
        return [car for busy, car in self._bays if busy < (0.42 if night else 0.72)]

    def vans(self) -> dict[int, bool]:
        """Bays of the walkers' row that must hold a van (True) to hide behind, or nothing (False) to walk through."""
        near, far = self.near_van, self.far_van
        return {near: True, near + 1: False, far: True, far + 1: False, far - 1: False, far - 2: True}

    def _fill_bays(self) -> list[tuple[float, Car]]:
        """Every bay's car with a number from 0 to 1 that says from which crowd on it is there."""
        filled = []
        for side in (-1, 1):
            for row, (middle, way_out) in enumerate(ROWS):
                forced = self.vans() if row == 0 and side == self.walk_side else {}
                for bay in range(BAYS):
                    busy, car = self._bay(side * middle, way_out * side, bay, forced.get(bay, None))
                    if forced.get(bay, True):
                        filled.append((0.0 if bay in forced else busy, car))
        return filled

    def _bay(self, lateral: float, way_out: int, bay: int, van: bool | None) -> tuple[float, Car]:
        rng = self._rng
        shape = "van" if van or rng.random() < 0.05 else _SHAPES[rng.integers(len(_SHAPES))]
        colour = PAINTS[int(rng.integers(len(PAINTS) + _PLAIN)) % len(PAINTS)]
        nose = 1 if rng.random() < 0.3 else -1
        angle = self.frame.angle + nose * way_out * np.pi / 2 + rng.normal(0, 0.018)
        place = self.frame.world(lateral + way_out * rng.uniform(-0.1, 0.15), (bay + 0.5) * BAY + rng.normal(0, 0.08))
        busy = float(rng.random())
        return busy, Car.at(shape, colour, (float(place[0]), float(place[2])), float(angle))

    def _lamp(self, lateral: float, along: float) -> LampPost:
        foot = self.frame.world(lateral, along)
        return LampPost(foot, (self.frame.world(lateral - 1.1 * np.sign(lateral), along) - foot), 7.5)

    def _building(self) -> Building:
        rng = self._rng
        left = rng.uniform(-30, -2) - 20 * np.sin(self.frame.angle)
        return Building(
            self.frame,
            (left, left + rng.uniform(24, 38)),
            (61, 74),
            float(rng.choice((7.2, 10.4))),
            int(rng.integers(2**31)),
        )

    def _trees(self) -> list[Tree]:
        """In the planted strips, along the road, beside the lot, and a wood behind."""
        rng, (left, right) = self._rng, self.building.lateral
        spots = [(side * 8.9, along + rng.uniform(-1, 1), 4.4) for side in (-1, 1) for along in (25.0, 31.0, 42.0)]
        spots += [(lateral, rng.uniform(57, 59.5), 6.5) for lateral in np.arange(-70, 71, 7.5) if rng.random() < 0.4]
        spots += [(side * rng.uniform(28.5, 31), along, 6.5) for side in (-1, 1) for along in np.arange(16, 44, 6.5)]
        spots += [(lateral, rng.uniform(78, 92), 9.5) for lateral in np.arange(-100, 101, 4.0)]
        spots += [(lateral, rng.uniform(95, 115), 13.0) for lateral in np.arange(-130, 131, 7.5)]
        return [
            self._tree(lateral, along, height * rng.uniform(0.8, 1.25))
            for lateral, along, height in spots
            if not (left - 3 < lateral < right + 3 and 56 < along < 75)
        ]

    def _tree(self, lateral: float, along: float, height: float) -> Tree:
        foot, rng = self.frame.world(lateral, along), self._rng
        return Tree(foot, height, height * rng.uniform(0.72, 0.98), int(rng.integers(4)))
