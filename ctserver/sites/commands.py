"""Commands in a site file."""

from typing import Annotated

from pydantic import AfterValidator, Field
from sqlalchemy.orm import Session

from ctserver.commands.journal import DELAY
from ctserver.commands.models import Command
from ctserver.sites.section import Id, Name, Section


def _line(text: str) -> str:
    if not (DELAY.fullmatch(text) or text.startswith(("http://", "https://"))):
        raise ValueError("expected a URL of HTTP, or a delay in seconds such as delay=10")
    return text


class CommandSection(Section):
    id: Id
    name: Name
    urls: Annotated[
        list[Annotated[str, Field(max_length=2000), AfterValidator(_line)]], Field(min_length=1, max_length=100)
    ]


def seed_commands(session: Session, sections: list[CommandSection]) -> None:
    session.add_all(Command(rank=rank, **section.values()) for rank, section in enumerate(sections))
