"""A slice's download: the bytes that the list promised, with the pictures of its time."""

import subprocess
from base64 import b64encode
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pytest

from ctserver.testing.frames import read
from tests.recordings.conftest import HERE, MINUTE
from tests.video.rtsp.players import program

ADMIN = ("admin", "camtrace")


def slices(site: httpx.Client, camera: int, kind: str, minutes: int = 60) -> list[dict[str, Any]]:
    query: dict[str, str | int] = {"cameraId": camera, "type": kind, "from": iso(HERE - minutes * MINUTE)}
    found: list[dict[str, Any]] = site.get("/slices", params=query, auth=ADMIN).raise_for_status().json()["slices"]
    return found


def iso(us: int) -> str:
    return str(np.datetime64(us, "us")) + "Z"


def milliseconds(date: str) -> int:
    return int(np.datetime64(date.rstrip("Z"), "ms").astype(int))


@pytest.mark.parametrize("kind", ["a", "r"])
def test_a_slice_is_as_long_as_the_list_says(site: httpx.Client, kind: str) -> None:
    for found in slices(site, 1, kind, 45):
        head = site.head(found["downloadUrl"].removeprefix("/api/v1.2"), auth=ADMIN)
        assert head.status_code == 200
        assert (int(head.headers["content-length"]), head.headers["content-type"]) == (
            found["size"],
            "video/x-matroska",
        )


def test_an_alarms_slice_shows_the_alarms_time(site: httpx.Client, tmp_path: Path) -> None:
    found = slices(site, 1, "a", 45)[0]
    path = tmp_path / "slice.mkv"
    answer = site.get(found["downloadUrl"].removeprefix("/api/v1.2"), auth=ADMIN, headers={"range": "bytes=0-2000000"})
    assert answer.status_code == 206
    assert answer.headers["content-range"].endswith(f"/{found['size']}")
    assert "filename=" in answer.headers["content-disposition"]
    path.write_bytes(answer.content)
    command = [program("ffmpeg"), "-nostdin", "-loglevel", "fatal", "-i", str(path), "-frames:v", "1"]
    done = subprocess.run([*command, "-pix_fmt", "gray", "-f", "rawvideo", "-"], capture_output=True, check=True)
    size = probed(path)
    mark = read(np.frombuffer(done.stdout, np.uint8).reshape(size[1], size[0]))
    assert mark
    assert mark.camera == 1
    assert 0 <= milliseconds(found["start"]) % 2**32 - mark.ms < 1000, "the key picture at or before the slice's begin"


def test_ffmpeg_seeks_in_a_slice_that_nobody_has_made_yet(site: httpx.Client) -> None:
    """By ranges of bytes; it asks for the index, and then for what lies there."""
    found = slices(site, 6, "r")[1]
    login = f"Authorization: Basic {b64encode(':'.join(ADMIN).encode()).decode()}\r\n"
    command = [program("ffmpeg"), "-nostdin", "-loglevel", "warning", "-headers", login, "-ss", "305.5"]
    url = str(site.base_url.join(found["downloadUrl"]))
    done = subprocess.run(
        [*command, "-i", url, "-frames:v", "1", "-pix_fmt", "gray", "-f", "rawvideo", "-"],
        capture_output=True, check=True, timeout=60,
    )  # fmt: skip
    mark = read(np.frombuffer(done.stdout, np.uint8).reshape(480, 640))
    assert done.stderr == b""
    assert mark
    assert 305_500 <= (mark.ms - milliseconds(found["start"])) % 2**32 < 305_600


def probed(path: Path) -> tuple[int, int]:
    command = [program("ffprobe"), "-loglevel", "fatal", "-show_entries", "stream=width,height", "-of", "csv=p=0"]
    width, height = subprocess.run([*command, str(path)], capture_output=True, check=True).stdout.split(b",")
    return int(width), int(height)


def test_a_download_can_be_gone_on_with(site: httpx.Client) -> None:
    url = slices(site, 1, "a", 45)[0]["downloadUrl"].removeprefix("/api/v1.2")
    one = site.get(url, auth=ADMIN, headers={"range": "bytes=0-699999"})
    same = {"if-range": one.headers["etag"]}
    other = site.get(url, auth=ADMIN, headers={"range": "bytes=400000-699999", **same})
    assert (one.status_code, other.status_code) == (206, 206)
    assert one.content[400_000:] == other.content
    assert site.get(url, auth=ADMIN, headers={"if-none-match": one.headers["etag"]}).status_code == 304


def test_who_may_not_see_records_downloads_nothing(site: httpx.Client) -> None:
    url = slices(site, 1, "a", 45)[0]["downloadUrl"].removeprefix("/api/v1.2")
    assert site.get(url).status_code == 401
    assert site.get(url, auth=("guest", "guest")).status_code in (403, 404)
    assert site.get(url.replace("/a/download", "/r/download"), auth=ADMIN).status_code == 404
