"""`ctserver serve`: settings, logging, signals, and a start for which two cores work."""

import asyncio
import logging
import signal
import sys
from functools import partial
from typing import Any

import uvloop
from pydantic import ValidationError

import ctserver.tables  # noqa: F401 (what both processes of a start need, before they part)
from ctserver import startup
from ctserver.beside import Companion, Told, beside
from ctserver.http.redaction import RedactingFormatter
from ctserver.http.request_id import RequestIdFilter
from ctserver.http.wire import WireBody
from ctserver.migrate import prepare_schema
from ctserver.premises import Premises, StartError, occupy
from ctserver.settings import Settings, option_of, variable_of

CANNOT_START = 2


def run(options: dict[str, Any], painter: Companion | None = None) -> int:
    """The process's exit status: 0 after an orderly stop, 2 with one line on stderr if the server cannot start.

    `painter` is at `first_picture.make`; without one, the server makes its first picture itself.
    """
    try:
        settings = Settings.read(options)
        _log_to_stderr(settings.log_level)
        signal.signal(signal.SIGTERM, signal.default_int_handler)  # up to when the event loop takes it
        with occupy(settings) as premises, beside(partial(_prepare, premises), refused=StartError) as prepared:
            prepare_schema(premises)  # while the other imports what a site is written with
            prepared.tell(None)
            from ctserver.lifetime import serve  # noqa: PLC0415 (meanwhile)

            with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
                runner.run(serve(premises, prepared, painter))
    except ValidationError as error:
        return _refuse(_first_problem(error))
    except StartError as error:
        return _refuse(str(error))
    except (KeyboardInterrupt, asyncio.CancelledError):  # before it was ready
        pass
    return 0


def _prepare(premises: Premises, told: Told) -> list[tuple[str, str]]:
    with startup.late_models(WireBody):  # no route is built here
        from ctserver.sites.store import write_site  # noqa: PLC0415 (the server itself does without)

    told()  # that the tables are there
    return write_site(premises)


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
