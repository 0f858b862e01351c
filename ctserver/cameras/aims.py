"""Where cameras with PTZ point, now and in the past: what each was told is kept with its instant.

A row holds the motion that a command began and where it began, so that one row tells where the camera is until the next.
The newest of each camera is remembered, and is all that a live picture asks for. The past is read in blocks of ten seconds
when a picture of it is made. So neither depends on how many commands there were.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from sqlalchemy import Row, delete, func, select, tuple_
from sqlalchemy.orm import Session

from ctserver.cameras.models import Camera, PtzCommand
from ctserver.db import Database
from ctserver.spans import ALWAYS, Span, uncut
from ctserver.video.ptz import Command, Drive, GuardTour, Motion, Position, Segment, Trajectory, Travel
from ctserver.video.scene import Viewport

HOME = Position()
"""Where a camera points before its first command; its zoom is the one that cameras go back to."""
REACTION_US = 100_000
"""After which a camera obeys. By then the command is known to all, so that a recording shows what was seen live."""
KEPT = 100_000
"""Commands that are kept of a camera. Before the oldest of them it is shown at rest where that one begins."""
BLOCK_US = 10_000_000
BLOCKS = 128


@dataclass(frozen=True, slots=True)
class Aim:
    """Where a camera points, and whether it is turning or zooming."""

    viewport: Viewport
    moving: bool


AT_REST = Aim(Viewport(), moving=False)


def tell(session: Session, camera_id: int, now: float, command: Command) -> None:
    """The camera gets a command now (seconds of Unix time)."""
    at_us = round(now * 1e6) + REACTION_US
    # A clock that was put back: what it has not come to yet has not happened.
    session.execute(delete(PtzCommand).where(PtzCommand.camera_id == camera_id, PtzCommand.at_us > at_us))
    newest = session.scalars(_of(camera_id).order_by(PtzCommand.number.desc()).limit(1)).first()
    before = _segment(newest) if newest else Segment.rest(HOME)
    number = newest.number + 1 if newest else 1
    motion = before.then(at_us, command, HOME.zoom).motion
    session.add(PtzCommand(camera_id=camera_id, number=number, at_us=at_us, motion=_encoded(motion)))
    session.execute(delete(PtzCommand).where(PtzCommand.camera_id == camera_id, PtzCommand.number <= number - KEPT))


class Aims:
    """Used by worker threads."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._block = lru_cache(maxsize=BLOCKS)(self._read_block)

    def at(self, camera_id: int, seconds: float) -> Aim:
        """At an instant of Unix time."""
        newest = self._database.remember(_read_newest).get(camera_id)
        if newest is None:
            return AT_REST
        number, segment = newest
        microsecond = round(seconds * 1e6)
        if microsecond >= segment.begins:
            return _aim(segment.at(microsecond), moving=segment.is_moving(microsecond))
        block = microsecond // BLOCK_US
        is_complete = (block + 1) * BLOCK_US <= segment.begins  # nothing can be added to it any more
        trajectory = self._block(camera_id, block, None if is_complete else number)
        return _aim(trajectory.at(seconds), moving=trajectory.is_moving(seconds))

    def steady(self, camera_id: int, us: int) -> Span:
        """Around an instant: in all of it the camera points to the same place. Empty where that is not known, or it moves."""
        newest = self._database.remember(_read_newest).get(camera_id)
        if newest is None:
            return ALWAYS
        _, segment = newest
        if us < segment.begins or segment.is_moving(us):
            return Span(us, us)
        foreseen = Span(max(segment.begins, us - BLOCK_US), us + BLOCK_US)  # a guard tour goes on for ever
        return uncut(foreseen, us, segment.edges(*foreseen))

    def _read_block(self, camera_id: int, block: int, _newest: int | None) -> Trajectory:
        """What the camera did in a block of time. `_newest` tells apart what was read before and after a command."""
        begin, end = block * BLOCK_US, (block + 1) * BLOCK_US
        within = _of(camera_id).where(PtzCommand.at_us >= begin, PtzCommand.at_us < end).order_by(PtzCommand.number)
        before = _of(camera_id).where(PtzCommand.at_us < begin).order_by(PtzCommand.number.desc()).limit(1)
        first = _of(camera_id).order_by(PtzCommand.number).limit(1)
        with self._database.session() as session:
            rows = [*session.scalars(before), *session.scalars(within)] or session.scalars(first).all()
        return Trajectory(tuple(map(_segment, rows)))


def _read_newest(session: Session) -> Mapping[int, tuple[int, Segment]]:
    """The number and the segment of each camera's newest command. Past the ORM, since it is read before the server is ready."""
    connection, camera, command = session.connection(), Camera.__table__.c, PtzCommand.__table__.c
    last = select(func.max(command.number)).where(command.camera_id == camera.id).scalar_subquery()
    keys = [(camera_id, number) for camera_id, number in connection.execute(select(camera.id, last)) if number]
    newest = select(PtzCommand.__table__).where(tuple_(command.camera_id, command.number).in_(keys))
    rows = connection.execute(newest) if keys else ()
    return MappingProxyType({row.camera_id: (row.number, _segment(row)) for row in rows})


def _of(camera_id: int) -> Any:
    return select(PtzCommand).where(PtzCommand.camera_id == camera_id)


def _aim(position: Position, *, moving: bool) -> Aim:
    return Aim(Viewport(position.pan, position.tilt, position.zoom), moving)


def _segment(row: PtzCommand | Row[Any]) -> Segment:
    return Segment(row.at_us, _decoded(row.motion))


def _encoded(motion: Motion) -> dict[str, Any]:
    match motion:
        case Travel(start, goal):
            return {"from": _numbers(start), "to": _numbers(goal)}
        case Drive(start, x, y, q):
            return {"from": _numbers(start), "levers": [x, y, q]}
        case GuardTour(start, stops):
            return {"from": _numbers(start), "tour": [[*_numbers(place), seconds] for place, seconds in stops]}
    raise TypeError(f"a motion that cannot be kept: {motion!r}")


def _decoded(kept: Mapping[str, Any]) -> Motion:
    start = Position(*kept["from"])
    if "to" in kept:
        return Travel(start, Position(*kept["to"]))
    if "levers" in kept:
        return Drive(start, *kept["levers"])
    return GuardTour(start, tuple((Position(*place), seconds) for *place, seconds in kept["tour"]))


def _numbers(position: Position) -> list[float]:
    return [position.pan, position.tilt, position.zoom]
