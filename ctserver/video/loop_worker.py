"""A process that codes loops for a server, group by group, as it is asked to: `python -m ctserver.video.loop_worker`.

It reads `Request`s from standard input and writes `Answer`s to standard output, pickled, each with its length before it (as
`multiprocessing.connection` does), since both ends are of one version and one is the other's child. It ends with its input.
"""

import gc
import os
import sys
from contextlib import suppress

_GARBAGE = 20_000
"""Objects after which Python looks for cycles: there are next to none."""


def main() -> None:
    gc.disable()  # importing makes many objects and next to no garbage: a seventh of its time
    from multiprocessing.connection import Connection  # noqa: PLC0415 (not before)

    import cv2  # noqa: PLC0415 (not before)

    from ctserver.video.loop_desk import run  # noqa: PLC0415 (not before)

    cv2.setNumThreads(1)  # the server has one process for each core
    gc.freeze()
    gc.set_threshold(_GARBAGE)
    gc.enable()
    answers = os.dup(sys.stdout.fileno())
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # nothing else may come between
    with suppress(EOFError, BrokenPipeError):
        run(Connection(os.dup(sys.stdin.fileno()), writable=False), Connection(answers, readable=False))


if __name__ == "__main__":
    main()
