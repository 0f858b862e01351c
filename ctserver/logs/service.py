"""Reading the logs: the newest come first, by pages."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from ctserver.actions.models import Action
from ctserver.auth.models import User
from ctserver.cameras.models import CameraConnection
from ctserver.errors import UnknownResource
from ctserver.http.fields import MAX_ID, iso
from ctserver.http.messages import text
from ctserver.http.paging import Page
from ctserver.http.period import Period
from ctserver.logs.models import SystemLog
from ctserver.logs.schemas import SystemLogList, SystemLogOut
from ctserver.logs.search import Search

Answer = dict[str, Any]
"""As on the wire: checking thousands of rows that we have written ourselves would take most of an answer's time."""
MOST = 10_000
"""Rows of an answer for which no limit was asked; its paging tells that there are more."""
SYSTEM_LOGS = 20


@dataclass(frozen=True, slots=True)
class Log:
    """A table's columns for an answer, newest first. Past the ORM, which would take longer than the query."""

    rows: Select[Any]
    count: Select[Any]

    def where(self, *conditions: ColumnElement[bool]) -> "Log":
        return Log(self.rows.where(*conditions), self.count.where(*conditions)) if conditions else self

    def page(self, session: Session, page: Page) -> tuple[int, Iterable[Any]]:
        """How many rows there are in all, and those of the page."""
        connection = session.connection()
        total: int = connection.execute(self.count).scalar_one()
        return total, connection.execute(self.rows.limit(page.limit or MOST).offset(page.offset))


_A, _C, _S = Action.__table__.c, CameraConnection.__table__.c, SystemLog.__table__.c
ACTIONS = Log(
    select(_A.id, _A.user_id, _A.user_name, _A.at_us, _A.address, _A.code, _A.parameters).order_by(
        _A.at_us.desc(), _A.id.desc()
    ),
    select(func.count()).select_from(Action.__table__),
)
CONNECTIONS = Log(
    select(_C.id, _C.camera_id, _C.camera_name, _C.stream_id, _C.stream_name, _C.at_us, _C.connected).order_by(
        _C.at_us.desc(), _C.id
    ),
    select(func.count()).select_from(CameraConnection.__table__),
)
"""The streams of an instant stand in the order in which they were connected."""
SYSTEM_LOG = Log(
    select(_S.at_us, _S.name, _S.type, _S.event).order_by(_S.at_us.desc(), _S.id.desc()),
    select(func.count()).select_from(SystemLog.__table__),
)


def actions(session: Session, user_id: int | None, period: Period, page: Page, language: str) -> Answer:
    """Of one user, or of all; UnknownResource where there is no such user."""
    log = ACTIONS.where(*period.conditions(_A.at_us))
    if user_id is not None:
        if user_id > MAX_ID or session.get(User, user_id) is None:
            raise UnknownResource("user", user_id)
        log = log.where(_A.user_id == user_id)
    total, rows = log.page(session, page)
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
        "description": _description(language, code, tuple(parameters.items())),
    }


@lru_cache(maxsize=4096)
def _description(language: str, code: str, parameters: tuple[tuple[str, str], ...]) -> str:
    """Kept, since users do the same things with the same things every day."""
    return text(language, f"action.{code}", **dict(parameters))


def connections(
    session: Session, cameras: list[int] | None, connected: bool | None, period: Period, page: Page
) -> Answer:
    """Of some cameras, or of all."""
    log = CONNECTIONS.where(*period.conditions(_C.at_us))
    if cameras is not None:
        log = log.where(_C.camera_id.in_(cameras))
    if connected is not None:
        log = log.where(_C.connected.is_(connected))
    total, rows = log.page(session, page)
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


def system_logs(session: Session, everything: bool, search: Search, page: Page, zone: ZoneInfo) -> SystemLogList:
    """Warnings and errors, and information too where `everything` is wanted. Searched line by line: the table is bounded."""
    log = SYSTEM_LOG if everything else SYSTEM_LOG.where(_S.type.is_not(None))
    limited = Page(page.limit or SYSTEM_LOGS, page.offset)
    if search.is_open:
        total, rows = log.page(session, limited)
    else:
        found: list[Any] = [row for row in session.connection().execute(log.rows) if search.holds(f"{row[1]} {row[3]}")]
        total, rows = len(found), found[page.offset :][: limited.limit]
    shown = [_system_log(row, zone) for row in rows]
    return SystemLogList(system_logs=shown, paging=limited.paging(total, len(shown)))


def _system_log(row: Any, zone: ZoneInfo) -> SystemLogOut:
    at_us, name, kind, event = row
    local = datetime.fromtimestamp(at_us // 1_000_000, zone).isoformat()
    return SystemLogOut(date_time=local, name=name, type=kind, event=event)
