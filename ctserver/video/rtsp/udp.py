"""One pair of UDP ports for all viewers (RFC 3550 §11: even for RTP, the next for RTCP), with segmentation offload."""

import asyncio
import errno
import logging
import socket
import struct
import sys
from collections.abc import Callable

from ctserver.video.rtsp.packets import PacketizedPicture, Run

log = logging.getLogger("ctserver.rtsp")

Address = tuple[str, int] | tuple[str, int, int, int]
"""As the socket module has it for IPv4 and IPv6."""

_SOL_UDP, _UDP_SEGMENT = 17, 103  # linux/udp.h
_GSO_UNSUPPORTED = {errno.EIO, errno.ENOPROTOOPT, errno.EOPNOTSUPP}
_SEND_BUFFER = 4 * 1024 * 1024
_DATAGRAMS_PER_TURN = 64


class UdpPorts:
    """`received(data, address, is_rtcp)` gets what clients send. All calls are made on the event loop."""

    def __init__(
        self, rtp: socket.socket, rtcp: socket.socket, received: Callable[[bytes, Address, bool], None]
    ) -> None:
        self._rtp = rtp
        self._rtcp = rtcp
        self._received = received
        self._gso = sys.platform == "linux"
        loop = asyncio.get_running_loop()
        loop.add_reader(rtp, self._read, rtp, False)
        loop.add_reader(rtcp, self._read, rtcp, True)

    @classmethod
    def open(cls, family: int, host: str, port: int, received: Callable[[bytes, Address, bool], None]) -> "UdpPorts":
        """Binds an even port and its successor, free ones if `port` is 0; OSError if there are none."""
        for _ in range(1 if port else 100):
            pair = _bind_pair(family, host, port)
            if pair:
                return cls(*pair, received)
        raise OSError(errno.EADDRINUSE, f"no even UDP port with a free successor (asked for {port})")

    @property
    def ports(self) -> tuple[int, int]:
        return self._rtp.getsockname()[1], self._rtcp.getsockname()[1]

    def close(self) -> None:
        loop = asyncio.get_running_loop()
        for sock in (self._rtp, self._rtcp):
            loop.remove_reader(sock)
            sock.close()

    def send_picture(self, picture: PacketizedPicture, address: Address) -> bool:
        """False if the picture did not leave whole: the rest is then not sent either."""
        try:
            for run in picture.runs:
                self._send_run(run, address)
        except OSError:
            return False
        return True

    def send_report(self, data: bytes, address: Address) -> None:
        try:
            self._rtcp.sendto(data, address)
        except OSError as error:
            log.debug("RTCP not sent: %s", error)

    def _send_run(self, run: Run, address: Address) -> None:
        if self._gso and len(run.data) > run.segment and self._send_segmented(run, address):
            return
        for datagram in run.datagrams():
            self._rtp.sendto(datagram, address)

    def _send_segmented(self, run: Run, address: Address) -> bool:
        """One system call for the whole run. False if this kernel, this device or this path's MTU does not allow it."""
        try:
            segment = (_SOL_UDP, _UDP_SEGMENT, struct.pack("=H", run.segment))
            self._rtp.sendmsg([run.data], [segment], 0, address)
        except BlockingIOError:
            raise
        except OSError as error:
            if error.errno in _GSO_UNSUPPORTED:
                self._gso = False
                log.info("UDP segmentation offload is not available: %s", error)
            return False
        return True

    def _read(self, sock: socket.socket, is_rtcp: bool) -> None:
        """Some datagrams at a time, so that a flood does not hold up the pictures."""
        for _ in range(_DATAGRAMS_PER_TURN):
            try:
                data, address = sock.recvfrom(2048)
            except BlockingIOError:
                return
            except OSError as error:
                log.debug("UDP receive: %s", error)
                return
            self._received(data, address, is_rtcp)


def _bind_pair(family: int, host: str, port: int) -> tuple[socket.socket, socket.socket] | None:
    rtp, rtcp = _udp_socket(family), _udp_socket(family)
    try:
        rtp.bind((host, port))
        even = rtp.getsockname()[1]
        if even % 2 == 0:
            rtcp.bind((host, even + 1))
            return rtp, rtcp
    except OSError as error:
        log.debug("UDP port pair: %s", error)
    rtp.close()
    rtcp.close()
    return None


def _udp_socket(family: int) -> socket.socket:
    sock = socket.socket(family, socket.SOCK_DGRAM)
    sock.setblocking(False)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _SEND_BUFFER)
    return sock
