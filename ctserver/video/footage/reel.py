"""Decodes a file just in time. Two of its pictures are held, and those few that the decoder hands out at once."""

from collections.abc import Iterator
from contextlib import suppress
from itertools import count, dropwhile
from pathlib import Path

import av
from av import VideoFrame
from av.container import InputContainer
from av.video.stream import VideoStream

from ctserver.video.footage.file import open_container, video_stream
from ctserver.video.footage.footage import FootageError

_SLACK = 0.001
"""Seconds that a picture may be asked for too early: containers round times to milliseconds, and the engine to less."""
_FAR = 5.0
"""Seconds ahead from which it is quicker to seek than to decode all that lies between."""
_MARGINS = (0.5, 4.0, 16.0)
"""Seconds before what is sought, tried in turn: some containers seek by the order of decoding, some only roughly."""

_Timed = tuple[float, VideoFrame]
"""A picture with its time in seconds."""


class Reel:
    """The pictures of a file by their time, in seconds after its first; used by one thread at a time.

    What a picture is does not depend on which were asked for before. In order they are quickest; to go back, or far ahead,
    it decodes from a key picture before. What cannot be decoded is left out: the picture before it stays.
    """

    _pictures: Iterator[_Timed]
    _shown: _Timed
    _ahead: _Timed | None

    def __init__(self, path: Path) -> None:
        """FootageError for a file without a picture that can be decoded."""
        self._path = path
        self._rewind()
        self._start = self._shown[0]
        self.pixel_shape = float(self._stream.sample_aspect_ratio or 1)
        """A pixel's width by its height."""

    def at(self, seconds: float) -> VideoFrame:
        """The last picture that is not after `seconds`, or the first."""
        wanted = self._start + seconds + _SLACK
        if wanted < self._shown[0] or (self._ahead and wanted > self._ahead[0] + _FAR):
            self._go_to(wanted)
        while self._ahead and self._ahead[0] <= wanted:
            self._shown, self._ahead = self._ahead, next(self._pictures, None)
        return self._shown[1]

    def _go_to(self, wanted: float) -> None:
        """Leave the last picture that is not after `wanted` still ahead, or shown."""
        if self._shown[1].time is not None:
            with suppress(av.FFmpegError):  # there are containers that cannot seek
                for margin in _MARGINS:
                    if self._seek(max(wanted - margin, self._start)) and self._shown[0] <= wanted:
                        return
        self._rewind()

    def _seek(self, seconds: float) -> bool:
        """Whether there is a key picture to begin with."""
        assert self._stream.time_base
        self._container.seek(int(seconds / self._stream.time_base), stream=self._stream)
        return self._begin()

    def _rewind(self) -> None:
        self._container = open_container(self._path)
        self._stream = video_stream(self._container)
        if not self._begin():
            raise FootageError("expected pictures, none of this file's can be decoded")

    def _begin(self) -> bool:
        pictures = _decoded(self._container, self._stream)
        first = next(pictures, None)
        if first is not None:
            self._pictures, self._shown, self._ahead = pictures, first, next(pictures, None)
        return first is not None


def _decoded(container: InputContainer, stream: VideoStream) -> Iterator[_Timed]:
    """From the next key picture on; decoders leave out those that would need one before it."""
    number = count()
    with suppress(av.FFmpegError):  # a file that cannot be read any further is at its end
        for packet in dropwhile(lambda packet: not packet.is_keyframe, container.demux(stream)):
            frames: list[VideoFrame] = []
            with suppress(av.FFmpegError):
                frames = packet.decode()
            yield from ((_time(frame, stream, next(number)), frame) for frame in frames)


def _time(frame: VideoFrame, stream: VideoStream, number: int) -> float:
    """By its place where it has none: bare streams have no times, nor can they seek."""
    return number / float(stream.guessed_rate or 25) if frame.time is None else frame.time
