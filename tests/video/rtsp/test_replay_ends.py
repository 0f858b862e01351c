"""How a replay begins and ends when something is in the way, and what comes after its end."""

import asyncio

import pytest

from ctserver.video.rtsp.handler import Refused
from ctserver.video.rtsp.headers.session import RtpInfo
from ctserver.video.rtsp.options import RtspOptions
from ctserver.video.rtsp.server import RtspServer
from tests.video.rtsp.client import PATH, REPLAY, Hurry, gaps, serving, until
from tests.video.rtsp.film import FilmHandler, FilmSource, jpeg_film
from tests.video.rtsp.recording import FilmRecording
from tests.video.rtsp.viewer import END, Begun, Viewer, instant

pytestmark = pytest.mark.anyio


async def test_after_the_end_a_client_may_go_back(server: RtspServer, recording: FilmRecording, hurry: Hurry) -> None:
    async with Viewer(server.port) as viewer:
        await viewer.play()
        await recording.playback.show_all()
        await until(viewer.said_goodbye)
        assert [info.state for info in server.viewers()] == ["Ready"]
        assert Begun.of(await viewer.seek("npt=2-")).range == f"npt=2.000000-{END}"
        await viewer.ask("PAUSE")
        await hurry.by(2)
        assert (await viewer.ask("PLAY")).status == 200
        recording.playback.show()
        await viewer.seen(253)
    assert gaps(viewer.packets()) == 0


async def test_after_the_end_a_client_may_say_goodbye_itself(
    server: RtspServer, recording: FilmRecording, hurry: Hurry
) -> None:
    """GStreamer sends PAUSE and TEARDOWN, and calls it an error if it cannot."""
    async with Viewer(server.port) as viewer:
        await viewer.play()
        await recording.playback.show_all()
        assert (await viewer.ask("PAUSE")).status == 200
        assert (await viewer.ask("TEARDOWN")).status == 200
        await hurry.by(2)
        assert (await viewer.ask("OPTIONS", Session=None)).status == 200


async def test_the_end_of_the_range_is_bye_and_a_closed_connection(
    server: RtspServer, recording: FilmRecording
) -> None:
    async with Viewer(server.port) as viewer:
        await viewer.setup()
        await viewer.seek("npt=1-1.2")
        recording.playback.show(20)
        await viewer.hung_up()
    assert viewer.pictures() == 10, "from the key picture at 0.8 to the last before 1.2"
    assert viewer.said_goodbye()
    assert server.viewers() == []


async def test_the_end_of_the_recording_is_bye_and_a_closed_connection(
    server: RtspServer, recording: FilmRecording
) -> None:
    async with Viewer(server.port) as viewer:
        await viewer.play()
        await recording.playback.show_all()
        await viewer.hung_up()
    assert viewer.pictures() == 250
    assert viewer.said_goodbye()
    assert server.totals().pictures == 250


async def test_a_live_session_on_the_connection_outlives_the_end_of_a_replay(
    server: RtspServer, recording: FilmRecording, source: FilmSource
) -> None:
    async with Viewer(server.port) as viewer:
        await viewer.play()
        viewer.session = None
        live = viewer.url.replace(REPLAY, PATH)
        await viewer.setup("RTP/AVP/TCP;unicast;interleaved=2-3", live)
        await viewer.ask("PLAY", live)
        await recording.playback.show_all()
        source.show()
        await until(lambda: viewer.pictures(2) == 4)
        assert viewer.said_goodbye()
        assert not viewer.closed.is_set()


async def test_a_withdrawn_right_ends_the_replay_of_that_query_only(
    server: RtspServer, recording: FilmRecording, handler: FilmHandler, hurry: Hurry
) -> None:
    async with Viewer(server.port, "?id=2") as one, Viewer(server.port, "?id=3") as two:
        await one.play()
        await two.play()
        handler.revoked.add("id=2")
        await hurry.by(4)
        await one.hung_up()
        assert one.said_goodbye()
        assert [(viewer.path, viewer.query) for viewer in server.viewers()] == [(REPLAY, "id=3")]
    assert {*handler.opened} >= {(REPLAY, "id=2"), (REPLAY, "id=3")}
    assert {*handler.reviewed} == {(REPLAY, "id=2"), (REPLAY, "id=3")}


async def test_a_place_with_nothing_to_show_is_answered_and_then_ended(
    server: RtspServer, recording: FilmRecording
) -> None:
    recording.prompt, recording.holes = False, frozenset(range(1, 250))
    async with Viewer(server.port) as viewer:
        await viewer.setup()
        playing = asyncio.create_task(viewer.seek("npt=5-"))
        await until(lambda: recording.playbacks)
        recording.playback.pictures = iter(())
        recording.playback.show()
        assert Begun.of(await playing).range == f"npt=5.000000-{END}"
        await viewer.hung_up()
    assert viewer.said_goodbye()


async def test_a_recording_that_begins_late_is_answered_with_what_is_certain(
    handler: FilmHandler, recording: FilmRecording
) -> None:
    recording.prompt = False
    async with serving(handler, RtspOptions(start_timeout=0.05)) as server, Viewer(server.port) as viewer:
        await viewer.setup()
        begun = Begun.of(await viewer.seek("npt=5-"))
        recording.playback.show(2)
        await viewer.seen(2)
        first, reports = viewer.firsts()[0], viewer.reports()
    assert begun == Begun(
        f"npt=5.000000-{END}", None, RtpInfo(f"{viewer.url}/trackID=0", first.sequence, first.timestamp)
    )
    assert (reports[-1].rtp, instant(reports[-1])) == (first.timestamp, 4.8), (
        "the true instant is told with the picture"
    )


async def test_a_recording_that_cannot_be_played_leaves_the_session_ready(
    server: RtspServer, recording: FilmRecording
) -> None:
    async with Viewer(server.port) as viewer:
        await viewer.play()
        recording.fault = Refused(503, "the disk is gone")
        assert (await viewer.seek("npt=5-")).status == 503
        assert [info.state for info in server.viewers()] == ["Ready"]
        recording.fault = None
        assert (await viewer.seek("npt=5-")).status == 200


async def test_pictures_that_no_client_could_show_are_415_with_the_reason(
    server: RtspServer, recording: FilmRecording
) -> None:
    recording.film = jpeg_film(optimise=True)
    async with Viewer(server.port) as viewer:
        await viewer.setup()
        response = await viewer.seek()
    assert (response.status, response.reason) == (
        415,
        "JPEG over RTP needs the standard Huffman tables: code without optimising them",
    )


async def test_teardown_from_elsewhere_ends_a_play_that_waits(server: RtspServer, recording: FilmRecording) -> None:
    recording.prompt = False
    async with Viewer(server.port) as viewer, Viewer(server.port) as other:
        await viewer.setup("RTP/AVP;unicast;client_port=50002-50003")
        playing = asyncio.create_task(viewer.seek())
        await until(lambda: recording.playbacks)
        other.session = viewer.session
        assert (await other.seek()).status == 455
        assert (await other.ask("TEARDOWN")).status == 200
        assert (await playing).status == 454
    assert recording.playback.closed


async def test_a_path_that_names_a_recording_at_setup_and_a_live_stream_at_play(
    server: RtspServer, recording: FilmRecording, handler: FilmHandler, source: FilmSource
) -> None:
    async with Viewer(server.port) as viewer:
        await viewer.setup()
        handler.sources[REPLAY] = source
        assert Begun.of(await viewer.seek()).range == "npt=now-"
        await viewer.seen(3)
        await viewer.ask("PAUSE")
        del handler.sources[REPLAY]
        assert Begun.of(await viewer.seek()).range == f"npt=0.000000-{END}"
        await viewer.seen(4)
    assert not recording.playbacks[1:]
