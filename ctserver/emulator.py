"""The composition root: everything that runs, entered in order and left in the reverse one."""

import asyncio
import json
import logging
import os
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from starlette.types import ASGIApp

from ctserver import __version__
from ctserver.alarms.raising import MotionAlarms
from ctserver.auth.authenticator import Authenticator
from ctserver.cameras.views import Views
from ctserver.clock import Clock
from ctserver.db import Database, open_database
from ctserver.exports.disks import Disks
from ctserver.live.audience import Audience
from ctserver.live.http_server import serve_http
from ctserver.live.rtsp import RtspHandler
from ctserver.live.targets import Targets
from ctserver.logs.journal import Journal
from ctserver.premises import Premises, StartError, write_ready_file
from ctserver.settings import Settings
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
    """The running parts. `logins` are names and passwords of the site that was written at this start, none where the data
    directory held one already."""

    settings: Settings
    clock: Clock
    database: Database
    journal: Journal
    logins: list[tuple[str, str]]
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
async def run_emulator(
    premises: Premises, logins: list[tuple[str, str]], make_app: Callable[[Emulator], ASGIApp]
) -> AsyncIterator[Emulator]:
    """Yields once every listener accepts and a first key picture exists; StartError if that cannot be.

    The database is what `sites.store` has made of it, and `logins` is what that has told.
    """
    settings, clock, directory = premises.settings, premises.clock, premises.directory
    async with AsyncExitStack() as stack:
        database = open_database(settings, directory)
        stack.callback(database.dispose)
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
            logins=logins,
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
        emulator.http_port = premises.http_socket.getsockname()[1]
        await stack.enter_async_context(emulator.exports)
        await stack.enter_async_context(serve_http(app, premises.http_socket, clock))
        await first_picture
        await stack.enter_async_context(MotionAlarms(database, views, clock))
        if settings.ready_file:
            _announce(settings.ready_file, emulator)
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
        raise StartError(f"rtsp-port: cannot listen at {host} port {port}: {error.strerror or error}") from None


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


def _announce(path: Path, emulator: Emulator) -> None:
    host = emulator.settings.host
    shown = f"[{host}]" if ":" in host else host
    facts = {
        "http": f"http://{shown}:{emulator.http_port}",
        "rtsp": f"rtsp://{shown}:{emulator.rtsp.port}",
        "pid": os.getpid(),
        "version": __version__,
    }
    write_ready_file(path, json.dumps(facts) + "\n")
