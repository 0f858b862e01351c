"""The wire shapes of mosaics. An attribute without a value is null; the two of `streamId` and `quality` are no exception."""

from typing import Annotated, Literal

from pydantic import Field, Strict

from ctserver.http.fields import MAX_ID, Flag, Name, Text
from ctserver.http.wire import FrozenWire, Wire, WireBody
from ctserver.mosaics.layout import MAX_CELLS, MAX_SIDE

DAY = 86_400

Integer = Annotated[int, Strict()]
Number = Annotated[Integer, Field(ge=0, le=MAX_ID)]
CameraId = Annotated[Integer, Field(ge=1, le=MAX_ID)]
Seconds = Annotated[Integer, Field(ge=1, le=DAY)]
Side = Annotated[Integer, Field(ge=1, le=MAX_SIDE)]
Cell = Annotated[Integer, Field(ge=0, lt=MAX_CELLS)]
Quality = Annotated[Integer, Field(ge=1, le=3)]
Row = Annotated[tuple[Cell, ...], Field(min_length=1, max_length=MAX_SIDE)]
Layout = Annotated[tuple[Row, ...], Field(min_length=1, max_length=MAX_SIDE)]


class Element(FrozenWire):
    """What a cell shows: `type` c is a camera, i an image, w a web page; `mode` v is video, a is alarms."""

    position: Cell
    server_id: Number = 0
    camera_id: CameraId | None = None
    stream_id: CameraId | None = None
    quality: Quality | None = None
    mode: Literal["v", "a"] = "v"
    type: Literal["c", "i", "w"] = "c"
    url: Text | None = None
    show_margin: Flag = True
    show_menu: Flag = True
    keep_ratio: Flag = True
    alignment: Annotated[Integer, Field(ge=-MAX_ID, le=MAX_ID)] = 0


class Level(FrozenWire):
    """A cell without an element stays empty. Without a duration the mosaic's default counts."""

    name: Name
    duration: Seconds | None = None
    elements: Annotated[tuple[Element, ...], Field(max_length=MAX_CELLS)]


Levels = Annotated[tuple[Level, ...], Field(min_length=1, max_length=100)]


class Mosaic(FrozenWire):
    id: int
    name: str
    rows: int
    cols: int
    push_mode: bool
    full_screen: bool
    stay_on_top: bool
    display_code: int | None
    default_level_duration: int | None
    comments: str | None
    layout: tuple[tuple[int, ...], ...]
    levels: tuple[Level, ...]


class ListedMosaic(Mosaic):
    href: str


class MosaicList(Wire):
    groups: list[ListedMosaic]


class _Traits(Wire):
    push_mode: Flag = False
    default_level_duration: Seconds | None = None
    display_code: Number | None = None
    full_screen: Flag = False
    stay_on_top: Flag = False
    comments: Text | None = None


class NewMosaic(_Traits):
    name: Name
    rows: Side
    cols: Side
    layout: Layout
    levels: Levels


class MosaicChanges(_Traits):
    """What is not given stays as it was."""

    name: Name = Field(default="")
    rows: Side = Field(default=0)
    cols: Side = Field(default=0)
    layout: Layout = Field(default=())
    levels: Levels = Field(default=())


class NewMosaicBody(WireBody):
    group: NewMosaic


class CycleElement(Wire):
    position: Cell
    server_id: Number = 0
    camera_id: CameraId
    stream_id: CameraId | None = None
    quality: Quality | None = None


class CycleLevel(Wire):
    name: Name
    duration: Seconds | None = None
    elements: Annotated[tuple[CycleElement, ...], Field(max_length=MAX_CELLS)]


class MosaicUpdateBody(WireBody):
    """One of them: in depth, or the cycle alone."""

    group: MosaicChanges | None = None
    levels: Annotated[tuple[CycleLevel, ...], Field(min_length=1, max_length=100)] | None = None


class CreatedMosaic(Wire):
    id: int
    name: str
    rows: int
    cols: int
    full_screen: bool
    push_mode: bool


class UpdatedMosaic(Wire):
    id: int
    name: str
    rows: int
    cols: int
    full_screen: bool
    stay_on_top: bool
    display_code: int | None
    push_mode: bool


class CreatedMosaicBody(Wire):
    group: CreatedMosaic


class UpdatedMosaicBody(Wire):
    group: UpdatedMosaic
