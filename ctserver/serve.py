"""`ctserver serve`: settings, logging, signals, and what the operator reads."""

import asyncio
import logging
import signal
import sys
from contextlib import suppress
from typing import Any

import uvloop
from pydantic import ValidationError
from starlette.types import ASGIApp

from ctserver import startup
from ctserver.emulator import Emulator, run_emulator
from ctserver.http.messages import load_catalogues
from ctserver.http.redaction import RedactingFormatter
from ctserver.http.request_id import RequestIdFilter
from ctserver.live.http_server import ListenError
from ctserver.memory import release_unused
from ctserver.operations import API
from ctserver.settings import Settings, option_of, variable_of
from ctserver.sites.store import StartError

CANNOT_START = 2
SETTLE_SECONDS = 9.5


def run(options: dict[str, Any]) -> int:
    """The process's exit status: 0 after an orderly stop, 2 with one line on stderr if the server cannot start."""
    try:
        settings = Settings.read(options)
        _log_to_stderr(settings.log_level)
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(_serve(settings))
    except ValidationError as error:
        return _refuse(_first_problem(error))
    except (StartError, ListenError) as error:
        return _refuse(str(error))
    return 0


async def _serve(settings: Settings) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    async with run_emulator(settings, _make_app) as emulator:
        startup.settle()
        sys.stdout.write(_welcome(emulator))
        sys.stdout.flush()
        await asyncio.to_thread(load_catalogues)
        with suppress(TimeoutError):  # by then the first picture's feed has stopped, and what it needed is free
            await asyncio.wait_for(stop.wait(), SETTLE_SECONDS)
        await asyncio.to_thread(release_unused)
        await stop.wait()


def _make_app(emulator: Emulator) -> ASGIApp:
    with startup.late_models():
        import fastapi  # noqa: F401, PLC0415 (imported while the first picture is drawn)
    from ctserver.app import create_app  # noqa: PLC0415 (the same)

    return create_app(emulator)


def _refuse(reason: str) -> int:
    sys.stderr.write(f"ctserver: {reason}\n")
    return CANNOT_START


def _first_problem(error: ValidationError) -> str:
    problem = error.errors()[0]
    name = str(problem["loc"][0])
    message = problem["msg"].removeprefix("Value error, ")
    return f"{name} ({option_of(name)}, {variable_of(name)}): {message}, got {problem['input']!r}"


def _log_to_stderr(level: str) -> None:
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(RedactingFormatter("%(asctime)s %(levelname)s %(name)s %(request)s %(message)s"))
    handler.addFilter(RequestIdFilter())
    handler.addFilter(lambda record: record.name != "ctserver.streams")  # they come and go: for the system log alone
    logging.basicConfig(level=level.upper(), handlers=[handler])
    logging.getLogger("uvicorn").setLevel(logging.WARNING)
    logging.getLogger("alembic").setLevel(logging.WARNING)


def _welcome(emulator: Emulator) -> str:
    host = emulator.settings.host
    shown = "localhost" if host in ("0.0.0.0", "127.0.0.1", "::") else host  # noqa: S104 (compared, not bound)
    lines = ["", "CT-Server emulator is ready.", "", f"  API    http://{shown}:{emulator.http_port}{API}/cameras"]
    if emulator.site:
        user = emulator.site.users[0]
        path = _first_stream(emulator)
        if path:
            lines.append(
                f"  Video  http://{shown}:{emulator.http_port}{path}?user={user.name}&pass={user.password}   (a browser)"
            )
            lines.append(f"  RTSP   rtsp://{user.name}:{user.password}@{shown}:{emulator.rtsp.port}{path}   (a player)")
        at = f"http://{shown}:{emulator.http_port}{API}/openheadband"
        lines.insert(3, f"  Page   {at}?_username={user.name}&_password={user.password}   (cameras at a glance)")
        lines += ["", "  Users  " + ", ".join(f"{user.name}/{user.password}" for user in emulator.site.users)]
    return "\n".join([*lines, "", "  Stop with Ctrl+C.", "", ""])


def _first_stream(emulator: Emulator) -> str | None:
    cameras = emulator.views.catalogue.cameras(emulator.clock.now())
    streams = (
        f"/live/view/{camera.id}.{stream.id}" for camera in cameras if camera.has_video for stream in camera.streams
    )
    return next(streams, None)
