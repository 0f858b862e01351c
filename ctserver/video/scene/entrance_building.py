"""The surfaces of an entrance: the forecourt's paving and lawn, the front with its windows, the lobby behind the glass."""

import numpy as np

from ctserver.video.i420 import Array
from ctserver.video.scene.camera import UP
from ctserver.video.scene.entrance_plan import Plan
from ctserver.video.scene.plane import Colour, Decal, Surface, rectangle
from ctserver.video.scene.room import Lamp
from ctserver.video.scene.tiling import Tiling

WIDE, HIGH = 34.0, 12.0
_COPING = (HIGH - 0.3, HIGH)
_LOBBY = 6.0
_STOREY = 3.6
_WINDOW, _PITCH = (1.5, 1.75), 2.5
_LAWN_FROM = 2.2
"""Metres beside the glazing at which the lawn before the front begins."""
_GRASS, _KERB, _MAT = (58, 92, 84), (150, 154, 156), (56, 56, 58)


def floors(plan: Plan) -> list[Surface]:
    style = plan.style
    slabs = Tiling(style.slab, 0.008, 0.72, 0.018, 0.035, stagger=True, seed=plan.seed)
    tiles = Tiling((0.6, 0.6), 0.006, 0.86, 0.006, 0.01, seed=plan.seed)
    found = [_level(plan, (-WIDE, WIDE), (-14.0, 0.0), style.paving, slabs)]
    if plan.lawn:
        turf = Tiling((0.07, 0.06), 0.001, 1.0, 0.055, 0.06, seed=plan.seed)
        for low, high in lawns(plan):
            found.append(_level(plan, (low - 0.1, high + 0.1), (-2.6, 0.0), _KERB, None))
            found.append(_level(plan, (low, high), (-2.5, 0.0), _GRASS, turf))
    mat = _level(plan, (-plan.door_half - 0.1, plan.door_half + 0.1), (-1.35, -0.15), _MAT, None)
    return [*found, mat, _level(plan, (-plan.glass_half, plan.glass_half), (0.0, _LOBBY), (150, 156, 160), tiles)]


def lawns(plan: Plan) -> list[tuple[float, float]]:
    """Laterals of the lawns' edges."""
    start = plan.glass_half + _LAWN_FROM - 1.4
    return [(-WIDE, -start), (start, WIDE)]


def _level(
    plan: Plan, lateral: tuple[float, float], along: tuple[float, float], colour: Colour, tiling: Tiling | None
) -> Surface:
    frame, size = plan.frame, (lateral[1] - lateral[0], along[1] - along[0])
    across, away = axes(plan)
    corners = (False, False, False, along[1] == 0.0)
    return Surface(frame.world(lateral[0], along[0]), across, away, size, colour, [], tiling, corners)


def axes(plan: Plan) -> tuple[Array, Array]:
    frame = plan.frame
    here = frame.world(0.0, 0.0)
    return frame.world(1.0, 0.0) - here, frame.world(0.0, 1.0) - here


def walls(plan: Plan, sky: Colour) -> list[Surface]:
    """The lobby's walls, then the front around the glazing; `sky` is what upper windows mirror."""
    frame, (across, away) = plan.frame, axes(plan)
    half, high = plan.glass_half, plan.glass_height
    inner: Colour = (190, 198, 202)
    back = Surface(frame.world(-half, _LOBBY), across, UP, (2 * half, high), inner, _lobby_decals(half))
    found = [back]
    found += [Surface(frame.world(side * half, 0.0), away, UP, (_LOBBY, high), inner) for side in (-1, 1)]
    found += [_flank(plan, -WIDE, -half, sky), _flank(plan, half, WIDE, sky)]
    above = [decal for storey in (1, 2) for decal in _windows(plan, (-half, half), sky, storey)]
    coping = rectangle(-half, half, *_COPING, _toned(plan.style.wall, 0.8))
    lintel = Surface(
        frame.world(-half, 0.0, high),
        across,
        UP,
        (2 * half, HIGH - high),
        plan.style.wall,
        [],
        _cladding(plan),
        (False,) * 4,
    )
    lintel.decals.extend(Decal(decal.outline - (-half, high), decal.colour) for decal in (*above, coping))
    return [*found, lintel]


def _lobby_decals(half: float) -> list[Decal]:
    """A panelled back wall with lift doors and a picture."""
    decals = [
        rectangle(0, 2 * half, 0, 0.1, (120, 122, 124)),
        rectangle(half - 1.6, half + 1.6, 0.1, 2.9, (92, 124, 150)),
    ]
    for left in (half + 1.9, half - 2.9):
        decals.append(rectangle(left, left + 1.0, 0, 2.1, (128, 130, 130)))
        decals.append(rectangle(left + 0.06, left + 0.94, 0, 2.04, (164, 166, 166)))
        decals.append(rectangle(left + 0.49, left + 0.51, 0, 2.04, (84, 84, 84)))
    return decals


def _cladding(plan: Plan) -> Tiling:
    style = plan.style
    joint = 0.010 if style.panel[0] < 0.5 else 0.014
    stagger = style.panel[0] < 0.5
    return Tiling(style.panel, joint, style.joint, style.variation, 0.016, stagger, plan.seed)


def _flank(plan: Plan, left: float, right: float, sky: Colour) -> Surface:
    """The front beside the glazing."""
    across, _ = axes(plan)
    decals = [rectangle(0, right - left, 0, 0.35, _toned(plan.style.wall, 0.66))]
    decals.append(rectangle(0, right - left, *_COPING, _toned(plan.style.wall, 0.8)))
    for storey in (0, 1, 2):
        decals += [
            Decal(decal.outline - (left, 0), decal.colour) for decal in _windows(plan, (left, right), sky, storey)
        ]
    size, cladding = (right - left, HIGH), _cladding(plan)
    origin = plan.frame.world(left, 0.0)
    return Surface(origin, across, UP, size, plan.style.wall, decals, cladding, (False, False, True, False))


def _windows(plan: Plan, span: tuple[float, float], sky: Colour, storey: int) -> list[Decal]:
    """A storey's windows between two laterals."""
    rng = np.random.default_rng(plan.seed + storey * 31 + int(span[0] > 0))
    decals: list[Decal] = []
    for left, low in _places(span, storey):
        decals += _window(plan, left, low, sky, rng)
    return decals


def _places(span: tuple[float, float], storey: int) -> list[tuple[float, float]]:
    """Lower left corners (lateral, up) of a storey's windows, counted from the glazing outwards."""
    left, right = span
    low = storey * _STOREY + (0.95 if storey == 0 else 0.7)
    count = int((right - left - 1.0) / _PITCH)
    start = (left + right) / 2 - count * _PITCH / 2 + (_PITCH - _WINDOW[0]) / 2
    if abs(left) < abs(right):
        start = left + 1.1
    elif abs(left) > abs(right):
        start = right - 1.1 - _WINDOW[0] - (count - 1) * _PITCH
    return [(at, low) for at in (start + _PITCH * np.arange(count)).tolist()]


def lit_windows(plan: Plan, strength: float) -> list[Lamp]:
    """Panes behind which somebody still works."""
    rng, lamps = np.random.default_rng(plan.seed + 3), []
    half, (wide, high) = plan.glass_half, _WINDOW
    for span in ((-WIDE, -half), (-half, half), (half, WIDE)):
        for left, low in [
            place for storey in (0, 1, 2) for place in _places(span, storey) if storey or span[0] != -half
        ]:
            if rng.random() > 0.35:
                continue
            tone = strength * float(rng.uniform(0.6, 1.0))
            for start, end in ((left + 0.05, left + wide / 2 - 0.03), (left + wide / 2 + 0.03, left + wide - 0.05)):
                lateral, up = np.array((start, end, end, start)), low + np.array((0.05, 0.05, high - 0.02, high - 0.02))
                lamps.append(Lamp(plan.frame.world(lateral, -0.01, up), (112 * tone, 178 * tone, 214 * tone)))
    return lamps


def _window(plan: Plan, left: float, low: float, sky: Colour, rng: np.random.Generator) -> list[Decal]:
    """Reveal, frame, and glass that mirrors the sky above and trees below; sometimes a blind."""
    wide, high = _WINDOW
    right, top = left + wide, low + high
    trees = low + high * float(rng.uniform(0.25, 0.5))
    shift = float(rng.uniform(-0.05, 0.05))
    upper = _toned(sky, float(rng.uniform(0.55, 0.72)))
    wood = np.array(((left, low), (right, low), (right, trees + shift), (left, trees - shift)))
    decals = [
        rectangle(left - 0.02, right + 0.02, low - 0.06, top + 0.06, _toned(plan.style.wall, 0.62)),
        rectangle(left, right, low, top, plan.style.frame),
        rectangle(left + 0.05, right - 0.05, low + 0.05, top - 0.02, upper),
        Decal(wood.clip((left + 0.05, low + 0.05), (right - 0.05, top)), (84, 88, 82)),
    ]
    if rng.random() < 0.3:
        decals.append(
            rectangle(left + 0.05, right - 0.05, top - high * float(rng.uniform(0.3, 0.8)), top - 0.02, (166, 172, 174))
        )
    decals.append(rectangle(left + wide / 2 - 0.03, left + wide / 2 + 0.03, low, top, plan.style.frame))
    decals.append(rectangle(left - 0.06, right + 0.06, low - 0.06, low, _toned(plan.style.wall, 1.08)))
    return decals


def _toned(colour: Colour, tone: float) -> Colour:
    blue, green, red = colour
    return blue * tone, green * tone, red * tone
