"""The layout of a shop's sales floor: everything that its seed decides, in metres on the shop's own frame (see `shop`)."""

import math

import numpy as np

from ctserver.video.scene.camera import Frame
from ctserver.video.scene.mount import Mount
from ctserver.video.scene.plane import Colour

AISLE, GONDOLA = 2.2, 0.9
PITCH = AISLE + GONDOLA
_FLOORS: tuple[Colour, ...] = ((168, 174, 176), (150, 158, 164), (172, 170, 166), (140, 156, 168))
_WALLS: tuple[Colour, ...] = ((206, 212, 212), (196, 204, 208), (210, 206, 198))
_BRANDS: tuple[Colour, ...] = ((112, 84, 46), (70, 104, 62), (62, 62, 132), (58, 96, 148), (96, 92, 88))
"""BGR of fascias and signs, as a chain has them."""


class Plan:
    def __init__(self, rng: np.random.Generator) -> None:
        self.turn = int(rng.choice((-1, 1)))
        angle = self.turn * float(rng.uniform(0.16, 0.34))
        across = -self.turn * float(rng.uniform(-0.2, 0.7))
        self.frame = Frame(across - 6.5 * math.sin(angle), 0.0, angle)
        self.ceiling = float(rng.uniform(3.9, 4.4))
        self.mount = Mount(self.ceiling - rng.uniform(0.55, 0.8), rng.uniform(0.96, 1.12), rng.uniform(0.11, 0.17))
        self.front, self.back = float(rng.uniform(4.9, 5.5)), float(rng.uniform(10.4, 11.2))
        self.wall = self.back + float(rng.uniform(2.3, 2.6))
        self.sides = (-3 * PITCH - AISLE / 2, 3 * PITCH + AISLE / 2)
        self.door = (-0.75, 0.75)
        self.floor = _FLOORS[int(rng.integers(len(_FLOORS)))]
        self.wall_colour = _WALLS[int(rng.integers(len(_WALLS)))]
        self.brand = _BRANDS[int(rng.integers(len(_BRANDS)))]
        self.till_side = self.turn
        self.tile = float(rng.choice((0.4, 0.5, 0.6)))
        self.gloss = (0.05, float(rng.uniform(0.35, 0.55)))
        self.lengthwise = bool(rng.integers(2))
        self.families = rng.permutation(12).reshape(6, 2) % 6
        self.seed = int(rng.integers(2**31))

    @property
    def gondolas(self) -> list[float]:
        """Laterals of the gondolas' middles; the aisle at lateral 0 leads to the door, and on one side stand the checkouts."""
        laterals = [(number + 0.5) * PITCH for number in range(-3, 3)]
        return [lateral for lateral in laterals if lateral * self.till_side < PITCH]
