"""The first key picture of a start, by which it proves that pictures are made.

A process of its own makes it, since importing NumPy, OpenCV and PyAV takes as long as a fifth of all that a start imports. It
gets ready while the server's does other things, is told then what to make, and ends.
"""

from dataclasses import dataclass, replace
from pathlib import Path
from zoneinfo import ZoneInfo

from ctserver.beside import Told
from ctserver.video.picture import Codec, StreamFormat
from ctserver.video.view import Moment, View


@dataclass(frozen=True, slots=True)
class Order:
    """The key picture of a view at or before an instant of Unix time; its scene may lie in the directory of coded loops."""

    view: View
    seconds: float
    cache: Path | None

    @classmethod
    def of(cls, view: View, seconds: float, cache: Path | None) -> "Order":
        """That another process can be told: a view's moments are asked of a server's database."""
        number = view.number_at(seconds)
        begin = view.instant_us(number - number % view.format.group) / 1e6
        return cls(replace(view, moment_at=_Constant(view.moment_at(begin))), begin, cache)


@dataclass(frozen=True, slots=True)
class _Constant:
    moment: Moment

    def __call__(self, seconds: float) -> Moment:
        return self.moment


def make(told: Told) -> int:
    """The work: how many bytes the picture has."""
    _get_ready()
    order: Order = told()
    return _make(order)


def _make(order: Order) -> int:
    from ctserver.video.cache.store import LoopCache  # noqa: PLC0415 (in the process that makes pictures)
    from ctserver.video.clips import Clips  # noqa: PLC0415
    from ctserver.video.producer import Producer  # noqa: PLC0415

    cache = LoopCache(order.cache) if order.cache else None
    picture = Producer(order.view, Clips(cache=cache)).produce(order.view.number_at(order.seconds))
    if picture is None or not picture.key:
        raise RuntimeError(f"{order.view.label}: no key picture")
    return picture.size


def _get_ready() -> None:
    """Does what any picture needs that is made in a process: a slate has letters learnt, and the encoder's library loaded."""
    from ctserver.video.cache.engine import engine_digest  # noqa: PLC0415 (in the process that makes pictures)

    engine_digest()
    shown = StreamFormat(Codec.H264, 320, 240, 1)
    moment = Moment(slate="slate_no_signal")
    _make(Order(View(0, 0, "", shown, "", 0, ZoneInfo("UTC"), _Constant(moment)), 0, None))
