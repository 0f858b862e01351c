"""The mark's cells are the same, put together by what changes when, as from all of their bits."""

from itertools import chain

from hypothesis import given
from hypothesis import strategies as st

from ctserver.video import mark
from ctserver.video.mosaic.cells import NumberCells, TimeCells
from ctserver.video.mosaic.flat import flat_of

FLAT = flat_of(65)
WORDS = st.integers(0, 2**24 - 1)
IDS = st.integers(0, 70_000)


@given(camera=IDS, stream=st.integers(0, 20), starts=st.lists(st.integers(0, 4 * 10**10), min_size=1, max_size=3))
def test_of_numbers_that_count_on_and_jump(camera: int, stream: int, starts: list[int]) -> None:
    cells, head = NumberCells(FLAT, camera, stream), mark.head(camera, stream)
    for number in chain.from_iterable(range(start, start + 130) for start in starts):
        assert cells.row(number) == FLAT.mark_row(head, number)


@given(ms=st.integers(0, mark.MS), checks=st.lists(st.integers(0, 2**16 - 1), min_size=1))
def test_of_an_instant_with_any_check(ms: int, checks: list[int]) -> None:
    cells = TimeCells(FLAT, ms)
    for check in checks:
        assert cells.row(check) == FLAT.mark_row(ms >> 8, (ms & 0xFF) << 16 | check)
