"""The wire shapes of commands. The key of a single one is `exturls` too."""

from ctserver.http.wire import Wire


class CommandEntry(Wire):
    id: int
    name: str
    href: str


class CommandList(Wire):
    exturls: list[CommandEntry]


class CommandOut(Wire):
    id: int
    name: str
    urls: tuple[str, ...]


class CommandAnswer(Wire):
    exturls: CommandOut


class Triggered(Wire):
    triggered: bool
