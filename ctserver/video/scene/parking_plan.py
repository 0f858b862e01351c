"""The layout of a car park: everything that its seed decides, in metres on the lot's own frame (see `parking`)."""

import math
from functools import lru_cache

import numpy as np

from ctserver.video.scene import greenery
from ctserver.video.scene.camera import Camera, Frame
from ctserver.video.scene.greenery import Tree
from ctserver.video.scene.mount import Mount
from ctserver.video.scene.seeds import generator
from ctserver.video.scene.structures import Building, LampPost
from ctserver.video.scene.vehicles import PAINTS, Car

BAYS, BAY = 17, 2.5
NEARER_BAYS = 7
"""Bays on this side of the lot's own origin, which a camera sees that looks down."""
ROWS = ((5.7, -1), (12.1, 1), (23.5, -1))
"""Middle of each row of bays and the way out to its aisle, for the right side; the left side mirrors it."""
_SHAPES = ("saloon", "hatchback", "hatchback", "estate", "suv", "suv")
_PLAIN = 6
"""The first paints, white to black, are twice as frequent."""


@lru_cache(maxsize=64)
def plan_of(seed: int) -> "Plan":
    """The lot of a seed: the same for every size, light and viewport."""
    return Plan(generator(seed, 1))


class Plan:
    """Everything about a lot that its seed decides."""

    def __init__(self, rng: np.random.Generator) -> None:
        self._rng = rng
        turn = rng.choice((-1, 1)) * rng.uniform(0.14, 0.44)
        self.mount = Mount(rng.uniform(5.7, 6.9), rng.uniform(0.94, 1.12), rng.uniform(0.10, 0.17))
        across = -np.sign(turn) * rng.uniform(1.0, 4.0)
        self.frame = Frame(across - 14 * float(np.sin(turn)), 0.0, turn)
        self.coming = bool(rng.integers(2))
        self.walk_side = 1 if self.coming else -1
        self.near_van, self.far_van = int(rng.integers(5, 7)), int(rng.integers(11, 14))
        self.lamps = [self._lamp(side * 8.9, along) for side in (-1, 1) for along in (rng.uniform(15, 18), 37.0)]
        self.building = self._building()
        bays = self._fill_bays()
        trees = self._planted_trees()
        self._rng = np.random.default_rng(self.building.seed)
        bays += self._fill_nearer_bays()
        trees += self._farther_trees()
        self.neighbours = self._neighbours()
        self._cars, self._crowd = [car for _, car in bays], np.array([busy for busy, _ in bays])
        self._corners = np.array([car.corners() for car in self._cars])
        self.trees = greenery.Grove(trees)

    def cars(self, camera: Camera, night: bool) -> list[Car]:
        """The parked cars that are seen."""
        seen = camera.sees_each(self._corners, wholly_before=2) & (self._crowd < (0.42 if night else 0.72))
        return [self._cars[index] for index in np.flatnonzero(seen).tolist()]

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
                for bay, (busy, car) in enumerate(self._row(side * middle, way_out * side, range(BAYS), forced)):
                    if forced.get(bay, True):
                        filled.append((0.0 if bay in forced else busy, car))
        return filled

    def _fill_nearer_bays(self) -> list[tuple[float, Car]]:
        rows = [(side * middle, way_out * side) for side in (-1, 1) for middle, way_out in ROWS]
        return [filled for row in rows for filled in self._row(*row, range(-NEARER_BAYS, 0), {})]

    def _row(self, lateral: float, way_out: int, bays: range, vans: dict[int, bool]) -> list[tuple[float, Car]]:
        chances, shift = self._rng.random((len(bays), 6)).tolist(), self._rng.normal(0, 1, (len(bays), 2))
        across = lateral + way_out * np.array([-0.1 + 0.25 * chance[0] for chance in chances])
        places = self.frame.world(across, (np.array(bays) + 0.5) * BAY + shift[:, 0] * 0.08)[:, ::2].tolist()
        cars = []
        for bay, chance, place, (_, turn) in zip(bays, chances, places, shift.tolist(), strict=True):
            van = vans.get(bay, False) or chance[1] < 0.05
            shape = "van" if van else _SHAPES[int(chance[2] * len(_SHAPES))]
            colour = PAINTS[int(chance[3] * (len(PAINTS) + _PLAIN)) % len(PAINTS)]
            nose = 1 if chance[4] < 0.3 else -1
            angle = self.frame.angle + nose * way_out * math.pi / 2 + turn * 0.018
            cars.append((chance[5], Car.at(shape, colour, (place[0], place[1]), angle)))
        return cars

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

    def _planted_trees(self) -> list[Tree]:
        """In the planted strips, along the road, beside the lot, and a wood behind."""
        rng, (left, right) = self._rng, self.building.lateral
        spots = [(side * 8.9, along + rng.uniform(-1, 1), 4.4) for side in (-1, 1) for along in (25.0, 31.0, 42.0)]
        spots += [(lateral, rng.uniform(57, 59.5), 6.5) for lateral in np.arange(-70, 71, 7.5) if rng.random() < 0.4]
        spots += [(side * rng.uniform(28.5, 31), along, 6.5) for side in (-1, 1) for along in np.arange(16, 44, 6.5)]
        spots += [(lateral, rng.uniform(78, 92), 9.5) for lateral in np.arange(-100, 101, 4.0)]
        spots += [(lateral, rng.uniform(95, 115), 13.0) for lateral in np.arange(-130, 131, 7.5)]
        return self._planted([spot for spot in spots if not (left - 3 < spot[0] < right + 3 and 56 < spot[1] < 75)])

    def _farther_trees(self) -> list[Tree]:
        """What a camera sees that turns aside: meadows with trees beside the lot, and the wood behind going on."""
        rng, sides = self._rng, (-1, 1)
        spots = [(side * rng.uniform(28.5, 31), along, 6.5) for side in sides for along in np.arange(-16, 14, 6.5)]
        spots += [(side * rng.uniform(36, 150), rng.uniform(-30, 42), 8.5) for side in sides for _ in range(36)]
        spots += [
            (side * lateral, rng.uniform(78, 100), 10.0) for side in sides for lateral in np.arange(104, 300, 7.0)
        ]
        spots += [(side * rng.uniform(150, 190), along, 12.0) for side in sides for along in np.arange(-60, 80, 6.0)]
        return self._planted(spots)

    def _neighbours(self) -> list[Building]:
        """Houses farther along the road."""
        rng, (left, right) = self._rng, self.building.lateral
        houses = []
        for near, way in ((left - rng.uniform(18, 30), -1), (right + rng.uniform(18, 30), 1)):
            ends = sorted((near, near + way * rng.uniform(18, 30)))
            height = float(rng.choice((3.9, 7.2)))
            houses.append(Building(self.frame, (ends[0], ends[1]), (60, 72), height, int(rng.integers(2**31))))
        return houses

    def _planted(self, spots: list[tuple[float, float, float]]) -> list[Tree]:
        return greenery.planted(self.frame, self._rng, spots, (0.72, 0.98))
