"""A film, a handler and a server for each test."""

import asyncio
from collections.abc import AsyncIterator, Iterator

import pytest
from hypothesis import settings

from ctserver.video.rtsp.server import RtspServer
from tests.video.rtsp.client import PATH, REPLAY, Hurry, serving
from tests.video.rtsp.film import FilmHandler, FilmSource, moving_film
from tests.video.rtsp.recording import FilmRecording

# The same examples at every run, however slow the machine.
settings.register_profile("steady", deadline=None, derandomize=True)
settings.load_profile("steady")


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def source() -> Iterator[FilmSource]:
    """A warm source: it has shown a key picture and two more."""
    source = FilmSource("1.1", moving_film())
    source.show(3)
    yield source
    source.stop()


@pytest.fixture
def handler(source: FilmSource) -> FilmHandler:
    return FilmHandler({PATH: source})


@pytest.fixture
def recording(handler: FilmHandler) -> Iterator[FilmRecording]:
    """Ten seconds, a key picture every 0.4."""
    recording = FilmRecording(moving_film())
    handler.recordings[REPLAY] = recording
    yield recording
    recording.stop()


@pytest.fixture
async def hurry() -> AsyncIterator[Hurry]:
    loop = asyncio.get_running_loop()
    real = loop.time
    yield Hurry()
    loop.time = real  # type: ignore[method-assign]


@pytest.fixture
async def server(handler: FilmHandler) -> AsyncIterator[RtspServer]:
    async with serving(handler) as server:
        yield server
