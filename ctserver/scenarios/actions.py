"""What a scenario can do. Another action is another function here, and a name for it in a site file."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy.orm import Session

from ctserver.cameras.alarms import raise_alarms, told
from ctserver.cameras.changes import hold
from ctserver.commands import journal
from ctserver.commands.service import read_commands
from ctserver.screens.models import Screen

Action = Mapping[str, Any]
ALARM_TYPE = "SCENARIO"


def perform(session: Session, action: Action, now: float) -> None:
    """`now` in seconds of Unix time; KeyError for an action that there is none of."""
    ACTIONS[action["do"]](session, action, now)


def _raise_alarm(session: Session, action: Action, now: float) -> None:
    raise_alarms(session, [action["camera"]], ALARM_TYPE, told(now), action["seconds"])


def _record(session: Session, action: Action, now: float) -> None:
    hold(session, action["camera"], now, now + action["seconds"], "is_recording_forced")


def _call(session: Session, action: Action, now: float) -> None:
    journal.trigger(session, read_commands(session)[action["command"]], now)


def _show(session: Session, action: Action, now: float) -> None:
    screen = session.get_one(Screen, action["screen"])
    screen.server_id, screen.camera_id, screen.mosaic_id = 0, action.get("camera"), action.get("mosaic")


ACTIONS: dict[str, Callable[[Session, Action, float], None]] = {
    "alarm": _raise_alarm,
    "record": _record,
    "command": _call,
    "screen": _show,
}
