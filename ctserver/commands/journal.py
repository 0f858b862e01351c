"""The journal of commands: which URLs were called, and when. Delays are instants on the Clock, so nothing has to wait."""

import re

from sqlalchemy import select
from sqlalchemy.orm import Session

from ctserver.commands.models import CommandCall
from ctserver.commands.service import Command

DELAY = re.compile(r"delay=(\d{1,5}(?:\.\d{1,3})?)", re.ASCII)


def trigger(session: Session, command: Command, now: float) -> None:
    """The command's URLs are called from `now` (seconds of Unix time) on, those after a delay by so much later."""
    at = now
    for line in command.urls:
        if delay := DELAY.fullmatch(line):
            at += float(delay[1])
        else:
            session.add(CommandCall(command_id=command.id, at_us=round(at * 1e6), url=line))


def calls(session: Session, begin: float, end: float) -> list[CommandCall]:
    """The calls from `begin` to before `end` (seconds of Unix time), in their order."""
    called = select(CommandCall).where(CommandCall.at_us >= round(begin * 1e6), CommandCall.at_us < round(end * 1e6))
    return list(session.scalars(called.order_by(CommandCall.at_us, CommandCall.id)))
