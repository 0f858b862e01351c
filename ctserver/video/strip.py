"""The strip over the top 64 luma rows of every picture: the mark, and beside it what a person wants to read.

Everything but the mark and the clock is drawn once; a picture costs one copy and two dozen small blits.
"""

import cv2
import numpy as np

from ctserver.video import mark as marks
from ctserver.video.i420 import NEUTRAL, Array, planes
from ctserver.video.lettering import fitting, width_of, write
from ctserver.video.state import State
from ctserver.video.strip_clock import DATE_LENGTH, GROUND, INK, clock_at

HEIGHT = 64
"""Luma rows: four macroblock rows of H.264."""

_DIM, _WHITE = 165, 235
"""Luma of lesser text, and of text on red."""
_RED = (81, 90, 240)
_WIDE = 640
"""Pixels from which the strip has room for the date and for its details."""
_ROOMY = 760
"""Pixels from which clock and flags fit side by side in large letters."""
_NARROW_FLAG = 18
"""Pixels that a flag takes on a narrow strip."""
_CLOCK_ROWS = 16
"""Luma rows that a narrow strip's clock has for itself."""


def is_wide(width: int) -> bool:
    """Whether a strip of `width` pixels has two lines; a narrow one has three."""
    return width >= _WIDE


class Strip:
    """Draws the strip of one stream; keeps no state between pictures, so that threads may share it."""

    def __init__(self, width: int, name: str, details: str) -> None:
        """`width` in luma pixels, even, 320 or more; `details` is free text such as `H.264 1280x720`."""
        self._layout = _Layout(width)
        self.clock = self._layout.clock
        self._ready = {
            state: self._layout.draw(name, details, state)
            for state in (State.IDLE, State.RECORDING, State.ALARM, State.RECORDING | State.ALARM)
        }

    def draw(self, canvas: Array, mark: marks.Mark, clock: str, state: State = State.IDLE) -> None:
        """Overwrite the top 64 luma rows of an I420 canvas; `clock` as `clock_text` spells it."""
        luma, cb, cr = planes(canvas)
        ready = self._ready[state]
        luma[:HEIGHT], cb[: HEIGHT // 2], cr[: HEIGHT // 2] = ready
        marks.paint(mark, canvas)
        self.clock.write(luma, clock)

    def update(self, canvas: Array, mark: marks.Mark, clock: str, before: str) -> None:
        """`draw` on a canvas that holds this strip in the same state with the clock `before`: only what differs is drawn."""
        luma = canvas[: len(canvas) * 2 // 3]
        marks.paint_cells(mark, luma)
        self.clock.update(luma, clock, before)


class _Layout:
    """Where things stand: two lines on a wide strip, three short ones on a narrow strip, which shows no date."""

    def __init__(self, width: int) -> None:
        wide = is_wide(width)
        self.width, self.wide = width, wide
        self.left = marks.FRAME[0] + marks.FRAME[2] + (16 if wide else 8)
        self.right = width - (16 if wide else 4)
        size, baseline = (12, 14) if not wide else (16, 26) if width < _ROOMY else (20, 28)
        self.clock = clock_at(self.left, baseline, size, 0 if wide else DATE_LENGTH)

    def draw(self, name: str, details: str, state: State) -> tuple[Array, Array, Array]:
        """Luma (64, width) and chroma (32, width // 2) of the strip without mark and clock."""
        luma = np.full((HEIGHT, self.width), GROUND, np.uint8)
        chroma = np.full((2, HEIGHT // 2, self.width // 2), NEUTRAL, np.uint8)
        (self._names_wide if self.wide else self._names_narrow)(luma, name, details, state)
        self._flags(luma, chroma, state)
        return luma, chroma[0], chroma[1]

    def _names_wide(self, luma: Array, name: str, details: str, state: State) -> None:
        details = fitting(details, 15, (self.right - self.left) // 2)
        details_left = self.right - width_of(details, 15)
        write(luma, self.left, 49, fitting(name, 16, details_left - self.left - 16), 16, INK)
        write(luma, details_left, 49, details, 15, _DIM)

    def _names_narrow(self, luma: Array, name: str, details: str, state: State) -> None:
        below = luma[_CLOCK_ROWS:, self.left :]  # an accent or an overhang must not reach beyond (see `mosaic.strip`)
        room, flags = self.right - self.left, _NARROW_FLAG * len(state)
        write(below, 0, 33 - _CLOCK_ROWS, fitting(name, 12, room), 12, INK)
        write(below, flags, 51 - _CLOCK_ROWS, fitting(details, 11, room - flags), 11, _DIM)

    def _flags(self, luma: Array, chroma: Array, state: State) -> None:
        (self._flags_wide if self.wide else self._flags_narrow)(luma, chroma, state)

    def _flags_wide(self, luma: Array, chroma: Array, state: State) -> None:
        """REC and ALARM from the right edge leftwards."""
        right = self.right
        if State.RECORDING in state:
            left = right - 60 & ~1
            _dot(luma, chroma, left, 10, 22)
            write(luma, left + 22, 27, "REC", 16, INK)
            right = left - 12
        if State.ALARM in state:
            _label(luma, chroma, (right - 72 & ~1, 10, 72, 22), "ALARM", 16)

    def _flags_narrow(self, luma: Array, chroma: Array, state: State) -> None:
        """A red dot and a red box before the details. (Colour must not reach the last MCU: see `mosaic.codes.unpack`.)"""
        left = self.left
        if State.RECORDING in state:
            _dot(luma, chroma, left, 40, 14)
            left += _NARROW_FLAG
        if State.ALARM in state:
            _label(luma, chroma, (left, 40, 14, 14), "!", 12)


def _dot(luma: Array, chroma: Array, left: int, top: int, size: int) -> None:
    """A red dot in a square of `size`; its chroma is half as large."""
    for plane, value, scale in ((luma, _RED[0], 1), (chroma[0], _RED[1], 2), (chroma[1], _RED[2], 2)):
        middle = ((left + size // 2) // scale, (top + size // 2) // scale)
        cv2.circle(plane, middle, size // 3 // scale, (value,), cv2.FILLED, cv2.LINE_AA)


def _label(luma: Array, chroma: Array, box: tuple[int, int, int, int], text: str, size: int) -> None:
    """White on a red box, whose x, y, width and height are even."""
    x, y, width, height = box
    luma[y : y + height, x : x + width] = _RED[0]
    half = np.s_[y // 2 : (y + height) // 2, x // 2 : (x + width) // 2]
    chroma[0][half], chroma[1][half] = _RED[1:]
    write(luma, x + (width - width_of(text, size)) // 2, y + height // 2 + size // 3, text, size, _WHITE)
