"""Slices of the yard, and how tests read them."""

import asyncio
from contextlib import aclosing
from dataclasses import replace
from functools import cache

from ctserver.video.clips import Clips
from ctserver.video.matroska.budget import Activity
from ctserver.video.matroska.slice import SliceFile
from ctserver.video.picture import Codec
from ctserver.video.scene import Viewport
from ctserver.video.state import State
from ctserver.video.view import Moment, View
from tests.video.yard import NOON, YARD, yard

QUALITY = 65
NOON_US = round(NOON * 1e6)
CLIPS = Clips()
"""Shared, so that a scene is coded once for all tests of a process."""
VIEWS = {Codec.H264: YARD, Codec.JPEG: yard(codec=Codec.JPEG, fps=5), Codec.MPEG4: yard(codec=Codec.MPEG4)}


def eventful(seconds: float) -> Moment:
    """An alarm, then a turn; then nothing any more for a while, but a picture a second; and a turn upside down."""
    since = seconds - NOON
    if 1.35 <= since < 3.25:
        return Moment(State.ALARM)
    if 4.15 <= since < 5.65:
        return Moment(viewport=Viewport(pan=(since - 4.15) / 2), moving=True)
    if 7.5 <= since < 9.2:
        return Moment(slate="slate_no_alarm", thin=True)
    return Moment(upside_down=since >= 10.4)


EVENTFUL = {codec: replace(view, moment_at=eventful) for codec, view in VIEWS.items()}


def slice_of(
    view: View, begin: float = 0.0, end: float = 12.0, activity: Activity = Activity.RESTING, clips: Clips = CLIPS
) -> SliceFile:
    """From `begin` to `end`, in seconds from noon."""
    times = (NOON_US + round(seconds * 1e6) for seconds in (begin, end))
    return SliceFile(view, clips, *times, quality=QUALITY, activity=activity)


def content(file: SliceFile, first: int = 0, last: int | None = None) -> bytes:
    async def read() -> bytes:
        async with aclosing(file.chunks(first, file.size if last is None else last)) as chunks:
            return b"".join([chunk async for chunk in chunks])

    return asyncio.run(read())


@cache
def eventful_file(codec: Codec) -> bytes:
    """Twelve seconds in which all happens that can happen to a camera."""
    return content(slice_of(EVENTFUL[codec], activity=Activity.TURNING))
