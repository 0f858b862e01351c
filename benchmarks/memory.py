"""Memory: megabytes (10^6 bytes) of the idle server's processes, ten seconds after it got ready, without viewers."""

import time

import psutil

from benchmarks.harness import claim, ctserver

IDLE_SECONDS = 10
BOUND_MB = 150
KINDS = {"uss": "its own alone", "pss": "shared pages by share"}


def run() -> None:
    """RSS counts pages shared with other processes whole; USS leaves them out; PSS shares them out."""
    with ctserver() as server:
        time.sleep(IDLE_SECONDS)
        process = psutil.Process(server.pid)
        processes = [process, *process.children(recursive=True)]
        resident = sum(each.memory_info().rss for each in processes) / 1e6
        note = f"{len(processes)} process(es), {sum(each.num_threads() for each in processes)} threads"
        claim("memory.idle_rss", resident, "MB", at_most=BOUND_MB, note=note)
        full = [each.memory_full_info() for each in processes]
    for kind, meaning in KINDS.items():
        if all(hasattr(each, kind) for each in full):
            claim(f"memory.idle_{kind}", sum(getattr(each, kind) for each in full) / 1e6, "MB", note=meaning)
