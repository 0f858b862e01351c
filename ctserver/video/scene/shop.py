"""A shop's sales floor from a corner of its ceiling: shelves full of goods, a checkout, customers with trolleys.

Plan, in metres on the shop's own frame (lateral to the right of the middle aisle, along away from the camera): gondolas every
PITCH from `front` to `back` along, a wall of cabinets at `wall` with a door at the end of the middle aisle, checkouts in the
place of two gondolas, and before them a cross aisle. Whoever moves comes from behind the door's wall or from beyond the
picture's edge.
"""

from ctserver.video.scene import shop_furniture, shop_shell
from ctserver.video.scene.actors import Actor, Stage
from ctserver.video.scene.indoor_actors import CLOTHES, crosser, intruder, leaving, passer, people, set_stage, way
from ctserver.video.scene.look import Look, Scene
from ctserver.video.scene.room import Room
from ctserver.video.scene.room_light import RoomLight, room_light
from ctserver.video.scene.seeds import generator
from ctserver.video.scene.shop_plan import Plan
from ctserver.video.scene.trolley import Trolley
from ctserver.video.scene.view import View

_HIDDEN = 2.2
"""Metres beside the door's middle at which nobody behind it is seen."""


def paint(look: Look, width: int, height: int) -> Scene:
    """Lay out the shop of a seed, paint it, and send its customers on their ways."""
    plan = Plan(generator(look.seed, 21))
    camera = plan.mount.camera(look, width, height)
    lamps = shop_shell.lamp_places(plan)
    light = room_light(look.daylight, lamps, 1.75, camera.position, window=0.15, reach=13.0)
    backdrop, stage = set_stage(_room(plan, light), camera, light, generator(look.seed, 23))
    return View(backdrop, _actors(stage, plan, look.alarm), look.upside_down)


def _room(plan: Plan, light: RoomLight) -> Room:
    things = shop_furniture.gondolas(plan) + shop_furniture.cabinets(plan, light)
    things += shop_furniture.wall_shelves(plan) + shop_furniture.checkout(plan) + shop_furniture.signs(plan)
    return Room(
        floors=[shop_shell.floor(plan)],
        walls=shop_shell.walls(plan),
        lamps=shop_shell.lamps(plan, light),
        things=things,
        feet=shop_furniture.feet(plan),
        gloss=plan.gloss,
    )


def _actors(stage: Stage, plan: Plan, alarm: bool) -> list[Actor]:
    rng = generator(plan.seed, 25)
    side = plan.turn
    behind = (side * _HIDDEN, plan.wall + 0.9)
    door = (0.0, plan.wall + 0.9)
    edge = leaving(stage, plan.frame, 0.3 * side)
    if alarm:
        places = [behind, door, (-0.5, plan.back), (0.45, (plan.front + plan.back) / 2), (-0.3, plan.front)]
        return people([intruder(stage, way(plan.frame, [*places, (0.3 * side, edge)]))], plan.gloss)
    chosen = rng.permutation(len(CLOTHES))
    away = [(0.45, leaving(stage, plan.frame, 0.45)), (0.45, plan.wall + 0.9), behind]
    customer = passer(stage, way(plan.frame, away), CLOTHES[chosen[0]], rng)
    crossing = crosser(stage, plan.frame, plan.front - 1.15, 3.2, CLOTHES[chosen[1]], rng)
    walkers = [customer, crossing]
    actors = people(walkers, plan.gloss)
    actors.append(Trolley(customer if rng.integers(2) else walkers[1]))
    return actors
