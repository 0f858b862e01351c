from ctserver.http.paging import LogPaging
from ctserver.http.wire import Wire


class ActionOut(Wire):
    id: int
    user_id: int
    user_name: str
    date_time: str
    ip_address: str
    action: str
    description: str


class ActionList(Wire):
    actions: list[ActionOut]
    paging: LogPaging


class ConnectionOut(Wire):
    id: int
    camera_id: int
    camera_name: str
    stream_id: int
    stream_name: str
    date_time: str
    connected: bool


class ConnectionList(Wire):
    connections: list[ConnectionOut]
    paging: LogPaging


class SystemLogOut(Wire):
    date_time: str
    name: str
    type: str | None
    event: str


class SystemLogList(Wire):
    system_logs: list[SystemLogOut]
    paging: LogPaging
