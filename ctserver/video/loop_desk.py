"""What a process that codes loops for a server has been asked for, and in which order it does it (see `loop_worker`)."""

from dataclasses import dataclass
from multiprocessing.connection import Connection

from ctserver.video.coding.coders import open_splice
from ctserver.video.loop_coder import LoopCoder
from ctserver.video.loop_messages import READY, Answer, Request, Urge
from ctserver.video.loops import ClipKey, Unspliceable


@dataclass(slots=True)
class Job:
    request: Request
    coded: int = 0


class Desk:
    """Requests that came, and what is being coded for them.

    Key pictures come first, since somebody waits for them; then one group after the other is finished.
    """

    def __init__(self) -> None:
        self._coders: dict[ClipKey, LoopCoder] = {}
        self._urgent: dict[int, Job] = {}
        self._later: dict[int, Job] = {}

    @property
    def empty(self) -> bool:
        return not self._urgent and not self._later

    def take(self, message: Request | Urge) -> None:
        if isinstance(message, Urge):
            if message.serial in self._later:  # or else it is done
                self._urgent[message.serial] = self._later.pop(message.serial)
        elif message.group is None:
            self._coders.pop(message.key, None)
        else:
            jobs = self._urgent if message.urgent else self._later
            jobs[message.serial] = Job(message)

    def work(self) -> Answer:
        """Codes one picture."""
        job = self._next()
        serial = job.request.serial
        try:
            answer = self._code(job)
        except Unspliceable as error:
            answer = Answer(serial, last=True, refusal=str(error))
        except Exception as error:  # it happens again where it was asked for, and is told there
            answer = Answer(serial, last=True, failure=repr(error))
        if answer.last:
            self._urgent.pop(serial, None)
            self._later.pop(serial, None)
        return answer

    def _next(self) -> Job:
        jobs = self._urgent or self._later
        return next((job for job in jobs.values() if not job.coded), next(iter(jobs.values())))

    def _code(self, job: Job) -> Answer:
        key, group = job.request.key, job.request.group
        splice = open_splice(key.format, key.quality)
        assert splice
        assert group is not None
        coder = self._coders.setdefault(key, LoopCoder(key, splice))
        job.coded += 1
        rest = coder.code(group)[1]
        return Answer(job.request.serial, coder.parameter_sets, rest, last=job.coded == splice.group)


def run(requests: "Connection[None, Request | Urge]", answers: "Connection[Answer, None]") -> None:
    """Until the other end has gone."""
    desk = Desk()
    answers.send(READY)
    while True:
        while desk.empty or requests.poll():
            desk.take(requests.recv())
        answers.send(desk.work())
