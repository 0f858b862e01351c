"""The licence as it is told and replaced.

A licence file is JSON here: an object of the document's attributes. What is missing is as in the default licence, but a
serial number and modules must be there; what the document does not know is kept and told. What is counted is never taken
from a file, so that what `GET` answers can be uploaded again.
"""

import json
import re
from collections.abc import Mapping
from datetime import datetime
from math import isfinite
from typing import Annotated, Any, NoReturn
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError
from sqlalchemy.orm import Session

from ctserver.errors import InvalidField
from ctserver.http.errors import invalid
from ctserver.http.fields import MAX_ID, Name, Text, refuse
from ctserver.installation.licence import DEFAULT
from ctserver.installation.models import Licence

MAX_LENGTH = 65_536
COUNTED = ("current_metadata_sources", "current_video_sources")


def _day(text: str) -> str:
    try:
        if re.fullmatch(r"\d{8}", text, re.ASCII):
            datetime.strptime(f"{text}Z", "%Y%m%d%z")
            return text
    except ValueError:
        pass
    raise refuse("day")


def _uuid(text: str) -> str:
    try:
        return str(UUID(text))
    except ValueError:
        raise refuse("uuid") from None


Count = Annotated[int, Field(ge=0, le=MAX_ID)]
Day = Annotated[str, AfterValidator(_day)]


def _plain(value: Any) -> Any:
    texts = value if isinstance(value, list) and all(isinstance(item, str) for item in value) else [value]
    if any(isinstance(item, str) and not item.isprintable() for item in texts):
        raise refuse("printable")
    if not (texts is value or value is None or isinstance(value, str | int) or _is_finite(value)):
        raise refuse("plain")
    return value


def _is_finite(value: object) -> bool:
    return isinstance(value, float) and isfinite(value)


class LicenceFile(BaseModel):
    """Named as in the document, in its order."""

    model_config = ConfigDict(extra="allow", strict=True)
    __pydantic_extra__: dict[str, Annotated[Any, AfterValidator(_plain)]] = Field(init=False)

    active_modules: Annotated[list[Name], Field(max_length=100)]
    build: Count = DEFAULT["build"]
    hardware_id: Text = DEFAULT["hardware_id"]
    license_creation_date: Day = DEFAULT["license_creation_date"]
    license_valid: bool = DEFAULT["license_valid"]
    licensed_to: Text = DEFAULT["licensed_to"]
    max_metadata_sources: Count = DEFAULT["max_metadata_sources"]
    max_screens: Count = DEFAULT["max_screens"]
    max_space_usage: Count = DEFAULT["max_space_usage"]
    max_video_sources: Count = DEFAULT["max_video_sources"]
    postal_code: Text = DEFAULT["postal_code"]
    serial_number: Name
    upgrade_expiration_date: Day = DEFAULT["upgrade_expiration_date"]
    uuid: Annotated[str, AfterValidator(_uuid)] = DEFAULT["uuid"]
    version: Text = DEFAULT["version"]


def parse_licence(content: str) -> dict[str, Any]:
    """InvalidField names what is wrong in the file: `license.max_screens`."""
    try:
        value = json.loads(content, parse_constant=_no_number) if len(content) <= MAX_LENGTH else None
    except (ValueError, RecursionError):
        value = None
    if not isinstance(value, dict):
        raise InvalidField("license", "expected.licence", limit=MAX_LENGTH)
    if not all(name.isprintable() for name in value):
        raise InvalidField("license", "expected.printable")
    try:
        licence = LicenceFile.model_validate({name: held for name, held in value.items() if name not in COUNTED})
    except ValidationError as error:
        problem = error.errors()[0]
        raise invalid({**problem, "loc": ("body", "license", *problem["loc"])}) from None
    return licence.model_dump()


def _no_number(_text: str) -> NoReturn:
    raise ValueError


def replace_licence(session: Session, document: dict[str, Any]) -> None:
    held = session.get(Licence, 1)
    if held is None:
        session.add(Licence(id=1, document=document))
    else:
        held.document = document


def shown(licence: Mapping[str, Any], video_sources: int, metadata_sources: int) -> dict[str, Any]:
    """With what is counted. A licence is valid that says so, of whose limits none is passed, and that covers its build:
    upgrades may have ended since, as in the document's example."""
    is_valid = (
        licence["license_valid"]
        and video_sources <= licence["max_video_sources"]
        and metadata_sources <= licence["max_metadata_sources"]
        and licence["build"] <= int(licence["upgrade_expiration_date"])
    )
    counted = dict(zip(COUNTED, (metadata_sources, video_sources), strict=True))
    return dict(sorted((dict(licence) | counted | {"license_valid": is_valid}).items()))
