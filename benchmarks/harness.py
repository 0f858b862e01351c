"""What every benchmark needs: the machine's description, the product as a subprocess, and the line of a claim."""

import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).parents[1]
USER = PASSWORD = "demo"
READY_SECONDS = 60.0
POLL_SECONDS = 0.002
QUIET_SECONDS = 6.5
"""After this a feed without viewers has stopped, also the one whose first picture made the server ready."""


class BrokenError(Exception):
    """What was to be measured did not work: a figure would mean nothing."""


@dataclass(frozen=True, slots=True)
class Server:
    """A running product: the addresses that its ready file tells, and the seconds from its start to that file."""

    pid: int
    http: str
    rtsp: str
    seconds: float

    @property
    def http_port(self) -> int:
        return int(self.http.rpartition(":")[2])


@contextmanager
def ctserver(*more: str) -> Iterator[Server]:
    """The demo site, or what `more` options say, on free ports; its log goes to a temporary file, shown if it does not start."""
    with tempfile.TemporaryDirectory(prefix="ctserver-bench-") as directory:
        ready, log = Path(directory, "ready"), Path(directory, "log")
        command = [str(Path(sys.executable).with_name("ctserver")), "serve"]
        options = ["--port", "0", "--rtsp-port", "0", "--ready-file", str(ready)]
        since = time.perf_counter()
        with running([*command, *options, *more], log) as process:
            _await(ready.exists, process, log)
            seconds = time.perf_counter() - since
            facts = json.loads(ready.read_text())
            yield Server(process.pid, facts["http"], facts["rtsp"], seconds)


@contextmanager
def running(arguments: Sequence[str], log: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """A subprocess at the repository's root, what it prints in `log`; ended by its own pid."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("CTSERVER_")}
    environment["CTSERVER_CACHE"] = "off"  # each run codes its scenes itself, as the first one of a machine does
    with log.open("wb") as output:
        process = subprocess.Popen(arguments, cwd=ROOT, env=environment, stdout=output, stderr=subprocess.STDOUT)
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def first_line(log: Path, process: "subprocess.Popen[bytes]") -> str:
    """What a server that tells its port prints first."""
    _await(lambda: b"\n" in log.read_bytes(), process, log)
    return log.read_text().partition("\n")[0]


def _await(happened: Callable[[], bool], process: "subprocess.Popen[bytes]", log: Path) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while not happened():
        if process.poll() is not None or time.monotonic() > deadline:
            raise BrokenError(f"{process.args!r} did not get ready; it printed:\n{log.read_text()[-2000:]}")
        time.sleep(POLL_SECONDS)


def pin(pid: int, core: int) -> None:
    """Every thread of a process to one core, and the threads that these start: the kernel keeps it by thread."""
    for task in Path("/proc", str(pid), "task").iterdir():
        with suppress(ProcessLookupError):  # a thread may have ended meanwhile
            os.sched_setaffinity(int(task.name), {core})


def claim(
    name: str, figure: float, unit: str, *, at_most: float | None = None, at_least: float | None = None, note: str = ""
) -> None:
    """Prints a line: name, figure, unit, the bound claimed and whether it is kept. A figure without a bound is context."""
    bound = f"<= {at_most:g}" if at_most is not None else f">= {at_least:g}" if at_least is not None else ""
    over = (at_most is not None and figure > at_most) or (at_least is not None and figure < at_least)
    verdict = ("over" if over else "ok") if bound else ""
    digits = 0 if float(figure).is_integer() or abs(figure) >= 1000 else 1 if abs(figure) >= 100 else 3
    print(f"{name:<34}{figure:>12.{digits}f} {unit:<8}{bound:<10}{verdict:<6}{note}".rstrip(), flush=True)


def machine() -> list[str]:
    """What the figures depend on, a line each."""
    return [
        f"date    {datetime.now(UTC):%Y-%m-%d %H:%M} UTC",
        f"cpu     {_cpu_model()}, {os.cpu_count()} cores, {len(os.sched_getaffinity(0))} for us",
        f"python  {platform.python_implementation()} {platform.python_version()}",
        f"kernel  {platform.system()} {platform.release()} {platform.machine()}",
        f"load    {load_average()} (1, 5 and 15 minutes, before the first benchmark)",
    ]


def load_average() -> str:
    return " ".join(f"{load:.2f}" for load in os.getloadavg())


def _cpu_model() -> str:
    """The name alone tells little on virtual machines, so family, model and stepping go with it."""
    known: dict[str, str] = {}
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        name, _, value = line.partition(":")
        known.setdefault(name.strip(), value.strip())
    numbers = "/".join(known.get(name, "?") for name in ("cpu family", "model", "stepping"))
    return f"{known.get('model name', platform.machine())} (family/model/stepping {numbers})"
