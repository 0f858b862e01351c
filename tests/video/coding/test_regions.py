"""Which part of a group's pictures is coded."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctserver.video.coding.regions import MARGIN, TILES, Region, region_of
from ctserver.video.picture import Codec, StreamFormat
from ctserver.video.scene.patch import Box

SHOWN = StreamFormat(Codec.H264, 640, 480, 6)


@pytest.mark.parametrize(("across", "down"), [(0, 0), (1, 1), (3, 0)])
def test_what_moves_is_no_margin(across: int, down: int) -> None:
    region = region_of([Box(128, 256, 160, 288)], SHOWN)
    assert region
    left, top = 8 + across - region.columns.start, 16 + down - region.rows.start
    assert MARGIN <= left < len(region.columns) - region.tile
    assert MARGIN <= top < len(region.rows) - MARGIN


@pytest.mark.parametrize("size", [(640, 480), (1280, 720), (1920, 1080), (3840, 2160)])
@given(st.data())
def test_a_region_has_no_more_slices_than_ffmpeg_takes_without_a_warning(
    size: tuple[int, int], data: st.DataObject
) -> None:
    left, right = sorted(
        data.draw(st.tuples(*[st.integers(0, size[0] // 2)] * 2).filter(lambda ends: ends[0] != ends[1]))
    )
    region = region_of([Box(2 * left, 200, 2 * right, 240)], StreamFormat(Codec.H264, *size, 6))
    assert region
    assert region.tiles <= TILES
    assert len(region.columns) == region.tiles * region.tile
    assert region.columns.start * 16 <= 2 * left
    assert region.columns.stop * 16 >= 2 * right
    if region.still_right:
        assert (region.columns.stop - region.tile) * 16 >= 2 * right


def test_regions() -> None:
    assert region_of([Box(160, 200, 200, 280)], SHOWN) == Region(
        range(8, 24), range(10, 20), 8, (10, 11, 18, 19), 2, True
    )
    wide = region_of([Box(160, 200, 600, 280)], SHOWN)  # as far as the right edge, where no margin is needed
    assert wide == Region(range(8, 40), range(10, 20), 32, (10, 11, 18, 19), 2, False)
    corner = region_of([Box(0, 400, 60, 480)], SHOWN)
    assert corner == Region(range(16), range(23, 30), 8, (23, 24), 0, True)
    assert region_of([Box(0, 96, 60, 480)], SHOWN) == Region(range(16), range(4, 30), 8, (4, 5), 0, True)
    assert region_of([Box(0, 95, 60, 480)], SHOWN) is None
    large = region_of([Box(160, 200, 200, 280)], SHOWN, 1)
    assert large == Region(range(7, 23), range(9, 21), 8, (9, 10, 19, 20), 2, True)
