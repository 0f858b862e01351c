"""Ways over the ground that a thing follows at even speed, with rounded corners."""

import numpy as np

from ctserver.video.i420 import Array

_STEP = 0.05
"""Metres between the points that a route keeps."""
_LOOK = 8
"""Points before and behind between which the heading is taken: a body turns more gently than its path."""


class Route:
    """A line through world corners (n, 3), each corner cut to a curve that begins `rounding` metres before it."""

    def __init__(self, corners: Array, rounding: float) -> None:
        points = _rounded(corners[:, ::2], rounding)
        gaps = np.hypot(*np.diff(points, axis=0).T)
        travelled = np.concatenate(((0.0,), np.cumsum(gaps)))
        self.length = float(travelled[-1])
        even = np.arange(0, self.length + _STEP, _STEP)
        places = np.stack([np.interp(even, travelled, points[:, axis]) for axis in (0, 1)], axis=1)
        self._last = len(even) - 1
        self._even, self._table = even, places
        self._places = places.tolist()
        ahead = places[np.minimum(np.arange(len(even)) + _LOOK, self._last)]
        behind = places[np.maximum(np.arange(len(even)) - _LOOK, 0)]
        self._headings = np.unwrap(np.arctan2(*(ahead - behind).T)).tolist()

    def along(self, travelled: Array) -> tuple[Array, Array, Array]:
        """`at` each of some distances (n,)."""
        x, z, angle = (
            np.interp(travelled, self._even, values) for values in (*self._table.T, np.array(self._headings))
        )
        return x, z, angle

    def at(self, travelled: float) -> tuple[float, float, float]:
        """x, z and heading (radians to the right of the view axis) after some metres."""
        index = min(max(int(travelled / _STEP), 0), self._last - 1)
        share = travelled / _STEP - index
        (x0, z0), (x1, z1) = self._places[index], self._places[index + 1]
        angle0, angle1 = self._headings[index], self._headings[index + 1]
        return x0 + (x1 - x0) * share, z0 + (z1 - z0) * share, angle0 + (angle1 - angle0) * share


def _rounded(corners: Array, rounding: float) -> Array:
    """Points (m, 2) of the line, with a quadratic Bézier curve at each inner corner."""
    points = [corners[:1]]
    for before, corner, after in zip(corners, corners[1:], corners[2:], strict=False):
        enter, leave = _towards(corner, before, rounding), _towards(corner, after, rounding)
        t = np.linspace(0, 1, max(int(rounding / _STEP), 4))[:, None]
        points.append((1 - t) ** 2 * enter + 2 * t * (1 - t) * corner + t**2 * leave)
    points.append(corners[-1:])
    line = np.concatenate(points)
    return line[np.concatenate(((True,), np.abs(np.diff(line, axis=0)).max(axis=1) > 1e-6))]


def _towards(corner: Array, other: Array, metres: float) -> Array:
    length = float(np.hypot(*(other - corner)))
    return np.asarray(corner + (other - corner) * min(metres / length, 0.5))
