"""The wire shapes of folders."""

from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BeforeValidator, Field

from ctserver.http.fields import MAX_ID, Name, Whole, refuse
from ctserver.http.wire import Wire, WireBody
from ctserver.sort_criteria.schemas import Params

MAX_LEVELS = 10
MAX_ITEMS = 1000


def _bounded(items: Any) -> Any:
    """Before anything walks down: how deep it goes, and how much there is of it on all levels together."""
    level, count, depth = items, 0, 1
    while isinstance(level, list) and level:
        if depth > MAX_LEVELS:
            raise refuse("depth", limit=MAX_LEVELS)
        count += len(level)
        if count > MAX_ITEMS:
            raise refuse("max_length", limit=MAX_ITEMS)
        below = [item.get("items") for item in level if isinstance(item, dict)]
        level = [item for inner in below if isinstance(inner, list) for item in inner]
        depth += 1
    return items


class ItemIn(Wire):
    """Which of them an element must have depends on its type."""

    type: Literal["folder", "camera", "group", "map", "screen", "device"]
    server_id: Annotated[Whole, Field(ge=0)] = 0
    name: Name | None = None
    id: Annotated[Whole, Field(ge=1)] | None = None
    uuid: UUID | None = None
    weight: Whole = 0
    items: list["ItemIn"] | None = None


Items = Annotated[list[ItemIn], BeforeValidator(_bounded)]
RegexId = Annotated[int, Field(strict=True, ge=1, le=MAX_ID)]


class FolderIn(Wire):
    name: Name
    regex_id: RegexId | None = None
    items: Items


class FolderBody(WireBody):
    folder: FolderIn


class FolderChange(Wire):
    """What is left out stays as it is; a `regexId` of null takes the criterion away."""

    name: Name | None = None
    regex_id: RegexId | None = None
    items: Items | None = None


class ChangeBody(WireBody):
    folder: FolderChange


class Weight(Wire):
    uuid: UUID
    weight: Whole


class OrderBody(WireBody):
    folders: Annotated[list[Weight], Field(max_length=MAX_ITEMS)]


class FolderEntry(Wire):
    uuid: UUID
    name: str
    detail_url: str


class EntryAnswer(Wire):
    folder: FolderEntry


class CriterionOut(Wire):
    id: int
    name: str
    params: Params


class ItemOut(Wire):
    """An element: `serverId`, `type`, `id` or `uuid`, `weight`; a folder: `type`, `name`, `weight`, `items`."""

    server_id: int | None
    type: str
    name: str | None
    id: int | None
    uuid: UUID | None
    weight: int
    items: list["ItemOut"] | None


class FolderOut(Wire):
    uuid: UUID
    name: str
    regex: CriterionOut | None
    items: list[ItemOut]


class FolderAnswer(Wire):
    folder: FolderOut


class FolderListed(Wire):
    uuid: UUID
    name: str
    detail_url: str


class FolderDetailed(FolderListed):
    """Where details were asked for."""

    regex: CriterionOut | None
    items: list[ItemOut]


class FolderList(Wire):
    folders: list[FolderDetailed | FolderListed]
