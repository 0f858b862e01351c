"""A camera's picture at the size of a tile, as restart intervals: its scene from a clip, its strip spliced on."""

from collections.abc import Sequence

from ctserver.video.clip import Clip
from ctserver.video.clips import Clips
from ctserver.video.coding.jpeg import Libjpeg, split_rows, split_scan
from ctserver.video.loops import ClipKey
from ctserver.video.mosaic.strip import TileStrip
from ctserver.video.painter import Painter
from ctserver.video.scene import is_slate
from ctserver.video.state import State
from ctserver.video.view import Moment, View

_LOOK_SECONDS = 900
"""Daylight changes at whole quarters of an hour."""


class Tile:
    """`view` is of JPEG and of the tile's size. `rate` is the mosaic's, in pictures per second."""

    def __init__(self, view: View, strip: TileStrip, clips: Clips, *, quality: int, rate: int) -> None:
        self._view = view
        self._strip = strip
        self._clips = clips
        self._quality = quality
        self._fps, self._rate = view.format.fps, rate
        self._own = -1  # the number of the camera's own picture
        self._made = -1  # the one that `_rows` are of
        self._rows: Sequence[bytes] = ()
        self._state = State.IDLE
        self._circumstances: tuple[Moment, int] | None = None
        self._clip: Clip | None = None
        self._stands_still = False
        self._painter: Painter | None = None

    def turn_to(self, number: int) -> None:
        """Show what the camera shows at the instant of the mosaic's picture `number`."""
        own = number * self._fps // self._rate
        if own == self._own:
            return
        seconds = self._view.instant_us(own) / 1e6
        circumstances = self._view.moment_at(seconds), int(seconds) // _LOOK_SECONDS
        if circumstances != self._circumstances:
            self._change(circumstances[0], seconds)
            self._circumstances = circumstances
        self._own = own

    def is_prepared(self) -> bool:
        """Whether `rows` only puts together what is coded already."""
        if self._made == self._own:
            return True
        if self._clip is None:
            return False
        return self._strip.is_ready(self._state) and self._clip.has(self._scene_number)

    def rows(self) -> Sequence[bytes]:
        if self._made != self._own:
            self._rows = self._spliced() if self._clip else self._painted()
            self._made = self._own
        return self._rows

    def _spliced(self) -> Sequence[bytes]:
        assert self._clip
        below = self._clip.picture(self._scene_number)[1:]  # its head is the mosaic's already
        return [*self._strip.rows(self._own, self._state), *below]

    def _painted(self) -> Sequence[bytes]:
        """While the camera turns no two pictures have the same scene: there is nothing to keep."""
        self._painter = self._painter or Painter(self._view)
        coder = Libjpeg(self._view.format.width, self._quality)
        return split_rows(split_scan(coder.encode(self._painter.paint(self._own))[0])[1])

    @property
    def _scene_number(self) -> int:
        return 0 if self._stands_still else self._own

    def _change(self, moment: Moment, seconds: float) -> None:
        self._state, self._clip = moment.state, None
        if moment.moving:
            return
        self._painter = None
        look = self._view.look_of(moment, seconds)
        self._clip = self._clips.get(ClipKey(look, self._view.format, self._quality))
        self._stands_still = is_slate(look.kind)
