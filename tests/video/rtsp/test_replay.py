"""Recordings over a real socket: seeking, speed, pausing (RFC 2326 §10.5, §10.6, §12.34, appendix B)."""

import pytest

from ctserver.video.rtsp.headers.session import RtpInfo
from ctserver.video.rtsp.messages import Interleaved
from ctserver.video.rtsp.server import RtspServer
from tests.video.rtsp.client import REPLAY, Hurry, gaps, until
from tests.video.rtsp.film import GOP, FilmHandler
from tests.video.rtsp.recording import PERIOD_US, FilmRecording
from tests.video.rtsp.viewer import END, Begun, Viewer, instant, steps

pytestmark = pytest.mark.anyio


async def test_the_sdp_states_the_duration(server: RtspServer, recording: FilmRecording) -> None:
    async with Viewer(server.port) as viewer:
        body = (await viewer.ask("DESCRIBE")).body
    assert b"a=range:npt=0-10.000000\r\n" in body
    assert body.count(b"a=range:") == 1


async def test_play_begins_at_the_beginning(server: RtspServer, recording: FilmRecording) -> None:
    async with Viewer(server.port) as viewer:
        response = await viewer.play()
        recording.playback.show(2)
        await viewer.seen(3)
        at = viewer.events.index(response)
    report, first = viewer.events[at + 1 : at + 3]
    assert isinstance(report, Interleaved)
    assert isinstance(first, Interleaved)
    assert (report.channel, first.channel) == (1, 0)
    packet = viewer.packets()[0]
    assert Begun.of(response) == Begun(
        f"npt=0.000000-{END}", None, RtpInfo(f"{viewer.url}/trackID=0", packet.sequence, packet.timestamp)
    )
    assert (viewer.reports()[0].rtp, instant(viewer.reports()[0])) == (packet.timestamp, 0)


@pytest.mark.parametrize(
    ("range_", "start", "answer"),
    [
        ("npt=5.130-", 4.8, f"npt=4.800000-{END}"),
        ("npt=0:00:08-9", 8.0, "npt=8.000000-9.000000"),
        ("npt=9.99-", 9.6, f"npt=9.600000-{END}"),
        (
            "clock=20260921T141321.3Z-20260921T141322Z",
            1.2,
            "clock=20260921T141321.200000Z-20260921T141322.000000Z",
        ),
    ],
)
async def test_seeking_while_playing_goes_there_at_once(
    server: RtspServer, recording: FilmRecording, range_: str, start: float, answer: str
) -> None:
    async with Viewer(server.port) as viewer:
        await viewer.play()
        former = recording.playback
        former.show(4)
        await viewer.seen(5)
        begun = Begun.of(await viewer.seek(range_))
        assert former.closed
        recording.playback.show()
        await viewer.seen(7)
        packets, firsts, report = viewer.packets(), viewer.firsts(), viewer.reports()[-1]
    assert begun.range == answer
    assert (begun.info.seq, begun.info.rtptime) == (firsts[5].sequence, firsts[5].timestamp)
    assert gaps(packets) == 0
    assert len({packet.ssrc for packet in packets}) == 1
    assert steps(firsts) == [3600] * 6
    assert (report.rtp, instant(report)) == (firsts[5].timestamp, start)
    assert firsts[5].payload[0] & 0x1F == 24, "parameter sets first: a key picture"


@pytest.mark.parametrize("range_", ["npt=10-", "npt=99-", "npt=now-", "clock=20200101T000000Z-", "npt=3-2", "x"])
async def test_a_place_outside_is_457_and_the_viewer_stays_where_it_is(
    server: RtspServer, recording: FilmRecording, range_: str
) -> None:
    async with Viewer(server.port) as viewer:
        await viewer.play()
        assert (await viewer.seek(range_)).status == 457
        recording.playback.show()
        await viewer.seen(2)
    assert len(recording.playbacks) == 1


@pytest.mark.parametrize(
    ("asked", "done", "step"),
    [("2.0", "2", 1800), ("0.5", "0.5", 7200), ("100", "8", 450), ("0.001", "0.25", 14_400), ("1", "1", 3600)],
)
async def test_at_another_speed_rtp_time_is_that_of_playing_out(
    server: RtspServer, recording: FilmRecording, asked: str, done: str, step: int
) -> None:
    async with Viewer(server.port) as viewer:
        await viewer.setup()
        begun = Begun.of(await viewer.seek("npt=2-", asked))
        recording.playback.show(GOP)
        await viewer.seen(GOP + 1)
        firsts, reports = viewer.firsts(), viewer.reports()
    assert (begun.range, begun.scale, recording.playback.scale) == (f"npt=2.000000-{END}", done, float(done))
    assert {*steps(firsts)} == {step}
    key = firsts[GOP].timestamp
    assert [(report.rtp, instant(report)) for report in reports] == (
        [(firsts[0].timestamp, 2.0)] if step == 3600 else [(firsts[0].timestamp, 2.0), (key, 2.4)]
    ), "a report tells each key picture's instant, where the last one's does not"


async def test_backwards_shows_key_pictures_and_each_has_its_instant_told(
    server: RtspServer, recording: FilmRecording
) -> None:
    async with Viewer(server.port) as viewer:
        await viewer.setup()
        begun = Begun.of(await viewer.seek("npt=5-3.5", "-1"))
        recording.playback.show(4)
        await viewer.hung_up()
        firsts = viewer.firsts()
    assert (begun.range, begun.scale) == ("npt=4.800000-3.500000", "-1")
    assert [instant(report) for report in viewer.reports()[:-1]] == [4.8, 4.4, 4.0, 3.6]
    assert {*steps(firsts)} == {36_000}
    assert viewer.said_goodbye(), "the range is at its end"


async def test_a_broken_scale_is_400(server: RtspServer, recording: FilmRecording) -> None:
    async with Viewer(server.port) as viewer:
        await viewer.setup()
        assert (await viewer.seek(None, "fast")).status == 400


async def test_pause_keeps_the_place_and_play_goes_on_there(server: RtspServer, recording: FilmRecording) -> None:
    async with Viewer(server.port) as viewer:
        await viewer.setup()
        await viewer.seek("npt=3-")
        recording.playback.show(5)
        await viewer.seen(6)
        paused = await viewer.ask("PAUSE", viewer.url + "/")
        assert (paused.status, paused.headers.get("Range")) == (200, f"npt=3.000000-{END}")
        assert recording.playback.closed
        begun = Begun.of(await viewer.seek())
        await viewer.seen(7)
        firsts = viewer.firsts()
    assert begun.range == f"npt=2.800000-{END}", "the key picture before it"
    assert (begun.info.seq, begun.info.rtptime) == (firsts[-1].sequence, firsts[-1].timestamp)
    assert steps(firsts)[-1] == 3600
    assert gaps(viewer.packets()) == 0


async def test_play_while_playing_asks_for_nothing_new(server: RtspServer, recording: FilmRecording) -> None:
    """RFC 2326 §10.5: "can be used by the client to test server liveness"."""
    async with Viewer(server.port) as viewer:
        await viewer.play()
        recording.playback.show(5)
        begun = Begun.of(await viewer.seek())
        recording.playback.show()
        await viewer.seen(7)
        firsts = viewer.firsts()
    assert begun.range == f"npt=0.200000-{END}"
    assert (begun.info.seq, begun.info.rtptime) == (firsts[-1].sequence, None)
    assert len(recording.playbacks) == 1


async def test_another_speed_without_a_range_goes_on_from_where_it_is(
    server: RtspServer, recording: FilmRecording
) -> None:
    """What VLC sends for "faster"."""
    async with Viewer(server.port) as viewer:
        await viewer.play()
        recording.playback.show(15)
        begun = Begun.of(await viewer.seek(None, "4.0"))
    assert (begun.range, begun.scale) == (f"npt=0.400000-{END}", "4")


async def test_pictures_of_a_place_that_was_left_are_passed_over(server: RtspServer, recording: FilmRecording) -> None:
    async with Viewer(server.port) as viewer:
        await viewer.play()
        former = recording.playback
        await viewer.seek("npt=5-")
        former.closed = False
        former.show(3)
        former.ended()
        recording.playback.show()
        await viewer.seen(3)
        assert not viewer.closed.is_set()
    assert len(viewer.firsts()) == 3


async def test_each_viewer_has_its_own_way_through_the_recording(server: RtspServer, recording: FilmRecording) -> None:
    async with Viewer(server.port) as one, Viewer(server.port) as two:
        await one.play()
        await two.setup()
        await two.seek("npt=5-")
        recording.playbacks[0].show(2)
        recording.playbacks[1].show(4)
        await one.seen(3)
        await two.seen(5)
        assert one.packets()[0].ssrc != two.packets()[0].ssrc
        assert [instant(viewer.reports()[0]) for viewer in (one, two)] == [0.0, 4.8]


async def test_a_hole_is_no_pause_and_the_time_behind_it_is_told(
    server: RtspServer, handler: FilmHandler, recording: FilmRecording
) -> None:
    handler.recordings[REPLAY] = holed = FilmRecording(recording.film, 1000, holes=frozenset(range(20, 600)))
    async with Viewer(server.port) as viewer:
        await viewer.play()
        holed.playback.show(25)
        await viewer.seen(26)
        firsts, reports = viewer.firsts(), viewer.reports()
    assert {*steps(firsts)} == {3600}
    assert [(report.rtp, instant(report)) for report in reports] == [
        (firsts[0].timestamp, 0.0),
        (firsts[20].timestamp, 600 * PERIOD_US / 1_000_000),
    ]


async def test_reports_go_on_while_it_plays(server: RtspServer, recording: FilmRecording, hurry: Hurry) -> None:
    async with Viewer(server.port) as viewer:
        await viewer.play()
        recording.playback.show(3)
        await hurry.by(5)
        await until(lambda: len(viewer.reports()) == 2)
        report, last = viewer.reports()[-1], viewer.firsts()[-1]
        await viewer.ask("PAUSE")
        await hurry.by(5)
        await viewer.ask("OPTIONS")
        assert len(viewer.reports()) == 2
    assert (report.rtp, instant(report)) == (last.timestamp, 0.12)
