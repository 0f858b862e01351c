"""The commands as requests see them, and who may trigger which."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from sqlalchemy import select
from sqlalchemy.orm import Session

from ctserver.auth.service import Account
from ctserver.commands import models
from ctserver.errors import UnknownResource


@dataclass(frozen=True, slots=True)
class Command:
    id: int
    name: str
    urls: tuple[str, ...]


Commands = Mapping[int, Command]


def read_commands(session: Session) -> Commands:
    """By id, in the site's order."""
    rows = session.scalars(select(models.Command).order_by(models.Command.rank))
    return MappingProxyType({row.id: Command(row.id, row.name, tuple(row.urls)) for row in rows})


def visible(commands: Commands, account: Account) -> list[Command]:
    return [command for command in commands.values() if account.may("view", "command", command.id)]


def find(commands: Commands, account: Account, command_id: int) -> Command:
    """UnknownResource also where the user may not know that it exists."""
    command = commands.get(command_id)
    if command is None or not account.may("view", "command", command_id):
        raise UnknownResource("command", command_id)
    return command
