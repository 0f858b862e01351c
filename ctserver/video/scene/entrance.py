"""A building's entrance across its forecourt: glass with a sliding door under a canopy, planters, people coming and going.

Plan, in metres on the front's own frame (lateral to the right of the door's middle, along away from the camera): the front at
along 0 with the glazing to both sides of the door, the lobby behind it, the forecourt before it. Whoever goes in disappears
beside the door behind the mirroring panes; whoever comes, comes from beyond the picture's edge.
"""

import numpy as np

from ctserver.video.i420 import Array
from ctserver.video.scene import entrance_building, entrance_surroundings, entrance_things, furniture, glazing
from ctserver.video.scene.actors import Actor, Stage, Walker
from ctserver.video.scene.backdrop import Backdrop
from ctserver.video.scene.entrance_plan import Plan
from ctserver.video.scene.facade_light import facade_light
from ctserver.video.scene.indoor_actors import CLOTHES, beside, crosser, intruder, leaving, passer, way
from ctserver.video.scene.light import Light, light_of
from ctserver.video.scene.look import Look, Scene
from ctserver.video.scene.room import Room
from ctserver.video.scene.seeds import generator
from ctserver.video.scene.view import View

_INSIDE = 1.5
"""Metres behind the door at which whoever goes in turns aside."""


def paint(look: Look, width: int, height: int) -> Scene:
    """Lay out the entrance of a seed, paint it from the lobby outwards, and send its people on their ways."""
    plan = Plan(generator(look.seed, 31))
    camera = plan.mount.camera(look, width, height)
    light = _sunny(look, plan)
    backdrop, rng = Backdrop(camera, light), generator(look.seed, 33)
    on_front = facade_light(light, look.daylight, camera, plan.frame)
    tint = glazing.tint_of(light, look.daylight)
    entrance_surroundings.paint(backdrop, plan)
    _room(plan, light).paint(backdrop, on_front)
    glazing.fixed_panes(backdrop, plan, tint)
    furniture.paint(entrance_things.outside(plan, light), backdrop.image, camera, on_front, backdrop.depth)
    entrance_things.plant(backdrop, plan, rng)
    exposure = light.exposure(camera, _lamps(plan))
    backdrop.expose(exposure, rng)
    stage = Stage(camera, light, on_front.on_people(camera, exposure))
    return View(backdrop, _actors(stage, plan, tint, look.alarm), look.upside_down)


def _sunny(look: Look, plan: Plan) -> Light:
    """A light whose sun shines on the front: one does not hang a camera against it."""
    outward = plan.frame.world(0.0, -1.0) - plan.frame.world(0.0, 0.0)
    lights = (light_of(look.daylight, generator(look.seed, 36 + attempt)) for attempt in range(24))
    return next(light for light in lights if light.infrared or light.sun @ outward > 0.2)


def _room(plan: Plan, light: Light) -> Room:
    blue, green, red = light.sky_low.tolist()
    return Room(
        floors=entrance_building.floors(plan),
        walls=entrance_building.walls(plan, (blue, green, red)),
        lamps=entrance_building.lit_windows(plan, min(0.7 + 0.3 * light.lamps, 1.0)) if light.lamps > 0.3 else [],
        things=entrance_things.lobby(plan),
        feet=entrance_things.feet(plan),
        gloss=(0.0, 0.14),
        shadows=entrance_things.shadows(plan, light) if light.shadow else [],
        shade=light.shadow,
    )


def _lamps(plan: Plan) -> Array:
    """Lamps over the forecourt; the canopy hides their light from the lobby."""
    return np.array([plan.frame.world(lateral, -5.2) for lateral in (-6.0, 6.0)])


def _actors(stage: Stage, plan: Plan, tint: glazing.Tint, alarm: bool) -> list[Actor]:
    rng, side = generator(plan.seed, 35), plan.side
    inside = [(0.0, _INSIDE), (side * (plan.glass_half - 0.6), _INSIDE)]
    near = leaving(stage, plan.frame, -0.4 * side, -3.0)
    walkers: tuple[Walker, ...]
    if alarm:
        start, turn = (beside(stage, plan.frame, -3.6, side), -3.6), (-inside[1][0], _INSIDE)
        runner = intruder(stage, way(plan.frame, [start, (1.5 * side, -3.0), (0.0, -1.4), inside[0], turn]))
        return _with_door(stage, plan, tint, (runner,))
    chosen = rng.permutation(len(CLOTHES))
    places = [(-0.4 * side, near), (0.1, -2.6), *inside]
    visitor = passer(stage, way(plan.frame, places if rng.integers(2) else places[::-1]), CLOTHES[chosen[0]], rng)
    walkers = (visitor, crosser(stage, plan.frame, -4.4, 2.8, CLOTHES[chosen[1]], rng, 0.6))
    return _with_door(stage, plan, tint, walkers)


def _with_door(stage: Stage, plan: Plan, tint: glazing.Tint, walkers: tuple[Walker, ...]) -> list[Actor]:
    return [*walkers, *(glazing.Leaf(stage, plan, tint, side, walkers) for side in (-1, 1))]
