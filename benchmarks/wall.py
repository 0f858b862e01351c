"""A wall of cameras: 64 of 1920x1080 at 25 fps with a viewer each; and sixteen cold streams of 1280x720, opened together."""

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil

from benchmarks.harness import ROOT, BrokenError, claim, ctserver
from ctserver.video.scene import KINDS

CAMERAS, FPS, SECONDS = 64, 25, 20
WARM_UP = 20.0
"""Seconds after the last camera has shown its first picture, in which the last loops are coded."""
COLD, COLD_LIMIT = 16, 5.0
BOUND_MS, BOUND_MB = 0.4, 700


def run() -> None:
    with tempfile.TemporaryDirectory(prefix="ctserver-bench-") as directory:
        with ctserver("--site", str(_site(Path(directory), CAMERAS, "1920x1080"))) as server:
            _wall(server.pid, f"{server.rtsp}/live/view/{{}}.1")
        with ctserver("--site", str(_site(Path(directory), COLD, "1280x720"))) as server:
            _cold(f"{server.rtsp}/live/view/{{}}.1")


def _site(directory: Path, count: int, size: str) -> Path:
    cameras = "".join(
        f"  - {{id: {n}, name: Camera {n}, model: m, scene: {KINDS[n % len(KINDS)]}, device: {{host: h}},"
        f" streams: [{{id: 1, name: s, size: {size}, fps: {FPS}}}]}}\n"
        for n in range(1, count + 1)
    )
    path = directory / "wall.yaml"
    path.write_text(
        "name: wall\nprofiles: [{name: a, levels: [admin]}]\n"
        f"users: [{{name: demo, password: demo, profile: a}}]\ncameras:\n{cameras}"
    )
    return path


def _wall(pid: int, url: str) -> None:
    process = psutil.Process(pid)
    audience = _audience(url, CAMERAS, SECONDS, WARM_UP)
    assert audience.stdout
    if audience.stdout.readline() != "playing\n":
        raise BrokenError("the audience did not begin")
    before, since = sum(process.cpu_times()[:2]), time.perf_counter()
    seen = json.loads(audience.stdout.readline())
    spent, seconds = sum(process.cpu_times()[:2]) - before, time.perf_counter() - since
    claim("wall.per_picture", spent / seen["pictures"] * 1000, "ms", at_most=BOUND_MS, note="of one core, all in")
    claim("wall.cpu", 100 * spent / seconds, "%", note=f"of one core, {CAMERAS} cameras of 1080p{FPS}")
    fewest = seen["fewest"] / seen["seconds"]
    claim("wall.slowest_camera", fewest, "fps", at_least=FPS * 0.98)
    claim("wall.gaps", seen["gaps"], "", at_most=0, note="in the sequence numbers of all viewers")
    claim("wall.memory", process.memory_info().rss / 1e6, "MB", at_most=BOUND_MB)


def _cold(url: str) -> None:
    """Frame rate from five seconds after the last viewer has had its first picture."""
    audience = _audience(url, COLD, 5, COLD_LIMIT)
    assert audience.stdout
    audience.stdout.readline()
    seen = json.loads(audience.stdout.readline())
    claim(
        "cold.slowest_camera", seen["fewest"] / seen["seconds"], "fps", at_least=FPS * 0.98, note=f"{COLD} cold streams"
    )


def _audience(url: str, count: int, seconds: float, settle: float) -> "subprocess.Popen[str]":
    arguments = [url, str(count), str(seconds), str(settle)]
    return subprocess.Popen(
        [sys.executable, "-m", "benchmarks.audience", *arguments], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
