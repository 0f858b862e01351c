"""A strip that is put together is, byte for byte, what libjpeg makes of the same strip drawn."""

from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ctserver.video.mosaic.flat import flat_of
from ctserver.video.mosaic.instants import Instants
from ctserver.video.mosaic.strip import CodedStrip, SplicedStrip
from ctserver.video.picture import Codec, StreamFormat
from ctserver.video.state import State
from ctserver.video.view import Moment, View
from tests.video.mosaic.scenery import NOON, yard

STATES = [State.IDLE, State.RECORDING, State.ALARM, State.RECORDING | State.ALARM]
QUALITIES = [1, *range(5, 100, 5)]


def tile(width: int = 320, fps: int = 10, state: State = State.IDLE, name: str = "Cour d'honneur, Île") -> View:
    shown = StreamFormat(Codec.JPEG, width, 240, fps)
    return replace(yard(name=name, moment_at=lambda _seconds: Moment(state)), format=shown)


def spliced(view: View, quality: int) -> SplicedStrip:
    flat = flat_of(quality)
    return SplicedStrip(view, quality, flat, Instants(view.format.width, quality, flat))


def numbers(fps: int) -> list[int]:
    """Of an hour, a second and a picture each time, so that every digit of the clock changes."""
    return [(NOON + second) * fps + second % fps for second in range(0, 4000, 61)]


@pytest.mark.parametrize("quality", QUALITIES)
@pytest.mark.parametrize("state", STATES)
def test_at_every_quality_and_in_every_state(quality: int, state: State) -> None:
    view = tile(state=state)
    strip, coded = spliced(view, quality), CodedStrip(view, quality)
    for number in numbers(10)[:12]:
        assert list(strip.rows(number, state)) == coded.rows(number, state)


@pytest.mark.parametrize("width", [320, 336, 352, 400, 480, 544])
@pytest.mark.parametrize("fps", [1, 12, 25, 30])
def test_at_every_narrow_width_and_rate(width: int, fps: int) -> None:
    view = tile(width, fps)
    strip, coded = spliced(view, 65), CodedStrip(view, 65)
    for number in numbers(fps):
        assert list(strip.rows(number, State.IDLE)) == coded.rows(number, State.IDLE)


@settings(max_examples=200)
@example(number=0, camera=0, stream=0, name="Ì")  # which overhangs to the left
@given(number=st.integers(0, 4 * 10**10), camera=st.integers(0, 70_000), stream=st.integers(0, 20), name=st.text())
def test_whatever_the_mark_and_the_name(number: int, camera: int, stream: int, name: str) -> None:
    view = replace(tile(name=name), camera_id=camera, stream_id=stream)
    rows = spliced(view, 65).rows(number, State.IDLE)
    assert list(rows) == CodedStrip(view, 65).rows(number, State.IDLE)


def test_strips_of_many_rates_and_zones_that_share_their_instants() -> None:
    """In turn, over the end of a second, an hour and a day in one of the zones."""
    flat = flat_of(65)
    shared = Instants(320, 65, flat)
    zones = ("Europe/Paris", "Asia/Kathmandu", "UTC")
    views = [replace(tile(fps=fps), timezone=ZoneInfo(zone)) for fps in (7, 10, 30) for zone in zones]
    strips = [(view, SplicedStrip(view, 65, flat, shared), CodedStrip(view, 65)) for view in views]
    for begin in (NOON, NOON + 12 * 3600 - 1, NOON + 8_100):
        for tenth in range(0, 21, 3):
            for view, strip, coded in strips:
                number = (begin * 10 + tenth) * view.format.fps // 10
                assert list(strip.rows(number, State.IDLE)) == coded.rows(number, State.IDLE)


def test_states_in_turn_leave_nothing_behind() -> None:
    views = {state: tile(state=state) for state in STATES}
    strip, coded = spliced(tile(), 65), {state: CodedStrip(view, 65) for state, view in views.items()}
    for number in range(NOON * 10, NOON * 10 + 12):
        state = STATES[number * 3 % 4]
        assert list(strip.rows(number, state)) == coded[state].rows(number, state)


def test_only_the_first_strip_of_a_state_costs() -> None:
    strip = spliced(tile(), 65)
    ready = [strip.is_ready(State.ALARM)]
    strip.rows(0, State.ALARM)
    assert [*ready, strip.is_ready(State.ALARM), strip.is_ready(State.IDLE)] == [False, True, False]
