"""Rows of the logs in a site file."""

from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from ctserver.http.paging import Page
from ctserver.http.period import Period
from ctserver.logs import service
from ctserver.logs.schemas import ActionList, ConnectionList, SystemLogList
from ctserver.logs.search import Search
from tests.sites.test_broken_files import GOOD, refusal
from tests.support.databases import seeded

AT = "'2021-07-13T09:41:08Z'"


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (f"logins: [{{id: 1, at: {AT}, user: b, address: h}}]", "logs.logins.0.user: expected one of the users, got b"),
        (f"logins: [{{at: {AT}, user: a, address: h}}]", "logs.logins.0.id: expected a value here"),
        (f"lines: [{{at: {AT}, name: n, event: e, type: INFO}}]", "logs.lines.0.type: input should be 'WARNING' or"),
        (f"connections: [{{id: 1, at: {AT}, camera: 2, name: n, streams: {{}}}}]", "logs.connections.0.streams: "),
        (
            f"connections: [{{id: 1, at: {AT}, camera: 2, name: n, streams: {{4: s, 6: t}}}},"
            f" {{id: 2, at: {AT}, camera: 2, name: n, streams: {{4: s}}}}]",
            "logs.connections.1.id: connection 2 stands here twice",
        ),
    ],
)
def test_a_row_that_cannot_be_is_refused(tmp_path: Path, row: str, said: str) -> None:
    assert refusal(tmp_path, f"{GOOD}logs: {{{row}}}\n").startswith(f"13: {said}")


def test_a_number_cannot_stand_twice(tmp_path: Path) -> None:
    login = f"{{id: 9, at: {AT}, user: a, address: h}}"
    said = refusal(tmp_path, f"{GOOD}logs: {{logins: [{login}, {login}]}}\n")
    assert said.startswith("13: logs.logins.1.id: login 9 stands here a second time")


def written(directory: Path, logs: str) -> tuple[ActionList, ConnectionList, SystemLogList]:
    site = directory / "site.yaml"
    site.write_text(f"{GOOD}logs: {logs}\n")
    every, page = Period(None, None), Page(None, 0)
    with seeded(directory / "data", str(site)) as database, database.connect() as connection:
        everything = Search.of("", negative=False, no_case=False, regex=False)
        return (
            ActionList.model_validate(service.actions(connection, None, every, page, "en")),
            ConnectionList.model_validate(service.connections(connection, None, None, every, page, 2e9)),
            SystemLogList.model_validate(
                service.system_logs(connection, True, everything, page, ZoneInfo("Europe/Berlin"))
            ),
        )


def test_rows_are_told_as_they_are_written(tmp_path: Path) -> None:
    login = f"{{id: 924, at: {AT}, user: a, address: 102.156.162.9}}"
    connection = f"{{id: 207, at: {AT}, camera: 2, name: Old, connected: false, streams: {{4: One, 6: Three, 5: Two}}}}"
    line = f"{{at: {AT}, name: Main@Scamd.cpp, type: ERROR, event: gone}}"
    actions, connections, lines = written(
        tmp_path, f"{{logins: [{login}], connections: [{connection}], lines: [{line}]}}"
    )
    (action,) = actions.actions
    assert (action.id, action.user_id, action.user_name) == (924, 1, "a")
    assert (action.date_time, action.ip_address, action.action) == (
        "2021-07-13T09:41:08Z",
        "102.156.162.9",
        "LogUserLogin",
    )
    rows = [(row.id, row.stream_id, row.stream_name, row.connected) for row in connections.connections]
    assert rows == [(207, 4, "One", False), (208, 6, "Three", False), (209, 5, "Two", False)]
    assert {(row.camera_id, row.camera_name) for row in connections.connections} == {(2, "Old")}
    (told,) = lines.system_logs
    assert (told.date_time, told.name) == ("2021-07-13T11:41:08+02:00", "Main@Scamd.cpp")
    assert (told.type, told.event) == ("ERROR", "gone")


def test_what_is_made_by_rule_follows_what_is_written(tmp_path: Path) -> None:
    login = f"{{id: 924, at: {AT}, user: a, address: h}}"
    actions, connections, _ = written(tmp_path, f"{{days: 2, logins: [{login}]}}")
    assert sorted(row.id for row in actions.actions) == [924, 925, 926, 927, 928]
    assert len(connections.connections) > 0
