"""People who change pace: they run up, stand a while, and go on."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from ctserver.video.scene.actors import Glimpse, Stage, seen_walking, walk_along
from ctserver.video.scene.figures import Clothes, Gait
from ctserver.video.scene.look import LOOP_SECONDS
from ctserver.video.scene.route import Route


@dataclass(frozen=True, slots=True, eq=False)
class Paced:
    """A person on a route who is after each of some `seconds` of the loop so many `metres` along it; both run from 0 to
    the loop's and the route's end."""

    stage: Stage
    route: Route
    clothes: Clothes
    gait: Gait
    seconds: tuple[float, ...]
    metres: tuple[float, ...]
    start: float = 0.0
    height: float = 1.78

    def during(self, seconds: Sequence[float]) -> Iterator[Glimpse | None]:
        travelled = np.interp((np.array(seconds) - self.start) % LOOP_SECONDS, self.seconds, self.metres)
        walk = walk_along(self.stage, self.route, self.gait, self.height, travelled)
        return seen_walking(self.stage, self.clothes, walk)
