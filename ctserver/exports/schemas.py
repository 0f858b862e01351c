"""The wire shapes of exports."""

from typing import Literal

from pydantic import Field

from ctserver.http.fields import Flag, Instant, Text, Whole
from ctserver.http.wire import FrozenWire, Wire, WireBody


class DiskOut(Wire):
    id: int
    name: str
    fstype: str
    total_space: int
    free_space: int


class DiskList(Wire):
    disks: list[DiskOut]


class ExportOut(FrozenWire):
    id: int
    camera_id: int
    disk_id: int | None
    begin: str = Field(alias="from")
    end: str = Field(alias="to")
    type: Literal["a", "r"]
    comment: str
    download_url: str
    size: int
    p100: int
    md5sum: str | None = Field(alias="md5sum")
    archived: bool
    created_at: str
    url: str


class ExportList(Wire):
    exports: list[ExportOut]


class ExportAnswer(Wire):
    export: ExportOut


class ExportIn(Wire):
    camera_id: Whole
    begin: Instant = Field(alias="from")
    end: Instant = Field(alias="to")
    type: Literal["a", "r"] = "r"
    disk_id: Whole | None = None
    comment: Text | None = None


class ExportBody(WireBody):
    export: ExportIn


class ChangeIn(Wire):
    archived: Flag


class ChangeBody(WireBody):
    export: ChangeIn


class Md5Sum(Wire):
    md5sum: str = Field(alias="md5sum")
