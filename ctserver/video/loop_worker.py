"""A process that codes loops for a server, group by group, as it is asked to: `python -m ctserver.video.loop_worker`.

It reads `Request`s from standard input and writes `Answer`s to standard output, pickled, each with its length before it (as
`multiprocessing.connection` does), since both ends are of one version and one is the other's child. It ends with its input.
"""

import os
import sys
from contextlib import suppress
from multiprocessing.connection import Connection

import cv2

from ctserver.video.coding.coders import open_splice
from ctserver.video.loop_coder import ClipKey, LoopCoder
from ctserver.video.loop_messages import READY, Answer, Request
from ctserver.video.scene_group import Unspliceable


class Desk:
    """Requests that came, and what is being coded for them.

    Key pictures come first, since somebody waits for them; then one group after the other is finished.
    """

    def __init__(self) -> None:
        self._coders: dict[ClipKey, LoopCoder] = {}
        self._coded: dict[Request, int] = {}

    @property
    def empty(self) -> bool:
        return not self._coded

    def take(self, request: Request) -> None:
        if request.group is None:
            self._coders.pop(request.key, None)
        else:
            self._coded[request] = 0

    def work(self) -> Answer:
        """Codes one picture."""
        request = next((waiting for waiting, coded in self._coded.items() if not coded), next(iter(self._coded)))
        try:
            answer = self._code(request)
        except Unspliceable as error:
            answer = Answer(request.serial, last=True, refusal=str(error))
        except Exception as error:  # it happens again where it was asked for, and is told there
            answer = Answer(request.serial, last=True, failure=repr(error))
        if answer.last:
            del self._coded[request]
        return answer

    def _code(self, request: Request) -> Answer:
        splice = open_splice(request.key.format, request.key.quality)
        assert splice
        assert request.group is not None
        coder = self._coders.setdefault(request.key, LoopCoder(request.key, splice))
        self._coded[request] += 1
        rest = coder.code(request.group)[1]
        return Answer(request.serial, coder.parameter_sets, rest, last=self._coded[request] == splice.group)


def run(requests: "Connection[None, Request]", answers: "Connection[Answer, None]") -> None:
    """Until the other end has gone."""
    desk = Desk()
    answers.send(READY)
    while True:
        while desk.empty or requests.poll():
            desk.take(requests.recv())
        answers.send(desk.work())


def main() -> None:
    cv2.setNumThreads(1)  # the server has one process for each core
    answers = os.dup(sys.stdout.fileno())
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # nothing else may come between
    with suppress(EOFError, BrokenPipeError):
        run(Connection(os.dup(sys.stdin.fileno()), writable=False), Connection(answers, readable=False))


if __name__ == "__main__":
    main()
