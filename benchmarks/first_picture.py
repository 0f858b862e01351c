"""First picture: seconds from the TCP connection's start to the first complete key picture, with its Digest login."""

import asyncio
import json
import time
from statistics import median
from typing import Any

from benchmarks.harness import QUIET_SECONDS, BrokenError, Server, claim, ctserver
from benchmarks.http_load import fetch
from benchmarks.requests import API, basic
from benchmarks.rtsp import connect

BOUND_SECONDS = 0.5
WARM_VIEWERS = 20
SIZE = ("H264", 1280, 720)


def run() -> None:
    """Cold: each 720p H.264 stream once, when no other plays. Warm: one viewer watches, and others come one by one."""
    with ctserver() as server:
        paths = _paths(server)
        if not paths:
            raise BrokenError("expected 720p H.264 streams in the demo site")
        cold = [_cold(server.rtsp + path) for path in paths]
        warm = asyncio.run(_warm(server.rtsp + paths[0]))
    note = f"median of {len(cold)} cameras, best {min(cold):.3f}, worst {max(cold):.3f}"
    claim("first_picture.cold", median(cold), "s", at_most=BOUND_SECONDS, note=note)
    claim("first_picture.warm", median(warm), "s", note=f"median of {len(warm)} viewers, worst {max(warm):.3f}")


def _paths(server: Server) -> list[str]:
    """A 720p H.264 stream of each camera that delivers pictures."""
    cameras = json.loads(fetch(server.http_port, basic(f"{API}/cameras")()))["cameras"]
    return [path for camera in cameras if (path := _path(camera))]


def _path(camera: dict[str, Any]) -> str | None:
    fits = [
        stream["id"]
        for stream in camera["streams"]
        if stream["connected"] and (stream["encoding"], stream["width"], stream["height"]) == SIZE
    ]
    return f"/live/view/{camera['id']}.{fits[0]}" if fits else None


def _cold(url: str) -> float:
    time.sleep(QUIET_SECONDS)
    return asyncio.run(_first_key(url))


async def _first_key(url: str) -> float:
    since = time.perf_counter()
    viewer = await connect(url)
    try:
        await viewer.play(url)
        return await viewer.first_key() - since
    finally:
        viewer.close()


async def _warm(url: str) -> list[float]:
    first = await connect(url)
    try:
        await first.play(url)
        await first.first_key()
        times = []
        for turn in range(WARM_VIEWERS):
            await asyncio.sleep(0.2 + 0.037 * turn)  # ever another instant between two key pictures
            times.append(await _first_key(url))
        return times
    finally:
        first.close()
