"""The shop around the shelves: floor, walls with their painted bands, ceiling and its rows of lamps."""

import numpy as np

from ctserver.video.i420 import Array
from ctserver.video.scene.camera import UP
from ctserver.video.scene.plane import Decal, Surface, rectangle
from ctserver.video.scene.room import Lamp
from ctserver.video.scene.room_light import RoomLight
from ctserver.video.scene.shop_plan import PITCH, Plan
from ctserver.video.scene.tiling import Tiling

_BEHIND = -4.0
_DOOR_HEIGHT = 2.3
_CEILING = (226.0, 230.0, 230.0)


def floor(plan: Plan) -> Surface:
    tiling = Tiling((plan.tile, plan.tile), 0.006, 0.84, 0.012, 0.02, seed=plan.seed)
    return _level(plan, 0.0, plan.floor, tiling, plan.wall + 3.0)


def walls(plan: Plan) -> list[Surface]:
    frame, colour, (left, right) = plan.frame, plan.wall_colour, plan.sides
    across, away = frame.world(1.0, 0.0) - frame.world(0.0, 0.0), frame.world(0.0, 1.0) - frame.world(0.0, 0.0)
    length = plan.wall - _BEHIND
    panels = Tiling((0.6, 0.6), 0.02, 0.88, 0.004, 0.006, seed=plan.seed)
    ceiling = _level(plan, plan.ceiling, _CEILING, panels, plan.wall)
    dim = (colour[0] * 0.62, colour[1] * 0.62, colour[2] * 0.62)
    room_behind = Surface(frame.world(left, plan.wall + 3.0), across, UP, (right - left, _DOOR_HEIGHT), dim)
    lid = Surface(frame.world(-3.0, plan.wall, _DOOR_HEIGHT), across, away, (6.0, 3.0), dim)
    sides = [
        Surface(frame.world(lateral, _BEHIND), away, UP, (length, plan.ceiling), colour, _side_decals(plan, length))
        for lateral in (left, right)
    ]
    return [room_behind, lid, ceiling, *sides, *_back(plan)]


def _band(plan: Plan, length: float, up: float = 2.55) -> Decal:
    return rectangle(0, length, up, up + 0.45, plan.brand)


def _side_decals(plan: Plan, length: float) -> list[Decal]:
    """The band, and under it the season's offers on large sheets in frames."""
    rng, decals = np.random.default_rng(plan.seed + 5), [_band(plan, length)]
    for left in np.arange(1.2, length - 2.5, 2.6).tolist():
        paper, tint = rng.uniform(196, 222), rng.uniform(60, 190, 3)
        blue, green, red = tint.tolist()
        decals.append(rectangle(left, left + 1.3, 0.55, 2.3, (92, 94, 96)))
        decals.append(rectangle(left + 0.04, left + 1.26, 0.59, 2.26, (paper, paper, paper * 0.98)))
        decals.append(rectangle(left + 0.12, left + 1.18, 1.1, 2.18, (blue, green, red)))
        decals.append(rectangle(left + 0.22, left + 0.66, 1.3, 1.9, (red * 0.7, blue * 0.9, green * 0.8)))
        for row in range(3):
            right = left + float(rng.uniform(0.7, 1.15))
            decals.append(rectangle(left + 0.12, right, 0.94 - row * 0.11, 0.99 - row * 0.11, (70, 68, 66)))
    return decals


def _back(plan: Plan) -> list[Surface]:
    """The back wall left and right of the door, and above it."""
    frame, (left, right), (door_left, door_right) = plan.frame, plan.sides, plan.door
    across = frame.world(1.0, 0.0) - frame.world(0.0, 0.0)
    found = []
    for start, end, corners in (
        (left, door_left, (True, False, True, True)),
        (door_right, right, (False, True, True, True)),
    ):
        size = (end - start, plan.ceiling)
        bands = [_band(plan, end - start)]
        found.append(Surface(frame.world(start, plan.wall), across, UP, size, plan.wall_colour, bands, None, corners))
    size = (door_right - door_left + 0.06, plan.ceiling - _DOOR_HEIGHT)
    bands = [_band(plan, size[0], 2.55 - _DOOR_HEIGHT)]
    origin = frame.world(door_left - 0.03, plan.wall, _DOOR_HEIGHT)
    found.append(Surface(origin, across, UP, size, plan.wall_colour, bands, None, (False, False, False, True)))
    return found


def _level(plan: Plan, up: float, colour: tuple[float, float, float], tiling: Tiling, far: float) -> Surface:
    frame, (left, right) = plan.frame, plan.sides
    across, away = frame.world(1.0, 0.0) - frame.world(0.0, 0.0), frame.world(0.0, 1.0) - frame.world(0.0, 0.0)
    size = (right - left, far - _BEHIND)
    return Surface(frame.world(left, _BEHIND, up), across, away, size, colour, [], tiling, (True, True, False, True))


def _rows(plan: Plan) -> list[tuple[float, float]]:
    """Middles (lateral, along) of the lamps."""
    laterals = [number * PITCH for number in range(-3, 4)]
    alongs = np.arange(0.5, plan.wall - 0.6, 2.4 if plan.lengthwise else 2.0).tolist()
    return [(lateral, along) for lateral in laterals for along in alongs]


def lamp_places(plan: Plan) -> Array:
    """One place (n, 3) for every second lamp of a row, which is as good as all."""
    places = _rows(plan)[::2]
    return np.array([plan.frame.world(lateral, along, plan.ceiling - 0.1) for lateral, along in places])


def lamps(plan: Plan, light: RoomLight) -> list[Lamp]:
    lit, dark = ((200, 200, 200), (58, 58, 58)) if light.infrared else ((248, 253, 255), (0, 0, 0))
    wide, long = (0.07, 0.75) if plan.lengthwise else (0.60, 0.12)
    found = []
    for number, (lateral, along) in enumerate(_rows(plan)):
        on = not light.infrared or number % 7 == 3
        outline = plan.frame.rectangle((lateral - wide, lateral + wide), (along - long, along + long))
        found.append(Lamp(outline + (plan.ceiling - 0.02) * UP, lit if on else dark))
    return found
