"""Drawings of town houses seen square on: a storey of shops, storeys of windows, a cornice and the edge of a roof."""

import cv2
import numpy as np

from ctserver.video.i420 import Array
from ctserver.video.scene.sheets import Drawing, Sheet, Sight, sheet

SHOP_STOREY, STOREY, ROOF = 3.9, 3.1, 2.2
"""Metres of height."""
_PLASTER = (
    (172, 188, 198),
    (150, 172, 186),
    (176, 180, 182),
    (98, 108, 134),
    (148, 178, 196),
    (190, 196, 198),
    (128, 156, 180),
    (150, 158, 156),
    (112, 124, 150),
)
_SIGNS = ((80, 68, 58), (60, 62, 92), (72, 80, 70), (60, 60, 60), (96, 104, 112), (80, 92, 108))
_TRADES = (
    "BOULANGERIE",
    "PHARMACIE",
    "CAFE DU COIN",
    "OPTIQUE",
    "FLEURS",
    "PRESSE",
    "COIFFURE",
    "LIBRAIRIE",
    "PRIMEURS",
)
_SLATE = (92, 90, 90)
_WARM = ((108, 178, 226), (124, 196, 236), (150, 204, 226))


def house_height(storeys: int) -> float:
    return SHOP_STOREY + STOREY * storeys + ROOF


def town_house(width: float, storeys: int, sight: Sight, seed: int, evening: float) -> Drawing:
    """A house with shops; `evening` is the share of its windows with light."""
    rng = np.random.default_rng(seed)
    wall = _PLASTER[int(rng.integers(len(_PLASTER)))]
    paper = sheet(width, house_height(storeys), sight, wall, rng)
    trim = np.minimum(np.array(wall) * 0.4 + 126, 226)
    eaves = SHOP_STOREY + STOREY * storeys
    _windows(paper, storeys, trim, evening)
    _shops(paper, trim, evening)
    paper.fill(0, SHOP_STOREY - 0.05, width, SHOP_STOREY + 0.16, trim)
    paper.shade(0, SHOP_STOREY - 0.20, width, SHOP_STOREY - 0.05, 0.7)
    _roof(paper, eaves, trim)
    paper.shade(0, 0, 0.10, eaves, 0.82)
    paper.shade(width - 0.10, 0, width, eaves, 0.82)
    return paper.drawing


def gable(width: float, storeys: int, sight: Sight, seed: int, evening: float) -> Drawing:
    """The plain side wall of the house with the same seed, with a few windows."""
    rng = np.random.default_rng(seed)
    wall = _PLASTER[int(rng.integers(len(_PLASTER)))]
    paper = sheet(width, house_height(storeys), sight, wall, rng)
    trim = np.minimum(np.array(wall) * 0.4 + 126, 226)
    for floor in range(storeys):
        for left in (width * 0.30, width * 0.68):
            _window(paper, left, SHOP_STOREY + floor * STOREY + 0.9, 0.95, 1.45, trim, evening)
    paper.shade(0, 0, width, 0.6, 0.75)
    _roof(paper, SHOP_STOREY + STOREY * storeys, trim)
    return paper.drawing


def _roof(paper: Sheet, eaves: float, trim: Array) -> None:
    """The steep lower part of a slate roof behind a cornice."""
    paper.fill(0, eaves, paper.width, paper.height, _SLATE)
    for course in np.arange(eaves + 0.5, paper.height, 0.32).tolist():
        paper.shade(0, course, paper.width, course + 0.08, 0.86)
    paper.fill(0, eaves - 0.32, paper.width, eaves + 0.06, trim)
    paper.shade(0, eaves - 0.62, paper.width, eaves - 0.32, 0.72)
    for left in np.arange(1.6, paper.width - 1.6, 3.6).tolist():
        paper.fill(left - 0.12, eaves + 0.2, left + 1.12, eaves + 1.9, trim * 0.92)
        paper.fill(left, eaves + 0.35, left + 1.0, eaves + 1.7, (66, 60, 54))


def _windows(paper: Sheet, storeys: int, trim: Array, evening: float) -> None:
    rng = paper.rng
    wide, tall = rng.uniform(0.95, 1.25), rng.uniform(1.55, 1.95)
    count = max(int((paper.width - 1.0) / rng.uniform(2.3, 2.9)), 2)
    pitch = paper.width / count
    shutters = rng.random() < 0.35
    shutter = np.array(_SIGNS[int(rng.integers(len(_SIGNS)))]) * 0.6 + 52
    balconies = not shutters and rng.random() < 0.45
    for floor in range(storeys):
        low = SHOP_STOREY + floor * STOREY + 0.85
        for column in range(count):
            left = (column + 0.5) * pitch - wide / 2
            _window(paper, left, low, wide, tall, trim, evening)
            if shutters:
                paper.fill(left - 0.52, low, left - 0.08, low + tall, shutter)
                paper.fill(left + wide + 0.08, low, left + wide + 0.52, low + tall, shutter)
            if balconies and floor < 3 and column % 2:
                _balcony(paper, left - 0.4, low - 0.15, wide + 0.8)


def _window(paper: Sheet, left: float, low: float, wide: float, tall: float, trim: Array, evening: float) -> None:
    """A window with surround, sill, glazing bars, and a curtain, a blind or light behind."""
    rng, right, high = paper.rng, left + wide, low + tall
    paper.fill(left - 0.12, low - 0.05, right + 0.12, high + 0.16, trim)
    paper.fill(left - 0.18, low - 0.14, right + 0.18, low - 0.02, trim * 1.05)
    paper.shade(left - 0.16, low - 0.26, right + 0.16, low - 0.14, 0.78)
    glass = np.array((70, 62, 54)) * rng.uniform(0.75, 1.35)
    paper.fill(left, low, right, high, glass)
    paper.fill(left, low + tall * rng.uniform(0.3, 0.7), right, high, glass * rng.uniform(1.2, 1.75))
    if rng.random() < 0.3:
        paper.fill(left, low, left + wide * 0.22, high, (160, 166, 168))
        paper.fill(right - wide * 0.22, low, right, high, (160, 166, 168))
    elif rng.random() < 0.2:
        paper.fill(left, low + tall * rng.uniform(0.2, 0.6), right, high, (168, 174, 176))
    awake, light = rng.random(), np.array(_WARM[int(rng.integers(3))]) * rng.uniform(0.5, 0.95)
    if awake < evening:
        paper.shine(left + 0.04, low, right - 0.04, high, light)
    paper.shade(left, high - 0.16, right, high, 0.55)
    for bar in (left, (left + right) / 2, right - 0.05):
        paper.fill(bar, low, bar + 0.05, high, trim * 0.9)
        paper.shine(bar, low, bar + 0.05, high, (0, 0, 0))
    paper.fill(left, low + tall * 0.68, right, low + tall * 0.68 + 0.05, trim * 0.9)


def _balcony(paper: Sheet, left: float, low: float, wide: float) -> None:
    paper.fill(left, low - 0.18, left + wide, low, (150, 154, 156))
    paper.shade(left, low - 0.6, left + wide, low - 0.18, 0.75)
    for bar in np.arange(left, left + wide, 0.16).tolist():
        paper.fill(bar, low, bar + 0.04, low + 0.95, (58, 56, 56))
    paper.fill(left, low + 0.92, left + wide, low + 1.0, (52, 50, 50))


def _shops(paper: Sheet, trim: Array, evening: float) -> None:
    """Two shops and the house's door between them; their doors are where `doors` says."""
    rng, half = paper.rng, paper.width / 2
    paper.shade(0, 0, paper.width, SHOP_STOREY - 0.2, rng.uniform(0.72, 0.95))
    _door(paper, half - 0.6, 1.2, np.array((52, 66, 92)) * rng.uniform(0.7, 1.2))
    for left, right, door in (
        (0.5, half - 1.0, doors(paper.width)[0]),
        (half + 1.0, paper.width - 0.5, doors(paper.width)[1]),
    ):
        sign = np.array(_SIGNS[int(rng.integers(len(_SIGNS)))], float)
        paper.fill(left, 0, right, SHOP_STOREY - 0.35, sign * 0.8 + 20)
        glass = np.array((62, 56, 50)) * rng.uniform(0.8, 1.4)
        paper.fill(left + 0.15, 0.55, right - 0.15, 2.75, glass)
        _display(paper, left + 0.2, right - 0.2)
        paper.fill(left, 2.85, right, 3.5, sign)
        _lettering(paper, left, right)
        open_late, light = rng.random(), np.array(_WARM[int(rng.integers(3))]) * rng.uniform(0.55, 0.9)
        if open_late < evening * 1.7:
            paper.shine(left + 0.15, 0.55, right - 0.15, 2.75, light)
        for bar in np.arange(left + 0.15, right - 0.1, 1.6).tolist():
            paper.fill(bar, 0.5, bar + 0.07, 2.8, sign * 0.6 + 20)
            paper.shine(bar, 0.5, bar + 0.07, 2.8, (0, 0, 0))
        _door(paper, door - 0.5, 1.0, sign * 0.5 + 22)
    paper.shade(0, 0, paper.width, 0.35, 0.72)


def doors(width: float) -> tuple[float, float]:
    """Where, in metres from its left, the two shop doors of a house are."""
    return width / 2 - 2.6, width / 2 + 2.6


def _door(paper: Sheet, left: float, wide: float, colour: Array) -> None:
    paper.fill(left - 0.1, 0, left + wide + 0.1, 2.75, colour)
    paper.shine(left - 0.1, 0, left + wide + 0.1, 2.75, (0, 0, 0))
    paper.fill(left, 0, left + wide, 2.3, colour * 0.55)
    paper.fill(left + 0.12, 0.9, left + wide - 0.12, 2.15, (58, 54, 50))


def _display(paper: Sheet, left: float, right: float) -> None:
    """Vague goods behind a shop's window."""
    rng = paper.rng
    for _ in range(int((right - left) * 3)):
        at, size = rng.uniform(left, right - 0.4), rng.uniform(0.2, 0.6)
        tint = np.array((84, 88, 92)) * rng.uniform(0.5, 1.2) + rng.uniform(-12, 12, 3)
        paper.fill(at, 0.6, at + size, 0.6 + rng.uniform(0.3, 1.2), tint)


def _lettering(paper: Sheet, left: float, right: float) -> None:
    """The shop's trade on its sign."""
    trade = _TRADES[int(paper.rng.integers(len(_TRADES)))]
    (wide, tall), _ = cv2.getTextSize(trade, cv2.FONT_HERSHEY_SIMPLEX, 1.0, 1)
    high = min(0.34, (right - left - 0.5) / wide * tall)
    paper.write(trade, (left + 0.3, 3.06), high, (172, 182, 186), 0.045)
