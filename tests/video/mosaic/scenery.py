"""Small cameras, mosaics of them, and what can be read from a mosaic's picture."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

import cv2
import numpy as np

from ctserver.testing.frames import read
from ctserver.video.clips import Clips
from ctserver.video.i420 import Array
from ctserver.video.mark import Mark
from ctserver.video.mosaic.content import Cell, Mosaic
from ctserver.video.mosaic.layout import Layout, lay_out
from ctserver.video.mosaic.producer import MosaicProducer
from ctserver.video.picture import Codec, StreamFormat
from ctserver.video.view import Moment, View

NOON = 1_780_308_000
"""2026-06-01 10:00:00 UTC, 12:00 in Paris."""
QUALITY = 65
CLIPS = Clips()
"""Shared, so that a scene is coded once for all tests: it depends on nothing but its key."""


def idle(_seconds: float) -> Moment:
    return Moment()


YARD = View(
    camera_id=7,
    stream_id=2,
    name="Yard",
    format=StreamFormat(Codec.H264, 640, 360, 10),
    scene="parking",
    seed=1,
    timezone=ZoneInfo("Europe/Paris"),
    moment_at=idle,
)


def yard(camera_id: int = 7, fps: int = 10, **changes: Any) -> View:
    return replace(YARD, camera_id=camera_id, format=replace(YARD.format, fps=fps), **changes)


def mosaic(*cells: Cell, layout: Layout | None = None, quality: int = QUALITY) -> Mosaic:
    return Mosaic.of(cells, layout or lay_out(len(cells)), quality)


def made(shown: Mosaic, seconds: float = NOON) -> bytes:
    """The picture of an instant of Unix time."""
    return MosaicProducer(shown, CLIPS).produce(int(seconds * shown.rate)).units[0]


def decoded(jpeg: bytes) -> Array:
    """BGR."""
    image = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR)
    assert image is not None
    return np.asarray(image)


def cells(image: Array, layout: Layout) -> list[Array]:
    """The tiles, row by row."""
    return [
        image[row * layout.tile_height : (row + 1) * layout.tile_height, column * layout.tile_width :][
            :, : layout.tile_width
        ]
        for row in range(layout.rows)
        for column in range(layout.columns)
    ]


def inner(cell: Array) -> Array:
    """Without the border, where a decoder smooths colours between neighbours."""
    return cell[2:-2, 2:-2]


def marks(shown: Mosaic, seconds: float = NOON) -> Sequence[Mark | None]:
    """What each cell says of itself at an instant."""
    return [read(cell) for cell in cells(decoded(made(shown, seconds)), shown.layout)]
