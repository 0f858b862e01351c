"""From a path such as `/live/view/2.6` and who asks for it to what is shown."""

import re
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import parse_qs

from ctserver.auth.service import Account
from ctserver.cameras.catalogue import Camera, Stream
from ctserver.cameras.views import Views
from ctserver.clock import Clock
from ctserver.errors import Forbidden, InvalidField, NoAlarmRecorded, UnknownStream
from ctserver.video.view import View

_STREAM_ID = re.compile(r"(\d{1,9})\.(\d{1,9})", re.ASCII)
_CAMERA_ID = re.compile(r"\d{1,9}", re.ASCII)


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


class Targets:
    """What the paths of streams name, for who may see it."""

    def __init__(self, views: Views, clock: Clock) -> None:
        self.views = views
        self._clock = clock

    def target(self, path: str, query: str, account: Account) -> Target:
        """What `path` (with `/X.Y` short for live, and `/r?id=` for the last alarm) shows this user.

        InvalidField, UnknownStream (also where the user may not know of it), Forbidden or NoAlarmRecorded.
        """
        if path.rstrip("/") == "/r":
            return self._last_alarm(query, account)
        for channel in Channel:
            if path.startswith(channel):
                return self.on(channel, path.removeprefix(channel), account)
        return self.on(Channel.LIVE, path.removeprefix("/"), account)

    def on(self, channel: Channel, stream_id: str, account: Account) -> Target:
        """The stream `<camera>.<stream>` on a channel; errors as for `target`."""
        match = _STREAM_ID.fullmatch(stream_id)
        if not match:
            raise InvalidField("stream", "expected.stream_id")
        camera_id, number = map(int, match.groups())
        camera = self._visible(camera_id, account, channel, stream_id)
        stream = camera.stream(number)
        if stream is None or stream.ignored:
            raise UnknownStream(stream=stream_id)
        return self._target(channel, camera, stream)

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

    def _last_alarm(self, query: str, account: Account) -> Target:
        values = parse_qs(query).get("id", [])
        if len(values) != 1 or not _CAMERA_ID.fullmatch(values[0]):
            raise InvalidField("id", "expected.integer")
        camera = self._visible(int(values[0]), account, Channel.REPLAY, values[0])
        stream = camera.stream(camera.replay_stream_id)
        if stream is None:
            raise UnknownStream(stream=values[0])
        return self._target(Channel.REPLAY, camera, stream)

    def _target(self, channel: Channel, camera: Camera, stream: Stream) -> Target:
        view = self.views.view(camera, stream, only_alarm=channel is Channel.ALARM)
        if channel is Channel.DELAYED:
            return Target(channel, view, delay=self.views.catalogue.site.delay_seconds)
        if channel is not Channel.REPLAY:
            return Target(channel, view)
        now = self._clock.now()
        alarm = self.views.alarms.last(camera.id, round(now * 1e6)) if camera.is_replay_enabled else None
        if alarm is None:
            raise NoAlarmRecorded(camera=camera.id)
        begin, end = (alarm.begin_us - alarm.pre_us) / 1e6, (alarm.end_us + alarm.post_us) / 1e6
        return Target(channel, view, begin=begin, end=min(end, now))
