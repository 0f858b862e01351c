"""The command line."""

import gc
import os
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from ctserver import __version__

app = typer.Typer(
    help="An emulator of CamTrace's CT-Server, with synthetic cameras.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)


@app.callback()
def _ctserver() -> None:
    """Keeps `serve` a command by its name, however few there are."""


@app.command()
def version() -> None:
    """Print the version."""
    typer.echo(__version__)


@app.command()
def serve(
    host: Annotated[str | None, typer.Option(help="Address that both listeners bind.  [default: 127.0.0.1]")] = None,
    port: Annotated[int | None, typer.Option(help="HTTP port; 0 picks a free one.  [default: 8080]")] = None,
    rtsp_port: Annotated[int | None, typer.Option(help="RTSP port; 0 picks a free one.  [default: 8554]")] = None,
    site: Annotated[str | None, typer.Option(help="A shipped site, or a YAML file.  [default: demo]")] = None,
    data: Annotated[
        Path | None, typer.Option(help="Directory that keeps the database.  [default: a temporary one]")
    ] = None,
    cache: Annotated[
        str | None, typer.Option(help="Directory that keeps coded scenes, or off.  [default: the user's cache]")
    ] = None,
    seed: Annotated[int | None, typer.Option(help="What synthetic things differ by.  [default: 1]")] = None,
    database_url: Annotated[
        str | None, typer.Option(help="SQLAlchemy URL, instead of SQLite in the data directory.")
    ] = None,
    ready_file: Annotated[Path | None, typer.Option(help="Written once the server is ready.")] = None,
    clock: Annotated[
        str | None, typer.Option(help="real, frozen, x<rate> or an ISO 8601 instant.  [default: real]")
    ] = None,
    cors_origins: Annotated[
        str | None, typer.Option(help="Origins whose pages may call the API, by commas.  [default: *]")
    ] = None,
    max_body: Annotated[int | None, typer.Option(help="Largest accepted request body, in bytes.")] = None,
    log_level: Annotated[str | None, typer.Option(help="debug, info, warning or error.  [default: info]")] = None,
) -> None:
    """Start the server. Each option has a twin in the environment: CTSERVER_HOST, CTSERVER_RTSP_PORT, …"""
    # OpenBLAS would start a thread for each core, which costs a tenth of a second and is of no use for pictures.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # noqa: TID251 (written, not read)
    gc.disable()  # a start makes many objects and next to no garbage; `memory.release_unused` turns it on again
    from ctserver.serve import run  # noqa: PLC0415 (the server's modules take half a second: `--help` need not wait for them)

    given: dict[str, Any] = {
        "host": host, "port": port, "rtsp_port": rtsp_port, "site": site, "data": data, "cache": cache,
        "database_url": database_url, "seed": seed, "ready_file": ready_file, "clock": clock,
        "cors_origins": cors_origins, "max_body": max_body, "log_level": log_level,
    }  # fmt: skip
    sys.exit(run({name: value for name, value in given.items() if value is not None}))


def main() -> None:
    app()
