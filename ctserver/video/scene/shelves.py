"""Shop shelves full of goods: every facing is a small face with its label, in families of colours as shops stand them."""

from dataclasses import dataclass

import numpy as np

from ctserver.video.i420 import Array
from ctserver.video.scene.furniture import Builder, Thing

LEVELS = (0.14, 0.50, 0.83, 1.14, 1.43)
"""Heights of a gondola's boards in metres."""
TALL = (0.14, 0.50, 0.83, 1.14, 1.43, 1.72)

_FAMILIES = np.array(
    (
        ((52, 50, 146), (60, 120, 176), (180, 190, 196), (60, 62, 118), (96, 150, 186)),
        ((150, 106, 60), (196, 190, 176), (168, 142, 96), (112, 70, 44), (206, 208, 206)),
        ((92, 168, 196), (124, 150, 172), (74, 118, 162), (160, 186, 200), (70, 86, 120)),
        ((66, 104, 70), (104, 140, 106), (58, 70, 62), (150, 180, 170), (84, 112, 120)),
        ((46, 44, 50), (60, 56, 92), (84, 74, 70), (40, 58, 88), (120, 120, 126)),
        ((170, 176, 182), (190, 180, 186), (150, 130, 160), (196, 200, 202), (120, 100, 150)),
    ),
    float,
)
"""BGR of five kinds of goods in each family: breakfast, cleaning, pasta, greens, drinks, care."""
_MUTED = _FAMILIES * 0.78 + _FAMILIES.mean(axis=2, keepdims=True) * 0.22
"""As a camera sees them under lamps."""
_KINDS = 10
"""Kinds on a board, more than there is room for."""
_LABELS = np.array(
    ((206, 210, 212), (70, 66, 140), (150, 98, 58), (96, 160, 190), (60, 60, 62), (190, 198, 180)), float
)
_BOARD, _INSIDE = (172.0, 176.0, 178.0), (50.0, 50.0, 50.0)


@dataclass(frozen=True, slots=True)
class Front:
    """The upright face that goods are taken from: from a (lateral, along) place, `length` metres to the right as one faces it."""

    start: tuple[float, float]
    way: tuple[float, float]
    length: float

    def quads(self, places: Array, out: float) -> Array:
        """Quads (n, 4, 3) of spans (n, 4), from and to along the front and up, `out` metres before it."""
        s0, s1, u0, u1 = np.asarray(places, float).T
        (x, z), (dx, dz) = self.start, self.way
        quads = np.empty((len(s0), 4, 3))
        for corner, along, up in ((0, s0, u0), (1, s1, u0), (2, s1, u1), (3, s0, u1)):
            quads[:, corner, 0] = x + dz * out + dx * along
            quads[:, corner, 1] = z - dx * out + dz * along
            quads[:, corner, 2] = up
        return quads


def gondola_bay(
    builder: Builder,
    lateral: tuple[float, float],
    along: tuple[float, float],
    rng: np.random.Generator,
    families: Array,
) -> Thing:
    """A length of a free-standing shelf with goods on both sides; `families` (2,) of the left and the right one."""
    (left, right), (near, far) = lateral, along
    builder.box(lateral, along, (0, LEVELS[-1] + 0.30), _INSIDE)
    middle = (left + right) / 2
    builder.box((middle - 0.03, middle + 0.03), along, (LEVELS[-1] + 0.30, LEVELS[-1] + 0.36), _BOARD)
    eye = builder.eye[0]
    if eye < left:
        stock(builder, Front((left, far), (0, -1), far - near), LEVELS, rng, int(families[0]))
    if eye > right:
        stock(builder, Front((right, near), (0, 1), far - near), LEVELS, rng, int(families[1]))
    _top(builder, lateral, along, rng)
    return builder.thing(middle, (near + far) / 2)


def _top(builder: Builder, lateral: tuple[float, float], along: tuple[float, float], rng: np.random.Generator) -> None:
    """Seen from above: the upper boards' goods on either side of the back panel, and cartons waiting to be unpacked."""
    up = LEVELS[-1] + 0.302
    (left, right), (near, far) = lateral, along
    quad = np.array((((left, near, up), (right, near, up), (right, far, up), (left, far, up)),))
    builder.quads(quad, np.array(((146, 150, 152),)), flat=True)
    middle, place = (left + right) / 2, near + 0.05
    while place < far - 0.35:
        long, tall = float(rng.uniform(0.22, 0.42)), float(rng.uniform(0.10, 0.24))
        for low, high in ((left + 0.07, middle - 0.04), (middle + 0.04, right - 0.07)):
            if rng.random() < 0.35:
                colour = np.array(((96, 128, 152), (150, 158, 164), (120, 132, 140))[rng.integers(3)]) * rng.uniform(
                    0.85, 1.1
                )
                blue, green, red = colour.tolist()
                builder.box((low, high), (place, place + long), (up, up + tall), (blue, green, red))
        place += long + 0.03


def stock(
    builder: Builder,
    front: Front,
    levels: tuple[float, ...],
    rng: np.random.Generator,
    family: int,
    shining: bool = False,
    spacing: float = 0.30,
) -> None:
    """Boards and goods on a front; `shining` as in a lit cabinet, `spacing` metres above the last level."""
    edges = np.array([*levels, levels[-1] + spacing])
    _goods(builder, front, edges, rng, family, shining)
    boards = np.array([(0, front.length, level - 0.035, level) for level in edges])
    plinth = np.array(((0, front.length, 0.0, 0.09),))
    builder.quads(front.quads(boards, 0.03), np.array((_BOARD,)), shining, flat=True)
    builder.quads(front.quads(plinth, 0.01), np.array(((70, 70, 70),)), flat=True)
    places = np.arange(0.1, front.length - 0.1, 0.27)
    tags = np.array([(s, s + 0.05, u - 0.032, u - 0.006) for u in levels for s in places])
    builder.quads(front.quads(tags, 0.035), np.array(((214, 226, 228),)), shining, flat=True)


def _goods(builder: Builder, front: Front, edges: Array, rng: np.random.Generator, family: int, shining: bool) -> None:
    """Goods on boards at heights `edges`, but the last: a few kinds side by side, each some facings wide."""
    shape = (len(edges) - 1, _KINDS)
    kinds = np.repeat(np.arange(shape[0] * _KINDS), rng.integers(2, 5, shape).ravel())
    level = kinds // _KINDS
    wide = rng.uniform(0.085, 0.20, shape).ravel()[kinds]
    ends = np.cumsum(wide)
    first = np.searchsorted(level, np.arange(shape[0]))
    start = ends - wide - (ends - wide)[first][level]
    end = np.minimum(start + wide, front.length)
    tall = ((np.diff(edges) - 0.035)[:, None] * rng.uniform(0.62, 0.93, shape)).ravel()[kinds]
    tall = tall * rng.uniform(0.97, 1.0, len(kinds))
    tones = _MUTED[family][rng.integers(5, size=shape).ravel()[kinds]]
    tones = tones * (rng.uniform(0.85, 1.05, shape).ravel()[kinds] * rng.uniform(0.95, 1.04, len(kinds)))[:, None]
    labels = _LABELS[rng.integers(len(_LABELS), size=shape).ravel()[kinds]]
    keep = (end - start > 0.05) & (rng.random(len(kinds)) > 0.05)
    low = edges[level]
    goods = np.stack((start + 0.006, end - 0.006, low, low + tall), axis=1)[keep]
    _facings(builder, front, goods, tones[keep], labels[keep], shining)


def _facings(builder: Builder, front: Front, goods: Array, tones: Array, labels: Array, shining: bool) -> None:
    """Each with its upper part in the next board's shadow, and its label."""
    wide, tall = goods[:, 1] - goods[:, 0], goods[:, 3] - goods[:, 2]
    shade, paper = goods.copy(), goods.copy()
    shade[:, 2] = goods[:, 3] - tall * 0.22
    paper[:, 0] += wide * 0.12
    paper[:, 1] -= wide * 0.12
    paper[:, 2] += tall * 0.28
    paper[:, 3] -= tall * 0.38
    quads = np.concatenate([front.quads(spans, 0.006) for spans in (goods, shade, paper)])
    builder.quads(quads, np.concatenate((tones, tones * 0.68, labels * 0.75 + tones * 0.25)), shining, flat=True)
