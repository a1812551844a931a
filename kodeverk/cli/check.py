"""``check``: everything that is wrong with the study, each with its cure."""

import argparse

from kodeverk.cli import shapes
from kodeverk.cli.command import Command, Context, Parser
from kodeverk.errors import NotFoundError
from kodeverk.i18n import _
from kodeverk.model import Severity


def _arguments(parser: Parser) -> None:
    parser.add_argument(
        "--forget",
        metavar=_("NAME@DEVICE"),
        help=_("accept that what is missing or damaged of this journal is gone for good"),
    )


def _run(context: Context, arguments: argparse.Namespace) -> int:
    project = context.project
    if arguments.forget and not project.forget_journal(arguments.forget):
        raise NotFoundError(
            _("Nothing is missing of a journal “{name}”.").format(name=arguments.forget),
            _("See: {command}").format(command="kodeverk check"),
        )
    problems = project.check()
    context.checked = True
    for problem in problems:
        line = f":{problem.line}" if problem.line else ""
        severity = _("error") if problem.severity is Severity.ERROR else _("warning")
        context.out.result(
            shapes.problem(problem),
            f"{problem.file}{line}: {severity}: {problem.message} {problem.cure}",
        )
    if not problems:
        context.out.say(_("Nothing is wrong."))
    return 1 if any(problem.severity is Severity.ERROR for problem in problems) else 0


COMMANDS = (Command("check", lambda: _("tell what is wrong and how to mend it"), _run, _arguments),)
