"""Maps in a site file."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field, ValidationInfo, field_validator, model_validator
from sqlalchemy.orm import Session

from ctserver import resources
from ctserver.http.fields import plain
from ctserver.maps.models import Background, Map
from ctserver.sites.section import Id, Misplaced, Name, Section, context_of

SIGNATURES = (b"\x89PNG\r\n", b"\xff\xd8\xff", b"GIF8", b"RIFF", b"BM")
"""How a file of PNG, JPEG, GIF, WebP or BMP begins: decoding it would cost every start the import of Pillow."""
Pixels = Annotated[int, Field(ge=-1_000_000, le=1_000_000)]
Extent = Annotated[int, Field(ge=0, le=1_000_000)]


class PlacedSection(Section):
    at: tuple[Pixels, Pixels]
    """Left and top, in pixels of the map."""
    size: tuple[Extent, Extent] = (40, 40)
    z: Annotated[float, Field(ge=-1e9, le=1e9)] = 1


class BackgroundSection(PlacedSection):
    image: Path
    """A file, from the site file's directory on; or one that ships, so that a shipped site may be copied and changed."""
    size: tuple[Extent, Extent]
    z: Annotated[float, Field(ge=-1e9, le=1e9)] = 0

    @field_validator("image")
    @classmethod
    def _is_an_image(cls, image: Path, info: ValidationInfo) -> Path:
        own = context_of(info).directory / image
        path = own if own.exists() else resources.fixtures() / image
        try:
            with path.open("rb") as file:
                beginning = file.read(8)
        except (OSError, ValueError) as error:
            raise ValueError(f"expected a file that can be read: {getattr(error, 'strerror', None) or error}") from None
        if not beginning.startswith(SIGNATURES):
            raise ValueError("expected a file of PNG, JPEG, GIF, WebP or BMP")
        return path


class PresetPlace(PlacedSection):
    id: Name


class ItemSection(PlacedSection):
    """One of `camera`, `mosaic`, `command`, `screen`, `map` says what stands there; a camera has a beam and presets."""

    camera: Id | None = None
    mosaic: Id | None = None
    command: Id | None = None
    screen: Id | None = None
    map: UUID | None = None
    angle: Annotated[float, Field(ge=0, le=360)] = 60
    range: Annotated[float, Field(ge=0, le=1_000_000)] = 150
    direction: Annotated[float, Field(ge=-360, le=360)] = 0
    presets: list[PresetPlace] = []

    @model_validator(mode="after")
    def _points_at_one_thing(self) -> "ItemSection":
        if len(list(self.targets())) != 1:
            raise ValueError(f"expected one of {', '.join(TYPES)}")
        return self

    def targets(self) -> Iterator[tuple[str, Any]]:
        return ((kind, getattr(self, kind)) for kind in TYPES if getattr(self, kind) is not None)


TYPES = {"camera": "camera", "mosaic": "group", "command": "command", "screen": "screen", "map": "map"}
"""What stands there, and the document's type for it."""


class MapSection(Section):
    uuid: UUID
    name: Name
    version: Annotated[int, Field(ge=1, lt=2**31)] = 1
    scale: Annotated[float, Field(gt=0, le=1000)] = 1
    items: list[ItemSection] = []
    backgrounds: list[BackgroundSection] = []


def check_maps(sections: list[MapSection], known: Mapping[str, set[Any]], presets: Mapping[int, set[str]]) -> None:
    """Misplaced for what points at nothing. `known`: ids by what stands there; `presets`: by camera."""
    for number, section in enumerate(sections):
        for position, item in enumerate(section.items):
            place = ("maps", number, "items", position)
            kind, target = next(item.targets())
            if target not in known[kind]:
                raise Misplaced((*place, kind), f"expected the id of one of the {kind}s")
            for rank, preset in enumerate(item.presets):
                if preset.id not in presets.get(item.camera or 0, ()):
                    raise Misplaced((*place, "presets", rank, "id"), "expected the id of one of this camera's presets")


def seed_maps(session: Session, sections: list[MapSection]) -> None:
    for section in sections:
        row = Map(
            uuid=str(section.uuid),
            name=section.name,
            version=section.version,
            scale=section.scale,
            items=[_item(item) for item in section.items],
        )
        session.add(row)
        session.flush()
        session.add_all(_background(row.id, background) for background in section.backgrounds)


def _item(item: ItemSection) -> dict[str, Any]:
    kind, target = next(item.targets())
    properties: dict[str, Any] = {"id": str(target)}
    if kind in ("camera", "command"):
        properties["node"] = "0"
    if kind == "camera":
        properties |= {name: plain(getattr(item, name)) for name in ("angle", "range", "direction")}
    if item.presets:
        properties["items"] = [
            _placed("preset", preset) | {"properties": {"id": preset.id, "node": "0"}} for preset in item.presets
        ]
    return _placed(TYPES[kind], item) | {"properties": properties}


def _placed(kind: str, section: PlacedSection) -> dict[str, Any]:
    (left, top), (width, height) = section.at, section.size
    return {"posX": left, "posY": top, "type": kind, "width": width, "height": height, "zIndex": plain(section.z)}


def _background(map_id: int, section: BackgroundSection) -> Background:
    (left, top), (width, height) = section.at, section.size
    image = section.image.read_bytes()
    return Background(map_id=map_id, pos_x=left, pos_y=top, width=width, height=height, z_index=section.z, image=image)
