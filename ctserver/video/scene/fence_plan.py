"""The layout of a perimeter: everything that its seed decides, in metres on the fence's own frame (see `fence`)."""

import numpy as np

from ctserver.video.scene.camera import Frame
from ctserver.video.scene.greenery import Grove, Tree, planted
from ctserver.video.scene.halls import Hall
from ctserver.video.scene.meshwork import Fence
from ctserver.video.scene.mount import Mount
from ctserver.video.scene.solids import Solid, box, join, plate
from ctserver.video.scene.structures import LampPost
from ctserver.video.scene.undergrowth import Bush
from ctserver.video.scene.vehicles import Car

LINE, ROAD, WOOD = 3.4, 1.75, 12.6
"""Lateral metres, towards the outside, of the fence; of the patrol road's edge; and of the wood's edge."""
HUT, VAN, BEND = 11.8, 19.6, 45.0
"""Metres along of the guards' hut, of their van, and of the patrol road's bend."""
_WALLS = ((168, 172, 170), (128, 142, 150), (150, 150, 146))


class FencePlan:
    """Everything about a perimeter that its seed decides; `side` is where the outside lies."""

    def __init__(self, rng: np.random.Generator) -> None:
        self._rng = rng
        self.side = int(rng.choice((-1, 1)))
        self.mount = Mount(rng.uniform(4.7, 5.5), rng.uniform(1.0, 1.22), rng.uniform(0.15, 0.22))
        self.frame = Frame(self.side * rng.uniform(0.6, 1.7), 0.0, -self.side * rng.uniform(0.10, 0.26))
        self.fence = Fence(self.frame, self.side * LINE, -2.0, 100.0, self.side)
        self.patrol = bool(rng.random() < 0.6)
        self.coming = bool(rng.integers(2))
        self.hall, self.hall_seed = self._hall(), int(rng.integers(2**31))
        self.lamps = [self._lamp(along) for along in (26.0, 43.0, 64.0)]
        self.van = self._van()
        trees, self.bushes = self._wood(), self._undergrowth()
        self._rng = np.random.default_rng(self.hall_seed)
        self.trees = Grove(trees + self._farther_wood())
        self.bushes += self._nearer_undergrowth()

    def hut(self) -> Solid:
        """A guards' cabin with a flat roof, its window to the road."""
        low, high = HUT - 1.05, HUT + 1.05
        inner, outer = sorted((-self.side * 4.3, -self.side * 2.25))
        wall = _WALLS[int(self.fence.frame.x * 1e6) % len(_WALLS)]
        body = box((inner, 0.12, low), (outer, 2.45, high), wall, 0.05)
        roof = box((inner - 0.18, 2.45, low - 0.18), (outer + 0.18, 2.62, high + 0.18), (96, 98, 98), 0.05)
        base = box((inner - 0.06, 0.0, low - 0.06), (outer + 0.06, 0.12, high + 0.06), (122, 126, 128), 0.0)
        pane = np.array(
            ((inner + 0.35, 1.1, low), (outer - 0.35, 1.1, low), (outer - 0.35, 2.0, low), (inner + 0.35, 2.0, low))
        )
        window = plate(pane - (0, 0, 0.02), (0, 0, -1), (64, 58, 52), 0.9, 1, (120, 186, 226))
        road = -self.side * 2.24
        door = np.array(
            ((road, 0.14, low + 0.25), (road, 0.14, low + 1.1), (road, 2.15, low + 1.1), (road, 2.15, low + 0.25))
        )
        return join((base, body, roof, window, plate(door, (self.side, 0, 0), (92, 94, 90), 0.1, 1))).on(self.frame)

    def _hall(self) -> Hall:
        """A store on the inside, behind which the patrol road bends."""
        rng = self._rng
        inner, outer = sorted((-self.side * rng.uniform(10.5, 12.5), -self.side * 30.0))
        return Hall(self.frame, (inner, outer), (21.0, 41.0), float(rng.uniform(6.0, 7.5)))

    def _lamp(self, along: float) -> LampPost:
        foot = self.frame.world(-self.side * 2.6, along)
        return LampPost(foot, self.frame.world(-self.side * 1.5, along) - foot, 7.0)

    def _van(self) -> Car:
        place = self.frame.world(-self.side * 3.3, VAN)
        return Car.at("van", (196, 198, 198), (float(place[0]), float(place[2])), self.frame.angle + 0.02)

    def _wood(self) -> list[Tree]:
        """Behind the undergrowth, and at the site's far end."""
        rng = self._rng
        spots = [(rng.uniform(14.5, 18), at + rng.uniform(-1, 1), rng.uniform(7, 10)) for at in np.arange(21, 95, 4.0)]
        spots += [(rng.uniform(20, 30), at + rng.uniform(-2, 2), rng.uniform(9, 13)) for at in np.arange(26, 110, 4.5)]
        spots += [(rng.uniform(32, 60), at, rng.uniform(10, 14)) for at in np.arange(30, 120, 4.0)]
        spots += [(at, rng.uniform(96, 112), rng.uniform(8, 12)) for at in np.arange(-60, 24, 4.5)]
        return [
            Tree(
                self.frame.world(self.side * lateral, along), tall, tall * rng.uniform(0.75, 1.0), int(rng.integers(4))
            )
            for lateral, along, tall in spots
        ]

    def _farther_wood(self) -> list[Tree]:
        """What a camera sees that turns aside: the wood goes on along the fence and behind the store."""
        rng, out = self._rng, self.side
        spots = [(out * rng.uniform(14.5, 18), at, 8.5) for at in np.arange(-30, 19, 4.0)]
        spots += [(out * rng.uniform(20, 32), at, 11.0) for at in np.arange(-40, 26, 4.0)]
        spots += [(out * rng.uniform(34, 70), at, 12.0) for at in np.arange(-60, 30, 3.0)]
        spots += [(out * rng.uniform(70, 150), at, 14.0) for at in np.arange(-90, 130, 4.0)]
        spots += [(-out * rng.uniform(66, 110), at, 10.0) for at in np.arange(-60, 100, 5.0)]
        spots += [(-out * at, rng.uniform(98, 130), 11.0) for at in np.arange(60, 240, 6.0)]
        spots += [(-out * rng.uniform(8, 60), at, 7.0) for at in np.arange(50, 90, 7.0)]
        return planted(self.frame, rng, spots)

    def _nearer_undergrowth(self) -> list[Bush]:
        return self._grown(
            [(at + self._rng.uniform(-0.4, 0.4), self._rng.uniform(2.5, 3.1)) for at in np.arange(-24, 2, 1.3)]
        )

    def _undergrowth(self) -> list[Bush]:
        """Along the wood's edge, dense where the intruder hides."""
        rng = self._rng
        spots = [(at + rng.uniform(-0.4, 0.4), rng.uniform(2.5, 3.1)) for at in np.arange(2.0, 40, 1.3)]
        spots += [(at, rng.uniform(2.5, 3.8)) for at in np.arange(40, 92, 2.6)]
        return self._grown(spots)

    def _grown(self, spots: list[tuple[float, float]]) -> list[Bush]:
        """Bushes of a height at places along the wood's edge."""
        rng = self._rng
        return [
            Bush(
                self.frame.world(self.side * (WOOD + rng.uniform(0, 1.1)), along),
                tall,
                tall * rng.uniform(1.0, 1.35),
                int(rng.integers(4)),
            )
            for along, tall in spots
        ]
