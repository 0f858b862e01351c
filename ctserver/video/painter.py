"""Draws whole pictures of one stream, scene and strip, as a pure function of the picture's number."""

from dataclasses import replace

import numpy as np

from ctserver.video.i420 import Array
from ctserver.video.mark import Mark
from ctserver.video.scene import ImagePlane, Look, Scene, Viewport, open_plane, open_scene
from ctserver.video.state import State
from ctserver.video.strip import HEIGHT, Strip
from ctserver.video.strip_clock import clock_text
from ctserver.video.view import View


def strip_of(view: View) -> Strip:
    shown = view.format
    return Strip(shown.width, view.name, f"{shown.codec} {shown.width}x{shown.height}")


class StripPainter:
    """Draws the strip of one stream."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._strip = strip_of(view)
        self._canvas = np.empty((HEIGHT * 3 // 2, view.format.width), np.uint8)
        self._shown: tuple[State, str] | None = None

    def paint(self, number: int) -> Array:
        """A canvas of the strip alone, overwritten by the next call."""
        mark, clock = self.mark_and_clock(number)
        state = self._state(number)
        if self._shown and self._shown[0] == state:
            self._strip.update(self._canvas, mark, clock, self._shown[1])
        else:
            self._strip.draw(self._canvas, mark, clock, state)
        self._shown = state, clock
        return self._canvas

    def paint_onto(self, canvas: Array, number: int) -> None:
        """Overwrites a picture's top rows."""
        self._strip.draw(canvas, *self.mark_and_clock(number), self._state(number))

    def mark_and_clock(self, number: int) -> tuple[Mark, str]:
        view = self._view
        time_us = view.instant_us(number)
        mark = Mark(view.camera_id, view.stream_id, number, time_us // 1000)
        return mark, clock_text(time_us, view.utc_offset(time_us // 1_000_000))

    def _state(self, number: int) -> State:
        return self._view.moment_at(self._view.instant_us(number) / 1e6).state


class Painter:
    """Keeps the scene that it drew last; used by one thread at a time."""

    def __init__(self, view: View) -> None:
        self.view = view
        self._strip = StripPainter(view)
        self._canvas = np.empty((view.format.height * 3 // 2, view.format.width), np.uint8)
        self._look: Look | None = None
        self._scene: Scene | None = None
        self._ahead: tuple[Look, Scene] | None = None
        self._turning: Look | None = None
        self._plane: ImagePlane | None = None

    def paint(self, number: int) -> Array:
        """The I420 canvas (height * 3 // 2, width) of picture `number`; overwritten by the next call."""
        seconds = self.view.instant_us(number) / 1e6
        moment = self.view.moment_at(seconds)
        look = self.view.look_of(moment, seconds)
        if moment.moving:
            self._plane_of(look).draw(seconds, look.viewport, self._canvas)
        else:
            self._scene_of(look).draw(seconds, self._canvas)
        self._strip.paint_onto(self._canvas, number)
        return self._canvas

    def prepare(self, look: Look) -> None:
        """Has a scene at hand that a picture to come may show, beside the one that was drawn last."""
        self._ahead = look, open_scene(look, self.view.format.width, self.view.format.height)

    def _plane_of(self, look: Look) -> ImagePlane:
        """All that the camera may turn to: a scene of its own for each picture of a movement would take too long."""
        turning = replace(look, viewport=Viewport())
        if self._plane is None or turning != self._turning:
            shown = self.view.format
            self._turning, self._plane = turning, open_plane(turning, shown.width, shown.height)
        return self._plane

    def _scene_of(self, look: Look) -> Scene:
        if self._scene is None or look != self._look:
            known = self._ahead if self._ahead and self._ahead[0] == look else None
            self._look, self._scene = known or (look, open_scene(look, self.view.format.width, self.view.format.height))
        return self._scene
