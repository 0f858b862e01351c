"""People who change pace: they run up, stand a while, and go on."""

from dataclasses import dataclass

import numpy as np

from ctserver.video.scene.actors import Glimpse, Stage
from ctserver.video.scene.figures import Clothes, Figure, Gait, shadow_of
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

    def at(self, seconds: float) -> Glimpse | None:
        travelled = float(np.interp((seconds - self.start) % LOOP_SECONDS, self.seconds, self.metres))
        figure = Figure(self.clothes, self.gait, *self.route.at(travelled), travelled, self.height)
        stage, camera, light = self.stage, self.stage.camera, self.stage.light
        depth = float(camera.depth(np.array((figure.x, 0.0, figure.z))))
        if depth < 2:
            return None
        limbs = figure.limbs()
        body = figure.paint_in(camera, light, limbs, stage.gain_at(figure.x, figure.z))
        shadow = shadow_of(camera, light, limbs, stage.softness / 2)
        return None if body[1].empty and shadow[1].empty else Glimpse(depth, body, shadow, max(light.shadow, 0.3))
