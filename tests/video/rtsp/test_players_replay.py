"""Real players on recordings: to the end, from the middle, and what time they believe it is."""

import asyncio
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import islice
from pathlib import Path
from typing import Any

import av
import cv2
import pytest
from aiortsp.rtsp.reader import RTSPReader
from numpy.typing import NDArray

from ctserver.video.rtsp.rtp import RtpPacket
from ctserver.video.rtsp.server import RtspServer
from tests.support.gstreamer import ended_well
from tests.video.rtsp.client import REPLAY, gaps, serving, until
from tests.video.rtsp.film import GOP, START_US, Film, FilmHandler, jpeg_film, moving_film, mpeg4_film
from tests.video.rtsp.players import ADA_IN_URL, LOOP, PATIENCE, assert_in_order, luma_of, place_of, program, run
from tests.video.rtsp.recording import PERIOD_US, FilmRecording

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(60)]

SHORT = 45
films = pytest.mark.parametrize("film", [moving_film, mpeg4_film, jpeg_film], ids=["h264", "mpeg4", "jpeg"])
transports = pytest.mark.parametrize("transport", ["tcp", "udp"])


@asynccontextmanager
async def replaying(handler: FilmHandler, film: Film, count: int = SHORT) -> AsyncIterator[tuple[RtspServer, str]]:
    """A server whose recording runs in real time, and the URL with user and password."""
    recording = handler.recordings[REPLAY] = FilmRecording(film, count, rate=1.0)
    async with serving(handler) as server:
        yield server, f"rtsp://{ADA_IN_URL}@127.0.0.1:{server.port}{REPLAY}?id=2"
        recording.stop()
        await until(lambda: not server.viewers())


@films
@transports
async def test_ffmpeg_sees_a_recording_from_its_first_to_its_last_picture(
    handler: FilmHandler, film: Any, tmp_path: Path, transport: str
) -> None:
    raw = tmp_path / "pictures"
    async with replaying(handler, film()) as (_, url):
        command = [program("ffmpeg"), "-nostdin", "-loglevel", "error", "-rtsp_transport", transport, "-i", url]
        status, output = await run(*command, *f"-fps_mode passthrough -pix_fmt gray -f rawvideo {raw}".split())
    assert status == 0, output
    pictures = luma_of(raw.read_bytes(), 320 * 240)
    assert_in_order(pictures, least=SHORT)
    assert place_of(pictures[0]) == 0


@transports
async def test_gstreamer_sees_a_recording_from_its_first_to_its_last_picture(
    handler: FilmHandler, tmp_path: Path, transport: str
) -> None:
    raw = tmp_path / "pictures"
    async with replaying(handler, moving_film()) as (_, url):
        command = [program("gst-launch-1.0"), "rtspsrc", f"location={url}", f"protocols={transport}"]
        status, output = await run(*command, *f"! rtph264depay ! avdec_h264 ! filesink location={raw}".split())
    pictures = luma_of(raw.read_bytes(), 320 * 240 * 3 // 2)
    assert ended_well(status, output), output
    assert_in_order(pictures, least=SHORT)


async def test_ffmpeg_begins_in_the_middle_when_told_to(handler: FilmHandler, tmp_path: Path) -> None:
    raw = tmp_path / "pictures"
    async with replaying(handler, jpeg_film()) as (_, url):
        command = [program("ffmpeg"), "-nostdin", "-loglevel", "error", "-rtsp_transport", "tcp", "-ss", "1.2"]
        status, output = await run(
            *command, "-i", url, *f"-fps_mode passthrough -pix_fmt gray -f rawvideo {raw}".split()
        )
    assert status == 0, output
    pictures = luma_of(raw.read_bytes(), 320 * 240)
    assert_in_order(pictures, least=10)
    assert len(pictures) <= SHORT - 30, "what lies before is not sent, or is thrown away"


@films
async def test_pyav_seeks_there_and_back_and_knows_each_pictures_instant(handler: FilmHandler, film: Any) -> None:
    """`prft` is the wall clock by the sender reports, the presentation time is the place in the recording.

    FFmpeg's parsers give the first picture after a seek no time and the former report; JPEG has no parser. Over UDP it
    takes datagrams that were on their way before the seek for pictures of the new place, hence TCP.
    """

    def watch(url: str) -> list[tuple[float, float | None, NDArray[Any]]]:
        seen = []
        with av.open(url, options={"rtsp_transport": "tcp"}, timeout=PATIENCE) as container:
            assert container.duration == 10_000_000
            for seconds in (0, 6, 2):
                if seconds:
                    container.seek(seconds * 1_000_000)
                for packet in islice(container.demux(video=0), 8):
                    wall_clock = struct.unpack_from("<q", bytes(packet.get_sidedata("prft")))[0] - START_US
                    at = packet.pts / 90_000 if packet.pts is not None else None
                    seen += [(wall_clock / PERIOD_US, at, frame.to_ndarray(format="gray")) for frame in packet.decode()]
        return seen

    async with replaying(handler, film(), 250) as (_, url):
        seen = await asyncio.to_thread(watch, url)
    timed = [(number, at, luma) for number, at, luma in seen if at is not None]
    assert len(timed) >= 21
    assert {1, 151, 51} <= {round(number) for number, _, _ in timed}
    for number, at, luma in timed:
        assert abs(number - round(number)) < 0.001, "one tick of 90 kHz"
        assert place_of(luma) == round(number) % LOOP
        assert abs(at * 25 - number) < 0.01


async def test_opencv_seeks(handler: FilmHandler, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENCV_FFMPEG_CAPTURE_OPTIONS", "rtsp_transport;tcp")

    def watch(url: str) -> list[NDArray[Any]]:
        limits = [cv2.CAP_PROP_OPEN_TIMEOUT_MSEC, 20_000, cv2.CAP_PROP_READ_TIMEOUT_MSEC, 20_000]
        capture = cv2.VideoCapture(url, cv2.CAP_FFMPEG, limits)
        pictures = [capture.read() for _ in range(5)]
        capture.set(cv2.CAP_PROP_POS_MSEC, 4000)
        pictures += [capture.read() for _ in range(10)]
        capture.release()
        return [cv2.cvtColor(picture, cv2.COLOR_BGR2YUV)[:, :, 0] for good, picture in pictures if good]

    async with replaying(handler, moving_film(), 250) as (_, url):
        pictures = await asyncio.to_thread(watch, url)
    assert len(pictures) == 15
    assert_in_order(pictures[:5], least=5)
    assert_in_order(pictures[5:], least=10)


async def test_aiortsp_sees_a_recording_to_its_end(handler: FilmHandler) -> None:
    handler.passwords["eve"] = "plain"
    packets: list[RtpPacket] = []
    async with replaying(handler, moving_film(), 2 * GOP) as (server, url), asyncio.timeout(PATIENCE):
        start = "rtspt://eve:plain"
        async with RTSPReader(url.replace(f"rtsp://{ADA_IN_URL}", start)) as reader:
            async for packet in reader.iter_packets():
                packets.append(RtpPacket.parse(bytes(packet)))
                if sum(packet.marker for packet in packets) == 2 * GOP:
                    break
        await asyncio.wait([reader._runner], timeout=PATIENCE)
        await until(lambda: not server.viewers())
    assert gaps(packets) == 0
