"""Viewers that stop reading: the server's memory for each, and what a viewer of the same stream notices."""

import asyncio

import psutil

from benchmarks.harness import claim, ctserver
from benchmarks.rtsp import Viewer, connect

STREAM = "/live/view/3.1"
STALLED, STALL_SECONDS = 20, 8.0
"""Shorter than the server's patience, so that it still holds what it keeps for them."""
SETTLE_SECONDS, FPS = 12.0, 25
"""By then a server has given back what only its start needed."""
BOUND_MB = 2.0


def run() -> None:
    with ctserver() as server:
        growth, healthy, pictures = asyncio.run(_measure(server.pid, server.rtsp + STREAM))
    claim("stalled.memory", growth / STALLED, "MB", at_most=BOUND_MB, note=f"each of {STALLED} that do not read")
    claim("stalled.gaps", healthy.gaps, "packets", at_most=0, note="of the viewer that reads")
    claim("stalled.rate", pictures / STALL_SECONDS, "fps", at_least=FPS * 0.98, note="of the viewer that reads")


async def _measure(pid: int, url: str) -> tuple[float, Viewer, int]:
    process = psutil.Process(pid)
    healthy = await _playing(url)
    await asyncio.sleep(SETTLE_SECONDS)
    before, seen = process.memory_info().rss, healthy.pictures
    stalled = [await _playing(url) for _ in range(STALLED)]
    for viewer in stalled:
        viewer.stall()
    seen = healthy.pictures
    await asyncio.sleep(STALL_SECONDS)
    growth, pictures = (process.memory_info().rss - before) / 1e6, healthy.pictures - seen
    for viewer in [*stalled, healthy]:
        viewer.close()
    return growth, healthy, pictures


async def _playing(url: str) -> Viewer:
    viewer = await connect(url)
    await viewer.play(url)
    await viewer.first_key()
    return viewer
