"""A long fuzz of the RTSP server: mutated messages over real sockets, while a healthy viewer must not miss a picture.

`python -m benchmarks.rtsp_fuzz [--messages N] [--seed N]` exits with 1 if the server fails a request, dies, grows, or
costs the healthy viewer a packet. 501, 505 and 551 are right answers to what mutation makes of methods, versions and
Require; any other 5xx is a failure.
"""

import argparse
import asyncio
import logging
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from ctserver.video.rtsp.server import RtspServer
from tests.video.rtsp.client import PATH, REPLAY, Client, gaps, serving, until
from tests.video.rtsp.film import FilmHandler, FilmSource, moving_film
from tests.video.rtsp.mutations import attack
from tests.video.rtsp.recording import FilmRecording

PER_CONNECTION, AT_ONCE = 20, 8
EXPECTED_5XX = {501, 505, 551}


@dataclass
class Outcome:
    sent: int = 0
    connections: int = 0
    pictures: int = 0
    gaps: int = 0
    left_over: int = 0
    seconds: float = 0.0
    statuses: Counter[int] = field(default_factory=Counter)
    errors: list[str] = field(default_factory=list)

    def failures(self) -> list[str]:
        wrong = {status for status in self.statuses if status >= 500} - EXPECTED_5XX
        found = [f"answered {status} {self.statuses[status]} times" for status in sorted(wrong)]
        found += [f"the healthy viewer lost packets {self.gaps} times"] if self.gaps else []
        found += [f"{self.left_over} sessions or connections are left over"] if self.left_over else []
        return found + [f"logged: {error}" for error in self.errors[:5]]

    def __str__(self) -> str:
        classes = Counter({f"{status // 100}xx": 0 for status in self.statuses})
        for status, count in self.statuses.items():
            classes[f"{status // 100}xx"] += count
        by_class = ", ".join(f"{name} {count}" for name, count in sorted(classes.items()))
        by_status = ", ".join(f"{status}: {count}" for status, count in sorted(self.statuses.items()))
        rate = self.sent / self.seconds
        return (
            f"{self.sent} messages on {self.connections} connections in {self.seconds:.1f} s: {rate:.0f} messages/s\n"
            f"responses by class: {by_class}\n"
            f"responses by status: {by_status}\n"
            f"healthy viewer: {self.pictures} pictures, {self.gaps} gaps"
        )


class _Listening(logging.Handler):
    """Keeps what the server calls an error."""

    def __init__(self, errors: list[str]) -> None:
        super().__init__(logging.ERROR)
        self._errors = errors

    def emit(self, record: logging.LogRecord) -> None:
        self._errors.append(record.getMessage())


@contextmanager
def listening(errors: list[str]) -> Iterator[None]:
    logger, handler = logging.getLogger("ctserver.rtsp"), _Listening(errors)
    logger.addHandler(handler)
    logger.propagate = False
    yield
    logger.removeHandler(handler)


async def fuzz(messages: int, seed: int) -> Outcome:
    """Some attackers at once, on a live stream and on a recording; a picture is shown with every connection."""
    source, outcome = FilmSource("1.1", moving_film()), Outcome()
    handler = FilmHandler({PATH: source}, recordings={REPLAY: FilmRecording(moving_film(), rate=1.0)})
    source.show(3)
    with listening(outcome.errors):
        async with serving(handler) as server, Client(server.port) as healthy:
            await healthy.play()
            begun = time.perf_counter()
            async with asyncio.TaskGroup() as group:
                for number in range(AT_ONCE):
                    share = messages // AT_ONCE + (number < messages % AT_ONCE)
                    group.create_task(_attack(server, source, random.Random(f"{seed}.{number}"), share, outcome))
            outcome.seconds = time.perf_counter() - begun
            await until(lambda: healthy.pictures() == source.number)
            assert (await healthy.ask("OPTIONS")).status == 200
            outcome.pictures, outcome.gaps = healthy.pictures(), gaps(healthy.packets())
            outcome.left_over = await _left_over(server)
    return outcome


async def _attack(
    server: RtspServer, source: FilmSource, chance: random.Random, messages: int, outcome: Outcome
) -> None:
    while messages > 0:
        path = chance.choice([PATH, REPLAY])
        sent, statuses = await attack(server.port, chance, min(PER_CONNECTION, messages), path)
        messages -= max(sent, 1)
        outcome.sent += sent
        outcome.connections += 1
        outcome.statuses.update(statuses)
        source.show()


async def _left_over(server: RtspServer) -> int:
    """All connections have been closed, so nobody but the healthy viewer may be there."""
    try:
        await until(lambda: server.connections == 1 and len(server.viewers()) == 1)
    except TimeoutError:
        return server.connections + len(server.viewers()) - 2
    return 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--messages", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=20261126)
    options = parser.parse_args()
    outcome = asyncio.run(fuzz(options.messages, options.seed))
    failures = outcome.failures()
    print(outcome)
    print("\n".join(failures) or "no failure")
    return bool(failures)


if __name__ == "__main__":
    sys.exit(main())
