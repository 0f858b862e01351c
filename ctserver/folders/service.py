"""The rules of folders: what may be in one, and their order."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy import delete as delete_from
from sqlalchemy.orm import Session

from ctserver.db import Base
from ctserver.errors import InvalidField, UnknownResource
from ctserver.folders import items, models
from ctserver.folders.schemas import FolderChange, FolderIn, Weight
from ctserver.maps.elements import Sight
from ctserver.sort_criteria.models import SortCriterion


@dataclass(frozen=True, slots=True)
class Folder:
    uuid: str
    name: str
    sort_criterion_id: int | None
    items: tuple[Mapping[str, Any], ...]
    """As on the wire, by weight."""


Folders = Mapping[str, Folder]

_TABLE = Base.metadata.tables[models.Folder.__tablename__]
_COLUMNS = [_TABLE.c[name] for name in ("uuid", "name", "sort_criterion_id", "items")]
_FOLDERS = select(*_COLUMNS).order_by(_TABLE.c.weight, _TABLE.c.id)
_CREATE = insert(_TABLE)
_CHANGE = update(_TABLE).where(_TABLE.c.uuid == bindparam("folder"))
_DELETE = delete_from(_TABLE).where(_TABLE.c.uuid == bindparam("folder"))


def read_folders(session: Session) -> Folders:
    """By uuid, in their order."""
    return MappingProxyType({row.uuid: _folder(row) for row in session.execute(_FOLDERS)})


def _folder(row: Any) -> Folder:
    return Folder(row.uuid, row.name, row.sort_criterion_id, tuple(row.items))


def _row(folder: Folder) -> dict[str, Any]:
    return {name: getattr(folder, name) for name in Folder.__slots__}


def find(folders: Folders, uuid: UUID) -> Folder:
    found = folders.get(str(uuid))
    if found is None:
        raise UnknownResource("folder", uuid)
    return found


def create(session: Session, wanted: FolderIn, sight: Sight) -> Folder:
    """InvalidField for an element or a criterion that does not exist."""
    content = FolderChange.model_construct(wanted.model_fields_set, **dict(wanted))
    folder = _changed(session, Folder(str(uuid4()), wanted.name, None, ()), content, sight)
    session.connection().execute(_CREATE, _row(folder) | {"weight": 0})
    return folder


def change(session: Session, uuid: str, wanted: FolderChange, sight: Sight) -> Folder:
    """InvalidField as `create`; UnknownResource for a folder that was deleted meanwhile."""
    row = session.connection().execute(_FOLDERS.where(_TABLE.c.uuid == uuid)).one_or_none()
    if row is None:
        raise UnknownResource("folder", uuid)
    folder = _changed(session, _folder(row), wanted, sight)
    session.connection().execute(_CHANGE, _row(folder) | {"folder": uuid})
    return folder


def _changed(session: Session, folder: Folder, wanted: FolderChange, sight: Sight) -> Folder:
    given: dict[str, Any] = {}
    if wanted.name is not None:
        given["name"] = wanted.name
    if "regex_id" in wanted.model_fields_set:
        if wanted.regex_id is not None and session.get(SortCriterion, wanted.regex_id) is None:
            raise InvalidField("folder.regexId", "expected.existing")
        given["sort_criterion_id"] = wanted.regex_id
    if wanted.items is not None:
        given["items"] = tuple(items.checked(wanted.items, sight))
    return replace(folder, **given)


def order(session: Session, weights: Iterable[Weight]) -> None:
    """InvalidField for a folder that does not exist; of two weights for the same one the later holds."""
    rows = {row.uuid: row for row in session.scalars(select(models.Folder))}
    for number, wanted in enumerate(weights):
        row = rows.get(str(wanted.uuid))
        if row is None:
            raise InvalidField(f"folders[{number}].uuid", "expected.existing")
        row.weight = wanted.weight


def delete(session: Session, uuid: str) -> None:
    """UnknownResource."""
    if session.connection().execute(_DELETE, {"folder": uuid}).rowcount == 0:
        raise UnknownResource("folder", uuid)
