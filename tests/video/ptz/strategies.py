"""Hypothesis strategies for PTZ values."""

from collections.abc import Iterable

from hypothesis import strategies as st

from ctserver.video.ptz import (
    Area,
    Center,
    Command,
    Direction,
    Goto,
    Move,
    Position,
    Segment,
    Step,
    Stop,
    Tour,
    Trajectory,
    Zoom,
    ZoomMove,
)
from ctserver.video.ptz.trajectory import in_microseconds

TimedCommand = tuple[float, Command]
"""A command and the instant, in seconds of Unix time, at which the camera gets it."""

EPOCH = 1_790_000_000.0
SHARES = st.floats(0, 1)
LEVERS = st.one_of(st.integers(-100, 100), st.floats(-100, 100))


@st.composite
def areas(draw: st.DrawFn) -> Area:
    w, h = draw(st.integers(2, 4000)), draw(st.integers(2, 4000))
    x0, y0 = draw(st.integers(0, w - 1)), draw(st.integers(0, h - 1))
    return Area(x0, y0, draw(st.integers(x0 + 1, w)), draw(st.integers(y0 + 1, h)), w, h)


POSITIONS = st.builds(Position, st.floats(-1, 1), st.floats(-1, 1), st.floats(1, 30))
CENTERS = st.builds(lambda x, y, w, h: Center(x * w, y * h, w, h), SHARES, SHARES, *[st.integers(1, 4000)] * 2)
STOPS = st.tuples(POSITIONS, st.floats(0.001, 20))
COMMANDS: st.SearchStrategy[Command] = st.one_of(
    CENTERS,
    areas(),
    st.builds(Move, LEVERS, LEVERS),
    st.builds(ZoomMove, LEVERS),
    st.builds(Step, st.sampled_from(Direction)),
    st.builds(Zoom, st.floats(-10, 10)),
    st.builds(Goto, POSITIONS),
    st.builds(Tour, st.lists(STOPS, min_size=1, max_size=4).map(tuple)),
    st.just(Stop()),
)
OFFSETS = st.floats(0, 60)
INSTANTS = OFFSETS.map(lambda offset: EPOCH + offset)
TIMED: st.SearchStrategy[list[TimedCommand]] = st.lists(st.tuples(INSTANTS, COMMANDS), max_size=6).map(
    lambda commands: sorted(commands, key=lambda command: command[0])
)


def follow(start: Position, commands: Iterable[TimedCommand] = ()) -> Trajectory:
    """What a camera does that has always been at `start` and gets these commands, in order of time."""
    segments = [Segment.rest(start)]
    for at, command in commands:
        segments.append(segments[-1].then(in_microseconds(at), command, start.zoom))
    return Trajectory(tuple(segments))


TRAJECTORIES = st.builds(follow, POSITIONS, TIMED)
