"""Machines of yards and halls in their own axes (forward, up, right), origin on the ground: lorries, trailers, a forklift."""

from functools import cache

import numpy as np

from ctserver.video.i420 import Array
from ctserver.video.scene.solids import Point, Solid, box, join, plate, wheel

CHASSIS, GLASS, TRIM = (52, 54, 54), (58, 52, 46), (44, 44, 43)
_LAMP, _TAIL = (220.0, 240.0, 250.0), (50.0, 44.0, 235.0)
_BODY, _STRIPE, _SEAM = (-1.0, 0.0, 0.0), (-2.0, 0.0, 0.0), (-3.0, 0.0, 0.0)
"""Colours that stand for those of a machine that has not been painted."""
_HALF = 1.25
"""Half the width of a lorry."""


def _wall(
    forward: float, right: tuple[float, float], up: tuple[float, float], colour: Point, lit: Point = (0, 0, 0)
) -> Solid:
    """An upright plate across the machine; it looks forward if it lies before the origin, else back."""
    (r0, r1), (u0, u1) = right, up
    corners = np.array(((forward, u0, r0), (forward, u0, r1), (forward, u1, r1), (forward, u1, r0)))
    return plate(corners, (float(np.sign(forward)), 0, 0), colour, 0.4, 2, lit)


def _side(
    side: int, reach: tuple[float, float], up: tuple[float, float], at: float, colour: Point, gloss: float = 0.1
) -> Solid:
    """A plate along the machine on its right (1) or left (-1) side."""
    (f0, f1), (u0, u1) = reach, up
    corners = np.array(((f0, u0, at), (f1, u0, at), (f1, u1, at), (f0, u1, at))) * (1, 1, side)
    return plate(corners, (0, 0, side), colour, gloss, 2)


def _axles(places: tuple[float, ...], radius: float, half: float) -> list[Solid]:
    """Wheels on both sides; those of the far side are painted before the body, the near ones after it."""
    wheels = [wheel((at, radius, side * half), radius, side, 3) for at in places for side in (-1, 1)]
    inner = [wheel((at, radius, side * (half - 0.34)), radius, -side, 0) for at in places for side in (-1, 1)]
    return wheels + inner


@cache
def tractor(colour: Point) -> Solid:
    """A tractor unit of 6 m whose origin is its king-pin."""
    cab, nose = [], 4.15
    cab.append(box((1.95, 0.95, -_HALF + 0.02), (nose, 3.15, _HALF - 0.02), colour, 0.35, 1))
    cab.append(box((1.95, 0.42, -_HALF + 0.05), (nose - 0.02, 0.95, _HALF - 0.05), (70, 70, 68), 0.1, 1))
    slope = np.array(((1.95, 3.15, -1.15), (nose - 0.5, 3.15, -1.15), (nose - 0.9, 3.75, -1.1), (1.95, 3.9, -1.1)))
    mirror = np.array((1.0, 1.0, -1.0))
    cab += [plate(slope, (0, 0, -1), colour, 0.3, 1), plate(slope * mirror, (0, 0, 1), colour, 0.3, 1)]
    front = np.array((slope[1], slope[1] * mirror, slope[2] * mirror, slope[2]))
    top = np.array((slope[2], slope[2] * mirror, slope[3] * mirror, slope[3]))
    cab += [plate(front, (1, 0.4, 0), colour, 0.4, 1), plate(top, (0, 1, 0), colour, 0.3, 1)]
    cab.append(_wall(nose + 0.01, (-1.12, 1.12), (1.85, 2.85), GLASS))
    cab.append(_wall(nose + 0.01, (-0.95, 0.95), (0.75, 1.55), (50, 50, 49)))
    cab.append(_wall(nose + 0.015, (-0.26, 0.26), (0.50, 0.62), (210, 216, 216)))
    for side in (-1, 1):
        low, high = sorted((side * 0.72, side * 1.12))
        cab.append(_wall(nose + 0.015, (low, high), (0.62, 0.82), (205, 205, 200), _LAMP))
        cab.append(_side(side, (nose - 1.35, nose - 0.25), (1.9, 2.8), _HALF - 0.01, GLASS, 0.8))
        cab.append(_side(side, (0.4, 1.9), (0.5, 1.05), 1.12, (104, 106, 106)))
        cab.append(box((nose + 0.02, 1.9, side * 1.42 - 0.1), (nose + 0.12, 2.6, side * 1.42 + 0.1), TRIM, 0.1, 2))
    frame = box((-1.1, 0.62, -0.5), (2.0, 1.0, 0.5), CHASSIS, 0.05, 0)
    return join([frame, *cab, *_axles((0.0, 3.45), 0.5, _HALF - 0.03)])


@cache
def trailer(colour: Point, stripe: Point) -> Solid:
    """A box trailer of 13.6 m; its origin is at its middle axle, its king-pin 7.7 m before."""
    return _unpainted_trailer().painted({_BODY: colour, _STRIPE: stripe, _SEAM: _darker(colour)})


@cache
def _unpainted_trailer() -> Solid:
    rear, front = -4.3, 9.2
    parts = [box((rear, 1.12, -_HALF), (front, 3.95, _HALF), _BODY, 0.12, 1)]
    parts.append(box((rear + 0.2, 0.82, -0.6), (front - 0.4, 1.12, 0.6), CHASSIS, 0.05, 0))
    for side in (-1, 1):
        parts.append(_side(side, (rear + 0.05, front - 0.05), (1.12, 1.30), _HALF + 0.004, (92, 94, 94)))
        parts.append(_side(side, (rear + 3.0, front - 2.4), (2.05, 2.95), _HALF + 0.004, _STRIPE))
        parts.append(_side(side, (rear + 5.9, front - 3.2), (0.55, 0.98), _HALF - 0.1, (120, 122, 120)))
        parts += [
            _side(side, (at, at + 0.05), (1.3, 3.9), _HALF + 0.006, _SEAM) for at in np.arange(rear + 1.6, front, 1.7)
        ]
        parts.append(box((6.0, 0.1, side * 0.85 - 0.07), (6.14, 1.12, side * 0.85 + 0.07), (96, 98, 98), 0.05, 0))
        low, high = sorted((side * 0.75, side * 1.2))
        parts.append(_wall(rear - 0.01, (low, high), (0.84, 1.02), (36, 30, 140), _TAIL))
    parts.append(_wall(rear - 0.005, (-0.02, 0.02), (1.2, 3.85), (80, 82, 82)))
    parts.append(_wall(rear - 0.005, (-_HALF, _HALF), (0.70, 0.84), (150, 152, 150)))
    parts += [_seam(at, _SEAM) for at in np.arange(rear + 1.6, front, 1.7)]
    return join([*parts, *_axles((-1.31, 0.0, 1.31), 0.5, _HALF - 0.03)])


def _darker(colour: Point) -> Point:
    blue, green, red = colour
    return blue * 0.89, green * 0.89, red * 0.89


def _seam(at: float, colour: Point, up: float = 3.955) -> Solid:
    """A seam across a box's roof."""
    edges = np.array(((at, up, -1.22), (at, up, 1.22), (at + 0.05, up, 1.22), (at + 0.05, up, -1.22)))
    return plate(edges, (0, 1, 0), colour, 0.1, 2)


@cache
def lorry(colour: Point, load: Point) -> Solid:
    """A rigid lorry of 9.6 m whose origin is its rear axle."""
    cab_rear, nose, rear = 4.6, 6.6, -2.9
    parts = [box((rear, 1.0, -_HALF), (cab_rear - 0.15, 3.75, _HALF), load, 0.12, 1)]
    parts.append(box((cab_rear, 0.9, -1.18), (nose, 2.95, 1.18), colour, 0.35, 1))
    parts.append(box((cab_rear, 0.42, -1.15), (nose - 0.02, 0.9, 1.15), (72, 72, 70), 0.1, 1))
    parts.append(box((rear + 0.1, 0.66, -0.55), (cab_rear, 1.0, 0.55), CHASSIS, 0.05, 0))
    parts.append(_wall(nose + 0.01, (-1.06, 1.06), (1.75, 2.7), GLASS))
    parts.append(_wall(nose + 0.01, (-0.9, 0.9), (0.8, 1.45), (52, 52, 50)))
    for side in (-1, 1):
        low, high = sorted((side * 0.68, side * 1.06))
        parts.append(_wall(nose + 0.015, (low, high), (0.6, 0.8), (205, 205, 200), _LAMP))
        parts.append(_wall(rear - 0.01, (low, high), (0.76, 0.94), (36, 30, 140), _TAIL))
        parts.append(_side(side, (nose - 1.25, nose - 0.25), (1.8, 2.65), 1.185, GLASS, 0.8))
        parts.append(_side(side, (rear + 0.05, cab_rear - 0.2), (1.0, 1.16), _HALF + 0.004, (92, 94, 94)))
        parts.append(_side(side, (0.9, 3.4), (0.45, 0.85), _HALF - 0.12, (118, 120, 118)))
        parts.append(box((nose + 0.02, 1.8, side * 1.36 - 0.1), (nose + 0.12, 2.45, side * 1.36 + 0.1), TRIM, 0.1, 2))
    parts.append(_wall(rear - 0.005, (-0.02, 0.02), (1.05, 3.7), (80, 82, 82)))
    parts += [_seam(at, _darker(load), 3.755) for at in np.arange(rear + 1.2, cab_rear - 0.3, 1.25)]
    parts += [
        _side(side, (at, at + 0.05), (1.2, 3.7), _HALF + 0.004, _darker(load))
        for at in np.arange(rear + 1.2, cab_rear - 0.3, 1.25)
        for side in (-1, 1)
    ]
    return join([*parts, *_axles((0.0, 5.55), 0.48, _HALF - 0.03)])


@cache
def forklift(colour: Point, loaded: bool) -> Solid:
    """A counterbalance truck of 2.4 m without its forks, driver on board; its origin is between its axles."""
    parts = [
        box((-1.15, 0.22, -0.55), (0.15, 0.95, 0.55), colour, 0.2, 1),
        box((-1.2, 0.30, -0.52), (-0.72, 1.12, 0.52), (58, 58, 57), 0.1, 1),
        box((0.15, 0.2, -0.55), (0.85, 0.52, 0.55), colour, 0.2, 1),
        box((0.45, 0.5, -0.35), (0.85, 1.02, 0.35), (62, 62, 60), 0.1, 1),
        box((-0.45, 0.95, -0.22), (-0.2, 1.55, 0.22), (48, 48, 47), 0.05, 1),
        box((-0.24, 0.95, -0.24), (0.06, 1.56, 0.24), (46, 106, 172), 0.0, 1),
        box((-0.14, 1.58, -0.10), (0.08, 1.77, 0.10), (120, 148, 188), 0.0, 1),
        box((-0.17, 1.77, -0.13), (0.11, 1.90, 0.13), (78, 160, 180), 0.1, 1),
        box((-0.95, 2.12, -0.5), (0.62, 2.18, 0.5), (48, 48, 47), 0.1, 2),
    ]
    for side in (-1, 1):
        parts += [_post(at, 0.46 * side, (0.9, 2.14)) for at in (-0.9, 0.58)]
        parts += [box((0.86, 0.15, 0.30 * side - 0.06), (1.02, 2.35, 0.30 * side + 0.06), (56, 57, 56), 0.1, 1)]
        parts.append(box((1.02, 0.12, 0.26 * side - 0.06), (2.05, 0.17, 0.26 * side + 0.06), (60, 60, 60), 0.1, 1))
    if loaded:
        parts += [pallet((1.08, 0.17, -0.5), (1.0, 1.1, 1.0), (118, 152, 176))]
    return join([*parts, *_axles((-0.72, 0.62), 0.3, 0.56)])


def _post(forward: float, right: float, up: tuple[float, float]) -> Solid:
    half = 0.035
    return box((forward - half, up[0], right - half), (forward + half, up[1], right + half), (50, 50, 49), 0.1, 1)


def pallet(low: Point, size: Point, colour: Point, wood: Point = (96, 128, 148)) -> Solid:
    """A load on a pallet of wood, from its lowest corner, in any axes whose second is up."""
    (x, y, z), (wide, tall, deep) = low, size
    base = box((x, y, z), (x + wide, y + 0.14, z + deep), wood, 0.0, 1)
    load = box((x + 0.04, y + 0.14, z + 0.04), (x + wide - 0.04, y + tall, z + deep - 0.04), colour, 0.08, 1)
    return join((base, load))


def headlamps(forward: float, up: float = 0.75, aside: float = 0.92) -> Array:
    """Places (2, 3) of a machine's headlights."""
    return np.array(((forward, up, -aside), (forward, up, aside)))
