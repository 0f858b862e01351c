from ctserver.http.wire import Wire


class ServerTime(Wire):
    timestamp: int
    timezone: str


class ServerTimeAnswer(Wire):
    server_time: ServerTime


class ServerOut(Wire):
    id: int
    name: str
    host: str
    http_port: int
    live_port: int
    control_port: int
    records_port: int


class ServerList(Wire):
    servers: list[ServerOut]


class Versions(Wire):
    latest: str
    supported: list[str]


class Discovery(Wire):
    versions: Versions
