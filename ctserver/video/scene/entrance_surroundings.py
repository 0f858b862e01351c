"""What lies beyond a building's front: sky, meadows with trees, and neighbouring houses."""

from functools import partial

import numpy as np

from ctserver.video.scene import wings
from ctserver.video.scene.backdrop import Backdrop
from ctserver.video.scene.entrance_building import WIDE
from ctserver.video.scene.entrance_plan import Plan
from ctserver.video.scene.greenery import Grove, Nursery, planted
from ctserver.video.scene.ground import Ground
from ctserver.video.scene.structures import Building

_GRASS, _ROAD = (54, 90, 84), (126, 132, 134)


def paint(backdrop: Backdrop, plan: Plan) -> None:
    """Cover the whole picture: whatever stands nearer is painted over it."""
    rng, camera, area = np.random.default_rng(plan.seed + 17), backdrop.camera, plan.frame.rectangle
    ground, grove, houses = Ground(camera, backdrop.light, rng), _grove(plan, rng), _houses(plan, rng)
    ground.surface([area((-3000, 3000), (-600, 5000))], _GRASS, 6)
    ground.surface([area((-600, 600), (-11.5, -8.0))], _ROAD, 1.5)
    ground.shadow(grove.crowns)
    for house in houses:
        ground.shadow(house.corners())
    backdrop.sky(rng, ground.top)
    backdrop.image[ground.top :] = ground.finish()
    nursery = Nursery(backdrop.light, rng)
    trees = [(float(camera.depth(tree.foot)), partial(tree.paint, backdrop, nursery)) for tree in grove.seen(camera)]
    wings.paint_far_first(
        [*trees, *((float(camera.depth(house.corners()).mean()), partial(house.paint, backdrop)) for house in houses)]
    )


def _grove(plan: Plan, rng: np.random.Generator) -> Grove:
    sides = (-1, 1)
    spots = [(side * lateral, rng.uniform(-7, -4), 6.5) for side in sides for lateral in np.arange(WIDE + 8, 120, 9.0)]
    spots += [(side * rng.uniform(WIDE + 6, 150), rng.uniform(2, 40), 8.0) for side in sides for _ in range(30)]
    spots += [(side * rng.uniform(150, 260), along, 12.0) for side in sides for along in np.arange(-60, 90, 4.0)]
    return Grove(planted(plan.frame, rng, spots))


def _houses(plan: Plan, rng: np.random.Generator) -> list[Building]:
    reaches = [(-110.0, -WIDE - 34.0), (WIDE + 34.0, 110.0)]
    seeds = rng.integers(2**31, size=2).tolist()
    return [Building(plan.frame, reach, (4.0, 18.0), 10.4, seed) for reach, seed in zip(reaches, seeds, strict=True)]
