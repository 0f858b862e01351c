"""What a loop's bytes depend on beside what it shows: our own sources, the libraries, the processor."""

import platform
from functools import cache
from hashlib import blake2b
from pathlib import Path

import av
import cv2
import numpy as np

from ctserver.video.coding.h264 import X264
from ctserver.video.i420 import NEUTRAL

_VIDEO = Path(__file__).parents[1]
_PARTS = (
    "scene",
    "footage",
    "aggregation.py",
    "coding",
    "i420.py",
    "lettering.py",
    "loop_coder.py",
    "loops.py",
    "mark.py",
    "picture.py",
    "scene_group.py",
    "sketch.py",
    "state.py",
    "strip.py",
    "strip_clock.py",
)
_TELLING = ("model name", "cpu family", "model", "stepping", "flags", "Features", "CPU implementer", "CPU part")
"""Lines of `/proc/cpuinfo` that say what a processor can do; the others change from one moment to the next."""


@cache
def engine_digest() -> bytes:
    """Equal for two processes only if they code a scene to the same bytes.

    The libraries choose their routines by the processor, and floats may be rounded otherwise by others: a directory that
    is carried to another machine, or shared by two, must not mix what they have coded.
    """
    digest = blake2b(digest_size=16)
    for path in sources():
        digest.update(path.read_bytes())
    digest.update("\n".join((*_libraries(), *_processor())).encode())
    return digest.digest()


def sources() -> list[Path]:
    """The modules that draw and code a loop."""
    return [path for part in _PARTS for path in (sorted((_VIDEO / part).glob("*.py")) or [_VIDEO / part])]


def _libraries() -> list[str]:
    versions = [platform.python_version(), np.__version__, av.__version__, repr(sorted(av.library_versions.items()))]
    return [*versions, cv2.getBuildInformation(), _bundled() or _x264()]


def _bundled() -> str:
    """PyAV's wheels bring their libraries, whose names hold a digest of what is in them; "" where it was built otherwise."""
    package = Path(av.__file__).parent
    folders = (package.parent / "av.libs", package / ".dylibs")
    return " ".join(sorted(path.name for folder in folders if folder.is_dir() for path in folder.iterdir()))


def _x264() -> str:
    """What the encoder says of itself in the SEI of a first picture: its version and its settings."""
    coder = X264(16, 16, 1)
    coder.encode(np.full((24, 16), NEUTRAL, np.uint8), key=True)
    return coder.settings


def _processor() -> list[str]:
    """Of the first of its cores, and what OpenCV makes of it."""
    try:
        lines = Path("/proc/cpuinfo").read_text().partition("\n\n")[0].splitlines()
    except OSError:
        lines = [platform.processor()]
    kept = [line for line in lines if line.partition(":")[0].strip() in _TELLING] or lines
    return [platform.machine(), cv2.getCPUFeaturesLine(), *kept]
