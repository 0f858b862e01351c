from typing import Annotated, Any
from uuid import UUID

from pydantic import BeforeValidator, Field

from ctserver.http.fields import Instant, refuse
from ctserver.http.wire import Wire, WireBody


def _uuid4(value: Any) -> str:
    try:
        parsed = UUID(value) if isinstance(value, str) and len(value) == 36 else None
    except ValueError:
        parsed = None
    if parsed is None or parsed.version != 4:
        raise refuse("uuid4")
    return str(parsed)


EventId = Annotated[str, BeforeValidator(_uuid4)]


class Description(Wire):
    params: Annotated[dict[str, Any], Field(default_factory=dict)]


class EventIn(Wire):
    event_id: EventId
    type: str
    description: Annotated[Description, Field(default_factory=lambda: Description(params={}))]
    timestamp: Instant


class EventInsert(WireBody):
    event: EventIn


class InsertedEvent(Wire):
    event_id: str
    type: str
    timestamp: str


class InsertedAnswer(Wire):
    event: InsertedEvent


class CriterionIn(Wire):
    name: str
    value: Any
    comparator: str | None = None


class SearchIn(WireBody):
    criteria: Annotated[list[CriterionIn], Field(max_length=50, default_factory=list)]


class EventDescription(Wire):
    params: dict[str, str | int | bool]
    onvif_params: dict[str, Any] | None = None


class EventOut(Wire):
    id: str
    source_id: str
    timestamp: str
    type: str
    description: EventDescription
    label: str


class EventList(Wire):
    events: list[EventOut]


class CriterionOut(Wire):
    name: str
    description: str
    format: str
    values: list[str] | None = None
    texts: list[str] | None = None


class CriterionList(Wire):
    criteria: list[CriterionOut]
