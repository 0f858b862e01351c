"""The rules of passive screens: what they can be told to show."""

from collections.abc import Mapping
from types import MappingProxyType

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from ctserver.auth.service import Account
from ctserver.cameras.dependencies import FindCamera
from ctserver.db import Base
from ctserver.errors import InvalidField
from ctserver.mosaics.service import MosaicBook
from ctserver.mosaics.service import may_see as may_see_mosaic
from ctserver.screens import models
from ctserver.screens.schemas import Screen, ScreenContent
from ctserver.servers.service import others

Screens = Mapping[int, Screen]

_TABLE = Base.metadata.tables[models.Screen.__tablename__]
_SCREENS = select(_TABLE).order_by(_TABLE.c.id)
_SHOW = update(_TABLE).where(_TABLE.c.id == bindparam("screen"))


def read_screens(session: Session) -> Screens:
    return MappingProxyType({row.id: Screen.model_validate(row) for row in session.execute(_SCREENS)})


def may_see(account: Account, screen_id: int) -> bool:
    return account.may("view", "screen", screen_id)


def show(
    session: Session,
    screen: Screen,
    content: ScreenContent,
    account: Account,
    find_camera: FindCamera,
    mosaics: MosaicBook,
) -> Screen:
    """A camera, a mosaic or nothing takes the place of what was shown. Those of another server are known there alone."""
    if content.camera_id is not None and content.mosaic_id is not None:
        raise InvalidField("screen.groupId", "expected.camera_or_group")
    if content.server_id:
        if content.server_id not in {server.id for server in others(session)}:
            raise InvalidField("screen.serverId", "expected.server")
    elif content.camera_id is not None and find_camera(content.camera_id) is None:
        raise InvalidField("screen.cameraId", "expected.visible_camera")
    elif content.mosaic_id is not None and not (
        content.mosaic_id in mosaics.mosaics and may_see_mosaic(account, content.mosaic_id)
    ):
        raise InvalidField("screen.groupId", "expected.visible_mosaic")
    shown = {"server_id": content.server_id, "camera_id": content.camera_id, "mosaic_id": content.mosaic_id}
    session.connection().execute(_SHOW, shown | {"screen": screen.id})
    return screen.model_copy(update=shown)
