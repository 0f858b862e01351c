"""What a stream shows: everything a picture is a function of, but its number."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from ctserver.video.picture import StreamFormat
from ctserver.video.strip import State

StateAt = Callable[[float], State]
"""What the camera is doing at an instant of Unix time, so that a past picture is drawn as it was."""


@dataclass(frozen=True, slots=True)
class View:
    camera_id: int
    stream_id: int
    name: str
    format: StreamFormat
    scene: str
    seed: int
    timezone: ZoneInfo
    state_at: StateAt
    upside_down: bool = False

    def instant_us(self, number: int) -> int:
        """Microseconds of Unix time at which picture `number` is shown: one timeline for every viewer and recording."""
        return number * 1_000_000 // self.format.fps

    def number_at(self, seconds: float) -> int:
        """The picture that is shown at an instant of Unix time: the last one whose own instant is not after it."""
        us = round(seconds * 1_000_000)
        return ((us + 1) * self.format.fps - 1) // 1_000_000


# Local hour → light, from 0 (infrared) to 1 (day), with an hour of dusk in steps: a scene is drawn anew at each step.
_DUSK = {6: 0.35, 7: 0.7, 19: 0.7, 20: 0.35}


def daylight(view: View, seconds: float) -> float:
    hour = local_time(view, seconds).hour
    return _DUSK.get(hour, 1.0 if 8 <= hour < 19 else 0.0)


def local_time(view: View, seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC).astimezone(view.timezone)
