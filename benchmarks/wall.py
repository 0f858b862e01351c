"""A wall: 64 cameras of 1920x1080 at 25 fps with a viewer each; and what sixteen cold streams of 1280x720 take.

A scene's loop is coded at its first turn and kept on disk. There are therefore two servers: one that codes the loops, and
one that finds them, which is the one that is measured.
"""

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from benchmarks.audience import Seen
from benchmarks.harness import ROOT, BrokenError, Server, claim, ctserver
from ctserver.video.scene import KINDS, LOOP_SECONDS

CAMERAS, FPS, SECONDS = 64, 25, 20
CODING_SECONDS = 400.0
"""At most, until all loops are coded."""
SETTLE_SECONDS = 10.0
COLD, COLD_SECONDS, COLD_LIMIT = 16, 5.0, 5.0
BOUND_MS, BOUND_MB = 0.4, 700
RATE = 0.98
"""Of the frame rate: where a count begins and ends may cost a picture."""


def run() -> None:
    with tempfile.TemporaryDirectory(prefix="ctserver-bench-") as name:
        directory = Path(name)
        with served(directory, CAMERAS, "1920x1080", coded=True) as server:
            _wall(server)
        for state in ("nothing", "loops"):
            with served(directory, COLD, "1280x720", coded=state == "loops") as server:
                _cold(live(server), state)


@contextmanager
def served(directory: Path, count: int, size: str, *, coded: bool) -> Iterator[Server]:
    """A server of so many cameras. With `coded`, one before it has left all loops on disk; without, there are none."""
    options = ["--site", str(site(directory, count, size)), "--cache", str(directory / f"{size}-{coded}")]
    if coded:
        _code(options, count, directory / f"{size}-{coded}")
    with ctserver(*options) as server:
        yield server


def live(server: Server) -> str:
    """The URL of a camera's stream, in which the camera's number is missing."""
    return f"{server.rtsp}/live/view/{{}}.1"


def _code(options: list[str], count: int, cache: Path) -> None:
    """Watches every camera until the whole of its loop is on disk."""
    deadline = time.perf_counter() + CODING_SECONDS
    with ctserver(*options) as server, watching(live(server), count, CODING_SECONDS, 1):
        while len(list(cache.glob("*.loop"))) < count * LOOP_SECONDS:
            if time.perf_counter() > deadline:
                raise BrokenError("the loops were not coded in time")
            time.sleep(1)


def site(directory: Path, count: int, size: str) -> Path:
    cameras = "".join(
        f"  - {{id: {n}, name: Camera {n}, model: m, scene: {KINDS[n % len(KINDS)]}, device: {{host: h}},"
        f" streams: [{{id: 1, name: s, size: {size}, fps: {FPS}}}]}}\n"
        for n in range(1, count + 1)
    )
    path = directory / f"wall-{count}.yaml"
    path.write_text(
        "name: wall\nprofiles: [{name: a, levels: [admin]}]\n"
        f"users: [{{name: demo, password: demo, profile: a}}]\ncameras:\n{cameras}"
    )
    return path


class Audience:
    """Viewers in a process of their own."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process
        if self._line() != "playing\n":
            raise BrokenError("the audience did not come to play")

    def end(self) -> Seen:
        """What they saw, once their time is over."""
        line = self._line()
        if not line:
            raise BrokenError("the audience did not last")
        return Seen(**json.loads(line))

    def _line(self) -> str:
        assert self._process.stdout
        return self._process.stdout.readline()


@contextmanager
def watching(url: str, count: int, seconds: float, settle: float) -> Iterator[Audience]:
    """Each viewer watches a camera of its own; yields once all have had a key picture and `settle` seconds have passed."""
    arguments = [sys.executable, "-m", "benchmarks.audience", url, str(count), str(seconds), str(settle)]
    with subprocess.Popen(arguments, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield Audience(process)
        finally:
            process.terminate()


def _wall(server: Server) -> None:
    process = psutil.Process(server.pid)
    with watching(live(server), CAMERAS, SECONDS, SETTLE_SECONDS) as audience:
        before, since = sum(process.cpu_times()[:2]), time.perf_counter()
        seen = audience.end()
        spent, seconds = sum(process.cpu_times()[:2]) - before, time.perf_counter() - since
    each = spent / seen.pictures
    note = f"of one core, drawing, coding, splicing, sending: {1 / each / FPS:.0f} such cameras a core"
    claim("wall.per_picture", each * 1000, "ms", at_most=BOUND_MS, note=note)
    claim("wall.cpu", 100 * spent / seconds, "% core", note=f"{CAMERAS} cameras of 1080p{FPS} with a viewer each")
    claim("wall.slowest_camera", seen.fewest / seen.seconds, "fps", at_least=FPS * RATE)
    claim("wall.gaps", seen.gaps, "packets", at_most=0, note="in the sequence numbers of all viewers")
    claim("wall.memory", process.memory_info().rss / 1e6, "MB", at_most=BOUND_MB)


def _cold(url: str, state: str) -> None:
    """The frame rate from five seconds after the last viewer has had its first picture."""
    with watching(url, COLD, COLD_SECONDS, COLD_LIMIT) as audience:
        seen = audience.end()
    note = f"the worst off of {COLD} streams opened together, with {state} on disk, {COLD_LIMIT:.0f} s later"
    claim(f"cold.with_{state}", seen.fewest / seen.seconds, "fps", at_least=FPS * RATE, note=note)
