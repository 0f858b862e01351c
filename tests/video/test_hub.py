"""Handing pictures on, and what a listener that comes later finds."""

import logging

import pytest

from ctserver.video.hub import Hub
from ctserver.video.picture import Codec, Picture, StreamFormat
from tests.video.yard import Viewer

FORMAT = StreamFormat(Codec.H264, 320, 240, 10)


class Crowd:
    """A hub, and the numbers of listeners that it told of."""

    def __init__(self) -> None:
        self.counts: list[int] = []
        self.hub = Hub(self.counts.append)

    def show(self, *numbers: int) -> None:
        """Every tenth picture is a key picture."""
        for number in numbers:
            self.hub.publish(Picture(number, number * 100_000, FORMAT, (b"unit",), number % 10 == 0))


def fail(_picture: Picture) -> None:
    raise RuntimeError("a listener that fails")


@pytest.fixture
def crowd() -> Crowd:
    return Crowd()


def test_every_listener_gets_the_same_picture(crowd: Crowd) -> None:
    one, other = Viewer(), Viewer()
    crowd.hub.subscribe(one.listen, one.end)
    crowd.hub.subscribe(other.listen, other.end)
    crowd.show(10)
    assert one.pictures[0] is other.pictures[0]


def test_a_newcomer_gets_the_pictures_since_the_last_key_picture(crowd: Crowd) -> None:
    crowd.show(10, 11, 12, 20, 21, 22)
    late = Viewer()
    crowd.hub.subscribe(late.listen, late.end)
    assert late.numbers == [20, 21, 22]


def test_a_newcomer_misses_nothing_and_gets_nothing_twice(crowd: Crowd) -> None:
    crowd.show(10, 11)
    late = Viewer()
    crowd.hub.subscribe(late.listen, late.end)
    crowd.show(12, 13)
    assert late.numbers == [10, 11, 12, 13]


def test_no_more_than_one_group_of_pictures_is_kept(crowd: Crowd) -> None:
    crowd.show(*range(10, 1000))
    late = Viewer()
    crowd.hub.subscribe(late.listen, late.end)
    assert late.numbers == list(range(990, 1000))


def test_nothing_is_replayed_after_the_hub_forgot(crowd: Crowd) -> None:
    crowd.show(10, 11)
    crowd.hub.forget()
    late = Viewer()
    crowd.hub.subscribe(late.listen, late.end)
    assert (late.numbers, crowd.hub.last) == ([], None)


def test_the_last_picture_is_the_newest(crowd: Crowd) -> None:
    viewer = Viewer()
    crowd.hub.subscribe(viewer.listen, viewer.end)
    crowd.show(10, 11)
    assert crowd.hub.last is viewer.pictures[-1]


def test_a_closed_subscription_gets_nothing_more(crowd: Crowd) -> None:
    viewer = Viewer()
    subscription = crowd.hub.subscribe(viewer.listen, viewer.end)
    subscription.close()
    subscription.close()
    crowd.show(10)
    assert (viewer.pictures, viewer.endings) == ([], 0)


def test_the_owner_is_told_of_each_change_and_of_no_other(crowd: Crowd) -> None:
    first = crowd.hub.subscribe(Viewer().listen, Viewer().end)
    second = crowd.hub.subscribe(Viewer().listen, Viewer().end)
    for subscription in (first, first, second):
        subscription.close()
    assert crowd.counts == [1, 2, 1, 0]


def test_the_end_is_told_once_to_each(crowd: Crowd) -> None:
    stayed, left = Viewer(), Viewer()
    crowd.hub.subscribe(stayed.listen, stayed.end)
    crowd.hub.subscribe(left.listen, left.end).close()
    crowd.hub.end()
    crowd.hub.end()
    crowd.show(10)
    assert (stayed.endings, left.endings, stayed.pictures) == (1, 0, [])


def test_a_listener_may_leave_while_it_is_handed_a_picture(crowd: Crowd) -> None:
    hasty, patient = Viewer(), Viewer()
    subscription = crowd.hub.subscribe(lambda _picture: subscription.close(), hasty.end)
    crowd.hub.subscribe(patient.listen, patient.end)
    crowd.show(10, 11)
    assert patient.numbers == [10, 11]


def test_one_listeners_failure_is_not_the_others(crowd: Crowd, caplog: pytest.LogCaptureFixture) -> None:
    broken, healthy = Viewer(), Viewer()
    crowd.hub.subscribe(fail, broken.end)
    crowd.hub.subscribe(healthy.listen, healthy.end)
    with caplog.at_level(logging.ERROR):
        crowd.show(10, 11)
    assert (healthy.numbers, healthy.endings, broken.endings) == ([10, 11], 0, 1)
    assert len(caplog.records) == 1


def test_a_listener_that_fails_at_the_replay_never_was_one(crowd: Crowd) -> None:
    crowd.show(10)
    broken = Viewer()
    with pytest.raises(RuntimeError):
        crowd.hub.subscribe(fail, broken.end)
    crowd.hub.end()
    assert (crowd.counts, broken.endings) == ([], 0)
