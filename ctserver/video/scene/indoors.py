"""The inside of a hall: its light, its roof with lamps and skylights, its walls, and lamps mirrored in a smooth floor."""

from dataclasses import replace

import numpy as np

from ctserver.video.i420 import Array
from ctserver.video.scene.backdrop import Backdrop, centimetres
from ctserver.video.scene.camera import UP, Camera, Frame
from ctserver.video.scene.light import EXPOSURE_CELL, Light, light_of
from ctserver.video.scene.panels import Panel, put
from ctserver.video.scene.sheets import Sheet, sheet

_LAMP = np.array((232.0, 242.0, 240.0))
_SKYLIGHT = np.array((226.0, 222.0, 214.0))


def hall_light(daylight: float) -> Light:
    """Lamps under the roof; with less daylight its skylights go dark and the lamps' own warm tone remains."""
    outside = light_of(daylight, np.random.default_rng(1))
    if outside.infrared:
        return outside
    day = (min(daylight, 1.0) - 0.2) / 0.8
    warm, neutral = np.array((0.74, 0.90, 1.0)), np.array((0.95, 1.0, 0.985))
    tone = warm + (neutral - warm) * day
    return replace(
        outside,
        sun=np.array((0.18, 0.83, -0.53)),
        sun_colour=tone * (0.32 + 0.20 * day),
        ambient=tone * (0.44 + 0.32 * day),
        sky_top=np.full(3, 96.0 + 60 * day),
        sky_low=np.full(3, 104.0 + 50 * day),
        shadow=0.34,
        lamps=0.0,
    )


def paint_roof(
    backdrop: Backdrop,
    frame: Frame,
    half: float,
    along: tuple[float, float],
    height: float,
    lamps: Array,
    daylight: float,
) -> None:
    """The underside of the roof over |lateral| < half; `lamps` (n, 2) are lateral and along of the lamps' middles."""
    (near, far), light = along, backdrop.light
    origin = frame.world(-half, near, height)
    panel = Panel(origin, frame.world(-half, far, height) - origin, frame.world(half, near, height) - origin)
    paper = sheet(far - near, 2 * half, panel.sight(backdrop.camera, 14), (158, 162, 162), np.random.default_rng(3))
    _ribs(paper)
    skylight = 0.0 if light.infrared else max((daylight - 0.3) / 0.7, 0.0)
    for at in np.arange(4.0, far - near - 4, 9.0).tolist():
        for side in (-half * 0.62, half * 0.34):
            paper.fill(at, half + side, at + 3.2, half + side + 1.6, _SKYLIGHT * (0.14 + 0.4 * skylight))
            paper.shine(at, half + side, at + 3.2, half + side + 1.6, _SKYLIGHT * 0.8 * skylight)
    for lateral, place in lamps.tolist():
        low, high = place - near - 0.8, place - near + 0.8
        paper.fill(low - 0.08, half + lateral - 0.24, high + 0.08, half + lateral + 0.24, (74, 76, 76))
        if not light.infrared:
            paper.shine(low, half + lateral - 0.16, high, half + lateral + 0.16, _LAMP)
    put(backdrop, panel, paper.drawing)


def _ribs(paper: Sheet) -> None:
    """Purlins across, girders every six metres, and a duct."""
    for at in np.arange(0.0, paper.width, 2.0).tolist():
        paper.shade(at, 0, at + 0.12, paper.height, 0.86)
    for at in np.arange(0.0, paper.width, 6.0).tolist():
        paper.fill(at, 0, at + 0.35, paper.height, (92, 96, 98))
        paper.shade(at + 0.35, 0, at + 0.6, paper.height, 0.8)
    middle = paper.height * 0.41
    paper.fill(0, middle, paper.width, middle + 0.5, (142, 146, 146))
    paper.shade(0, middle - 0.12, paper.width, middle, 0.72)


def glare(backdrop: Backdrop, places: Array) -> None:
    """The faint veil around those lamps at places (n, 3) that look into the lens; call it when all is painted."""
    pixels, depth = backdrop.camera.project(places)
    for (x, y), away in zip(pixels.tolist(), depth.tolist(), strict=True):
        seen = 0 <= x < backdrop.camera.width and 0 <= y < backdrop.camera.height
        if seen and backdrop.depth[int(y), int(x)] > centimetres(away * 0.9):
            backdrop.glow(x, y, max(0.5 * backdrop.camera.focal / away, 1.5), _LAMP * 0.30)


def paint_walls(backdrop: Backdrop, frame: Frame, half: float, along: tuple[float, float], height: float) -> None:
    """Side walls and the end wall, pale above and grey below."""
    (near, far), up = along, height * UP
    ends = [((-half, near), (-half, far)), ((half, far), (half, near)), ((-half, far), (half, far))]
    for start, end in ends:
        origin = frame.world(*start)
        panel = Panel(origin, frame.world(*end) - origin, up)
        if not panel.faces(backdrop.camera):
            continue
        wide = float(np.linalg.norm(panel.across))
        paper = sheet(wide, height, panel.sight(backdrop.camera, 14), (182, 186, 186), np.random.default_rng(5))
        paper.fill(0, 0, wide, 2.4, (128, 134, 136))
        for at in np.arange(0.0, wide, 6.0).tolist():
            paper.fill(at, 0, at + 0.4, height, (140, 146, 148))
            paper.shade(at + 0.4, 0, at + 0.55, height, 0.85)
        _fit_out(paper, wide, 0.0 if backdrop.light.infrared else 1.0)
        if start[1] == far and end[1] == far:
            _end_doors(paper, wide)
        put(backdrop, panel, paper.drawing)


def _fit_out(paper: Sheet, wide: float, day: float) -> None:
    """Windows under the roof; below them pipes, and in turn a door with its sign, a hose reel and a board with papers."""
    for at in np.arange(1.2, wide - 4.0, 6.0).tolist():
        paper.fill(at - 0.06, 7.34, at + 3.66, 8.56, (118, 122, 124))
        paper.fill(at, 7.4, at + 3.6, 8.5, (96, 90, 84))
        paper.shine(at, 7.4, at + 3.6, 8.5, _SKYLIGHT * 0.45 * day)
        for bar in (at + 1.17, at + 2.37):
            paper.fill(bar, 7.4, bar + 0.06, 8.5, (118, 122, 124))
            paper.shine(bar, 7.4, bar + 0.06, 8.5, (0, 0, 0))
    for low, tone in ((4.6, (150, 154, 154)), (4.85, (92, 88, 140))):
        paper.fill(0, low, wide, low + 0.12, tone)
        paper.shade(0, low - 0.06, wide, low, 0.8)
    for number, at in enumerate(np.arange(3.0, wide - 3.0, 6.0).tolist()):
        (_door, _reel, _board)[number % 3](paper, at)


def _door(paper: Sheet, at: float) -> None:
    paper.fill(at - 0.1, 0, at + 1.1, 2.2, (92, 96, 98))
    paper.fill(at, 0.02, at + 1.0, 2.1, (150, 132, 108))
    paper.fill(at + 0.08, 0.95, at + 0.22, 1.05, (190, 192, 192))
    paper.fill(at + 0.1, 2.35, at + 0.9, 2.65, (76, 150, 40))
    paper.fill(at + 0.2, 2.43, at + 0.45, 2.57, (224, 232, 226))
    paper.fill(at + 0.55, 2.47, at + 0.8, 2.53, (224, 232, 226))


def _reel(paper: Sheet, at: float) -> None:
    paper.fill(at, 0.9, at + 0.8, 1.7, (44, 42, 164))
    paper.fill(at + 0.12, 1.02, at + 0.68, 1.58, (36, 34, 128))
    paper.fill(at + 0.3, 1.2, at + 0.5, 1.4, (190, 194, 196))
    paper.fill(at + 1.1, 0.5, at + 1.28, 1.0, (46, 44, 170))
    paper.fill(at + 1.15, 1.0, at + 1.23, 1.1, (40, 40, 40))


def _board(paper: Sheet, at: float) -> None:
    paper.fill(at, 1.0, at + 1.8, 2.0, (96, 100, 102))
    paper.fill(at + 0.05, 1.05, at + 1.75, 1.95, (108, 132, 150))
    for left in (at + 0.15, at + 0.65, at + 1.2):
        paper.fill(left, 1.2, left + 0.36, 1.75, (214, 218, 218))
        for row in (1.6, 1.5, 1.4):
            paper.fill(left + 0.05, row, left + 0.3, row + 0.03, (120, 120, 120))


def _end_doors(paper: Sheet, wide: float) -> None:
    for at in (wide / 2 - 7.0, wide / 2 - 1.8, wide / 2 + 3.4):
        paper.fill(at - 0.2, 0, at + 3.8, 4.3, (84, 88, 90))
        paper.fill(at, 0, at + 3.6, 4.1, (176, 180, 180))
        for seam in np.arange(0.6, 4.1, 0.6).tolist():
            paper.shade(at, seam, at + 3.6, seam + 0.06, 0.8)


def mirrored(camera: Camera, lamps: Array) -> Array:
    """Gain map (height // EXPOSURE_CELL, width // EXPOSURE_CELL, 1) of lamps (n, 3) mirrored in the floor."""
    rows, columns = camera.height // EXPOSURE_CELL, camera.width // EXPOSURE_CELL
    x = (np.arange(columns) + 0.5)[None, :] * EXPOSURE_CELL
    y = (np.arange(rows) + 0.5)[:, None] * EXPOSURE_CELL
    pixels, depth = camera.project(lamps * (1, -1, 1))
    total = np.zeros((rows, columns))
    for (column, row), away in zip(pixels.tolist(), depth.tolist(), strict=True):
        metre = camera.focal / away
        total += np.exp(-(((x - column) / (1.1 * metre)) ** 2) - ((y - row) / (3.2 * metre)) ** 2)
    return np.asarray(1 + 0.34 * total[:, :, None])
