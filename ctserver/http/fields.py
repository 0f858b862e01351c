"""What fields of requests share: types that say what was expected when a value is wrong, and how instants are written."""

import re
from datetime import UTC, datetime
from functools import lru_cache
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

MAX_ID = 2**31 - 1
MAX_IDS = 1000
DAY = 86_400
Id = Annotated[int, Field(ge=1, le=MAX_ID)]

Whole = Annotated[int, Field(strict=True, ge=-(2**31), le=MAX_ID)]
"""A whole number of a body, which must be a number of JSON."""


def plain(number: float) -> float:
    """16 for 16.0, as a client would write it."""
    return int(number) if number == int(number) else number


Decimal = Annotated[float, Field(strict=True, allow_inf_nan=False, ge=-1e9, le=1e9), AfterValidator(plain)]
"""A number of a body with or without a fraction; whole ones are answered without."""


def refuse(expected: str, **parameters: object) -> PydanticCustomError:
    """What a validator raises: `expected` is a text's code without `expected.`, whose parameters are given."""
    return PydanticCustomError(expected, "{expected}", {"expected": expected, **parameters})


def _printable(text: str) -> str:
    """No control characters but line ends and tabs, and no half of a surrogate pair: no database and no PDF can hold them."""
    if any((ord(c) < 32 and c not in "\t\n\r") or ord(c) == 127 or 0xD800 <= ord(c) <= 0xDFFF for c in text):
        raise refuse("printable")
    return text


def _not_blank(text: str) -> str:
    if not text.strip():
        raise refuse("min_length", limit=1)
    return text


Text = Annotated[str, Field(max_length=2000), AfterValidator(_printable)]
"""Free text, such as a comment."""
Name = Annotated[str, Field(min_length=1, max_length=200), AfterValidator(_printable), AfterValidator(_not_blank)]

_FLAGS = {"true": True, "false": False, "1": True, "0": False}


def _flag(value: Any) -> Any:
    if isinstance(value, bool):
        return value
    if (isinstance(value, str) and value.lower() in _FLAGS) or (isinstance(value, int) and value in (0, 1)):
        return _FLAGS[str(value).lower()]
    raise refuse("boolean")


Flag = Annotated[bool, BeforeValidator(_flag), WithJsonSchema({"type": "boolean"})]
"""`true/false`, `1/0`, `"true"/"false"`, `"1"/"0"`."""


def _ids(value: Any) -> Any:
    """A query's list, whose elements may also come one by one (`cameraId=1&cameraId=2`)."""
    parts = [part.strip() for text in (value if isinstance(value, list) else [value]) for part in str(text).split(",")]
    if not (0 < len(parts) <= MAX_IDS and all(re.fullmatch(r"[0-9]{1,10}", part, re.ASCII) for part in parts)):
        raise refuse("ids")
    return [int(part) for part in parts]


Ids = Annotated[
    list[Annotated[int, Field(ge=0, le=MAX_ID)]],
    BeforeValidator(_ids),
    WithJsonSchema({"type": "string", "pattern": r"^[0-9]+(,[0-9]+)*$"}),
]
"""Numbers by commas, 1000 at most; in a signature `Annotated[Ids | None, Query(alias="cameraId")] = None`."""

_ISO = re.compile(r"(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(?:[.,](\d{1,9}))?(Z|[+ -]\d\d:?\d\d)", re.ASCII | re.IGNORECASE)


def parse_instant(value: Any) -> int:
    """ISO 8601 with `Z` or an offset, with or without a fraction, to microseconds of Unix time."""
    match = _ISO.fullmatch(value) if isinstance(value, str) else None
    if not match:
        raise refuse("date")
    day, time, fraction, zone = match.groups()
    zone = "+0000" if zone in "Zz" else zone.replace(" ", "+").replace(":", "")  # a form's plus is a space
    try:
        instant = datetime.strptime(f"{day}T{time}{zone}", "%Y-%m-%dT%H:%M:%S%z")
        return round(instant.timestamp()) * 1_000_000 + int((fraction or "0").ljust(6, "0")[:6])
    except (ValueError, OverflowError):
        raise refuse("date") from None


Instant = Annotated[int, BeforeValidator(parse_instant), WithJsonSchema({"type": "string", "format": "date-time"})]
"""A date of a request, as microseconds of Unix time."""


def iso(us: int) -> str:
    """`2014-09-12T09:44:21Z`, fractions cut off."""
    return f"{_second(us)}Z"


def iso_ms(us: int) -> str:
    """`2020-06-16T16:26:36.903Z`."""
    return f"{_second(us)}.{us // 1000 % 1000:03}Z"


def iso_us(us: int) -> str:
    """`2024-02-14T12:17:25.669458Z`."""
    return f"{_second(us)}.{us % 1_000_000:06}Z"


def iso_exact(us: int) -> str:
    """With as many digits of a fraction as it takes: none, three or six."""
    return iso_us(us) if us % 1000 else iso_ms(us) if us % 1_000_000 else iso(us)


def _second(us: int) -> str:
    """Day by day: `strftime` would take ten times as long, of which lists of thousands are made."""
    day, second = divmod(us // 1_000_000, DAY)
    return f"{_day(day)}T{second // 3600:02}:{second // 60 % 60:02}:{second % 60:02}"


@lru_cache(maxsize=4096)
def _day(number: int) -> str:
    return datetime.fromtimestamp(number * DAY, UTC).date().isoformat()
