"""The layout of an office corridor: everything that its seed decides, in metres on the corridor's own frame (see `corridor`)."""

from dataclasses import dataclass

import numpy as np

from ctserver.video.scene.camera import Frame
from ctserver.video.scene.mount import Mount
from ctserver.video.scene.plane import Colour


@dataclass(frozen=True, slots=True)
class Style:
    """Materials that go together. `gloss` as in `Room`; `tile` is the floor tiles' size in metres."""

    wall: Colour
    dado: Colour
    floor: Colour
    door: Colour
    gloss: tuple[float, float]
    tile: tuple[float, float]


STYLES = (
    Style((206, 210, 210), (206, 210, 210), (148, 152, 152), (110, 146, 172), (0.08, 0.62), (0.6, 0.6)),
    Style((200, 212, 216), (168, 182, 188), (128, 142, 152), (150, 152, 148), (0.07, 0.55), (0.6, 0.6)),
    Style((210, 208, 202), (178, 166, 150), (150, 146, 138), (190, 192, 190), (0.10, 0.70), (0.9, 0.9)),
    Style((196, 204, 206), (196, 204, 206), (104, 100, 98), (72, 92, 118), (0.02, 0.10), (0.5, 0.5)),
    Style((202, 212, 214), (150, 172, 166), (140, 148, 146), (126, 160, 182), (0.08, 0.60), (0.4, 0.4)),
)


@dataclass(frozen=True, slots=True)
class Gap:
    """A way out through a side wall: `side` -1 or 1, from `near` to `far`, `height` metres high."""

    side: int
    near: float
    far: float
    height: float

    @property
    def middle(self) -> float:
        return (self.near + self.far) / 2


class Plan:
    def __init__(self, rng: np.random.Generator) -> None:
        self.style = STYLES[int(rng.integers(len(STYLES)))]
        self.half = float(rng.uniform(1.05, 1.40))
        self.ceiling = float(rng.uniform(2.72, 2.95))
        self.length = float(rng.uniform(23, 30))
        self.mount = Mount(self.ceiling - rng.uniform(0.18, 0.26), rng.uniform(0.92, 1.12), rng.uniform(0.20, 0.27))
        side = float(rng.choice((-1, 1)))
        angle = -side * float(rng.uniform(0.02, 0.10))
        self.frame = Frame(side * float(rng.uniform(0.0, 0.45)), 0.0, angle)
        self.gaps = self._gaps(rng)
        self.doors = [(side, along) for side in (-1, 1) for along in self._doors(rng, side)]
        self.square_lamps = bool(rng.integers(2))
        self.glazed_end = bool(rng.random() < 0.6)
        self.sign_along = float(rng.uniform(7.5, 9.5))
        self.extinguisher_side = -self.gaps[0].side
        self.extinguisher_along = self._bare(self.extinguisher_side, 6.2)
        self.seed = int(rng.integers(2**31))

    def _gaps(self, rng: np.random.Generator) -> list[Gap]:
        """An open door near the camera, a side corridor, and another opening far away."""
        side = int(rng.choice((-1, 1)))
        near, middle, far = rng.uniform(4.9, 5.4), rng.uniform(11.6, 12.6), rng.uniform(18.6, 20.0)
        wide = float(rng.uniform(1.5, 1.9))
        return [
            Gap(side, float(near), float(near) + 1.0, 2.1),
            Gap(-side, float(middle), float(middle) + wide, self.ceiling),
            Gap(int(rng.choice((-1, 1))), float(far), float(far) + 1.0, 2.1),
        ]

    def _doors(self, rng: np.random.Generator, side: int) -> list[float]:
        """Near edges of the closed doors along a side."""
        taken = [(gap.near - 1.3, gap.far + 0.4) for gap in self.gaps if gap.side == side]
        along, doors = float(rng.uniform(2.2, 3.4)), []
        while along < self.length - 1.5:
            if not any(low < along < high for low, high in taken):
                doors.append(along)
            along += float(rng.choice((3.0, 3.6, 4.2)))
        return doors

    def _bare(self, side: int, along: float) -> float:
        """The first place from `along` on at which a side wall has no door, sign or board."""
        taken = [along for door_side, along in self.doors if door_side == side]
        taken += [gap.near for gap in self.gaps if gap.side == side]
        while any(-0.5 < along - door < 1.9 for door in taken):
            along += 0.1
        return along
