"""`python -m benchmarks.audience URL VIEWERS SECONDS [SETTLE]`: a process of its own, so that its work is not the server's.

With `{}` in the URL each viewer has a stream of its own: 1, 2, and so on stand in its place.

Prints `playing` once every viewer has had its first key picture and the burst that a new viewer gets has passed, then,
after SECONDS, a JSON line with what came in that time.
"""

import asyncio
import json
import sys
import time
from dataclasses import asdict, dataclass

import uvloop

from benchmarks.harness import BrokenError
from benchmarks.rtsp import Viewer, connect

SETTLE_SECONDS = 2.0
AT_ONCE = 10
PATIENCE_SECONDS = 240.0
"""With a server that has too many cold streams on its hands, and says so with 503."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What all viewers got while it was measured: `fewest` pictures by the worst off, octets of RTP, wrong sequence numbers."""

    seconds: float
    pictures: int
    fewest: int
    octets: int
    gaps: int
    lost: int


async def watch(url: str, count: int, seconds: float, settle: float) -> Seen:
    viewers = await _join(url, count)
    await asyncio.sleep(settle)
    before = [(viewer.pictures, viewer.octets) for viewer in viewers]
    since = time.perf_counter()
    print("playing", flush=True)
    await asyncio.sleep(seconds)
    pictures = [viewer.pictures - had for viewer, (had, _) in zip(viewers, before, strict=True)]
    octets = sum(viewer.octets - had for viewer, (_, had) in zip(viewers, before, strict=True))
    seen = Seen(
        seconds=time.perf_counter() - since,
        pictures=sum(pictures),
        fewest=min(pictures),
        octets=octets,
        gaps=sum(viewer.gaps for viewer in viewers),
        lost=sum(viewer.lost for viewer in viewers),
    )
    for viewer in viewers:
        viewer.close()
    return seen


async def _join(url: str, count: int) -> list[Viewer]:
    turns = asyncio.Semaphore(AT_ONCE)

    async def join(number: int) -> Viewer:
        async with turns:
            viewer = await _play(url.format(number))
            await viewer.first_key()
            return viewer

    return await asyncio.gather(*(join(number) for number in range(1, count + 1)))


async def _play(url: str) -> Viewer:
    since = time.perf_counter()
    while True:
        viewer = await connect(url)
        try:
            await viewer.play(url)
            return viewer
        except BrokenError:
            viewer.close()
            if time.perf_counter() - since > PATIENCE_SECONDS:
                raise


def main() -> int:
    url, count, seconds = sys.argv[1], int(sys.argv[2]), float(sys.argv[3])
    settle = float(sys.argv[4]) if len(sys.argv) > 4 else SETTLE_SECONDS
    try:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            seen = runner.run(watch(url, count, seconds, settle))
    except (BrokenError, OSError, TimeoutError) as error:
        print(f"{type(error).__name__}: {error}", file=sys.stderr)
        return 1
    print(json.dumps(asdict(seen)), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
