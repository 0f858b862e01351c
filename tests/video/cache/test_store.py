"""The directory of coded loops: what is kept, for how long, and what happens when something happens to it."""

import os
import resource
from collections.abc import Callable
from pathlib import Path

import pytest

from ctserver.video.cache.segment import Segment
from ctserver.video.cache.store import LoopCache


def segment(letter: bytes = b"a", size: int = 1000) -> Segment:
    return Segment((b"sps",), {0: (letter * size,)})


def opened(directory: Path, limit: int = 2**20, engine: bytes = b"engine") -> LoopCache:
    return LoopCache(directory, limit, lambda: engine)


def saved(directory: Path, *loops: str, limit: int = 2**20, engine: bytes = b"engine") -> None:
    """The first second of each loop, written by a server that has stopped since."""
    cache = opened(directory, limit, engine)
    for loop in loops:
        cache.shelf(loop).save(0, segment(loop.encode()[:1]))
        settle(cache)
    cache.close()


def settle(cache: LoopCache) -> None:
    """All that was to be written is written."""
    cache._writer.submit(lambda: None).result()


def found(directory: Path, loop: str, number: int = 0, engine: bytes = b"engine") -> Segment | None:
    cache = opened(directory, engine=engine)
    try:
        return cache.shelf(loop).load(number)
    finally:
        cache.close()


def files(directory: Path) -> list[Path]:
    return sorted(directory.iterdir())


def size(directory: Path) -> int:
    return sum(path.stat().st_size for path in files(directory))


def test_what_one_server_has_coded_the_next_one_finds(tmp_path: Path) -> None:
    saved(tmp_path, "loop")
    assert found(tmp_path, "loop") == segment(b"l")


def test_nothing_is_written_where_nothing_is_coded(tmp_path: Path) -> None:
    assert found(tmp_path / "cache", "loop") is None
    assert not (tmp_path / "cache").exists()


@pytest.mark.parametrize(
    ("loop", "number", "engine"), [("other", 0, b"engine"), ("loop", 1, b"engine"), ("loop", 0, b"new")]
)
def test_another_loop_another_second_and_another_engine_are_not_found(
    tmp_path: Path, loop: str, number: int, engine: bytes
) -> None:
    saved(tmp_path, "loop")
    assert found(tmp_path, loop, number, engine) is None


@pytest.mark.parametrize(
    "damage", [lambda data: data[:-1], lambda data: b"", lambda data: data[:50] + b"!" + data[51:]]
)
def test_a_damaged_file_is_not_served_and_replaced(
    tmp_path: Path, damage: Callable[[bytes], bytes], caplog: pytest.LogCaptureFixture
) -> None:
    saved(tmp_path, "loop")
    (path,) = files(tmp_path)
    path.write_bytes(damage(path.read_bytes()))
    assert found(tmp_path, "loop") is None
    assert caplog.messages == [f"{path} is damaged; the loop is coded again"]
    saved(tmp_path, "loop")
    assert found(tmp_path, "loop") == segment(b"l")


def test_a_file_that_somebody_removes_is_not_there(tmp_path: Path) -> None:
    saved(tmp_path, "loop")
    files(tmp_path)[0].unlink()
    assert found(tmp_path, "loop") is None


def test_the_directory_stays_within_its_limit(tmp_path: Path) -> None:
    cache = opened(tmp_path, limit=40_000)
    for number in range(100):
        cache.shelf("loop").save(number, segment())
        settle(cache)
        assert size(tmp_path) <= 40_000
    assert size(tmp_path) > 30_000
    cache.close()


def test_what_was_used_longest_ago_goes_first(tmp_path: Path) -> None:
    loops = "abcdefghijklmnop"
    saved(tmp_path, *loops)
    for age, loop in enumerate(loops):
        os.utime(tmp_path / opened(tmp_path).name(repr(loop), 0), (1_000_000 + age, 1_000_000 + age))
    assert found(tmp_path, "a")  # which makes it the newest
    saved(tmp_path, "q", limit=size(tmp_path))
    assert [loop for loop in loops if not found(tmp_path, loop)] == ["b"]
    assert found(tmp_path, "q")


def test_what_is_too_large_for_the_cache_is_not_kept(tmp_path: Path) -> None:
    saved(tmp_path, "a")
    saved(tmp_path, "b", limit=4_000)
    assert [loop for loop in "ab" if found(tmp_path, loop)] == ["a"]


def test_several_servers_share_a_directory_and_its_limit(tmp_path: Path) -> None:
    one, other = (opened(tmp_path, limit=40_000) for _ in range(2))
    for number in range(60):
        for cache in (one, other):
            cache.shelf("loop").save(number, segment(b"%d" % number))
            settle(cache)
    assert size(tmp_path) <= 40_000 * 17 / 16
    assert one.shelf("loop").load(59) == other.shelf("loop").load(59) == segment(b"59")
    one.close()
    other.close()


def test_what_else_lies_there_stays(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine" * 1000)
    saved(tmp_path, *"abcdefgh", limit=20_000)
    assert (tmp_path / "notes.txt").exists()


def test_no_half_written_file_is_left(tmp_path: Path) -> None:
    saved(tmp_path, *"abc")
    assert len(files(tmp_path)) == 3


@pytest.mark.parametrize("kind", ["a file", "below a file", "a device"])
def test_a_directory_that_cannot_be_written_is_one_line_in_the_log(
    tmp_path: Path, kind: str, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("")
    directory = {
        "a file": tmp_path / "file",
        "below a file": tmp_path / "file" / "cache",
        "a device": Path("/dev/null"),
    }[kind]
    saved(directory, "a", "b", "c")
    assert found(directory, "a") is None
    assert len(caplog.messages) == 1
    assert f"coded loops are not kept in {directory}: " in caplog.messages[0]


def test_a_full_disk_is_one_line_in_the_log_and_leaves_no_half_a_file(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (500, limits[1]))  # what is written beyond fails as on a full disk
    try:
        saved(tmp_path, "a", "b", "c")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert len(caplog.messages) == 1
    assert files(tmp_path) == []


def test_a_directory_that_can_only_be_read_is_read(tmp_path: Path) -> None:
    saved(tmp_path, "loop")
    (path,) = files(tmp_path)
    path.chmod(0o444)
    tmp_path.chmod(0o555)
    assert found(tmp_path, "loop") == segment(b"l")
    tmp_path.chmod(0o755)


def test_a_file_that_cannot_be_read_is_one_line_in_the_log(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    cache = opened(tmp_path)
    for loop in "ab":
        (tmp_path / cache.name(repr(loop), 0)).mkdir()
        assert cache.shelf(loop).load(0) is None
    cache.close()
    assert len(caplog.messages) == 1


def test_after_it_is_closed_nothing_is_written(tmp_path: Path) -> None:
    cache = opened(tmp_path)
    cache.close()
    cache.shelf("loop").save(0, segment())
    assert files(tmp_path) == []
