"""What a camera shows at any instant, now and in the past: the views of its streams."""

import logging

from ctserver.cameras.aims import Aims
from ctserver.cameras.alarms import Alarms
from ctserver.cameras.catalogue import Camera, Catalogue, Stream, read_catalogue
from ctserver.cameras.moments import Moments
from ctserver.cameras.pictures import view_of
from ctserver.cameras.schedule import steady
from ctserver.cameras.service import is_recording
from ctserver.clock import Clock
from ctserver.db import Database
from ctserver.spans import ALWAYS, Span, overlap
from ctserver.video.state import State
from ctserver.video.view import Moment, View

log = logging.getLogger("ctserver.cameras")

NO_SIGNAL, NO_ALARM = "slate_no_signal", "slate_no_alarm"


class Views:
    """Keeps one function of time per camera and purpose, so that equal requests find equal views. `alarms` tells which
    cameras are in alarm when."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self.alarms = Alarms(database)
        self._aims = Aims(database)
        self._moments: dict[tuple[int, bool], Moments] = {}
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

    def view(self, camera: Camera, stream: Stream, *, only_alarm: bool = False) -> View:
        """Of a stream; where `only_alarm`, it shows while there is no alarm that there is none."""
        key = (camera.id, only_alarm)
        moment_at = self._moments.setdefault(
            key,
            Moments(
                self._database,
                lambda seconds: self._moment(camera.id, seconds, only_alarm=only_alarm),
                lambda us: self._steady(camera.id, us),
            ),
        )
        return view_of(camera, stream, self.catalogue.site, moment_at)

    def _moment(self, camera_id: int, seconds: float, *, only_alarm: bool) -> Moment:
        catalogue = self.catalogue
        camera = catalogue.camera(camera_id, seconds)
        if camera is None or not camera.has_video or not self._has_footage(camera):
            return Moment(slate=NO_SIGNAL)
        in_alarm = self.alarms.at(camera_id, seconds)
        state = State.RECORDING if is_recording(camera, catalogue, seconds, in_alarm=in_alarm) else State.IDLE
        if in_alarm:
            state |= State.ALARM
        elif only_alarm:
            alarm = self._seen(camera, State.RECORDING | State.ALARM, seconds)
            ahead = None if alarm.moving else alarm
            return Moment(slate=NO_ALARM, thin=True, ahead=ahead)  # players stay connected, at next to no cost
        return self._seen(camera, state, seconds)

    def _steady(self, camera_id: int, us: int) -> Span:
        """Around an instant: what `_moment` tells is the same in all of it, as far as is known."""
        timeline = self.catalogue.timelines.get(camera_id)
        if timeline is None:
            return ALWAYS
        camera, aimed = timeline.at(us / 1e6), self._aims.steady(camera_id, us)
        if camera.footage or aimed.begin == aimed.end:  # footage may be gone in the next picture
            return Span(us, us)
        alarmed, scheduled = self.alarms.steady(camera_id, us), steady(camera.schedule, us)
        return overlap((timeline.steady(us), aimed, alarmed, scheduled))

    def _seen(self, camera: Camera, state: State, seconds: float) -> Moment:
        aim = self._aims.at(camera.id, seconds)
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
