from ctserver.http.wire import Wire


class AlarmOut(Wire):
    """`recordTime` is null where an alarm's recording has no beginning of its own."""

    id: int
    time: str
    record_time: str | None
    camera_id: int
    description: str
    snapshot: str
    thumbnail: str


class AlarmList(Wire):
    alarms: list[AlarmOut]
