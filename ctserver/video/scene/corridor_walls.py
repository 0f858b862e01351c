"""The surfaces of a corridor: walls with their doors, boards and skirting, the ceiling's panels, and the floor's tiles."""

import numpy as np

from ctserver.video.scene.camera import UP
from ctserver.video.scene.corridor_plan import Gap, Plan
from ctserver.video.scene.plane import Colour, Decal, Surface, rectangle
from ctserver.video.scene.room_light import RoomLight
from ctserver.video.scene.tiling import Tiling

_BEHIND = -3.0
"""Metres along at which floor, walls and ceiling begin, behind the camera."""
_DEEP = 4.0
"""Metres to which side rooms are built."""
_PANEL = 0.6
_DOOR = (0.92, 2.06)
_WALL_TEXTURE = Tiling((50.0, 50.0), 0.0, 1.0, cloud=0.008, seed=5)


def floors(plan: Plan) -> list[Surface]:
    style = plan.style
    tiling = Tiling(style.tile, 0.006, 0.80, 0.012, 0.022, seed=plan.seed)
    laid = [_level(plan, (-plan.half, plan.half), (_BEHIND, plan.length), 0.0, style.floor, tiling)]
    for gap in plan.gaps:
        laid.append(_level(plan, _outside(plan, gap), (gap.near, gap.far), 0.0, style.floor, tiling))
    return laid


def walls(plan: Plan, light: RoomLight) -> list[Surface]:
    """Far and hidden ones first."""
    panels = Tiling((_PANEL, _PANEL), 0.013, 0.88, 0.006, 0.006, seed=plan.seed)
    white = (218.0, 222.0, 222.0)
    found = []
    for gap in plan.gaps:
        found.append(_level(plan, _outside(plan, gap), (gap.near, gap.far), gap.height, white, None))
        found.append(_jamb(plan, gap))
    found.append(_end(plan, light))
    found.append(_level(plan, (-plan.half, plan.half), (_BEHIND, plan.length), plan.ceiling, white, panels))
    for side in (-1, 1):
        found += _side(plan, side)
    return found


def _outside(plan: Plan, gap: Gap) -> tuple[float, float]:
    low, high = sorted((gap.side * plan.half, gap.side * (plan.half + _DEEP)))
    return low, high


def _level(
    plan: Plan,
    lateral: tuple[float, float],
    along: tuple[float, float],
    up: float,
    colour: Colour,
    tiling: Tiling | None,
) -> Surface:
    frame, size = plan.frame, (lateral[1] - lateral[0], along[1] - along[0])
    across, away = frame.world(1.0, 0.0) - frame.world(0.0, 0.0), frame.world(0.0, 1.0) - frame.world(0.0, 0.0)
    origin = frame.world(lateral[0], along[0], up)
    return Surface(origin, across, away, size, colour, [], tiling, (True, True, False, True))


def _jamb(plan: Plan, gap: Gap) -> Surface:
    """The wall behind a gap that faces the camera: of a side corridor, or just a door's lining and the room behind."""
    frame, side = plan.frame, gap.side
    across = (frame.world(1.0, 0.0) - frame.world(0.0, 0.0)) * side
    origin = frame.world(side * plan.half, gap.far)
    decals = [rectangle(0, _DEEP, 0, 0.09, _skirting(plan))]
    if gap.height < plan.ceiling:
        decals.append(rectangle(0, 0.13, 0, gap.height, _frame_colour(plan)))
    return Surface(
        origin, across, UP, (_DEEP, gap.height), plan.style.wall, decals, _WALL_TEXTURE, (False, True, True, True)
    )


def _side(plan: Plan, side: int) -> list[Surface]:
    """A side wall in pieces between its gaps, with a lintel over each open door."""
    pieces, start = [], _BEHIND
    for gap in sorted((gap for gap in plan.gaps if gap.side == side), key=lambda gap: gap.near):
        pieces.append(_piece(plan, side, start, gap.near))
        if gap.height < plan.ceiling:
            lintel = _piece(plan, side, gap.near, gap.far, gap.height)
            pieces.append(lintel)
        start = gap.far
    pieces.append(_piece(plan, side, start, plan.length))
    return pieces[::-1]


def _piece(plan: Plan, side: int, near: float, far: float, low: float = 0.0) -> Surface:
    frame = plan.frame
    away = frame.world(0.0, 1.0) - frame.world(0.0, 0.0)
    length, height = far - near, plan.ceiling - low
    decals = [] if low else _furnish(plan, side, near, far)
    corners = (False, far >= plan.length, not low, True)
    origin = frame.world(side * plan.half, near, low)
    return Surface(origin, away, UP, (length, height), plan.style.wall, decals, _WALL_TEXTURE, corners)


def _furnish(plan: Plan, side: int, near: float, far: float) -> list[Decal]:
    """Dado, skirting, the doors that fall on the piece, and boards between them; places are relative to `near`."""
    length, style = far - near, plan.style
    decals = [rectangle(0, length, 0, 1.0, style.dado), rectangle(0, length, 0, 0.09, _skirting(plan))]
    for gap in plan.gaps:
        if gap.side == side and gap.height < plan.ceiling:
            for edge in (gap.near - near, gap.far - near):
                if -0.1 < edge < length + 0.1:
                    decals.append(rectangle(edge - 0.07, edge + 0.07, 0, gap.height + 0.06, _frame_colour(plan)))
    decals += _trunking(plan, length)
    if near < 0:
        decals += _nearest(plan, side, -near)
    rng = np.random.default_rng(plan.seed + side + int(near * 10))
    doors = [along - near for door_side, along in plan.doors if door_side == side and near < along < far - 1.0]
    for along in doors:
        decals += _door(plan, along, rng)
        if rng.random() < 0.5:
            decals += _board(along + _DOOR[0] + float(rng.uniform(0.45, 0.7)), rng, length)
    return [_cut(decal, length) for decal in decals]


def _trunking(plan: Plan, length: float) -> list[Decal]:
    """A cable duct under the ceiling."""
    low = plan.ceiling - 0.19
    return [
        rectangle(0, length, low - 0.02, low, _toned(plan.style.wall, 0.78)),
        rectangle(0, length, low, low + 0.1, _toned(plan.style.wall, 1.06)),
    ]


def _nearest(plan: Plan, side: int, start: float) -> list[Decal]:
    """What hangs beside the camera, before any door: a grille and a picture, on one side also a clock."""
    rng = np.random.default_rng(plan.seed + 40 + side)
    left, tone, wall = start + float(rng.uniform(0.55, 0.7)), rng.uniform(0.7, 1.0), plan.style.wall
    blue, green, red = (np.array(((128, 116, 96), (92, 124, 150), (104, 128, 108))[rng.integers(3)]) * tone).tolist()
    decals = [rectangle(left - 0.02, left + 0.42, 2.12, 2.36, _toned(wall, 0.8))]
    decals += [rectangle(left, left + 0.4, up, up + 0.018, _toned(wall, 0.45)) for up in np.arange(2.14, 2.34, 0.03)]
    left += 0.12
    decals.append(rectangle(left - 0.025, left + 0.925, 1.295, 1.985, (70, 74, 78)))
    decals.append(rectangle(left, left + 0.9, 1.32, 1.96, (218, 220, 220)))
    decals.append(rectangle(left + 0.08, left + 0.82, 1.39, 1.89, (blue, green, red)))
    hill = np.array(((0.08, 1.39), (0.82, 1.39), (0.82, 1.58), (0.52, 1.74), (0.30, 1.55), (0.08, 1.66)))
    decals.append(Decal(hill[[0, 1, 2, 3]] + (left, 0), (blue * 0.66, green * 0.72, red * 0.68)))
    decals.append(Decal(hill[[0, 3, 4, 5]] + (left, 0), (blue * 0.5, green * 0.58, red * 0.52)))
    if side == plan.gaps[0].side:
        return decals
    turn = np.linspace(0, 2 * np.pi, 24, endpoint=False)
    rim, middle = np.stack((np.cos(turn), np.sin(turn)), axis=1), np.array((left + 0.66, 2.24))
    decals += [Decal(middle + rim * 0.13, (84, 84, 82)), Decal(middle + rim * 0.115, (226, 228, 228))]
    hands = np.array(((-0.006, -0.02), (0.006, -0.02), (0.006, 0.08), (-0.006, 0.08)))
    decals += [Decal(middle + hands, (50, 50, 50)), Decal(middle + hands[:, ::-1] * 0.75, (50, 50, 50))]
    return decals


def _cut(decal: Decal, length: float) -> Decal:
    return Decal(decal.outline.clip((0, 0), (length, 10)), decal.colour)


def _door(plan: Plan, along: float, rng: np.random.Generator) -> list[Decal]:
    """A closed door: frame, the dark gap around the leaf, the leaf with a bright edge, handle, sometimes glass, its number."""
    width, height = _DOOR
    leaf, frame = _toned(plan.style.door, float(rng.uniform(0.96, 1.03))), _frame_colour(plan)
    decals = [
        rectangle(along - 0.07, along + width + 0.07, 0, height + 0.07, frame),
        rectangle(along - 0.01, along + width + 0.01, 0, height + 0.01, _toned(leaf, 0.45)),
        rectangle(along + 0.005, along + width - 0.012, 0.01, height - 0.01, leaf),
        rectangle(along + 0.05, along + 0.19, 1.02, 1.05, (168, 170, 170)),
        rectangle(along + 0.045, along + 0.085, 0.93, 1.13, (140, 142, 142)),
    ]
    if rng.random() < 0.4:
        left = along + width * 0.62
        decals.append(rectangle(left, left + 0.18, 0.95, 1.85, (96, 92, 86)))
        decals.append(rectangle(left + 0.02, left + 0.09, 0.98, 1.82, (150, 146, 138)))
    decals.append(rectangle(along - 0.36, along - 0.16, 1.48, 1.62, (226, 226, 224)))
    decals.append(rectangle(along - 0.33, along - 0.22, 1.54, 1.575, (96, 92, 90)))
    return decals


def _board(left: float, rng: np.random.Generator, length: float) -> list[Decal]:
    """A notice board with papers, or a framed picture."""
    width = float(rng.uniform(0.7, 1.1))
    if left + width > length - 0.6:
        return []
    if rng.random() < 0.5:
        tone = rng.uniform(0.75, 1.05)
        inside = (118 * tone, 128 * tone, 126 * tone)
        return [
            rectangle(left, left + width * 0.8, 1.2, 1.85, (52, 54, 56)),
            rectangle(left + 0.03, left + width * 0.8 - 0.03, 1.23, 1.82, (222, 222, 220)),
            rectangle(left + 0.12, left + width * 0.8 - 0.12, 1.32, 1.73, inside),
        ]
    decals = [
        rectangle(left, left + width, 1.1, 1.8, (150, 154, 156)),
        rectangle(left + 0.025, left + width - 0.025, 1.125, 1.775, (104, 128, 148)),
    ]
    for x in np.arange(left + 0.08, left + width - 0.25, 0.27):
        y, paper = float(rng.uniform(1.2, 1.42)), float(rng.uniform(200, 228))
        decals.append(rectangle(float(x), float(x) + 0.19, y, y + 0.27, (paper, paper, paper)))
    return decals


def _end(plan: Plan, light: RoomLight) -> Surface:
    """The end wall with a double door, glazed where the corridor ends at a lit staircase."""
    frame, half = plan.frame, plan.half
    across = frame.world(1.0, 0.0) - frame.world(0.0, 0.0)
    middle, leaf = half, plan.style.door
    decals = [rectangle(0, 2 * half, 0, 0.09, _skirting(plan))]
    decals.append(rectangle(middle - 0.98, middle + 0.98, 0, 2.16, _frame_colour(plan)))
    glow = 60 + 165 * light.daylight
    glass = (glow * 1.02, glow, glow * 0.97) if plan.glazed_end else (92, 90, 86)
    for left in (middle - 0.91, middle + 0.01):
        decals.append(rectangle(left, left + 0.90, 0.01, 2.09, leaf))
        inset = 0.12 if plan.glazed_end else 0.30
        low = 0.35 if plan.glazed_end else 1.15
        decals.append(rectangle(left + inset, left + 0.90 - inset, low, 1.95, glass))
    return Surface(
        frame.world(-half, plan.length), across, UP, (2 * half, plan.ceiling), plan.style.wall, decals, _WALL_TEXTURE
    )


def _skirting(plan: Plan) -> Colour:
    return _toned(plan.style.floor, 0.62)


def _frame_colour(plan: Plan) -> Colour:
    return _toned(plan.style.wall, 0.72)


def _toned(colour: Colour, tone: float) -> Colour:
    blue, green, red = colour
    return blue * tone, green * tone, red * tone
