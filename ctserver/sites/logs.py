"""The history that the logs of a new server tell: what the site says word by word, and what is made by rule.

What is made follows the seed and is true of the cameras: one that lost its connection has no picture for that time in the
archive either. What the site says is only told.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from random import Random
from typing import Annotated, Literal

from pydantic import Field
from sqlalchemy import select
from sqlalchemy.orm import Session

from ctserver.actions.models import Action
from ctserver.auth.models import User
from ctserver.cameras.changes import WITH_VIDEO, connections
from ctserver.cameras.models import Camera, CameraChange, CameraConnection
from ctserver.commands.models import Command
from ctserver.db import Base
from ctserver.logs.journal import KEPT
from ctserver.logs.models import SystemLog
from ctserver.mosaics.models import Mosaic
from ctserver.screens.models import Screen
from ctserver.sites.rows import Row, insert_rows
from ctserver.sites.section import At, Id, Misplaced, Name, Section, distinct

DAY = 86_400
OUTAGES_A_WEEK = 5
RECENT_SECONDS = 7200.0
"""As long before the first start nothing happened, so that what a site says of the last hours stays simple."""
LOGIN: Row = {"code": "LogUserLogin", "parameters": {}}


class LoginSection(Section):
    id: Id
    at: At
    user: Name
    address: Name


class ConnectionSection(Section):
    """A camera's streams, whose rows follow each other from `id` on; names are those of that time."""

    id: Id
    at: At
    camera: Id
    name: Name
    connected: bool = True
    streams: Annotated[dict[Id, Name], Field(min_length=1)]


class LineSection(Section):
    at: At
    name: Name
    type: Literal["WARNING", "ERROR"] | None = None
    event: Annotated[str, Field(min_length=1, max_length=500)]


class LogsSection(Section):
    days: Annotated[int, Field(ge=0, le=31)] = 0
    daily: Annotated[int, Field(ge=0, le=5000)] = 0
    """What users do in a day beside logging in."""
    logins: list[LoginSection] = []
    connections: list[ConnectionSection] = []
    lines: list[LineSection] = []


def check_logs(section: LogsSection, users: set[str]) -> None:
    """Misplaced for a user that there is not, and for the number of a row that an earlier one has."""
    distinct("login", "id", section.logins, "logs", "logins")
    for number, login in enumerate(section.logins):
        if login.user not in users:
            raise Misplaced(("logs", "logins", number, "user"), f"expected one of the users, got {login.user}")
    taken: set[int] = set()
    for number, connection in enumerate(section.connections):
        rows = set(range(connection.id, connection.id + len(connection.streams)))
        if rows & taken:
            raise Misplaced(("logs", "connections", number, "id"), f"connection {min(rows & taken)} stands here twice")
        taken |= rows


@dataclass(frozen=True, slots=True)
class Outage:
    """A camera was away; seconds of Unix time, `end` None where it still is."""

    camera: Camera
    begin: float
    end: float | None


def seed_logs(
    session: Session, section: LogsSection, cameras: list[Camera], users: list[User], seed: int, now: float
) -> None:
    """What is told, and the `days` before `now` (seconds of Unix time): how users logged in, and how cameras were lost and
    found again."""
    _insert(session, _told_rows(section, {user.name: user.id for user in users}))
    if not section.days:
        return
    begin = now - section.days * DAY
    outages = sorted(_outages(cameras, seed, begin, now), key=lambda outage: outage.begin)
    did = _deeds(users, _seen_daily(session), seed, begin, section)
    tables: dict[type[Base], Iterator[Row]] = {
        Action: chain(_logins(users, seed, begin, section.days), did),
        CameraChange: _changes(cameras, outages),
        CameraConnection: _connections(cameras, outages, begin),
        SystemLog: _lines(cameras, outages, begin, section.days),
    }
    _insert(session, tables)


def _insert(session: Session, tables: Mapping[type[Base], Iterable[Row]]) -> None:
    for table, rows in tables.items():
        listed = sorted(rows, key=lambda row: row["at_us"])  # numbered as they happened
        insert_rows(session, table, listed[-KEPT:] if table is SystemLog else listed)


def _told_rows(section: LogsSection, user_ids: Mapping[str, int]) -> dict[type[Base], Iterable[Row]]:
    logins = [
        {
            "id": login.id,
            "user_id": user_ids[login.user],
            "user_name": login.user,
            "address": login.address,
            "at_us": login.at,
            **LOGIN,
        }
        for login in section.logins
    ]
    lines = [_line(line.at / 1e6, line.name, line.type, line.event) for line in section.lines]
    connected = [row for connection in section.connections for row in _told_connections(connection)]
    return {Action: logins, CameraConnection: connected, SystemLog: lines}


def _told_connections(section: ConnectionSection) -> Iterator[Row]:
    for row_id, (stream_id, stream_name) in enumerate(section.streams.items(), section.id):
        yield {
            "id": row_id,
            "camera_id": section.camera,
            "camera_name": section.name,
            "stream_id": stream_id,
            "stream_name": stream_name,
            "at_us": section.at,
            "connected": section.connected,
        }


def _outages(cameras: list[Camera], seed: int, begin: float, now: float) -> Iterator[Outage]:
    for camera in (camera for camera in cameras if not camera.is_ignored):
        random = Random(f"outages:{seed}:{camera.id}")  # noqa: S311 (a history, not a secret)
        number = round((now - begin) / DAY / 7 * OUTAGES_A_WEEK)
        # One in each part of the time, so that none falls into another.
        part = (now - RECENT_SECONDS - begin) / (number + 1)
        starts = [begin + part * (i + random.uniform(0.1, 0.9)) for i in range(number + 1)]
        if camera.condition in WITH_VIDEO:
            yield from (Outage(camera, at, at + random.uniform(20, min(900, part / 10))) for at in starts[1:])
        else:
            yield Outage(camera, starts[-1], None)


def _changes(cameras: list[Camera], outages: list[Outage]) -> Iterator[Row]:
    """A camera that is away now was there until the last of its outages, as far back as the archive goes."""
    yield from (_change(camera, 0, "ok") for camera in cameras if _is_away(camera))
    for outage in outages:
        condition = outage.camera.condition
        yield _change(outage.camera, outage.begin, "offline" if outage.end else condition)
        if outage.end:
            yield _change(outage.camera, outage.end, condition)


def _change(camera: Camera, at: float, condition: str) -> Row:
    return {"camera_id": camera.id, "at_us": _us(at), "field": "condition", "value": condition}


def _is_away(camera: Camera) -> bool:
    return camera.condition not in WITH_VIDEO and not camera.is_ignored


def _connections(cameras: list[Camera], outages: list[Outage], begin: float) -> Iterator[Row]:
    for camera in cameras:
        yield from connections(camera, _us(begin), connected=True)
    for outage in outages:
        yield from connections(outage.camera, _us(outage.begin), connected=False)
        if outage.end:
            yield from connections(outage.camera, _us(outage.end), connected=True)


def _lines(cameras: list[Camera], outages: list[Outage], begin: float, days: int) -> Iterator[Row]:
    yield from _start(cameras, begin)
    for outage in outages:
        yield from _told(outage)
    yield from _housekeeping(begin, days)


def _start(cameras: list[Camera], begin: float) -> Iterator[Row]:
    yield _line(begin, "Main@Scamd.cpp", None, "server started")
    for camera in cameras:
        yield from _status(camera, begin, "connected and received frames")


def _told(outage: Outage) -> Iterator[Row]:
    camera = outage.camera
    for row in connections(camera, 0, connected=False):
        lost = f"[{camera.id}.{row['stream_id']}] WARNING: no frame received for 10 seconds"
        yield _line(outage.begin + 10, "CheckTimeout@SourceStream.cpp", None, lost)
    yield from _status(camera, outage.begin + 10, "disconnected")
    refused = f"connect() to {camera.host}:{camera.port}: Connection refused [111]"
    yield _line(outage.begin + 15, "Connect@Connection.cpp", "WARNING", refused)
    if outage.end:
        yield from _status(camera, outage.end, "connected and received frames")
    else:
        gone = f"camera {camera.id} does not answer at {camera.host}:{camera.port}"
        yield _line(outage.begin + 60, "CheckCamera@Supervisor.cpp", "ERROR", gone)


def _status(camera: Camera, at: float, status: str) -> Iterator[Row]:
    for row in connections(camera, 0, connected=False):
        text = f"[{camera.id}.{row['stream_id']}] stream status : {status}"
        yield _line(at, "SetStatus@SourceStream.cpp", None, text)


def _housekeeping(begin: float, days: int) -> Iterator[Row]:
    for day in range(days):
        at = begin + day * DAY
        yield _line(at + 3600, "Purge@Recorder.cpp", None, "oldest records removed, space is below its limit")
        yield _line(at + 7200, "Vacuum@Database.cpp", None, "database checked, no error")


def _logins(users: list[User], seed: int, begin: float, days: int) -> Iterator[Row]:
    random = Random(f"logins:{seed}")  # noqa: S311
    for user in users:
        login = _who(user) | LOGIN
        for _ in range(days * 2):
            yield login | {"at_us": _us(begin + random.uniform(0, days) * DAY)}


def _who(user: User) -> Row:
    return {"user_id": user.id, "user_name": user.name, "address": f"192.168.0.{20 + user.id % 200}"}


def _seen_daily(session: Session) -> dict[str, list[str]]:
    """What users handle every day, by the code of what they do with it."""
    handled = {"LogGroupUpdate": Mosaic, "LogScreenUpdate": Screen, "LogCommandTrigger": Command}
    columns = {code: model.__table__.c["name"] for code, model in handled.items()}
    read = session.connection().scalars
    return {code: names for code, column in columns.items() if (names := list(read(select(column))))}


def _deeds(
    users: list[User], handled: dict[str, list[str]], seed: int, begin: float, section: LogsSection
) -> Iterator[Row]:
    random = Random(f"deeds:{seed}")  # noqa: S311
    if not handled:
        return
    codes, people = list(handled), [_who(user) for user in users]
    for _ in range(section.days * section.daily):
        code = random.choice(codes)
        at_us = _us(begin + random.random() * section.days * DAY)
        yield random.choice(people) | {
            "at_us": at_us,
            "code": code,
            "parameters": {"name": random.choice(handled[code])},
        }


def _line(at: float, name: str, kind: str | None, event: str) -> Row:
    return {"at_us": _us(at), "name": name, "type": kind, "event": event}


def _us(seconds: float) -> int:
    """To whole seconds: the logs show no fractions, and rows of one instant are to look like it."""
    return int(seconds) * 1_000_000
