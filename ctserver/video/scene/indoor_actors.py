"""Rooms with people on polished floors: who walks there is seen once more, upside down and faint, below his feet."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from ctserver.video.i420 import Array
from ctserver.video.scene.actors import Actor, Glimpse, Stage, Walker
from ctserver.video.scene.backdrop import Backdrop
from ctserver.video.scene.camera import Camera, Frame
from ctserver.video.scene.figures import RUN, WALK, Clothes, Gait
from ctserver.video.scene.look import LOOP_SECONDS
from ctserver.video.scene.patch import Box
from ctserver.video.scene.room import Mirror, Room
from ctserver.video.scene.room_light import RoomLight, grazing
from ctserver.video.scene.route import Route
from ctserver.video.scene.walk import Bodies

CLOTHES = (
    Clothes(coat=(84, 70, 62), trousers=(56, 48, 44), hair=(34, 42, 54)),
    Clothes(coat=(188, 184, 178), trousers=(62, 54, 50), hair=(40, 62, 88)),
    Clothes(coat=(62, 60, 88), trousers=(52, 50, 50), hair=(28, 30, 36)),
    Clothes(coat=(122, 112, 98), trousers=(84, 92, 102), hair=(70, 104, 132)),
    Clothes(coat=(62, 62, 60), trousers=(104, 88, 70), hair=(30, 34, 40), skin=(78, 102, 142)),
    Clothes(coat=(98, 104, 90), trousers=(48, 46, 46), hair=(120, 128, 132)),
    Clothes(coat=(112, 138, 164), trousers=(72, 58, 48), hair=(24, 28, 36), skin=(96, 122, 164)),
)
INTRUDER = Clothes(coat=(46, 44, 46), trousers=(40, 38, 39), hair=(42, 40, 42))
NOTHING = (np.zeros((0, 0), np.uint8), Box(0, 0, 0, 0))
_STEPS = np.arange(0, 25, 0.25)
"""Metres at which one looks whether somebody has left."""
_TOO_NEAR = 2.0
"""Metres before the lens at which a reflection is gone."""
_BEHIND = 0.05
"""Metres that a reflection lies behind its person, so that it is painted before him."""


class IndoorStage(Stage):
    """A stage under many lamps, where shadows have no edge."""

    __slots__ = ()

    @property
    def softness(self) -> float:
        return self.camera.height * 0.03


def set_stage(room: Room, camera: Camera, light: RoomLight, rng: np.random.Generator) -> tuple[Backdrop, IndoorStage]:
    """Paint a room; and the stage for its people."""
    backdrop = Backdrop(camera, light.for_figures())
    room.paint(backdrop, light)
    lens, on_people = light.exposure(camera)
    backdrop.expose(lens, rng)
    return backdrop, IndoorStage(camera, backdrop.light, on_people)


@dataclass(frozen=True, slots=True, eq=False)
class Reflection:
    """A walker's image in a floor that mirrors `gloss` of the light, from above and along it."""

    walker: Walker
    mirror: Mirror
    gloss: tuple[float, float]

    def during(self, seconds: Sequence[float]) -> Iterator[Glimpse | None]:
        walk, camera, light = self.walker.walk(seconds), self.walker.stage.camera, self.walker.stage.light
        images = Bodies(self.mirror, light, self.walker.clothes, walk, faint=True)
        feet, _ = camera.project(np.stack((walk.x, np.zeros(len(walk.x)), walk.z), axis=1))
        shares = grazing(camera, feet[:, 1], *self.gloss).tolist()
        for index, (depth, box, share) in enumerate(zip(walk.depths(camera), images.boxes, shares, strict=True)):
            if depth < _TOO_NEAR or box.empty:
                yield None
            else:
                yield Glimpse(depth + _BEHIND, (self._faint(images.paint(index), share), box), NOTHING, 0.0)

    def _faint(self, image: Array, share: float) -> Array:
        scale = self.walker.stage.camera.scale
        blurred = cv2.blur(image, (round(3 * scale) | 1, round(5 * scale) | 1))
        return cv2.convertScaleAbs(blurred, alpha=share)


def people(walkers: list[Walker], gloss: tuple[float, float]) -> list[Actor]:
    """Walkers with their reflections."""
    actors: list[Actor] = list(walkers)
    return actors + [Reflection(walker, Mirror.of(walker.stage.camera), gloss) for walker in walkers]


def way(frame: Frame, places: list[tuple[float, float]], rounding: float = 0.9) -> Route:
    """A route over (lateral, along) places."""
    lateral, along = np.array(places, float).T
    return Route(frame.world(lateral, along), rounding)


def passer(stage: Stage, route: Route, clothes: Clothes, rng: np.random.Generator) -> Walker:
    return Walker(stage, route, clothes, WALK, float(rng.uniform(0, LOOP_SECONDS)), float(rng.uniform(1.62, 1.86)))


def intruder(stage: Stage, route: Route, gait: Gait = RUN) -> Walker:
    return Walker(stage, route, INTRUDER, gait, 0.0, 1.80)


def leaving(stage: Stage, frame: Frame, lateral: float, start: float = 8.0, size: float = 1.2) -> float:
    """How far along, coming nearer from `start`, somebody with a trolley, `size` metres around, has left the image plane."""
    along = start - _STEPS
    return float(along[stage.way_out(frame.world(lateral, along), _around(size))])


def crosser(
    stage: Stage, frame: Frame, along: float, half: float, clothes: Clothes, rng: np.random.Generator, size: float = 1.2
) -> Walker:
    """Somebody who comes from under the camera, crosses the picture over twice `half` metres, and leaves as he came."""
    edges = [(side * (half + 0.4), leaving(stage, frame, side * (half + 0.4), along - 0.5, size)) for side in (-1, 1)]
    places = [edges[0], (-half, along), (half, along), edges[1]]
    return passer(stage, way(frame, places if rng.integers(2) else places[::-1]), clothes, rng)


def beside(stage: Stage, frame: Frame, along: float, side: int, size: float = 1.2) -> float:
    """The lateral place at which somebody has left the image plane on a side, -1 or 1."""
    lateral = side * _STEPS
    return float(lateral[stage.way_out(frame.world(lateral, along), _around(size))])


def _around(size: float) -> Array:
    return np.array([(x, y, z) for x in (-size, size) for y in (0, 1.9) for z in (-size, size)])
