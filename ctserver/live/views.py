"""From a path such as `/live/view/2.6` and who asks for it to what is shown."""

import logging
import re
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import parse_qs

from ctserver.auth.service import Account
from ctserver.cameras.aims import Aims
from ctserver.cameras.catalogue import Camera, Catalogue, Stream, read_catalogue
from ctserver.cameras.pictures import view_of
from ctserver.cameras.service import is_recording
from ctserver.clock import Clock
from ctserver.db import Database
from ctserver.errors import Forbidden, InvalidField, NoAlarmRecorded, UnknownStream
from ctserver.video.strip import State
from ctserver.video.view import Moment, MomentAt, View

log = logging.getLogger("ctserver.live")

_STREAM_ID = re.compile(r"(\d{1,9})\.(\d{1,9})", re.ASCII)
_CAMERA_ID = re.compile(r"\d{1,9}", re.ASCII)
NO_SIGNAL, NO_ALARM = "slate_no_signal", "slate_no_alarm"
MARGIN_SECONDS = 5.0
"""What the replay of an alarm shows before and after it (assumed)."""


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


class Views:
    """Keeps one function of time per camera and channel, so that equal requests find equal views."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._aims = Aims(database)
        self._moments: dict[tuple[int, bool], MomentAt] = {}
        self._without_footage: set[int] = set()

    @property
    def catalogue(self) -> Catalogue:
        return self._database.remember(read_catalogue)

    def look_for_footage(self) -> None:
        """Says in the log which cameras have lost theirs, and show that there is no signal until it is back."""
        for camera in self.catalogue.cameras(self._clock.now()):
            if self._has_footage(camera) and camera.footage and camera.footage.is_cut:
                path, seconds = camera.footage.path, camera.footage.seconds
                log.warning("camera %d: of its footage %s the first %.0f seconds are shown", camera.id, path, seconds)

    def camera(self, camera_id: int) -> Camera | None:
        """As it is now."""
        return self.catalogue.camera(camera_id, self._clock.now())

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

    def view(self, camera: Camera, stream: Stream, *, only_alarm: bool = False) -> View:
        key = (camera.id, only_alarm)
        moment_at = self._moments.setdefault(
            key, lambda seconds: self._moment(camera.id, seconds, only_alarm=only_alarm)
        )
        return view_of(camera, stream, self.catalogue.site, moment_at)

    def _visible(self, camera_id: int, account: Account, channel: Channel, shown: str) -> Camera:
        catalogue = self.catalogue
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
        view = self.view(camera, stream, only_alarm=channel is Channel.ALARM)
        if channel is Channel.DELAYED:
            return Target(channel, view, delay=self.catalogue.site.delay_seconds)
        if channel is not Channel.REPLAY:
            return Target(channel, view)
        now = self._clock.now()
        alarm = self.catalogue.timelines[camera.id].last_alarm(now) if camera.is_replay_enabled else None
        if alarm is None:
            raise NoAlarmRecorded(camera=camera.id)
        begin, end = alarm
        return Target(channel, view, begin=begin - MARGIN_SECONDS, end=min(end + MARGIN_SECONDS, now))

    def _moment(self, camera_id: int, seconds: float, *, only_alarm: bool) -> Moment:
        catalogue = self.catalogue
        camera = catalogue.camera(camera_id, seconds)
        if camera is None or not camera.has_video or not self._has_footage(camera):
            return Moment(slate=NO_SIGNAL)
        state = State.RECORDING if is_recording(camera, catalogue, seconds) else State.IDLE
        if camera.is_recording_alarm:
            state |= State.ALARM
        elif only_alarm:
            return Moment(slate=NO_ALARM, thin=True)  # players stay connected, at next to no cost
        aim = self._aims.at(camera_id, seconds)
        return Moment(state, upside_down=camera.is_upside_down, viewport=aim.viewport, moving=aim.moving)

    def _has_footage(self, camera: Camera) -> bool:
        """Tells the log of each change."""
        has_footage = camera.has_footage
        if camera.footage and has_footage == (camera.id in self._without_footage):
            if has_footage:
                self._without_footage.discard(camera.id)
                log.info("camera %d: its footage %s is back", camera.id, camera.footage.path)
            else:
                self._without_footage.add(camera.id)
                log.warning(
                    "camera %d: no signal, its footage %s is gone or has changed since the site was loaded",
                    camera.id,
                    camera.footage.path,
                )
        return has_footage
