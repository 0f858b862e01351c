"""Finds out what a file of pictures is, and whether all of it that will be shown can be."""

from collections.abc import Iterator
from pathlib import Path

import av
from av.container import InputContainer
from av.packet import Packet
from av.video.stream import VideoStream

from ctserver.video.footage.file import check_size, open_container, video_stream
from ctserver.video.footage.footage import Footage, FootageError, digest_of
from ctserver.video.footage.reel import Reel

LONGEST = 60.0
"""Seconds of a file that are shown."""
_CHECKED_SECONDS = 1.0
"""A key picture that is nearer than this to the last that was decoded is taken to be as good."""
_SHORT, _SHORT_SECONDS = 0.05, 0.5
"""What a file may be shorter than it says."""
_NEVER_STRICT = {"tiff"}
"""Decoders that take for an error what other programs write every day."""


def probe(path: Path) -> Footage:
    """FootageError for a file that cannot be shown as it is, up to LONGEST seconds of it."""
    with open_container(path) as container:
        stream = video_stream(container)
        if stream.width or stream.height:  # otherwise only decoding tells
            check_size(stream.width, stream.height)
        seconds = _length(container, stream)
    first = Reel(path).at(0)
    check_size(first.width, first.height)
    absolute = str(path.absolute())
    return Footage(absolute, digest_of(absolute), min(seconds, LONGEST), is_cut=seconds > LONGEST)


def _length(container: InputContainer, stream: VideoStream) -> float:
    """Seconds, 0 for a single picture; a little over LONGEST where there is more."""
    interval = 1 / float(stream.guessed_rate or 25)
    if stream.codec_context.name not in _NEVER_STRICT:
        stream.codec_context.options = {"err_detect": "explode"}
    pictures, begin, end, checked = 0, float("inf"), float("-inf"), float("-inf")
    for packet in _packets(container, stream):
        start, stop = _span(packet, pictures, interval)
        pictures, begin, end = pictures + 1, min(begin, start), max(end, stop)
        if packet.is_corrupt or (packet.is_keyframe and start >= checked + _CHECKED_SECONDS):
            _check_picture(packet, stream, start - begin)
            checked = start
        if end - begin > LONGEST + 1:
            return end - begin
    if not pictures:
        raise FootageError("expected at least one picture, this file has none")
    _check_whole(container, stream, end - begin)
    return 0.0 if pictures == 1 else _rounded(end - begin, interval)


def _packets(container: InputContainer, stream: VideoStream) -> Iterator["Packet[VideoStream]"]:
    try:
        yield from (packet for packet in container.demux(stream) if packet.size and not packet.is_discard)
    except av.FFmpegError as error:
        raise FootageError(f"expected a whole file, this one is damaged: {error.strerror}") from None


def _span(packet: "Packet[VideoStream]", number: int, interval: float) -> tuple[float, float]:
    """Begin and end of a picture in seconds; bare streams have no times."""
    ticks = packet.dts if packet.pts is None else packet.pts
    start = number * interval if ticks is None else float(ticks * packet.time_base)
    return start, start + (float(packet.duration * packet.time_base) if packet.duration else interval)


def _check_picture(packet: "Packet[VideoStream]", stream: VideoStream, at: float) -> None:
    decoder = stream.codec_context
    damaged = FootageError(
        f"expected pictures that FFmpeg decodes, the one at {at:.1f} s is damaged, cut short or of a kind unknown to it"
    )
    try:
        frames = [*decoder.decode(packet), *decoder.decode(None)]
    except av.FFmpegError:
        raise damaged from None
    if packet.is_corrupt or any(frame.is_corrupt for frame in frames):
        raise damaged
    decoder.flush_buffers()


def _check_whole(container: InputContainer, stream: VideoStream, seconds: float) -> None:
    promised = _promised(container, stream)
    if seconds < promised * (1 - _SHORT) - _SHORT_SECONDS:
        raise FootageError(f"expected a whole file, this one is cut short after {seconds:.1f} of {promised:.1f} s")


def _promised(container: InputContainer, stream: VideoStream) -> float:
    """The length in seconds that the file gives for its pictures, 0 if it says nothing."""
    if stream.duration and stream.time_base:
        return float(stream.duration * stream.time_base)
    if len(container.streams) == 1 and container.duration:
        return container.duration / av.time_base
    return 0.0


def _rounded(seconds: float, interval: float) -> float:
    """A length that is less than a picture from whole seconds is meant to be whole."""
    whole = float(round(seconds))
    return whole if whole and abs(seconds - whole) < interval else seconds
