"""A picture of a file is the same whichever were asked for before, and few are held."""

import gc
import random
from pathlib import Path

import av
import numpy as np
import pytest

from ctserver.video.footage import FootageError
from ctserver.video.footage.reel import Reel
from ctserver.video.i420 import Array
from ctserver.video.strip import HEIGHT
from tests.support.films import CODECS, SIZE, cut_short, film, number_in, still

REORDERED = 4
"""Pictures that x264 has its decoder keep back, and hand out at once when the file ends."""


def number_at(reel: Reel, seconds: float) -> int:
    luma = reel.at(seconds).reformat(format="gray").to_ndarray()
    return number_in(np.concatenate((np.zeros((HEIGHT, SIZE[0]), np.uint8), luma)))


@pytest.mark.parametrize("suffix", CODECS)
def test_pictures_come_by_their_time_in_any_order(tmp_path: Path, suffix: str) -> None:
    reel = Reel(film(tmp_path / f"film{suffix}", 60, fps=20))
    numbers = list(range(60))
    random.Random(1).shuffle(numbers)
    assert [number_at(reel, number / 20) for number in numbers] == numbers


@pytest.mark.parametrize("suffix", [".mp4", ".mkv", ".ts", ".264"])
def test_far_leaps_find_the_same_pictures(tmp_path: Path, suffix: str) -> None:
    reel = Reel(film(tmp_path / f"film{suffix}", 120, fps=4))
    asked = [29.5, 1.0, 20.0, 19.75, 8.0, 29.75, 0.0, 12.5]
    assert [number_at(reel, seconds) for seconds in asked] == [int(seconds * 4) for seconds in asked]


def test_a_picture_that_needs_two_key_pictures_is_the_same_after_a_leap(tmp_path: Path) -> None:
    """MPEG-2 with open groups: pictures are shown before the key picture after which they are coded."""
    path = film(tmp_path / "film.ts", 240, fps=8, gop=16, images=_drifting(240))
    straight = [_pixels(straight, n / 8) for straight in [Reel(path)] for n in range(240)]
    leaping = Reel(path)
    asked = [239, 95, 160, 159, 158, 20, 111, 112, 64, 63, 62, 200]
    assert all((_pixels(leaping, n / 8) == straight[n]).all() for n in asked)


def _drifting(count: int) -> list[Array]:
    noise = np.random.default_rng(1).integers(0, 255, (SIZE[1], SIZE[0] + count, 3), np.uint8)
    return [np.ascontiguousarray(noise[:, n : n + SIZE[0]]) for n in range(count)]


def _pixels(reel: Reel, seconds: float) -> Array:
    return reel.at(seconds).to_ndarray(format="yuv420p")


def test_between_two_pictures_the_earlier_is_shown(tmp_path: Path) -> None:
    reel = Reel(film(tmp_path / "film.mkv", 24, fps=24))
    assert [number_at(reel, n / 25) for n in range(25)] == [n * 24 // 25 for n in range(25)]


@pytest.mark.parametrize("fps", [24, 30, 60])
def test_times_that_are_rounded_to_milliseconds_lose_no_picture(tmp_path: Path, fps: int) -> None:
    reel = Reel(film(tmp_path / "film.mkv", fps, fps=fps))
    assert [number_at(reel, n * 1_000_000 // fps / 1e6) for n in range(fps)] == list(range(fps))


def test_the_last_picture_stays(tmp_path: Path) -> None:
    reel = Reel(film(tmp_path / "film.mp4", 10, fps=10))
    assert number_at(reel, 900.0) == 9
    assert number_at(Reel(still(tmp_path / "still.png", 77)), 900.0) == 77


def test_what_cannot_be_decoded_is_left_out(tmp_path: Path) -> None:
    reel = Reel(cut_short(film(tmp_path / "film.mkv", 50)))
    last = number_at(reel, 2.0)
    assert 0 < last < 49
    assert [number_at(reel, n / 25) for n in (49, 0, last, 49)] == [last, 0, last, last]


def test_few_pictures_are_held(tmp_path: Path) -> None:
    path = film(tmp_path / "film.mp4", 100)
    gc.collect()
    before = sum(isinstance(thing, av.VideoFrame) for thing in gc.get_objects())
    reel, most = Reel(path), 0
    for n in (*range(0, 100, 3), 5, 90, 2):
        reel.at(n / 25)
        most = max(most, sum(isinstance(thing, av.VideoFrame) for thing in gc.get_objects()) - before)
    assert 2 <= most <= 2 + REORDERED


def test_a_reel_is_let_go_of_at_once(tmp_path: Path) -> None:
    reel = Reel(film(tmp_path / "film.mp4", 20))
    reel.at(0.5)
    gc.collect()
    gc.disable()
    try:
        before = sum(isinstance(thing, av.VideoFrame) for thing in gc.get_objects())
        del reel
        assert sum(isinstance(thing, av.VideoFrame) for thing in gc.get_objects()) == before - 2
    finally:
        gc.enable()


def test_a_file_that_has_gone(tmp_path: Path) -> None:
    with pytest.raises(FootageError, match="there is no file"):
        Reel(tmp_path / "film.mp4")
