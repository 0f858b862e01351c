"""The wire shapes of cameras: every attribute of the document's example and of its table."""

from functools import lru_cache
from typing import Any
from uuid import UUID

from ctserver.cameras.catalogue import Camera, Position, Rights, Stream
from ctserver.http.wire import Wire


class StreamOut(Wire):
    id: int
    name: str
    encoding: str
    width: int
    height: int
    connected: bool
    roles: tuple[str, ...]
    quality: int
    ignored: bool
    on_demand: bool


class PositionOut(Wire):
    id: str
    name: str


class PtzOut(Wire):
    click: bool
    areazoom: bool
    zoomback: bool
    continuous: bool
    presets: list[PositionOut]
    tours: list[PositionOut]


class DeviceInfo(Wire):
    host: str
    port: int
    https: bool


class NetworkInfo(Wire):
    host: str
    port: int
    protocol: str


class CameraOut(Wire):
    id: int
    name: str
    hd_stream: str | None
    hd_id: int | None
    hd_encoding: str | None
    hd_width: int | None
    hd_height: int | None
    md_stream: str | None
    md_id: int | None
    md_encoding: str | None
    md_width: int | None
    md_height: int | None
    ld_stream: str | None
    ld_id: int | None
    ld_encoding: str | None
    ld_width: int | None
    ld_height: int | None
    al_stream: str | None
    al_id: int | None
    al_encoding: str | None
    al_width: int | None
    al_height: int | None
    rp_stream: str | None
    rp_id: int | None
    rp_encoding: str | None
    rp_width: int | None
    rp_height: int | None
    display_code: int | None
    is_ignored: bool
    is_recording: bool
    is_recording_alarm: bool
    is_recording_forced: bool
    is_remote: bool
    is_replay_enabled: bool
    is_upside_down: bool
    is_indexing_regul: bool
    model: str
    play_live_allowed: bool
    play_records_allowed: bool
    streams: list[StreamOut]
    ptz: PtzOut
    ptz_allowed: bool
    ref_url: str | None
    status: int
    device_id: UUID | None
    device_info: DeviceInfo
    network_info: NetworkInfo


class CameraList(Wire):
    cameras: list[CameraOut]


QUALITIES = {"hd": 3, "md": 1, "ld": 2}


@lru_cache(maxsize=4096)
def camera_json(camera: Camera, rights: Rights, *, recording: bool, in_alarm: bool) -> bytes:
    """The camera as JSON, made once for all who have the same rights: lists of cameras are what clients ask for most."""
    return camera_out(camera, rights, recording=recording, in_alarm=in_alarm).model_dump_json().encode()


def camera_out(camera: Camera, rights: Rights, *, recording: bool, in_alarm: bool) -> CameraOut:
    plain = {name: getattr(camera, name) for name in CameraOut.model_fields if hasattr(camera, name)}
    fields: dict[str, Any] = plain | _roles(camera)
    fields |= {
        "is_recording": recording,
        "is_recording_alarm": in_alarm,
        "play_live_allowed": rights.live,
        "play_records_allowed": rights.records,
        "ptz_allowed": rights.ptz and camera.has_ptz,
        "ref_url": f"/api/v1.2/cameras/{camera.id}/ref.jpg" if camera.has_reference else None,
        "device_info": DeviceInfo(host=camera.host, port=camera.port, https=camera.https),
        "network_info": NetworkInfo(host=camera.host, port=camera.port, protocol="https" if camera.https else "http"),
        "ptz": _ptz(camera),
        "streams": [_stream(camera, stream) for stream in camera.streams],
    }
    return CameraOut.model_validate(fields)


def _roles(camera: Camera) -> dict[str, object]:
    """`hd…`, `md…`, `ld…` by the quality of a stream that has a role; `al…` and `rp…` by the camera's choice."""
    fields: dict[str, object] = {}
    for prefix, quality in QUALITIES.items():
        stream = next((s for s in camera.streams if s.quality == quality and s.roles), None)
        fields |= _role(prefix, stream, f"/live/view/{camera.id}.{stream.id}" if stream else None)
    alarm, replay = camera.stream(camera.alarm_stream_id), camera.stream(camera.replay_stream_id)
    fields |= _role("al", alarm, f"/live/view/{camera.id}.{alarm.id}" if alarm else None)
    return fields | _role("rp", replay, f"/r?id={camera.id}" if replay else None)


def _role(prefix: str, stream: Stream | None, path: str | None) -> dict[str, object]:
    fields: dict[str, object] = {f"{prefix}_stream": path}
    for name in ("id", "encoding", "width", "height"):
        fields[f"{prefix}_{name}"] = getattr(stream, name) if stream else None
    return fields


def _stream(camera: Camera, stream: Stream) -> StreamOut:
    connected = camera.has_video and not stream.ignored and not stream.on_demand
    fields = {name: getattr(stream, name) for name in StreamOut.model_fields if hasattr(stream, name)}
    return StreamOut.model_construct(**fields, connected=connected)


def _ptz(camera: Camera) -> PtzOut:
    abilities = {name: name in camera.ptz_abilities for name in ("click", "areazoom", "zoomback", "continuous")}
    return PtzOut(**abilities, presets=_positions(camera.presets), tours=_positions(camera.tours))


def _positions(positions: tuple[Position, ...]) -> list[PositionOut]:
    return [PositionOut.model_validate(position) for position in positions]
