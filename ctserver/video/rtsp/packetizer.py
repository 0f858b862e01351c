"""One RTP stream as it is made: pictures become packets in sequence, which the sender reports count."""

import secrets

from ctserver.video.picture import Picture, StreamFormat
from ctserver.video.rtsp.formats import payload_for
from ctserver.video.rtsp.packets import PacketizedPicture
from ctserver.video.rtsp.rtcp import Goodbye, SenderReport, SourceDescription, format_compound, ntp_of
from ctserver.video.rtsp.rtp import packets_of


class Packetizer:
    """Whoever owns it decides on the time: it states an RTP timestamp for each picture and each report.

    `sequence` is the next packet's number. It starts low enough to stay clear of a wrap in the first minute, and never
    at 0, which FFmpeg takes for missing in RTP-Info.
    """

    def __init__(self, shown: StreamFormat) -> None:
        self.ssrc = secrets.randbelow(2**32 - 1) + 1
        self.sequence = secrets.randbelow(2**15) + 1
        self.packets = 0
        self._octets = 0
        self._payload = payload_for(shown)

    def packetize(self, picture: Picture, timestamp: int) -> PacketizedPicture:
        """PayloadError for a picture that the payload format cannot carry."""
        payloads = self._payload.packetize(picture)
        first = self.sequence
        packets = packets_of(payloads, self._payload.payload_type, first, timestamp, self.ssrc)
        self.sequence = (first + len(packets)) & 0xFFFF
        self.packets += len(packets)
        self._octets += sum(map(len, payloads))
        return PacketizedPicture(packets, picture.key, picture.time_us, timestamp, first)

    def report(self, time_us: int, timestamp: int) -> bytes:
        """SR and SDES (RFC 3550 §6.1): `time_us` of Unix time and the RTP timestamp are the same instant."""
        packets, octets = self.packets & 0xFFFFFFFF, self._octets & 0xFFFFFFFF
        report = SenderReport(self.ssrc, ntp_of(time_us), timestamp, packets, octets)
        return format_compound(report, SourceDescription(self.ssrc, f"{self.ssrc:08x}@ctserver"))

    def goodbye(self, reason: str) -> bytes:
        """To be sent after a report (RFC 3550 §6.1): ffmpeg, GStreamer and openRTSP stop at once."""
        return bytes(Goodbye((self.ssrc,), reason))
