"""What a file of pictures is found to be, or why it cannot be footage."""

import os
from pathlib import Path

import av
import cv2
import numpy as np
import pytest

from ctserver.video.footage import Footage, FootageError, is_intact
from ctserver.video.footage import file as footage_file
from ctserver.video.footage.probe import probe
from tests.support.films import CODECS, cut_short, film, still, tune

UNDECODABLE = "expected pictures that FFmpeg decodes, the one at "
CUT_SHORT = {
    ".mp4": "expected a video or a picture that FFmpeg reads, this file is not: ",
    ".mkv": "expected a whole file, this one is cut short after ",
    ".webm": "expected a whole file, this one is cut short after ",
    ".avi": UNDECODABLE,
}


def refusal(path: Path) -> str:
    with pytest.raises(FootageError) as error:
        probe(path)
    assert "\n" not in str(error.value)
    return str(error.value)


@pytest.mark.parametrize("suffix", CODECS)
def test_the_length_of_a_film_is_found_in_every_container(tmp_path: Path, suffix: str) -> None:
    footage = probe(film(tmp_path / f"film{suffix}", 50))
    assert (footage.seconds, footage.period, footage.is_still) == (2.0, 2, False)


def test_sound_does_not_matter(tmp_path: Path) -> None:
    assert probe(film(tmp_path / "film.mp4", 50, sound=True)).seconds == 2.0


@pytest.mark.parametrize("suffix", [".png", ".jpg", ".webp", ".bmp", ".tiff"])
def test_a_picture_stands_still(tmp_path: Path, suffix: str) -> None:
    footage = probe(still(tmp_path / f"still{suffix}"))
    assert (footage.seconds, footage.is_still) == (0.0, True)


def test_a_film_of_one_picture_stands_still(tmp_path: Path) -> None:
    assert probe(film(tmp_path / "film.mp4", 1)).is_still


@pytest.mark.parametrize(("pictures", "seconds", "is_cut"), [(59, 59, False), (60, 60, False), (70, 60, True)])
def test_of_a_long_film_the_first_minute_is_shown(tmp_path: Path, pictures: int, seconds: int, is_cut: bool) -> None:
    footage = probe(film(tmp_path / "film.mp4", pictures, fps=1, size=(64, 48)))
    assert (footage.seconds, footage.is_cut) == (seconds, is_cut)


@pytest.mark.parametrize(
    ("seconds", "period"), [(0.04, 1), (0.4, 2), (1.5, 3), (2.5, 5), (5.3, 11), (9.6, 10), (10.4, 10), (59.7, 60)]
)
def test_footage_repeats_after_whole_seconds_at_nearly_its_own_speed(seconds: float, period: int) -> None:
    footage = Footage("", "", seconds)
    assert footage.period == period
    step = footage.position(0.01 * seconds) / (0.01 * seconds)
    assert 0.95 <= step <= 1.06
    assert all(0 <= footage.position(second / 10) < seconds for second in range(700))
    assert footage.position(1_800_000_000.2) == footage.position(1_800_000_000.2 + period)


def test_the_digest_is_the_contents(tmp_path: Path) -> None:
    first, second = (probe(still(tmp_path / name, number)) for name, number in (("a.png", 1), ("b.png", 2)))
    (tmp_path / "c.png").write_bytes((tmp_path / "a.png").read_bytes())
    assert first.digest != second.digest
    assert probe(tmp_path / "c.png").digest == first.digest


def test_footage_is_intact_while_its_file_is_there_unchanged(tmp_path: Path) -> None:
    path = still(tmp_path / "a.png", 1)
    content = path.read_bytes()
    footage = probe(path)
    assert is_intact(footage)
    still(path, 2)
    assert not is_intact(footage)
    path.unlink()
    assert not is_intact(footage)
    path.write_bytes(content)
    assert is_intact(footage)


@pytest.mark.parametrize("suffix", CUT_SHORT)
def test_a_film_that_is_cut_short(tmp_path: Path, suffix: str) -> None:
    said = refusal(cut_short(film(tmp_path / f"film{suffix}", 100)))
    assert said.startswith(CUT_SHORT[suffix])


@pytest.mark.parametrize("suffix", [".png", ".jpg", ".webp", ".tiff"])
def test_a_picture_that_is_cut_short(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"still{suffix}"
    assert cv2.imwrite(str(path), np.random.default_rng(1).integers(0, 255, (96, 128, 3), np.uint8))
    assert refusal(cut_short(path)).startswith((UNDECODABLE, "expected pictures, none of "))


def test_a_film_that_is_damaged_later_on(tmp_path: Path) -> None:
    path = film(tmp_path / "film.mov", 100)
    content = bytearray(path.read_bytes())
    half, third = len(content) // 2, len(content) // 3
    content[half : half + third] = bytes(third)  # more than a second of it
    path.write_bytes(content)
    assert refusal(path).startswith(UNDECODABLE)


def test_what_is_no_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    missing = tmp_path / "missing.mp4"
    assert refusal(missing) == f"expected a video or a picture, there is no file {missing}"
    assert refusal(tmp_path) == f"expected a video or a picture, {tmp_path} is a directory"
    assert refusal(tmp_path / "pipe") == f"expected a video or a picture, {tmp_path / 'pipe'} is no regular file"
    assert refusal(tmp_path / "a\0b") == "expected a file that can be read: embedded null byte"


def test_what_is_no_picture(tmp_path: Path) -> None:
    path = tmp_path / "film.mp4"
    unreadable = "expected a video or a picture that FFmpeg reads, this file is not: "
    for content in (b"", np.random.default_rng(1).bytes(5000)):
        path.write_bytes(content)
        assert refusal(path).startswith(unreadable)
    (tmp_path / "notes.txt").write_text("The gate opens at nine.\n" * 99)
    assert refusal(tmp_path / "notes.txt") == "expected a video or a picture, this is a file of the format tty"
    (tmp_path / "list.txt").write_text(f"ffconcat version 1.0\nfile {film(tmp_path / 'a.mkv', 5).name}\n")
    assert refusal(tmp_path / "list.txt") == "expected a video or a picture, this is a file of the format concat"


@pytest.mark.parametrize("suffix", [".mp4", ".mkv", ".wav"])
def test_what_has_only_sound(tmp_path: Path, suffix: str) -> None:
    assert refusal(tune(tmp_path / f"tune{suffix}")) == "expected a file with a video stream, this one has only audio"


def test_the_cover_of_a_piece_of_music_is_no_video(tmp_path: Path) -> None:
    path = tune(tmp_path / "tune.mp4", cover=still(tmp_path / "cover.png"))
    with av.open(str(path)) as container:
        assert len(container.streams.video) == 1
    assert refusal(path) == "expected a file with a video stream, this one has only audio"


@pytest.mark.parametrize(
    ("suffix", "said"),
    [
        (".avi", "expected at least one picture, this file has none"),
        (".mp4", "expected a file with a video stream, this one has none"),
        (".mkv", "expected a video or a picture that FFmpeg reads, this file is not: End of file"),
    ],
)
def test_what_has_no_picture_in_it(tmp_path: Path, suffix: str, said: str) -> None:
    with av.open(str(tmp_path / f"film{suffix}"), "w") as container:
        stream = container.add_stream("libx264", rate=25)
        stream.width, stream.height, stream.pix_fmt = 64, 64, "yuv420p"
        container.start_encoding()
    assert refusal(tmp_path / f"film{suffix}") == said


@pytest.mark.parametrize("size", [(8, 64), (8200, 16)])
def test_what_has_an_absurd_size(tmp_path: Path, size: tuple[int, int]) -> None:
    said = refusal(still(tmp_path / "still.png", size=size))
    assert said == f"expected pictures from 16x16 to 8192x8192 pixels, these have {size[0]}x{size[1]}"


def test_what_is_too_large_a_file(tmp_path: Path) -> None:
    path = tmp_path / "film.mp4"
    with path.open("wb") as file:
        file.truncate(footage_file.LARGEST_FILE + 1)  # takes no room: nothing is written
    assert refusal(path) == "expected a file of at most 1073741824 bytes, this one has 1073741825"
