"""A server from the first picture to the orderly stop, and what the operator reads meanwhile."""

import asyncio
import signal
import sys
from collections.abc import Callable
from contextlib import suppress

from pydantic import BaseModel
from sqlalchemy.orm import configure_mappers
from starlette.types import ASGIApp

from ctserver import startup
from ctserver.beside import Companion
from ctserver.emulator import Emulator, run_emulator
from ctserver.http.messages import load_catalogues
from ctserver.memory import release_unused
from ctserver.operations import API
from ctserver.premises import Login, Premises

with startup.late_models(BaseModel):  # FastAPI makes two dozen, which only the API's own description needs
    import fastapi  # noqa: F401 (while the database is prepared)

SETTLE_SECONDS = 9.5


async def serve(premises: Premises, prepared: Companion, painter: Companion | None) -> None:
    """Until SIGTERM or SIGINT, which before all is ready cancel it; see `run_emulator`."""

    async def outcome() -> list[Login]:
        await prepared.finished()
        return [(name, password) for name, password in prepared.outcome()]

    starting = asyncio.current_task()
    assert starting
    _on_signal(starting.cancel)
    async with run_emulator(premises, outcome, _make_app, painter) as emulator:
        stop = asyncio.Event()
        _on_signal(stop.set)
        startup.settle()
        sys.stdout.write(_welcome(emulator))
        sys.stdout.flush()
        await asyncio.to_thread(_load_the_rest)
        emulator.turn_first()
        with suppress(TimeoutError):  # by then the first picture's feed has stopped, and what it needed is free
            await asyncio.wait_for(stop.wait(), SETTLE_SECONDS)
        await asyncio.to_thread(release_unused)
        await stop.wait()


def _on_signal(do: Callable[[], object]) -> None:
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, do)


def _make_app(emulator: Emulator) -> ASGIApp:
    from ctserver.app import create_app  # noqa: PLC0415 (imported while the first picture is made)

    return create_app(emulator)


def _load_the_rest() -> None:
    from ctserver.app import load_chapters  # noqa: PLC0415 (see `_make_app`)
    from ctserver.video.feeds import load_engine  # noqa: PLC0415 (imported by then)

    configure_mappers()
    load_engine()
    load_chapters()
    load_catalogues()


def _welcome(emulator: Emulator) -> str:
    host = emulator.settings.host
    shown = "localhost" if host in ("0.0.0.0", "127.0.0.1", "::") else host  # noqa: S104 (compared, not bound)
    lines = ["", "CT-Server emulator is ready.", "", f"  API    http://{shown}:{emulator.http_port}{API}/cameras"]
    if emulator.logins:
        name, password = emulator.logins[0]
        path = _first_stream(emulator)
        if path:
            lines.append(
                f"  Video  http://{shown}:{emulator.http_port}{path}?user={name}&pass={password}   (a browser)"
            )
            lines.append(f"  RTSP   rtsp://{name}:{password}@{shown}:{emulator.rtsp.port}{path}   (a player)")
        at = f"http://{shown}:{emulator.http_port}{API}/openheadband"
        lines.insert(3, f"  Page   {at}?_username={name}&_password={password}   (cameras at a glance)")
        lines += ["", "  Users  " + ", ".join(map("/".join, emulator.logins))]
    return "\n".join([*lines, "", "  Stop with Ctrl+C.", "", ""])


def _first_stream(emulator: Emulator) -> str | None:
    cameras = emulator.views.catalogue.cameras(emulator.clock.now())
    streams = (
        f"/live/view/{camera.id}.{stream.id}" for camera in cameras if camera.has_video for stream in camera.streams
    )
    return next(streams, None)
