"""A film that was recorded, for tests: shown step by step, or by itself in time."""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from ctserver.video.picture import Picture, StreamFormat
from tests.video.rtsp.film import START_US, Film

PERIOD_US = 40_000


@dataclass
class FilmRecording:
    """`count` pictures. The first of a turn comes at once if `prompt`; with a `rate` all come in time, so much faster.

    `holes` are the numbers of pictures that were not recorded."""

    film: Film
    count: int = 250
    prompt: bool = True
    rate: float | None = None
    holes: frozenset[int] = frozenset()
    fault: Exception | None = None
    playbacks: list["FilmPlayback"] = field(default_factory=list)

    @property
    def format(self) -> StreamFormat:
        return self.film.format

    @property
    def begin_us(self) -> int:
        return START_US

    @property
    def end_us(self) -> int:
        return START_US + self.count * PERIOD_US

    async def parameter_sets(self) -> tuple[bytes, ...]:
        return self.film.parameter_sets

    def play(
        self, at_us: int, scale: float, listener: Callable[[Picture], None], ended: Callable[[], None]
    ) -> "FilmPlayback":
        if self.fault:
            raise self.fault
        playback = FilmPlayback(self._pictures(at_us, scale), scale, listener, ended)
        self.playbacks.append(playback)
        if self.prompt:
            playback.show()
        if self.rate is not None:
            playback.run(self.rate)
        return playback

    @property
    def playback(self) -> "FilmPlayback":
        return self.playbacks[-1]

    def stop(self) -> None:
        for playback in self.playbacks:
            playback.close()

    def _pictures(self, at_us: int, scale: float) -> Iterator[Picture]:
        all_ = [self.film.picture(number) for number in range(self.count) if number not in self.holes]
        before = [picture for picture in all_ if picture.key and picture.time_us <= at_us]
        if scale < 0:
            return reversed(before)
        return (picture for picture in all_ if picture.number >= before[-1].number)


@dataclass(eq=False)
class FilmPlayback:
    pictures: Iterator[Picture]
    scale: float
    listener: Callable[[Picture], None]
    ended: Callable[[], None]
    held: bool = False
    closed: bool = False
    log: list[str] = field(default_factory=list)
    _task: asyncio.Task[None] | None = None

    def show(self, count: int = 1) -> None:
        """The next pictures, unless it is held back; after the last one, the end."""
        for _ in range(count):
            if self.held or self.closed:
                return
            picture = next(self.pictures, None)
            if picture is None:
                self.close()
                self.ended()
                return
            self.listener(picture)

    async def show_all(self) -> None:
        """To the end, as fast as the viewer takes it."""
        while not self.closed:
            self.show()
            await asyncio.sleep(0)

    def pause(self) -> None:
        self.held = True
        self.log.append("pause")

    def resume(self) -> None:
        self.held = False
        self.log.append("resume")

    def close(self) -> None:
        self.closed = True
        if self._task:
            self._task.cancel()

    def run(self, rate: float) -> None:
        self._task = asyncio.get_running_loop().create_task(self._run(rate))

    async def _run(self, rate: float) -> None:
        """Key pictures of a film are ten apart."""
        pictures_apart = 10 if self.scale < 0 else 1
        step = pictures_apart * PERIOD_US / 1_000_000 / abs(self.scale) / rate
        loop = asyncio.get_running_loop()
        due = loop.time()
        while not self.closed:
            due += step
            await asyncio.sleep(max(0.0, due - loop.time()))
            self.show()
