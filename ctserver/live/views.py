"""From a path such as `/live/view/2.6` and who asks for it to the view that is shown."""

import re

from ctserver.auth.service import Account
from ctserver.cameras.catalogue import Camera, Catalogue, Stream, read_catalogue
from ctserver.cameras.pictures import view_of
from ctserver.cameras.service import is_recording
from ctserver.db import Database
from ctserver.errors import Forbidden, InvalidField, StreamUnavailable, UnknownStream
from ctserver.video.strip import State
from ctserver.video.view import StateAt, View

_STREAM_ID = re.compile(r"(\d{1,9})\.(\d{1,9})", re.ASCII)


class Views:
    """Keeps one state function per camera, so that equal requests find equal views."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._states: dict[int, StateAt] = {}

    @property
    def catalogue(self) -> Catalogue:
        return self._database.remember(read_catalogue)

    def visible(self, stream_id: str, account: Account) -> View:
        """InvalidField, UnknownStream (also where the user may not know of it), Forbidden or StreamUnavailable."""
        match = _STREAM_ID.fullmatch(stream_id)
        if not match:
            raise InvalidField("stream", "expected.stream_id")
        camera_id, number = map(int, match.groups())
        catalogue = self.catalogue
        rights = catalogue.rights_of(account, camera_id)
        camera = catalogue.cameras.get(camera_id)
        stream = camera.stream(number) if camera else None
        if camera is None or stream is None or not rights.may_see or camera.is_ignored or stream.ignored:
            raise UnknownStream(stream=stream_id)
        if not rights.live:
            raise Forbidden(right="right.live")
        if not camera.has_video:
            raise StreamUnavailable(stream=stream_id, reason=f"reason.{camera.condition}")
        return self.view(camera, stream)

    def view(self, camera: Camera, stream: Stream) -> View:
        state_at = self._states.setdefault(camera.id, lambda seconds: self._state(camera.id, seconds))
        return view_of(camera, stream, self.catalogue.site, state_at)

    def _state(self, camera_id: int, seconds: float) -> State:
        catalogue = self.catalogue
        camera = catalogue.cameras[camera_id]
        state = State.RECORDING if is_recording(camera, catalogue, seconds) else State.IDLE
        return state | State.ALARM if camera.is_recording_alarm else state
