"""``suggest queue`` and ``suggest codes``: what waits for an answer, and how far each code is."""

import argparse
from typing import TYPE_CHECKING, Any

from kodeverk.cli import lookup, shapes
from kodeverk.cli.command import Command, Context, Parser
from kodeverk.cli.desk import Desk
from kodeverk.i18n import _
from kodeverk.suggest.silence import silence
from kodeverk.text import clean_line

if TYPE_CHECKING:
    from kodeverk.suggest.asking import Progress, Review

_SHOWN = 60
_ORDERS = ("surest", "uncertain", "code", "transcript")  # as asking.Order; msgspec is slow to load


def _where(parser: Parser) -> None:
    lookup.add_transcripts(parser)
    parser.add_argument("--code", metavar=_("CODE"), help=_("only this code and those below it"))


def _queue_arguments(parser: Parser) -> None:
    _where(parser)
    parser.add_argument(
        "--order",
        choices=_ORDERS,
        default=_ORDERS[0],
        help=_("what comes first (default: {default})").format(default=_ORDERS[0]),
    )
    parser.add_argument(
        "--most", type=lookup.count, default=20, metavar="N", help=_("at most so many")
    )


def _question(context: Context, arguments: argparse.Namespace) -> "Review":
    from kodeverk.suggest.asking import Order, Review

    project = context.project
    names = tuple(project.transcript(name).id for name in arguments.transcript)
    codes = (lookup.code(project.codebook, arguments.code).id,) if arguments.code else ()
    order, most = getattr(arguments, "order", _ORDERS[0]), getattr(arguments, "most", 0)
    return Review(Order(order), names, codes, most=most)


def _queue(context: Context, arguments: argparse.Namespace) -> int:
    project, out = context.project, context.out
    desk = Desk(project)
    queue = desk.queue(_question(context, arguments))
    rows = []
    for item in queue.items:
        group = queue.groups[item.alike] if item.alike >= 0 else ()
        others = [lookup.reference(g.suggestion("")) for g in group if g.place != item.place]
        if out.as_json:
            out.line(desk.shape(desk.explain(item)) | {"alike": others})
            continue
        line = clean_line(project.transcript(item.transcript).text(item.span))
        shown = line if len(line) <= _SHOWN else f"{line[: _SHOWN - 1]}…"
        reference = lookup.reference(item.suggestion(""))
        rows.append((reference, f"{item.score:.2f}", str(len(others) or ""), shown))
    if not out.as_json:
        out.table((_("Suggestion"), _("Score"), _("Alike"), _("Quote")), rows)
        if queue.total > len(queue.items):
            text = _("{shown} of {all} that wait for an answer. See more with: --most N")
            out.say(text.format(shown=len(queue.items), all=queue.total))
    return 0


def _codes(context: Context, arguments: argparse.Namespace) -> int:
    project, out = context.project, context.out
    desk = Desk(project)
    rows = []
    for each in desk.queue(_question(context, arguments)).progress:
        standing = desk.standings.get(each.code)
        if out.as_json:
            value = shapes.standing(each.code, project.codebook, standing) | _progress(each)
            out.line(value)
            continue
        record = f"{standing.accepted}/{standing.shown}" if standing and standing.shown else ""
        left = each.left
        rows.append(
            (
                project.codebook.path(each.code),
                each.found,
                each.waiting,
                f"{left.expected:.0f} ({left.low}–{left.high})" if left else "",
                record,
                silence(standing),
            )
        )
    if not out.as_json:
        titles = (_("Code"), _("Found"), _("Waiting"), _("Left"), _("Accepted"), _("Silent"))
        out.table(titles, rows)
        out.say(
            _(
                "Left: how many sentences are expected among those nobody has read, and the range "
                "that holds the number in about 19 of 20 cases; nothing where there is too little "
                "to go on."
            )
        )
    return 0


def _progress(value: "Progress") -> dict[str, Any]:
    left = value.left
    return {
        "found": value.found,
        "waiting": value.waiting,
        "left": left.expected if left else None,
        "interval": [left.low, left.high] if left else None,
        "barren": value.barren,
        "enough": value.enough,
    }


COMMANDS = (
    Command("suggest queue", lambda: _("list what waits for an answer"), _queue, _queue_arguments),
    Command(
        "suggest codes", lambda: _("tell how each code stands, and what is left"), _codes, _where
    ),
)
