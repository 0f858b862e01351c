"""Where pictures go: a viewer on its RTSP connection or on UDP, and what happens when one is too slow.

Nothing waits for a viewer. One that lags loses whole pictures up to a key picture, and the loss is counted.
"""

import logging
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from typing import Protocol

from ctserver.video.rtsp.packets import PacketizedPicture, interleave
from ctserver.video.rtsp.udp import Address, UdpPorts

log = logging.getLogger("ctserver.rtsp")


class Output(Protocol):
    """The connection's end that a viewer writes to."""

    def write(self, data: bytes) -> None: ...

    def buffered(self) -> int:
        """Bytes that the kernel has not taken yet."""
        ...

    def congested(self) -> bool:
        """Whether so many are waiting that whoever can wait should."""
        ...

    def when_drained(self, callback: Callable[[], None]) -> None:
        """Calls once when a congestion is over; never if the connection is lost."""
        ...

    def abort(self) -> None: ...


class LagGate:
    """Decides picture by picture whether a viewer keeps up.

    It lags above `limit` buffered bytes, or two of its stream's key pictures if those are larger: a stream of big
    pictures must not make everybody lag. It goes on at a key picture and with a buffer three quarters empty.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._key_size = 0
        self._burst = 0
        self._open = False

    def start(self, burst: int) -> None:
        """A viewer begins with `burst` bytes; without any, it waits for the next key picture.

        Those bytes are no lag of its own until they have drained once."""
        self._open = burst > 0
        self._burst = burst

    def admits(self, key: bool, size: int, buffered: int) -> bool:
        emptier = buffered <= self._limit // 4
        if key:
            self._key_size = size
        if emptier:
            self._burst = 0
        if self._open:
            self._open = buffered <= max(self._limit, 2 * self._key_size) + self._burst
        else:
            self._open = key and emptier
        return self._open


class Viewer(ABC):
    """One session's way out, with its counters: pictures and bytes sent, pictures dropped."""

    def __init__(self, lag_limit: int) -> None:
        self.pictures = 0
        self.bytes = 0
        self.drops = 0
        self._gate = LagGate(lag_limit)

    def start(self, pictures: Sequence[PacketizedPicture]) -> None:
        """Begin with these, the first of them a key picture, or with the next key picture if there are none."""
        self._gate.start(sum(picture.size for picture in pictures))
        for picture in pictures:
            self._send(picture)

    def deliver(self, picture: PacketizedPicture) -> None:
        if self._gate.admits(picture.key, picture.size, self.buffered()):
            self._send(picture)
        else:
            self.drops += 1

    def _send(self, picture: PacketizedPicture) -> None:
        if self._write(picture):
            self.pictures += 1
            self.bytes += picture.size
        else:
            self.drops += 1
            self._gate.start(0)

    @abstractmethod
    def _write(self, picture: PacketizedPicture) -> bool:
        """False if the picture was lost."""

    @abstractmethod
    def control(self, rtcp: bytes) -> None: ...

    @abstractmethod
    def buffered(self) -> int: ...

    @abstractmethod
    def congested(self) -> bool:
        """As `Output.congested`."""

    @abstractmethod
    def when_drained(self, callback: Callable[[], None]) -> None:
        """As `Output.when_drained`."""

    @abstractmethod
    def abort(self) -> None:
        """Give up on this viewer: it could not be served."""


class TcpViewer(Viewer):
    """Interleaved on the RTSP connection, RTP and RTCP on a channel each."""

    def __init__(self, output: Output, channels: tuple[int, int], lag_limit: int) -> None:
        super().__init__(lag_limit)
        self._output = output
        self._rtp, self._rtcp = channels

    def _write(self, picture: PacketizedPicture) -> bool:
        self._output.write(picture.block(self._rtp))
        return True

    def control(self, rtcp: bytes) -> None:
        self._output.write(interleave(self._rtcp, rtcp))

    def buffered(self) -> int:
        return self._output.buffered()

    def congested(self) -> bool:
        return self._output.congested()

    def when_drained(self, callback: Callable[[], None]) -> None:
        self._output.when_drained(callback)

    def abort(self) -> None:
        self._output.abort()


class UdpViewer(Viewer):
    """Datagrams to two ports of the RTSP peer. `rtp` and `rtcp` may be moved to what a NAT made of them."""

    def __init__(self, ports: UdpPorts, rtp: Address, rtcp: Address, lag_limit: int) -> None:
        super().__init__(lag_limit)
        self._ports = ports
        self.rtp = rtp
        self.rtcp = rtcp

    def _write(self, picture: PacketizedPicture) -> bool:
        return self._ports.send_picture(picture, self.rtp)

    def control(self, rtcp: bytes) -> None:
        self._ports.send_report(rtcp, self.rtcp)

    def buffered(self) -> int:
        """The socket's buffer is the kernel's: a full one shows as a lost picture."""
        return 0

    def congested(self) -> bool:
        return False

    def when_drained(self, callback: Callable[[], None]) -> None:
        """It never is congested."""

    def abort(self) -> None:
        log.warning("gave up sending to a UDP viewer")
