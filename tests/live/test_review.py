"""Rights change while somebody watches."""

from collections.abc import Callable, Iterator

import httpx
import pytest

from ctserver.live import audience
from ctserver.live.rtsp import RtspHandler
from tests.live.inside import Inside, inside, until
from tests.live.mosaics import Shown, watching
from tests.live.users import LOSSES, Somebody
from tests.live.watching import Watcher, watch

ATTEMPTS = 300
"""Pictures within which a change must have been noticed."""


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Inside]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(audience, "REVIEW_SECONDS", 0.1)
        with inside(tmp_path_factory.mktemp("inside"), site="demo") as product:
            yield product


@pytest.fixture(scope="module")
def http(product: Inside) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=product.http, timeout=20, trust_env=False) as client:
        yield client


def awaited(pictures: Iterator[Shown], cameras: list[int | None]) -> Shown:
    """The first picture that shows these cameras; the test fails if none does."""
    return next(shown for _, shown in zip(range(ATTEMPTS), pictures, strict=False) if shown.cameras() == cameras)


@pytest.mark.parametrize("loss", LOSSES.values(), ids=LOSSES)
@pytest.mark.parametrize("channel", ["live/view", "live/delayed", "live/alarm"])
def test_a_stream_ends_when_its_viewer_may_not_see_it_any_more(
    product: Inside, channel: str, loss: Callable[[Somebody], None], caplog: pytest.LogCaptureFixture
) -> None:
    somebody = Somebody(product, [1, 2])
    with (
        caplog.at_level("INFO", "ctserver.viewers"),
        Watcher(product.http, f"/{channel}/1.3?{somebody.query}") as viewer,
    ):
        viewer.parts(2)
        loss(somebody)
        rest = viewer.rest()  # until the end, which is no reset
    assert rest == b"" or rest.endswith(b"\r\n" + viewer.boundary)
    until(
        lambda: [
            line for line in caplog.messages if line.startswith(f"{somebody.name} ") and line.endswith(" withdrawn")
        ]
    )


def test_those_who_may_go_on_do(product: Inside) -> None:
    leaving, staying = Somebody(product, [1]), Somebody(product, [1, 2])
    with watch(product.http, "1.3", leaving.query) as one, watch(product.http, "1.3", staying.query) as other:
        one.parts(2)
        other.parts(2)
        leaving.loses(1)
        staying.loses(2)
        one.rest()
        assert len(other.parts(20)) == 20


def test_in_a_mosaic_a_lock_falls_and_opens_with_the_right(http: httpx.Client, product: Inside) -> None:
    somebody = Somebody(product, [1, 2])
    with watching(http, "ids=1,2", somebody.query) as pictures:
        assert next(pictures).cameras() == [1, 2]
        somebody.loses(2)
        seen = [awaited(pictures, [1, None]), next(pictures)]
        somebody.gains(2)
        seen += [awaited(pictures, [1, 2]), next(pictures)]
    assert [shown.cameras() for shown in seen] == [[1, None], [1, None], [1, 2], [1, 2]]
    instants = [shown.timestamp for shown in seen]
    assert instants == sorted(instants)


def test_a_lock_hides_the_whole_picture(http: httpx.Client, product: Inside) -> None:
    somebody = Somebody(product, [1])
    with watching(http, "ids=1,16", somebody.query) as pictures:
        hidden = next(pictures).scene(1)
        somebody.loses(1)
        locked = awaited(pictures, [None, None])
        assert locked.scene(0) == locked.scene(1) == hidden


@pytest.mark.parametrize("loss", ["the password is another", "the user is removed"])
def test_a_mosaic_ends_with_its_viewers_account(product: Inside, loss: str) -> None:
    somebody = Somebody(product, [1, 2])
    with Watcher(product.http, f"/m?ids=1,2&{somebody.query}") as viewer:
        viewer.parts(2)
        LOSSES[loss](somebody)
        rest = viewer.rest()
    assert rest == b"" or rest.endswith(b"\r\n" + viewer.boundary)


def test_who_loses_his_rights_by_another_profile_sees_locks(http: httpx.Client, product: Inside) -> None:
    somebody = Somebody(product, [1, 2])
    with watching(http, "ids=1,2", somebody.query) as pictures:
        assert next(pictures).cameras() == [1, 2]
        somebody.has_another_profile()
        assert awaited(pictures, [None, None])


def test_nobody_else_notices(http: httpx.Client, product: Inside) -> None:
    losing, keeping = Somebody(product, [1, 2]), Somebody(product, [1, 2])
    with watching(http, "ids=1,2", losing.query) as some, watching(http, "ids=1,2", keeping.query) as every:
        assert next(some).cameras() == next(every).cameras() == [1, 2]
        losing.loses(2)
        assert awaited(some, [1, None])
        for _ in range(5):
            assert next(every).cameras() == [1, 2]


@pytest.mark.parametrize("loss", LOSSES.values(), ids=LOSSES)
def test_of_rtsp_the_same_is_asked(product: Inside, loss: Callable[[Somebody], None]) -> None:
    emulator, somebody = product.emulator, Somebody(product, [1, 2])
    handler = RtspHandler(emulator.authenticator, emulator.targets, emulator.feeds)
    account = emulator.authenticator.account(somebody.name)
    somebody.loses(2)
    assert product.portal.call(handler.may_continue, "/live/view/1.3", "", account)
    assert not product.portal.call(handler.may_continue, "/live/view/2.6", "", account)
    loss(somebody)
    assert not product.portal.call(handler.may_continue, "/live/view/1.3", "", account)
