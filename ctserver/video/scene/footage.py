"""Footage as a scene: decoded just in time, and drawn at the canvas's size below the strip."""

from pathlib import Path

import numpy as np
from av import VideoFrame

from ctserver.video.footage import Footage
from ctserver.video.footage.reel import Reel
from ctserver.video.i420 import NEUTRAL, Array, planes
from ctserver.video.scene.framing import Framer, kind_of
from ctserver.video.scene.look import Look, Viewport
from ctserver.video.strip import HEIGHT

_BLACK = 16


class FootagePlane:
    """Footage that a camera turns over: a viewport is a window into its pictures. Used by one thread at a time."""

    def __init__(self, footage: Footage, width: int, height: int, *, upside_down: bool) -> None:
        """FootageError if the file cannot be opened any more."""
        self._footage, self._upside_down = footage, upside_down
        self._reel = Reel(Path(footage.path))
        self._canvas = np.empty((height * 3 // 2, width), np.uint8)
        self._area = width, height - HEIGHT
        self._shown: tuple[VideoFrame, Viewport] | None = None
        self._framer: tuple[tuple[object, ...], Framer] | None = None

    def draw(self, seconds: float, viewport: Viewport, canvas: Array) -> None:
        picture = self._reel.at(self._footage.position(seconds))
        if self._shown is None or self._shown[0] is not picture or self._shown[1] != viewport:
            self._develop(picture, viewport)
            self._shown = picture, viewport
        np.copyto(canvas, self._canvas)

    def _develop(self, picture: VideoFrame, viewport: Viewport) -> None:
        """Draw a picture upon our own canvas, which serves until the file has another."""
        kind = *kind_of(picture), viewport
        if self._framer is None or self._framer[0] != kind:
            self._framer = kind, Framer(picture, self._reel.pixel_shape, self._area, viewport)
            luma, *chroma = planes(self._canvas)
            luma[:] = _BLACK
            for plane in chroma:
                plane[:] = NEUTRAL
        free = [plane[HEIGHT // step :] for plane, step in zip(planes(self._canvas), (1, 2, 2), strict=True)]
        if self._upside_down:
            free = [plane[::-1, ::-1] for plane in free]
        self._framer[1].frame(picture, free)


class FootageScene:
    """Footage through a look's viewport. Implements `Scene`."""

    def __init__(self, look: Look, width: int, height: int) -> None:
        """FootageError if the file cannot be opened any more."""
        assert look.footage
        self._plane = FootagePlane(look.footage, width, height, upside_down=look.upside_down)
        self._viewport = look.viewport

    def draw(self, seconds: float, canvas: Array) -> None:
        self._plane.draw(seconds, self._viewport, canvas)
