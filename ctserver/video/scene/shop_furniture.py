"""What stands in a shop: gondolas with their ends, chilled cabinets along the back wall, the checkout, hanging signs."""

from itertools import pairwise

import numpy as np

from ctserver.video.i420 import Array
from ctserver.video.scene.furniture import Builder, Thing
from ctserver.video.scene.room_light import RoomLight
from ctserver.video.scene.shelves import LEVELS, TALL, Front, gondola_bay, stock
from ctserver.video.scene.shop_plan import GONDOLA, PITCH, Plan

_BAY = 1.25
_CABINET = (0.75, 2.15)
"""Depth and height of a chilled cabinet."""
_WALL_SHELF = 0.45
"""Depth of a shelf along a wall."""
_CHECKOUTS = (4.1, 6.1, 8.1)
_STEEL, _BELT, _PANEL = (150, 152, 152), (48, 48, 48), (120, 118, 114)


def gondolas(plan: Plan) -> list[Thing]:
    things = []
    for number, middle in enumerate(plan.gondolas):
        lateral = (middle - GONDOLA / 2, middle + GONDOLA / 2)
        count = max(round((plan.back - plan.front) / _BAY), 1)
        edges = np.linspace(plan.front, plan.back, count + 1).tolist()
        rng = np.random.default_rng(plan.seed + number)
        for near, far in pairwise(edges):
            things.append(gondola_bay(Builder(plan.frame), lateral, (near, far), rng, plan.families[number]))
        things.append(_gondola_end(plan, lateral, rng, number))
    return things


def _gondola_end(plan: Plan, lateral: tuple[float, float], rng: np.random.Generator, number: int) -> Thing:
    """The offer at a gondola's near end, under a header in the shop's colour."""
    builder, near = Builder(plan.frame), plan.front - 0.42
    builder.box(lateral, (near, plan.front), (0, LEVELS[-1] + 0.30), (136, 138, 140))
    front = Front((lateral[0] + 0.03, near), (1, 0), GONDOLA - 0.06)
    builder.quads(
        front.quads(np.array(((0, front.length, 0, LEVELS[-1] + 0.27),)), 0.001), np.array(((52, 52, 52),)), flat=True
    )
    stock(builder, front, LEVELS, rng, int(plan.families[number - 1][1]))
    builder.box(lateral, (near, near + 0.05), (LEVELS[-1] + 0.30, LEVELS[-1] + 0.52), plan.brand)
    middle, up = (lateral[0] + lateral[1]) / 2, LEVELS[-1] + 0.36
    front = Front((middle - 0.28, near), (1, 0), 0.56)
    builder.quads(front.quads(np.array(((0, 0.56, up, up + 0.09),)), 0.01), np.array(((206, 208, 208),)), flat=True)
    return builder.thing(middle, near + 0.1)


def cabinets(plan: Plan, light: RoomLight) -> list[Thing]:
    """Lit cabinets along the back wall."""
    rng, things = np.random.default_rng(plan.seed + 77), []
    depth, height = _CABINET
    spans = [(plan.sides[0] + 0.1, plan.door[0] - 0.3), (plan.door[1] + 0.3, plan.sides[1] - 0.1)]
    for start, end in spans:
        count = max(round((end - start) / 1.25), 1)
        edges = np.linspace(start, end, count + 1).tolist()
        for left, right in pairwise(edges):
            things.append(_cabinet(plan, (left, right), (plan.wall - depth, plan.wall), height, rng, light))
    return things


def _cabinet(
    plan: Plan,
    lateral: tuple[float, float],
    along: tuple[float, float],
    height: float,
    rng: np.random.Generator,
    light: RoomLight,
) -> Thing:
    builder, (left, right), near = Builder(plan.frame), lateral, along[0]
    builder.box(lateral, along, (0, height), (150, 152, 152))
    lit = not light.infrared
    inside = np.array(((176, 172, 164),)) if lit else np.array(((60, 60, 60),))
    front = Front((left + 0.04, near), (1, 0), right - left - 0.08)
    builder.quads(front.quads(np.array(((0, front.length, 0.12, height - 0.22),)), 0.001), inside, lit, flat=True)
    stock(builder, front, TALL[:-1], rng, int(rng.integers(6)), lit, 0.34)
    frame = np.array(((-0.03, 0.02, 0.1, height - 0.2), (front.length - 0.02, front.length + 0.03, 0.1, height - 0.2)))
    builder.quads(front.quads(frame, 0.04), np.array(((62, 62, 62),)), flat=True)
    header = np.array(((-0.04, front.length + 0.04, height - 0.2, height),))
    builder.quads(front.quads(header, 0.02), np.array((plan.brand,)), flat=True)
    return builder.thing((left + right) / 2, near + 0.3)


def wall_shelves(plan: Plan) -> list[Thing]:
    """Tall shelves along the side wall that no checkout stands before, and along the far part of the other."""
    rng, things, far = np.random.default_rng(plan.seed + 78), [], plan.wall - _CABINET[0] - 0.6
    for side, near in ((-plan.till_side, plan.front - 2.6), (plan.till_side, plan.front + 3.2)):
        edges = np.linspace(near, far, max(round((far - near) / _BAY), 1) + 1).tolist()
        things += [_wall_shelf(plan, side, along, rng) for along in pairwise(edges)]
    return things


def _wall_shelf(plan: Plan, side: int, along: tuple[float, float], rng: np.random.Generator) -> Thing:
    builder, (near, far), wall = Builder(plan.frame), along, plan.sides[0 if side < 0 else 1]
    inner = wall - side * _WALL_SHELF
    builder.box((min(inner, wall), max(inner, wall)), along, (0, TALL[-1] + 0.36), (58, 58, 58))
    front = Front((inner, near), (0, 1), far - near) if side < 0 else Front((inner, far), (0, -1), far - near)
    stock(builder, front, TALL, rng, int(rng.integers(6)))
    header = np.array(((0, far - near, TALL[-1] + 0.36, TALL[-1] + 0.58),))
    builder.quads(front.quads(header, 0.02), np.array((plan.brand,)), flat=True)
    return builder.thing(inner, (near + far) / 2)


def checkout(plan: Plan) -> list[Thing]:
    """Checkouts side by side, where gondolas stand on the other side."""
    return [_checkout(plan, plan.till_side * lateral) for lateral in _CHECKOUTS]


def _checkout(plan: Plan, lateral: float) -> Thing:
    builder = Builder(plan.frame)
    near, far = plan.front + 0.2, plan.front + 2.7
    builder.box((lateral - 0.32, lateral + 0.32), (near, far), (0, 0.84), _PANEL)
    builder.box((lateral - 0.34, lateral + 0.34), (near - 0.02, far + 0.02), (0.84, 0.90), _STEEL)
    top = (
        (lateral - 0.24, near + 0.7),
        (lateral + 0.24, near + 0.7),
        (lateral + 0.24, far - 0.05),
        (lateral - 0.24, far - 0.05),
    )
    belt = np.array([[(*place, 0.903) for place in top]])
    builder.quads(belt, np.array((_BELT,)), flat=True)
    builder.box((lateral - 0.32, lateral + 0.32), (near, near + 0.03), (0.25, 0.5), plan.brand)
    builder.box((lateral + 0.20, lateral + 0.24), (near + 0.5, near + 0.54), (0.90, 1.25), (70, 70, 70))
    builder.box((lateral + 0.06, lateral + 0.38), (near + 0.48, near + 0.52), (1.20, 1.44), (44, 44, 44))
    for offset, tall, colour in ((0.2, 0.14, (84, 120, 150)), (0.5, 0.22, (150, 160, 166)), (0.8, 0.10, (80, 96, 70))):
        builder.box(
            (lateral - 0.1, lateral + 0.06), (far - 0.4 - offset, far - 0.28 - offset), (0.90, 0.90 + tall), colour
        )
    return builder.thing(lateral, (near + far) / 2)


def signs(plan: Plan) -> list[Thing]:
    """Signs over the aisles, hung from the ceiling."""
    things = []
    for number in range(-2, 3):
        lateral, along = number * PITCH, plan.front + 2.2
        if number * plan.till_side > 0:
            continue
        builder = Builder(plan.frame)
        builder.box((lateral - 0.65, lateral + 0.65), (along, along + 0.04), (2.45, 2.85), plan.brand)
        for side in (-0.5, 0.48):
            builder.box(
                (lateral + side, lateral + side + 0.015), (along, along + 0.02), (2.85, plan.ceiling), (150, 150, 150)
            )
        front = Front((lateral - 0.65, along), (1, 0), 1.3)
        lines = np.array(((0.1, 0.22, 2.55, 2.75), (0.34, 1.05, 2.68, 2.74), (0.34, 0.85, 2.56, 2.61)))
        builder.quads(front.quads(lines, 0.01), np.array(((212, 214, 214),)), flat=True)
        things.append(builder.thing(lateral, along))
    return things


def feet(plan: Plan) -> list[Array]:
    """Where things touch the floor."""
    area = plan.frame.rectangle
    found = [
        area((middle - GONDOLA / 2 - 0.06, middle + GONDOLA / 2 + 0.06), (plan.front - 0.48, plan.back + 0.06))
        for middle in plan.gondolas
    ]
    found += [
        area((plan.till_side * x - 0.38, plan.till_side * x + 0.38), (plan.front + 0.1, plan.front + 2.8))
        for x in _CHECKOUTS
    ]
    depth = _CABINET[0] + 0.06
    found += [
        area(span, (plan.wall - depth, plan.wall))
        for span in ((plan.sides[0], plan.door[0] - 0.25), (plan.door[1] + 0.25, plan.sides[1]))
    ]
    return found
