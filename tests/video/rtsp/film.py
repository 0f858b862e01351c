"""The product's side of the RTSP server, for tests: a source that shows an encoded film, and a handler over such sources."""

import asyncio
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache
from typing import Any

import av
import cv2
import numpy as np
from av.video.codeccontext import VideoCodecContext
from numpy.typing import NDArray

from ctserver.video.picture import Codec, Picture, StreamFormat
from ctserver.video.rtsp.auth import digest_ha1, digest_matches
from ctserver.video.rtsp.handler import BasicCredentials, Credentials, Recording, Refused, Source

REALM = "CT-Server"
START_US = 1_790_000_000_000_000
FPS = 25
GOP = 10
_GLOBAL_HEADER = 0x00400000


@dataclass(frozen=True, slots=True)
class Film:
    """Coded pictures to be shown in a loop, the first of them a key picture."""

    format: StreamFormat
    parameter_sets: tuple[bytes, ...]
    pictures: tuple[tuple[tuple[bytes, ...], bool], ...]

    def picture(self, number: int) -> Picture:
        units, key = self.pictures[number % len(self.pictures)]
        time_us = START_US + number * 1_000_000 // self.format.fps
        return Picture(number, time_us, self.format, units, key, self.parameter_sets)


def canvas(number: int, width: int = 320, height: int = 240) -> NDArray[Any]:
    """What a film's pictures show before they are coded, as I420: a gradient that slides by eight pixels a picture."""
    rows, columns = np.mgrid[0 : height * 3 // 2, 0:width]
    picture: NDArray[np.uint8] = ((rows + columns + 8 * number) % 200).astype(np.uint8)
    return picture


@cache
def moving_film(width: int = 320, height: int = 240) -> Film:
    """By x264: two GOPs."""
    options = {"preset": "ultrafast", "tune": "zerolatency", "g": str(GOP), "bf": "0"}
    extradata, packets = _encode("libx264", width, height, options)
    sets = tuple(unit for unit in _units(extradata) if unit[0] & 0x1F in (7, 8))
    pictures = tuple((_units(data), key) for data, key in packets)
    return Film(StreamFormat(Codec.H264, width, height, FPS), sets, pictures)


@cache
def mpeg4_film(width: int = 320, height: int = 240) -> Film:
    """By FFmpeg's own encoder: two GOPs."""
    extradata, packets = _encode("mpeg4", width, height, {"g": str(GOP), "bf": "0", "qmin": "4", "qmax": "4"})
    return Film(
        StreamFormat(Codec.MPEG4, width, height, FPS), (extradata,), tuple(((data,), key) for data, key in packets)
    )


@cache
def jpeg_film(restart_interval: int = 0, optimise: bool = False, width: int = 320, height: int = 240) -> Film:
    """By libjpeg, 4:2:0; `optimise` makes Huffman tables that RTP cannot carry."""
    options = [cv2.IMWRITE_JPEG_QUALITY, 80, cv2.IMWRITE_JPEG_OPTIMIZE, int(optimise)]
    options += [cv2.IMWRITE_JPEG_RST_INTERVAL, restart_interval]
    images = (cv2.cvtColor(canvas(n, width, height), cv2.COLOR_YUV2BGR_I420) for n in range(2 * GOP))
    files = (cv2.imencode(".jpg", image, options)[1].tobytes() for image in images)
    return Film(StreamFormat(Codec.JPEG, width, height, FPS), (), tuple(((data,), True) for data in files))


def _encode(codec: str, width: int, height: int, options: dict[str, str]) -> tuple[bytes, list[tuple[bytes, bool]]]:
    """The codec's global header, and two GOPs of the canvas."""
    encoder = VideoCodecContext.create(codec, "w")
    assert isinstance(encoder, VideoCodecContext)
    encoder.width, encoder.height, encoder.pix_fmt = width, height, "yuv420p"
    encoder.framerate, encoder.time_base, encoder.thread_count = Fraction(FPS), Fraction(1, FPS), 1
    encoder.options = options
    encoder.flags |= _GLOBAL_HEADER
    packets = []
    for number in range(2 * GOP):
        frame = av.VideoFrame.from_ndarray(canvas(number, width, height), format="yuv420p")
        frame.pts = number
        packets += encoder.encode(frame)
    packets += encoder.encode(None)
    return encoder.extradata or b"", [(bytes(packet), bool(packet.is_keyframe)) for packet in packets]


def plain_film(size: int, gop: int = GOP, fps: int = FPS) -> Film:
    """Pictures of `size` bytes that nobody can decode: for tests that count bytes."""
    slices = [bytes([0x65 if i == 0 else 0x41]) + bytes([1 + i]) * (size - 1) for i in range(gop)]
    pictures = tuple(((unit,), i == 0) for i, unit in enumerate(slices))
    return Film(StreamFormat(Codec.H264, 320, 240, fps), moving_film().parameter_sets, pictures)


def _units(annexb: bytes) -> tuple[bytes, ...]:
    return tuple(unit for unit in re.split(rb"\x00\x00\x00\x01|\x00\x00\x01", annexb) if unit)


@dataclass
class FilmSource:
    """Shows a picture when a test says so, or by itself in real time between `start` and `stop`."""

    key: str
    film: Film
    number: int = 0
    replays: bool = True
    listeners: dict[object, tuple[Callable[[Picture], None], Callable[[], None]]] = field(default_factory=dict)
    _task: asyncio.Task[None] | None = None

    @property
    def format(self) -> StreamFormat:
        return self.film.format

    async def parameter_sets(self) -> tuple[bytes, ...]:
        return self.film.parameter_sets

    def subscribe(self, listener: Callable[[Picture], None], ended: Callable[[], None]) -> "FilmSubscription":
        subscription = FilmSubscription(self)
        self.listeners[subscription] = (listener, ended)
        if self.replays:
            for number in range(self._last_key(), self.number):
                listener(self.film.picture(number))
        return subscription

    def _last_key(self) -> int:
        return next((n for n in range(self.number - 1, -1, -1) if self.film.picture(n).key), self.number)

    def show(self, count: int = 1) -> None:
        """The next pictures."""
        for _ in range(count):
            picture = self.film.picture(self.number)
            self.number += 1
            for listener, _ended in [*self.listeners.values()]:
                listener(picture)

    def end(self) -> None:
        listeners, self.listeners = self.listeners, {}
        for _listener, ended in listeners.values():
            ended()

    def start(self, rate: float = 1.0) -> None:
        self._task = asyncio.get_running_loop().create_task(self._run(rate))

    def stop(self) -> None:
        if self._task:
            self._task.cancel()

    async def _run(self, rate: float) -> None:
        loop = asyncio.get_running_loop()
        begun = loop.time()
        first = self.number
        while True:
            self.show()
            due = begun + (self.number - first) / self.film.format.fps / rate
            await asyncio.sleep(max(0.0, due - loop.time()))


@dataclass(eq=False)
class FilmSubscription:
    source: FilmSource

    def close(self) -> None:
        self.source.listeners.pop(self, None)


@dataclass
class FilmHandler:
    """Users and paths. `ada` has a password that needs percent-encoding; `bob` may see nothing."""

    sources: dict[str, FilmSource] = field(default_factory=dict)
    passwords: dict[str, str] = field(default_factory=lambda: {"ada": "p!w/d@1", "bob": "secret"})
    revoked: set[str] = field(default_factory=lambda: {"bob"})
    attempts: list[tuple[str, str]] = field(default_factory=list)
    opened: list[tuple[str, str]] = field(default_factory=list)
    reviewed: list[tuple[str, str]] = field(default_factory=list)
    recordings: dict[str, Recording] = field(default_factory=dict)
    fault: Exception | None = None
    realm: str = REALM

    async def authenticate(self, credentials: Credentials, method: str, peer: str) -> object | None:
        self.attempts.append((credentials.username, method))
        password = self.passwords.get(credentials.username)
        if password is None:
            return None
        if isinstance(credentials, BasicCredentials):
            return credentials.username if credentials.password == password else None
        ha1 = digest_ha1(credentials.username, self.realm, password)
        return credentials.username if digest_matches(ha1, method, credentials) else None

    async def open(self, path: str, query: str, identity: object) -> Source | Recording:
        self.opened.append((path, query))
        if self.fault:
            raise self.fault
        if str(identity) in self.revoked:
            raise Refused(403, "no right")
        opened = self.sources.get(path) or self.recordings.get(path)
        if opened is None:
            raise Refused(404, "no such stream")
        return opened

    def may_continue(self, path: str, query: str, identity: object) -> bool:
        self.reviewed.append((path, query))
        if self.fault:
            raise self.fault
        known = path in self.sources or path in self.recordings
        return known and str(identity) not in self.revoked and query not in self.revoked
