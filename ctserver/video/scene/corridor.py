"""An office corridor in one-point perspective: doors on both sides, ceiling lamps mirrored in the floor, people on their ways.

Plan, in metres on the corridor's own frame (lateral to the right of its middle, along away from the camera): walls at
|lateral| = `half`, an end wall at `length`, and three gaps in the side walls through which whoever moves comes and goes, so that
the loop closes: an open door near the camera, a side corridor, another open door far away.
"""

import numpy as np

from ctserver.video.i420 import Array
from ctserver.video.scene import corridor_walls
from ctserver.video.scene.actors import Actor, Stage, Walker
from ctserver.video.scene.camera import UP
from ctserver.video.scene.corridor_plan import Gap, Plan
from ctserver.video.scene.furniture import Builder, Thing
from ctserver.video.scene.indoor_actors import CLOTHES, intruder, passer, people, set_stage, way
from ctserver.video.scene.look import Look, Scene
from ctserver.video.scene.room import Lamp, Room
from ctserver.video.scene.room_light import RoomLight, room_light
from ctserver.video.scene.seeds import generator
from ctserver.video.scene.view import View

_LAMP_EVERY = 2.4
_HIDDEN = 1.1
"""Metres behind a side wall at which nobody is seen."""


def paint(look: Look, width: int, height: int) -> Scene:
    """Lay out the corridor of a seed, paint it, and send its people on their ways."""
    plan = Plan(generator(look.seed, 11))
    camera = plan.mount.camera(look, width, height)
    centres = np.array([plan.frame.world(0.0, along, plan.ceiling - 0.1) for along in _lamp_alongs(plan)])
    light = room_light(look.daylight, centres, 1.65, camera.position, window=0.25, reach=9.0)
    backdrop, stage = set_stage(_room(plan, light), camera, light, generator(look.seed, 13))
    return View(backdrop, _actors(stage, plan, plan.style.gloss, look.alarm), look.upside_down)


def _lamp_alongs(plan: Plan) -> list[float]:
    return np.arange(0.9, plan.length - 0.6, _LAMP_EVERY).tolist()


def _room(plan: Plan, light: RoomLight) -> Room:
    return Room(
        floors=corridor_walls.floors(plan),
        walls=corridor_walls.walls(plan, light),
        lamps=_lamps(plan, light),
        things=[_extinguisher(plan), _exit_sign(plan, light), *_detectors(plan)],
        gloss=plan.style.gloss,
    )


def _lamps(plan: Plan, light: RoomLight) -> list[Lamp]:
    """Ceiling panels, at night only every third, as emergency light; and the window at the end."""
    half, half_length = (0.29, 0.29) if plan.square_lamps else (0.09, 0.60)
    lit = (196.0, 196.0, 196.0) if light.infrared else (246.0, 252.0, 255.0)
    dark = (54.0, 54.0, 54.0)
    lamps = []
    for number, along in enumerate(_lamp_alongs(plan)):
        on = not light.infrared or number % 4 == 2
        outline = _level(plan, (-half, half), (along - half_length, along + half_length), plan.ceiling - 0.01)
        lamps.append(Lamp(outline, lit if on else dark))
    return lamps


def _level(plan: Plan, lateral: tuple[float, float], along: tuple[float, float], up: float) -> Array:
    return np.asarray(plan.frame.rectangle(lateral, along) + up * UP)


def _extinguisher(plan: Plan) -> Thing:
    """A red cylinder on the wall beside the open door's opposite, with its hose and head."""
    builder, side = Builder(plan.frame), plan.extinguisher_side
    lateral, along = side * (plan.half - 0.12), plan.extinguisher_along
    builder.column(lateral, along, (0.08, 0.08), (0.62, 1.02), (44, 42, 168))
    builder.column(lateral, along, (0.075, 0.03), (1.02, 1.08), (44, 42, 168))
    builder.column(lateral, along, (0.026, 0.026), (1.08, 1.16), (40, 40, 40), 6)
    builder.box((lateral - 0.02, lateral + 0.02), (along - 0.12, along - 0.08), (0.70, 1.12), (34, 34, 34))
    return builder.thing(lateral, along)


def _exit_sign(plan: Plan, light: RoomLight) -> Thing:
    """A running man on green, hung from the ceiling across the way."""
    builder, along, top = Builder(plan.frame), plan.sign_along, plan.ceiling - 0.22
    green = (150, 150, 150) if light.infrared else (78, 150, 30)
    pale = (250, 250, 250) if light.infrared else (214, 236, 206)
    for lateral in (-0.17, 0.16):
        builder.box((lateral, lateral + 0.012), (along, along + 0.012), (top, plan.ceiling), (120, 120, 120))
    builder.box((-0.24, 0.24), (along, along + 0.05), (top - 0.22, top), (196, 200, 200))

    def front(lateral: tuple[float, float], up: tuple[float, float], colour: tuple[int, int, int]) -> None:
        (l0, l1), (u0, u1), a = lateral, up, along - 0.004
        quad = np.array((((l0, a, u0), (l1, a, u0), (l1, a, u1), (l0, a, u1)),))
        builder.quads(quad, np.array((colour,)), shining=True)

    front((-0.225, 0.225), (top - 0.205, top - 0.015), green)
    front((-0.19, -0.06), (top - 0.175, top - 0.045), pale)
    front((-0.145, -0.105), (top - 0.17, top - 0.06), green)
    front((0.0, 0.12), (top - 0.125, top - 0.095), pale)
    front((0.12, 0.15), (top - 0.155, top - 0.065), pale)
    return builder.thing(0.0, along)


def _detectors(plan: Plan) -> list[Thing]:
    things = []
    for along in (4.4, 14.0):
        builder = Builder(plan.frame)
        builder.column(0.35, along, (0.03, 0.055), (plan.ceiling - 0.05, plan.ceiling - 0.005), (206, 208, 208), 10)
        things.append(builder.thing(0.35, along))
    return things


def _out(plan: Plan, gap: Gap) -> tuple[float, float]:
    """A place behind a gap at which nobody is seen."""
    return gap.side * (plan.half + _HIDDEN), gap.middle


def _between(plan: Plan, first: Gap, second: Gap, lateral: float) -> list[tuple[float, float]]:
    """The way from one gap to another, beside the corridor's middle."""
    return [_out(plan, first), (lateral, first.middle), (lateral, second.middle), _out(plan, second)]


def _actors(stage: Stage, plan: Plan, gloss: tuple[float, float], alarm: bool) -> list[Actor]:
    near, middle, far = plan.gaps
    if alarm:
        weaving = [(-0.4 * near.side, far.middle - 4), (0.35 * near.side, near.middle + 5)]
        places = [_out(plan, far), (0.2 * far.side, far.middle - 0.6), *weaving, (0.0, near.middle), _out(plan, near)]
        return people([intruder(stage, way(plan.frame, places))], gloss)
    rng = generator(plan.seed, 15)
    chosen = rng.permutation(len(CLOTHES))
    ways = [_between(plan, near, middle, -0.30), _between(plan, middle, far, 0.32)]
    walkers: list[Walker] = []
    for number, places in enumerate(ways):
        route = way(plan.frame, places if rng.integers(2) else places[::-1])
        walkers.append(passer(stage, route, CLOTHES[chosen[number]], rng))
    return people(walkers, gloss)
