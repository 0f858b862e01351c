"""A picture follows from its number and the camera's state at its instant, whether it is spliced or coded whole."""

import subprocess
import sys
from collections.abc import Callable

import av
import numpy as np
import pytest

from ctserver.testing import frames
from ctserver.video import loop_coder, painter
from ctserver.video.clips import Clips
from ctserver.video.i420 import Array
from ctserver.video.painter import Painter
from ctserver.video.picture import Codec, Picture
from ctserver.video.producer import Producer
from ctserver.video.ptz import Goto, Position
from ctserver.video.scene import LOOP_SECONDS, Look, Scene, Viewport, open_scene
from ctserver.video.state import State
from ctserver.video.strip import HEIGHT
from ctserver.video.view import Moment, View
from tests.support.decoding import packet
from tests.video.ptz.strategies import follow
from tests.video.yard import NOON, YARD, Slide, yard

FIRST = YARD.number_at(NOON)
LOOP = LOOP_SECONDS * YARD.format.fps
JPEG = yard(codec=Codec.JPEG)
LOSS = 20.0
"""Levels of luma by which coding may change a row of macroblocks in the mean; one that is missing differs by more."""


def produced(view: View, count: int, first: int = FIRST, clips: Clips | None = None) -> list[Picture]:
    producer = Producer(view, Clips() if clips is None else clips, 65)
    return [picture for number in range(first, first + count) if (picture := producer.produce(number))]


def decoded(pictures: list[Picture]) -> list[Array]:
    """Luma and chroma of each picture, by FFmpeg's decoder."""
    codec = {Codec.H264: "h264", Codec.JPEG: "mjpeg", Codec.MPEG4: "mpeg4"}[pictures[0].format.codec]
    decoder = av.CodecContext.create(codec, "r")
    assert isinstance(decoder, av.VideoCodecContext)
    decoder.thread_count = 1
    whole = [b"".join((*picture.parameter_sets, *picture.units)) for picture in pictures]
    data = [picture.annexb for picture in pictures] if codec == "h264" else whole
    shown = [frame for item in data for frame in decoder.decode(packet(item))]
    shown += decoder.decode(None)
    return [frame.to_ndarray(format="yuv420p") for frame in shown]


def from_noon(seconds: float, before: Moment, after: Moment) -> Callable[[float], Moment]:
    return lambda now: after if now >= NOON + seconds - 1e-6 else before


@pytest.mark.parametrize(("view", "clips"), [(YARD, 1), (JPEG, 2)], ids=["H264", "JPEG"])
def test_whoever_shows_a_scene_shares_its_clip_unless_its_quality_differs(view: View, clips: int) -> None:
    shared = Clips()
    for quality in (40, 65):
        assert Producer(view, shared, quality).produce(FIRST)
    assert len(shared) == clips


@pytest.mark.parametrize("view", [YARD, JPEG], ids=["H264", "JPEG"])
def test_each_picture_carries_its_own_mark(view: View) -> None:
    marks = [frames.read(image[:240]) for image in decoded(produced(view, 2 * LOOP))]
    assert [mark.number for mark in marks if mark] == [(FIRST + n) % 2**24 for n in range(2 * LOOP)]


@pytest.mark.parametrize("view", [YARD, JPEG], ids=["H264", "JPEG"])
def test_a_strip_leaves_no_trace_below_it(view: View) -> None:
    clips = Clips()
    one = decoded(produced(view, LOOP, clips=clips))
    other_view = yard(codec=view.format.codec, name="Another name, which is longer", camera_id=65535)
    other = decoded(produced(other_view, LOOP, clips=clips))
    assert len(one) == len(other) == LOOP
    assert all(np.array_equal(a[HEIGHT:240], b[HEIGHT:240]) for a, b in zip(one, other, strict=True))
    assert not any(np.array_equal(a[:HEIGHT], b[:HEIGHT]) for a, b in zip(one, other, strict=True))


@pytest.mark.parametrize("view", [YARD, JPEG], ids=["H264", "JPEG"])
def test_below_its_strip_a_picture_shows_all_that_the_painter_draws(view: View) -> None:
    painter = Painter(view)
    for n, image in enumerate(decoded(produced(view, 20))):
        drawn = painter.paint(FIRST + n)[HEIGHT:240].astype(int)
        rows = np.abs(image[HEIGHT:240] - drawn).reshape(-1, 16, view.format.width).mean(axis=(1, 2))
        assert rows.max() < LOSS


def test_the_second_turn_of_a_loop_codes_strips_only() -> None:
    producer = Producer(YARD, Clips())
    for number in range(FIRST, FIRST + LOOP):
        producer.produce(number)
    assert all(producer.is_prepared(FIRST + LOOP + n) for n in range(0, LOOP, YARD.format.fps))
    assert producer.statistics.live == 0


@pytest.mark.parametrize("codec", Codec)
def test_the_same_number_gives_the_same_bytes_wherever_one_begins(codec: Codec) -> None:
    view = yard(codec=codec)
    whole, part = produced(view, 40), produced(view, 20, FIRST + 20)
    assert [picture.units for picture in whole[20:]] == [picture.units for picture in part]


def test_after_a_leap_the_same_bytes_are_given() -> None:
    clips, group = Clips(), YARD.format.group
    producer = Producer(YARD, clips)
    for start in (
        0,
        1,
        3,
        2,
        6,
    ):  # key pictures alternate in their ids: some leaps keep the one that comes next, some do not
        first = FIRST - FIRST % group + start * group
        leapt = [producer.produce(number) for number in range(first, first + 2)]
        assert leapt == produced(YARD, 2, first, clips)


@pytest.mark.parametrize("codec", Codec)
def test_what_may_come_is_at_hand_and_changes_no_picture(codec: Codec) -> None:
    """A slate stands until an alarm begins within a second. Its scene is drawn with the first slate, and not again."""
    alarm = Moment(State.ALARM)
    ready, unready = (Moment(slate="slate_no_alarm", thin=True, ahead=ahead) for ahead in (alarm, None))
    views = [yard(codec=codec, moment_at=from_noon(1.5, slate, alarm)) for slate in (ready, unready)]
    producers = [Producer(view, Clips(), 65) for view in views]
    assert [producer.is_prepared(FIRST) for producer in producers] == [False, False]
    made: list[list[Picture | None]] = [[], []]
    with pytest.MonkeyPatch.context() as patch:
        for number in range(FIRST, FIRST + 2 * YARD.format.fps):
            if number == FIRST + YARD.format.fps:
                drawn = count_scenes(patch)
            made[0].append(producers[0].produce(number))
        assert [look for look in drawn if look.alarm] == []
    made[1] = [producers[1].produce(number) for number in range(FIRST, FIRST + 2 * YARD.format.fps)]
    assert [picture and picture.units for picture in made[0]] == [picture and picture.units for picture in made[1]]
    assert made[0][-1] is not None


def count_scenes(patch: pytest.MonkeyPatch) -> list[Look]:
    """The looks of the scenes that are drawn from now on."""
    drawn: list[Look] = []

    def noted(look: Look, width: int, height: int) -> Scene:
        drawn.append(look)
        return open_scene(look, width, height)

    patch.setattr(painter, "open_scene", noted)
    patch.setattr(loop_coder, "open_scene", noted)
    return drawn


SCRIPT = """
import hashlib
from tests.video.test_producer import produced
from tests.video.yard import yard
digest = hashlib.sha256()
for picture in produced(yard(codec="{codec}"), 30):
    for unit in (*picture.parameter_sets, *picture.units):
        digest.update(unit)
print(digest.hexdigest())
"""


@pytest.mark.parametrize("codec", Codec)
def test_two_processes_give_the_same_bytes(codec: Codec) -> None:
    command = [sys.executable, "-c", SCRIPT.format(codec=codec.value)]
    outputs = [subprocess.run(command, capture_output=True, check=True, timeout=60).stdout for _ in range(2)]
    assert outputs[0] == outputs[1]
    assert len(outputs[0].strip()) == 64


def test_a_change_within_a_second_begins_with_a_key_picture_and_is_coded_whole() -> None:
    view = yard(moment_at=from_noon(0.5, Moment(), Moment(State.ALARM)))
    pictures = produced(view, 20)
    assert [n for n, picture in enumerate(pictures) if picture.key] == [0, 5, 10]


def test_after_a_change_the_decoder_shows_every_picture() -> None:
    view = yard(moment_at=from_noon(0.5, Moment(), Moment(State.ALARM)))
    marks = [frames.read(image[:240]) for image in decoded(produced(view, 30))]
    assert [mark.number for mark in marks if mark] == [(FIRST + n) % 2**24 for n in range(30)]


def test_after_a_change_in_its_last_picture_a_second_ends_in_a_key_picture_and_another_follows() -> None:
    view = yard(moment_at=from_noon(0.9, Moment(), Moment(State.ALARM)))
    assert [n for n, picture in enumerate(produced(view, 30)) if picture.key] == [0, 9, 10, 20]


def idr_pic_id(unit: bytes) -> int:
    """From a slice's header (clause 7.3.3): three codes of Exp-Golomb, frame_num in four bits, and the id, in another."""
    bits = "".join(f"{byte:08b}" for byte in unit[1:24])

    def code(bits: str) -> tuple[int, str]:
        zeros = bits.index("1")
        return int(bits[: 2 * zeros + 1], 2) - 1, bits[2 * zeros + 1 :]

    for _ in range(3):
        _, bits = code(bits)
    assert bits.startswith("0000")
    return code(bits[4:])[0]


@pytest.mark.parametrize("second", [0, 1])
@pytest.mark.parametrize("place", [1, 5, 8, 9])
def test_a_key_picture_after_a_key_picture_has_another_id(second: int, place: int) -> None:
    view = yard(moment_at=from_noon(second + place / 10, Moment(), Moment(State.ALARM)))
    keys = [picture for picture in produced(view, 30) if picture.key]
    ids = [{idr_pic_id(unit) for unit in picture.nal_units} for picture in keys]
    assert len(keys) == 4
    assert all(len(of_picture) == 1 for of_picture in ids)
    neighbours = [n for n in range(3) if keys[n + 1].number - keys[n].number == 1]
    assert len(neighbours) == (place in (1, 9))
    assert all(ids[n] != ids[n + 1] for n in neighbours)


@pytest.mark.parametrize("place", [0, 1, 5, 9])
@pytest.mark.parametrize("codec", Codec)
def test_a_state_shows_in_the_very_picture_of_its_instant(codec: Codec, place: int) -> None:
    flags = Moment(State.ALARM | State.RECORDING)
    views = (from_noon(place / 10, Moment(), flags), lambda _seconds: Moment(), lambda _seconds: flags)
    changing, calm, flagged = (decoded(produced(yard(codec=codec, moment_at=moments), 12)) for moments in views)
    for n in range(12):
        for rows in (np.s_[:HEIGHT], np.s_[HEIGHT:240]):
            before, after = (np.abs(changing[n][rows].astype(int) - image[n][rows]).mean() for image in (calm, flagged))
            shows_nothing_new = np.array_equal(calm[n][rows], flagged[n][rows])
            assert shows_nothing_new or (after < before) == (n >= place), (n, rows)


@pytest.mark.parametrize("codec", Codec)
@pytest.mark.parametrize("place", [5, 9])
def test_a_recording_of_a_change_is_what_was_live(codec: Codec, place: int) -> None:
    view = yard(codec=codec, moment_at=from_noon(1 + place / 10, Moment(), Moment(State.ALARM | State.RECORDING)))
    live, again = produced(view, 30), produced(view, 20, FIRST + 10)
    assert [(picture.number, picture.key, picture.units) for picture in live[10:]] == [
        (picture.number, picture.key, picture.units) for picture in again
    ]


def test_the_past_stays_as_it_was() -> None:
    before = produced(YARD, 5)
    after = produced(yard(moment_at=from_noon(0.5, Moment(), Moment(State.ALARM))), 5)
    assert [picture.units for picture in before] == [picture.units for picture in after]


def test_an_alarm_changes_what_is_seen_below_the_strip() -> None:
    calm, alarmed = (
        decoded(produced(yard(moment_at=lambda _s, m=m: m), LOOP)) for m in (Moment(), Moment(State.ALARM))
    )
    assert any(not np.array_equal(a[HEIGHT:240], b[HEIGHT:240]) for a, b in zip(calm, alarmed, strict=True))


def test_a_camera_that_is_turned_over_shows_its_scene_so() -> None:
    upright = decoded(produced(YARD, 1))[0][HEIGHT:240]
    hanging = decoded(produced(yard(moment_at=lambda _s: Moment(upside_down=True)), 1))[0][HEIGHT:240]
    assert np.corrcoef(upright.ravel(), hanging.ravel())[0, 1] < 0.9


def test_a_thin_slate_comes_once_in_a_second() -> None:
    view = yard(moment_at=lambda _s: Moment(slate="slate_no_alarm", thin=True))
    pictures = produced(view, 30)
    assert [picture.number - FIRST for picture in pictures] == [0, 10, 20]
    assert all(picture.key for picture in pictures)


def test_a_thin_slate_gives_way_at_once() -> None:
    view = yard(moment_at=from_noon(0.5, Moment(slate="slate_no_alarm", thin=True), Moment(State.ALARM)))
    pictures = produced(view, 12)
    assert [(picture.number - FIRST, picture.key) for picture in pictures][:3] == [(0, True), (5, True), (6, False)]


def test_a_slate_that_is_not_thin_comes_at_the_streams_rate() -> None:
    assert len(produced(yard(moment_at=lambda _s: Moment(slate="slate_no_signal")), 20)) == 20


def test_pictures_are_asked_for_in_order() -> None:
    producer = Producer(YARD, Clips())
    producer.produce(FIRST)
    with pytest.raises(ValueError, match="neither begins a group of 10 nor follows"):
        producer.produce(FIRST + 2)


TURNED = follow(Position(0.0, 0.0, 1.0), [(NOON + 0.4, Goto(Position(0.4, 0.1, 3.0)))])


def steered(seconds: float) -> Moment:
    there = TURNED.at(seconds)
    return Moment(viewport=Viewport(there.pan, there.tilt, there.zoom), moving=TURNED.is_moving(seconds))


def test_a_camera_that_turns_shows_it_and_comes_to_rest_on_its_own_loop() -> None:
    producer = Producer(yard(moment_at=steered), Clips())
    pictures = [picture for number in range(60) if (picture := producer.produce(FIRST + number))]
    marks = [frames.read(image[:240]) for image in decoded(pictures)]
    assert [mark.number for mark in marks if mark] == [(FIRST + n) % 2**24 for n in range(60)]
    at_rest = TURNED.moments(NOON, NOON + 10)[-1] - NOON
    assert 0.4 < at_rest < 4
    assert producer.statistics.spliced == 5 + 60 - 10 * (int(at_rest) + 1)  # until it moves, and from the second after


def test_a_preset_is_what_the_camera_then_shows() -> None:
    rest = yard(moment_at=lambda _s: steered(NOON + 9))
    turned = decoded(produced(yard(moment_at=steered), 60))[-1]
    assert np.array_equal(turned[HEIGHT:240], decoded(produced(rest, 60))[-1][HEIGHT:240])
    assert not np.array_equal(turned[HEIGHT:240], decoded(produced(YARD, 60))[-1][HEIGHT:240])


@pytest.fixture
def sliding(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (loop_coder, painter):
        monkeypatch.setattr(module, "open_scene", Slide)


@pytest.mark.usefixtures("sliding")
@pytest.mark.parametrize("begin", [0, 3, 9, 10])
def test_a_scene_that_cannot_be_spliced_is_coded_live_and_shown_as_it_is(begin: int) -> None:
    flagged = yard(moment_at=from_noon(begin / 10, Moment(), Moment(State.RECORDING)))
    producer = Producer(flagged, Clips())
    pictures = [picture for number in range(30) if (picture := producer.produce(FIRST + number))]
    brush = Painter(flagged)
    for n, image in enumerate(decoded(pictures)):
        drawn = brush.paint(FIRST + n)
        assert frames.read(image[:240]) == frames.read(drawn[:240])
        assert np.abs(image[:240].astype(int) - drawn[:240]).mean() < 4
    counted = producer.statistics
    assert counted.unspliceable == "picture 1 of group 0 of the loop changes with its strip"
    assert (counted.spliced, counted.live) == (1, 29)  # a key picture refers to nothing


@pytest.mark.usefixtures("sliding")
def test_a_scene_is_tried_once() -> None:
    clips = Clips()
    produced(YARD, 10, clips=clips)
    other = Producer(yard(camera_id=8), clips, 65)
    assert other.produce(FIRST)
    assert not other.is_prepared(FIRST + 1)
    assert (other.statistics.spliced, other.statistics.live) == (0, 1)
    assert other.statistics.unspliceable


def test_a_scene_that_can_be_spliced_says_nothing() -> None:
    producer = Producer(YARD, Clips())
    producer.produce(FIRST)
    assert producer.statistics.unspliceable == ""
