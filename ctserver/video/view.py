"""What a stream shows: everything a picture is a function of, but its number."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from ctserver.video.footage import Footage
from ctserver.video.picture import StreamFormat
from ctserver.video.scene import FOOTAGE, Look, Viewport
from ctserver.video.state import State

AT_REST = Viewport()


@dataclass(frozen=True, slots=True)
class Moment:
    """What a camera is doing at an instant.

    `slate` names the scene that stands in where there is no picture of its own; `thin`: one such picture a second is enough.
    `viewport` is where a camera that turns looks, `moving` whether it is turning. `ahead` is what may take its place at any
    instant, and is to be seen at once then.
    """

    state: State = State.IDLE
    upside_down: bool = False
    slate: str | None = None
    thin: bool = False
    viewport: Viewport = AT_REST
    moving: bool = False
    ahead: "Moment | None" = None


MomentAt = Callable[[float], Moment]
"""From an instant of Unix time, so that a past picture is drawn as it was. Equal views have the same function."""


@dataclass(frozen=True, slots=True)
class View:
    """`footage` takes the place of the drawn `scene`."""

    camera_id: int
    stream_id: int
    name: str
    format: StreamFormat
    scene: str
    seed: int
    timezone: ZoneInfo
    moment_at: MomentAt
    footage: Footage | None = None

    @property
    def label(self) -> str:
        """Names the stream: `2.6`."""
        return f"{self.camera_id}.{self.stream_id}"

    def instant_us(self, number: int) -> int:
        """Microseconds of Unix time at which picture `number` is shown: one timeline for every viewer and recording."""
        return number * 1_000_000 // self.format.fps

    def number_at(self, seconds: float) -> int:
        """The picture that is shown at an instant of Unix time: the last one whose own instant is not after it."""
        us = round(seconds * 1_000_000)
        return ((us + 1) * self.format.fps - 1) // 1_000_000

    def first_from(self, us: int) -> int:
        """The first picture whose instant, in microseconds of Unix time, is not before `us`."""
        return -(-us * self.format.fps // 1_000_000)

    def utc_offset(self, seconds: int) -> int:
        """Seconds that the site's wall clock is ahead of UTC."""
        return _utc_offset(self.timezone, seconds // _QUARTER * _QUARTER)

    def look_at(self, seconds: float) -> Look:
        """What the camera's scene looks like at an instant of Unix time."""
        return self.look_of(self.moment_at(seconds), seconds)

    def look_of(self, moment: Moment, seconds: float) -> Look:
        if moment.slate:
            return Look(moment.slate, 0)
        if self.footage:
            return Look(FOOTAGE, 0, upside_down=moment.upside_down, viewport=moment.viewport, footage=self.footage)
        hour = (int(seconds) + self.utc_offset(int(seconds))) // 3600 % 24
        alarm = State.ALARM in moment.state
        return Look(self.scene, self.seed, daylight(hour), moment.upside_down, alarm, moment.viewport)


# Local hour → light, from 0 (infrared) to 1 (day): few steps, because a scene is drawn anew for each.
_DUSK = {6: 0.35, 7: 0.7, 19: 0.7, 20: 0.35}


def daylight(hour: int) -> float:
    return _DUSK.get(hour, 1.0 if 8 <= hour < 19 else 0.0)


_QUARTER = 900
"""Zones change their offset at whole quarters of an hour."""


@lru_cache(maxsize=1024)
def _utc_offset(zone: ZoneInfo, seconds: int) -> int:
    offset = datetime.fromtimestamp(seconds, UTC).astimezone(zone).utcoffset()
    return int(offset.total_seconds()) if offset else 0
