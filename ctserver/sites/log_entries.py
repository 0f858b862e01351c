"""What the logs of a site tell word for word, beside the history that is made by rule."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import AfterValidator
from sqlalchemy.orm import Session

from ctserver.actions.models import Action
from ctserver.actions.service import CODES
from ctserver.auth.models import User
from ctserver.cameras.models import Camera, CameraConnection
from ctserver.logs.models import SystemLog
from ctserver.sites.section import At, Id, Misplaced, Name, Section


def _code(code: str) -> str:
    if code not in CODES:
        raise ValueError(f"expected one of {', '.join(sorted(CODES))}")
    return code


class ActionEntry(Section):
    id: Id | None = None
    at: At
    user: Name
    address: Name = "127.0.0.1"
    action: Annotated[str, AfterValidator(_code)] = "LogUserLogin"
    parameters: dict[Name, str] = {}


class ConnectionEntry(Section):
    id: Id | None = None
    at: At
    camera: Id
    stream: Id
    connected: bool = True


class SystemEntry(Section):
    at: At
    name: Name
    type: Literal["WARNING", "ERROR"] | None = None
    event: Name


class LogEntries(Section):
    actions: list[ActionEntry] = []
    connections: list[ConnectionEntry] = []
    system: list[SystemEntry] = []


def check_log_entries(entries: LogEntries, users: set[str], streams: Mapping[int, set[int]]) -> None:
    """Misplaced for a user, a camera or a stream that there is not; `streams` by camera."""
    for number, action in enumerate(entries.actions):
        if action.user not in users:
            raise Misplaced(("logs", "actions", number, "user"), f"expected one of the users, got {action.user}")
    for number, row in enumerate(entries.connections):
        if row.camera not in streams:
            raise Misplaced(("logs", "connections", number, "camera"), "expected the id of one of the cameras")
        if row.stream not in streams[row.camera]:
            raise Misplaced(("logs", "connections", number, "stream"), "expected the id of one of the camera's streams")


def seed_log_entries(session: Session, entries: LogEntries, cameras: list[Camera], users: list[User]) -> None:
    ids = {user.name: user.id for user in users}
    named = {camera.id: (camera.name, {stream.id: stream.name for stream in camera.streams}) for camera in cameras}
    for action in entries.actions:
        session.add(
            Action(
                id=action.id,
                at_us=action.at,
                user_id=ids[action.user],
                user_name=action.user,
                address=action.address,
                code=action.action,
                parameters=action.parameters,
            )
        )
    for row in entries.connections:
        camera_name, streams = named[row.camera]
        session.add(
            CameraConnection(
                id=row.id,
                camera_id=row.camera,
                camera_name=camera_name,
                stream_id=row.stream,
                stream_name=streams[row.stream],
                at_us=row.at,
                connected=row.connected,
            )
        )
    session.add_all(SystemLog(at_us=line.at, **line.model_dump(exclude={"at"})) for line in entries.system)
    session.flush()  # what has a number of its own comes before what is numbered
