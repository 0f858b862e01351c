"""The command line. Its options are the fields of `Settings`; argparse, since it takes no time to import."""

import sys
from argparse import SUPPRESS, ArgumentParser, Namespace, RawDescriptionHelpFormatter
from collections.abc import Sequence
from contextlib import ExitStack
from functools import partial

from ctserver import __version__, bundle, precompiled, startup
from ctserver.beside import Companion, Told, beside


def main(arguments: Sequence[str] | None = None) -> None:
    startup.spare()
    precompiled.use()
    bundle.use()
    asked = sys.argv[1:] if arguments is None else arguments
    with ExitStack() as stack:
        painter = stack.enter_context(beside(make_first_picture)) if asked[:1] == ["serve"] else None
        given = _parser(asked, painter).parse_args(asked)
        sys.exit(given.command(given))


def make_first_picture(told: Told) -> int:
    """Work for a second process, which begins at once: not even what reads the options need be there for it."""
    from ctserver.first_picture import make  # noqa: PLC0415 (there alone)

    return make(told)


def _parser(asked: Sequence[str], painter: Companion | None) -> ArgumentParser:
    parser = ArgumentParser(
        "ctserver",
        description="An emulator of CamTrace's CT-Server, with synthetic cameras.",
        epilog="ctserver serve --help tells its options. Errors are told in one line, with exit status 2.",
        allow_abbrev=False,
    )
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    _add_serve(commands.add_parser("serve", help="start the server", allow_abbrev=False), painter)
    archive = commands.add_parser("archive", help="list and save what a server has recorded", allow_abbrev=False)
    if "archive" in asked[:1]:
        _add_archive(archive)
    commands.add_parser("version", help="print the version").set_defaults(command=_version)
    return parser


def _add_serve(parser: ArgumentParser, painter: Companion | None) -> None:
    from ctserver.settings import Settings, option_of, variable_of  # noqa: PLC0415 (after `spare`)

    parser.formatter_class = RawDescriptionHelpFormatter
    parser.description = "Start the server. The environment may say the same; an option wins over it."
    parser.set_defaults(command=partial(_serve, painter))
    for name, field in Settings.model_fields.items():
        default = "" if field.default is None else f" [default: {_shown(field.default)}]"
        text = f"{field.description}{default} [{variable_of(name)}]"
        parser.add_argument(option_of(name), metavar="VALUE", default=SUPPRESS, help=text.replace("%", "%%"))


def _add_archive(parser: ArgumentParser) -> None:
    from ctserver.client.archive import add_arguments  # noqa: PLC0415 (nobody else need wait for it)

    parser.description = "List what a server has recorded, or save it to files. Exit status 1 tells that it went wrong."
    add_arguments(parser)


def _shown(default: object) -> str:
    return ",".join(default) if isinstance(default, list) else str(default)


def _version(_: Namespace) -> int:
    sys.stdout.write(f"{__version__}\n")
    return 0


def _serve(painter: Companion | None, given: Namespace) -> int:
    from ctserver.serve import run  # noqa: PLC0415 (the server's modules take half a second: `--help` need not wait for them)

    return run({name: value for name, value in vars(given).items() if name != "command"}, painter)
