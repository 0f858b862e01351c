"""Reading the logs: the newest come first, by pages."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Connection, Select, Text, bindparam, cast, func, select

from ctserver.actions.models import Action
from ctserver.auth.models import User
from ctserver.cameras.models import CameraConnection
from ctserver.errors import UnknownResource
from ctserver.http.fields import MAX_ID, iso
from ctserver.http.messages import text
from ctserver.http.paging import Page
from ctserver.http.period import Period
from ctserver.logs.models import SystemLog
from ctserver.logs.search import Search

Answer = dict[str, Any]
"""As on the wire: checking thousands of rows that we have written ourselves would take most of an answer's time."""
MOST = 10_000
"""Rows of an answer for which no limit was asked; its paging tells that there are more."""
SYSTEM_LOGS = 20


@dataclass(frozen=True, slots=True)
class Log:
    """A table's columns for an answer, newest first. Past the ORM, and composed once: either takes longer than the query."""

    rows: Select[Any]
    count: Select[Any]

    @classmethod
    def of(cls, columns: Select[Any], *order: ColumnElement[Any]) -> "Log":
        counted = select(func.count()).select_from(*columns.get_final_froms())
        return cls(columns.order_by(*order).limit(bindparam("most")).offset(bindparam("before")), counted)

    def where(self, *conditions: ColumnElement[bool]) -> "Log":
        return Log(self.rows.where(*conditions), self.count.where(*conditions)) if conditions else self

    def page(self, connection: Connection, page: Page, **bound: object) -> tuple[int, Iterable[Any]]:
        """How many rows there are in all, and those of the page. `bound` are parameters of conditions."""
        total: int = connection.execute(self.count, bound).scalar_one()
        return total, connection.execute(self.rows, bound | {"most": page.limit or MOST, "before": page.offset}).all()


_A, _C, _S, _U = Action.__table__.c, CameraConnection.__table__.c, SystemLog.__table__.c, User.__table__.c
# What an action's text is made of stays JSON: it is read where that text is not known yet.
ACTIONS = Log.of(
    select(_A.id, _A.user_id, _A.user_name, _A.at_us, _A.address, _A.code, cast(_A.parameters, Text)),
    _A.at_us.desc(), _A.id.desc(),
)  # fmt: skip
ACTIONS_OF_USER = ACTIONS.where(_A.user_id == bindparam("user_id"))
USER = select(_U.id).where(_U.id == bindparam("user_id"))
CONNECTIONS = Log.of(
    select(_C.id, _C.camera_id, _C.camera_name, _C.stream_id, _C.stream_name, _C.at_us, _C.connected),
    _C.at_us.desc(), _C.id,
).where(_C.at_us <= bindparam("present"))  # fmt: skip
"""The streams of an instant stand in the order in which they were connected. What is to come is not known yet."""
SYSTEM_LOG = Log.of(select(_S.at_us, _S.name, _S.type, _S.event), _S.at_us.desc(), _S.id.desc())
PROBLEMS = SYSTEM_LOG.where(_S.type.is_not(None))


def actions(connection: Connection, user_id: int | None, period: Period, page: Page, language: str) -> Answer:
    """Of one user, or of all; UnknownResource where there is no such user."""
    log, bound = ACTIONS, {}
    if user_id is not None:
        log, bound = ACTIONS_OF_USER, {"user_id": user_id}
        if not 0 < user_id <= MAX_ID or connection.execute(USER, bound).first() is None:
            raise UnknownResource("user", user_id)
    total, rows = log.where(*period.conditions(_A.at_us)).page(connection, page, **bound)
    return _answer("actions", [_action(row, language) for row in rows], page, total)


def _action(row: Any, language: str) -> dict[str, Any]:
    number, user_id, user_name, at_us, address, code, parameters = row
    return {
        "id": number,
        "userId": user_id,
        "userName": user_name,
        "dateTime": iso(at_us),
        "ipAddress": address,
        "action": code,
        "description": _description(language, code, parameters),
    }


@lru_cache(maxsize=4096)
def _description(language: str, code: str, parameters: str) -> str:
    """Kept, since users do the same things with the same things every day."""
    return text(language, f"action.{code}", **json.loads(parameters))


def connections(
    connection: Connection, cameras: list[int] | None, connected: bool | None, period: Period, page: Page, now: float
) -> Answer:
    """Of some cameras, or of all."""
    log = CONNECTIONS.where(*period.conditions(_C.at_us))
    if cameras is not None:
        log = log.where(_C.camera_id.in_(cameras))
    if connected is not None:
        log = log.where(_C.connected.is_(connected))
    total, rows = log.page(connection, page, present=round(now * 1e6))
    return _answer("connections", [_connection(row) for row in rows], page, total)


def _connection(row: Any) -> dict[str, Any]:
    number, camera_id, camera_name, stream_id, stream_name, at_us, connected = row
    return {
        "id": number,
        "cameraId": camera_id,
        "cameraName": camera_name,
        "streamId": stream_id,
        "streamName": stream_name,
        "dateTime": iso(at_us),
        "connected": connected,
    }


def _answer(name: str, rows: list[dict[str, Any]], page: Page, total: int) -> Answer:
    return {name: rows, "paging": page.paging(total, len(rows)).model_dump()}


def system_logs(connection: Connection, everything: bool, search: Search, page: Page, zone: ZoneInfo) -> Answer:
    """Warnings and errors, and information too where `everything` is wanted. Searched line by line: the table is bounded."""
    log = SYSTEM_LOG if everything else PROBLEMS
    limited = Page(page.limit or SYSTEM_LOGS, page.offset)
    if search.is_open:
        total, rows = log.page(connection, limited)
    else:
        _, lines = log.page(connection, Page(None, 0))
        found: list[Any] = [row for row in lines if search.holds(f"{row[1]} {row[3]}")]
        total, rows = len(found), found[page.offset :][: limited.limit]
    return _answer("systemLogs", [_system_log(row, zone) for row in rows], limited, total)


def _system_log(row: Any, zone: ZoneInfo) -> dict[str, Any]:
    at_us, name, kind, event = row
    local = datetime.fromtimestamp(at_us // 1_000_000, zone).isoformat()
    return {"dateTime": local, "name": name, "type": kind, "event": event}
