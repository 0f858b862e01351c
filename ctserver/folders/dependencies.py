"""Folders, which everybody reads and Admins write, as types in an endpoint's signature."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends

from ctserver.auth.dependencies import AdminAccount, CurrentAccount
from ctserver.folders import service
from ctserver.folders.service import Folder, Folders, read_folders
from ctserver.http.session import CurrentDatabase


async def _folders(database: CurrentDatabase) -> Folders:
    return database.remember(read_folders)


CurrentFolders = Annotated[Folders, Depends(_folders)]


async def _known_folder(uuid: UUID, _account: CurrentAccount, folders: CurrentFolders) -> Folder:
    return service.find(folders, uuid)


async def _editable_folder(uuid: UUID, _admin: AdminAccount, folders: CurrentFolders) -> Folder:
    return service.find(folders, uuid)


KnownFolder = Annotated[Folder, Depends(_known_folder)]
EditableFolder = Annotated[Folder, Depends(_editable_folder)]
