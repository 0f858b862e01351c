"""A camera has every attribute of the document's example and of its table, each with the document's type."""

from typing import Any

import httpx
import pytest

from tests.support.users import ADMIN

TEXT = "name hdStream hdEncoding mdStream mdEncoding ldStream ldEncoding alStream alEncoding rpStream rpEncoding model refUrl"
INTEGER = (
    "id hdId hdWidth hdHeight mdId mdWidth mdHeight ldId ldWidth ldHeight alId alWidth alHeight rpId rpWidth rpHeight"
    " displayCode status"
)
BOOLEAN = (
    "isIgnored isRecording isRecordingAlarm isRecordingForced isRemote isReplayEnabled isUpsideDown isIndexingRegul"
    " playLiveAllowed playRecordsAllowed ptzAllowed"
)
STREAM = {"id": int, "name": str, "encoding": str, "width": int, "height": int, "connected": bool, "roles": list,
          "quality": int, "ignored": bool, "onDemand": bool}  # fmt: skip
PTZ = {"click": bool, "areazoom": bool, "zoomback": bool, "continuous": bool, "presets": list, "tours": list}
TYPES: dict[str, type] = {
    **dict.fromkeys(TEXT.split(), str),
    **dict.fromkeys(INTEGER.split(), int),
    **dict.fromkeys(BOOLEAN.split(), bool),
    **{"streams": list, "ptz": dict, "deviceId": str, "deviceInfo": dict, "networkInfo": dict},
}
OPTIONAL = {name for name in TYPES if name[:2] in ("hd", "md", "ld", "al", "rp")} | {
    "displayCode",
    "refUrl",
    "deviceId",
}


def camera(api: httpx.Client, number: int) -> dict[str, Any]:
    return dict(api.get(f"/api/v1.2/cameras/{number}", auth=ADMIN).json())


def wrong(values: dict[str, Any], types: dict[str, type], optional: set[str] = frozenset()) -> list[str]:  # type: ignore[assignment]
    """The names whose values are not of exactly the type that they should be."""
    return [name for name, kind in types.items()
            if type(values[name]) is not kind and not (values[name] is None and name in optional)]  # fmt: skip


def test_the_list_shows_each_camera_as_it_is_shown_alone(api: httpx.Client) -> None:
    listed = api.get("/api/v1.2/cameras", auth=ADMIN).json()
    assert listed == {"cameras": [camera(api, number) for number in range(1, 17)]}


@pytest.mark.parametrize("number", range(1, 17))
def test_every_attribute_is_there_with_its_type(api: httpx.Client, number: int) -> None:
    values = camera(api, number)
    assert set(values) == set(TYPES)
    assert wrong(values, TYPES, OPTIONAL) == []


@pytest.mark.parametrize("number", range(1, 17))
def test_every_attribute_of_a_stream_is_there_with_its_type(api: httpx.Client, number: int) -> None:
    for stream in camera(api, number)["streams"]:
        assert set(stream) == set(STREAM)
        assert wrong(stream, STREAM) == []


def test_every_attribute_of_ptz_is_there_with_its_type(api: httpx.Client) -> None:
    for number in (1, 2):
        ptz = camera(api, number)["ptz"]
        assert set(ptz) == set(PTZ)
        assert wrong(ptz, PTZ) == []


@pytest.mark.parametrize(("number", "status"), [(1, 2), (7, -1), (9, -2), (14, 1), (15, 0), (8, 2)], ids=str)
def test_status_is_numbered_as_in_the_document(api: httpx.Client, number: int, status: int) -> None:
    assert camera(api, number)["status"] == status


@pytest.mark.parametrize(
    ("prefix", "stream"),
    [("hd", (1, 1920, 1080)), ("ld", (2, 640, 480)), ("md", (6, 320, 240)), ("al", (1, 1920, 1080))],
)
def test_the_stream_of_a_quality_gives_its_fields(api: httpx.Client, prefix: str, stream: tuple[int, int, int]) -> None:
    values = camera(api, 2)
    assert values[f"{prefix}Stream"] == f"/live/view/2.{stream[0]}"
    assert tuple(values[f"{prefix}{name}"] for name in ("Id", "Width", "Height")) == stream
    assert values[f"{prefix}Encoding"] == "H264"


def test_the_replay_of_the_last_alarm_has_a_path_of_its_own(api: httpx.Client) -> None:
    values = camera(api, 2)
    assert (values["rpStream"], values["rpId"], values["rpWidth"]) == ("/r?id=2", 1, 1920)


@pytest.mark.parametrize(("number", "prefix"), [(3, "md"), (5, "ld"), (10, "ld"), (15, "rp"), (9, "al")])
def test_a_role_that_no_stream_has_is_null(api: httpx.Client, number: int, prefix: str) -> None:
    values = camera(api, number)
    assert [values[f"{prefix}{name}"] for name in ("Stream", "Id", "Encoding", "Width", "Height")] == [None] * 5


@pytest.mark.parametrize(("number", "encoding"), [(5, "JPEG"), (6, "MPEG4")])
def test_other_encodings_are_told(api: httpx.Client, number: int, encoding: str) -> None:
    values = camera(api, number)
    assert (values["hdEncoding"], values["streams"][0]["encoding"]) == (encoding, encoding)


@pytest.mark.parametrize(
    ("number", "name"),
    [(9, "isIgnored"), (8, "isRecordingAlarm"), (13, "isRecordingForced"), (16, "isRemote"), (1, "isReplayEnabled"),
     (11, "isUpsideDown"), (1, "isIndexingRegul")],
)  # fmt: skip
def test_a_trait_is_told_of_the_cameras_that_have_it(api: httpx.Client, number: int, name: str) -> None:
    assert camera(api, number)[name] is True
    assert camera(api, 15)[name] is False


@pytest.mark.parametrize(
    ("number", "records"), [(1, True), (7, False), (8, True), (9, False), (13, True), (14, False), (15, False)]
)
def test_recording_is_told(api: httpx.Client, number: int, records: bool) -> None:
    assert camera(api, number)["isRecording"] is records


@pytest.mark.parametrize(
    ("number", "connected"), [(1, [True] * 3), (7, [False] * 2), (10, [True, False]), (16, [False] * 2)]
)
def test_streams_on_demand_and_of_absent_cameras_are_not_connected(
    api: httpx.Client, number: int, connected: list[bool]
) -> None:
    assert [stream["connected"] for stream in camera(api, number)["streams"]] == connected


def test_both_forms_of_the_device_are_told(api: httpx.Client) -> None:
    values = camera(api, 3)
    assert values["deviceInfo"] == {"host": "192.168.0.103", "port": 443, "https": True}
    assert values["networkInfo"] == {"host": "192.168.0.103", "port": 443, "protocol": "https"}


def test_the_connector_is_told(api: httpx.Client) -> None:
    assert camera(api, 2)["deviceId"] == "3000efd7-62b3-4a6e-ac05-a76f0d831a52"


def test_presets_and_tours_are_told_in_order(api: httpx.Client) -> None:
    ptz = camera(api, 1)["ptz"]
    assert ptz["presets"][:2] == [{"id": "1", "name": "Overview"}, {"id": "2", "name": "Barrier"}]
    assert [tour["id"] for tour in ptz["tours"]] == ["1", "2"]
    assert all(ptz[ability] for ability in ("click", "areazoom", "zoomback", "continuous"))


def test_a_camera_without_ptz_has_no_ability(api: httpx.Client) -> None:
    assert camera(api, 2)["ptz"] == dict.fromkeys(("click", "areazoom", "zoomback", "continuous"), False) | {
        "presets": [],
        "tours": [],
    }
