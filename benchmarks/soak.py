"""Ten minutes of a wall of 64 cameras of 1920x1080: the server's memory, minute by minute."""

import tempfile
import time
from pathlib import Path

import psutil

from benchmarks.harness import claim
from benchmarks.wall import BOUND_MB, CAMERAS, SETTLE_SECONDS, live, served, watching

MINUTES = 10
BOUND_GROWTH_MB = 10


def run() -> None:
    with (
        tempfile.TemporaryDirectory(prefix="ctserver-bench-") as directory,
        served(Path(directory), CAMERAS, "1920x1080", coded=True) as server,
        watching(live(server), CAMERAS, MINUTES * 60 + 5, SETTLE_SECONDS) as audience,
    ):
        process = psutil.Process(server.pid)
        sizes = [_megabytes(process)]
        for _ in range(MINUTES):
            time.sleep(60)
            sizes.append(_megabytes(process))
        seen = audience.end()
    claim("soak.memory", max(sizes), "MB", at_most=BOUND_MB, note=f"the most of {', '.join(f'{s:.0f}' for s in sizes)}")
    claim("soak.growth", sizes[-1] - sizes[0], "MB", at_most=BOUND_GROWTH_MB, note=f"in {MINUTES} minutes")
    claim("soak.gaps", seen.gaps, "packets", at_most=0, note=f"{seen.pictures} pictures, {seen.lost} viewers lost")


def _megabytes(process: psutil.Process) -> float:
    return process.memory_info().rss / 1e6
