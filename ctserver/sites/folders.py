"""Folders in a site file."""

from collections.abc import Mapping
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field, model_validator
from sqlalchemy.orm import Session

from ctserver.folders.models import Folder
from ctserver.sites.section import Id, Misplaced, Name, Section

Weight = Annotated[int, Field(ge=-(2**31), lt=2**31)]


class FolderItemSection(Section):
    """One of `folder` (its name), `camera`, `mosaic`, `screen`, `map`, `device` says what it is; a folder has `items`."""

    folder: Name | None = None
    camera: Id | None = None
    mosaic: Id | None = None
    screen: Id | None = None
    map: UUID | None = None
    device: UUID | None = None
    server: Annotated[int, Field(ge=0, lt=2**31)] = 0
    weight: Weight = 0
    items: list["FolderItemSection"] = []

    @model_validator(mode="after")
    def _is_one_thing(self) -> "FolderItemSection":
        if sum(getattr(self, kind) is not None for kind in TYPES) != 1:
            raise ValueError(f"expected one of {', '.join(TYPES)}")
        return self

    @property
    def target(self) -> tuple[str, Any]:
        return next((kind, value) for kind in TYPES if (value := getattr(self, kind)) is not None)


TYPES = {
    "folder": "folder",
    "camera": "camera",
    "mosaic": "group",
    "screen": "screen",
    "map": "map",
    "device": "device",
}
"""What it is, and the document's type for it."""


class FolderSection(Section):
    uuid: UUID
    name: Name
    weight: Weight = 0
    sort_criterion: Id | None = None
    items: list[FolderItemSection] = []


def check_folders(
    sections: list[FolderSection], criteria: set[int], servers: set[int], known: Mapping[str, set[Any]]
) -> None:
    """Misplaced for what points at nothing. `known`: ids by what an element is."""
    for number, section in enumerate(sections):
        if section.sort_criterion is not None and section.sort_criterion not in criteria:
            raise Misplaced(("folders", number, "sort_criterion"), "expected the id of one of the sort criteria")
        _check_items(section.items, ("folders", number, "items"), servers, known)


def _check_items(
    items: list[FolderItemSection], place: tuple[str | int, ...], servers: set[int], known: Mapping[str, set[Any]]
) -> None:
    for position, item in enumerate(items):
        kind, target = item.target
        if item.server and item.server not in servers:
            raise Misplaced((*place, position, "server"), "expected the id of one of the servers, or 0")
        if kind != "folder" and not item.server and target not in known[kind]:
            raise Misplaced((*place, position, kind), f"expected the id of one of the {kind}s")
        _check_items(item.items, (*place, position, "items"), servers, known)


def seed_folders(session: Session, sections: list[FolderSection]) -> None:
    session.add_all(
        Folder(
            uuid=str(section.uuid),
            name=section.name,
            weight=section.weight,
            sort_criterion_id=section.sort_criterion,
            items=_items(section.items),
        )
        for section in sections
    )


def _items(sections: list[FolderItemSection]) -> list[dict[str, Any]]:
    return [_item(section) for section in sorted(sections, key=lambda section: section.weight)]


def _item(section: FolderItemSection) -> dict[str, Any]:
    kind, target = section.target
    if kind == "folder":
        return {"type": kind, "name": target, "weight": section.weight, "items": _items(section.items)}
    identity = {"uuid": str(target)} if isinstance(target, UUID) else {"id": target}
    return {"serverId": section.server, "type": TYPES[kind], **identity, "weight": section.weight}
