"""A client of a recording, and what it makes of the answers."""

import itertools
from dataclasses import dataclass

from ctserver.video.rtsp.headers.session import RtpInfo
from ctserver.video.rtsp.messages import Response
from ctserver.video.rtsp.rtcp import Goodbye, SenderReport, parse_compound, unix_us_of
from ctserver.video.rtsp.rtp import RtpPacket
from tests.video.rtsp.client import REPLAY, Client, until
from tests.video.rtsp.film import START_US

END = "10.000000"


class Viewer(Client):
    """A client of the recording."""

    def __init__(self, port: int, query: str = "") -> None:
        super().__init__(port)
        self.url = f"rtsp://127.0.0.1:{port}{REPLAY}{query}"

    async def seek(self, range_: str | None = None, scale: str | None = None) -> Response:
        return await self.ask("PLAY", self.url + "/", Range=range_, Scale=scale)

    def firsts(self) -> list[RtpPacket]:
        """Each picture's first packet."""
        packets = self.packets()
        return [b for a, b in zip([None, *packets], packets, strict=False) if a is None or a.marker]

    def reports(self) -> list[SenderReport]:
        compounds = [parse_compound(frame.payload) for frame in self.frames if frame.channel == 1]
        return [packet for compound in compounds for packet in compound if isinstance(packet, SenderReport)]

    def said_goodbye(self) -> bool:
        compounds = [parse_compound(frame.payload) for frame in self.frames if frame.channel == 1]
        return any(isinstance(packet, Goodbye) for compound in compounds for packet in compound)

    async def seen(self, pictures: int) -> None:
        await until(lambda: self.pictures() == pictures)


@dataclass(frozen=True)
class Begun:
    """What PLAY answered and what then came first."""

    range: str | None
    scale: str | None
    info: RtpInfo

    @classmethod
    def of(cls, response: Response) -> "Begun":
        headers = response.headers
        assert response.status == 200
        return cls(headers.get("Range"), headers.get("Scale"), RtpInfo.parse(headers.get("RTP-Info") or ""))


def instant(report: SenderReport) -> float:
    """Seconds from the beginning of the recording to the wall-clock time that a report states."""
    return (unix_us_of(report.ntp) - START_US) / 1_000_000


def steps(packets: list[RtpPacket]) -> list[int]:
    """How far apart they are in RTP time."""
    return [(b.timestamp - a.timestamp) % 2**32 for a, b in itertools.pairwise(packets)]
