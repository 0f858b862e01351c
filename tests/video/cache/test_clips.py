"""Clips take from the cache what is there, and put there what they code."""

from dataclasses import replace
from pathlib import Path

import pytest

from ctserver.video import loop_coder
from ctserver.video.cache.store import LoopCache
from ctserver.video.clip import Clip, open_clip
from ctserver.video.clips import Clips
from ctserver.video.loops import Busy, ClipKey, Unspliceable
from ctserver.video.picture import Codec, StreamFormat
from ctserver.video.producer import Producer
from ctserver.video.scene import Look
from tests.video.yard import NOON, YARD, Slide

H264 = ClipKey(Look("parking", 1), StreamFormat(Codec.H264, 320, 240, 5))
JPEG = ClipKey(Look("parking", 1), StreamFormat(Codec.JPEG, 320, 240, 5), 65)
KEYS = pytest.mark.parametrize("key", [H264, JPEG], ids=["H264", "JPEG"])


class Machine:
    """Servers that come one after the other and use the same directory."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self._cache = LoopCache(directory)

    def clip(self, key: ClipKey, *, may_code: bool = True) -> Clip:
        """As a new server has it, which is always busy if it `may_code` nothing."""
        self._cache.close()
        self._cache = LoopCache(self.directory)
        clip = open_clip(key, lambda _clip: may_code, self._cache)
        assert clip
        return clip

    def settle(self) -> int:
        """How many files there are once all is written."""
        self._cache._writer.submit(lambda: None).result()
        return len(list(self.directory.glob("*"))) if self.directory.exists() else 0


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path / "cache")


@KEYS
def test_what_was_coded_once_is_the_same_from_the_cache(machine: Machine, key: ClipKey) -> None:
    coded = machine.clip(key)
    pictures = [coded.picture(number) for number in range(coded.length)]
    assert machine.settle() == 8
    found = machine.clip(key, may_code=False)
    assert [found.picture(number) for number in range(coded.length)] == pictures
    assert (found.size, found.parameter_sets, found.complete) == (coded.size, coded.parameter_sets, True)


@KEYS
def test_a_loop_that_was_coded_in_part_helps_in_part(machine: Machine, key: ClipKey) -> None:
    coded = machine.clip(key)
    for number in (*range(5, 10), *range(20, 25)):
        coded.picture(number)
    machine.settle()
    found = machine.clip(key, may_code=False)
    assert found.picture(5)
    assert found.picture(24)
    with pytest.raises(Busy):
        found.picture(10)


@KEYS
def test_reading_one_second_reads_no_other(machine: Machine, key: ClipKey) -> None:
    coded = machine.clip(key)
    for number in range(coded.length):
        coded.picture(number)
    machine.settle()
    found = machine.clip(key, may_code=False)
    found.picture(7)
    assert [number for number in range(coded.length) if found.has(number)] == [5, 6, 7, 8, 9]


def test_an_unfinished_second_of_h264_is_not_kept(machine: Machine) -> None:
    coded = machine.clip(H264)
    coded.picture(3)
    coded.rest()
    assert machine.settle() == 0


def test_a_stream_that_leaves_pictures_out_finds_those_that_it_shows(machine: Machine) -> None:
    coded = machine.clip(JPEG)
    shown = range(0, coded.length, 2)
    for number in shown:
        coded.picture(number)
    coded.rest()
    machine.settle()
    found = machine.clip(JPEG, may_code=False)
    assert all(found.picture(number) for number in shown)
    with pytest.raises(Busy):
        found.picture(1)


def test_what_one_stream_leaves_out_another_adds(machine: Machine) -> None:
    for shown in ((0, 2, 4), (1, 3)):
        coded = machine.clip(JPEG)
        for number in shown:
            coded.picture(number)
        coded.rest()
        machine.settle()
    found = machine.clip(JPEG, may_code=False)
    assert all(found.picture(number) for number in range(5))


@KEYS
def test_a_damaged_file_is_coded_again_and_replaced(machine: Machine, key: ClipKey) -> None:
    coded = machine.clip(key)
    before = [coded.picture(number) for number in range(5)]
    machine.settle()
    (file,) = machine.directory.iterdir()
    data = file.read_bytes()
    file.write_bytes(data[:-9] + bytes(9))
    again = machine.clip(key)
    assert [again.picture(number) for number in range(5)] == before
    machine.settle()
    assert file.read_bytes() == data


@pytest.mark.parametrize(
    "other",
    [
        ClipKey(Look("parking", 2), H264.format),
        ClipKey(Look("parking", 1, daylight=0.35), H264.format),
        ClipKey(Look("parking", 1), StreamFormat(Codec.H264, 320, 240, 6)),
        ClipKey(Look("parking", 1), H264.format, 1),
    ],
)
def test_another_loop_is_not_taken_for_it(machine: Machine, other: ClipKey) -> None:
    coded = machine.clip(H264)
    for number in range(5):
        coded.picture(number)
    machine.settle()
    with pytest.raises(Busy):
        machine.clip(other, may_code=False).picture(0)


def test_a_scene_that_cannot_be_spliced_is_not_kept(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loop_coder, "open_scene", Slide)
    coded = machine.clip(H264)
    with pytest.raises(Unspliceable):
        coded.picture(4)
    coded.rest()
    assert machine.settle() == 0


@pytest.mark.parametrize("codec", [Codec.H264, Codec.JPEG])
def test_a_stream_is_the_same_with_and_without_a_cache(tmp_path: Path, codec: Codec) -> None:
    def produced(clips: Clips) -> list[tuple[tuple[bytes, ...], tuple[bytes, ...]]]:
        producer = Producer(replace(YARD, format=replace(YARD.format, codec=codec)), clips, 65)
        pictures = [producer.produce(YARD.number_at(NOON) + n) for n in range(40)]
        return [(picture.units, picture.parameter_sets) for picture in pictures if picture]

    without = produced(Clips())
    for _ in range(2):
        cache = LoopCache(tmp_path)
        assert produced(Clips(cache=cache)) == without
        cache._writer.submit(lambda: None).result()
        cache.close()
    assert len(list(tmp_path.iterdir())) == 4
