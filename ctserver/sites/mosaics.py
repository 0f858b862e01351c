"""Mosaics in a site file. Rows and columns are those of the layout."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator
from sqlalchemy.orm import Session

from ctserver.mosaics.layout import MAX_CELLS, MAX_SIDE, cell_count, is_numbered, torn_cell
from ctserver.mosaics.models import Mosaic
from ctserver.sites.section import Id, Misplaced, Name, Section

Cell = Annotated[int, Field(ge=0, lt=MAX_CELLS)]
DAY = 86_400
Seconds = Annotated[int, Field(ge=1, le=DAY)]
Row = Annotated[list[Cell], Field(min_length=1, max_length=MAX_SIDE)]


class ElementSection(Section):
    cell: Cell
    camera: Id | None = None
    stream: Id | None = None
    quality: Annotated[int, Field(ge=1, le=3)] | None = None
    mode: Literal["v", "a"] = "v"
    image: Annotated[str, Field(min_length=1, max_length=2000)] | None = None
    page: Annotated[str, Field(min_length=1, max_length=2000)] | None = None
    keep_ratio: bool = True

    @model_validator(mode="after")
    def _shows_one_thing(self) -> "ElementSection":
        if sum(value is not None for value in (self.camera, self.image, self.page)) != 1:
            raise ValueError("expected one of camera, image and page")
        if self.camera and self.mode == "v" and not self.stream and not self.quality:
            raise ValueError("expected a stream or a quality")
        return self


class LevelSection(Section):
    name: Name
    duration: Seconds | None = None
    elements: list[ElementSection] = []


class MosaicSection(Section):
    id: Id
    name: Name
    layout: Annotated[list[Row], Field(min_length=1, max_length=MAX_SIDE)]
    levels: Annotated[list[LevelSection], Field(min_length=1)]
    level_duration: Seconds | None = None
    display_code: Annotated[int, Field(ge=0, lt=2**31)] | None = None
    push_mode: bool = False
    comments: Annotated[str, Field(max_length=2000)] | None = None

    @model_validator(mode="after")
    def _cells_are_whole(self) -> "MosaicSection":
        if len({len(row) for row in self.layout}) != 1:
            raise Misplaced(("layout",), "expected rows of the same length")
        if not is_numbered(self.layout):
            raise Misplaced(("layout",), "expected cells that are numbered from 0 without gaps")
        torn = torn_cell(self.layout)
        if torn is not None:
            raise Misplaced(("layout",), f"expected each cell to be a rectangle, cell {torn} is none")
        for i, level in enumerate(self.levels):
            for j, element in enumerate(level.elements):
                if element.cell >= cell_count(self.layout):
                    raise Misplaced(("levels", i, "elements", j, "cell"), "expected a cell of the layout")
                if element.cell in {other.cell for other in level.elements[:j]}:
                    raise Misplaced(("levels", i, "elements", j, "cell"), "expected a cell that is still free")
        return self


def check_streams(mosaics: Sequence[MosaicSection], streams: Mapping[int, set[int]]) -> None:
    """Misplaced for an element whose camera or stream does not exist. `streams` are their numbers by camera."""
    for n, mosaic in enumerate(mosaics):
        for i, level in enumerate(mosaic.levels):
            for j, element in enumerate(level.elements):
                at = ("mosaics", n, "levels", i, "elements", j)
                if element.camera and element.camera not in streams:
                    raise Misplaced((*at, "camera"), "expected the id of one of the cameras")
                if element.camera and element.stream and element.stream not in streams[element.camera]:
                    raise Misplaced((*at, "stream"), "expected the id of one of the camera's streams")


def seed_mosaics(session: Session, sections: Sequence[MosaicSection]) -> None:
    session.add_all(_mosaic(section) for section in sections)


def _mosaic(section: MosaicSection) -> Mosaic:
    return Mosaic(
        id=section.id,
        name=section.name,
        rows=len(section.layout),
        cols=len(section.layout[0]),
        push_mode=section.push_mode,
        full_screen=False,
        stay_on_top=False,
        display_code=section.display_code,
        default_level_duration=section.level_duration,
        comments=section.comments,
        layout=section.layout,
        levels=[_level(level) for level in section.levels],
    )


def _level(section: LevelSection) -> dict[str, Any]:
    """As a `mosaics.schemas.Level` is kept, whose module has much that a start need not wait for."""
    return {"name": section.name, "duration": section.duration, "elements": list(map(_element, section.elements))}


def _element(section: ElementSection) -> dict[str, Any]:
    return {
        "position": section.cell,
        "server_id": 0,
        "camera_id": section.camera,
        "stream_id": section.stream,
        "quality": section.quality,
        "mode": section.mode,
        "type": "c" if section.camera else "i" if section.image else "w",
        "url": section.image or section.page,
        "show_margin": True,
        "show_menu": True,
        "keep_ratio": section.keep_ratio,
        "alignment": 0,
    }
