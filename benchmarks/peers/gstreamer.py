"""The C server beside this file, built with Debian's gst-rtsp-server and started: one 720p25 H.264 stream, shared by all."""

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.harness import first_line, running

SOURCE = Path(__file__).with_name("rtsp_server.c")
PACKAGES = (
    "gcc pkg-config libgstrtspserver-1.0-dev gstreamer1.0-tools gstreamer1.0-plugins-base gstreamer1.0-plugins-good"
    " gstreamer1.0-plugins-ugly"
)
_ELEMENTS = ("videotestsrc", "x264enc", "rtph264pay")


@dataclass(frozen=True, slots=True)
class Peer:
    pid: int
    url: str


@contextmanager
def rtsp_server() -> Iterator[Peer | str]:
    """The running server, or why there is none, and which packages would help."""
    with tempfile.TemporaryDirectory(prefix="ctserver-bench-") as directory:
        flags = _compiler_flags()
        if flags is None:
            yield f"expected gst-rtsp-server with its headers; on Debian: apt-get install {PACKAGES}"
            return
        program = Path(directory, "rtsp_server")
        subprocess.run(["gcc", "-O2", "-o", str(program), str(SOURCE), *flags], check=True)
        log = Path(directory, "log")
        with running([str(program)], log) as process:
            yield Peer(process.pid, f"rtsp://127.0.0.1:{int(first_line(log, process))}/test")


def _compiler_flags() -> list[str] | None:
    if not all(map(shutil.which, ("gcc", "pkg-config", "gst-inspect-1.0"))):
        return None
    if any(subprocess.run(["gst-inspect-1.0", "--exists", name], check=False).returncode for name in _ELEMENTS):
        return None
    found = subprocess.run(
        ["pkg-config", "--cflags", "--libs", "gstreamer-rtsp-server-1.0"], capture_output=True, text=True, check=False
    )
    return None if found.returncode else found.stdout.split()
