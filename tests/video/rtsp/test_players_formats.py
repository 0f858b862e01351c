"""Real players on JPEG and MPEG-4, over TCP and UDP: what they decode is compared with the pictures before coding."""

import asyncio
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np
import pytest
from aiortsp.rtsp.reader import RTSPReader
from numpy.typing import NDArray

from ctserver.video.picture import Codec
from ctserver.video.rtsp.rtp import RtpPacket
from tests.support import decoding
from tests.support.gstreamer import ended_well
from tests.video.rtsp.client import PATH, gaps, until
from tests.video.rtsp.film import Film, FilmHandler, FilmSource, jpeg_film, mpeg4_film
from tests.video.rtsp.players import ADA_IN_URL, PATIENCE, PICTURES, assert_in_order, luma_of, program, run, showing
from tests.video.rtsp.test_jpeg import Received, decoded

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(60)]

FILMS: dict[str, Callable[[], Film]] = {
    "jpeg": jpeg_film,
    "jpeg with restarts": lambda: jpeg_film(restart_interval=20),
    "mpeg4": mpeg4_film,
}
GSTREAMER = {
    Codec.JPEG: "rtpjpegdepay ! jpegdec",
    Codec.MPEG4: "rtpmp4vdepay ! avdec_mpeg4",
}

transports = pytest.mark.parametrize("transport", ["tcp", "udp"])


@pytest.fixture(params=FILMS)
def source(request: pytest.FixtureRequest) -> Iterator[FilmSource]:
    source = FilmSource("1.1", FILMS[request.param]())
    source.show(3)
    yield source
    source.stop()


@transports
async def test_ffmpeg(handler: FilmHandler, source: FilmSource, tmp_path: Path, transport: str) -> None:
    raw = tmp_path / "pictures"
    async with showing(handler, source) as url:
        command = [program("ffmpeg"), "-nostdin", "-loglevel", "error", "-rtsp_transport", transport, "-i", url]
        status, output = await run(
            *command, *f"-fps_mode passthrough -frames:v {PICTURES} -pix_fmt gray -f rawvideo {raw}".split()
        )
    assert status == 0, output
    assert_in_order(luma_of(raw.read_bytes(), 320 * 240))


@transports
async def test_gstreamer(handler: FilmHandler, source: FilmSource, tmp_path: Path, transport: str) -> None:
    raw = tmp_path / "pictures"
    async with showing(handler, source) as url:
        command = [program("gst-launch-1.0"), "rtspsrc", f"location={url}", f"protocols={transport}"]
        chain = f"! {GSTREAMER[source.format.codec]} ! identity eos-after={PICTURES + 1} ! filesink location={raw}"
        status, output = await run(*command, *chain.split())
    assert ended_well(status, output), output
    assert_in_order(luma_of(raw.read_bytes(), 320 * 240 * 3 // 2))


@transports
async def test_pyav(handler: FilmHandler, source: FilmSource, transport: str) -> None:
    def watch(url: str) -> list[NDArray[Any]]:
        with av.open(url, options={"rtsp_transport": transport}, timeout=PATIENCE) as container:
            return [frame.to_ndarray(format="gray") for frame in islice(container.decode(video=0), PICTURES)]

    async with showing(handler, source) as url:
        pictures = await asyncio.to_thread(watch, url)
    assert_in_order(pictures)


@transports
async def test_opencv(
    handler: FilmHandler, source: FilmSource, monkeypatch: pytest.MonkeyPatch, transport: str
) -> None:
    monkeypatch.setenv("OPENCV_FFMPEG_CAPTURE_OPTIONS", f"rtsp_transport;{transport}")

    def watch(url: str) -> list[NDArray[Any]]:
        limits = [cv2.CAP_PROP_OPEN_TIMEOUT_MSEC, 20_000, cv2.CAP_PROP_READ_TIMEOUT_MSEC, 20_000]
        capture = cv2.VideoCapture(url, cv2.CAP_FFMPEG, limits)
        pictures = [capture.read() for _ in range(PICTURES)]
        capture.release()
        return [cv2.cvtColor(picture, cv2.COLOR_BGR2YUV)[:, :, 0] for good, picture in pictures if good]

    async with showing(handler, source) as url:
        assert_in_order(await asyncio.to_thread(watch, url))


@transports
async def test_aiortsp(handler: FilmHandler, source: FilmSource, transport: str) -> None:
    """It hands out packets, which are put together here."""
    handler.passwords["eve"] = "plain"
    packets: list[RtpPacket] = []
    async with showing(handler, source) as url, asyncio.timeout(PATIENCE):
        start = "rtspt://eve:plain" if transport == "tcp" else "rtsp://eve:plain"
        async with RTSPReader(url.replace(f"rtsp://{ADA_IN_URL}", start)) as reader:
            async for packet in reader.iter_packets():
                packets.append(RtpPacket.parse(bytes(packet)))
                if sum(packet.marker for packet in packets) == PICTURES:
                    break
        await asyncio.wait([reader._runner], timeout=PATIENCE)
    assert gaps(packets) == 0
    assert_in_order(decode(source.format.codec, packets))


def decode(codec: Codec, packets: list[RtpPacket]) -> list[NDArray[Any]]:
    """The luma of the pictures that whole packets carry."""
    pictures: list[list[bytes]] = [[]]
    for packet in packets:
        pictures[-1].append(packet.payload)
        if packet.marker:
            pictures.append([])
    if codec is Codec.JPEG:
        images = [decoded(Received.of(payloads).jfif()) for payloads in pictures[:-1]]
        return [cv2.cvtColor(image, cv2.COLOR_BGR2YUV)[:, :, 0] for image in images]
    decoder = av.CodecContext.create("mpeg4", "r")
    assert isinstance(decoder, av.VideoCodecContext)
    packed = [decoding.packet(b"".join(payloads)) for payloads in pictures[:-1]]
    return [frame.to_ndarray(format="gray") for packet in [*packed, None] for frame in decoder.decode(packet)]


def test_noise_is_no_picture_of_the_film() -> None:
    """What every client shows, without an error, if the Huffman tables are others than it thinks."""
    optimised = jpeg_film(optimise=True).pictures[0][0][0]
    standard = jpeg_film().pictures[0][0][0]
    scan_at = optimised.index(b"\xff\xda")
    noise = standard[: standard.index(b"\xff\xda")] + optimised[scan_at:]
    image = cv2.imdecode(np.frombuffer(noise, np.uint8), cv2.IMREAD_GRAYSCALE)
    assert image is not None
    with pytest.raises(AssertionError, match="like no picture"):
        assert_in_order([image])


async def test_a_stream_of_pictures_that_no_client_could_show_is_refused_with_the_reason(
    handler: FilmHandler, caplog: pytest.LogCaptureFixture
) -> None:
    source = handler.sources[PATH] = FilmSource("1.1", jpeg_film(optimise=True))
    async with showing(handler, source) as url:
        await until(lambda: source.number > 3)
        status, output = await run(
            program("ffmpeg"), "-nostdin", "-rtsp_transport", "tcp", "-i", url, "-f", "null", "-"
        )
    assert status != 0
    assert "415 JPEG over RTP needs the standard Huffman tables" in output
    assert caplog.text.count("cannot be sent") >= 1
