"""Processes that code loops beside the server's threads when many scenes have to be coded at once.

Drawing a scene holds Python's lock for half of its time: two threads on two cores code half as much again as one, two processes
twice as much, and the thread that serves viewers is not held up by them. They cost memory and half a second to start, so they
are there only while they are needed: from the third scene that is coded at a time until none has been for some seconds. A
scene stays with the process that has painted it, so that scenes are shared out one by one, to the process that is first free to
paint: cores that are shared with others are not equally fast. A process that has nothing to do takes a scene over from one that
is behind.
"""

import logging
import os
import subprocess
import sys
from collections import deque
from collections.abc import Callable
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
BEHIND = 4
"""Groups that a process owes when a scene of its goes to one that owes none."""
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

_serials = count()


class RemoteGroup:
    """Implements `SceneGroup`: pictures that a process codes, in their order; `number` counts a loop's groups."""

    def __init__(self, key: ClipKey, number: int, *, urgent: bool) -> None:
        self.coded = 0
        self.parameter_sets: tuple[bytes, ...] = ()
        self.key, self.number, self.urgent = key, number, urgent
        self.serial = next(_serials)
        self.worker: _Worker | None = None  # until there is one that paints the scene
        self.is_given_up = False
        self.arrived: SimpleQueue[Answer | GroupLostError] = SimpleQueue()

    def code(self) -> tuple[bytes, ...]:
        """Waits for the next picture. GroupLostError if there will be none."""
        if not self.urgent:
            self.urgent = True
            if self.worker:
                self.worker.send(Urge(self.serial))
        try:
            answer = self.arrived.get(timeout=PATIENCE_SECONDS)
        except Empty:
            self.is_given_up = True
            if self.worker:
                self.worker.end()
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
        self._waiting: deque[RemoteGroup] = deque()  # of scenes that no process has
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
            ready = self._ready()
            if not ready:
                return None
            group = RemoteGroup(key, number, urgent=urgent)
            worker = next((worker for worker in ready if key in worker.keys), None)
            if worker and not urgent and worker.owed >= BEHIND and any(other.owed == 0 for other in ready):
                worker.leave(key)  # it is painted again where nothing else is to be done
                worker = None
            if worker is None:
                self._waiting.append(group)
        if worker is None:
            self._deal()
        elif not worker.request(group):
            return None
        return group

    def forget(self, key: ClipKey) -> None:
        """Nothing more of this loop will be asked for."""
        with self._lock:
            self._recent.pop(key, None)
            workers = [worker for worker in self._workers if key in worker.keys | worker.left]
            self._lose([group for group in self._waiting if group.key == key])
        for worker in workers:
            worker.forget(key)

    def close(self) -> None:
        """Ends them; nothing is begun any more."""
        with self._lock:
            self._given_up = True
            workers, self._workers = self._workers, []
            self._lose([*self._waiting])
        for worker in workers:
            worker.end()

    def _ready(self) -> list["_Worker"]:
        return [worker for worker in self._workers if worker.started.is_set() and not worker.ended]

    def _deal(self) -> None:
        """A scene that waits goes to a process that paints none, and with it all that was asked of it."""
        while True:
            with self._lock:
                ready = self._ready()
                self._lose([group for group in self._waiting if group.is_given_up or not ready])
                free = [worker for worker in ready if worker.painting is None]
                if not self._waiting or not free:
                    return
                key, worker = self._waiting[0].key, min(free, key=_Worker.preference)
                groups = [group for group in self._waiting if group.key == key]
                self._waiting = deque(group for group in self._waiting if group.key != key)
                worker.keys.add(key)
                worker.painting = key
            for group in groups:
                if not worker.request(group):
                    group.arrived.put(GroupLostError("ended"))

    def _lose(self, groups: list[RemoteGroup]) -> None:
        """Of those that wait."""
        for group in groups:
            self._waiting.remove(group)
            group.arrived.put(GroupLostError("ended"))

    def _count_losses(self) -> None:
        self._losses += sum(worker.lost for worker in self._workers)
        self._workers = [worker for worker in self._workers if not worker.ended]
        if self._losses > LOSSES and not self._given_up:
            self._given_up = True
            log.warning("%d processes that coded scenes have gone: no more are started", self._losses)

    def _start(self) -> None:
        try:
            self._workers = [_Worker(self._deal) for _ in range(self._number)]
        except OSError as error:
            self._given_up = True
            log.warning(
                "no process could be started to code scenes (%s): all are coded by the server's own threads", error
            )
        else:
            log.info("many scenes are to be coded: %d processes help", self._number)


class _Worker:
    def __init__(self, freed: Callable[[], None]) -> None:
        """`freed` is called when it has painted a scene, and when it has ended."""
        self._freed = freed
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
        self.left: set[ClipKey] = set()  # of which what was asked before is still coded here
        self.painting: ClipKey | None = None
        self.started = Event()
        self.ended = False
        self.lost = False  # ended by itself
        self._groups: dict[int, RemoteGroup] = {}
        self._lock = Lock()
        self._sending = Lock()  # not the other one: answers must be taken while a process is too busy to read
        Thread(target=self._read, name="loop worker", daemon=True).start()

    @property
    def owed(self) -> int:
        """Groups that it has been asked for and has not coded."""
        return len(self._groups)

    def burden(self) -> float:
        """Of all loops that are coded there: to move one that has been begun would have its scene painted again."""
        return sum(effort(key.look, key.format.width, key.format.height) * key.format.fps for key in self.keys)

    def preference(self) -> tuple[bool, float]:
        """The least is to be given the next scene."""
        return self.owed >= BEHIND, self.burden()

    def request(self, group: RemoteGroup) -> bool:
        """Whether it is still there to code the group."""
        with self._lock:
            if self.ended:
                return False
            self._groups[group.serial] = group
        with self._sending:
            group.worker = self  # before one reads whether it is urgent: who makes it so later tells us
            try:
                self._requests.send(Request(group.serial, group.key, group.number, group.urgent))
            except OSError:
                return False
        return True

    def leave(self, key: ClipKey) -> None:
        """Another process goes on with the scene."""
        self.keys.discard(key)
        self.left.add(key)

    def forget(self, key: ClipKey) -> None:
        self.keys.discard(key)
        self.left.discard(key)
        self._has_painted(key)
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
            self._freed()

    def _take(self, answer: Answer) -> None:
        if answer == READY:
            self.started.set()
            return
        with self._lock:
            take = self._groups.pop if answer.last else self._groups.get
            group = take(answer.serial, None)
        if group:
            group.arrived.put(answer)
            self._has_painted(group.key)

    def _has_painted(self, key: ClipKey) -> None:
        """Or it never will."""
        if self.painting == key:
            self.painting = None
            self._freed()
