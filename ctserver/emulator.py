"""The composition root: everything that runs, entered in order and left in the reverse one."""

import asyncio
import json
import logging
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError
from starlette.types import ASGIApp

from ctserver import __version__
from ctserver.alarms.raising import MotionAlarms
from ctserver.auth.authenticator import Authenticator
from ctserver.beside import Companion
from ctserver.cameras.views import Views
from ctserver.clock import Clock
from ctserver.db import Database, open_database
from ctserver.exports.disks import Disks
from ctserver.exports.jobs import ExportJobs
from ctserver.first_picture import Order
from ctserver.live.audience import Audience
from ctserver.live.http_server import serve_http
from ctserver.live.rtsp import RtspHandler
from ctserver.live.targets import Targets
from ctserver.logs.journal import Journal
from ctserver.premises import Login, Premises, StartError, write_ready_file
from ctserver.settings import Settings
from ctserver.video.cache.store import LoopCache
from ctserver.video.feeds import Feeds
from ctserver.video.picture import Codec
from ctserver.video.rtsp.server import RtspServer
from ctserver.video.view import View
from ctserver.video.viewing import ViewerInfo

log = logging.getLogger("ctserver")

FIRST_PICTURE_SECONDS = 30.0
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
    logins: list[Login]
    authenticator: Authenticator
    feeds: Feeds
    views: Views
    targets: Targets
    disks: Disks
    audience: Audience
    exports: ExportJobs = field(init=False)
    rtsp: RtspServer = field(init=False)
    http_port: int = 0

    def smallest(self) -> View | None:
        """Of the H.264 streams; a site may have none."""
        cameras = [camera for camera in self.views.catalogue.cameras(self.clock.now()) if camera.has_video]
        streams = [(camera, stream) for camera in cameras for stream in camera.streams if stream.encoding == Codec.H264]
        chosen = min(streams, key=lambda pair: pair[1].width * pair[1].height, default=None)
        return self.views.view(*chosen) if chosen else None

    def turn_first(self) -> None:
        """Leaves the loop of the start's first picture on disk, for the next start."""
        view = self.smallest()
        if view and self.settings.cache_directory():
            self.feeds.live(view).keep_warm(TURN_SECONDS)

    def viewers(self) -> list[ViewerInfo]:
        """All that watch, of RTSP, PUSH HTTP and mosaics."""
        return [*self.rtsp.viewers(), *self.audience.viewers()]


@asynccontextmanager
async def run_emulator(
    premises: Premises,
    prepared: Callable[[], Awaitable[list[Login]]],
    make_app: Callable[[Emulator], ASGIApp],
    painter: Companion | None = None,
) -> AsyncIterator[Emulator]:
    """Yields once every listener accepts and a first key picture exists; StartError if that cannot be.

    `prepared` waits for what `sites.store` makes of the database, and returns what that tells; nothing is read of it before.
    `painter` is at `first_picture.make`; without one, the first picture is made here.
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
            logins=[],
            authenticator=authenticator,
            feeds=feeds,
            views=views,
            targets=Targets(views, database, clock),
            disks=Disks(database, directory),
            audience=audience,
        )
        emulator.exports = ExportJobs(database, views, feeds.clips, clock, emulator.disks)
        app = make_app(emulator)
        with suppress(
            SQLAlchemyError
        ):  # there may be none yet, nor tables: but its queries are composed, which takes longest
            emulator.smallest()
        emulator.logins = await prepared()
        journal.begin()
        view = emulator.smallest()
        if view and painter:
            painter.tell(Order.of(view, clock.now(), settings.cache_directory()))
        emulator.rtsp = await _start_rtsp(stack, emulator)
        emulator.http_port = premises.http_socket.getsockname()[1]
        await stack.enter_async_context(emulator.exports)
        await stack.enter_async_context(serve_http(app, premises.http_socket, clock))
        if view:
            await _first_picture(emulator, view, painter)
        await asyncio.to_thread(views.look_for_footage)
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


async def _start_rtsp(stack: AsyncExitStack, emulator: Emulator) -> RtspServer:
    handler = RtspHandler(emulator.authenticator, emulator.targets, emulator.feeds)
    host, port = emulator.settings.host, emulator.settings.rtsp_port
    try:
        return await stack.enter_async_context(RtspServer(handler, host=host, port=port, clock=emulator.clock))
    except OSError as error:
        raise StartError(f"rtsp-port: cannot listen at {host} port {port}: {error.strerror or error}") from None


async def _first_picture(emulator: Emulator, view: View, painter: Companion | None) -> None:
    """Proves that pictures are made. A `painter` has been told what to make."""
    if painter:
        try:
            async with asyncio.timeout(FIRST_PICTURE_SECONDS):
                await painter.finished()
            painter.outcome()
        except (
            TimeoutError,
            ChildProcessError,
        ) as error:  # it will fail here as well, and be told, if it is not its own fault
            log.warning("the first picture was not made by a process of its own: %s", error or "it took too long")
        else:
            return
    await emulator.feeds.live(view).first_picture()


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
