"""Where PLAY begins in a recording, and what RTP time it has there (RFC 2326 §10.5, appendix B): values, no I/O."""

from dataclasses import dataclass

from ctserver.video.rtsp.handler import Refused
from ctserver.video.rtsp.headers.range import ClockRange, NptRange
from ctserver.video.rtsp.rtp import CLOCK_RATE

HOLE_US = 10_000_000
"""Pictures further apart than any two key pictures: nothing was recorded between them."""


@dataclass(frozen=True, slots=True)
class Extent:
    """What a recording holds: the instants of its first picture and just past its last, in microseconds of Unix time."""

    begin_us: int
    end_us: int

    @property
    def npt(self) -> str:
        """For the SDP: by this line VLC and FFmpeg decide whether to offer seeking."""
        seconds, micros = divmod(self.end_us - self.begin_us, 1_000_000)
        return f"npt=0-{seconds}.{micros:06}"

    def npt_of(self, instant_us: int) -> int:
        return min(max(instant_us, self.begin_us), self.end_us) - self.begin_us


@dataclass(frozen=True, slots=True)
class Cue:
    """From `at_us` at `scale`, as far as `until_us`: pictures there and beyond are not shown."""

    extent: Extent
    at_us: int
    until_us: int
    scale: float
    as_clock: bool = False

    def beyond(self, instant_us: int) -> bool:
        """Forwards the range's end is open; backwards the beginning belongs to the recording."""
        return instant_us >= self.until_us if self.scale > 0 else instant_us < self.until_us

    def range(self, start_us: int) -> NptRange | ClockRange:
        """For the answer, in the client's units: the real start, which is a key picture's instant."""
        if self.as_clock:
            return ClockRange(start_us, self.until_us)
        return NptRange(self.extent.npt_of(start_us), self.extent.npt_of(self.until_us))


def cue(extent: Extent, asked: NptRange | ClockRange | None, scale: float, position_us: int | None) -> Cue:
    """What PLAY asks for; Refused(457) for a beginning outside the recording (RFC 2326 §11.3.8).

    An open beginning is where the viewer is, or the end it has not yet seen anything from.
    """
    begin, end = _instants(extent, asked)
    edge = extent.end_us if scale > 0 else extent.begin_us
    if begin is None:
        begin = position_us if position_us is not None else (extent.begin_us if scale > 0 else extent.end_us)
    until = edge if end is None else end
    if not extent.begin_us <= begin <= extent.end_us or (begin == extent.end_us and scale > 0):
        raise Refused(457, "the range begins outside the recording")
    if (until <= begin) if scale > 0 else (until > begin):
        raise Refused(457, "the range ends before it begins")
    until = min(until, edge) if scale > 0 else max(until, edge)
    return Cue(extent, begin, until, scale, isinstance(asked, ClockRange))


def _instants(extent: Extent, asked: NptRange | ClockRange | None) -> tuple[int | None, int | None]:
    """Unix time of a range's ends, None where it is open."""
    if asked is None:
        return None, None
    if isinstance(asked, ClockRange):
        return asked.start, asked.end
    if "now" in (asked.start, asked.end):
        raise Refused(457, "now is for live streams (RFC 2326 §3.6)")
    start, end = (int(npt) + extent.begin_us if npt is not None else None for npt in (asked.start, asked.end))
    return start, end


class Playout:
    """The RTP clock of one viewer of a recording: continuous and monotonic across jumps, pauses and holes.

    It counts the time that pictures take to be shown, so at twice the speed they are half as far apart.
    """

    def __init__(self, base: int, fps: int) -> None:
        self._period = round(CLOCK_RATE / fps)
        self._speed = 1.0
        self._next = base
        self._origin = base
        self._origin_us: int | None = None
        self._last_us = 0

    @property
    def next(self) -> int:
        """What the first picture after a jump gets: one picture period after the last one."""
        return self._next & 0xFFFFFFFF

    def jump(self, scale: float) -> None:
        """The next picture follows the last one, wherever it comes from."""
        self._speed = abs(scale)
        self._origin_us = None

    def stamp(self, instant_us: int) -> int:
        """The RTP timestamp of the next picture to be shown."""
        if self._origin_us is None or abs(instant_us - self._last_us) > HOLE_US:
            self._origin, self._origin_us = self._next, instant_us
        self._last_us = instant_us
        ticks = self._origin + round(abs(instant_us - self._origin_us) * CLOCK_RATE / 1_000_000 / self._speed)
        self._next = ticks + self._period
        return ticks & 0xFFFFFFFF
