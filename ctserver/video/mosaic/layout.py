"""How many columns and rows a mosaic has, and how large its tiles are."""

from dataclasses import dataclass
from math import isqrt

MOST_TILES = 64
LARGEST = 4096
"""Pixels of a mosaic's width, and of its height, at most."""
DEFAULT_TILE = SMALLEST_TILE = (320, 240)
"""Width and height (assumed); a narrower tile has no room for the strip."""
LARGEST_TILE = (1920, 1088)
WIDEST, HIGHEST = 3, 2
"""Times the other side: no scene is made for less usual shapes."""
_STEP = 16
"""Tiles consist of whole MCUs."""
_MOST_COLUMNS, _MOST_ROWS = LARGEST // SMALLEST_TILE[0], LARGEST // SMALLEST_TILE[1]


class LayoutError(Exception):
    """A number that does not fit: the request's field, `at_least` or `at_most`, and the limit."""

    def __init__(self, field: str, bound: str, limit: int) -> None:
        super().__init__(f"{field}: expected {bound.replace('_', ' ')} {limit}")
        self.field, self.bound, self.limit = field, bound, limit


@dataclass(frozen=True, slots=True)
class Layout:
    columns: int
    rows: int
    tile_width: int
    tile_height: int

    @property
    def width(self) -> int:
        return self.columns * self.tile_width

    @property
    def height(self) -> int:
        return self.rows * self.tile_height


def lay_out(tiles: int, columns: int = 0, rows: int = 0, width: int = 0, height: int = 0) -> Layout:
    """The layout for 1 to 64 tiles; 0 stands for what is not asked for. LayoutError names a field as `/m` does.

    A grid is as square as can be, and wider rather than higher. `width` and `height` are the whole mosaic's in pixels: each
    tile gets its share, cut down to a multiple of 16 and held between 320x240 and 1920x1088, and between shapes of 3:1 and
    1:2. A mosaic of many tiles may so become larger than it was asked for. Of the two, one is enough: tiles are then 4:3.
    """
    columns, rows = _grid(tiles, columns, rows)
    for field, pixels in (("vw", width), ("vh", height)):
        if pixels > LARGEST:
            raise LayoutError(field, "at_most", LARGEST)
    if not width and not height:
        return Layout(columns, rows, *DEFAULT_TILE)
    across, down = width // columns, height // rows
    across = _fitting(across or down * 4 // 3, SMALLEST_TILE[0], min(LARGEST_TILE[0], LARGEST // columns))
    down = _fitting(down or across * 3 // 4, SMALLEST_TILE[1], min(LARGEST_TILE[1], LARGEST // rows))
    return Layout(columns, rows, min(across, WIDEST * down), min(down, HIGHEST * across))


def _grid(tiles: int, columns: int, rows: int) -> tuple[int, int]:
    for field, number, most in (("cols", columns, _MOST_COLUMNS), ("rows", rows, _MOST_ROWS)):
        if number > most:
            raise LayoutError(field, "at_most", most)
    if columns * _MOST_ROWS < tiles and columns:
        raise LayoutError("cols", "at_least", _divided(tiles, _MOST_ROWS))
    if rows and (columns or _MOST_COLUMNS) * rows < tiles:
        raise LayoutError("rows", "at_least", _divided(tiles, columns or _MOST_COLUMNS))
    columns = columns or (_divided(tiles, rows) if rows else isqrt(tiles - 1) + 1)
    return columns, rows or _divided(tiles, columns)


def _divided(number: int, divisor: int) -> int:
    """Rounded up."""
    return -(-number // divisor)


def _fitting(pixels: int, least: int, most: int) -> int:
    return max(least, min(pixels, most) // _STEP * _STEP)
