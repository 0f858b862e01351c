"""The real product as a subprocess: started, waited for within bounds, stopped by a signal."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

START_SECONDS = 60.0
STOP_SECONDS = 20.0


@dataclass(frozen=True, slots=True)
class Server:
    http: str
    rtsp: str
    pid: int
    process: subprocess.Popen[bytes]
    directory: Path

    @property
    def log(self) -> str:
        """What it has written to stderr up to now."""
        return (self.directory / "stderr").read_text(errors="replace")

    @property
    def ready_file(self) -> Path:
        return self.directory / "ready.json"

    def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Its exit status."""
        self.process.send_signal(number)
        return self.process.wait(STOP_SECONDS)


def launch(directory: Path, *options: str, **environment: str) -> subprocess.Popen[bytes]:
    """`ctserver serve` on free ports unless told, with its output in files of `directory`."""
    arguments = [sys.executable, "-m", "ctserver", "serve"]
    for name in ("--port", "--rtsp-port"):
        arguments += [] if name in options else [name, "0"]
    with (directory / "stdout").open("wb") as stdout, (directory / "stderr").open("wb") as stderr:
        return subprocess.Popen(
            [*arguments, *options], stdin=subprocess.DEVNULL, stdout=stdout, stderr=stderr, env=os.environ | environment
        )


def wait_until_ready(process: subprocess.Popen[bytes], directory: Path) -> Server:
    """Fails as soon as the process has ended, and at the latest after START_SECONDS."""
    ready, deadline = directory / "ready.json", time.monotonic() + START_SECONDS
    while not ready.exists():
        with suppress(subprocess.TimeoutExpired):
            status = process.wait(0.02)
            raise AssertionError(f"the server ended with {status}: {(directory / 'stderr').read_text()}")
        assert time.monotonic() < deadline, "the server is not ready in time"
    facts = json.loads(ready.read_text())
    return Server(facts["http"], facts["rtsp"], facts["pid"], process, directory)


@contextmanager
def serving(directory: Path, *options: str, **environment: str) -> Iterator[Server]:
    """A running server, which is gone afterwards whatever happens."""
    directory.mkdir(parents=True, exist_ok=True)
    process = launch(directory, "--ready-file", str(directory / "ready.json"), *options, **environment)
    try:
        yield wait_until_ready(process, directory)
    finally:
        if process.poll() is None:
            process.terminate()
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def refusal(directory: Path, *options: str, **environment: str) -> str:
    """The one line with which a start is refused."""
    process = launch(directory, *options, **environment)
    try:
        status = process.wait(START_SECONDS)
    finally:
        process.kill()
        process.wait()
    lines = (directory / "stderr").read_text().splitlines()
    assert (status, len(lines)) == (2, 1), (status, lines)
    return lines[0]
