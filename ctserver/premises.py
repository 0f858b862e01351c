"""What a server takes hold of before all else: the place of its ready file, its HTTP port, its data directory.

Cheap to import, so that whoever cannot start hears of it at once, and what takes long can begin at once.
"""

import fcntl
import os
import socket
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from ctserver.clock import Clock, parse_clock
from ctserver.settings import Settings

Login = tuple[str, str]
"""A user's name and password."""


class StartError(Exception):
    """Why the server cannot start, in one line for the operator."""


@dataclass(slots=True)
class Premises:
    """`directory` is the data directory, a temporary one where none was asked for."""

    settings: Settings
    clock: Clock
    directory: Path
    http_socket: socket.socket


@contextmanager
def occupy(settings: Settings) -> Iterator[Premises]:
    """Leaves nothing behind that was not asked for; StartError where something cannot be had."""
    with ExitStack() as stack:
        if settings.ready_file:
            stack.enter_context(_place_of_ready_file(settings.ready_file))
        http_socket = stack.enter_context(listening(settings.host, settings.port, "port"))
        clock = parse_clock(settings.clock)
        yield Premises(settings, clock, stack.enter_context(_data_directory(settings)), http_socket)


@contextmanager
def listening(host: str, port: int, option: str) -> Iterator[socket.socket]:
    """A bound socket; StartError names the option."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        bound = socket.create_server((host, port), family=family, backlog=1024)
    except OSError as error:
        raise StartError(f"{option}: cannot listen at {host} port {port}: {error.strerror or error}") from None
    with bound:
        yield bound


def write_ready_file(path: Path, text: str) -> None:
    """Appears whole: whoever sees the file can read it."""
    temporary = _temporary(path)
    temporary.write_text(text)
    temporary.replace(path)


@contextmanager
def _place_of_ready_file(path: Path) -> Iterator[None]:
    """Checks early that the file can be written; an old one is removed, ours when we stop."""
    try:
        temporary = _temporary(path)
        path.unlink(missing_ok=True)
        temporary.touch()
    except (OSError, ValueError) as error:  # ValueError: a path such as `.` or `/`, which has no name
        reason = getattr(error, "strerror", None) or error
        raise StartError(f"ready-file: expected a path that can be written, {path}: {reason}") from None
    try:
        yield
    finally:
        temporary.unlink(missing_ok=True)
        path.unlink(missing_ok=True)


def _temporary(path: Path) -> Path:
    return path.with_name(f".{path.name}.{os.getpid()}")


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
