"""Viewers: the server's processor time, in % of one core, while many watch one 720p25 H.264 stream over TCP on loopback."""

import json
import subprocess
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median

import psutil

from benchmarks.audience import Seen
from benchmarks.harness import ROOT, BrokenError, claim, ctserver
from benchmarks.peers.gstreamer import rtsp_server

STREAM = "/live/view/3.1"
FPS = 25
SECONDS = 20
ROUNDS = 3
MANY = 100
MORE = 200
BOUND_PERCENT = 25


@dataclass(frozen=True, slots=True)
class Cost:
    """`user` and `system` are processor seconds of the server per second of wall time."""

    viewers: int
    user: float
    system: float
    seen: Seen

    @property
    def percent(self) -> float:
        return 100 * (self.user + self.system)

    @property
    def megabits(self) -> float:
        """Of RTP, by viewer and second."""
        return self.seen.octets * 8 / 1e6 / self.viewers / self.seen.seconds


def run() -> None:
    """One viewer and many in turn, in rounds; all figures are medians of the rounds. Then the peer in the same way."""
    with ctserver() as server:
        url = server.rtsp + STREAM
        rounds = _rounds(server.pid, url)
        more = measure(server.pid, url, MORE)
    _print("viewers", rounds, BOUND_PERCENT)
    _line("viewers.cpu", [more])
    _gaps("viewers", [more])
    with rtsp_server() as peer:
        if isinstance(peer, str):
            print(f"viewers.peer: not measured: {peer}")
            return
        peer_rounds = _rounds(peer.pid, peer.url)
    _print("viewers.peer", peer_rounds)
    ratio = _percent(many for _, many in rounds) / _percent(many for _, many in peer_rounds)
    claim("viewers.ratio_cpu", ratio, "x", note=f"{MANY} viewers, painting and coding included")
    claim("viewers.ratio_each", _each(rounds) / _each(peer_rounds), "x", note="by picture and viewer")


def _rounds(pid: int, url: str) -> list[tuple[Cost, Cost]]:
    return [(measure(pid, url, 1), measure(pid, url, MANY)) for _ in range(ROUNDS)]


def measure(pid: int, url: str, viewers: int) -> Cost:
    """Counts from the moment that all viewers play, for as long as the audience counts what it sees."""
    arguments = [sys.executable, "-m", "benchmarks.audience", url, str(viewers), str(SECONDS)]
    process = psutil.Process(pid)
    with subprocess.Popen(arguments, cwd=ROOT, stdout=subprocess.PIPE, text=True) as audience:
        try:
            assert audience.stdout
            if audience.stdout.readline().strip() != "playing":
                raise BrokenError(f"{viewers} viewers of {url} did not come to play")
            since, before = time.perf_counter(), process.cpu_times()
            line = audience.stdout.readline()
            wall, after = time.perf_counter() - since, process.cpu_times()
        finally:
            audience.terminate()
    if not line:
        raise BrokenError(f"{viewers} viewers of {url} did not last")
    seen = Seen(**json.loads(line))
    if seen.lost:
        raise BrokenError(f"{seen.lost} of {viewers} viewers of {url} lost their connection")
    return Cost(viewers, (after.user - before.user) / wall, (after.system - before.system) / wall, seen)


def _print(name: str, rounds: list[tuple[Cost, Cost]], bound: float | None = None) -> None:
    _line(f"{name}.cpu", [one for one, _ in rounds])
    _line(f"{name}.cpu", [many for _, many in rounds], bound)
    claim(f"{name}.each", _each(rounds), "us", note=f"({MANY} viewers - 1) / ({MANY - 1} viewers x pictures)")
    _gaps(name, [many for _, many in rounds], None if bound is None else 0)


def _line(name: str, costs: list[Cost], bound: float | None = None) -> None:
    user, system = (100 * median(getattr(cost, kind) for cost in costs) for kind in ("user", "system"))
    rate = median(cost.megabits for cost in costs)
    note = f"user {user:.1f}, system {system:.1f}, {rate:.2f} Mbit/s each, {len(costs)} x {SECONDS} s"
    claim(f"{name}_{costs[0].viewers}", _percent(costs), "% core", at_most=bound, note=note)


def _gaps(name: str, costs: list[Cost], bound: float | None = None) -> None:
    fewest = min(cost.seen.fewest / cost.seen.seconds for cost in costs)
    note = f"the worst off of {costs[0].viewers} viewers got {fewest:.2f} pictures/s"
    claim(f"{name}.gaps_{costs[0].viewers}", sum(cost.seen.gaps for cost in costs), "packets", at_most=bound, note=note)


def _percent(costs: Iterable[Cost]) -> float:
    return median(cost.percent for cost in costs)


def _each(rounds: list[tuple[Cost, Cost]]) -> float:
    """Microseconds by picture and viewer."""
    return median((many.percent - one.percent) / 100 * 1e6 / ((MANY - 1) * FPS) for one, many in rounds)
