"""``new``: a folder with a new study."""

import argparse
from pathlib import Path

from kodeverk import i18n
from kodeverk.cli.command import Command, Context, Parser
from kodeverk.codebook import templates
from kodeverk.i18n import _


def _arguments(parser: Parser) -> None:
    parser.add_argument("folder", metavar=_("FOLDER"), help=_("the new folder"))
    parser.add_argument("--name", metavar=_("TEXT"), help=_("the study's name"))
    parser.add_argument(
        "--template",
        default="empty",
        metavar=_("NAME"),
        help=_("begin with a ready codebook: {names}").format(names=", ".join(templates())),
    )


def _run(context: Context, arguments: argparse.Namespace) -> int:
    from kodeverk.project import Project

    root = Path(arguments.folder)
    project = Project.create(
        root,
        name=arguments.name or "",
        language=i18n.active(),
        template=arguments.template,
        coder=context.coder,
    )
    try:
        context.out.result(
            {
                "folder": str(root),
                "name": project.settings.name,
                "codebook": project.settings.codebook,
            },
            _("The study “{name}” is in {folder}.").format(name=project.settings.name, folder=root),
        )
    finally:
        project.close()
    context.out.say(
        _("Next: {command}").format(command=f"kodeverk --project {root} import {_('FILE')} …")
    )
    return 0


COMMANDS = (Command("new", lambda: _("make a folder for a new study"), _run, _arguments),)
