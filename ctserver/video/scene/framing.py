"""How a picture of any size and shape comes to lie in the part of a canvas that the strip leaves free."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from av import VideoFrame
from av import filter as filters

from ctserver.video.i420 import Array
from ctserver.video.scene.look import Viewport

MOST_CUT = 0.25
"""Share of a picture that may be cut off so that it fills the canvas; one that would lose more lies between black bars."""
_HD_LINES = 720
"""Untagged video of as many lines is of BT.709, smaller one of BT.601, as players take it."""
_UNTAGGED = 2
_SCALE = "{width}:{height}:flags=bicubic:out_color_matrix=bt601:out_range=limited"


@dataclass(frozen=True, slots=True)
class Span:
    """On one axis, which part of a picture is seen (`begin` and `end`, 0 to 1) and which even pixels it fills."""

    begin: float
    end: float
    first: int
    last: int


def framing(shape: tuple[float, float], area: tuple[int, int], viewport: Viewport) -> tuple[Span, Span]:
    """Across and down, for a picture of the shape (any unit) of which an area (even pixels) shows a window.

    At zoom 1 the window is all of it. It does not leave the picture, however far the viewport turns.
    """
    fill, fit = (choose(size / length for size, length in zip(area, shape, strict=True)) for choose in (max, min))
    scale = fill if fit / fill >= 1 - MOST_CUT else fit
    window = viewport.window(*area)
    across = _span(area[0], shape[0] * scale, window.left, window.scale)
    return across, _span(area[1], shape[1] * scale, window.top, window.scale)


def _span(size: int, length: float, sought: float, zoom: float) -> Span:
    """Of a picture that is `length` pixels long at zoom 1, in the middle of `size`; the window seeks to begin at `sought`."""
    start = (size - length) / 2
    low, high = max(0.0, start), min(size, start + length)
    seen = size / zoom
    begin = (low + high - seen) / 2 if seen >= high - low else min(max(sought, low), high - seen)
    first, last = max(begin, low), min(begin + seen, high)
    pixels = (round((edge - begin) * zoom / 2) * 2 for edge in (first, last))
    return Span((first - start) / length, (last - start) / length, *pixels)


class Framer:
    """Turns pictures of one kind upright, crops and scales them and converts them to I420, all in one go."""

    def __init__(self, like: VideoFrame, pixel_shape: float, area: tuple[int, int], viewport: Viewport) -> None:
        """`pixel_shape` is a pixel's width by its height."""
        turn = _TURNS.get(like.rotation % 360, ())
        size, shape = (like.width, like.height), (like.width * pixel_shape, float(like.height))
        if "transpose" in dict(turn):
            size, shape = size[::-1], shape[::-1]
        across, down = framing(shape, area, viewport)
        self._at = slice(down.first, down.last), slice(across.first, across.last)
        (x, columns), (y, rows) = _crop(size[0], across), _crop(size[1], down)
        scale = _SCALE.format(width=across.last - across.first, height=down.last - down.first)
        if like.colorspace == _UNTAGGED and like.height >= _HD_LINES and not like.format.is_rgb:
            scale += ":in_color_matrix=bt709"
        self._graph = _graph(
            like, *turn, ("crop", f"{columns}:{rows}:{x}:{y}"), ("scale", scale), ("format", "yuv420p")
        )

    def frame(self, picture: VideoFrame, planes: Sequence[Array]) -> None:
        """Overwrite the part of an area's planes that the picture fills."""
        self._graph.push(picture)
        framed = self._graph.pull()
        assert isinstance(framed, VideoFrame)
        for part, plane, step in zip(framed.planes, planes, (1, 2, 2), strict=True):
            pixels = np.frombuffer(memoryview(part), np.uint8).reshape(part.height, part.line_size)
            rows, columns = (slice(along.start // step, along.stop // step) for along in self._at)
            plane[rows, columns] = pixels[:, : part.width]


_TURNS: dict[int, tuple[tuple[str, str], ...]] = {
    90: (("transpose", "cclock"),),
    180: (("hflip", ""), ("vflip", "")),
    270: (("transpose", "clock"),),
}
"""What undoes how a camera was held, by the degrees that FFmpeg says to turn the picture to the left."""


def _crop(size: int, span: Span) -> tuple[int, int]:
    """First pixel and number of pixels, of `size`, that a span shows."""
    first = min(int(span.begin * size), size - 2)
    return first, max(2, min(round(span.end * size), size) - first)


def _graph(like: VideoFrame, *steps: tuple[str, str]) -> filters.Graph:
    graph = filters.Graph()
    graph.threads = 1
    last = graph.add_buffer(width=like.width, height=like.height, format=like.format, time_base=Fraction(1))
    for name, arguments in (*steps, ("buffersink", "")):
        step = graph.add(name, arguments)
        last.link_to(step)
        last = step
    graph.configure()
    return graph


def kind_of(picture: VideoFrame) -> tuple[object, ...]:
    """What pictures of one `Framer` have in common."""
    return picture.width, picture.height, picture.format.name, picture.rotation, picture.colorspace, picture.color_range
