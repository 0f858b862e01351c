"""PyAV, which also shows what the sender reports say."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

import av
import pytest
from av.packet import PacketSideData

from ctserver.testing import frames
from ctserver.video.mark import Mark
from tests.e2e.players import MODULO, STREAM, check, rtsp_url
from tests.support.serving import Server

TIME = 20.0
COUNT, PATIENCE = 150, 500
"""Pictures: until the second sender report has come as well, five seconds after the first, of whose pictures some are there when
the player arrives."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture with what came beside it: seconds on the RTP clock, and the sender reports' wall clock in milliseconds."""

    mark: Mark
    rtp_seconds: float | None
    wall_ms: float
    reported: bool


def wall_ms(producer_reference_time: PacketSideData) -> float:
    """AVProducerReferenceTime: microseconds since 1970, then flags."""
    microseconds: int = struct.unpack_from("<q", bytes(producer_reference_time))[0]
    return microseconds / 1000


def play(url: str, transport: str) -> Iterator[Shown]:
    count = reports = 0
    with av.open(url, options={"rtsp_transport": transport}, timeout=TIME) as container:
        stream = container.streams.video[0]
        for packet in container.demux(stream):
            (picture,) = packet.decode()
            mark = frames.read(picture.to_ndarray(format="gray"))
            assert mark
            seconds = None if packet.pts is None else float(packet.pts * packet.time_base)
            reported = packet.has_sidedata("rtcp_sr")
            yield Shown(mark, seconds, wall_ms(packet.get_sidedata("prft")), reported)
            count, reports = count + 1, reports + reported
            if count >= (COUNT if reports >= 2 else PATIENCE):
                return


@pytest.fixture(scope="module", params=["tcp", "udp"])
def shown(server: Server, request: pytest.FixtureRequest) -> list[Shown]:
    pictures: list[Shown] = []

    def once() -> list[Mark]:
        pictures[:] = play(rtsp_url(server), request.param)
        return [picture.mark for picture in pictures]

    check(once(), server)
    return pictures


def test_pyav_shows_every_picture(shown: list[Shown]) -> None:
    assert COUNT <= len(shown) < PATIENCE


def test_a_sender_report_comes_before_the_first_picture_and_again(shown: list[Shown]) -> None:
    assert shown[0].reported
    assert sum(picture.reported for picture in shown) >= 2


def test_sender_reports_map_rtp_time_to_the_time_in_the_mark(shown: list[Shown]) -> None:
    errors = [(picture.wall_ms - picture.mark.ms + MODULO // 2) % MODULO - MODULO // 2 for picture in shown]
    assert all(-1 <= error <= 1 for error in errors)


def test_rtp_time_goes_on_as_the_marks_time_does(shown: list[Shown]) -> None:
    timed = [picture for picture in shown if picture.rtp_seconds is not None]
    assert len(timed) >= len(shown) - 1
    offsets = [picture.mark.ms - 1000 * (picture.rtp_seconds or 0) for picture in timed]
    assert max(offsets) - min(offsets) <= 1


def test_pyav_knows_the_rate_and_the_size(server: Server) -> None:
    with av.open(rtsp_url(server), options={"rtsp_transport": "tcp"}, timeout=TIME) as container:
        stream = container.streams.video[0]
        assert (stream.width, stream.height, float(stream.average_rate or 0)) == (640, 480, 25)
        assert stream.codec_context.name == "h264"


def test_pyav_is_told_that_its_password_is_wrong(server: Server) -> None:
    with pytest.raises(av.error.HTTPUnauthorizedError):
        av.open(rtsp_url(server, password="wrong"), timeout=TIME)


def test_pyav_is_told_that_it_may_not_know_of_the_camera(server: Server) -> None:
    with pytest.raises(av.error.HTTPNotFoundError):
        av.open(rtsp_url(server, "3.2", "guest", "guest"), timeout=TIME)


def test_pyav_shows_pushed_pictures(server: Server) -> None:
    url = f"{server.http}/live/view/{STREAM}?user=demo&pass=demo"
    with av.open(url, format="mpjpeg", timeout=TIME) as container:
        pictures = container.decode(video=0)
        marks = [frames.read(next(pictures).to_ndarray(format="gray")) for _ in range(10)]
    numbers = [mark.number for mark in marks if mark]
    assert numbers == sorted(set(numbers))
    assert len(numbers) == 10
