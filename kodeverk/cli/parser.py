"""The command line's grammar, and argparse's own words in the user's language."""

import argparse
import sys
from collections.abc import Iterable
from typing import Any, NoReturn

from kodeverk import __version__
from kodeverk.cli.command import Command
from kodeverk.cli.output import writing
from kodeverk.errors import UsageError
from kodeverk.i18n import LANGUAGES, _, ngettext


def N_(text: str) -> str:
    """Mark ``text`` for translation without translating it yet."""
    return text


# What argparse says itself, in the versions of Python we run on. Words it has beyond these stay
# English until they are added here (a test compares).
WORDS = frozenset(
    (
        N_("usage: "),
        N_("positional arguments"),
        N_("options"),
        N_("show this help message and exit"),
        N_("ambiguous option: %(option)s could match %(matches)s"),
        N_("argument %(argument_name)s: %(message)s"),
        N_("expected at least one argument"),
        N_("expected at most one argument"),
        N_("expected one argument"),
        N_("ignored explicit argument %r"),
        N_("invalid %(type)s value: %(value)r"),
        N_("invalid choice: %(value)r (choose from %(choices)s)"),
        N_("invalid choice: %(value)r, maybe you meant %(closest)r? (choose from %(choices)s)"),
        N_("not allowed with argument %s"),
        N_("one of the arguments %s is required"),
        N_("the following arguments are required: %s"),
        N_("unexpected option string: %s"),
        N_("unknown parser %(parser_name)r (choices: %(choices)s)"),
        N_("unrecognized arguments: %s"),
    )
)


def _argparse_word(text: str) -> str:
    return _(text) if text in WORDS else text


def _argparse_number(one: str, many: str, n: int) -> str:
    if one == "expected %s argument":
        return ngettext("expected %s argument", "expected %s arguments", n)
    return one if n == 1 else many


class Parser(argparse.ArgumentParser):
    """An argument parser that raises UsageError instead of ending the program.

    Where its help cannot be written it says so; argparse's own passes over that.
    """

    def __init__(self, **options: Any) -> None:
        # argparse looks these names up in its own module each time it says something.
        vars(argparse).update(_=_argparse_word, ngettext=_argparse_number)
        super().__init__(allow_abbrev=False, **options)

    def _print_message(self, message: str, file: Any = None) -> None:
        with writing():
            print(message, end="", file=file or sys.stdout)

    def error(self, message: str) -> NoReturn:
        """Raise UsageError with the command that explains itself as the cure."""
        raise UsageError(f"{message}.", _("See: {command}").format(command=f"{self.prog} --help"))


def build(commands: Iterable[Command]) -> Parser:
    """Return the parser for ``commands``; the namespace's ``command`` is the one chosen."""
    parser = Parser(
        prog="kodeverk",
        description=_(
            "Code interview and workshop transcripts. Without a command the study opens on the"
            " screen."
        ),
        epilog=_(
            "Exit codes: 0 done, 1 something was refused or is wrong, 2 the command was not"
            " understood, 70 an error in the program, 74 the results could not be written (a full"
            " disk), 130 stopped with Ctrl+C."
        ),
    )
    parser.add_argument(
        "--version",
        action="version",
        version=f"kodeverk {__version__}",
        help=_("show the version and exit"),
    )
    _add_global(parser, first=True)
    parser.set_defaults(command=None)
    groups: dict[str, Any] = {"": parser.add_subparsers(title=_("commands"), metavar=_("COMMAND"))}
    parsers: dict[str, Parser] = {}
    for command in commands:
        group, _blank, word = command.name.rpartition(" ")
        if group not in groups:
            groups[group] = parsers[group].add_subparsers(title=_("commands"), metavar=_("COMMAND"))
        text = command.help()
        made = groups[group].add_parser(word, help=text, description=text)
        _add_global(made, first=False)
        command.arguments(made)
        made.set_defaults(command=command)
        parsers[command.name] = made
    return parser


def only_global(words: list[str]) -> argparse.Namespace | None:
    """Return the options in ``words`` if no command is among them, without building the table.

    That is how the screen is opened, and it should not wait for what it does not need.
    """
    parser = Parser(prog="kodeverk", add_help=False)
    _add_global(parser, first=True)
    arguments, rest = parser.parse_known_args(words)
    return None if rest else arguments


def _add_global(parser: Parser, *, first: bool) -> None:
    """Add what every command takes, before or after its name."""

    def default(value: Any) -> Any:
        return value if first else argparse.SUPPRESS

    shown = parser.add_argument_group(_("for every command"))
    shown.add_argument(
        "--project",
        metavar=_("FOLDER"),
        default=default(None),
        help=_("the study's folder (otherwise this folder or one above it)"),
    )
    shown.add_argument(
        "--coder",
        metavar=_("NAME"),
        default=default(None),
        help=_("who codes (otherwise the name chosen on this machine)"),
    )
    shown.add_argument(
        "--lang",
        choices=LANGUAGES,
        metavar="|".join(LANGUAGES),
        default=default(None),
        help=_("the program's language (otherwise the study's, then the system's)"),
    )
    shown.add_argument(
        "--json",
        action="store_true",
        default=default(False),
        help=_("results as JSON, one object a line"),
    )
