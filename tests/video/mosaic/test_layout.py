"""The grid, and the size of tiles."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctserver.video.mosaic.layout import LARGEST, Layout, LayoutError, lay_out

TILES = st.integers(1, 64)
SIZES = st.integers(0, LARGEST)


@pytest.mark.parametrize(
    ("tiles", "columns", "rows"),
    [(1, 1, 1), (2, 2, 1), (3, 2, 2), (4, 2, 2), (5, 3, 2), (7, 3, 3), (9, 3, 3), (10, 4, 3), (17, 5, 4), (64, 8, 8)],
)
def test_a_grid_is_as_square_as_can_be(tiles: int, columns: int, rows: int) -> None:
    assert lay_out(tiles) == Layout(columns, rows, 320, 240)


@given(tiles=TILES)
def test_no_row_of_the_grid_is_empty(tiles: int) -> None:
    layout = lay_out(tiles)
    assert layout.columns * (layout.rows - 1) < tiles <= layout.columns * layout.rows


@pytest.mark.parametrize(
    ("asked", "grid"),
    [((5, 5, 0), (5, 1)), ((5, 2, 0), (2, 3)), ((5, 0, 1), (5, 1)), ((5, 0, 3), (2, 3)), ((5, 4, 4), (4, 4))],
)
def test_columns_and_rows_are_taken_as_asked(asked: tuple[int, int, int], grid: tuple[int, int]) -> None:
    layout = lay_out(*asked)
    assert (layout.columns, layout.rows) == grid


@pytest.mark.parametrize(
    ("asked", "field", "bound", "limit"),
    [
        ((5, 2, 2), "rows", "at_least", 3),
        ((1, 13, 0), "cols", "at_most", 12),
        ((1, 0, 18), "rows", "at_most", 17),
        ((64, 1, 0), "cols", "at_least", 4),
        ((64, 0, 1), "rows", "at_least", 6),
        ((1, 0, 0, 4097, 0), "vw", "at_most", 4096),
        ((1, 0, 0, 0, 4097), "vh", "at_most", 4096),
    ],
)
def test_what_does_not_fit_is_refused_by_name(asked: tuple[int, ...], field: str, bound: str, limit: int) -> None:
    with pytest.raises(LayoutError, match=f"{field}: expected") as refusal:
        lay_out(*asked)
    assert (refusal.value.field, refusal.value.bound, refusal.value.limit) == (field, bound, limit)


@pytest.mark.parametrize(
    ("asked", "tile"),
    [
        ((4, 0, 0, 1280, 960), (640, 480)),
        ((4, 0, 0, 1290, 970), (640, 480)),
        ((4, 0, 0, 640, 480), (320, 240)),
        ((4, 0, 0, 100, 100), (320, 240)),
        ((4, 0, 0, 1280, 0), (640, 480)),
        ((4, 0, 0, 0, 960), (640, 480)),
        ((1, 0, 0, 4096, 4096), (1920, 1088)),
        ((1, 0, 0, 1920, 240), (720, 240)),
        ((1, 0, 0, 320, 1088), (320, 640)),
    ],
)
def test_a_tile_gets_its_share_of_the_size_asked_for(asked: tuple[int, ...], tile: tuple[int, int]) -> None:
    layout = lay_out(*asked)
    assert (layout.tile_width, layout.tile_height) == tile


@given(tiles=TILES, columns=st.integers(0, 14), rows=st.integers(0, 20), width=SIZES, height=SIZES)
def test_every_layout_is_whole_mcus_within_the_bounds(
    tiles: int, columns: int, rows: int, width: int, height: int
) -> None:
    try:
        layout = lay_out(tiles, columns, rows, width, height)
    except LayoutError:
        return
    assert layout.columns * layout.rows >= tiles
    assert (layout.tile_width % 16, layout.tile_height % 16) == (0, 0)
    assert min(layout.tile_width - 320, layout.tile_height - 240) >= 0
    assert max(layout.width, layout.height) <= LARGEST
    assert 1 / 2 <= layout.tile_width / layout.tile_height <= 3


@given(tiles=TILES, columns=st.integers(0, 14), rows=st.integers(0, 20))
def test_a_limit_that_is_named_is_one_that_helps(tiles: int, columns: int, rows: int) -> None:
    for _ in range(4):
        try:
            lay_out(tiles, columns, rows)
        except LayoutError as error:
            columns, rows = (error.limit, rows) if error.field == "cols" else (columns, error.limit)
        else:
            return
    pytest.fail(f"{tiles} tiles: no layout after four corrections")
