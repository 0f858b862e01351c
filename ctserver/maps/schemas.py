"""The wire shapes of maps."""

from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BeforeValidator, Field, WithJsonSchema

from ctserver.http.fields import Decimal, Name, Whole, refuse
from ctserver.http.wire import Wire, WireBody

MAX_ITEMS = 1000
MAX_BACKGROUNDS = 20
MAX_PRESETS = 100


def _id_text(value: Any) -> Any:
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, str):
        return value
    raise refuse("id")


IdText = Annotated[
    str,
    BeforeValidator(_id_text),
    Field(min_length=1, max_length=100),
    WithJsonSchema({"anyOf": [{"type": "integer"}, {"type": "string"}]}),
]
"""An id, which the document writes as text; a number is taken too."""
Pixels = Annotated[Whole, Field(ge=-1_000_000, le=1_000_000)]
Extent = Annotated[Whole, Field(ge=0, le=1_000_000)]


class Placed(Wire):
    pos_x: Pixels
    pos_y: Pixels
    width: Extent
    height: Extent
    z_index: Decimal


class PresetProperties(Wire):
    id: IdText
    node: IdText = "0"


class PresetItem(Placed):
    type: Literal["preset"]
    properties: PresetProperties


class Properties(Wire):
    """Which of them an element has depends on its type."""

    id: IdText
    node: IdText = "0"
    angle: Decimal | None = None
    """Of the beam, in degrees."""
    range: Annotated[Decimal, Field(ge=0)] | None = None
    """Depth of the beam, in pixels."""
    direction: Decimal | None = None
    """In degrees."""
    items: Annotated[list[PresetItem], Field(max_length=MAX_PRESETS, default_factory=list)]


class Item(Placed):
    type: Literal["camera", "group", "command", "map", "screen"]
    properties: Properties


class BackgroundIn(Placed):
    image: str
    """Base64, or a data URL of base64."""


Items = Annotated[list[Item], Field(max_length=MAX_ITEMS)]
Backgrounds = Annotated[list[BackgroundIn], Field(max_length=MAX_BACKGROUNDS)]
Scale = Annotated[Decimal, Field(gt=0, le=1000)]


class MapIn(Wire):
    name: Name
    scale: Scale = 1
    items: Items
    backgrounds: Backgrounds


class MapBody(WireBody):
    map: MapIn


class MapChange(Wire):
    """What is left out stays as it is."""

    name: Name
    scale: Scale | None = None
    items: Items | None = None
    backgrounds: Backgrounds | None = None


class ChangeBody(WireBody):
    map: MapChange


class MapEntry(Wire):
    uuid: UUID
    name: str
    version: int
    detail_url: str


class MapList(Wire):
    maps: list[MapEntry]


class MapSaved(Wire):
    uuid: UUID
    version: int
    name: str
    detail_url: str


class SavedAnswer(Wire):
    map: MapSaved


class MapOut(Wire):
    uuid: UUID
    name: str
    version: int
    scale: float
    items: list[Item]
    backgrounds: list[BackgroundIn]


class MapAnswer(Wire):
    map: MapOut


class ItemList(Wire):
    items: list[Item]
