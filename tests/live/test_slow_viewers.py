"""A viewer that reads slowly loses pictures, not time, and nobody else loses anything."""

from itertools import pairwise

import pytest

from tests.live.watching import ADMIN, Watcher, watch
from tests.support.serving import Server

LARGE = f"{ADMIN}&compr=1"
SHOWN = 40


@pytest.fixture(scope="module")
def watched(server: Server) -> tuple[list[int], list[int]]:
    """The numbers that a steady viewer saw, and those that one found who had looked away meanwhile."""
    with (
        Watcher(server.http, f"/live/view/2.6?{LARGE}", receive_buffer=4096) as slow,
        watch(server.http, "2.6", LARGE) as steady,
    ):
        slow.part()
        numbers = [part.mark.number for part in steady.parts(SHOWN)]
        found = [slow.part().mark.number]
        while found[-1] <= numbers[-1]:
            found.append(slow.part().mark.number)
    return numbers, found


def test_what_is_kept_for_a_slow_viewer_does_not_grow(watched: tuple[list[int], list[int]]) -> None:
    _, found = watched
    assert len(found) <= 10


def test_the_newest_picture_wins(watched: tuple[list[int], list[int]]) -> None:
    numbers, found = watched
    jump = max(after - before for before, after in pairwise(found))
    assert found == sorted(set(found))
    assert jump > (numbers[-1] - numbers[0]) // 2


def test_the_others_keep_their_rate(watched: tuple[list[int], list[int]]) -> None:
    numbers, _ = watched
    assert numbers[-1] - numbers[0] < 1.5 * SHOWN  # a loaded machine may lose some
