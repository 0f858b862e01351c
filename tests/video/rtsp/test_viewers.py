"""When a viewer lags, and what it loses (spec: streaming, "Sending to many viewers")."""

import pytest

from ctserver.video.rtsp.messages import Interleaved, Reader
from ctserver.video.rtsp.packets import PacketizedPicture
from ctserver.video.rtsp.rtp import RtpPacket
from ctserver.video.rtsp.viewers import LagGate, TcpViewer
from tests.video.rtsp.client import Pipe

LIMIT = 1000


def picture(number: int, *, size: int = 300, key: bool = False) -> PacketizedPicture:
    packet = bytes(RtpPacket(96, number, number, 1, bytes(size - 16), marker=True))
    return PacketizedPicture((packet,), key, number, number, number)


@pytest.mark.parametrize(
    ("key", "buffered", "was_open", "admitted"),
    [
        (False, 0, True, True),
        (False, LIMIT, True, True),
        (False, LIMIT + 1, True, False),
        (True, LIMIT + 1, True, False),
        (False, 0, False, False),
        (True, LIMIT // 4, False, True),
        (True, LIMIT // 4 + 1, False, False),
    ],
)
def test_which_pictures_a_viewer_gets(key: bool, buffered: int, was_open: bool, admitted: bool) -> None:
    gate = LagGate(LIMIT)
    gate.start(1 if was_open else 0)
    gate.admits(False, 10, 0)
    assert gate.admits(key, 10, buffered) is admitted


def test_two_key_pictures_in_the_buffer_are_no_lag_however_large() -> None:
    gate = LagGate(LIMIT)
    gate.start(1)
    assert gate.admits(True, 5 * LIMIT, 0)
    assert gate.admits(False, 10, 5 * LIMIT)
    assert gate.admits(False, 10, 10 * LIMIT)
    assert not gate.admits(False, 10, 10 * LIMIT + 1)


def test_the_burst_of_the_beginning_is_no_lag_until_it_has_drained() -> None:
    gate = LagGate(LIMIT)
    gate.start(3 * LIMIT)
    assert gate.admits(False, 10, 4 * LIMIT)
    assert gate.admits(False, 10, 0)
    assert not gate.admits(False, 10, LIMIT + 1)


def test_a_stalled_viewer_loses_whole_pictures_up_to_a_key_picture_and_counts_them() -> None:
    pipe = Pipe()
    viewer = TcpViewer(pipe, (0, 1), LIMIT)
    viewer.start([picture(0, key=True)])
    for number in range(1, 10):
        viewer.deliver(picture(number))
    assert (viewer.pictures, viewer.drops, viewer.buffered()) == (5, 5, 1500)
    pipe.pending = b""
    viewer.deliver(picture(10))
    assert viewer.drops == 6, "an emptier buffer alone is not enough"
    viewer.deliver(picture(11, key=True))
    viewer.deliver(picture(12))
    assert (viewer.pictures, viewer.drops, viewer.bytes) == (7, 6, 2100)


def test_every_write_is_one_whole_picture() -> None:
    pipe = Pipe()
    viewer = TcpViewer(pipe, (4, 5), LIMIT)
    viewer.start([picture(0, key=True), picture(1)])
    viewer.control(b"rtcp")
    reader = Reader()
    channels = []
    for data in pipe.written:
        reader.feed(data)
        while isinstance(frame := reader.next(), Interleaved):
            channels.append(frame.channel)
    assert channels == [4, 4, 5]
    assert len(pipe.written) == 3


def test_a_viewer_without_a_beginning_waits_for_a_key_picture() -> None:
    viewer = TcpViewer(Pipe(), (0, 1), LIMIT)
    viewer.start([])
    viewer.deliver(picture(0))
    viewer.deliver(picture(1, key=True))
    assert (viewer.pictures, viewer.drops) == (1, 1)
