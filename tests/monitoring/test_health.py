"""Hardware and health: the site's, and true of the cameras."""

import httpx
import pytest

from ctserver.cameras.catalogue import read_catalogue
from ctserver.cameras.changes import change
from ctserver.db import Database
from ctserver.monitoring.service import health, read_machine
from tests.support.databases import NOW
from tests.support.users import ADMIN, MONITOR


def test_an_offline_camera_is_told_stream_by_stream(api: httpx.Client) -> None:
    answer = api.get("/api/v1.2/health", auth=MONITOR)
    assert answer.json() == {
        "health": {
            "recorder": True,
            "cameras": False,
            "hardware": True,
            "errorDetails": {
                "cameras": [
                    {"id": 7, "name": "Delivery ramp", "streamName": "Main", "error": "No image"},
                    {"id": 7, "name": "Delivery ramp", "streamName": "Sub", "error": "No image"},
                ]
            },
        }
    }


@pytest.mark.parametrize(
    ("language", "error"),
    [
        ("fr", "Aucune image"),
        ("de", "Kein Bild"),
        ("es", "Sin imagen"),
        ("it", "Nessuna immagine"),
        ("nl", "Geen beeld"),
    ],
)
def test_errors_are_in_the_clients_language(api: httpx.Client, language: str, error: str) -> None:
    answer = api.get("/api/v1.2/health", auth=ADMIN, headers={"Accept-Language": language}).json()
    assert {entry["error"] for entry in answer["health"]["errorDetails"]["cameras"]} == {error}


def test_a_site_says_what_is_wrong(broken: httpx.Client) -> None:
    assert broken.get("/health").json()["health"] == {
        "recorder": False,
        "cameras": True,
        "hardware": False,
        "errorDetails": {
            "recorder": ["Video service is inactive", "Database is unavailable"],
            "hardware": ["SMART reports a failing disk"],
        },
    }


def test_health_follows_the_cameras(database: Database) -> None:
    with database.session(write=True) as session:
        change(session, 1, NOW, condition="offline")
        change(session, 1, NOW + 60, condition="ok")
    machine, catalogue = database.remember(read_machine), database.remember(read_catalogue)
    seen = [health(machine, catalogue.cameras(NOW + seconds), "en") for seconds in (-1, 0, 59, 60)]
    assert [each.cameras for each in seen] == [True, False, False, True]
    assert seen[0].error_details.model_dump(exclude_unset=True) == {}


def test_the_hardware_is_the_same_everywhere(api: httpx.Client) -> None:
    answer = api.get("/api/v1.2/sysinfo", auth=MONITOR).json()
    assert list(answer) == ["CPU", "Memory", "Network", "Controller", "Disk", "Partition"]
    assert answer["CPU"] == ["Intel(R) Xeon(R) E-2224 CPU @ 3.40GHz"]
    assert len(answer["Partition"]) == 5


def test_a_site_has_hardware_of_its_own(broken: httpx.Client) -> None:
    answer = broken.get("/sysinfo").json()
    assert (answer["CPU"], answer["Disk"], answer["Memory"]) == (["Z80"], [], ["15,5G"])
