"""The HTTP application on one page: what wraps every request, from the outside in, and the routers by chapter."""

import asyncio

from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp

from ctserver import __version__
from ctserver.alarms import routes as alarms
from ctserver.cameras import routes as cameras
from ctserver.clock import Clock
from ctserver.commands import routes as commands
from ctserver.devices import routes as devices
from ctserver.emulator import Emulator
from ctserver.exports import routes as exports
from ctserver.folders import routes as folders
from ctserver.headband import routes as headband
from ctserver.http import errors, openapi
from ctserver.http.jsonp import JsonP
from ctserver.http.middleware import BodyLimit, Envelope, Head, LastResort, Versions
from ctserver.http.routing import routes_below
from ctserver.live import mosaic, push
from ctserver.logs import routes as logs
from ctserver.maps import routes as maps
from ctserver.monitoring import routes as monitoring
from ctserver.mosaics import routes as mosaics
from ctserver.precords import routes as precords
from ctserver.recordings import routes as recordings
from ctserver.scenarios import routes as scenarios
from ctserver.screens import routes as screens
from ctserver.servers import routes as servers
from ctserver.settings import Settings
from ctserver.snapshots import routes as snapshots
from ctserver.sort_criteria import routes as sort_criteria
from ctserver.tasks import routes as tasks
from ctserver.users import routes as users

API = "/api/v1.2"
CHAPTERS = [
    logs.router,  # `/cameras/connections` and `/cameras/alarms` before `/cameras/{camera_id}`
    alarms.router,
    cameras.router,
    mosaics.router,
    screens.router,
    users.router,
    servers.router,
    commands.router,
    sort_criteria.router,
    maps.router,
    folders.router,
    scenarios.router,
    recordings.router,
    exports.router,
    precords.router,
    snapshots.router,
    devices.router,
    monitoring.router,
    tasks.router,
    headband.router,
]
"""In the order in which a request is compared with them."""
BESIDE = [servers.discovery, push.router, mosaic.router]
"""What does not stand below `/api/v1.2`."""


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

    for router in CHAPTERS:
        app.router.routes.extend(routes_below(API, router))
    for router in BESIDE:
        app.router.routes.extend(routes_below("", router))
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
