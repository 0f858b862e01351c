"""What every kind of scene takes and gives."""

from dataclasses import dataclass
from typing import Protocol

from ctserver.video.i420 import Array

LOOP_SECONDS = 8
"""Motion repeats after this time, so that a loop can be coded once and shown for ever."""

STILL_ROWS = 80
"""Luma rows from the top in which nothing moves: the strip and one macroblock row below it, so that no motion vector
of the scene has a reason to point into the strip."""


@dataclass(frozen=True, slots=True)
class Look:
    """What a camera looks at. `seed` makes cameras of a kind differ.

    `daylight` runs from 0, night with the camera's infrared lamp, over dusk to 1, day. With `alarm` an intruder runs in.
    """

    kind: str
    seed: int
    daylight: float = 1.0
    upside_down: bool = False
    alarm: bool = False


class Scene(Protocol):
    """A camera's view at one size."""

    def draw(self, seconds: float, canvas: Array) -> None:
        """Overwrite an I420 canvas, uint8 of shape (height * 3 // 2, width), with the view at a second of Unix time.

        A pure function of the second, and the same bytes LOOP_SECONDS later.
        """
