"""Halls of ribbed metal: their walls, with loading doors, gates, windows and lamps, seen square on."""

from collections.abc import Iterable
from dataclasses import dataclass

import cv2
import numpy as np

from ctserver.video.i420 import Array
from ctserver.video.scene.backdrop import Backdrop
from ctserver.video.scene.camera import UP, Frame
from ctserver.video.scene.panels import Panel, put
from ctserver.video.scene.sheets import Drawing, Sheet, Sight, sheet

SILL, DOOR_WIDE, DOOR_TALL = 1.15, 2.7, 3.0
"""Metres: a dock's height over the yard, and the size of its door."""
_CLADDING = ((178, 182, 182), (186, 184, 176), (162, 168, 170), (170, 178, 184))
_BANDS = ((104, 76, 52), (62, 66, 104), (92, 100, 84), (84, 86, 88), (112, 96, 62))
_STREAK = 0.05
"""Metres between two streaks of dirt."""
_INSIDE, _LEAF, _SHELTER = (88, 98, 104), (186, 190, 190), (44, 44, 45)


@dataclass(frozen=True, slots=True, eq=False)
class Hall:
    """A box on a frame's ground: metres from left to right, front to back, and its height; its front looks to `along` 0."""

    frame: Frame
    lateral: tuple[float, float]
    along: tuple[float, float]
    height: float

    def corners(self) -> Array:
        ground = self.frame.rectangle(self.lateral, self.along)
        return np.concatenate((ground, ground + self.height * UP))

    def _wall(self, start: tuple[float, float], end: tuple[float, float]) -> Panel:
        origin = self.frame.world(*start)
        return Panel(origin, self.frame.world(*end) - origin, self.height * UP)

    def front(self) -> Panel:
        (left, right), (near, _) = self.lateral, self.along
        return self._wall((left, near), (right, near))

    def sides(self) -> tuple[Panel, Panel]:
        """The walls on its left and on its right."""
        (left, right), (near, far) = self.lateral, self.along
        return self._wall((left, far), (left, near)), self._wall((right, near), (right, far))


@dataclass(frozen=True, slots=True)
class Gate:
    """A loading door `at` metres from the wall's left; `open` from 0 to 1; `lamp` for the light over it."""

    at: float
    number: int
    open: float


def paint_store(backdrop: Backdrop, hall: Hall, seed: int) -> None:
    """A hall with a gate in its front and windows high in its sides."""
    for panel in (*hall.sides(), hall.front()):
        if panel.faces(backdrop.camera):
            wide = float(np.linalg.norm(panel.across))
            paper = cladding(wide, hall.height, panel.sight(backdrop.camera, 26), seed)
            evening = backdrop.light.lamps > 0
            for left in np.arange(2.0, wide - 3.0, 4.2).tolist():
                _strip_window(paper, left, hall.height - 2.2, 2.8, evening)
            put(backdrop, panel, paper.drawing)


def cladding(width: float, height: float, sight: Sight, seed: int) -> Sheet:
    """A wall of upright ribs over a concrete plinth, with a coloured band under the parapet."""
    rng = np.random.default_rng(seed)
    wall, band = _CLADDING[int(rng.integers(len(_CLADDING)))], _BANDS[int(rng.integers(len(_BANDS)))]
    paper = sheet(width, height, sight, wall, rng)
    across, _ = paper.grid.places()
    ribs = 1 - 0.10 * cv2.blur(np.asarray(across % 0.33 < 0.10, np.float32)[None, :], (3, 1))[0]
    stripes = np.arange(0.0, width + _STREAK, _STREAK)
    streaks = 1 + 0.02 * np.interp(across, stripes, rng.standard_normal(len(stripes)))
    paper.albedo[:] = np.clip(paper.albedo * (ribs * streaks)[None, :, None], 0, 255)
    paper.fill(0, height - 1.15, width, height - 0.25, band)
    paper.fill(0, height - 0.25, width, height, np.array(wall) * 0.72)
    paper.shade(0, height - 1.30, width, height - 1.15, 0.78)
    for joint in np.arange(6.0, width, 6.0).tolist():
        paper.shade(joint, 0, joint + 0.05, height, 0.80)
    paper.fill(0, 0, width, 0.55, (126, 132, 134))
    paper.shade(0, 0, width, 0.16, 0.78)
    return paper


def _strip_window(paper: Sheet, left: float, low: float, wide: float, evening: bool) -> None:
    paper.fill(left - 0.06, low - 0.06, left + wide + 0.06, low + 0.86, (120, 122, 122))
    paper.fill(left, low, left + wide, low + 0.8, (82, 74, 66))
    paper.fill(left, low + 0.45, left + wide, low + 0.8, (110, 100, 90))
    if evening:
        paper.shine(left, low, left + wide, low + 0.8, (120, 164, 186))


def loading_front(
    width: float, height: float, sight: Sight, seed: int, gates: Iterable[Gate], evening: bool
) -> Drawing:
    """A hall's front with loading doors."""
    paper = cladding(width, height, sight, seed)
    paper.fill(0, 0.0, width, SILL - 0.1, (128, 134, 136))
    paper.shade(0, 0, width, 0.18, 0.75)
    for gate in gates:
        _gate(paper, gate, evening)
    return paper.drawing


def _gate(paper: Sheet, gate: Gate, evening: bool) -> None:
    """A door with its shelter of black cushions, bumpers, number and lamp."""
    left, right, top = gate.at - DOOR_WIDE / 2, gate.at + DOOR_WIDE / 2, SILL + DOOR_TALL
    paper.shade(left - 0.60, SILL - 0.4, right + 0.75, top + 0.42, 0.80)
    paper.fill(left - 0.55, SILL - 0.25, right + 0.55, top + 0.55, _SHELTER)
    paper.fill(left - 0.55, top + 0.50, right + 0.55, top + 0.55, (92, 92, 92))
    _inside(paper, left, right, top, evening)
    edge = SILL + DOOR_TALL * gate.open
    if gate.open < 0.95:
        _leaf(paper, left, edge, right, top)
    for side in (left - 0.34, right + 0.06):
        paper.fill(side, SILL - 0.55, side + 0.28, SILL - 0.05, (36, 36, 36))
        for stripe in np.arange(SILL + 0.15, top - 0.3, 0.62).tolist():
            paper.fill(side + 0.04, stripe, side + 0.22, stripe + 0.30, (60, 176, 196))
    _number(paper, gate, top)
    paper.fill(gate.at - 0.22, top + 1.55, gate.at + 0.22, top + 1.72, (96, 98, 98))
    if evening:
        _lamp(paper, gate.at, top + 1.55)


def _inside(paper: Sheet, left: float, right: float, top: float, evening: bool) -> None:
    """The hall seen through a door: light under its roof, goods on a pale floor."""
    rng = paper.rng
    paper.fill(left, SILL, right, top, _INSIDE)
    paper.fill(left, SILL, right, SILL + 0.5, (112, 120, 124))
    paper.shade(left, top - 0.9, right, top, 0.6)
    glow = np.array((92, 112, 122)) * (1.1 if evening else 0.55)
    paper.shine(left, SILL, right, top - 0.5, glow)
    for _ in range(3):
        at = rng.uniform(left, right - 0.9)
        paper.fill(
            at, SILL + 0.25, at + 0.85, SILL + rng.uniform(0.9, 1.9), np.array((96, 122, 140)) * rng.uniform(0.6, 1.1)
        )
    for at in (left + 0.5, right - 0.9):
        paper.shine(at, top - 0.75, at + 0.5, top - 0.68, (225, 238, 240))


def _leaf(paper: Sheet, left: float, low: float, right: float, high: float) -> None:
    """The part of a sectional door that is down."""
    paper.fill(left, low, right, high, _LEAF)
    paper.shine(left, low, right, high, (0, 0, 0))
    for seam in np.arange(high, low, -0.6).tolist():
        paper.shade(left, seam - 0.05, right, seam, 0.78)
    if high - low > 2:
        for at in (left + 0.5, right - 1.1):
            paper.fill(at, low + 1.55, at + 0.6, low + 1.85, (70, 64, 58))


def _number(paper: Sheet, gate: Gate, top: float) -> None:
    paper.fill(gate.at - 0.42, top + 0.68, gate.at + 0.42, top + 1.36, (98, 70, 42))
    paper.write(f"{gate.number:02d}", (gate.at - 0.34, top + 0.80), 0.43, (214, 218, 218), 0.07)


def _lamp(paper: Sheet, at: float, low: float) -> None:
    """A floodlight over a door and its pool on the wall below."""
    (across, up), (down, aside) = paper.grid.places(), paper.window(at - 3, 0, at + 3, low)
    x, y = across[None, aside] - at, np.maximum(low - up[down, None], 0)
    pool = np.exp(-((x / (0.5 + 0.34 * y)) ** 2) - y / 2.6)
    part = paper.glow[down, aside]
    part[:] = np.clip(part + pool[:, :, None] * (paper.albedo[down, aside] * np.array((0.30, 0.42, 0.50))), 0, 255)
    paper.shine(at - 0.2, low, at + 0.2, low + 0.1, (200, 236, 252))
