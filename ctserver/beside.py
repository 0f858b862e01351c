"""Work for a second core: threads share Python's lock, processes do not."""

import os
import pickle
import signal
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, NoReturn

Told = Callable[[], Any]
"""Waits for what the work is told, and returns it."""


class NoRefusal(Exception):
    """Of work that refuses nothing."""


class Companion:
    """A forked process that is at work."""

    def __init__(self, pid: int, telling: int, answering: int, refused: type[Exception]) -> None:
        """`telling` and `answering` are pipes' ends."""
        self._pid = pid
        self._telling = os.fdopen(telling, "wb")
        self._answer = os.fdopen(answering, "rb")
        self._refused = refused
        self._is_there = True

    def tell(self, what: object) -> None:
        """Once: what the work waits for."""
        try:
            with self._telling:
                pickle.dump(what, self._telling)
        except BrokenPipeError:  # it has ended: its outcome tells how
            pass

    async def finished(self) -> None:
        """Returns once there is an outcome."""
        import asyncio  # noqa: PLC0415 (before all else, a process is forked)

        readable = asyncio.Event()
        loop = asyncio.get_running_loop()
        loop.add_reader(self._answer, readable.set)
        try:
            await readable.wait()
        finally:
            loop.remove_reader(self._answer)

    def outcome(self) -> Any:
        """Waits for the end of the work and returns what it did. Once.

        What it has refused is raised here with its text, and ChildProcessError for anything else, of which stderr has the
        traceback by then.
        """
        told = self._answer.read()  # until the process ends
        _, status = os.waitpid(self._pid, 0)
        self._is_there = False
        if not told:
            raise ChildProcessError(f"a part of the start ended with {os.waitstatus_to_exitcode(status)}")
        result, refusal = pickle.loads(told)  # noqa: S301 (our own child's)
        if refusal is not None:
            raise self._refused(refusal)
        return result

    def dismiss(self) -> None:
        """Whatever it is doing."""
        if self._is_there:
            os.kill(self._pid, signal.SIGKILL)
            os.waitpid(self._pid, 0)
            self._is_there = False
        self._answer.close()
        with suppress(BrokenPipeError):
            self._telling.close()


@contextmanager
def beside(work: Callable[[Told], Any], *, refused: type[Exception] = NoRefusal) -> Iterator[Companion]:
    """Does `work` in a forked process, which is gone when the block ends. What goes there and comes back is pickled.

    To be used while there is but one thread: no other would be in the fork, but the locks that it held.
    """
    hearing, telling = os.pipe()
    answering, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(telling)
        os.close(answering)
        _work_and_exit(work, refused, hearing, writing)
    os.close(hearing)
    os.close(writing)
    companion = Companion(pid, telling, answering, refused)
    try:
        yield companion
    finally:
        companion.dismiss()


def _work_and_exit(work: Callable[[Told], Any], refused: type[Exception], hearing: int, writing: int) -> NoReturn:
    """Never returns, so that nothing of the other process's is left or closed here."""
    status = 1
    try:
        for number in (signal.SIGINT, signal.SIGTERM):  # what comes to both, as Ctrl+C does, the other one answers
            signal.signal(number, signal.SIG_IGN)
        try:
            answer = [work(lambda: _told(hearing)), None]
        except refused as error:
            answer = [None, str(error)]
        with os.fdopen(writing, "wb") as pipe:
            pickle.dump(answer, pipe)
        status = 0
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(status)


def _told(hearing: int) -> Any:
    with os.fdopen(hearing, "rb") as pipe:
        told = pipe.read()
    if not told:  # the other process has gone, or needs nothing
        os._exit(0)
    return pickle.loads(told)  # noqa: S301 (our own parent's)
