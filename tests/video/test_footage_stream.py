"""A stream of footage: coded as drawn scenes are, the same bytes everywhere, with every picture's own mark."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from ctserver.testing import frames
from ctserver.video.clip import Clip
from ctserver.video.clips import Clips
from ctserver.video.coding.coders import open_splice
from ctserver.video.footage.probe import probe
from ctserver.video.i420 import Array
from ctserver.video.loops import ClipKey
from ctserver.video.mosaic.content import Mosaic
from ctserver.video.mosaic.layout import lay_out
from ctserver.video.mosaic.producer import MosaicProducer
from ctserver.video.picture import Codec, Picture, StreamFormat
from ctserver.video.producer import Producer
from ctserver.video.scene import FOOTAGE, LOOP_SECONDS, Look, Viewport
from ctserver.video.state import State
from ctserver.video.strip import HEIGHT
from ctserver.video.view import Moment, View
from tests.support.decoding import packet
from tests.support.films import film, number_in, still
from tests.video.yard import NOON, YARD, yard

FIRST = YARD.number_at(NOON) // 60 * 60
FPS = YARD.format.fps
DECODERS = {Codec.H264: "h264", Codec.JPEG: "mjpeg", Codec.MPEG4: "mpeg4"}


def gate(path: Path, **changes: Any) -> View:
    return yard(scene=FOOTAGE, footage=probe(path), **changes)


def produced(producer: Producer, count: int, first: int = FIRST) -> list[Picture]:
    return [picture for number in range(first, first + count) if (picture := producer.produce(number))]


def decoded(pictures: list[Picture]) -> list[Array]:
    """Luma, by FFmpeg's decoder."""
    decoder = av.CodecContext.create(DECODERS[pictures[0].format.codec], "r")
    assert isinstance(decoder, av.VideoCodecContext)
    decoder.thread_count = 1
    is_h264 = pictures[0].format.codec is Codec.H264
    data = [picture.annexb if is_h264 else b"".join((*picture.parameter_sets, *picture.units)) for picture in pictures]
    shown = [frame for item in data for frame in decoder.decode(packet(item))]
    return [frame.to_ndarray(format="yuv420p")[:240] for frame in (*shown, *decoder.decode(None))]


@pytest.mark.parametrize("codec", Codec)
def test_every_picture_has_its_mark_and_shows_the_right_second(tmp_path: Path, codec: Codec) -> None:
    view = gate(film(tmp_path / "film.mp4", 60, fps=20), codec=codec)
    shown = decoded(produced(Producer(view, Clips(), 65), 65))
    marks = [frames.read(image) for image in shown]
    assert [mark.number for mark in marks if mark] == [(FIRST + n) % 2**24 for n in range(65)]
    assert [number_in(image) for image in shown] == [n % 30 * 2 for n in range(65)]


@pytest.mark.parametrize(
    ("name", "codec", "spliced"),
    [("film.mp4", Codec.H264, 0), ("film.mp4", Codec.JPEG, 20), ("a.png", Codec.H264, 20), ("a.png", Codec.JPEG, 20)],
)
def test_what_moves_below_the_strip_is_not_spliced_in_h264(
    tmp_path: Path, name: str, codec: Codec, spliced: int
) -> None:
    """Its statistics say so."""
    path = film(tmp_path / name, 20) if name == "film.mp4" else still(tmp_path / name)
    producer = Producer(gate(path, codec=codec), Clips(), 65)
    produced(producer, 20)
    assert (producer.statistics.spliced, producer.statistics.live) == (spliced, 20 - spliced)


@pytest.mark.parametrize("codec", [Codec.H264, Codec.JPEG])
def test_a_strip_leaves_no_trace_below_it(tmp_path: Path, codec: Codec) -> None:
    path = film(tmp_path / "film.mp4", 50) if codec is Codec.JPEG else still(tmp_path / "a.png", 99)
    one, other = (
        decoded(produced(Producer(gate(path, codec=codec, name=name), Clips(), 65), 50))
        for name in ("Gate", "Another name, which is longer")
    )
    assert all(np.array_equal(a[HEIGHT:], b[HEIGHT:]) for a, b in zip(one, other, strict=True))
    assert not any(np.array_equal(a[:HEIGHT], b[:HEIGHT]) for a, b in zip(one, other, strict=True))


SCRIPT = """
import hashlib, sys
from pathlib import Path
from ctserver.video.clips import Clips
from ctserver.video.picture import Codec
from ctserver.video.producer import Producer
from tests.video.test_footage_stream import FIRST, gate, produced
digest = hashlib.sha256()
first = FIRST + int(sys.argv[3])
for picture in produced(Producer(gate(Path(sys.argv[1]), codec=Codec(sys.argv[2])), Clips(), 65), FIRST + 40 - first, first):
    if picture.number >= FIRST + 20:
        for unit in (*picture.parameter_sets, *picture.units):
            digest.update(unit)
print(digest.hexdigest())
"""


@pytest.mark.parametrize("codec", Codec)
def test_two_processes_give_the_same_bytes_wherever_they_begin(tmp_path: Path, codec: Codec) -> None:
    path = film(tmp_path / "film.mp4", 75)
    commands = [[sys.executable, "-c", SCRIPT, str(path), codec.value, begin] for begin in ("0", "20")]
    outputs = [subprocess.run(command, capture_output=True, check=True, timeout=60).stdout for command in commands]
    assert outputs[0] == outputs[1]
    assert len(outputs[0].strip()) == 64


def test_an_alarm_shows_in_the_strip_alone(tmp_path: Path) -> None:
    path, clips = film(tmp_path / "film.mp4", 20), Clips()
    calm, alarmed = (
        decoded(produced(Producer(gate(path, codec=Codec.JPEG, moment_at=lambda _s, m=m: m), clips, 65), 10))
        for m in (Moment(), Moment(State.ALARM))
    )
    assert all(np.array_equal(a[HEIGHT:], b[HEIGHT:]) for a, b in zip(calm, alarmed, strict=True))
    assert not any(np.array_equal(a[:HEIGHT], b[:HEIGHT]) for a, b in zip(calm, alarmed, strict=True))
    assert len(clips) == 1


def test_a_camera_that_turns_shows_a_part_of_it(tmp_path: Path) -> None:
    path = still(tmp_path / "a.png", 0b11110000)

    def turning(seconds: float) -> Moment:
        zoom = min(4.0, 1 + 4 * max(0.0, seconds - FIRST / FPS - 0.5))
        return Moment(viewport=Viewport(1, 0, zoom), moving=1 < zoom < 4)

    producer = Producer(gate(path, moment_at=turning), Clips())
    shown = [number_in(image) for image in decoded(produced(producer, 30))]
    assert (shown[0], shown[-1]) == (0b11110000, 0b11111111)
    assert producer.statistics.spliced == 6 + 10  # until it moves, and in the second after it has come to rest


def test_a_mosaic_shows_it(tmp_path: Path) -> None:
    view = gate(film(tmp_path / "film.mp4", 60, fps=20))
    producer = MosaicProducer(Mosaic.of([view], lay_out(1), 65), Clips())
    shown = decoded([producer.produce(FIRST + n) for n in range(40)])
    assert [number_in(image) for image in shown] == [n % 30 * 2 for n in range(40)]


JPEG = StreamFormat(Codec.JPEG, 320, 240, 2)


def clip(path: Path, limit: int) -> Clip:
    key = ClipKey(Look(FOOTAGE, 0, footage=probe(path)), JPEG, 65)
    splice = open_splice(JPEG, 65)
    assert splice
    return Clip(key, splice, lambda _clip: True, limit=limit)


def test_a_clip_is_as_long_as_the_footage(tmp_path: Path) -> None:
    assert clip(film(tmp_path / "film.mp4", 33, fps=3), 2**30).length == 11 * JPEG.fps


def test_h264_has_an_even_number_of_groups_in_a_loop(tmp_path: Path) -> None:
    shown = StreamFormat(Codec.H264, 320, 240, 5)
    found = Clips().get(ClipKey(Look(FOOTAGE, 0, footage=probe(still(tmp_path / "a.png"))), shown))
    assert found
    assert found.length == 10


def test_of_a_long_loop_no_more_is_kept_than_fits_in(tmp_path: Path) -> None:
    found = clip(film(tmp_path / "film.mp4", 40, fps=2), limit=1)
    rests = [found.picture(number) for number in range(found.length)]
    kept = LOOP_SECONDS * JPEG.fps
    assert [found.has(number) for number in range(40)] == [False] * (40 - kept) + [True] * kept
    assert found.size == sum(len(unit) for rest in rests[-kept:] for unit in rest)
    assert not found.complete
    assert [found.picture(number) for number in range(40)] == rests


def test_of_a_long_loop_that_fits_in_all_is_kept(tmp_path: Path) -> None:
    found = clip(film(tmp_path / "film.mp4", 40, fps=2), limit=2**30)
    for number in range(found.length):
        found.picture(number)
    assert found.complete
