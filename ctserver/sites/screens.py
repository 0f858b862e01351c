"""Passive screens in a site file."""

from collections.abc import Collection, Sequence
from typing import Annotated

from pydantic import Field, model_validator
from sqlalchemy.orm import Session

from ctserver.screens.models import Screen
from ctserver.sites.section import Id, Misplaced, Name, Section


class ScreenSection(Section):
    id: Id
    num: Annotated[int, Field(ge=0, lt=2**31)]
    name: Name
    host: Name
    server: Annotated[int, Field(ge=0, lt=2**31)] = 0
    camera: Id | None = None
    mosaic: Id | None = None
    display_code: Annotated[int, Field(ge=0, lt=2**31)] | None = None

    @model_validator(mode="after")
    def _shows_one_thing(self) -> "ScreenSection":
        if self.camera and self.mosaic:
            raise Misplaced(("mosaic",), "expected either a camera or a mosaic")
        return self


def check_contents(
    screens: Sequence[ScreenSection], cameras: Collection[int], mosaics: Collection[int], servers: Collection[int]
) -> None:
    """Misplaced for a screen of what does not exist. What another server has is not known here."""
    for n, screen in enumerate(screens):
        if screen.server and screen.server not in servers:
            raise Misplaced(("screens", n, "server"), "expected 0 or the id of one of the servers")
        for name, value, known in (("camera", screen.camera, cameras), ("mosaic", screen.mosaic, mosaics)):
            if value and not screen.server and value not in known:
                raise Misplaced(("screens", n, name), f"expected the id of one of the {name}s")


def seed_screens(session: Session, sections: Sequence[ScreenSection]) -> None:
    session.add_all(_screen(section) for section in sections)


def _screen(section: ScreenSection) -> Screen:
    same = section.values("server", "camera", "mosaic")
    return Screen(**same, server_id=section.server, camera_id=section.camera, mosaic_id=section.mosaic)
