from fastapi import APIRouter, Depends

from ctserver.actions.dependencies import Record
from ctserver.auth.dependencies import CurrentAccount, identify
from ctserver.commands import journal, service
from ctserver.commands.dependencies import CurrentCommands, VisibleCommand
from ctserver.commands.schemas import CommandAnswer, CommandEntry, CommandList, CommandOut, Triggered
from ctserver.http.routing import LateRoute
from ctserver.http.session import CurrentClock, WritingSession

router = APIRouter(route_class=LateRoute, prefix="/exturls", tags=["Commands"], dependencies=[Depends(identify)])


@router.get("")
async def list_commands(account: CurrentAccount, commands: CurrentCommands) -> CommandList:
    """The commands that the user may trigger."""
    shown = service.visible(commands, account)
    return CommandList(exturls=[CommandEntry(id=c.id, name=c.name, href=f"/api/v1.2/exturls/{c.id}") for c in shown])


@router.get("/{command_id}")
async def read_command(command: VisibleCommand) -> CommandAnswer:
    return CommandAnswer(exturls=CommandOut.model_validate(command))


@router.get("/{command_id}/trigger")
def trigger_command(command: VisibleCommand, session: WritingSession, clock: CurrentClock, record: Record) -> Triggered:
    """Its URLs are entered in the journal of calls, each at its instant; none is really called."""
    journal.trigger(session, command, clock.now())
    record("LogCommandTrigger", name=command.name)
    return Triggered(triggered=True)
