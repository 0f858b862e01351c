"""Processes that code loops beside the server's threads."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from ctserver.video import loop_workers
from ctserver.video.clips import Clips
from ctserver.video.feeds import Feeds
from ctserver.video.footage import FootageError
from ctserver.video.footage.probe import probe
from ctserver.video.loop_workers import LoopWorkers
from ctserver.video.loops import ClipKey, GroupLostError
from ctserver.video.picture import Codec, StreamFormat
from ctserver.video.scene import FOOTAGE, KINDS, Look, effort
from tests.support.films import still
from tests.video.yard import PATIENCE, stopped_clock, until, yard

FORMAT = StreamFormat(Codec.H264, 320, 240, 5)
TURN = 40
"""Pictures of a loop."""


def key(number: int) -> ClipKey:
    return ClipKey(Look(KINDS[number % len(KINDS)], number), FORMAT)


@pytest.fixture
def workers(monkeypatch: pytest.MonkeyPatch) -> Iterator[LoopWorkers]:
    """That help from the first scene on."""
    monkeypatch.setattr(loop_workers, "MANY", 1)
    helping = LoopWorkers(2)
    yield helping
    helping.close()
    assert not children()


def children() -> list[psutil.Process]:
    """The processes that are there, but for those that have ended and are not reaped yet."""
    found = []
    for child in psutil.Process().children():
        with suppress(psutil.NoSuchProcess):  # nor zombies
            if "ctserver.video.loop_worker" in child.cmdline():
                found.append(child)
    return found


def turn(clips: Clips, number: int, count: int = TURN) -> list[tuple[bytes, ...]]:
    clip = clips.get(key(number))
    assert clip
    return [clip.picture(index) for index in range(count)]


def test_what_they_code_is_what_is_coded_here(workers: LoopWorkers) -> None:
    away, here = Clips(elsewhere=workers), Clips()
    with ThreadPoolExecutor(4) as threads:
        coded = list(threads.map(lambda number: turn(away, number), range(4)))
    assert coded == [turn(here, number) for number in range(4)]
    assert len(children()) == 2
    clips = [away.get(key(number)) for number in range(4)]
    assert all(clip and clip.complete and clip.parameter_sets and clip._coder._scene is None for clip in clips)


def test_scenes_are_shared_out_by_what_they_take(workers: LoopWorkers) -> None:
    """Counted alike, one of the two would get corridors, entrances, car parks and streets, the other what is left."""
    for number in range(2 * len(KINDS)):
        workers.announce(key(number))
        group = workers.open_group(key(number), 0, urgent=True)
        assert group
        assert group.code()
    one, other = (worker.burden() for worker in workers._workers)
    assert abs(one - other) <= 0.1 * (one + other) / 2


def test_a_scene_goes_to_the_process_that_is_free_first(workers: LoopWorkers) -> None:
    workers.announce(key(0))
    slow, fast = children()
    slow.suspend()
    groups = [workers.open_group(key(number), 0, urgent=True) for number in range(5)]
    (held,) = [group for group in groups if group and group.worker and group.worker._process.pid == slow.pid]
    for group in groups:
        if group and group is not held:
            assert group.code()
            assert group.worker
            assert group.worker._process.pid == fast.pid
    slow.resume()
    assert held.code()


def test_who_has_nothing_to_do_takes_a_scene_over_from_who_is_behind(workers: LoopWorkers) -> None:
    workers.announce(key(0))
    groups = [workers.open_group(key(number), 0, urgent=True) for number in range(2)]
    for group in groups:
        assert group
        assert [group.code() for _ in range(FORMAT.fps)]
    assert groups[0]
    slow = groups[0].worker
    assert slow
    behind = psutil.Process(slow._process.pid)
    behind.suspend()
    owed = [workers.open_group(key(0), number, urgent=False) for number in range(1, 1 + loop_workers.BEHIND)]
    assert all(group and group.worker is slow for group in owed)
    urgent = workers.open_group(key(0), 6, urgent=True)
    assert urgent
    assert urgent.worker is slow  # painting it again would take longer
    taken = workers.open_group(key(0), 7, urgent=False)
    assert taken
    assert taken.worker not in (None, slow)
    clip = Clips().get(key(0))
    assert clip
    assert taken.code() == clip.picture(7 * FORMAT.fps)
    behind.resume()
    assert owed[0]
    assert owed[0].code() == clip.picture(FORMAT.fps)
    workers.forget(key(0))
    assert not any(worker.keys & {key(0)} or worker.left for worker in workers._workers)


def test_a_scene_that_waits_for_a_process_can_be_asked_for_and_given_up(
    workers: LoopWorkers, monkeypatch: pytest.MonkeyPatch
) -> None:
    workers.announce(key(0))
    for child in children():
        child.suspend()
    groups = [workers.open_group(key(number), 0, urgent=False) for number in range(5)]
    assert all(groups)
    painting, waiting = groups[:2], groups[2:]
    workers.forget(key(4))
    assert waiting[2]
    with pytest.raises(GroupLostError):
        waiting[2].code()
    with monkeypatch.context() as impatient:
        impatient.setattr(loop_workers, "PATIENCE_SECONDS", 0.05)
        assert waiting[1]
        with pytest.raises(GroupLostError):
            waiting[1].code()
    for child in children():
        child.resume()
    for group in (*painting, waiting[0]):
        assert group
        assert group.code()
    assert waiting[1].worker is None


def test_what_a_scene_takes_is_known_of_all_kinds_and_grows_with_its_size() -> None:
    assert all(effort(Look(kind, 1), 1280, 720) > 0 for kind in (*KINDS, "slate_no_signal", FOOTAGE))
    assert effort(Look("street", 1), 2560, 1440) == 4 * effort(Look("street", 1), 1280, 720)


def test_few_scenes_are_coded_here() -> None:
    helping = LoopWorkers(1)
    clips = Clips(elsewhere=helping)
    for number in range(loop_workers.MANY - 1):
        turn(clips, number, 1)
    assert not children()
    turn(clips, loop_workers.MANY, 1)
    assert len(children()) == 1
    helping.close()
    assert not children()


def test_who_asks_for_none_gets_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loop_workers, "MANY", 1)
    turn(Clips(elsewhere=LoopWorkers(0)), 0, 7)
    assert not children()


def test_when_one_is_killed_the_others_or_the_server_go_on(workers: LoopWorkers) -> None:
    clips = Clips(elsewhere=workers)
    coded = {number: turn(clips, number, 8) for number in range(2)}
    for child in children():
        child.kill()
    assert {number: turn(clips, number)[:8] for number in range(2)} == coded
    assert {number: turn(clips, number) for number in range(2)} == {
        number: turn(Clips(), number) for number in range(2)
    }


def test_after_some_losses_no_more_are_started(workers: LoopWorkers, caplog: pytest.LogCaptureFixture) -> None:
    clips = Clips(elsewhere=workers)
    for number in range(8):
        turn(clips, number, 1)
        for child in children():
            child.kill()
            child.wait(PATIENCE)
    assert "no more are started" in caplog.text
    assert not children()


def test_one_that_does_not_answer_is_given_up(workers: LoopWorkers, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loop_workers, "PATIENCE_SECONDS", 0.3)
    clips = Clips(elsewhere=workers)
    turn(clips, 0, 1)
    for child in children():
        child.suspend()
    assert turn(clips, 0) == turn(Clips(), 0)


def test_they_end_when_nothing_is_asked_of_them(workers: LoopWorkers, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loop_workers, "IDLE_SECONDS", 0.05)
    clips = Clips(elsewhere=workers)
    turn(clips, 0)
    for child in children():
        child.wait(PATIENCE)
    assert turn(clips, 1) == turn(Clips(), 1)


def test_they_end_with_the_server_however_that_ends(tmp_path: Path) -> None:
    script = """
import sys
from ctserver.video import loop_workers
from tests.video.test_loop_workers import key
loop_workers.MANY = 1
workers = loop_workers.LoopWorkers(1)
workers.announce(key(0))
print(workers._workers[0]._process.pid, flush=True)
sys.stdin.read()
"""
    with subprocess.Popen(
        [sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as server:
        assert server.stdout
        child = psutil.Process(int(server.stdout.readline()))
        server.send_signal(signal.SIGKILL)
        server.wait()
        child.wait(PATIENCE)


def test_a_module_that_lies_about_is_not_taken_for_one_of_theirs(
    workers: LoopWorkers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "cv2.py").write_text("raise SystemExit('taken')")
    monkeypatch.chdir(tmp_path)
    turn(Clips(elsewhere=workers), 0, 2)
    assert len(children()) == 2


def test_where_no_process_can_be_started_all_is_coded_here(
    workers: LoopWorkers, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(*_arguments: object, **_options: object) -> None:
        raise OSError(11, os.strerror(11))

    monkeypatch.setattr(subprocess, "Popen", refuse)
    assert turn(Clips(elsewhere=workers), 0, 6) == turn(Clips(), 0, 6)
    assert "no process could be started" in caplog.text


def test_what_cannot_be_coded_there_is_told_here(workers: LoopWorkers, tmp_path: Path) -> None:
    path = still(tmp_path / "a.png", 200)
    look = Look(FOOTAGE, 0, footage=probe(path))
    path.unlink()
    clip = Clips(elsewhere=workers).get(ClipKey(look, FORMAT))
    assert clip
    with pytest.raises(FootageError, match=r"a\.png"):
        clip.picture(0)
    assert len(children()) == 2  # for others


@pytest.mark.anyio
async def test_a_server_that_stops_does_not_wait_for_what_is_being_coded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loop_workers, "MANY", 1)
    async with Feeds(stopped_clock(), workers=1) as feeds:
        feed = feeds.live(yard())
        first = asyncio.create_task(feed.first_picture())
        await until(children)
    with pytest.raises(Exception, match="stopped"):
        await first
    assert not children()
