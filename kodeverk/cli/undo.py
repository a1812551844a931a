"""``undo`` and ``redo``: take back what you did, and do it again, also after a restart."""

import argparse

from kodeverk.cli.command import Command, Context
from kodeverk.i18n import _


def _undo(context: Context, _arguments: argparse.Namespace) -> int:
    what = context.project.undo()
    return _tell(context, what, _("Undone: {what}"), _("There is nothing to undo."))


def _redo(context: Context, _arguments: argparse.Namespace) -> int:
    what = context.project.redo()
    return _tell(context, what, _("Done again: {what}"), _("There is nothing to redo."))


def _tell(context: Context, what: str | None, sentence: str, nothing: str) -> int:
    if what is None:
        context.out.say(nothing)
        return 1
    context.out.result({"done": what}, sentence.format(what=what))
    return 0


COMMANDS = (
    Command("undo", lambda: _("take back the last thing you did"), _undo),
    Command("redo", lambda: _("do again what was taken back"), _redo),
)
