"""``new``: a folder with a new study."""

import argparse
from pathlib import Path

from kodeverk import i18n
from kodeverk.cli import interchange
from kodeverk.cli.command import Command, Context, Parser
from kodeverk.codebook import templates
from kodeverk.errors import UsageError
from kodeverk.i18n import _


def _arguments(parser: Parser) -> None:
    parser.add_argument("folder", metavar=_("FOLDER"), help=_("the new folder"))
    parser.add_argument("--name", metavar=_("TEXT"), help=_("the study's name"))
    parser.add_argument(
        "--template",
        metavar=_("NAME"),
        help=_("begin with a ready codebook: {names}").format(names=", ".join(templates())),
    )
    parser.add_argument(
        "--from",
        dest="source",
        metavar=_("FILE"),
        help=_("begin with a study of another program (.qdpx, .qdc, Taguette)"),
    )


def _run(context: Context, arguments: argparse.Namespace) -> int:
    from kodeverk.project import Project

    root = Path(arguments.folder)
    if arguments.source:
        if arguments.template:
            raise UsageError(_("Both --from and --template were given."), _("Choose one of them."))
        name, source = arguments.name or "", Path(arguments.source)
        interchange.create(context, root, source, name, i18n.active())
        context.out.say(_("Next: {command}").format(command=f"kodeverk --project {root}"))
        return 0
    project = Project.create(
        root,
        name=arguments.name or "",
        language=i18n.active(),
        template=arguments.template or "empty",
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
