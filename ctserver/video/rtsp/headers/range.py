"""Range (RFC 2326 §12.29): normal play time (§3.6) and absolute time (§3.7). All instants are whole microseconds."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

from ctserver.video.rtsp.headers.fields import HeaderError

Npt = int | Literal["now"]

_NPT = re.compile(r"(?:(?P<h>\d{1,6}):(?P<m>[0-5]?\d):)?(?P<s>\d{1,9})(?:\.(?P<fraction>\d{0,9}))?", re.ASCII)
_CLOCK = re.compile(r"(?P<whole>\d{8}T\d{6})(?:\.(?P<fraction>\d{1,9}))?Z", re.ASCII)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class NptRange:
    """Time since the beginning of the presentation; `now` is a live stream's edge. None: open."""

    start: Npt | None
    end: Npt | None = None

    def __str__(self) -> str:
        return f"npt={_format_npt(self.start)}-{_format_npt(self.end)}"


@dataclass(frozen=True, slots=True)
class ClockRange:
    """Unix time. None: open."""

    start: int
    end: int | None = None

    def __str__(self) -> str:
        return f"clock={_format_clock(self.start)}-{_format_clock(self.end) if self.end is not None else ''}"


def parse_range(text: str) -> NptRange | ClockRange:
    """HeaderError for other units (SMPTE) and unreadable values. A `;time=` parameter (§12.29) is passed over."""
    unit, equals, rest = text.partition(";")[0].partition("=")
    start, dash, end = (part.strip() for part in rest.partition("-"))
    if not equals or not dash or not (start or end):
        raise HeaderError("expected unit=start-end")
    match unit.strip().lower():
        case "npt":
            return NptRange(_parse_npt(start), _parse_npt(end))
        case "clock":
            return ClockRange(_parse_clock(start), _parse_clock(end) if end else None)
    raise HeaderError("expected npt or clock")


def _parse_npt(text: str) -> Npt | None:
    if not text or text == "now":
        return "now" if text else None
    match = _NPT.fullmatch(text)
    if not match:
        raise HeaderError("expected seconds, hh:mm:ss or now")
    seconds = int(match["h"] or 0) * 3600 + int(match["m"] or 0) * 60 + int(match["s"])
    return seconds * 1_000_000 + _micros(match["fraction"])


def _parse_clock(text: str) -> int:
    match = _CLOCK.fullmatch(text)
    try:
        if not match:
            raise HeaderError("expected yyyymmddThhmmss[.fraction]Z")
        instant = datetime.strptime(match["whole"], "%Y%m%dT%H%M%S").replace(tzinfo=UTC)
    except ValueError as error:
        raise HeaderError(str(error)) from None
    return (instant - _EPOCH) // timedelta(seconds=1) * 1_000_000 + _micros(match["fraction"])


def _micros(fraction: str | None) -> int:
    return int((fraction or "")[:6].ljust(6, "0"))


def _format_npt(value: Npt | None) -> str:
    if value is None or value == "now":
        return value or ""
    return f"{value // 1_000_000}.{value % 1_000_000:06}"


def _format_clock(micros: int) -> str:
    instant = _EPOCH + timedelta(microseconds=micros)
    # strftime("%Y") does not pad years below 1000.
    return f"{instant.year:04}{instant:%m%dT%H%M%S}.{instant.microsecond:06}Z"
