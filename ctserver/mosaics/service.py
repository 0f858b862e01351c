"""The rules of mosaics: what an update keeps and replaces, and what an override does."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from sqlalchemy import Text, bindparam, cast, delete, select, update
from sqlalchemy.orm import Session

from ctserver.auth.service import Account
from ctserver.cameras.dependencies import FindCamera
from ctserver.db import Base
from ctserver.errors import InvalidField
from ctserver.mosaics import models
from ctserver.mosaics.checks import check_contents, check_layout, check_positions, check_stream
from ctserver.mosaics.layout import cell_count
from ctserver.mosaics.schemas import CycleElement, CycleLevel, Element, Level, Mosaic, MosaicChanges, NewMosaic

PATH = "/api/v1.2/groups/"


@dataclass(frozen=True, slots=True)
class Override:
    """From `begin_us` to before `end_us` (None is without end) the cell at `position` shows this stream."""

    position: int
    camera_id: int
    stream_id: int
    begin_us: int
    end_us: int | None


@dataclass(frozen=True, slots=True)
class ShownMosaic:
    """A mosaic, and its JSON as it stands alone and in the list."""

    mosaic: Mosaic
    alone: bytes
    listed: bytes


@dataclass(frozen=True, slots=True)
class MosaicBook:
    """All mosaics, and the overrides of their cells, as read since the last write."""

    mosaics: Mapping[int, ShownMosaic]
    overrides: Mapping[int, tuple[Override, ...]]


_MOSAIC, _OVERRIDE = (Base.metadata.tables[row.__tablename__] for row in (models.Mosaic, models.MosaicOverride))
_M, _O = _MOSAIC.c, _OVERRIDE.c
_NESTED = ("layout", "levels")
_MOSAICS = select(*(cast(column, Text) if column.name in _NESTED else column for column in _M)).order_by(_M.id)
_OVERRIDES = select(_O.mosaic_id, _O.position, _O.camera_id, _O.stream_id, _O.begin_us, _O.end_us).order_by(_O.position)
_CHANGE = update(_MOSAIC).where(_M.id == bindparam("mosaic"))
_END_OVERRIDES = delete(_OVERRIDE).where(_O.mosaic_id == bindparam("mosaic"))


def read_mosaics(session: Session) -> MosaicBook:
    overrides: dict[int, list[Override]] = {}
    for mosaic_id, *override in session.execute(_OVERRIDES):
        overrides.setdefault(mosaic_id, []).append(Override(*override))
    return MosaicBook(
        MappingProxyType({row[0]: _shown(tuple(row)) for row in session.execute(_MOSAICS)}),
        MappingProxyType({mosaic_id: tuple(held) for mosaic_id, held in overrides.items()}),
    )


@lru_cache(maxsize=1024)
def _shown(row: tuple[Any, ...]) -> ShownMosaic:
    """Kept, for a change of one mosaic has all of them read; what nests in a row is JSON."""
    values = dict(zip(_M.keys(), row, strict=True))
    mosaic = Mosaic.model_validate(values | {name: json.loads(values[name]) for name in _NESTED})
    alone = mosaic.model_dump_json().encode()
    return ShownMosaic(mosaic, alone, b'%s,"href":"%s%d"}' % (alone[:-1], PATH.encode(), mosaic.id))


def may_see(account: Account, mosaic_id: int) -> bool:
    """Who may edit may see what he edits."""
    return account.may("view", "mosaic", mosaic_id) or account.may("edit", "mosaic", mosaic_id)


def overrides_at(book: MosaicBook, mosaic_id: int, seconds: float) -> tuple[Override, ...]:
    """The overrides of a mosaic's cells at an instant of Unix time that is not before the last change, by position."""
    at = round(seconds * 1e6)
    held = book.overrides.get(mosaic_id, ())
    return tuple(o for o in held if o.begin_us <= at and (o.end_us is None or at < o.end_us))


def create(session: Session, wanted: NewMosaic, find_camera: FindCamera) -> models.Mosaic:
    check_layout(wanted.layout, wanted.rows, wanted.cols)
    check_positions(wanted.levels, wanted.layout, "group.levels")
    check_contents(wanted.levels, find_camera, "group.levels")
    row = models.Mosaic(**wanted.model_dump(by_alias=False))
    session.add(row)
    session.flush()
    return row


def change(session: Session, mosaic: Mosaic, changes: MosaicChanges, find_camera: FindCamera) -> Mosaic:
    """In depth: a layout and levels that are given replace the former ones wholly; what is not given stays (assumed)."""
    given = {name: getattr(changes, name) for name in changes.model_fields_set}
    layout = given.get("layout", mosaic.layout)
    changed = mosaic.model_copy(update={"rows": len(layout), "cols": len(layout[0])} | given)
    check_layout(layout, changed.rows, changed.cols)
    check_positions(changed.levels, layout, "group.levels")
    check_contents(changes.levels, find_camera, "group.levels")
    return _load(session, changed)


def change_cycle(session: Session, mosaic: Mosaic, cycle: Sequence[CycleLevel], find_camera: FindCamera) -> Mosaic:
    """An element takes what a cycle does not say from the one that was in its cell, best on the same level."""
    before = mosaic.levels
    levels = tuple(_level(level, [*before[i : i + 1], *before]) for i, level in enumerate(cycle))
    check_positions(levels, mosaic.layout, "levels")
    check_contents(levels, find_camera, "levels")
    return _load(session, mosaic.model_copy(update={"levels": levels}))


def _level(level: CycleLevel, before: Sequence[Level]) -> Level:
    elements = [_element(element, before) for element in level.elements]
    return Level(name=level.name, duration=level.duration, elements=tuple(elements))


def _element(wanted: CycleElement, before: Sequence[Level]) -> Element:
    there = (element for level in before for element in level.elements if element.position == wanted.position)
    previous = next(there, Element(position=wanted.position))
    said = {name: getattr(wanted, name) for name in CycleElement.model_fields}
    if previous.type != "c":  # a camera takes the place of an image or a page
        said |= {"type": "c", "mode": "v", "url": None}
    return previous.model_copy(update=said)


def _load(session: Session, mosaic: Mosaic) -> Mosaic:
    """An override lasts until the mosaic's configuration is loaded again, as the document says."""
    connection = session.connection()
    connection.execute(_CHANGE, mosaic.model_dump(by_alias=False, exclude={"id"}) | {"mosaic": mosaic.id})
    connection.execute(_END_OVERRIDES, {"mosaic": mosaic.id})
    return mosaic


def override(
    session: Session,
    mosaic: Mosaic,
    position: int,
    stream: tuple[int, int] | None,
    now: float,
    duration: int | None,
    find_camera: FindCamera,
) -> None:
    """A cell shows a stream (camera and stream number) for `duration` seconds, or without end; None cancels."""
    count = cell_count(mosaic.layout)
    if not 0 <= position < count:
        raise InvalidField("position", "expected.cell", limit=count - 1)
    held = session.get(models.MosaicOverride, (mosaic.id, position))
    if held:
        session.delete(held)
        session.flush()
    if stream is None:
        return
    check_stream(*stream, find_camera)
    begin = round(now * 1e6)
    end = None if duration is None else begin + duration * 1_000_000
    session.add(
        models.MosaicOverride(
            mosaic_id=mosaic.id,
            position=position,
            camera_id=stream[0],
            stream_id=stream[1],
            begin_us=begin,
            end_us=end,
        )
    )
