from typing import Annotated, Any

from pydantic import Field, RootModel

from ctserver.http.wire import Wire, WireBody


class LicenceAnswer(Wire):
    license: dict[str, Any]


class LicenceUpload(WireBody):
    license: Annotated[str, Field(strict=True)]
    """The content of a licence file."""


class SysInfo(RootModel[dict[str, list[str]]]):
    """Lists of texts by `CPU`, `Memory`, `Network`, `Controller`, `Disk` and `Partition`."""


class CameraError(Wire):
    id: int
    name: str
    stream_name: str
    error: str


class ErrorDetails(Wire):
    """The parts where something is wrong; the others are absent."""

    recorder: list[str] | None = None
    cameras: list[CameraError] | None = None
    hardware: list[str] | None = None


class Health(Wire):
    recorder: bool
    cameras: bool
    hardware: bool
    error_details: ErrorDetails


class HealthAnswer(Wire):
    health: Health
