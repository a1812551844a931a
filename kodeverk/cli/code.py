"""``code``: the codings: apply a code to a stretch of text, list, change and remove."""

import argparse
from collections.abc import Collection, Iterable

from kodeverk.cli import cues, lookup, shapes
from kodeverk.cli.command import Command, Context, Parser
from kodeverk.errors import DataError, NotFoundError, UsageError
from kodeverk.i18n import _
from kodeverk.model import Coding, Transcript
from kodeverk.text import clean_line

_SHOWN = 70


def _where(parser: Parser) -> None:
    parser.add_argument("--start", type=int, metavar="N", help=_("first character, from 0"))
    parser.add_argument("--end", type=int, metavar="N", help=_("the character after the last"))
    parser.add_argument(
        "--quote", metavar=_("TEXT"), help=_("the words themselves; they must stand there once")
    )


def _add_arguments(parser: Parser) -> None:
    parser.add_argument("transcript", metavar=_("TRANSCRIPT"), help=_("the transcript's id"))
    parser.add_argument("code", metavar=_("CODE"), help=_("a code's id, key, name or path"))
    _where(parser)


def _add(context: Context, arguments: argparse.Namespace) -> int:
    project = context.project
    transcript = project.transcript(arguments.transcript)
    code = lookup.code(project.codebook, arguments.code)
    span = lookup.span(transcript, arguments.start, arguments.end, arguments.quote)
    coding = project.code(transcript.id, span, code.id)
    told(context, coding, _("Coded as “{name}”: {id}"))
    return 0


def _list_arguments(parser: Parser) -> None:
    parser.add_argument("--transcript", metavar="ID", help=_("only this transcript"))
    parser.add_argument("--code", metavar=_("CODE"), help=_("only this code and those below it"))
    parser.add_argument("--by", metavar=_("NAME"), help=_("only this coder's"))


def _list(context: Context, arguments: argparse.Namespace) -> int:
    project = context.project
    book = project.codebook
    codings: Iterable[Coding] = project.codings(arguments.transcript, coder=arguments.by)
    if arguments.code:
        code = lookup.code(book, arguments.code)
        wanted = {code.id, *(each.id for each in book.descendants(code.id))}
        codings = [coding for coding in codings if book.resolve(coding.code) in wanted]
    rows = []
    for coding in codings:
        quote = quoted(context, coding)
        if context.out.as_json:
            context.out.line(shapes.coding(coding, quote))
        else:
            line = clean_line(quote) if quote is not None else _("(the text cannot be read)")
            shown = line if len(line) <= _SHOWN else f"{line[: _SHOWN - 1]}…"
            place = f"{coding.transcript}:{coding.span.start}-{coding.span.end}"
            rows.append((coding.id, place, book.path(coding.code), coding.coder, shown))
    if not context.out.as_json:
        context.out.table((_("Id"), _("Place"), _("Code"), _("Coder"), _("Quote")), rows)
    return 0


def _some(parser: Parser) -> None:
    parser.add_argument("coding", nargs="+", metavar="ID", help=_("the coding"))


def _one(parser: Parser) -> None:
    parser.add_argument("coding", metavar="ID", help=_("the coding"))


def _remove(context: Context, arguments: argparse.Namespace) -> int:
    for coding in [found(context, identity) for identity in arguments.coding]:
        context.project.uncode(coding.id)
        context.out.result({"removed": coding.id}, _("Removed: {id}").format(id=coding.id))
    return 0


def _recode_arguments(parser: Parser) -> None:
    _one(parser)
    parser.add_argument("code", metavar=_("CODE"), help=_("a code's id, key, name or path"))


def _recode(context: Context, arguments: argparse.Namespace) -> int:
    code = lookup.code(context.project.codebook, arguments.code)
    coding = context.project.recode(found(context, arguments.coding).id, code.id)
    told(context, coding, _("Now coded as “{name}”: {id}"))
    return 0


def _resize_arguments(parser: Parser) -> None:
    _one(parser)
    _where(parser)


def _resize(context: Context, arguments: argparse.Namespace) -> int:
    before = found(context, arguments.coding)
    transcript = context.project.transcript(before.transcript)
    start, end = arguments.start, arguments.end
    if arguments.quote is None and (start is not None or end is not None):
        start = before.span.start if start is None else start
        end = before.span.end if end is None else end
    span = lookup.span(transcript, start, end, arguments.quote)
    coding = context.project.resize(before.id, span)
    told(context, coding, _("New edges for “{name}”: {id}"))
    return 0


def found(context: Context, identity: str) -> Coding:
    """Return the coding of that id, or of the only one that begins so; raises NotFoundError."""
    codings = {coding.id: coding for coding in context.project.codings()}
    known = full_id(identity, codings)
    if known is None:
        raise NotFoundError(
            _("There is no coding “{id}”.").format(id=identity),
            _("See: {command}").format(command="kodeverk code list"),
        )
    return codings[known]


def full_id(word: str, ids: Collection[str]) -> str | None:
    """Return that of ``ids`` which is ``word`` or alone begins so; None if there is none.

    Raises UsageError where several do.
    """
    matches = [id for id in ids if id.startswith(word)]
    if word in matches or len(matches) == 1:
        return word if word in matches else matches[0]
    if matches:
        raise UsageError(
            _("More than one coding has an id that begins with “{id}”.").format(id=word),
            _("Write more of it."),
        )
    return None


def quoted(context: Context, coding: Coding) -> str | None:
    """Return what ``coding`` is about; None when its text is not there or is another one."""
    try:
        transcript: Transcript = context.project.transcript(coding.transcript)
    except (NotFoundError, DataError):
        return None
    return transcript.text(coding.span) if transcript.digest == coding.digest else None


def told(context: Context, coding: Coding, sentence: str) -> None:
    """Print ``coding`` in a sentence with its ``{name}`` and ``{id}``."""
    name = context.project.codebook.path(coding.code)
    context.out.result(
        shapes.coding(coding, quoted(context, coding)), sentence.format(name=name, id=coding.id)
    )


COMMANDS = (
    Command(
        "code",
        lambda: _("list the codings, or change them"),
        _list,
        _list_arguments,
    ),
    Command("code add", lambda: _("apply a code to a stretch of text"), _add, _add_arguments),
    Command("code list", lambda: _("list the codings"), _list, _list_arguments),
    Command("code remove", lambda: _("remove codings"), _remove, _some),
    Command("code recode", lambda: _("give a coding another code"), _recode, _recode_arguments),
    Command("code resize", lambda: _("move the edges of a coding"), _resize, _resize_arguments),
    *cues.COMMANDS,
)
