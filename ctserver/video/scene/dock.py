"""A loading yard before a hall: doors with docked trailers, light inside, a lorry that manoeuvres, workers in vests.

Plan, in metres on the hall's own frame (lateral to the right along its front, along away from the camera):

    along      0 the hall's front, -14 the front of a docked trailer, -17 of its tractor, -19 to -22 the lane

Workers walk around the front of a trailer from one gap between trailers into the next, where trailers hide them.
"""

from functools import partial

import numpy as np

from ctserver.video.scene import greenery, halls, wings
from ctserver.video.scene.actors import Actor, Stage, Walker
from ctserver.video.scene.backdrop import Backdrop
from ctserver.video.scene.dock_plan import PIN, PITCH, DockPlan
from ctserver.video.scene.figures import RUN, WALK
from ctserver.video.scene.ground import Ground
from ctserver.video.scene.light import light_of
from ctserver.video.scene.look import LOOP_SECONDS, Look, Scene
from ctserver.video.scene.machines import headlamps, lorry, tractor, trailer
from ctserver.video.scene.open_air import set_stage
from ctserver.video.scene.panels import put
from ctserver.video.scene.rigs import Rig
from ctserver.video.scene.route import Route
from ctserver.video.scene.seeds import generator
from ctserver.video.scene.view import View

_APRON, _YELLOW, _GRASS = (128, 134, 136), (70, 158, 176), (54, 88, 84)
_LANE = -20.2
_FRONT = -14.0
"""Metres along of a docked trailer's front."""


def paint(look: Look, width: int, height: int) -> Scene:
    """Lay out the yard of a seed, paint it far things first, and send its lorries and workers on their ways."""
    plan = DockPlan(generator(look.seed, 31))
    camera, rng = plan.mount.camera(look, width, height), generator(look.seed, 33)
    light = light_of(look.daylight, generator(look.seed, 32))
    sun = np.pi + plan.frame.angle + rng.uniform(0.3, 0.95) * rng.choice((-1, 1))
    light = wings.sun_towards(light, float(sun))
    ground = Ground(camera, light, rng, 112)
    _mark(ground, plan)
    _cast(ground, plan)
    backdrop, stage = set_stage(ground, partial(_stand, plan=plan, rng=rng), plan.lanterns(), rng)
    return View(backdrop, _actors(stage, plan, look), look.upside_down)


def _mark(ground: Ground, plan: DockPlan) -> None:
    area, (left, right) = plan.frame.rectangle, plan.hall.lateral
    meadows = [((-3000, left - 9), (-600, 42)), ((right + 9, 3000), (-600, 42)), ((-3000, 3000), (42, 5000))]
    ground.surface([area(*meadow) for meadow in meadows], _GRASS, 6)
    ground.surface([area((left, right), (-13.5, 0.2))], _APRON, 2.2)
    joints = [area((at - 0.03, at + 0.03), (-13.5, 0)) for at in np.arange(left, right, PITCH)]
    ground.surface(joints, (86, 92, 94), 1)
    bays = [plan.place(gate) + edge for gate in plan.gates for edge in (-1.62, 1.62)]
    ground.surface([area((at - 0.07, at + 0.07), (-13.2, -0.3)) for at in bays], _YELLOW, 3)
    ground.paint([area((at, at + 2.5), (-26.8, -26.66)) for at in np.arange(left, right, 5.0)])
    ground.paint([area((left, right), (-18.4, -18.28))], 190)
    for at in (-9.0, 6.0, 17.0):
        ground.patch(area((at, at + 6), (-25, -19.5)), -9)


def _cast(ground: Ground, plan: DockPlan) -> None:
    for hall in (plan.hall, *plan.neighbours):
        ground.shadow(hall.corners())
    ground.contact(plan.frame.rectangle(plan.hall.lateral, (-0.35, 3)))
    for solid in plan.docked:
        ground.contact(solid.footprint())
        ground.shadow(solid.points.reshape(-1, 3))
    ground.shadow(plan.trees.crowns)


def _stand(backdrop: Backdrop, plan: DockPlan, rng: np.random.Generator) -> None:
    """Paint what stands on the ground, far things first."""
    camera = backdrop.camera
    nursery = greenery.Nursery(backdrop.light, rng)
    things: list[wings.Thing] = [
        (float(camera.depth(tree.foot)), partial(tree.paint, backdrop, nursery)) for tree in plan.trees.seen(camera)
    ]
    for hall in plan.neighbours:
        store = partial(halls.paint_store, backdrop, hall, plan.seed + 1)
        things.append((float(camera.depth(hall.corners()).mean()), store))
    wings.paint_far_first(things)
    _build(backdrop, plan)
    docked = [(float(camera.depth(solid.points).mean()), partial(solid.stand, backdrop)) for solid in plan.docked]
    wings.paint_far_first(docked)


def _build(backdrop: Backdrop, plan: DockPlan) -> None:
    """The hall, its front with the doors last."""
    camera, hall = backdrop.camera, plan.hall
    for panel in hall.sides():
        if panel.faces(camera):
            put(backdrop, panel, halls.cladding(40.0, hall.height, panel.sight(camera, 20), plan.seed).drawing)
    front = hall.front()
    wide = float(np.linalg.norm(front.across))
    evening = backdrop.light.lamps > 0
    sight = front.sight(camera, 30)
    put(backdrop, front, halls.loading_front(wide, hall.height, sight, plan.seed, plan.gates, evening))


def _actors(stage: Stage, plan: DockPlan, look: Look) -> list[Actor]:
    if look.alarm:
        return [_intruder(stage, plan)]
    rng = generator(look.seed, 35)
    return [_lorry(stage, plan, rng), _worker(stage, plan, rng)]


def _lorry(stage: Stage, plan: DockPlan, rng: np.random.Generator) -> Rig:
    """A lorry that comes along the lane, swings before the camera, and leaves across the yard, or the other way round."""
    middle = plan.frame.world(plan.before_camera(_LANE), _LANE)
    lane = (plan.frame.world(1.6, _LANE) - plan.frame.world(0.0, _LANE)) * plan.side
    yard = np.array((-1.55 * plan.side, 0.0, -0.4))
    load, stripe, cab = plan.colours()
    nose, rear = (4.3, PIN + 4.5) if plan.long else (6.7, 3.0)
    enters, leaves = (lane, yard) if plan.coming else (yard, lane)
    first = wings.way_out(stage, middle, enters, nose, 4.0, 1.5)
    last = wings.way_out(stage, middle, leaves, rear, 4.0, 1.5)
    tail = enters / np.linalg.norm(enters) * (PIN if plan.long else 0.0)
    route, start = Route(np.array((first + tail, middle, last)), 9.0), float(rng.uniform(0, LOOP_SECONDS))
    if plan.long:
        return Rig(stage, route, tractor(cab), start, trailer(load, stripe), 0.0, PIN, headlamps(4.2))
    return Rig(stage, route, lorry(cab, load), start, lamps=headlamps(6.65, aside=0.86))


def _worker(stage: Stage, plan: DockPlan, rng: np.random.Generator) -> Walker:
    """Around the front of a trailer, from the gap before it into the gap after it."""
    first, second = plan.passage
    gap = plan.side * -1 * (1.25 + 0.55)
    near, far = sorted((first, second))
    near, far = (near, far) if gap > 0 else (far, near)
    lateral = np.array((near + gap, near + gap + 0.1, far + gap - 0.1, far + gap))
    along = np.array((_FRONT + 2.6, _FRONT - 0.9, _FRONT - 0.9, _FRONT + 2.6))
    corners = plan.frame.world(lateral, along)
    route = Route(corners if rng.integers(2) else corners[::-1], 0.9)
    clothes = wings.HIGH_VISIBILITY[int(rng.integers(len(wings.HIGH_VISIBILITY)))]
    return Walker(stage, route, clothes, WALK, float(rng.uniform(0, LOOP_SECONDS)), 1.78)


def _intruder(stage: Stage, plan: DockPlan) -> Walker:
    """Out of a gap between trailers, across the yard, past the camera."""
    gap = plan.side * -1 * (1.25 + 0.55)
    lateral = max(plan.passage, key=lambda at: at * gap) + gap
    start = plan.frame.world(plan.side * 4.0, -22.0)
    edge = wings.way_out(stage, start, plan.frame.world(plan.side * 4.0, -22.8) - start, 1.3)
    run = np.array(((lateral, _FRONT + 3.5), (lateral, _FRONT - 1.0), (plan.side * 2.0, _LANE)))
    corners = np.concatenate((plan.frame.world(run[:, 0], run[:, 1]), edge[None]))
    return Walker(stage, Route(corners, 1.8), wings.INTRUDER, RUN)
