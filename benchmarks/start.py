"""Start: seconds from the start of the process to the ready file, and to import the libraries it cannot do without."""

import subprocess
import sys
import tempfile
import time
from statistics import median

import psutil

from benchmarks.harness import ROOT, claim, ctserver

RUNS = 9
BOUND_SECONDS = 1.0
TURN_SECONDS = 10.0
"""After this a server has the whole loop of its first picture on disk."""
IMPORTS = "import fastapi, sqlalchemy.orm, numpy, cv2, av"


def run() -> None:
    """Starts and bare imports in turn, so that a busy moment of the machine hits both. The first server runs until it has left
    its first picture's loop on disk, as any machine's first one does: the others find it there."""
    with tempfile.TemporaryDirectory(prefix="ctserver-bench-") as cache:
        first = _start(cache, stay=TURN_SECONDS)
        pairs = [(_start(cache), _import()) for _ in range(RUNS)]
    starts, processor = [start for (start, _), _ in pairs], [cpu for (_, cpu), _ in pairs]
    imports = [bare for _, bare in pairs]
    note = f"median of {RUNS}, best {min(starts):.3f}, worst {max(starts):.3f}"
    claim("start.ready", median(starts), "s", at_most=BOUND_SECONDS, note=note)
    claim("start.first", first[0], "s", note="with no loop on disk: that of a machine's very first start")
    claim("start.processor", median(processor), "s", note="processor time up to then, all threads and all processes")
    claim("start.reference", median(imports), "s", note=f'python -c "{IMPORTS}", best {min(imports):.3f}')
    claim("start.ratio", median(starts) / median(imports), "x")


def _start(cache: str, stay: float = 0) -> tuple[float, float]:
    """Seconds until it is ready, and processor seconds; it is stopped `stay` seconds later."""
    with ctserver("--cache", cache) as server:
        used = psutil.Process(server.pid).cpu_times()
        time.sleep(stay)
        return server.seconds, used.user + used.system + used.children_user + used.children_system


def _import() -> float:
    since = time.perf_counter()
    subprocess.run([sys.executable, "-c", IMPORTS], check=True, cwd=ROOT)
    return time.perf_counter() - since
