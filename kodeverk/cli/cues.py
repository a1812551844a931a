"""``code cues``: the words and phrases that speak for a code, or against it."""

import argparse

from kodeverk import codebook as books
from kodeverk.cli import lookup, shapes
from kodeverk.cli.command import Command, Context, Parser
from kodeverk.errors import UsageError
from kodeverk.i18n import _
from kodeverk.model import Code
from kodeverk.text import clean_line

_SHOWN = 60


def _arguments(parser: Parser) -> None:
    parser.add_argument("code", metavar=_("CODE"), help=_("a code's id, key, name or path"))
    parser.add_argument(
        "--add",
        action="append",
        default=[],
        metavar=_("WORDS"),
        help=_("a word or phrase that speaks for the code (may be repeated)"),
    )
    parser.add_argument(
        "--remove",
        action="append",
        default=[],
        metavar=_("WORDS"),
        help=_("a word or phrase to take away (may be repeated)"),
    )
    parser.add_argument(
        "--against",
        action="store_true",
        help=_("what is added or removed speaks against the code"),
    )
    parser.add_argument(
        "--propose",
        action="store_true",
        help=_("list words that may be cues, found in what has been coded"),
    )


def _cues(context: Context, arguments: argparse.Namespace) -> int:
    project = context.project
    code = lookup.code(project.codebook, arguments.code)
    if arguments.propose:
        if arguments.add or arguments.remove or arguments.against:
            raise UsageError(
                _("--propose only lists."), _("Add the words you want in a second command.")
            )
        return _propose(context, code)
    if arguments.add or arguments.remove:
        project.edit_codebook(
            books.plan_cues(
                project.codebook,
                code.id,
                arguments.add,
                arguments.remove,
                against=arguments.against,
            )
        )
        code = lookup.code(project.codebook, code.id)
    elif arguments.against:
        raise UsageError(
            _("--against says nothing alone."), _("Give for example --add WORDS --against.")
        )
    if context.out.as_json:
        context.out.line(shapes.code(code, project.codebook, {}))
        return 0
    rows = [(_("for"), clean_line(cue)) for cue in code.cues]
    rows += [(_("against"), clean_line(cue)) for cue in code.counter_cues]
    context.out.table((_("Speaks"), _("Words")), rows)
    return 0


def _propose(context: Context, code: Code) -> int:
    from kodeverk.suggest.gathering import material
    from kodeverk.suggest.propose import propose

    rows = []
    for cue in propose(material(context.project), code.id):
        if context.out.as_json:
            context.out.line(shapes.cue(cue, code.id))
            continue
        quote = clean_line(cue.quote)
        rows.append(
            (
                _("against") if cue.against else _("for"),
                clean_line(cue.text),
                str(cue.inside),
                str(cue.outside),
                quote if len(quote) <= _SHOWN else f"{quote[: _SHOWN - 1]}…",
            )
        )
    if not context.out.as_json:
        heads = (_("Speaks"), _("Words"), _("Here"), _("Elsewhere"), _("Quote"))
        context.out.table(heads, rows)
    return 0


COMMANDS = (
    Command(
        "code cues",
        lambda: _("the words that speak for a code or against it: list, add, remove, propose"),
        _cues,
        _arguments,
    ),
)
