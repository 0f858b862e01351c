"""The pictures of a mosaic, seen by decoders that know nothing of how they were made."""

import io
import warnings
from collections.abc import Callable
from dataclasses import replace

import av
import cv2
import numpy as np
import pytest
from PIL import Image

from ctserver.testing.frames import read
from ctserver.video.clips import Clips
from ctserver.video.coding.jpeg import Libjpeg
from ctserver.video.mark import Mark
from ctserver.video.mosaic.content import Mosaic
from ctserver.video.mosaic.layout import Layout, lay_out
from ctserver.video.mosaic.producer import MosaicProducer
from ctserver.video.painter import Painter
from ctserver.video.ptz import Goto, Position
from ctserver.video.scene import Viewport
from ctserver.video.state import State
from ctserver.video.view import Moment, View
from tests.support.decoding import packet
from tests.video.mosaic.scenery import CLIPS, NOON, QUALITY, cells, decoded, inner, made, marks, mosaic, yard
from tests.video.ptz.strategies import follow

LOCK = "slate_no_access"
STANDARD_TABLES = 418
"""Bytes of a DHT segment, or of four together, that holds the four tables of clause K.3."""


def cameras(*ids: int) -> Mosaic:
    return mosaic(*map(yard, ids))


def test_each_cell_says_who_it_is() -> None:
    assert [mark and mark.camera for mark in marks(cameras(3, 1, 2))] == [3, 1, 2, None]


def test_a_camera_may_stand_in_several_cells() -> None:
    image = decoded(made(shown := cameras(5, 6, 5, 5)))
    one, other, *more = cells(image, shown.layout)
    assert [read(cell).camera for cell in (one, other, *more)] == [5, 6, 5, 5]  # type: ignore[union-attr]
    assert all((inner(cell) == inner(one)).all() for cell in more)


@pytest.mark.parametrize("count", [1, 2, 3, 5, 9, 16, 17, 64])
def test_one_to_sixty_four_cells_are_filled_row_by_row(count: int) -> None:
    ids = [camera % 7 + 1 for camera in range(count)]
    shown = cameras(*ids)
    found = [mark.camera if mark else 0 for mark in marks(shown)]
    assert found == ids + [0] * (len(found) - count)


@pytest.mark.parametrize(
    "layout",
    [
        Layout(5, 1, 320, 240),
        Layout(1, 3, 352, 288),
        Layout(2, 2, 544, 400),
        Layout(2, 1, 640, 480),
        Layout(1, 2, 1280, 720),
    ],
    ids=str,
)
def test_tiles_of_any_size_carry_their_marks(layout: Layout) -> None:
    shown = mosaic(yard(1), yard(2), layout=layout)
    image = decoded(made(shown))
    assert image.shape == (layout.height, layout.width, 3)
    assert [mark.camera for mark in marks(shown) if mark] == [1, 2]


@pytest.mark.parametrize("quality", [1, 30, 65, 95])
def test_every_quality_can_be_read(quality: int) -> None:
    shown = mosaic(yard(1), yard(2), quality=quality)
    assert [mark.camera for mark in marks(shown) if mark] == [1, 2]


def test_each_cell_shows_its_own_streams_picture_of_the_instant() -> None:
    shown = mosaic(*(yard(fps, fps) for fps in (30, 25, 12, 10, 3, 1)))
    for tenth in range(0, 20, 3):
        found = marks(shown, NOON + tenth / 10 + 0.01)
        assert [mark and mark.number for mark in found] == [
            (NOON * 10 + tenth) * fps // 10 % 2**24 for fps in (30, 25, 12, 10, 3, 1)
        ]


def test_each_cells_time_is_its_own_pictures() -> None:
    view = yard(4, fps=3)
    assert marks(mosaic(view, yard(5)), NOON + 0.5)[0] == Mark(
        4, 2, (NOON * 3 + 1) % 2**24, (NOON * 1000 + 333) % 2**32
    )


@pytest.mark.parametrize(("rates", "rate"), [((25, 30), 10), ((4, 6), 6), ((1,), 1), ((), 1)])
def test_it_is_as_fast_as_its_fastest_camera_up_to_ten(rates: tuple[int, ...], rate: int) -> None:
    assert mosaic(LOCK, *(yard(fps, fps) for fps in rates)).rate == rate


def test_a_tile_is_the_picture_that_is_drawn_at_its_size() -> None:
    shown = cameras(1, 2)
    view = shown.cells[1]
    assert isinstance(view, View)
    drawn = Libjpeg(320, QUALITY).encode(Painter(view).paint(view.number_at(NOON)))[0]
    assert (inner(cells(decoded(made(shown)), shown.layout)[1]) == inner(decoded(drawn))).all()


def test_an_alarm_begins_in_the_next_picture() -> None:
    view = yard(moment_at=lambda seconds: Moment(State.ALARM if seconds >= NOON + 1 else State.IDLE))
    shown, calm = mosaic(view), mosaic(yard())
    assert made(shown, NOON + 0.9) == made(calm, NOON + 0.9)
    assert made(shown, NOON + 1) == made(mosaic(yard(moment_at=lambda _seconds: Moment(State.ALARM))), NOON + 1)


def test_a_slate_of_a_camera_has_its_strip() -> None:
    shown = mosaic(yard(9, scene="slate_no_signal"), yard(1))
    assert [mark and mark.camera for mark in marks(shown)] == [9, 1]
    first, later = (cells(decoded(made(shown, NOON + at)), shown.layout)[0] for at in (0, 3))
    assert (inner(first)[64:] == inner(later)[64:]).all()
    assert (inner(first)[:60] != inner(later)[:60]).any()


def test_a_lock_says_nothing_of_the_camera() -> None:
    shown = mosaic(LOCK, yard(1), LOCK)
    locked, _, other, empty = cells(decoded(made(shown)), shown.layout)
    assert read(locked) is None
    assert (inner(locked) == inner(other)).all()
    assert locked.mean() < 60 < locked.max()
    assert np.ptp(inner(empty)) == 0


def test_a_picture_is_a_function_of_its_number() -> None:
    shown = cameras(1, 2, 3)
    number = NOON * shown.rate
    straight = MosaicProducer(shown, CLIPS)
    for earlier in range(number - 5, number):
        straight.produce(earlier)
    assert straight.produce(number) == MosaicProducer(shown, CLIPS).produce(number)


def test_it_is_prepared_once_a_loop_has_been_made() -> None:
    shown = mosaic(yard(31, fps=25), yard(32, fps=3), LOCK)
    producer, number = MosaicProducer(shown, CLIPS), NOON * 10
    prepared = []
    for later in range(number, number + 160):
        prepared.append(producer.is_prepared(later))
        producer.produce(later)
    assert (prepared[0], all(prepared[80:])) == (False, True)


def opened_by_pillow(jpeg: bytes) -> tuple[int, int]:
    with warnings.catch_warnings(), Image.open(io.BytesIO(jpeg)) as image:
        warnings.simplefilter("error")
        image.load()
        return image.size


def opened_by_ffmpeg(jpeg: bytes) -> tuple[int, int]:
    codec = av.CodecContext.create("mjpeg", "r")
    codec.options = {"err_detect": "explode"}
    with av.logging.Capture() as messages:
        frame, *_ = codec.decode(packet(jpeg))
    assert [text for level, _, text in messages if level <= av.logging.WARNING] == []
    return frame.width, frame.height


def opened_by_opencv(jpeg: bytes) -> tuple[int, int]:
    height, width, _ = decoded(jpeg).shape
    return width, height


@pytest.mark.parametrize("opened", [opened_by_pillow, opened_by_ffmpeg, opened_by_opencv])
def test_decoders_take_it_without_a_word(opened: Callable[[bytes], tuple[int, int]]) -> None:
    jpeg = made(mosaic(yard(1), LOCK, yard(2), yard(3, scene="slate_no_signal"), yard(1)))
    assert opened(jpeg) == (960, 480)


def test_decoders_agree_on_every_pixel_of_a_tile() -> None:
    shown = cameras(1, 2, 3, 4)
    jpeg = made(shown)
    with Image.open(io.BytesIO(jpeg)) as image:
        pillow = np.asarray(image)[:, :, ::-1]
    assert cv2.absdiff(pillow, decoded(jpeg)).max() <= 2


def test_its_tables_are_the_standards_and_its_segments_those_of_any_jpeg() -> None:
    jpeg, alone = made(cameras(1, 2, 3)), Libjpeg(320, QUALITY).encode(np.full((360, 320), 90, np.uint8))[0]
    segments = dict(of_head(jpeg))
    assert segments == dict(of_head(alone)) | {0xC0: replaced_size(dict(of_head(alone))[0xC0], 640, 480)}
    assert sum(len(segment) for kind, segment in of_head(jpeg) if kind == 0xC4) + 2 <= STANDARD_TABLES + 6
    assert segments[0xDD] == (320 // 16).to_bytes(2)


def replaced_size(frame: bytes, width: int, height: int) -> bytes:
    return frame[:1] + height.to_bytes(2) + width.to_bytes(2) + frame[5:]


def of_head(jpeg: bytes) -> list[tuple[int, bytes]]:
    """Each segment up to the scan: the second byte of its marker, and its content."""
    at, segments = 2, []
    while jpeg[at + 1] != 0xDA:
        length = int.from_bytes(jpeg[at + 2 : at + 4])
        segments.append((jpeg[at + 1], jpeg[at + 4 : at + 2 + length]))
        at += 2 + length
    return segments


def test_the_mosaics_of_different_qualities_differ_in_size() -> None:
    sizes = [len(made(mosaic(yard(1), yard(2), quality=quality))) for quality in (20, 65, 90)]
    assert sizes == sorted(sizes)


def test_views_are_drawn_for_the_tile() -> None:
    view = mosaic(yard(), layout=lay_out(1, width=640)).cells[0]
    assert isinstance(view, View)
    assert view == replace(yard(), format=view.format)
    assert (view.format.width, view.format.height, view.format.fps) == (640, 480, 10)


def test_each_camera_is_asked_once_a_picture_what_it_is_doing() -> None:
    asked: list[float] = []

    def moment_at(seconds: float) -> Moment:
        asked.append(seconds)
        return Moment()

    producer = MosaicProducer(mosaic(yard(1, moment_at=moment_at), yard(2), yard(1, moment_at=moment_at)), CLIPS)
    for number in range(NOON * 10, NOON * 10 + 4):
        producer.is_prepared(number)
        producer.produce(number)
    assert asked == [NOON, NOON + 0.1, NOON + 0.2, NOON + 0.3]


@pytest.mark.parametrize("layout", [Layout(2, 1, 320, 240), Layout(2, 1, 640, 480)], ids=str)
def test_a_camera_that_turns_is_shown_turning_and_leaves_nothing_behind(layout: Layout) -> None:
    turning = follow(Position(), [(NOON + 0.2, Goto(Position(0.4, 0.1, 2)))])

    def moment_at(seconds: float) -> Moment:
        there = turning.at(seconds)
        return Moment(viewport=Viewport(there.pan, there.tilt, there.zoom), moving=turning.is_moving(seconds))

    clips = Clips()
    shown = mosaic(yard(1), yard(2, moment_at=moment_at), layout=layout)
    producer = MosaicProducer(shown, clips)
    view = shown.cells[1]
    assert isinstance(view, View)
    painter = Painter(view)
    for number in range(int(NOON * 10), int(NOON * 10) + 20):
        cell = cells(decoded(producer.produce(number).units[0]), shown.layout)[1]
        drawn = decoded(Libjpeg(layout.tile_width, QUALITY).encode(painter.paint(number))[0])
        assert (inner(cell) == inner(drawn)).all()
    assert turning.moments(NOON, NOON + 2)[1] < NOON + 1.9
    assert len(clips) == 2  # of both as they rest at first, and of the one that has turned
