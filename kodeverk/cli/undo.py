"""``undo`` and ``redo``: take back what you did, and do it again, also after a restart."""

import argparse

from kodeverk.cli.command import Command, Context
from kodeverk.i18n import _


def _undo(context: Context, _arguments: argparse.Namespace) -> int:
    return _tell(context, context.project.undo(), _("There is nothing to undo."))


def _redo(context: Context, _arguments: argparse.Namespace) -> int:
    return _tell(context, context.project.redo(), _("There is nothing to redo."))


def _tell(context: Context, sentence: str | None, nothing: str) -> int:
    if sentence is None:
        context.out.say(nothing)
        return 1
    context.out.result({"done": sentence}, sentence)
    return 0


COMMANDS = (
    Command("undo", lambda: _("take back the last thing you did"), _undo),
    Command("redo", lambda: _("do again what was taken back"), _redo),
)
