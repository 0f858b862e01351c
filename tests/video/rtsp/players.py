"""Real players: where they are, how they are run, and whether what they decoded is what was shown."""

import asyncio
import itertools
import os
import shutil
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from functools import cache
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from ctserver.video.rtsp.options import RtspOptions
from tests.video.rtsp.client import PATH, serving, until
from tests.video.rtsp.film import GOP, FilmHandler, FilmSource, canvas

PATIENCE = 40
PICTURES = 15
ADA_IN_URL = "ada:p%21w%2Fd%401"
LOOP = 2 * GOP


def program(name: str) -> str:
    """A player's path; without it the test is skipped, but never in continuous integration."""
    path = shutil.which(name)
    if path is None:
        if os.environ.get("CI") == "true":
            pytest.fail(f"{name} is not installed")
        pytest.skip(f"{name} is not installed")
    return path


async def run(*command: str) -> tuple[int, str]:
    """Exit status and all output; the process never outlives the test."""
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(*command, stdout=pipe, stderr=asyncio.subprocess.STDOUT)
    try:
        async with asyncio.timeout(PATIENCE):
            output, _ = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    return process.returncode or 0, output.decode(errors="replace")


@asynccontextmanager
async def showing(handler: FilmHandler, source: FilmSource, scheme: str = "Digest") -> AsyncIterator[str]:
    """A server whose film runs in real time, and the URL with user and password."""
    async with serving(handler, RtspOptions(schemes=(scheme,))) as server:
        source.start()
        yield f"rtsp://{ADA_IN_URL}@127.0.0.1:{server.port}{PATH}"
        source.stop()
        await until(lambda: not server.viewers())


@cache
def _originals() -> NDArray[Any]:
    """The luma of each picture of a film's loop as it was before it was coded, centred and of unit length."""
    return np.array([_unit(canvas(number)[:240]) for number in range(LOOP)])


def _unit(luma: NDArray[Any]) -> NDArray[Any]:
    centred = luma.astype(float).ravel() - luma.mean()
    length: float = np.sqrt((centred**2).sum())
    unit: NDArray[Any] = centred / length
    return unit


def place_of(luma: NDArray[Any]) -> int:
    """Which picture of the loop this is. Noise, as from wrong Huffman tables, is none: its correlation is about 0."""
    likeness = _originals() @ _unit(luma)
    place = int(likeness.argmax())
    assert likeness[place] > 0.9, f"like no picture of the film: {likeness.round(2)}"
    return place


def assert_in_order(pictures: Sequence[NDArray[Any]], step: int = 1, least: int = PICTURES) -> None:
    """Pictures of the film by their luma, `step` apart, none left out."""
    places = [place_of(luma) for luma in pictures]
    assert len(places) >= least
    assert all((b - a) % LOOP == step % LOOP for a, b in itertools.pairwise(places)), places


def luma_of(raw: bytes, picture_bytes: int) -> list[NDArray[Any]]:
    """From raw video of 320 by 240 pixels with the luma plane in front."""
    whole = len(raw) // picture_bytes
    pictures = np.frombuffer(raw[: whole * picture_bytes], np.uint8).reshape(whole, picture_bytes)
    return [picture[: 320 * 240].reshape(240, 320) for picture in pictures]
