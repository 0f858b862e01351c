"""The server stops while it is watched: players end in good order, and so does it."""

import asyncio
import signal
from collections.abc import Iterator
from contextlib import AsyncExitStack, ExitStack
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from ctserver.video.rtsp.handler import BasicCredentials
from ctserver.video.rtsp.headers.authorization import format_authorization
from tests.e2e.players import PATIENCE, program, push_url, rtsp_url, started
from tests.live.watching import watch
from tests.support.serving import Server, serving
from tests.video.rtsp.client import Client

STREAM = "1.2"
WIDTH, HEIGHT = 64, 48
PICTURES = 40
"""More than FFmpeg holds back."""
STOP_SECONDS = 5
"""It promises two; a loaded machine is granted more."""


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Server]:
    """A server that a test may stop."""
    with serving(tmp_path, "--site", "minimal") as running:
        yield running


def ffmpeg(*source: str) -> list[str]:
    """Small pictures, so that the pipe holds nothing up."""
    form = ("-s", f"{WIDTH}x{HEIGHT}", "-pix_fmt", "gray", "-f", "rawvideo")
    return [program("ffmpeg"), "-loglevel", "error", *source, *form, "-"]


def end_of(arguments: list[str], server: Server, size: int = 1) -> tuple[int, bytes]:
    """The status and the messages of a player that had written `size` bytes when the server stopped."""
    with started(*arguments) as player:
        assert player.stdout
        while size > 0:
            written = player.stdout.read(size)
            assert written, "it ended by itself"
            size -= len(written)
        server.process.send_signal(signal.SIGTERM)
        _, messages = player.communicate(timeout=PATIENCE)
        assert server.process.wait(STOP_SECONDS) == 0
        return player.returncode, messages


@pytest.mark.parametrize("transport", ["tcp", "udp"])
def test_ffmpeg_is_told_of_the_end_and_ends_well(own: Server, transport: str) -> None:
    """It has shown what it held back to learn of the stream: one that is still behind loses what it has not read."""
    player = ffmpeg("-rtsp_transport", transport, "-i", rtsp_url(own, STREAM))
    assert end_of(player, own, PICTURES * WIDTH * HEIGHT) == (0, b"")


def test_ffmpeg_ends_well_where_pictures_are_pushed(own: Server) -> None:
    status, _ = end_of(ffmpeg("-i", push_url(own, STREAM)), own)
    assert status == 0


def test_gstreamer_is_told_of_the_end(own: Server) -> None:
    """It ends, though not always well: it asks for PAUSE and TEARDOWN when the connection has gone."""
    source = [program("gst-launch-1.0"), "-q", "rtspsrc", f"location={rtsp_url(own, STREAM)}", "protocols=tcp"]
    end_of([*source, "latency=0", "!", "rtph264depay", "!", "h264parse", "!", "fdsink", "fd=1"], own)


@pytest.mark.anyio
async def test_twenty_viewers_do_not_hold_the_server_up(own: Server) -> None:
    port = urlsplit(own.rtsp).port
    assert port
    admin = format_authorization(BasicCredentials("admin", "camtrace"))
    with ExitStack() as pushed:
        async with AsyncExitStack() as played:
            clients = [await played.enter_async_context(Client(port, admin)) for _ in range(10)]
            for client in clients:
                await client.play()
            viewers = [pushed.enter_context(watch(own.http, STREAM)) for _ in range(10)]
            for viewer in viewers:
                await asyncio.to_thread(viewer.part)
            own.process.send_signal(signal.SIGTERM)
            assert await asyncio.to_thread(own.process.wait, STOP_SECONDS) == 0
            for client in clients:
                await client.hung_up()
    assert "Traceback" not in own.log


def test_viewers_who_have_stopped_reading_do_not_hold_it_up(own: Server) -> None:
    with ExitStack() as stack:
        for _ in range(5):
            stack.enter_context(watch(own.http, "1.1")).part()
        own.process.send_signal(signal.SIGINT)
        assert own.process.wait(STOP_SECONDS) == 0
    assert "Traceback" not in own.log
