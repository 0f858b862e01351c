"""Mosaics that the user may see or edit, as types in an endpoint's signature."""

from typing import Annotated

from fastapi import Depends

from ctserver.auth.dependencies import CurrentAccount
from ctserver.errors import Forbidden, UnknownResource
from ctserver.http.session import CurrentDatabase, WritingSession
from ctserver.mosaics import service
from ctserver.mosaics.schemas import Mosaic
from ctserver.mosaics.service import MosaicBook, ShownMosaic, read_mosaics


async def _book(database: CurrentDatabase) -> MosaicBook:
    return database.remember(read_mosaics)


CurrentMosaics = Annotated[MosaicBook, Depends(_book)]


async def _viewable(group_id: int, account: CurrentAccount, book: CurrentMosaics) -> ShownMosaic:
    shown = book.mosaics.get(group_id)
    if shown is None or not service.may_see(account, group_id):
        raise UnknownResource("mosaic", group_id)
    return shown


ViewableMosaic = Annotated[ShownMosaic, Depends(_viewable)]


async def _editable(
    shown: ViewableMosaic, account: CurrentAccount, _session: WritingSession, database: CurrentDatabase
) -> Mosaic:
    if not account.may("edit", "mosaic", shown.mosaic.id):
        raise Forbidden(right="right.edit")
    return database.remember(read_mosaics).mosaics[shown.mosaic.id].mosaic  # nobody deletes a mosaic


EditableMosaic = Annotated[Mosaic, Depends(_editable, scope="function")]
"""As it is now that it is this request's turn to write: another one may have changed it meanwhile."""
