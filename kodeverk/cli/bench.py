"""``bench``: measure the program on this machine, by hand; never part of the tests."""

import argparse

from kodeverk.cli.command import Command, Context
from kodeverk.errors import UsageError
from kodeverk.i18n import _


def _group(_context: Context, _arguments: argparse.Namespace) -> int:
    raise UsageError(
        _("It is not said what to measure."),
        _("See: {command}").format(command="kodeverk bench --help"),
    )


def _screen(context: Context, _arguments: argparse.Namespace) -> int:
    from kodeverk.bench.screen import main

    return main(json=context.out.as_json)


COMMANDS = (
    Command("bench", lambda: _("measure the program on this machine"), _group),
    Command("bench screen", lambda: _("measure the coding screen"), _screen),
)
