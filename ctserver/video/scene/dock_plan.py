"""The layout of a loading yard: everything that its seed decides, in metres on the hall's own frame (see `dock`)."""

import math

import numpy as np

from ctserver.video.i420 import Array
from ctserver.video.scene.camera import Frame
from ctserver.video.scene.greenery import Grove, Tree, planted
from ctserver.video.scene.halls import Gate, Hall
from ctserver.video.scene.machines import tractor, trailer
from ctserver.video.scene.mount import Mount
from ctserver.video.scene.solids import Solid

PITCH = 4.7
"""Metres between two loading doors."""
BACK, PIN = 4.75, 7.7
"""Metres from the wall to a docked trailer's middle axle, and from there to its king-pin."""
_BOXES = ((196, 200, 200), (202, 204, 202), (176, 180, 182), (150, 128, 108), (120, 126, 150), (182, 190, 194))
_STRIPES = ((142, 100, 66), (66, 68, 122), (96, 114, 82), (74, 74, 76), (78, 124, 154))
_CABS = ((196, 198, 198), (128, 92, 60), (62, 60, 112), (84, 88, 90), (168, 170, 168), (74, 104, 124))


class DockPlan:
    """Everything about a yard that its seed decides; the hall's front lies at along 0, the yard before it."""

    def __init__(self, rng: np.random.Generator) -> None:
        self._rng = rng
        self.side = int(rng.choice((-1, 1)))
        self.mount = Mount(rng.uniform(7.2, 8.4), rng.uniform(1.0, 1.15), rng.uniform(0.17, 0.23))
        self.frame = Frame(
            float(rng.uniform(-2, 2)), float(rng.uniform(35, 39)), self.side * float(rng.uniform(0.30, 0.46))
        )
        self.hall = Hall(self.frame, self._reach(), (0.0, 40.0), float(rng.uniform(8.6, 9.8)))
        self.seed = int(rng.integers(2**31))
        self.gates = self._gates()
        self.docked, self.passage = self._dock()
        self.coming = bool(rng.integers(2))
        self.long = bool(rng.random() < 0.5)
        trees = self._trees()
        self._rng = np.random.default_rng(self.seed)
        self.neighbours = self._neighbours()
        self.trees = Grove(trees + self._farther_trees())

    def _reach(self) -> tuple[float, float]:
        """The hall ends in sight on its far side."""
        far, near = -self.side * self._rng.uniform(30, 38), self.side * 42.0
        return (far, near) if far < near else (near, far)

    def _gates(self) -> list[Gate]:
        left, right = self.hall.lateral
        count = int((right - left - 6) // PITCH)
        first = (right - left - (count - 1) * PITCH) / 2
        states = self._rng.choice((0.0, 0.0, 0.45, 1.0, 1.0), count)
        return [Gate(first + number * PITCH, number + 1, float(states[number])) for number in range(count)]

    def place(self, gate: Gate) -> float:
        """A gate's lateral metres."""
        return self.hall.lateral[0] + gate.at

    def _dock(self) -> tuple[list[Solid], tuple[float, float]]:
        """Trailers at the gates, some with their tractor, and the laterals of two in a row without, between which people
        go."""
        rng = self._rng
        order = sorted(range(len(self.gates)), key=lambda index: abs(self.place(self.gates[index]) - self.side * 2))
        first = min(order[0], order[1])
        parked: list[Solid] = []
        for index, gate in enumerate(self.gates):
            forced = index in (first, first + 1)
            if forced or rng.random() < 0.42:
                parked += self._rig(self.place(gate), not forced and bool(rng.random() < 0.55))
        return parked, (self.place(self.gates[first]), self.place(self.gates[first + 1]))

    def _rig(self, lateral: float, with_tractor: bool) -> list[Solid]:
        rng, out = self._rng, self.frame.angle + np.pi
        box, stripe, cab = (table[int(rng.integers(len(table)))] for table in (_BOXES, _STRIPES, _CABS))
        x, _, z = self.frame.world(lateral + rng.normal(0, 0.06), -BACK).tolist()
        parts = [trailer(box, stripe).at(x, z, out)]
        if with_tractor:
            x, _, z = self.frame.world(lateral, -BACK - PIN).tolist()
            parts.append(tractor(cab).at(x, z, out + rng.normal(0, 0.03)))
        return parts

    def before_camera(self, along: float) -> float:
        """The lateral metres at which a place so far along lies straight before the camera."""
        return -(self.frame.x + along * math.sin(self.frame.angle)) / math.cos(self.frame.angle)

    def _neighbours(self) -> list[Hall]:
        """Halls beyond the meadows on both sides."""
        rng, (left, right) = self._rng, self.hall.lateral
        reaches = [(left - 95, left - 50), (right + 50, right + 95)]
        return [
            Hall(self.frame, reach, (float(rng.uniform(4, 12)), 46.0), float(rng.uniform(6.5, 8.5)))
            for reach in reaches
        ]

    def _farther_trees(self) -> list[Tree]:
        """What a camera sees that turns aside: rows along the yard, meadows with trees, and a wood far away."""
        rng, (left, right) = self._rng, self.hall.lateral
        spots = [(edge, along, 8.0) for edge in (left - 15, right + 15) for along in np.arange(-70, -8, 7.0)]
        spots += [(edge, along, 9.5) for edge in (left - 30, right + 30) for along in np.arange(-90, -8, 9.0)]
        spots += [(side * at, rng.uniform(62, 100), 11.0) for side in (-1, 1) for at in np.arange(140, 420, 6.0)]
        spots += [(side * rng.uniform(180, 260), along, 13.0) for side in (-1, 1) for along in np.arange(-140, 62, 6.0)]
        spots += [(side * rng.uniform(80, 170), rng.uniform(-60, 0), 8.0) for side in (-1, 1) for _ in range(12)]
        return planted(self.frame, rng, spots)

    def colours(self) -> tuple[tuple[int, int, int], tuple[int, int, int], tuple[int, int, int]]:
        """Box, stripe and cab of the lorry that moves."""
        rng = np.random.default_rng(self.seed)
        box, stripe, cab = (table[int(rng.integers(len(table)))] for table in (_BOXES, _STRIPES, _CABS))
        return box, stripe, cab

    def lanterns(self) -> Array:
        """Feet (n, 3) of the light of the lamps over the doors."""
        return self.frame.world(np.array([self.place(gate) for gate in self.gates[::2]]), -3.0)

    def _trees(self) -> list[Tree]:
        """Around the site."""
        rng, (left, right) = self._rng, self.hall.lateral
        spots = [(at, rng.uniform(44, 60)) for at in np.arange(-110, 110, 5.0) if not left - 4 < at < right + 4]
        spots += [
            (at, along) for at in (left - 16, left - 24, right + 16, right + 24) for along in np.arange(-6, 44, 6.5)
        ]
        spots += [(at, rng.uniform(62, 85)) for at in np.arange(-140, 140, 6.5)]
        return [
            Tree(self.frame.world(lateral, along), tall, tall * rng.uniform(0.75, 1.0), int(rng.integers(4)))
            for lateral, along in spots
            for tall in (rng.uniform(7, 12),)
        ]
