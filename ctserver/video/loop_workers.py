"""Processes that code loops beside the server's threads when many scenes have to be coded at once.

Drawing a scene holds Python's lock for half of its time: two threads on two cores code half as much again as one, two processes
twice as much, and the thread that serves viewers is not held up by them. They cost memory and half a second to start, so they
are there only while they are needed: from the third scene that is coded at a time until none has been for some seconds. A
scene stays with the process that has painted it, so that scenes are shared out by what each kind takes.
"""

import logging
import os
import subprocess
import sys
from contextlib import suppress
from itertools import count
from multiprocessing.connection import Connection
from queue import Empty, SimpleQueue
from threading import Event, Lock, Thread
from time import perf_counter

from ctserver.video.loop_messages import READY, Answer, Request, Urge
from ctserver.video.loops import ClipKey, GroupLostError, Unspliceable
from ctserver.video.scene import effort

log = logging.getLogger("ctserver.video")

MANY = 3
"""Scenes that are coded at a time from which processes help."""
RECENT_SECONDS = 2.0
"""For which a scene counts as being coded after its last group was begun."""
IDLE_SECONDS = 8.0
"""Without a request, after which they end."""
PATIENCE_SECONDS = 20.0
"""For which a picture is waited for before its process is given up."""
START_SECONDS = 5.0
LOSSES = 4
"""Processes that may go by themselves before no more are started."""
END_SECONDS = 1.0


class RemoteGroup:
    """Implements `SceneGroup`: pictures that a process codes, in their order."""

    def __init__(self, worker: "_Worker", request: Request) -> None:
        self.coded = 0
        self._request = request
        self._is_waited_for = request.urgent
        self.parameter_sets: tuple[bytes, ...] = ()
        self.arrived: SimpleQueue[Answer | GroupLostError] = SimpleQueue()
        self._worker = worker

    def code(self) -> tuple[bytes, ...]:
        """Waits for the next picture. GroupLostError if there will be none."""
        if not self._is_waited_for:
            self._is_waited_for = True
            self._worker.send(Urge(self._request.serial))
        try:
            answer = self.arrived.get(timeout=PATIENCE_SECONDS)
        except Empty:
            self._worker.end()
            raise GroupLostError("no answer") from None
        if isinstance(answer, GroupLostError):
            raise answer
        if answer.refusal:
            raise Unspliceable(answer.refusal)
        if answer.failure:
            raise GroupLostError(answer.failure)
        self.coded += 1
        self.parameter_sets = answer.parameter_sets
        return answer.rest


class LoopWorkers:
    """Used by any thread. As many processes as `number` says, by default one for each core."""

    def __init__(self, number: int | None = None) -> None:
        self._number = os.cpu_count() or 1 if number is None else number
        self._workers: list[_Worker] = []
        self._recent: dict[ClipKey, float] = {}
        self._lock = Lock()
        self._losses = 0
        self._given_up = self._number == 0

    def announce(self, key: ClipKey) -> None:
        """A group of this loop is to be coded.

        Waits for processes that are starting: a scene that is drawn here will have to be drawn there again.
        """
        now = perf_counter()
        with self._lock:
            self._recent = {other: at for other, at in self._recent.items() if now - at < RECENT_SECONDS} | {key: now}
            self._count_losses()
            many = len(self._recent) >= MANY
            if many and not self._workers and not self._given_up:
                self._start()
            starting = [*self._workers] if many else []
        for worker in starting:
            worker.started.wait(START_SECONDS)

    def open_group(self, key: ClipKey, number: int, *, urgent: bool) -> RemoteGroup | None:
        """A group of a loop, which a process begins to code as soon as it can; None if it is to be coded here.

        One that is not `urgent` becomes so when its first picture is asked for.
        """
        with self._lock:
            ready = [worker for worker in self._workers if worker.started.is_set() and not worker.ended]
            known = next((worker for worker in ready if key in worker.keys), None)
            worker = known or min(ready, key=_Worker.burden, default=None)
            if worker is None:
                return None
            worker.keys.add(key)
        try:
            return worker.request(key, number, urgent=urgent)
        except GroupLostError:
            return None

    def forget(self, key: ClipKey) -> None:
        """Nothing more of this loop will be asked for."""
        with self._lock:
            self._recent.pop(key, None)
            workers = [worker for worker in self._workers if key in worker.keys]
        for worker in workers:
            worker.forget(key)

    def close(self) -> None:
        """Ends them; nothing is begun any more."""
        with self._lock:
            self._given_up = True
            workers, self._workers = self._workers, []
        for worker in workers:
            worker.end()

    def _count_losses(self) -> None:
        self._losses += sum(worker.lost for worker in self._workers)
        self._workers = [worker for worker in self._workers if not worker.ended]
        if self._losses > LOSSES and not self._given_up:
            self._given_up = True
            log.warning("%d processes that coded scenes have gone: no more are started", self._losses)

    def _start(self) -> None:
        try:
            self._workers = [_Worker() for _ in range(self._number)]
        except OSError as error:
            self._given_up = True
            log.warning(
                "no process could be started to code scenes (%s): all are coded by the server's own threads", error
            )
        else:
            log.info("many scenes are to be coded: %d processes help", self._number)


class _Worker:
    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [
                sys.executable,
                "-P",
                "-m",
                "ctserver.video.loop_worker",
            ],  # what lies in our directory is none of its modules
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,  # Ctrl+C is for the server, at whose end they end
        )
        assert self._process.stdin
        assert self._process.stdout
        self._requests: Connection[Request | Urge, None] = Connection(
            os.dup(self._process.stdin.fileno()), readable=False
        )
        self._answers: Connection[None, Answer] = Connection(os.dup(self._process.stdout.fileno()), writable=False)
        self._process.stdin.close()
        self._process.stdout.close()
        self.keys: set[ClipKey] = set()
        self.started = Event()
        self.ended = False
        self.lost = False  # ended by itself
        self._groups: dict[int, RemoteGroup] = {}
        self._serials = count()
        self._lock = Lock()
        self._sending = Lock()  # not the other one: answers must be taken while a process is too busy to read
        Thread(target=self._read, name="loop worker", daemon=True).start()

    def burden(self) -> float:
        """Of all loops that are coded there: to move one that has been begun would have its scene painted again."""
        return sum(effort(key.look, key.format.width, key.format.height) * key.format.fps for key in self.keys)

    def request(self, key: ClipKey, number: int, *, urgent: bool) -> RemoteGroup:
        request = Request(next(self._serials), key, number, urgent)
        group = RemoteGroup(self, request)
        with self._lock:
            if self.ended:
                raise GroupLostError("ended")
            self._groups[request.serial] = group
        self.send(request)
        return group

    def forget(self, key: ClipKey) -> None:
        self.keys.discard(key)
        with suppress(GroupLostError):
            self.send(Request(-1, key, None))

    def end(self) -> None:
        """Whoever waits for it is told."""
        with self._lock:
            was_ended, self.ended = self.ended, True
            groups, self._groups = self._groups, {}
        self.started.set()
        for group in groups.values():
            group.arrived.put(GroupLostError("ended"))
        if was_ended:
            return
        self._process.terminate()
        try:
            self._process.wait(END_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        with self._sending:
            self._requests.close()

    def send(self, message: Request | Urge) -> None:
        with self._sending:
            try:
                self._requests.send(message)
            except OSError:
                raise GroupLostError("gone") from None

    def _read(self) -> None:
        try:
            while self._answers.poll(IDLE_SECONDS) or self._groups:
                self._take(self._answers.recv())
        except (EOFError, OSError):
            if not self.ended:
                self.lost = True
                log.warning("a process that coded scenes has gone; the server's own threads go on")
        finally:
            self.end()
            self._answers.close()

    def _take(self, answer: Answer) -> None:
        if answer == READY:
            self.started.set()
            return
        with self._lock:
            take = self._groups.pop if answer.last else self._groups.get
            group = take(answer.serial, None)
        if group:
            group.arrived.put(answer)
