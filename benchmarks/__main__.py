"""`python -m benchmarks [NAME …]`: the machine, then each benchmark's claims. Exit status 1 only if something broke."""

import argparse
import sys
import traceback
from collections.abc import Callable

from benchmarks import (
    alarm,
    api,
    archive,
    durability,
    exports,
    first_picture,
    large,
    latency,
    memory,
    mosaic,
    slices,
    soak,
    stalled,
    start,
    viewers,
    wall,
    writers,
)
from benchmarks.harness import load_average, machine

BENCHMARKS: dict[str, Callable[[], None]] = {
    "start": start.run,
    "memory": memory.run,
    "api": api.run,
    "large": large.run,
    "archive": archive.run,
    "latency": latency.run,
    "writers": writers.run,
    "viewers": viewers.run,
    "first_picture": first_picture.run,
    "alarm": alarm.run,
    "mosaic": mosaic.run,
    "stalled": stalled.run,
    "wall": wall.run,
    "slices": slices.run,
    "exports": exports.run,
    "durability": durability.run,
    "soak": soak.run,
}


def main() -> int:
    parser = argparse.ArgumentParser(prog="scripts/bench", description="Measure what docs/performance.md claims.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(BENCHMARKS)}; all if none is given")
    names: list[str] = parser.parse_args().names or list(BENCHMARKS)
    unknown = [name for name in names if name not in BENCHMARKS]
    if unknown:
        parser.error(f"expected names of {', '.join(BENCHMARKS)}, got {', '.join(unknown)}")
    print("\n".join(machine()), flush=True)
    broken = [name for name in names if not _ran(name)]
    if broken:
        print(f"broken: {', '.join(broken)}", file=sys.stderr)
    return int(bool(broken))


def _ran(name: str) -> bool:
    print(f"\n== {name} (load average {load_average()})", flush=True)
    try:
        BENCHMARKS[name]()
    except Exception:
        traceback.print_exc()
        return False
    return True


sys.exit(main())
