"""Reading the logs: the newest come first, by pages."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
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
from ctserver.logs.models import SystemLog
from ctserver.logs.schemas import SystemLogList, SystemLogOut
from ctserver.logs.search import Search

Answer = dict[str, Any]
"""As on the wire: checking thousands of rows that we have written ourselves would take most of an answer's time."""
MOST = 10_000
"""Rows of an answer for which no limit was asked; its paging tells that there are more."""
SYSTEM_LOGS = 20


@dataclass(frozen=True, slots=True)
class Period:
    """Microseconds of Unix time, both included; None is no bound."""

    begin: int | None
    end: int | None

    def until(self, seconds: float) -> "Period":
        """What is to come is not known yet."""
        present = round(seconds * 1e6)
        return Period(self.begin, present if self.end is None else min(self.end, present))

    def conditions(self, column: Any) -> Iterator[ColumnElement[bool]]:
        if self.begin is not None:
            yield column >= self.begin
        if self.end is not None:
            yield column <= self.end


def actions(session: Session, user_id: int | None, period: Period, page: Page, language: str) -> Answer:
    """Of one user, or of all; UnknownResource where there is no such user."""
    query = _newest(Action, ACTION).order_by(Action.id.desc()).where(*period.conditions(Action.at_us))
    if user_id is not None:
        if user_id > MAX_ID or session.get(User, user_id) is None:
            raise UnknownResource("user", user_id)
        query = query.where(Action.user_id == user_id)
    total, rows = _page(session, query, page)
    return _answer("actions", [_action(row, language) for row in rows], page, total)


ACTION = (Action.id, Action.user_id, Action.user_name, Action.at_us, Action.address, Action.code, Action.parameters)


def _action(row: Any, language: str) -> dict[str, Any]:
    number, user_id, user_name, at_us, address, code, parameters = row
    return {
        "id": number,
        "userId": user_id,
        "userName": user_name,
        "dateTime": iso(at_us),
        "ipAddress": address,
        "action": code,
        "description": text(language, f"action.{code}", **parameters),
    }


def connections(
    session: Session, cameras: list[int] | None, connected: bool | None, period: Period, page: Page
) -> Answer:
    """Of some cameras, or of all. The streams of an instant stand in the order in which they were connected."""
    row = CameraConnection
    query = _newest(row, CONNECTION).order_by(row.id).where(*period.conditions(row.at_us))
    if cameras is not None:
        query = query.where(row.camera_id.in_(cameras))
    if connected is not None:
        query = query.where(row.connected.is_(connected))
    total, rows = _page(session, query, page)
    return _answer("connections", [_connection(row) for row in rows], page, total)


CONNECTION = (
    CameraConnection.id, CameraConnection.camera_id, CameraConnection.camera_name, CameraConnection.stream_id,
    CameraConnection.stream_name, CameraConnection.at_us, CameraConnection.connected,
)  # fmt: skip


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


def _newest(table: type[Action | CameraConnection], columns: Sequence[Any]) -> Select[Any]:
    return select(*columns).order_by(table.at_us.desc())


def _page(session: Session, query: Select[Any], page: Page) -> tuple[int, Iterable[Any]]:
    total = session.scalar(query.with_only_columns(func.count()).order_by(None))
    return total or 0, session.execute(query.limit(page.limit or MOST).offset(page.offset))


def _answer(name: str, rows: list[dict[str, Any]], page: Page, total: int) -> Answer:
    return {name: rows, "paging": page.paging(total, len(rows)).model_dump()}


def system_logs(session: Session, everything: bool, search: Search, page: Page, zone: ZoneInfo) -> SystemLogList:
    """Warnings and errors, and information too where `everything` is wanted. Searched line by line: the table is bounded."""
    columns = (SystemLog.at_us, SystemLog.name, SystemLog.type, SystemLog.event)
    query = select(*columns).order_by(SystemLog.at_us.desc(), SystemLog.id.desc())
    if not everything:
        query = query.where(SystemLog.type.is_not(None))
    found = [row for row in session.execute(query) if search.holds(f"{row[1]} {row[3]}")]
    limited = Page(page.limit or SYSTEM_LOGS, page.offset)
    shown = [_system_log(*row, zone) for row in found[page.offset :][: limited.limit]]
    return SystemLogList(system_logs=shown, paging=limited.paging(len(found), len(shown)))


def _system_log(at_us: int, name: str, kind: str | None, event: str, zone: ZoneInfo) -> SystemLogOut:
    local = datetime.fromtimestamp(at_us // 1_000_000, zone).isoformat()
    return SystemLogOut(date_time=local, name=name, type=kind, event=event)
