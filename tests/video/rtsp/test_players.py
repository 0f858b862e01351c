"""Real players, over TCP and UDP, with Digest and Basic: every decoded picture is one that was shown."""

import asyncio
import hashlib
import itertools
import struct
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import av
import cv2
import pytest
from aiortsp.rtsp.reader import RTSPReader

from ctserver.video.rtsp.rtp import RtpPacket
from tests.support.decoding import packet
from tests.support.gstreamer import ended_well
from tests.video.rtsp.client import BOTH_LOOPS, gaps, until
from tests.video.rtsp.film import START_US, FilmHandler, FilmSource, moving_film
from tests.video.rtsp.players import ADA_IN_URL, PATIENCE, PICTURES, program, run, showing

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(60)]

PERIOD_US = 40_000

transports = pytest.mark.parametrize("transport", ["tcp", "udp"])
schemes = pytest.mark.parametrize("scheme", ["Digest", "Basic"])


@cache
def decoded_film() -> dict[str, int]:
    """The MD5 of every picture as it should be decoded, and its place in the film."""
    film = moving_film()
    decoder = av.CodecContext.create("h264", "r")
    frames = [
        frame for number in range(len(film.pictures)) for frame in decoder.decode(packet(film.picture(number).annexb))
    ]
    frames += decoder.decode(None)
    return {hashlib.md5(frame.to_ndarray().tobytes()).hexdigest(): place for place, frame in enumerate(frames)}


def assert_shown_in_order(hashes: list[str]) -> None:
    """Pictures of the film, none left out."""
    film = decoded_film()
    places = [film[md5] for md5 in hashes]
    assert len(places) >= PICTURES
    assert all((b - a) % len(film) == 1 for a, b in itertools.pairwise(places)), places


@BOTH_LOOPS
@transports
@schemes
async def test_ffmpeg(handler: FilmHandler, source: FilmSource, transport: str, scheme: str) -> None:
    async with showing(handler, source, scheme) as url:
        command = [program("ffmpeg"), "-nostdin", "-loglevel", "error", "-rtsp_transport", transport, "-i", url]
        status, output = await run(
            *command, "-fps_mode", "passthrough", "-frames:v", str(PICTURES), "-f", "framemd5", "-"
        )
    assert status == 0, output
    lines = [line for line in output.splitlines() if line and not line.startswith("#")]
    assert_shown_in_order([line.rpartition(",")[2].strip() for line in lines])


@transports
@schemes
async def test_gstreamer(handler: FilmHandler, source: FilmSource, tmp_path: Path, transport: str, scheme: str) -> None:
    raw = tmp_path / "pictures"
    async with showing(handler, source, scheme) as url:
        command = [program("gst-launch-1.0"), "rtspsrc", f"location={url}", f"protocols={transport}"]
        chain = f"! rtph264depay ! h264parse ! avdec_h264 ! identity eos-after={PICTURES + 1} ! filesink location={raw}"
        status, output = await run(*command, *chain.split())
    assert ended_well(status, output), output
    data, size = raw.read_bytes(), 320 * 240 * 3 // 2
    assert_shown_in_order([hashlib.md5(data[at : at + size]).hexdigest() for at in range(0, len(data), size)])


@transports
async def test_every_packet_in_pyav_has_its_pictures_wall_clock_time(
    handler: FilmHandler, source: FilmSource, transport: str
) -> None:
    """The sender report maps RTP time to the instant that the picture was stamped with (spec: streaming R6.4)."""

    def watch(url: str) -> Iterator[tuple[int, str]]:
        with av.open(url, options={"rtsp_transport": transport}, timeout=PATIENCE) as container:
            for packet in container.demux(video=0):
                (wall_clock, *_rest) = struct.unpack_from("<q", bytes(packet.get_sidedata("prft")))
                for frame in packet.decode():
                    yield wall_clock, hashlib.md5(frame.to_ndarray().tobytes()).hexdigest()

    def first(url: str) -> list[tuple[int, str]]:
        return [pair for pair, _ in zip(watch(url), range(PICTURES), strict=False)]

    async with showing(handler, source) as url:
        seen = await asyncio.to_thread(first, url)
    assert_shown_in_order([md5 for _, md5 in seen])
    film = decoded_film()
    for wall_clock, md5 in seen:
        number, off = divmod(wall_clock - START_US + PERIOD_US // 2, PERIOD_US)
        assert abs(off - PERIOD_US // 2) <= 12, "one tick of 90 kHz"
        assert number % len(film) == film[md5]


@transports
async def test_opencv(
    handler: FilmHandler, source: FilmSource, monkeypatch: pytest.MonkeyPatch, transport: str
) -> None:
    monkeypatch.setenv("OPENCV_FFMPEG_CAPTURE_OPTIONS", f"rtsp_transport;{transport}")

    def watch(url: str) -> list[tuple[int, ...]]:
        limits = [cv2.CAP_PROP_OPEN_TIMEOUT_MSEC, 20_000, cv2.CAP_PROP_READ_TIMEOUT_MSEC, 20_000]
        capture = cv2.VideoCapture(url, cv2.CAP_FFMPEG, limits)
        pictures = [capture.read() for _ in range(PICTURES)]
        capture.release()
        return [picture.shape for good, picture in pictures if good]

    async with showing(handler, source) as url:
        shapes = await asyncio.to_thread(watch, url)
    assert shapes == [(240, 320, 3)] * PICTURES


@transports
@schemes
async def test_aiortsp(handler: FilmHandler, source: FilmSource, transport: str, scheme: str) -> None:
    """It does not decode what is percent-encoded in a URL, hence a plainer user."""
    handler.passwords["eve"] = "plain"
    packets: list[RtpPacket] = []
    async with showing(handler, source, scheme) as url, asyncio.timeout(PATIENCE):
        start = "rtspt://eve:plain" if transport == "tcp" else "rtsp://eve:plain"
        async with RTSPReader(url.replace(f"rtsp://{ADA_IN_URL}", start)) as reader:
            async for packet in reader.iter_packets():
                packets.append(RtpPacket.parse(bytes(packet)))
                if sum(packet.marker for packet in packets) == PICTURES:
                    break
        await asyncio.wait([reader._runner], timeout=PATIENCE)
    assert gaps(packets) == 0
    assert packets[0].payload[0] & 0x1F == 24, "a key picture first"


async def test_ffmpeg_stops_at_once_when_the_stream_ends(handler: FilmHandler, source: FilmSource) -> None:
    """It takes BYE for the end of the film (spec: streaming R6.5)."""
    async with showing(handler, source) as url:
        command = [program("ffmpeg"), "-nostdin", "-loglevel", "error", "-rtsp_transport", "tcp", "-i", url]
        playing = asyncio.create_task(run(*command, "-f", "null", "-"))
        await until(lambda: source.listeners)
        await asyncio.sleep(0)
        source.end()
        status, output = await playing
    assert status == 0, output


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ((ADA_IN_URL, "ada:wrong"), "401 Unauthorized"),
        ((ADA_IN_URL, "bob:secret"), "403 Forbidden"),
        (("1.1", "9.9"), "404 Not Found"),
    ],
)
async def test_ffmpeg_tells_refusals_apart(
    handler: FilmHandler, source: FilmSource, change: tuple[str, str], words: str
) -> None:
    async with showing(handler, source) as url:
        status, output = await run(program("ffmpeg"), "-nostdin", "-i", url.replace(*change), "-f", "null", "-")
    assert status != 0
    assert words in output
