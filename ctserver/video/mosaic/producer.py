"""Makes a mosaic's pictures."""

from collections.abc import Sequence

import numpy as np

from ctserver.video.clips import Clips
from ctserver.video.coding.jpeg import Libjpeg, split_rows, split_scan
from ctserver.video.i420 import NEUTRAL, Array
from ctserver.video.mosaic.compose import Composer
from ctserver.video.mosaic.content import Mosaic
from ctserver.video.mosaic.flat import flat_of
from ctserver.video.mosaic.instants import Instants
from ctserver.video.mosaic.strip import CodedStrip, SplicedStrip, TileStrip
from ctserver.video.mosaic.tile import Tile
from ctserver.video.picture import Picture
from ctserver.video.scene import Look, open_scene
from ctserver.video.sketch import FLAT
from ctserver.video.strip import is_wide
from ctserver.video.view import View


class MosaicProducer:
    """Used by one thread at a time."""

    group = 1

    def __init__(self, mosaic: Mosaic, clips: Clips) -> None:
        self._mosaic = mosaic
        self._clips = clips
        self._bench: _Bench | None = None

    def is_prepared(self, number: int) -> bool:
        """Whether picture `number` only needs to be put together."""
        return self._bench is not None and self._bench.is_prepared(number)

    def produce(self, number: int) -> Picture:
        mosaic = self._mosaic
        self._bench = self._bench or _Bench(mosaic, self._clips)
        units = (self._bench.make(number),)
        return Picture(number, mosaic.instant_us(number), mosaic.format, units, key=True)


class _Bench:
    """What is got ready once. A stream that stands in several cells is one tile."""

    def __init__(self, mosaic: Mosaic, clips: Clips) -> None:
        self._mosaic = mosaic
        self._clips = clips
        self._instants = self._open_instants()
        self._composer = self._open_composer()
        cells: dict[View, list[int]] = {}
        for index, cell in enumerate(mosaic.cells):
            if isinstance(cell, View):
                cells.setdefault(cell, []).append(index)
        self._tiles = [(places, self._open_tile(view)) for view, places in cells.items()]
        self._number = -1

    def is_prepared(self, number: int) -> bool:
        self._turn_to(number)
        return all(tile.is_prepared() for _, tile in self._tiles)

    def make(self, number: int) -> bytes:
        self._turn_to(number)
        return self._composer.compose((places, tile.rows()) for places, tile in self._tiles)

    def _turn_to(self, number: int) -> None:
        if number == self._number:
            return
        for _, tile in self._tiles:
            tile.turn_to(number)
        self._number = number

    def _open_instants(self) -> Instants | None:
        width, quality = self._mosaic.layout.tile_width, self._mosaic.quality
        return None if is_wide(width) else Instants(width, quality, flat_of(quality))

    def _open_tile(self, view: View) -> Tile:
        quality = self._mosaic.quality
        strip: TileStrip = CodedStrip(view, quality)
        if self._instants:
            strip = SplicedStrip(view, quality, flat_of(quality), self._instants)
        return Tile(view, strip, self._clips, quality=quality, rate=self._mosaic.rate)

    def _open_composer(self) -> Composer:
        """With the cells that never change."""
        layout, cells = self._mosaic.layout, self._mosaic.cells
        canvas = np.full((layout.tile_height * 3 // 2, layout.tile_width), NEUTRAL, np.uint8)
        canvas[: layout.tile_height] = FLAT
        head, dark = self._code(canvas)
        composer = Composer(layout, head)
        for kind in {cell for cell in cells if isinstance(cell, str)}:
            open_scene(Look(kind, 0), layout.tile_width, layout.tile_height).draw(0, canvas)
            composer.keep([index for index, cell in enumerate(cells) if cell == kind], self._code(canvas)[1])
        composer.keep(range(len(cells), layout.columns * layout.rows), dark)
        return composer

    def _code(self, canvas: Array) -> tuple[bytes, Sequence[bytes]]:
        """A whole tile: its file's head, and its restart intervals."""
        coder = Libjpeg(self._mosaic.layout.tile_width, self._mosaic.quality)
        head, scan = split_scan(coder.encode(canvas)[0])
        return head, split_rows(scan)
