"""A slice's file holds the pictures that were live, byte for byte, and any range of it can be had."""

import asyncio
import subprocess
import sys
from contextlib import aclosing
from fractions import Fraction
from hashlib import sha256
from struct import unpack

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ctserver.video.clip import Clip
from ctserver.video.clips import Clips
from ctserver.video.matroska.budget import Activity
from ctserver.video.matroska.head import title
from ctserver.video.picture import Codec, Picture
from ctserver.video.producer import Producer
from ctserver.video.view import View
from tests.video.matroska import walk
from tests.video.matroska.files import (
    CLIPS,
    EVENTFUL,
    NOON_US,
    QUALITY,
    VIEWS,
    content,
    eventful_file,
    slice_of,
)
from tests.video.yard import NOON, yard

UNIX_EPOCH_US = -978_307_200_000_000
"""In microseconds since 2001."""


def live(view: View, seconds: int = 12) -> list[Picture]:
    first = view.number_at(NOON)
    producer = Producer(view, CLIPS, QUALITY)
    made = (producer.produce(number) for number in range(first, first + seconds * view.format.fps))
    return [picture for picture in made if picture]


def prefixed(picture: Picture) -> bytes:
    if picture.format.codec is not Codec.H264:
        return picture.units[0]
    return b"".join(len(unit).to_bytes(4) + unit for unit in picture.nal_units)


@pytest.mark.parametrize("codec", Codec)
def test_each_block_is_the_picture_that_was_live(codec: Codec) -> None:
    pictures = live(EVENTFUL[codec])
    blocks = walk.blocks(walk.segment(eventful_file(codec)))
    assert [block.payload for block in blocks] == [prefixed(picture) for picture in pictures]
    assert [block.key for block in blocks] == [picture.key for picture in pictures]
    assert [block.ms for block in blocks] == [round((picture.time_us - NOON_US) / 1000) for picture in pictures]


@pytest.mark.parametrize("codec", Codec)
@pytest.mark.parametrize(("begin", "end"), [(0, 0.001), (0.5, 1.3), (3.97, 8), (0, 8.05)])
def test_a_file_is_as_long_as_it_was_said_to_be(codec: Codec, begin: float, end: float) -> None:
    for activity in Activity:
        file = slice_of(VIEWS[codec], begin, end, activity)
        whole = content(file)
        assert len(whole) == file.size
        assert walk.segment(whole).one("Info")


@given(st.data())
@settings(deadline=None, derandomize=True, max_examples=12)
def test_any_range_is_that_part_of_the_whole(data: st.DataObject) -> None:
    codec = data.draw(st.sampled_from([Codec.H264, Codec.JPEG]))  # MPEG-4 is coded anew for each
    whole = eventful_file(codec)
    first = data.draw(st.integers(0, len(whole) - 1))
    last = data.draw(st.integers(first + 1, min(len(whole), first + 100_000)))
    file = slice_of(EVENTFUL[codec], activity=Activity.TURNING)
    assert content(file, first, last) == whole[first:last]


def test_another_process_makes_the_same_bytes() -> None:
    program = (
        "from hashlib import sha256; from ctserver.video.picture import Codec;"
        "from tests.video.matroska.files import eventful_file;"
        "print(*(sha256(eventful_file(codec)).hexdigest() for codec in Codec))"
    )
    other = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, text=True)
    assert other.stdout.split() == [sha256(eventful_file(codec)).hexdigest() for codec in Codec]


def test_the_head_says_what_when_and_how_long() -> None:
    view = yard(fps=12)
    file = walk.segment(content(slice_of(view, 0.7, 4.55)))
    info, track = file.one("Info"), file.one("Tracks").one("TrackEntry")
    assert info.one("TimestampScale").number == 1_000_000
    assert info.one("Title").content.decode() == "Yard 2026-06-01 12:00:00"
    assert int.from_bytes(info.one("DateUTC").content, signed=True) == (NOON_US + UNIX_EPOCH_US) * 1000
    assert Fraction(*unpack(">d", info.one("Duration").content)[0].as_integer_ratio()) == Fraction(4583.333)
    assert track.one("DefaultDuration").number == 83_333_333
    assert (track.one("Video").one("PixelWidth").number, track.one("Video").one("PixelHeight").number) == (320, 240)
    assert track.one("CodecID").content == b"V_MPEG4/ISO/AVC"


def test_a_long_name_is_cut_between_characters() -> None:
    view = yard(name="é" * 400)
    assert 500 < len(title(view, NOON_US).encode()) <= 512
    assert title(view, NOON_US).endswith("é 2026-06-01 12:00:00")
    assert walk.segment(content(slice_of(view, 0, 1)))


class Crowded(Clips):
    """Where too many scenes are being coded, until it has been asked a few times."""

    asked = 0

    def _admits(self, clip: Clip) -> bool:
        self.asked += 1
        return self.asked > 3 and super()._admits(clip)


def test_pictures_are_waited_for_where_too_many_scenes_are_being_coded() -> None:
    view = VIEWS[Codec.JPEG]
    assert content(slice_of(view, 0, 1, clips=Crowded())) == content(slice_of(view, 0, 1))


@pytest.mark.anyio
async def test_who_goes_leaves_no_work_behind() -> None:
    before = asyncio.all_tasks()
    chunks = slice_of(VIEWS[Codec.JPEG]).chunks(0, 10**6)
    async with aclosing(chunks):
        await anext(chunks)
        await anext(chunks)
    assert asyncio.all_tasks() == before


@pytest.mark.anyio
async def test_a_tag_changes_with_anything_that_the_bytes_depend_on() -> None:
    view = VIEWS[Codec.H264]
    others = [
        slice_of(view, 0, 11),
        slice_of(view, 1),
        slice_of(view, activity=Activity.TURNING),
        slice_of(EVENTFUL[Codec.H264]),
        *(slice_of(yard(**change)) for change in ({"name": "x"}, {"seed": 2}, {"camera_id": 8}, {"scene": "dock"})),
    ]
    tags = [await file.entity_tag() for file in (slice_of(view), *others)]
    assert len(set(tags)) == len(tags)
    assert tags[0] == await slice_of(view, clips=Clips()).entity_tag()
