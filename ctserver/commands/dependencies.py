"""A command that the user may see, and so trigger, as a type in an endpoint's signature."""

from typing import Annotated

from fastapi import Depends

from ctserver.auth.dependencies import CurrentAccount
from ctserver.commands import service
from ctserver.commands.service import Command, Commands, read_commands
from ctserver.http.session import CurrentDatabase


async def _commands(database: CurrentDatabase) -> Commands:
    return database.remember(read_commands)


CurrentCommands = Annotated[Commands, Depends(_commands)]


async def _visible_command(command_id: int, account: CurrentAccount, commands: CurrentCommands) -> Command:
    return service.find(commands, account, command_id)


VisibleCommand = Annotated[Command, Depends(_visible_command)]
