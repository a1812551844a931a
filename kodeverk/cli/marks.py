"""``mark``, ``marks``, ``against``, ``balance``: the quotes of a report, and who is heard."""

import argparse
import re
from typing import TYPE_CHECKING, Any

from kodeverk import i18n
from kodeverk.cli import code as codings
from kodeverk.cli import lookup
from kodeverk.cli.command import Command, Context, Parser
from kodeverk.cli.report import choosing, chosen_quotes
from kodeverk.errors import NotFoundError, UsageError
from kodeverk.i18n import _
from kodeverk.model import Coding, Mark, MarkKind, Span, Transcript
from kodeverk.report import Options
from kodeverk.text import canonical, clean_line, snap

if TYPE_CHECKING:
    from kodeverk.analysis.picks import BalanceRow

_SHOWN = 70
_EDGES = re.compile(r"(\d+)-(\d+)")


def _mark_arguments(parser: Parser) -> None:
    parser.add_argument("coding", metavar="ID", help=_("the coding"))
    kinds = parser.add_mutually_exclusive_group()
    kinds.add_argument("--best", action="store_true", help=_("one of the best quotes"))
    kinds.add_argument("--counter", action="store_true", help=_("an example to the contrary"))
    kinds.add_argument("--none", action="store_true", help=_("neither, and not cut"))
    parser.add_argument(
        "--keep",
        action="append",
        default=[],
        metavar=_("TEXT|START-END"),
        help=_("show only this of the quote (may be repeated); the rest becomes […]"),
    )


def _mark(context: Context, arguments: argparse.Namespace) -> int:
    project = context.project
    coding = codings.found(context, arguments.coding)
    if arguments.none and arguments.keep:
        raise UsageError(_("Give --none or --keep, not both."))
    own = next((m for m in project.marks() if _is_own(context, m, coding)), None)
    if not (arguments.best or arguments.counter or arguments.none or arguments.keep):
        raise UsageError(
            _("It is not said how to mark the quote."),
            _("Give --best, --counter, --none or --keep."),
        )
    kind = own.kind if own and not arguments.none else MarkKind.NONE  # --keep alone only cuts
    if arguments.best or arguments.counter:
        kind = MarkKind.BEST if arguments.best else MarkKind.COUNTER
    if arguments.keep:
        transcript = project.transcript(coding.transcript)
        keep = tuple(_stretch(transcript, coding.span, word) for word in arguments.keep)
    else:
        same = own is not None and own.digest == coding.digest and not arguments.none
        keep = own.keep if own and same else ()  # --best alone leaves it cut
    mark = project.mark(coding.id, kind, keep)
    if mark is None:
        context.out.result({"unmarked": coding.id}, _("The quote is not marked any more."))
    else:
        context.out.result(_shape(mark, coding), _told(mark))
    return 0


def _is_own(context: Context, mark: Mark, coding: Coding) -> bool:
    return mark.target == coding.memo_target.id and mark.coder == context.project.coder.name


def _stretch(transcript: Transcript, within: Span, word: str) -> Span:
    """Return the stretch that ``word`` names by offsets, or by words that stand once within."""
    if edges := _EDGES.fullmatch(word):
        start, end = int(edges[1]), int(edges[2])
        if not within.start <= start < end <= within.end:
            raise UsageError(
                _("{start}–{end} is not a stretch of the quote.").format(start=start, end=end),
                _("It goes from {start} to {end}.").format(start=within.start, end=within.end),
            )
        return Span(*snap(transcript.body, start, end))
    text = canonical(word)
    place = transcript.body.find(text, within.start, within.end) if text else -1
    if place < 0:
        raise NotFoundError(
            _("Those words are not in the quote."), _("Copy them as they stand in the transcript.")
        )
    if transcript.body.find(text, place + 1, within.end) >= 0:
        raise UsageError(_("Those words are more than once in the quote."), _("Give more of them."))
    return Span(*snap(transcript.body, place, place + len(text)))


def _told(mark: Mark) -> str:
    cut = _("It is cut as you chose.") if mark.keep else ""
    kinds = {
        MarkKind.BEST: _("Marked as one of the best."),
        MarkKind.COUNTER: _("Marked as an example to the contrary."),
        MarkKind.NONE: "",
    }
    return f"{kinds[mark.kind]} {cut}".strip()


def _shape(mark: Mark, coding: Coding | None) -> dict[str, Any]:
    return {
        "coding": coding.id if coding else mark.target,
        "stands": coding is not None,
        "mark": mark.kind.value,
        "keep": [[span.start, span.end] for span in mark.keep],
        "coder": mark.coder,
        "at": mark.at,
    }


def _marks_arguments(parser: Parser) -> None:
    parser.add_argument("--code", metavar=_("CODE"), help=_("only this code and those below it"))
    parser.add_argument("--by", metavar=_("NAME"), help=_("only what this coder has marked"))


def _marks(context: Context, arguments: argparse.Namespace) -> int:
    """Print the marks; those on codings that are removed are told, but not shown."""
    project = context.project
    book = project.codebook
    by_target = {coding.memo_target.id: coding for coding in project.codings()}
    wanted = None
    if arguments.code:
        code = lookup.code(book, arguments.code)
        wanted = {code.id, *(each.id for each in book.descendants(code.id))}
    names = {MarkKind.BEST: _("best"), MarkKind.COUNTER: _("contrary"), MarkKind.NONE: ""}
    rows = []
    for mark in project.marks():
        coding = by_target.get(mark.target)
        if (arguments.by and mark.coder != arguments.by) or (
            wanted is not None and (coding is None or coding.code not in wanted)
        ):
            continue
        if context.out.as_json:
            context.out.line(_shape(mark, coding))
        elif coding is not None:
            cut = _("cut") if mark.keep else ""
            quote = codings.quoted(context, coding) or _("(the text cannot be read)")
            path = book.path(coding.code)
            rows.append((coding.id, names[mark.kind], cut, path, mark.coder, _short(quote)))
    if not context.out.as_json:
        titles = (_("Id"), _("Mark"), _("Cut"), _("Code"), _("Coder"), _("Quote"))
        context.out.table(titles, rows)
    return 0


def _against_arguments(parser: Parser) -> None:
    parser.add_argument("code", metavar=_("CODE"), help=_("a code's id, key, name or path"))
    lookup.add_transcripts(parser)


def _against(context: Context, arguments: argparse.Namespace) -> int:
    from kodeverk.analysis.counters import Against, counters

    book = context.project.codebook
    code = lookup.code(book, arguments.code)
    chosen = Options(language=i18n.active(), transcripts=tuple(arguments.transcript) or None)
    whys = {
        Against.MARKED: _("marked"),
        Against.REJECTED: _("turned down"),
        Against.OPPOSITE: _("coded otherwise"),
    }
    rows = []
    for found in counters(context.project, code.id, chosen):
        quote = found.quote
        if context.out.as_json:
            context.out.line(
                {
                    "against": found.against.value,
                    "id": quote.id,
                    "code": found.code,
                    "transcript": quote.transcript,
                    "start": quote.span.start,
                    "end": quote.span.end,
                    "source": quote.source.text,
                    "quote": quote.text,
                }
            )
        else:
            rows.append((whys[found.against], book.path(found.code), _short(quote.text)))
    if not context.out.as_json:
        context.out.table((_("Why"), _("Code"), _("Quote")), rows)
    return 0


def _short(text: str) -> str:
    line = clean_line(text)
    return line if len(line) <= _SHOWN else f"{line[: _SHOWN - 1]}…"


def _balance(context: Context, arguments: argparse.Namespace) -> int:
    from kodeverk.analysis.balance import LEAST, balance
    from kodeverk.analysis.choosing import require_whole

    chosen = chosen_quotes(context, arguments)
    require_whole(context.project, chosen)
    found = balance(context.project, chosen)
    groups = (
        ("informant", _("Informant"), found.informants),
        ("unit", _("Unit"), found.units),
        ("place", _("Place"), found.places),
    )
    out = context.out
    for kind, title, rows in groups:
        if out.as_json:
            for row in rows:
                out.line({"kind": kind, **_row(row)})
        elif rows:
            titles = (
                *(title, _("Words"), _("Quotes"), _("Of"), _("Codings"), _("Part"), _("Heard")),
            )
            out.table(titles, [_cells(row) for row in rows])
            out.text()
    if not out.as_json:
        out.say(
            _(
                "Part: the quotes shown, shared out by words spoken. Much or little: at least "
                "{n} quotes more or fewer than that, and half as many more or a third fewer."
            ).format(n=LEAST)
        )
    return 0


def _cells(row: "BalanceRow") -> tuple[object, ...]:
    heard = {"": "", "much": _("much"), "little": _("little")}[row.heard.value]
    name = row.name or _("(not given)")
    part = f"{row.part:.1f}".replace(".", "," if i18n.active() == "nb" else ".")
    return (name, row.words, row.quotes, row.found, row.codings, part, heard)


def _row(row: "BalanceRow") -> dict[str, Any]:
    return {
        "name": row.name,
        "people": row.people,
        "words": row.words,
        "quotes": row.quotes,
        "found": row.found,
        "codings": row.codings,
        "part": round(row.part, 2),
        "heard": row.heard.value,
    }


COMMANDS = (
    Command(
        "mark",
        lambda: _("choose a quote for reports: the best, the contrary, what is shown of it"),
        _mark,
        _mark_arguments,
    ),
    Command("marks", lambda: _("list the quotes chosen for reports"), _marks, _marks_arguments),
    Command(
        "against",
        lambda: _("list what speaks against a code: marked, turned down, coded otherwise"),
        _against,
        _against_arguments,
    ),
    Command(
        "balance",
        lambda: _("who is heard in a report, compared with words spoken"),
        _balance,
        choosing,
    ),
)
