"""From a path such as `/live/view/2.6` and who asks for it to what is shown."""

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from urllib.parse import parse_qs

from ctserver.auth.service import Account
from ctserver.cameras.catalogue import Camera, Stream
from ctserver.cameras.views import Views
from ctserver.clock import Clock
from ctserver.db import Database
from ctserver.errors import Forbidden, InvalidField, NoAlarmRecorded, NotRecorded, UnknownStream
from ctserver.http.fields import iso_exact, parse_instant
from ctserver.recordings.archive import open_archive
from ctserver.spans import Span
from ctserver.video.view import View

_STREAM_ID = re.compile(r"(\d{1,9})\.(\d{1,9})", re.ASCII)
_CAMERA_ID = re.compile(r"\d{1,9}", re.ASCII)

_FOREVER = 2**63


class Channel(StrEnum):
    """What of a stream is shown. `ALARM` is the live picture while there is an alarm, `REPLAY` the last alarm's recording."""

    LIVE = "/live/view/"
    DELAYED = "/live/delayed/"
    ALARM = "/live/alarm/"
    REPLAY = "/replay/view/"


@dataclass(frozen=True, slots=True)
class Target:
    """What a path names: `begin` and `end` (seconds of Unix time) of a replay, `delay` in seconds of a delayed stream."""

    channel: Channel
    view: View
    delay: float = 0.0
    begin: float = 0.0
    end: float = 0.0


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a path asks for, of what the user may see. `span`, in microseconds of Unix time, where a replay names its own."""

    channel: Channel
    camera: Camera
    stream: Stream
    span: Span | None = None


class Targets:
    """What the paths of streams name, for who may see it."""

    def __init__(self, views: Views, database: Database, clock: Clock) -> None:
        self.views = views
        self._database = database
        self._clock = clock

    def target(self, path: str, query: str, account: Account) -> Target:
        """What `path` shows this user. Errors as for `wanted`, and NoAlarmRecorded or NotRecorded.

        For worker threads: to find what was recorded, the database is read.
        """
        wanted = self.wanted(path, query, account)
        view = self.views.view(wanted.camera, wanted.stream, only_alarm=wanted.channel is Channel.ALARM)
        if wanted.channel is Channel.DELAYED:
            return Target(wanted.channel, view, delay=self.views.catalogue.site.delay_seconds)
        if wanted.channel is not Channel.REPLAY:
            return Target(wanted.channel, view)
        begin, end = self._recorded(wanted.camera, wanted.span) if wanted.span else self._last_alarm(wanted.camera)
        return Target(wanted.channel, view, begin=begin / 1e6, end=end / 1e6)

    def wanted(self, path: str, query: str, account: Account) -> Wanted:
        """What `path` (with `/X.Y` short for live, and `/r?id=` for the last alarm) asks for.

        InvalidField, UnknownStream (also where the user may not know of it) or Forbidden.
        """
        if path.rstrip("/") == "/r":
            return self._replay_of(query, account)
        channel = next((channel for channel in Channel if path.startswith(channel)), None)
        stream_id = path.removeprefix(channel or "/")
        wanted = self._on(channel or Channel.LIVE, stream_id, account)
        return replace(wanted, span=_span(query)) if channel is Channel.REPLAY else wanted

    def _on(self, channel: Channel, stream_id: str, account: Account) -> Wanted:
        match = _STREAM_ID.fullmatch(stream_id)
        if not match:
            raise InvalidField("stream", "expected.stream_id")
        camera_id, number = map(int, match.groups())
        camera = self._visible(camera_id, account, channel, stream_id)
        stream = camera.stream(number)
        if stream is None or stream.ignored:
            raise UnknownStream(stream=stream_id)
        return Wanted(channel, camera, stream)

    def _visible(self, camera_id: int, account: Account, channel: Channel, shown: str) -> Camera:
        catalogue = self.views.catalogue
        rights = catalogue.rights_of(account, camera_id)
        camera = catalogue.camera(camera_id, self._clock.now())
        if camera is None or not rights.may_see or camera.is_ignored:
            raise UnknownStream(stream=shown)
        if channel is Channel.REPLAY and not rights.records:
            raise Forbidden(right="right.records")
        if channel is not Channel.REPLAY and not rights.live:
            raise Forbidden(right="right.live")
        return camera

    def _replay_of(self, query: str, account: Account) -> Wanted:
        values = parse_qs(query).get("id", [])
        if len(values) != 1 or not _CAMERA_ID.fullmatch(values[0]):
            raise InvalidField("id", "expected.integer")
        camera = self._visible(int(values[0]), account, Channel.REPLAY, values[0])
        stream = camera.stream(camera.replay_stream_id)
        if stream is None:
            raise UnknownStream(stream=values[0])
        return Wanted(Channel.REPLAY, camera, stream)

    def _last_alarm(self, camera: Camera) -> Span:
        now = round(self._clock.now() * 1e6)
        alarm = self.views.alarms.last(camera.id, now) if camera.is_replay_enabled else None
        if alarm is None:
            raise NoAlarmRecorded(camera=camera.id)
        return Span(alarm.begin_us - alarm.pre_us, min(alarm.end_us + alarm.post_us, now))

    def _recorded(self, camera: Camera, span: Span) -> Span:
        """What of `span` was recorded first, without a gap."""
        covered = open_archive(self._database, self._clock.now()).covered(camera.id, span)
        if not covered:
            raise NotRecorded(camera=camera.id, time=iso_exact(span.begin))
        return covered[0]


def _span(query: str) -> Span | None:
    """From `from` to `to`, which may be left out; None where neither is there."""
    values = parse_qs(query)
    if not values.keys() & {"from", "to"}:
        return None
    begin = _instant("from", values.get("from", []))
    end = _instant("to", values["to"]) if "to" in values else _FOREVER
    if end <= begin:
        raise InvalidField("to", "expected.later", other="from")
    return Span(begin, end)


def _instant(name: str, values: list[str]) -> int:
    try:
        (value,) = values
        return parse_instant(value)
    except ValueError:
        raise InvalidField(name, "expected.date") from None
