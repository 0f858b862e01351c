"""A perimeter fence seen along its line from a mast on the inside: a patrol road, grass, and a wood outside.

Plan, in metres on the fence's own frame (lateral towards the outside from the patrol road's middle, along away):

    lateral    -30..-11 a store, -4.3..-2.2 hut and van, -1.75..1.75 patrol road, 3.4 fence, 12.6 undergrowth, then wood
    along      12 hut, 20 van, 21..41 the store, 45 the patrol road bends inwards behind it

A guard walks from behind the hut to behind the van; the patrol car comes from behind the store. An intruder runs out of
the undergrowth to the fence, works on it, and runs back.
"""

from functools import partial

import cv2
import numpy as np

from ctserver.video.i420 import Array
from ctserver.video.scene import greenery, halls, wings
from ctserver.video.scene.actors import Actor, Driver, Stage, Walker
from ctserver.video.scene.backdrop import Backdrop
from ctserver.video.scene.fence_plan import BEND, HUT, LINE, ROAD, VAN, WOOD, FencePlan
from ctserver.video.scene.figures import WALK, Gait
from ctserver.video.scene.ground import Ground
from ctserver.video.scene.light import light_of
from ctserver.video.scene.look import LOOP_SECONDS, Look, Scene
from ctserver.video.scene.meshwork import Behind, clearness
from ctserver.video.scene.open_air import set_stage
from ctserver.video.scene.pace import Paced
from ctserver.video.scene.panels import Panel, hang, lit
from ctserver.video.scene.route import Route
from ctserver.video.scene.seeds import generator
from ctserver.video.scene.view import View

_GRASS, _MEADOW, _GRAVEL, _TRACK, _STRIP = (60, 90, 87), (64, 98, 98), (122, 132, 138), (104, 114, 122), (112, 124, 130)
_DASH = Gait(stride=2.2, thigh=0.75, knee=1.4, arm=0.7, elbow=1.1, lean=0.26, lift=0.04)


def paint(look: Look, width: int, height: int) -> Scene:
    """Lay out the perimeter of a seed, paint it far things first, and send guards and intruders on their ways."""
    plan = FencePlan(generator(look.seed, 21))
    camera, rng = plan.mount.camera(look, width, height), generator(look.seed, 23)
    light = light_of(look.daylight, generator(look.seed, 22))
    ground, lanterns = Ground(camera, light, rng), np.array([lamp.lantern for lamp in plan.lamps])
    _lay(ground, plan)
    _cast(ground, plan)
    backdrop, stage = set_stage(ground, partial(_stand, plan=plan, rng=rng), lanterns, rng)
    return View(backdrop, _actors(stage, plan, look), look.upside_down)


def _lay(ground: Ground, plan: FencePlan) -> None:
    def area(lateral: tuple[float, float], along: tuple[float, float]) -> Array:
        return plan.frame.rectangle((plan.side * lateral[0], plan.side * lateral[1]), along)

    ground.surface([area((-3000, 3000), (-30, 5000))], _GRASS, 6)
    ground.surface([area((LINE + 2.5, WOOD), (-30, 120))], _MEADOW, 6.5)
    ground.surface([area((WOOD - 0.4, 900), (-300, 130))], (44, 66, 66), 7)
    bend = [area((-60, ROAD), (BEND - 1.8, BEND + 1.8)), area((-30, -10), (20.0, 42.5))]
    ground.surface([area((-ROAD, ROAD), (-30, BEND)), *bend, area((-4.8, -ROAD), (HUT - 2, VAN + 4))], _GRAVEL, 5.5)
    ground.surface([area((at - 0.22, at + 0.22), (-30, BEND)) for at in (-0.78, 0.78)], _TRACK, 5)
    ground.surface([area((LINE - 0.35, LINE + 0.35), (-30, 110))], _STRIP, 6)


def _cast(ground: Ground, plan: FencePlan) -> None:
    for along in plan.fence.posts():
        ground.shadow(plan.fence.thin(float(along)))
    for thing in (plan.hall.corners(), plan.hut().points.reshape(-1, 3)):
        ground.shadow(thing)
    ground.contact(plan.hut().footprint())
    ground.contact(plan.van.footprint(0.1))
    ground.shadow(np.concatenate((plan.van.corners() * (1, 0.88, 1), plan.van.footprint())))
    for lamp in plan.lamps:
        ground.shadow(lamp.corners())
    ground.shadow(plan.trees.crowns)
    ground.shadow(np.array([bush.outline() for bush in plan.bushes]))


def _stand(backdrop: Backdrop, plan: FencePlan, rng: np.random.Generator) -> None:
    camera = backdrop.camera
    nursery = greenery.Nursery(backdrop.light, rng)
    things: list[wings.Thing] = [(float(camera.depth(lamp.foot)), partial(lamp.paint, backdrop)) for lamp in plan.lamps]
    things += [
        (float(camera.depth(tree.foot)), partial(tree.paint, backdrop, nursery)) for tree in plan.trees.seen(camera)
    ]
    things += [(float(camera.depth(bush.foot)), partial(bush.paint, backdrop, nursery)) for bush in plan.bushes]
    things.append((33.0, partial(halls.paint_store, backdrop, plan.hall, plan.hall_seed)))
    things.append((VAN, partial(wings.park, backdrop, plan.van)))
    things.append((HUT, partial(plan.hut().stand, backdrop)))
    wings.paint_far_first(things)
    plan.fence.paint(backdrop)
    for along in np.arange(plan.fence.near + 13.0, 40, 12.0):
        _sign(backdrop, plan, float(along))


def _sign(backdrop: Backdrop, plan: FencePlan, along: float) -> None:
    """A yellow warning sign on the mesh."""
    wide, side = 0.55, plan.side
    ends = (along, along + wide) if side < 0 else (along + wide, along)
    origin = plan.frame.world(side * (LINE - 0.03), ends[0], 1.35)
    panel = Panel(origin, plan.frame.world(side * (LINE - 0.03), ends[1], 1.35) - origin, np.array((0, 0.4, 0)))
    if not panel.faces(backdrop.camera):
        return
    drawing = np.full((32, 44, 3), (66, 178, 196), np.uint8)
    cv2.rectangle(drawing, (2, 2), (41, 29), (40, 44, 46), 1)
    cv2.fillConvexPoly(drawing, np.array(((10, 23), (22, 6), (34, 23))), (44, 46, 48))
    hang(backdrop, panel, lit(drawing, panel.shade(backdrop.light)), solid=False)


def _actors(stage: Stage, plan: FencePlan, look: Look) -> list[Actor]:
    if look.alarm:
        return [Behind(_intruder(stage, plan), clearness(plan.fence, stage.camera, stage.light))]
    rng = generator(look.seed, 25)
    actors: list[Actor] = [_guard(stage, plan, rng)]
    if plan.patrol:
        actors.append(_patrol(stage, plan, rng))
    return actors


def _guard(stage: Stage, plan: FencePlan, rng: np.random.Generator) -> Walker:
    """From behind the hut along the road to behind the van, or back."""
    lateral, along = np.array((-3.2, -1.55, -1.55, -3.3)), np.array((HUT + 2.0, HUT + 2.6, VAN + 2.4, VAN + 3.6))
    corners = plan.frame.world(plan.side * lateral, along)
    route = Route(corners if rng.integers(2) else corners[::-1], 0.9)
    return Walker(stage, route, wings.GUARD, WALK, float(rng.uniform(0, LOOP_SECONDS)), 1.8)


def _patrol(stage: Stage, plan: FencePlan, rng: np.random.Generator) -> Driver:
    """The patrol car between the bend behind the store and the picture's lower edge."""
    start = plan.frame.world(0.0, 13.0)
    edge = wings.way_out(stage, start, plan.frame.world(0.0, 12.2) - start, 2.4)
    bend, hidden = plan.frame.world(0.0, BEND), plan.frame.world(-plan.side * 24.0, BEND)
    corners = np.array((hidden, bend, edge))
    route = Route(corners if plan.coming else corners[::-1], 5.0)
    return Driver(stage, route, "suv", (204, 206, 206), float(rng.uniform(0, LOOP_SECONDS)))


def _intruder(stage: Stage, plan: FencePlan) -> Paced:
    """Out of the undergrowth to the fence, a while at the mesh, and back into the wood."""
    lateral, along = np.array((WOOD + 3.2, LINE + 0.75, LINE + 0.75, WOOD + 3.2)), np.array((25.0, 18.6, 17.6, 13.5))
    route = Route(plan.frame.world(plan.side * lateral, along), 0.5)
    reached = float(np.hypot(WOOD + 2.45 - LINE, 6.4)) - 0.6
    seconds = (0.0, 3.1, 3.6, 4.1, 4.5, 4.9, 8.0)
    metres = (0.0, reached, reached + 0.32, reached + 0.05, reached + 0.3, reached + 0.1, route.length)
    return Paced(stage, route, wings.INTRUDER, _DASH, seconds, metres)
