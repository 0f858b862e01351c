"""Where PLAY begins, and the RTP clock of a replay (RFC 2326 §10.5, §12.29, §12.34, appendix B), without I/O."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctserver.video.rtsp.handler import Refused
from ctserver.video.rtsp.headers.fields import HeaderError
from ctserver.video.rtsp.headers.range import parse_range
from ctserver.video.rtsp.headers.scale import FASTEST, SLOWEST, format_scale, nearest, parse_scale
from ctserver.video.rtsp.playout import HOLE_US, Extent, Playout, cue

BEGIN = 1_790_000_000_000_000  # 2026-09-21T14:13:20Z
SECOND = 1_000_000
TEN = Extent(BEGIN, BEGIN + 10 * SECOND)


@pytest.mark.parametrize(
    ("text", "scale", "position", "at", "until"),
    [
        (None, 1, None, 0, 10),
        (None, 1, 4, 4, 10),
        (None, -1, None, 10, 0),
        (None, -1, 4, 4, 0),
        ("npt=0.000-", 1, 4, 0, 10),
        ("npt=2-", 1, None, 2, 10),
        ("npt=2-5", 1, None, 2, 5),
        ("npt=2-99", 1, None, 2, 10),
        ("npt=-5", 1, 3, 3, 5),
        ("npt=9-2", -1, None, 9, 2),
        ("npt=10-", -2, None, 10, 0),
        ("clock=20260921T141321Z-", 1, None, 1, 10),
        ("clock=20260921T141321.5Z-20260921T141325Z", 1, None, 1.5, 5),
        ("clock=20260921T141325Z-20200101T000000Z", -1, None, 5, 0),
    ],
)
def test_where_play_begins_and_ends(
    text: str | None, scale: float, position: float | None, at: float, until: float
) -> None:
    here = None if position is None else BEGIN + round(position * SECOND)
    found = cue(TEN, parse_range(text) if text else None, scale, here)
    assert ((found.at_us - BEGIN) / SECOND, (found.until_us - BEGIN) / SECOND) == (at, until)


@pytest.mark.parametrize(
    ("text", "scale"),
    [
        ("npt=10-", 1),
        ("npt=10.5-", -1),
        ("npt=99-", 1),
        ("npt=5-5", 1),
        ("npt=5-2", 1),
        ("npt=2-5", -1),
        ("npt=now-", 1),
        ("npt=0-now", 1),
        ("clock=20260921T141319Z-", 1),
        ("clock=20260921T141330Z-", 1),
        ("clock=19700101T000000Z-", -1),
    ],
)
def test_what_lies_outside_is_457(text: str, scale: float) -> None:
    with pytest.raises(Refused) as caught:
        cue(TEN, parse_range(text), scale, None)
    assert caught.value.status == 457


def test_the_answer_states_the_real_start_in_the_clients_units() -> None:
    npt = cue(TEN, parse_range("npt=2.5-5"), 1, None)
    clock = cue(TEN, parse_range("clock=20260921T141322.5Z-"), 1, None)
    assert str(npt.range(BEGIN + 2_400_000)) == "npt=2.400000-5.000000"
    assert str(clock.range(BEGIN + 2_400_000)) == "clock=20260921T141322.400000Z-20260921T141330.000000Z"


def test_the_end_of_a_range_is_not_shown_but_the_beginning_of_a_recording_is_backwards() -> None:
    forwards, backwards = cue(TEN, parse_range("npt=0-5"), 1, None), cue(TEN, parse_range("npt=5-"), -1, None)
    assert [forwards.beyond(BEGIN + n * SECOND) for n in (4, 5, 6)] == [False, True, True]
    assert [backwards.beyond(BEGIN + n * SECOND) for n in (1, 0, -1)] == [False, False, True]


def test_the_sdp_states_the_duration_to_the_microsecond() -> None:
    assert TEN.npt == "npt=0-10.000000"
    assert Extent(5, 61_000_008).npt == "npt=0-61.000003"


@pytest.mark.parametrize(
    ("text", "scale", "answer"),
    [
        ("1", 1, "1"),
        ("1.0", 1, "1"),
        ("2.", 2, "2"),
        ("0.5", 0.5, "0.5"),
        ("-1.000000", -1, "-1"),
        ("3.3", 3.3, "3.3"),
        ("16", 8, "8"),
        ("-99", -8, "-8"),
        ("0.01", 0.25, "0.25"),
        ("-0.1", -0.25, "-0.25"),
        ("0", 0.25, "0.25"),
    ],
)
def test_scale_is_the_nearest_that_there_is(text: str, scale: float, answer: str) -> None:
    found = nearest(parse_scale(text))
    assert (found, format_scale(found)) == (scale, answer)


@pytest.mark.parametrize("text", ["", "fast", "1e3", "nan", "inf", "+1", "1,5", "--1", ".5", "٣"])
def test_broken_scale(text: str) -> None:
    with pytest.raises(HeaderError):
        parse_scale(text)


@given(st.floats(SLOWEST, FASTEST), st.booleans())
def test_scales_survive_the_wire(speed: float, backwards: bool) -> None:
    scale = round(-speed if backwards else speed, 6)
    assert parse_scale(format_scale(scale)) == scale


def stamps(playout: Playout, scale: float, *instants: float) -> list[int]:
    playout.jump(scale)
    return [playout.stamp(BEGIN + round(instant * SECOND)) for instant in instants]


def test_rtp_time_goes_on_where_a_jump_left_it() -> None:
    """RFC 2326 appendix B: "continuous and monotonic across jumps of NPT"."""
    playout = Playout(1000, 25)
    assert playout.next == 1000
    assert stamps(playout, 1, 0, 0.04, 0.08) == [1000, 4600, 8200]
    assert playout.next == 11_800
    assert stamps(playout, 1, 8, 8.04) == [11_800, 15_400]
    assert stamps(playout, 1, 2, 2.04) == [19_000, 22_600]


@pytest.mark.parametrize(
    ("scale", "instants", "step"),
    [(2, (0, 0.04, 0.08), 1800), (0.5, (0, 0.04, 0.08), 7200), (-1, (3, 2, 1), 90_000), (-4, (3, 2, 1), 22_500)],
)
def test_rtp_time_is_the_time_of_playing_out(scale: float, instants: tuple[float, ...], step: int) -> None:
    assert stamps(Playout(0, 25), scale, *instants) == [0, step, 2 * step]


def test_a_hole_in_the_recording_is_no_pause() -> None:
    assert stamps(Playout(0, 25), 1, 0, 0.04, 3600, 3600.04) == [0, 3600, 7200, 10_800]


def test_rtp_time_wraps() -> None:
    assert stamps(Playout(2**32 - 3600, 25), 1, 0, 0.04) == [2**32 - 3600, 0]


PLAYED = st.lists(
    st.tuples(
        st.sampled_from([-8.0, -1.0, -0.25, 0.25, 1.0, 3.3, 8.0]),
        st.integers(0, 10**9),
        st.lists(st.integers(1_000, 2 * HOLE_US), max_size=8),
    ),
    max_size=8,
)


@given(PLAYED, st.integers(0, 2**32 - 1), st.integers(1, 60))
def test_whatever_is_played_rtp_time_goes_forwards(
    turns: list[tuple[float, int, list[int]]], base: int, fps: int
) -> None:
    playout = Playout(base, fps)
    last = None
    for scale, start, steps in turns:
        playout.jump(scale)
        instant = BEGIN + start
        for step in [0, *steps]:
            instant += step if scale > 0 else -step
            assert last is None or step or playout.next == (last + round(90_000 / fps)) & 0xFFFFFFFF
            stamp = playout.stamp(instant)
            assert last is None or 0 < (stamp - last) & 0xFFFFFFFF <= 41 * 90_000
            last = stamp
