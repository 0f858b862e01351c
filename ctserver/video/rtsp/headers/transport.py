"""Transport (RFC 2326 §12.39)."""

import re
from dataclasses import dataclass, field
from typing import Literal

from ctserver.video.rtsp.headers.fields import HeaderError, number, split

Pair = tuple[int, int]

TCP = "RTP/AVP/TCP"
_PROTOCOLS = {"RTP/AVP": "UDP", "RTP/AVP/UDP": "UDP", TCP: "TCP"}


@dataclass(frozen=True, slots=True)
class Transport:
    """One way of delivery. Parameters that we never follow (`destination`, `source`, `ttl`, …) are not kept:

    a server that sends where `destination` says can be aimed at anybody.
    """

    protocol: str
    delivery: Literal["unicast", "multicast"] | None = None
    client_port: Pair | None = None
    server_port: Pair | None = None
    interleaved: Pair | None = None
    ssrc: int | None = field(default=None)
    mode: str | None = None

    @property
    def lower(self) -> str:
        """UDP, TCP, or "" for a profile that we do not speak."""
        return _PROTOCOLS.get(self.protocol.upper(), "")

    @classmethod
    def parse(cls, text: str) -> "Transport":
        """One transport-spec; HeaderError if a parameter that matters is unreadable."""
        protocol, *parameters = split(text, ";") or [""]
        if not re.fullmatch(r"[A-Za-z0-9]+(/[A-Za-z0-9]+){1,2}", protocol):
            raise HeaderError("expected transport/profile[/lower-transport]")
        fields = {name.strip().lower(): value.strip() for name, _, value in (p.partition("=") for p in parameters)}
        return cls(
            protocol,
            delivery="multicast" if "multicast" in fields else "unicast" if "unicast" in fields else None,
            client_port=_pair(fields.get("client_port"), 65535),
            server_port=_pair(fields.get("server_port"), 65535),
            interleaved=_pair(fields.get("interleaved"), 255),
            ssrc=_ssrc(fields.get("ssrc")),
            mode=fields["mode"].strip('"').upper() if "mode" in fields else None,
        )

    def __str__(self) -> str:
        parts = [self.protocol, *([self.delivery] if self.delivery else [])]
        pairs = {"client_port": self.client_port, "server_port": self.server_port, "interleaved": self.interleaved}
        parts += [f"{name}={pair[0]}-{pair[1]}" for name, pair in pairs.items() if pair]
        parts += [f"ssrc={self.ssrc:08X}"] if self.ssrc is not None else []
        parts += [f'mode="{self.mode}"'] if self.mode is not None else []
        return ";".join(parts)


def parse_transports(text: str) -> list[Transport]:
    """The client's list in its order of preference. What cannot be read cannot be accepted, and is left out."""
    transports = []
    for part in split(text, ","):
        try:
            transports.append(Transport.parse(part))
        except HeaderError:
            continue
    return transports


def _pair(text: str | None, highest: int) -> Pair | None:
    """`5000-5001`, or `5000` alone, which stands for that port and the next (RTP and RTCP)."""
    if text is None:
        return None
    first, dash, second = text.partition("-")
    low = number(first.strip(), highest)
    high = number(second.strip(), highest) if dash else low + 1
    if low == high or high > highest:
        raise HeaderError("expected two different numbers")
    return low, high


def _ssrc(text: str | None) -> int | None:
    if text is None:
        return None
    if not re.fullmatch(r"[0-9A-Fa-f]{1,8}", text):
        raise HeaderError("expected up to 8 hexadecimal digits")
    return int(text, 16)
