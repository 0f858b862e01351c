"""What stands before and behind a building's door: canopy, posts, planters, bench, bollards; the reception desk in the lobby."""

from collections.abc import Callable
from functools import partial
from itertools import pairwise

import cv2
import numpy as np

from ctserver.video.i420 import Array
from ctserver.video.scene import greenery
from ctserver.video.scene.backdrop import Backdrop
from ctserver.video.scene.camera import UP
from ctserver.video.scene.entrance_building import lawns
from ctserver.video.scene.entrance_plan import Plan
from ctserver.video.scene.furniture import Builder, Thing
from ctserver.video.scene.greenery import Tree
from ctserver.video.scene.light import Light

_CONCRETE, _STEEL, _WOOD = (150, 156, 158), (142, 144, 144), (84, 112, 138)
_PLANTER = (1.5, 0.55, 0.55)
"""Length, depth and height."""
_HEDGED = 31.0
"""Metres from the door to which the hedge runs."""


def lobby(plan: Plan) -> list[Thing]:
    """The reception desk, and a sofa at the other side."""
    desk, sofa = Builder(plan.frame), Builder(plan.frame)
    side = -plan.side
    low, high = sorted((side * 1.1, side * 3.0))
    desk.box((low, high), (3.6, 4.2), (0, 1.08), (110, 134, 156))
    desk.box((low - 0.05, high + 0.05), (3.5, 4.3), (1.08, 1.13), (196, 200, 202))
    desk.box(((low + high) / 2 - 0.2, (low + high) / 2 + 0.2), (3.9, 3.94), (1.13, 1.42), (46, 46, 46))
    low, high = sorted((-side * 1.5, -side * 2.9))
    sofa.box((low, high), (4.4, 5.1), (0, 0.42), (104, 92, 78))
    sofa.box((low, high), (4.95, 5.15), (0.42, 0.78), (96, 84, 72))
    return [desk.thing(0.0, 3.9), sofa.thing(0.0, 4.8)]


def outside(plan: Plan, light: Light) -> list[Thing]:
    things = [_posts(plan), _canopy(plan, light), _bench(plan)]
    things += [_planter(plan, *place) for place in _planters(plan)]
    things += [_bollard(plan, lateral, along) for lateral, along in _bollards(plan)]
    return things


def _posts(plan: Plan) -> Thing:
    """The glazing's frame: posts, sill, head and the rail over the door."""
    builder, colour = Builder(plan.frame), plan.style.frame
    half, high = plan.glass_half, plan.glass_height
    for lateral in plan.mullions():
        builder.box((lateral - 0.035, lateral + 0.035), (-0.08, 0.0), (0, high), colour)
    for left, right in ((-half, -plan.door_half), (plan.door_half, half)):
        builder.box((left, right), (-0.06, 0.0), (0, 0.10), colour)
        builder.box((left, right), (-0.05, 0.0), (1.02, 1.07), colour)
    builder.box((-half, half), (-0.09, 0.0), (high - 0.08, high + 0.05), colour)
    builder.box((-plan.door_half, plan.door_half), (-0.09, 0.0), (plan.door_height, plan.door_height + 0.12), colour)
    return builder.thing(0.0, 0.0)


def _canopy(plan: Plan, light: Light) -> Thing:
    """A slab on two columns; its edge carries the house's number."""
    builder, (half, deep) = Builder(plan.frame), plan.canopy
    low = plan.glass_height + 0.06
    for lateral in (-half + 0.25, half - 0.25):
        builder.column(lateral, -deep + 0.25, (0.06, 0.06), (0, low), _STEEL)
    builder.box((-half, half), (-deep, -0.01), (low, low + 0.26), (116, 118, 120))
    builder.box((-half - 0.02, half + 0.02), (-deep - 0.02, -deep), (low + 0.2, low + 0.28), (150, 152, 154))
    bright = light.lamps > 0.2 and not light.infrared
    left, letters = -0.9, (0.16, 0.12, 0.16, 0.05, 0.16, 0.14, 0.16, 0.12, 0.16)
    for wide in letters:
        spot = (left, left + wide, low + 0.05, low + 0.17)
        quad = np.array(
            (
                (
                    (spot[0], -deep - 0.03, spot[2]),
                    (spot[1], -deep - 0.03, spot[2]),
                    (spot[1], -deep - 0.03, spot[3]),
                    (spot[0], -deep - 0.03, spot[3]),
                ),
            )
        )
        builder.quads(quad, np.array(((236, 244, 250) if bright else (206, 210, 212),)), shining=bright, flat=True)
        left += wide + 0.07
    return builder.thing(0.0, -deep / 2)


def _planters(plan: Plan) -> list[tuple[float, float]]:
    """Near left corners (lateral, along) of the planters, on both sides of the way to the door."""
    half = plan.canopy[0] + 0.35
    return [(-half - _PLANTER[0], -1.3), (half, -1.3)]


def _planter(plan: Plan, lateral: float, along: float) -> Thing:
    builder, (long, deep, high) = Builder(plan.frame), _PLANTER
    builder.box((lateral, lateral + long), (along, along + deep), (0, high), _CONCRETE)
    inset = 0.05
    rim = (
        (lateral + inset, along + inset),
        (lateral + long - inset, along + inset),
        (lateral + long - inset, along + deep - inset),
        (lateral + inset, along + deep - inset),
    )
    builder.quads(np.array([[(*corner, high + 0.003) for corner in rim]]), np.array(((44, 56, 62),)), flat=True)
    return builder.thing(lateral + long / 2, along + deep / 2)


def _bench(plan: Plan) -> Thing:
    """Three planks on two feet, beside a bin."""
    builder = Builder(plan.frame)
    low, high = bench(plan)
    for foot in (low + 0.2, high - 0.3):
        builder.box((foot, foot + 0.08), (-2.25, -1.85), (0, 0.42), (84, 84, 84))
    for along in (-2.28, -2.12, -1.96):
        builder.box((low, high), (along, along + 0.13), (0.42, 0.46), _WOOD)
    builder.column(high + 0.5, -2.05, (0.2, 0.22), (0, 0.85), (92, 94, 92))
    return builder.thing((low + high) / 2, -2.1)


def bench(plan: Plan) -> tuple[float, float]:
    start = plan.canopy[0] + 2.3
    return (start, start + 1.8) if plan.bench_side > 0 else (-start - 2.5, -start - 0.7)


def _bollards(plan: Plan) -> list[tuple[float, float]]:
    half = plan.canopy[0]
    return [(lateral, -plan.canopy[1] - 0.9) for lateral in (-half - 0.3, -half + 1.2, half - 1.2, half + 0.3)]


def _bollard(plan: Plan, lateral: float, along: float) -> Thing:
    builder = Builder(plan.frame)
    builder.column(lateral, along, (0.055, 0.055), (0, 0.86), _STEEL)
    builder.column(lateral, along, (0.058, 0.058), (0.70, 0.76), (60, 62, 64))
    return builder.thing(lateral, along)


def feet(plan: Plan) -> list[Array]:
    """Where things touch the ground."""
    area, (long, deep, _) = plan.frame.rectangle, _PLANTER
    found = [area((x - 0.06, x + long + 0.06), (z - 0.08, z + deep)) for x, z in _planters(plan)]
    found += [area((x - 0.12, x + 0.12), (z - 0.12, z + 0.10)) for x, z in _bollards(plan)]
    low, high = bench(plan)
    found += [area((low, high), (-2.3, -1.8)), area((high + 0.25, high + 0.75), (-2.3, -1.8))]
    return found


def shadows(plan: Plan, light: Light) -> list[Array]:
    """What the sun throws on the ground: canopy, planters, bollards, bench, and a tree beside the camera."""
    rng, frame = np.random.default_rng(plan.seed + 9), plan.frame
    half, deep = plan.canopy
    slab = frame.rectangle((-half, half), (-deep, 0)) + (plan.glass_height + 0.2) * UP
    shapes = [slab]
    for x, z in _planters(plan):
        base = frame.rectangle((x, x + _PLANTER[0]), (z, z + _PLANTER[1]))
        shapes.append(np.concatenate((base, base + (_PLANTER[2] + 0.3) * UP)))
    for x, z in _bollards(plan):
        base = frame.rectangle((x - 0.05, x + 0.05), (z - 0.05, z + 0.05))
        shapes.append(np.concatenate((base, base + 0.86 * UP)))
    low, high = bench(plan)
    shapes.append(frame.rectangle((low, high), (-2.28, -1.83)) + 0.45 * UP)
    for _ in range(7):
        place = frame.world(plan.side * rng.uniform(3, 6), rng.uniform(-7, -4), rng.uniform(2.5, 5))
        turn = np.linspace(0, 2 * np.pi, 8, endpoint=False)
        size = rng.uniform(0.4, 0.9)
        shapes.append(place + np.stack((np.cos(turn) * size, np.sin(2 * turn) * 0.2, np.sin(turn) * size), axis=1))
    return [_fallen(shape, plan, light) for shape in shapes]


def _fallen(points: Array, plan: Plan, light: Light) -> Array:
    """The convex outline (n, 3) of the shadow of points on the ground; the front stops it."""
    fallen = points - light.sun * (points[:, 1:2] / light.sun[1])
    away = plan.frame.world(0.0, 1.0) - plan.frame.world(0.0, 0.0)
    behind = np.maximum((fallen - plan.frame.world(0.0, 0.0)) @ away, 0)
    fallen = fallen - behind[:, None] * away
    return np.asarray(fallen[cv2.convexHull(fallen[:, ::2].astype(np.float32), returnPoints=False)[:, 0]])


def plant(backdrop: Backdrop, plan: Plan, rng: np.random.Generator) -> None:
    """Shrubs in the planters, and a hedge on the lawn along the front; far ones first."""
    camera, frame = backdrop.camera, plan.frame
    nursery = greenery.Nursery(backdrop.light, rng)
    green: list[tuple[float, Callable[[], None]]] = []
    for x, z in _planters(plan):
        middle = z + _PLANTER[1] / 2
        if plan.balls:
            for share in (0.27, 0.73):
                foot, tall = frame.world(x + share * _PLANTER[0], middle, 0.5), float(rng.uniform(1.15, 1.35))
                tree = Tree(foot, tall, tall * 0.62, int(rng.integers(3)))
                green.append((float(camera.depth(foot)), partial(tree.paint, backdrop, nursery)))
        else:
            ends = [frame.world(x + share * _PLANTER[0], middle, 0.5) for share in (0.06, 0.94)]
            green.append(_hedge(backdrop, nursery, ends, 0.55))
    for low, high in lawns(plan) if plan.lawn else []:
        edges = np.arange(max(low, -_HEDGED) + 0.4, min(high, _HEDGED), 2.2).tolist()
        for left, right in pairwise(edges):
            ends = [frame.world(lateral, -0.55) for lateral in (left, right)]
            green.append(_hedge(backdrop, nursery, ends, 0.75))
    for _, paint_plant in sorted(green, key=lambda pair: -pair[0]):
        paint_plant()


def _hedge(
    backdrop: Backdrop, nursery: greenery.Nursery, ends: list[Array], height: float
) -> tuple[float, Callable[[], None]]:
    low, high = ends
    depth = float(backdrop.camera.depth((low + high) / 2))
    return depth, partial(greenery.hedge, backdrop, nursery, low, high, height)
