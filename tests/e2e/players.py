"""Real players: started within bounds, gone afterwards, and what they have shown."""

import os
import shutil
import subprocess
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from email.utils import parsedate_to_datetime
from itertools import pairwise
from pathlib import Path
from typing import NoReturn
from urllib.request import urlopen

import numpy as np
import pytest

from ctserver.testing import frames
from ctserver.video.mark import Mark
from tests.support.serving import Server

STREAM, CAMERA, NUMBER, WIDTH, HEIGHT = "2.2", 2, 2, 640, 480
"""What most players are shown: 25 pictures per second, H.264 over RTSP."""
PICTURES = 50
PATIENCE = 60.0
"""Seconds that a player may take."""
STALE_SECONDS = 5.0
MODULO = 2**32


def missing(name: str) -> NoReturn:
    """Skips the test, except in CI, which installs all players and must not pass without."""
    reason = f"{name} is not installed (scripts/players)"
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


def program(name: str) -> str:
    """Its path."""
    return shutil.which(name) or missing(name)


def rtsp_url(server: Server, stream: str = STREAM, user: str = "admin", password: str = "camtrace") -> str:
    return server.rtsp.replace("rtsp://", f"rtsp://{user}:{password}@") + f"/live/view/{stream}"


def push_url(server: Server, stream: str = STREAM, query: str = "user=admin&pass=camtrace") -> str:
    return f"{server.http}/live/view/{stream}?{query}"


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    """The program's end; one that does not come to an end is killed and fails the test."""
    return subprocess.run(
        arguments, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=PATIENCE, check=False
    )


@contextmanager
def started(*arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    """A player with its output on pipes."""
    process = subprocess.Popen(
        arguments, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, bufsize=0
    )
    with process:
        try:
            yield process
        finally:
            process.kill()


def grey_pictures(path: Path, width: int = WIDTH, height: int = HEIGHT) -> Iterator[frames.Array]:
    """The pictures in a file of raw grey ones."""
    yield from np.fromfile(path, np.uint8).reshape(-1, height, width)


def marks_in(pictures: Iterable[frames.Array]) -> list[Mark]:
    """Each picture's mark. One that cannot be read is left out, as the numbers of its neighbours will tell."""
    return [mark for picture in pictures if (mark := frames.read(picture))]


def steps(marks: list[Mark]) -> list[int]:
    return [(after.number - before.number) % 2**24 for before, after in pairwise(marks)]


def check(marks: list[Mark], server: Server, camera: int = CAMERA, stream: int = NUMBER, count: int = PICTURES) -> None:
    """The pictures are of this stream, at least `count`, in order, and of now.

    None is missing but those that the server left out because the machine was too busy for them: it then goes on with the
    next key picture, the first of a second.
    """
    assert {(mark.camera, mark.stream) for mark in marks} == {(camera, stream)}
    assert len(marks) >= count
    assert all(0 < step < 2**23 for step in steps(marks))
    assert all(step == 1 or unix_ms(mark) % 1000 == 0 for step, mark in zip(steps(marks), marks[1:], strict=True))
    check_fresh(marks[-1], server)


def unix_ms(mark: Mark) -> int:
    """The mark's instant in full: the last one before now that ends in its 32 bits."""
    now = int(time.time() * 1000)
    return now - (now - mark.ms) % MODULO


def check_fresh(mark: Mark, server: Server) -> None:
    """The picture is at most STALE_SECONDS old by the server's own `Date`, which has whole seconds."""
    with urlopen(f"{server.http}/api/", timeout=PATIENCE) as answer:
        now = parsedate_to_datetime(answer.headers["Date"]).timestamp()
    age = ((int(now * 1000) - mark.ms + MODULO // 2) % MODULO - MODULO // 2) / 1000
    assert -2 < age < STALE_SECONDS
