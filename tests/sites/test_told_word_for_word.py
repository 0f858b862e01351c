"""What a site file has its logs and devices tell word for word: the document's examples come out as they stand there."""

from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from ctserver.db import Database
from ctserver.devices.catalogue import read_devices
from ctserver.devices.schemas import CriterionIn
from ctserver.devices.service import search
from ctserver.http.paging import Page
from ctserver.logs.search import Search
from ctserver.logs.service import Period, actions, connections, system_logs
from tests.sites.test_broken_files import GOOD, refusal
from tests.support.databases import seeded

ALWAYS, ALL = Period(None, None), Page(None, 0)
TOLD = """\
logs:
  actions:
    - {id: 927, user: a, at: '2021-07-17T10:43:53Z', address: 102.156.162.9}
  connections:
    - {id: 207, camera: 1, stream: 1, at: '2021-07-13T09:41:08Z'}
  system:
    - {at: '2021-07-26T15:47:30Z', name: Connect@Connection.cpp, type: WARNING,
       event: 'connect() to 8383838:4000: Invalid argument [22]'}
devices:
  - uuid: 3000efd7-62b3-4a6e-ac05-a76f0d831a56
    name: d
    source: dcf9a40e-fbaf-4f3e-accd-165f7c32b817
    told:
      - id: b73319ac-2a47-496e-8472-0b40e98c4d0e
        at: '2024-02-14T12:17:25.669458Z'
        type: analytics.motion
        camera: 1
        onvif: {topic: VMD, sourceParams: {Source: '1'}}
"""


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    directory = tmp_path_factory.mktemp("told")
    (directory / "site.yaml").write_text(GOOD + TOLD)
    with seeded(directory / "data", str(directory / "site.yaml")) as database:
        yield database


def test_an_action(database: Database) -> None:
    with database.session() as session:
        (told,) = actions(session, None, ALWAYS, ALL, "fr").actions
    assert told.model_dump() == {
        "id": 927,
        "userId": 1,
        "userName": "a",
        "dateTime": "2021-07-17T10:43:53Z",
        "ipAddress": "102.156.162.9",
        "action": "LogUserLogin",
        "description": "Identification de l'utilisateur.",
    }


def test_a_connection(database: Database) -> None:
    with database.session() as session:
        (told,) = connections(session, None, None, ALWAYS, ALL).connections
    assert told.model_dump() == {
        "id": 207,
        "cameraId": 1,
        "cameraName": "Yard",
        "streamId": 1,
        "streamName": "HD",
        "dateTime": "2021-07-13T09:41:08Z",
        "connected": True,
    }


def test_a_line_of_the_system_log(database: Database) -> None:
    everything = Search.of("", negative=False, no_case=False, regex=False)
    with database.session() as session:
        (told,) = system_logs(session, False, everything, ALL, ZoneInfo("Europe/Paris")).system_logs
    assert told.model_dump() == {
        "dateTime": "2021-07-26T17:47:30+02:00",
        "name": "Connect@Connection.cpp",
        "type": "WARNING",
        "event": "connect() to 8383838:4000: Invalid argument [22]",
    }


def test_an_event(database: Database) -> None:
    (device,) = database.remember(read_devices).values()
    wanted = CriterionIn(name="analytics.source", value="internal", comparator="!=")
    with database.session() as session:
        (told,) = search(session, device, [wanted], None, None, ALL, "en").events
    assert told.model_dump(exclude_unset=True) == {
        "id": "b73319ac-2a47-496e-8472-0b40e98c4d0e",
        "sourceId": "dcf9a40e-fbaf-4f3e-accd-165f7c32b817",
        "timestamp": "2024-02-14T12:17:25.669458Z",
        "type": "analytics.motion",
        "description": {
            "params": {"cameraId": "1", "cameraName": "Yard"},
            "onvifParams": {"topic": "VMD", "sourceParams": {"Source": "1"}},
        },
        "label": "Motion detection from ? in window ? state ?",
    }


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("user: a, at", "user: b, at", "logs.actions.0.user: expected one of the users, got b"),
        ("address: 102", "action: LogIn, address: 102", "logs.actions.0.action: expected one of LogCommandTrigger"),
        ("camera: 1, stream: 1", "camera: 2, stream: 1", "logs.connections.0.camera: expected the id of one"),
        ("camera: 1, stream: 1", "camera: 1, stream: 9", "logs.connections.0.stream: expected the id of one"),
        ("type: WARNING", "type: INFO", "logs.system.0.type: input should be 'WARNING' or 'ERROR'"),
        ("type: analytics.motion", "type: motion", "devices.0.told.0.type: expected an event type"),
        ("camera: 1\n", "camera: 5\n", "devices.0.told.0.camera: expected the id of one of the cameras"),
        ("camera: 1\n", "params: {plate: A}\n", "devices.0.told.0.params.plate: expected a parameter of"),
        ("camera: 1\n", "params: {window: A}\n", "devices.0.told.0.params.window: expected int, got 'A'"),
    ],
)
def test_what_cannot_be_told_is_refused(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert TOLD.count(old) == 1
    content = GOOD + TOLD.replace(old, new)
    line = content[: content.index(new)].count("\n") + 1
    assert refusal(tmp_path, content).startswith(f"{line}: {said}")
