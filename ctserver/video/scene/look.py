"""What every kind of scene takes and gives."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from ctserver.video.footage import Footage

if TYPE_CHECKING:  # what a look says needs no NumPy
    from ctserver.video.i420 import Array
    from ctserver.video.scene.patch import Box

LOOP_SECONDS = 8
"""Motion in a drawn scene repeats after this time, so that a loop can be coded once and shown for ever."""

STILL_ROWS = 80
"""Luma rows from the top in which nothing moves: the strip and one macroblock row below it, so that no motion vector
of the scene has a reason to point into the strip."""

FOOTAGE = "footage"

PLANE = (2.2, 1.8)
"""Widths and heights of the picture at zoom 1 that a camera that turns can see: its image plane."""


@dataclass(frozen=True, slots=True)
class Window:
    """A part of the image plane, in pixels of the picture at zoom 1 (which lies at 0, 0), shown as `width` by `height`."""

    left: float
    top: float
    scale: float
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Viewport:
    """Where a camera that turns and zooms looks: a window into its image plane.

    `pan` (left to right) and `tilt` (down to up) run from -1 to 1 and choose the window's middle, whatever the zoom: at
    zoom 1 the window then touches the plane's border. `zoom`, from 1 to 30, narrows it.
    """

    pan: float = 0.0
    tilt: float = 0.0
    zoom: float = 1.0

    def window(self, width: int, height: int) -> Window:
        """What a picture of that size shows."""
        across, up = PLANE[0] - 1, PLANE[1] - 1
        middle = width / 2 * (1 + self.pan * across), height / 2 * (1 - self.tilt * up)
        return Window(middle[0] - width / 2 / self.zoom, middle[1] - height / 2 / self.zoom, self.zoom, width, height)


@dataclass(frozen=True, slots=True)
class Whole(Viewport):
    """The whole image plane in one picture of at most `pixels`, from which a `Panorama` cuts its windows."""

    pixels: int = 4_000_000

    def window(self, width: int, height: int) -> Window:
        across, down = width * PLANE[0], height * PLANE[1]
        scale = min(1.0, (self.pixels / (across * down)) ** 0.5)
        left, top = (width - across) / 2, (height - down) / 2
        return Window(left, top, scale, round(across * scale / 2) * 2, round(down * scale / 2) * 2)


@dataclass(frozen=True, slots=True)
class Look:
    """What a camera looks at. `seed` makes cameras of a kind differ.

    `daylight` runs from 0, night with the camera's infrared lamp, over dusk to 1, day. With `alarm` an intruder runs in.
    With `footage`, which is as it is by night and in alarm, the kind is FOOTAGE.
    """

    kind: str
    seed: int
    daylight: float = 1.0
    upside_down: bool = False
    alarm: bool = False
    viewport: Viewport = Viewport()
    footage: Footage | None = None

    @property
    def loop_seconds(self) -> int:
        """After which the scene repeats."""
        return self.footage.period if self.footage else LOOP_SECONDS

    @property
    def is_still_below_strip(self) -> bool:
        """Whether nothing moves in the first STILL_ROWS rows."""
        return self.footage is None or self.footage.is_still


class Scene(Protocol):
    """A camera's view at one size."""

    def draw(self, seconds: float, canvas: "Array") -> None:
        """Overwrite an I420 canvas, uint8 of shape (height * 3 // 2, width), with the view at a second of Unix time.

        A pure function of the second, and the same bytes the look's `loop_seconds` later.
        """


@runtime_checkable
class MovingScene(Scene, Protocol):
    """A scene that knows where anything moves: `draw` is `rest`, and `motion` upon it."""

    def rest(self, canvas: "Array") -> None:
        """Overwrite a canvas with what never changes."""

    def motion(self, seconds: Sequence[float], canvas: "Array") -> "Iterator[list[Box]]":
        """Draw what moves at some seconds of Unix time, each upon what rests: the boxes outside which nothing is changed.

        A picture is drawn when it is asked for, before which the caller has taken back the one before.
        """
        ...


class ImagePlane(Protocol):
    """All that a camera may turn to, at one size: for as long as it moves."""

    def draw(self, seconds: float, viewport: Viewport, canvas: "Array") -> None:
        """Overwrite an I420 canvas, uint8 of shape (height * 3 // 2, width), with what the viewport shows at a second of
        Unix time."""
