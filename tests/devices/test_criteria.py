"""By what a device can be searched."""

from typing import Any

import httpx
import pytest

from ctserver.devices.catalogue import Device
from ctserver.devices.criteria import criteria_of
from ctserver.devices.types import FAMILIES
from tests.devices.asking import ENTRANCE, PERIMETER
from tests.support.users import ADMIN

ANALYTICS = {
    "analytics.stationary": "Abandoned object",
    "analytics.counting": "Counting",
    "analytics.crowd": "Crowd",
    "analytics.face": "Face",
    "analytics.intrusion": "Intrusion",
    "analytics.linecross": "Line cross",
    "analytics.missing": "Missing",
    "analytics.motion": "Motion detection",
    "analytics.multiplelinecross": "Multiple line cross",
    "analytics.presence": "Presence",
    "analytics.running": "Running",
    "analytics.scenechange": "Scene change",
    "analytics.videodefocus": "Video focus loss",
    "analytics.videoloss": "Video loss",
}
"""The document's example, in its order."""


def criteria(own: httpx.Client, device: str = ENTRANCE, language: str = "en") -> list[dict[str, Any]]:
    path = f"/devices/{device}/proxy/events/search/criteria"
    answer = own.get(path, auth=ADMIN, headers={"Accept-Language": language})
    assert answer.status_code == 200, answer.text
    return list(answer.json()["criteria"])


def test_the_documents_example() -> None:
    device = Device("", "", "", ("analytics",), ("cameraName", "type", "analytics.source"), ())
    shown = [each.shown("en").model_dump(exclude_unset=True) for each in criteria_of(device).values()]
    assert shown == [
        {"name": "cameraName", "description": "Camera (text)", "format": "string"},
        {
            "name": "type",
            "description": "Event type",
            "format": "enum",
            "values": list(ANALYTICS),
            "texts": list(ANALYTICS.values()),
        },
        {
            "name": "analytics.source",
            "description": "Source",
            "format": "enum",
            "values": ["camera", "internal"],
            "texts": ["Camera", "Internal"],
        },
    ]


@pytest.mark.parametrize(
    ("device", "names"),
    [
        (
            ENTRANCE,
            {
                "cameraName": "string",
                "type": "enum",
                "analytics.source": "enum",
                "analytics.window": "integer",
                "analytics.state": "boolean",
                "analytics.objectId": "string",
                "accesscontrol.idPointName": "string",
                "accesscontrol.userName": "string",
                "accesscontrol.doorName": "string",
                "io.id": "string",
                "io.state": "boolean",
                "timestamp": "datetime",
            },
        ),
        (
            PERIMETER,
            {
                "cameraName": "string",
                "type": "enum",
                "analytics.source": "enum",
                "analytics.window": "integer",
                "analytics.state": "boolean",
                "analytics.objectId": "string",
                "lpr.plate": "string",
                "device.state": "boolean",
                "detect.state": "boolean",
                "timestamp": "datetime",
            },
        ),
    ],
)
def test_each_device_has_those_of_its_families(own: httpx.Client, device: str, names: dict[str, str]) -> None:
    assert {each["name"]: each["format"] for each in criteria(own, device)} == names


@pytest.mark.parametrize(
    ("language", "source", "motion"),
    [
        ("fr", ["Caméra", "Interne"], "Détection de mouvement"),
        ("de", ["Intern", "Kamera"], "Bewegungserkennung"),
        ("es", ["Cámara", "Interno"], "Detección de movimiento"),
        ("it", ["Interno", "Telecamera"], "Rilevamento del movimento"),
        ("nl", ["Camera", "Intern"], "Bewegingsdetectie"),
    ],
)
def test_texts_are_in_the_clients_language_and_in_its_order(
    own: httpx.Client, language: str, source: list[str], motion: str
) -> None:
    told = {each["name"]: each for each in criteria(own, language=language)}
    assert told["analytics.source"]["texts"] == source
    texts = dict(zip(told["type"]["values"], told["type"]["texts"], strict=True))
    assert texts["analytics.motion"] == motion


@pytest.mark.parametrize("language", ["en", "fr", "de", "es", "it", "nl"])
def test_every_family_has_texts(language: str) -> None:
    device = Device("", "", "", FAMILIES, None, ())
    shown = [each.shown(language) for each in criteria_of(device).values()]
    assert len(shown) == 2 + 3 + 4 + 1 + 1 + 2 + 1 + 1 + 1
    assert all(each.description for each in shown)
