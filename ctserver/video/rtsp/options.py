"""The knobs of the RTSP server, with the values that real clients get along with."""

from dataclasses import dataclass

from ctserver.video.rtsp.auth import BASIC, DIGEST


@dataclass(frozen=True, slots=True)
class RtspOptions:
    """Times in real seconds, sizes in bytes."""

    schemes: tuple[str, ...] = (DIGEST, BASIC)

    udp: bool = True
    udp_port: int = 0
    """The even port for RTP, the next one for RTCP; 0 takes a free pair."""

    advertised_timeout: int = 60
    session_timeout: float = 70.0
    """More than is advertised: Windows Media Foundation sends its keep-alive exactly at the time-out."""

    half_open_timeout: float = 30.0
    """A connection without one complete request, or with a message that never ends."""

    stall_timeout: float = 12.0
    """A TCP peer that takes nothing out of a filled buffer."""

    describe_timeout: float = 15.0
    """How long DESCRIBE waits for what the description needs, since it has no answer without; GStreamer waits for 20 s."""

    start_timeout: float = 5.0
    """How long PLAY waits for the key picture that it will begin with."""

    linger: float = 1.0
    """After the end of a recording, before the connection closes: GStreamer takes it for an error if it cannot TEARDOWN."""

    settling: float = 0.4
    """Between the last picture in datagrams and BYE: FFmpeg looks for RTCP first, and drops what it has not read of RTP."""

    report_interval: float = 4.5
    review_interval: float = 3.0
    """How often the handler is asked whether a viewer may go on."""

    tick: float = 1.0

    max_connections: int = 1000
    max_sessions: int = 1000
    max_sessions_per_connection: int = 16

    lag_limit: int = 512 * 1024
    gop_limit: int = 2 * 1024 * 1024
    udp_burst_limit: int = 128 * 1024
