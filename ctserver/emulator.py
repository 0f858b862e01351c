"""The composition root: everything that runs, entered in order and left in the reverse one."""

import asyncio
import fcntl
import json
import logging
import os
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from starlette.types import ASGIApp

from ctserver import __version__
from ctserver.alarms.raising import MotionAlarms
from ctserver.auth.authenticator import Authenticator
from ctserver.cameras.views import Views
from ctserver.clock import Clock, parse_clock
from ctserver.db import Database
from ctserver.exports.disks import Disks
from ctserver.live.audience import Audience
from ctserver.live.http_server import ListenError, listening, serve_http
from ctserver.live.rtsp import RtspHandler
from ctserver.live.targets import Targets
from ctserver.logs.journal import Journal
from ctserver.settings import Settings
from ctserver.sites.schema import Site
from ctserver.sites.store import StartError, open_database
from ctserver.video.cache.store import LoopCache
from ctserver.video.feeds import Feeds
from ctserver.video.picture import Codec
from ctserver.video.rtsp.server import RtspServer
from ctserver.video.viewing import ViewerInfo

if TYPE_CHECKING:
    from ctserver.exports.jobs import ExportJobs

log = logging.getLogger("ctserver")

TURN_SECONDS = 4.0
"""With a feed's time of grace, enough for the first picture's whole loop: where it is on disk, the next start need not paint."""


@dataclass
class Emulator:
    """The running parts. `site` is what was seeded at this start, None where the data directory held a site already."""

    settings: Settings
    clock: Clock
    database: Database
    journal: Journal
    site: Site | None
    authenticator: Authenticator
    feeds: Feeds
    views: Views
    targets: Targets
    disks: Disks
    audience: Audience
    exports: "ExportJobs" = field(init=False)
    rtsp: RtspServer = field(init=False)
    http_port: int = 0

    def viewers(self) -> list[ViewerInfo]:
        """All that watch, of RTSP, PUSH HTTP and mosaics."""
        return [*self.rtsp.viewers(), *self.audience.viewers()]


@asynccontextmanager
async def run_emulator(settings: Settings, make_app: Callable[[Emulator], ASGIApp]) -> AsyncIterator[Emulator]:
    """Yields once every listener accepts and a first key picture exists; StartError if that cannot be."""
    async with AsyncExitStack() as stack:
        ready_file = stack.enter_context(_ready_file(settings.ready_file)) if settings.ready_file else None
        http_socket = stack.enter_context(listening(settings.host, settings.port, "port"))
        clock = parse_clock(settings.clock)
        directory = stack.enter_context(_data_directory(settings))
        database, site = stack.enter_context(open_database(settings, directory, clock.now()))
        journal = stack.enter_context(Journal(database, clock))
        authenticator = Authenticator(database, clock)
        stack.callback(authenticator.close)
        feeds = await stack.enter_async_context(Feeds(clock, settings.workers, _loop_cache(settings)))
        audience = await stack.enter_async_context(Audience(authenticator))
        views = Views(database, clock)
        emulator = Emulator(
            settings=settings,
            clock=clock,
            database=database,
            journal=journal,
            site=site,
            authenticator=authenticator,
            feeds=feeds,
            views=views,
            targets=Targets(views, database, clock),
            disks=Disks(database, directory),
            audience=audience,
        )
        first_picture = asyncio.create_task(_first_picture(emulator))
        stack.callback(first_picture.cancel)  # where the start is refused meanwhile
        emulator.exports = await asyncio.to_thread(_export_jobs, emulator)
        app = await asyncio.to_thread(make_app, emulator)  # the loop stays free to get the first picture done
        emulator.rtsp = await _start_rtsp(stack, emulator)
        emulator.http_port = http_socket.getsockname()[1]
        await stack.enter_async_context(emulator.exports)
        await stack.enter_async_context(serve_http(app, http_socket, clock))
        await first_picture
        await stack.enter_async_context(MotionAlarms(database, views, clock))
        if ready_file:
            _announce(ready_file, emulator)
        log.info("server started, version %s", __version__)
        try:
            yield emulator
        finally:
            log.info("server stops")


def _loop_cache(settings: Settings) -> LoopCache | None:
    directory = settings.cache_directory()
    return LoopCache(directory) if directory else None


def _export_jobs(emulator: Emulator) -> "ExportJobs":
    from ctserver.exports.jobs import ExportJobs  # noqa: PLC0415 (imported while the first picture is drawn)

    return ExportJobs(emulator.database, emulator.views, emulator.feeds.clips, emulator.clock, emulator.disks)


async def _start_rtsp(stack: AsyncExitStack, emulator: Emulator) -> RtspServer:
    handler = RtspHandler(emulator.authenticator, emulator.targets, emulator.feeds)
    host, port = emulator.settings.host, emulator.settings.rtsp_port
    try:
        return await stack.enter_async_context(RtspServer(handler, host=host, port=port, clock=emulator.clock))
    except OSError as error:
        raise ListenError(f"rtsp-port: cannot listen at {host} port {port}: {error.strerror or error}") from None


@contextmanager
def _data_directory(settings: Settings) -> Iterator[Path]:
    if settings.data is None:
        with tempfile.TemporaryDirectory(prefix="ctserver-") as directory:
            yield Path(directory)
        return
    try:
        settings.data.mkdir(parents=True, exist_ok=True)
        lock = (settings.data / "ctserver.lock").open("w")
    except OSError as error:
        raise StartError(f"data: expected a directory that can be written, {settings.data}: {error.strerror}") from None
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)  # what one process remembers, another would not see change
        except OSError:
            raise StartError(f"data: {settings.data} is in use by another ctserver") from None
        yield settings.data


async def _first_picture(emulator: Emulator) -> None:
    """Proves that pictures are made, with the smallest H.264 stream that there is; a site may have none."""
    await asyncio.to_thread(emulator.views.look_for_footage)
    cameras = [camera for camera in emulator.views.catalogue.cameras(emulator.clock.now()) if camera.has_video]
    streams = [(camera, stream) for camera in cameras for stream in camera.streams if stream.encoding == Codec.H264]
    if streams:
        camera, stream = min(streams, key=lambda pair: pair[1].width * pair[1].height)
        feed = emulator.feeds.live(emulator.views.view(camera, stream))
        await feed.first_picture()
        if emulator.settings.cache_directory():
            feed.keep_warm(TURN_SECONDS)


@contextmanager
def _ready_file(path: Path) -> Iterator[Path]:
    """Checks early that the file can be written; an old one is removed, ours when we stop."""
    try:
        temporary = path.with_name(f".{path.name}.{os.getpid()}")
        path.unlink(missing_ok=True)
        temporary.touch()
    except (OSError, ValueError) as error:  # ValueError: a path such as `.` or `/`, which has no name
        reason = getattr(error, "strerror", None) or error
        raise StartError(f"ready-file: expected a path that can be written, {path}: {reason}") from None
    try:
        yield path
    finally:
        temporary.unlink(missing_ok=True)
        path.unlink(missing_ok=True)


def _announce(path: Path, emulator: Emulator) -> None:
    """Appears whole: whoever sees the file can read it."""
    host = emulator.settings.host
    shown = f"[{host}]" if ":" in host else host
    facts = {
        "http": f"http://{shown}:{emulator.http_port}",
        "rtsp": f"rtsp://{shown}:{emulator.rtsp.port}",
        "pid": os.getpid(),
        "version": __version__,
    }
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    temporary.write_text(json.dumps(facts) + "\n")
    temporary.replace(path)
