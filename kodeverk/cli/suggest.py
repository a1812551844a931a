"""``suggest``: codes the machine proposes; nothing is coded before a person accepts it."""

import argparse

from kodeverk.cli import code as codings
from kodeverk.cli import lookup
from kodeverk.cli.command import Command, Context, Parser
from kodeverk.cli.desk import Desk
from kodeverk.i18n import _
from kodeverk.model import Suggestion
from kodeverk.project import Project
from kodeverk.text import clean_line

_SHOWN = 60


def _list_arguments(parser: Parser) -> None:
    lookup.add_transcripts(parser)
    parser.add_argument("--code", metavar=_("CODE"), help=_("only this code and those below it"))
    parser.add_argument(
        "--least",
        type=lookup.share,
        default=0.0,
        metavar=_("SCORE"),
        help=_("only from this score, 0–1"),
    )


def _list(context: Context, arguments: argparse.Namespace) -> int:
    project = context.project
    book = project.codebook
    wanted = None
    if arguments.code:
        code = lookup.code(book, arguments.code)
        wanted = {code.id, *(each.id for each in book.descendants(code.id))}
    rows = []
    desk = Desk(project)
    for suggestion in desk.suggestions(arguments.transcript):
        if suggestion.score < arguments.least or (wanted and suggestion.code not in wanted):
            continue
        if context.out.as_json:
            context.out.line(desk.shape(suggestion))
            continue
        line = clean_line(project.transcript(suggestion.transcript).text(suggestion.span))
        words = ", ".join(dict.fromkeys(w for r in suggestion.reasons for w in r.words))
        rows.append(
            (
                lookup.reference(suggestion),
                f"{suggestion.score:.2f}",
                line if len(line) <= _SHOWN else f"{line[: _SHOWN - 1]}…",
                words,
            )
        )
    if not context.out.as_json:
        context.out.table((_("Suggestion"), _("Score"), _("Quote"), _("Because of")), rows)
        if not rows:
            text = _(
                "No suggestion is sure enough. “kodeverk suggest queue --order uncertain” shows "
                "those below the bar; cues in the codebook and coding teach the suggestions."
            )
            context.out.say(text)
    if project.settings.blind:
        text = _("Suggestions are held back on {share} of the sentences until you have read them.")
        context.out.say(text.format(share=f"{project.settings.blind * 100:g} %"))
    return 0


def _some(parser: Parser) -> None:
    parser.add_argument(
        "suggestion",
        nargs="+",
        metavar=_("SUGGESTION"),
        help=_("as the list shows it: TRANSCRIPT:START-END:CODE"),
    )
    parser.add_argument(
        "--alike", action="store_true", help=_("the same answer for all nearly the same")
    )


def _accept_arguments(parser: Parser) -> None:
    _some(parser)
    parser.add_argument("--code", metavar=_("CODE"), help=_("set this code instead"))


def _chosen(project: Project, arguments: argparse.Namespace) -> list[list[Suggestion]]:
    """Return what is answered, in groups that are one action each."""
    desk = Desk(project)
    found = desk.found(arguments.suggestion)
    return [[each, *(desk.alike(each) if arguments.alike else ())] for each in found]


def _accept(context: Context, arguments: argparse.Namespace) -> int:
    project = context.project
    code = lookup.code(project.codebook, arguments.code).id if arguments.code else None
    for group in _chosen(project, arguments):
        for coding in project.accept_all(group, code=code):
            codings.told(context, coding, _("Coded as “{name}”: {id}"))
    return 0


def _reject(context: Context, arguments: argparse.Namespace) -> int:
    for group in _chosen(context.project, arguments):
        made = context.project.reject_all(group)
        for suggestion, rejection in zip(group, made, strict=True):
            word = lookup.reference(suggestion)
            context.out.result(
                {"rejected": word, "id": rejection.id}, _("Rejected: {word}").format(word=word)
            )
    return 0


COMMANDS = (
    Command("suggest", lambda: _("list suggested codes, or answer them"), _list, _list_arguments),
    Command("suggest list", lambda: _("list suggested codes"), _list, _list_arguments),
    Command("suggest accept", lambda: _("make codings of suggestions"), _accept, _accept_arguments),
    Command("suggest reject", lambda: _("say no to suggestions"), _reject, _some),
)
