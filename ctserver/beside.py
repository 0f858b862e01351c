"""Work for a second core: threads share Python's lock, processes do not."""

import json
import os
import signal
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NoReturn


@contextmanager
def beside(work: Callable[[], Any], *, refused: type[Exception]) -> Iterator[Callable[[], Any]]:
    """Does `work` in a forked process; yields what waits for the end of it and returns what `work` did, as JSON knows it.

    A `refused` that `work` raises is raised there with its text, and ChildProcessError for anything else, of which stderr has
    the traceback by then. The process is gone when the block ends. To be used while there is but one thread: no other
    would be in the fork, but the locks that it held.
    """
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        _work_and_exit(work, refused, writing)
    os.close(writing)
    with os.fdopen(reading, "rb") as answer:
        waiting = True

        def outcome() -> Any:
            nonlocal waiting
            told = answer.read()  # until the process ends
            _, status = os.waitpid(child, 0)
            waiting = False
            if not told:
                raise ChildProcessError(f"a part of the start ended with {os.waitstatus_to_exitcode(status)}")
            result, refusal = json.loads(told)
            if refusal is not None:
                raise refused(refusal)
            return result

        try:
            yield outcome
        finally:
            if waiting:
                os.kill(child, signal.SIGKILL)
                os.waitpid(child, 0)


def _work_and_exit(work: Callable[[], Any], refused: type[Exception], writing: int) -> NoReturn:
    """Never returns, so that nothing of the other process's is left or closed here."""
    status = 1
    try:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C comes to both: the other one answers it
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        try:
            told = [work(), None]
        except refused as error:
            told = [None, str(error)]
        with os.fdopen(writing, "w") as answer:
            json.dump(told, answer)
        status = 0
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(status)
