"""The HTTP application on one page: what wraps every request, from the outside in, and the routers by chapter."""

import asyncio

from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp

import ctserver.tables  # noqa: F401 (all of them, whichever chapters have been asked for)
from ctserver import __version__
from ctserver.clock import Clock
from ctserver.emulator import Emulator
from ctserver.http import errors, openapi
from ctserver.http.jsonp import JsonP
from ctserver.http.middleware import BodyLimit, Envelope, Head, LastResort, Versions
from ctserver.http.routing import Chapter
from ctserver.operations import API
from ctserver.settings import Settings

CHAPTERS = [
    # `/cameras/connections` and `/cameras/alarms` before `/cameras/{camera_id}`
    Chapter(API, "ctserver.logs.routes", "cameras", "system", "users"),
    Chapter(API, "ctserver.alarms.routes", "cameras"),
    Chapter(API, "ctserver.cameras.routes", "cameras"),
    Chapter(API, "ctserver.mosaics.routes", "groups"),
    Chapter(API, "ctserver.screens.routes", "screens"),
    Chapter(API, "ctserver.users.routes", "users"),
    Chapter(API, "ctserver.servers.routes", "getservertime", "servers"),
    Chapter(API, "ctserver.commands.routes", "exturls"),
    Chapter(API, "ctserver.sort_criteria.routes", "regex"),
    Chapter(API, "ctserver.maps.routes", "maps"),
    Chapter(API, "ctserver.folders.routes", "folders"),
    Chapter(API, "ctserver.scenarios.routes", "scenarios"),
    Chapter(API, "ctserver.recordings.routes", "slices"),
    Chapter(API, "ctserver.exports.routes", "exports"),
    Chapter(API, "ctserver.precords.routes", "precords"),
    Chapter(API, "ctserver.snapshots.routes", "snapshots"),
    Chapter(API, "ctserver.devices.routes", "devices"),
    Chapter(API, "ctserver.monitoring.routes", "health", "license", "sysinfo"),
    Chapter(API, "ctserver.tasks.routes", "tasks"),
    Chapter(API, "ctserver.headband.routes", "openheadband"),
    # What does not stand below `/api/v1.2`.
    Chapter("", "ctserver.servers.routes", "api", router="discovery"),
    Chapter("", "ctserver.live.push", "live", "r", "replay"),
    Chapter("", "ctserver.live.mosaic", "m"),
]
"""In the order in which a request is compared with them."""


def load_chapters() -> None:
    """Does what the first request of a kind would else wait for, some hundredths of a second; to call once there is time."""
    for chapter in CHAPTERS:
        for route in chapter.routes:
            route.build()


def create_app(emulator: Emulator) -> ASGIApp:
    app = FastAPI(title="CT-Server API", version="1.2", summary=f"Emulated by ctserver {__version__}", redoc_url=None)
    app.router.redirect_slashes = False
    app.state.clock, app.state.database, app.state.writer = emulator.clock, emulator.database, asyncio.Lock()
    app.state.authenticator, app.state.feeds = emulator.authenticator, emulator.feeds
    app.state.views, app.state.targets = emulator.views, emulator.targets
    app.state.disks, app.state.exports = emulator.disks, emulator.exports
    app.state.audience, app.state.journal = emulator.audience, emulator.journal
    app.state.max_body = emulator.settings.max_body
    errors.install(app)
    openapi.install(app)

    app.router.routes.extend(CHAPTERS)
    return _wrap(app, emulator.settings, emulator.clock)


def _wrap(app: ASGIApp, settings: Settings, clock: Clock) -> ASGIApp:
    # From the inside out.
    app = LastResort(app)  # a crash has been answered; the listener need not hear of it again
    app = Versions(app)  # older prefixes: inside JSON-P, which does not care
    app = BodyLimit(app, settings.max_body)
    app = JsonP(app)  # outside the application, so that every error is wrapped too
    app = Head(app)  # outside JSON-P, whose length it must announce
    app = CORSMiddleware(  # outside everything that refuses: a page must be able to read the refusal
        app,
        allow_origins=settings.cors_origins,
        allow_methods=["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"],
        allow_headers=[
            "*"
        ],  # answers a preflight with the headers that it asked for: a star would not cover Authorization
        expose_headers=[
            *("Date", "Location", "Content-Location", "Link"),
            *("Content-Disposition", "Content-Range", "Accept-Ranges", "ETag"),
        ],
    )
    return Envelope(app, clock)  # Date, Server and the access log: on everything
