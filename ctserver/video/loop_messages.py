"""What a server and the processes that code loops for it say to each other."""

from dataclasses import dataclass

from ctserver.video.loops import ClipKey


@dataclass(frozen=True, slots=True)
class Request:
    """Code a group of a loop; without a number, let go of what only coding that loop needs.

    What is not `urgent` is coded when nothing else is to be done.
    """

    serial: int
    key: ClipKey
    group: int | None
    urgent: bool = True


@dataclass(frozen=True, slots=True)
class Urge:
    """What was requested with that serial has become urgent."""

    serial: int


@dataclass(frozen=True, slots=True)
class Answer:
    """A picture of the group that a request asked for, in order, and whether it is the last; or why there are no more."""

    serial: int
    parameter_sets: tuple[bytes, ...] = ()
    rest: tuple[bytes, ...] = ()
    last: bool = False
    refusal: str = ""
    failure: str = ""


READY = Answer(-1)
"""The first one: requests are read."""
