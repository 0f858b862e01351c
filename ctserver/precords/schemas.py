"""The wire shapes of protected records."""

from typing import Literal

from pydantic import Field

from ctserver.http.fields import Instant, Text, Whole
from ctserver.http.wire import Wire, WireBody


class PrecordIn(Wire):
    camera_id: Whole
    begin: Instant = Field(alias="from")
    end: Instant = Field(alias="to")
    type: Literal["a", "r"] = "r"
    comment: Text | None = None


class PrecordBody(WireBody):
    precord: PrecordIn


class PrecordOut(Wire):
    camera_id: int
    begin: str = Field(alias="from")
    end: str = Field(alias="to")
    type: str


class PrecordAnswer(Wire):
    precord: PrecordOut
