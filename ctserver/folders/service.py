"""The rules of folders: what may be in one, and their order."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import bindparam, select
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
_DELETE = delete_from(_TABLE).where(_TABLE.c.uuid == bindparam("folder"))


def read_folders(session: Session) -> Folders:
    """By uuid, in their order."""
    return MappingProxyType({row.uuid: _folder(row) for row in session.execute(_FOLDERS)})


def _folder(row: Any) -> Folder:
    return Folder(row.uuid, row.name, row.sort_criterion_id, tuple(row.items))


def find(folders: Folders, uuid: UUID) -> Folder:
    found = folders.get(str(uuid))
    if found is None:
        raise UnknownResource("folder", uuid)
    return found


def create(session: Session, wanted: FolderIn, sight: Sight) -> Folder:
    """InvalidField for an element or a criterion that does not exist."""
    row = models.Folder(uuid=str(uuid4()), weight=0)
    content = FolderChange.model_construct(wanted.model_fields_set, **dict(wanted))
    _apply(session, row, content, sight)
    session.add(row)
    return _folder(row)


def change(session: Session, uuid: str, wanted: FolderChange, sight: Sight) -> Folder:
    """InvalidField as `create`; UnknownResource for a folder that was deleted meanwhile."""
    row = _row(session, uuid)
    _apply(session, row, wanted, sight)
    return _folder(row)


def _apply(session: Session, row: models.Folder, wanted: FolderChange, sight: Sight) -> None:
    if wanted.name is not None:
        row.name = wanted.name
    if "regex_id" in wanted.model_fields_set:
        if wanted.regex_id is not None and session.get(SortCriterion, wanted.regex_id) is None:
            raise InvalidField("folder.regexId", "expected.existing")
        row.sort_criterion_id = wanted.regex_id
    if wanted.items is not None:
        row.items = items.checked(wanted.items, sight)


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


def _row(session: Session, uuid: str) -> models.Folder:
    row = session.scalars(select(models.Folder).where(models.Folder.uuid == uuid)).one_or_none()
    if row is None:
        raise UnknownResource("folder", uuid)
    return row
