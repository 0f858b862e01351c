"""Reading the logs: the newest come first, by pages."""

from collections.abc import Iterable, Iterator
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
from ctserver.logs.schemas import ActionList, ActionOut, ConnectionList, ConnectionOut, SystemLogList, SystemLogOut
from ctserver.logs.search import Search

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


def actions(session: Session, user_id: int | None, period: Period, page: Page, language: str) -> ActionList:
    """Of one user, or of all; UnknownResource where there is no such user."""
    query = select(Action).where(*period.conditions(Action.at_us)).order_by(Action.at_us.desc(), Action.id.desc())
    if user_id is not None:
        if user_id > MAX_ID or session.get(User, user_id) is None:
            raise UnknownResource("user", user_id)
        query = query.where(Action.user_id == user_id)
    total, rows = _page(session, query, page)
    shown = [_action(row, language) for row in rows]
    return ActionList(actions=shown, paging=page.paging(total, len(shown)))


def _action(row: Action, language: str) -> ActionOut:
    return ActionOut(
        id=row.id,
        user_id=row.user_id,
        user_name=row.user_name,
        date_time=iso(row.at_us),
        ip_address=row.address,
        action=row.code,
        description=text(language, f"action.{row.code}", **row.parameters),
    )


def connections(
    session: Session, cameras: list[int] | None, connected: bool | None, period: Period, page: Page
) -> ConnectionList:
    """Of some cameras, or of all. The streams of an instant stand in the order in which they were connected."""
    row = CameraConnection
    query = select(row).where(*period.conditions(row.at_us)).order_by(row.at_us.desc(), row.id)
    if cameras is not None:
        query = query.where(row.camera_id.in_(cameras))
    if connected is not None:
        query = query.where(row.connected.is_(connected))
    total, rows = _page(session, query, page)
    shown = [_connection(row) for row in rows]
    return ConnectionList(connections=shown, paging=page.paging(total, len(shown)))


def _connection(row: CameraConnection) -> ConnectionOut:
    same = {name: getattr(row, name) for name in ConnectionOut.model_fields if name != "date_time"}
    return ConnectionOut(**same, date_time=iso(row.at_us))


def _page(session: Session, query: Select[Any], page: Page) -> tuple[int, Iterable[Any]]:
    total = session.scalar(select(func.count()).select_from(query.order_by(None).subquery()))
    return total or 0, session.scalars(query.limit(page.limit or MOST).offset(page.offset))


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
