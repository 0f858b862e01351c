"""The layout of a building's entrance: everything that its seed decides, in metres on the front's own frame (see `entrance`)."""

from dataclasses import dataclass

import numpy as np

from ctserver.video.scene.camera import Frame
from ctserver.video.scene.mount import Mount
from ctserver.video.scene.plane import Colour


@dataclass(frozen=True, slots=True)
class Style:
    """Materials that go together; `panel` is the size of the wall's panels or bricks, `joint` their joint's tone."""

    wall: Colour
    panel: tuple[float, float]
    joint: float
    variation: float
    frame: Colour
    paving: Colour
    slab: tuple[float, float]


STYLES = (
    Style((158, 168, 174), (1.5, 0.75), 0.80, 0.012, (62, 60, 58), (140, 148, 152), (0.6, 0.4)),
    Style((92, 112, 142), (0.25, 0.085), 0.90, 0.055, (78, 76, 74), (148, 152, 154), (0.5, 0.5)),
    Style((184, 190, 192), (3.0, 1.65), 0.86, 0.004, (88, 84, 80), (128, 138, 144), (0.8, 0.4)),
    Style((112, 110, 108), (1.2, 0.6), 0.74, 0.02, (44, 43, 42), (150, 156, 158), (0.6, 0.6)),
    Style((142, 158, 172), (0.25, 0.085), 0.92, 0.045, (58, 56, 56), (134, 140, 146), (0.4, 0.2)),
)


class Plan:
    """The front lies at along 0, the forecourt at negative along; the door's middle is lateral 0."""

    door_half, door_height = 1.0, 2.35

    def __init__(self, rng: np.random.Generator) -> None:
        self.style = STYLES[int(rng.integers(len(STYLES)))]
        self.side = int(rng.choice((-1, 1)))
        angle = self.side * float(rng.uniform(0.08, 0.42))
        distance, across = float(rng.uniform(9.6, 11.2)), float(rng.uniform(-1.2, 1.2))
        self.frame = Frame(across, distance, angle)
        self.mount = Mount(rng.uniform(3.7, 4.3), rng.uniform(0.96, 1.12), rng.uniform(0.14, 0.22))
        self.bays = int(rng.integers(2, 4))
        self.bay = float(rng.uniform(1.15, 1.4))
        self.glass_height = float(rng.uniform(2.95, 3.2))
        self.canopy = (float(rng.uniform(2.2, 3.2)), float(rng.uniform(2.0, 2.8)))
        self.lawn = bool(rng.random() < 0.7)
        self.bench_side = int(rng.choice((-1, 1)))
        self.balls = bool(rng.integers(2))
        self.seed = int(rng.integers(2**31))

    @property
    def glass_half(self) -> float:
        """Metres from the door's middle to the glazing's end."""
        return self.door_half + self.bays * self.bay

    def mullions(self) -> list[float]:
        """Laterals of the fixed glazing's posts, from the left."""
        right = [self.door_half + number * self.bay for number in range(self.bays + 1)]
        return [-lateral for lateral in right[::-1]] + right
