"""Slates: what is shown where there is no picture to show. A dark card with an icon and a few words, on which nothing moves.

They are the same whatever the seed and the hour, and never upside down. The top rows are left to the strip.
"""

from collections.abc import Callable, Mapping
from functools import partial

import cv2
import numpy as np

from ctserver.video.i420 import Array
from ctserver.video.scene.look import Look, Scene
from ctserver.video.strip import HEIGHT

Point = tuple[float, float]

_GROUND = (40, 40, 40)
_INK = (168, 168, 168)
"""BGR."""
_CARD_HEIGHT = 0.42
"""Icon and words together, as a share of the height below the strip."""
_SHIFT = 4
"""Binary digits of OpenCV's fixed-point pixel coordinates."""


class _Pen:
    """Draws on BGR in units of the icon's half height, from its middle, x to the right and y down."""

    def __init__(self, image: Array, middle: Point, unit: float) -> None:
        self._image = image
        self._middle = np.array(middle)
        self._unit = unit

    def line(self, *points: Point, width: float = 0.14, colour: tuple[int, int, int] = _INK) -> None:
        thickness = max(1, round(width * self._unit))
        cv2.polylines(self._image, [self._placed(points)], False, colour, thickness, cv2.LINE_AA, _SHIFT)

    def shape(self, *points: Point, colour: tuple[int, int, int] = _INK) -> None:
        cv2.fillPoly(self._image, [self._placed(points)], colour, cv2.LINE_AA, _SHIFT)

    def box(self, left: float, top: float, right: float, bottom: float, radius: float = 0.14) -> None:
        """A filled rectangle with round corners."""
        corners = ((right, bottom, 0), (left, bottom, 90), (left, top, 180), (right, top, 270))
        self.shape(*(point for x, y, start in corners for point in self._corner(x, y, start, radius, left + right)))

    def _corner(self, x: float, y: float, start: float, radius: float, across: float) -> list[Point]:
        inward_x, inward_y = (-radius if start in (0, 270) else radius), (-radius if start in (0, 90) else radius)
        return arc((x + inward_x, y + inward_y), radius, start, start + 90)

    def _placed(self, points: tuple[Point, ...]) -> Array:
        pixels = (np.array(points) * self._unit + self._middle) * (1 << _SHIFT)
        return np.asarray(pixels.round().astype(np.int32))


def arc(middle: Point, radius: float, start: float, end: float) -> list[Point]:
    """Points of a circle, angles in degrees clockwise from the right."""
    angles = np.radians(np.linspace(start, end, 24))
    return [(middle[0] + radius * float(np.cos(angle)), middle[1] + radius * float(np.sin(angle))) for angle in angles]


def _crossed_out(pen: _Pen) -> None:
    pen.line((-0.85, -0.85), (0.85, 0.85), width=0.42, colour=_GROUND)
    pen.line((-0.85, -0.85), (0.85, 0.85))


def _camera(pen: _Pen) -> None:
    pen.box(-1.0, -0.5, 0.42, 0.5)
    pen.shape((0.54, -0.14), (1.0, -0.44), (1.0, 0.44), (0.54, 0.14))
    _crossed_out(pen)


def _padlock(pen: _Pen) -> None:
    pen.line((-0.38, 0.0), *arc((0, -0.45), 0.38, 180, 360), (0.38, 0.0), width=0.18)
    pen.box(-0.68, -0.12, 0.68, 0.92)
    pen.shape(*arc((0, 0.3), 0.15, 0, 360), colour=_GROUND)
    pen.line((0, 0.3), (0, 0.6), colour=_GROUND)


def _bell(pen: _Pen) -> None:
    pen.shape((-0.85, 0.56), (-0.58, 0.22), *arc((0, -0.26), 0.58, 180, 360), (0.58, 0.22), (0.85, 0.56))
    pen.shape(*arc((0, 0.68), 0.24, 0, 180))
    pen.shape(*arc((0, -0.86), 0.12, 0, 360))
    _crossed_out(pen)


class _Slate:
    def __init__(self, canvas: Array) -> None:
        self._canvas = canvas

    def draw(self, seconds: float, canvas: Array) -> None:
        np.copyto(canvas, self._canvas)


def _paint(icon: Callable[[_Pen], None], words: str, _look: Look, width: int, height: int) -> Scene:
    image = _ground(width, height)
    middle = width / 2, HEIGHT + (height - HEIGHT) / 2
    unit = min((height - HEIGHT) * _CARD_HEIGHT, width * _CARD_HEIGHT) / 2
    icon(_Pen(image, (middle[0], middle[1] - unit * 0.45), unit))
    _write(image, words, (middle[0], middle[1] + unit * 1.35), max(10, round(unit * 0.5)))
    return _Slate(cv2.cvtColor(image, cv2.COLOR_BGR2YUV_I420))


def _ground(width: int, height: int) -> Array:
    """Darker towards the corners."""
    x, y = np.linspace(-1, 1, width), np.linspace(-1, 1, height)
    light = 1 - 0.22 * (x[None, :] ** 2 + y[:, None] ** 2)
    return np.asarray((light[:, :, None] * _GROUND).round().astype(np.uint8))


def _write(image: Array, words: str, middle: Point, size: int) -> None:
    """Text around a middle."""
    face = cv2.FontFace("sans")
    _, _, width, _ = cv2.getTextSize((0, 0), words, (0, 0), face, size, 500)
    origin = round(middle[0] - width / 2), round(middle[1] + size * 0.36)
    cv2.putText(image, words, origin, _INK, face, size, 500)


KINDS: Mapping[str, Callable[[Look, int, int], Scene]] = {
    "slate_no_signal": partial(_paint, _camera, "NO SIGNAL"),
    "slate_no_access": partial(_paint, _padlock, "NO ACCESS"),
    "slate_no_alarm": partial(_paint, _bell, "NO ALARM"),
}
