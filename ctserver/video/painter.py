"""Draws the pictures of one stream, scene and strip, as a pure function of the picture's number."""

import numpy as np

from ctserver.video.i420 import Array
from ctserver.video.mark import Mark
from ctserver.video.scene import Look, Scene, open_scene
from ctserver.video.strip import State, Strip, clock_text
from ctserver.video.view import View, daylight, local_time


class Painter:
    """Keeps the scene that it drew last; used by one thread at a time."""

    def __init__(self, view: View) -> None:
        self.view = view
        shown = view.format
        details = f"{shown.codec} {shown.width}x{shown.height}"
        self._strip = Strip(shown.width, view.name, details)
        self._canvas = np.empty((shown.height * 3 // 2, shown.width), np.uint8)
        self._look: Look | None = None
        self._scene: Scene | None = None

    def paint(self, number: int) -> Array:
        """The I420 canvas (height * 3 // 2, width) of picture `number`; overwritten by the next call."""
        view = self.view
        time_us = view.instant_us(number)
        seconds = time_us / 1e6
        state = view.state_at(seconds)
        self._scene_at(seconds, state).draw(seconds, self._canvas)
        offset = local_time(view, seconds).utcoffset()
        clock = clock_text(time_us, int(offset.total_seconds()) if offset else 0)
        self._strip.draw(self._canvas, Mark(view.camera_id, view.stream_id, number, time_us // 1000), clock, state)
        return self._canvas

    def _scene_at(self, seconds: float, state: State) -> Scene:
        view = self.view
        alarm = State.ALARM in state
        look = Look(view.scene, view.seed, daylight(view, seconds), upside_down=view.upside_down, alarm=alarm)
        if self._scene is None or look != self._look:
            self._look, self._scene = look, open_scene(look, view.format.width, view.format.height)
        return self._scene
