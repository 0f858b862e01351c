"""Strips of P pictures that were put together, as FFmpeg decodes them after a key picture of x264."""

import av
import numpy as np
import pytest

from ctserver.video import mark as marks
from ctserver.video.coding.h264 import H264Splice
from ctserver.video.coding.slice_header import read_headers
from ctserver.video.coding.strip_slices import Shown, StripSlices, cells_of
from ctserver.video.i420 import Array
from ctserver.video.mark import FRAME, Mark
from ctserver.video.picture import START_CODE
from ctserver.video.strip import HEIGHT, Strip
from ctserver.video.strip_clock import clock_text
from tests.support.decoding import packet

NEW_YEAR_US = 1_767_225_599_000_000
"""A second before the year 2026: all of the clock changes."""
FAINT = 30
"""Luma that a quantised text may differ by from what was drawn."""
SIZES = [(1920, 25), (640, 30), (700, 12), (320, 10), (352, 25), (2560, 60)]


def mark_at(number: int, fps: int) -> Mark:
    return Mark(77, 5, number, (NEW_YEAR_US + number * 1_000_000 // fps) // 1000 % 2**32)


def clock_of(number: int, fps: int) -> str:
    return clock_text(NEW_YEAR_US + number * 1_000_000 // fps, 0)


def shown(number: int, fps: int) -> Shown:
    mark = mark_at(number, fps)
    return Shown(cells_of(marks.bits(mark.camera, mark.stream, mark.number, mark.ms)), clock_of(number, fps))


def drawn(strip: Strip, width: int, number: int, fps: int) -> Array:
    canvas = np.empty((HEIGHT * 3 // 2, width), np.uint8)
    strip.draw(canvas, mark_at(number, fps), clock_of(number, fps))
    return canvas


def decoded_group(strip: Strip, width: int, fps: int, first: int) -> list[Array]:
    coder = H264Splice(width, 240, fps).strip_coder(0)
    units = coder.encode(drawn(strip, width, first, fps), key=True)
    slices = StripSlices(strip, width, read_headers(coder.parameter_sets))
    data = [b"".join(START_CODE + unit for unit in (*coder.parameter_sets, *units))]
    for place in range(1, fps):
        number = first + place
        data.append(START_CODE + slices.code(place, shown(number - 1, fps), shown(number, fps)))
    decoder = av.CodecContext.create("h264", "r")
    assert isinstance(decoder, av.VideoCodecContext)
    decoder.thread_count = 1
    frames = [frame for item in data for frame in decoder.decode(packet(item))] + decoder.decode(None)
    assert len(frames) == fps
    return [frame.to_ndarray(format="yuv420p") for frame in frames]


@pytest.mark.parametrize(("width", "fps"), SIZES)
@pytest.mark.parametrize("group", [0, 1])
def test_every_picture_of_a_group_shows_its_mark_and_its_clock(width: int, fps: int, group: int) -> None:
    """The second group begins with the year."""
    strip = Strip(width, "Été, entrée nord", f"H.264 {width}x240")
    pictures = decoded_group(strip, width, fps, group * fps)
    left, top = marks.ORIGIN
    for place, picture in enumerate(pictures):
        number = group * fps + place
        cells = picture[top : top + 4 * marks.CELL, left : left + 24 * marks.CELL].reshape(
            4, marks.CELL, 24, marks.CELL
        )
        bits = (cells.mean((1, 3)) > marks.GREY).reshape(-1)
        assert marks.decode(np.packbits(bits).tobytes()) == mark_at(number, fps)
        text = np.s_[:HEIGHT, FRAME[0] + FRAME[2] : width]
        difference = np.abs(picture[text].astype(int) - drawn(strip, width, number, fps)[text])
        assert difference.max() < FAINT


@pytest.mark.parametrize(("width", "fps"), SIZES[:4])
def test_what_does_not_change_is_not_touched(width: int, fps: int) -> None:
    strip = Strip(width, "Camera", "H.264")
    first, *_, last = decoded_group(strip, width, fps, 0)
    clock = np.zeros_like(first, bool)
    clock[strip.clock.lines.start & ~15 : -(-strip.clock.lines.stop // 16) * 16, strip.clock.edges[0] & ~15 : width] = (
        True
    )
    clock[16:48, 16:208] = True
    assert np.array_equal(first[~clock], last[~clock])


def test_a_year_that_begins_changes_every_character() -> None:
    """The widest update there is: between the last picture of one second and the first of the next, if they were one group."""
    strip = Strip(1920, "Camera", "H.264")
    coder = H264Splice(1920, 240, 25).strip_coder(0)
    coder.encode(drawn(strip, 1920, 0, 25), key=True)
    slices = StripSlices(strip, 1920, read_headers(coder.parameter_sets))
    assert len(slices.code(1, shown(24, 25), shown(25, 25))) < 2500
    assert (clock_of(24, 25)[:4], clock_of(25, 25)[:4]) == ("2025", "2026")


def test_cells_are_four_to_a_macroblock() -> None:
    one = 1 << 95
    assert cells_of(one) == bytes((8,)) + bytes(23)
    assert cells_of(1) == bytes(23) + bytes((1,))
    assert cells_of(1 << 71) == bytes((2,)) + bytes(23)
    assert cells_of(one >> 1) == bytes((4,)) + bytes(23)
