"""``suggest record``, ``suggest bar``, ``suggest blind``: how right suggestions are, and when."""

import argparse
from typing import TYPE_CHECKING, Any

from kodeverk import settings
from kodeverk.cli import lookup
from kodeverk.cli.command import Command, Context, Parser
from kodeverk.errors import UsageError
from kodeverk.i18n import _
from kodeverk.text import clean_line

if TYPE_CHECKING:
    from kodeverk.analysis.record import Row, Share, Tally

_OVER = ("week", "month")


def _record_arguments(parser: Parser) -> None:
    parser.add_argument(
        "--over",
        choices=_OVER,
        default="month",
        help=_("what the time is divided into (default: {default})").format(default="month"),
    )
    parser.add_argument("--by", metavar=_("NAME"), help=_("only what this coder was shown"))
    parser.add_argument("--code", metavar=_("CODE"), help=_("only this code and those below it"))


def _record(context: Context, arguments: argparse.Namespace) -> int:
    from kodeverk.analysis import record as figures
    from kodeverk.analysis import recordtext
    from kodeverk.analysis.choosing import chosen_losses
    from kodeverk.report import Options

    project = context.project
    book = project.codebook
    outcomes = project.outcomes()
    if arguments.code:
        code = lookup.code(book, arguments.code)
        wanted = {code.id, *(each.id for each in book.descendants(code.id))}
        outcomes = tuple(each for each in outcomes if book.resolve(each.code) in wanted)
    coder = settings.coder_name(arguments.by) if arguments.by else None
    if coder and coder not in project.coders:
        raise UsageError(
            _("Nobody in the study codes as “{name}”.").format(name=coder),
            _("Choose one of: {names}").format(names=", ".join(project.coders)),
        )
    found = figures.record(
        outcomes,
        book,
        over=figures.Over(arguments.over),
        coder=coder,
        incomplete=project.incomplete,
    )
    out = context.out
    if text := recordtext.left_out(found):
        out.say(text)
    lost = chosen_losses(project, Options(coders=(coder,) if coder else None))
    for text in recordtext.lost(lost):
        out.say(text)
    if out.as_json:
        for row in (*found.rows, found.total):
            out.line(_row(row, book.path(row.code) if row.code else ""))
        steer = found.steering
        out.line(
            {
                "kind": "steering",
                "shown": _share(steer.shown),
                "held_back": _share(steer.held),
                "difference": steer.difference,
                "interval": steer.interval,
            }
        )
        for name, events in lost.items():
            out.line({"kind": "lost", "coder": name, "changes": events})
        return 0
    if not found.rows:
        out.say(_("No suggestion has been shown yet."))
    else:
        _tables(context, (*found.rows, found.total))
    out.text(recordtext.steering(found.steering))
    return 0


def _tables(context: Context, rows: "tuple[Row, ...]") -> None:
    from kodeverk.analysis import recordtext

    book, out = context.project.codebook, context.out
    titles = (
        *(_("Shown"), _("Accepted"), _("Edited"), _("Rejected"), _("Passed")),
        _("Right of those shown (95 %)"),
    )
    names = [clean_line(book.path(row.code)) if row.code else _("All codes") for row in rows]
    cells = [(name, *_cells(row.tally)) for name, row in zip(names, rows, strict=True)]
    out.table((_("Code"), *titles), cells)
    out.text()
    cells = [(recordtext.when(name), *_cells(tally)) for name, tally in rows[-1].periods]
    out.table((_("Period"), *titles), cells)
    out.text()


def _cells(tally: "Tally") -> tuple[object, ...]:
    from kodeverk.analysis import recordtext

    counts = tally.shown, tally.accepted, tally.edited, tally.rejected, tally.left
    return (*counts, recordtext.percent(tally.precision))


def _row(row: "Row", path: str) -> dict[str, Any]:
    return {
        "kind": "code" if row.code else "all",
        "code": row.code,
        "path": path,
        **_tally(row.tally),
        "periods": [{"period": name, **_tally(tally)} for name, tally in row.periods],
    }


def _tally(tally: "Tally") -> dict[str, Any]:
    return {
        "shown": tally.shown,
        "accepted": tally.accepted,
        "edited": tally.edited,
        "rejected": tally.rejected,
        "left": tally.left,
        "right": tally.right,
        "precision": tally.precision.value,
        "interval": tally.precision.interval,
    }


def _share(share: "Share") -> dict[str, Any]:
    return {
        "right": share.part,
        "of": share.of,
        "share": share.value,
        "interval": share.interval,
    }


def _bar_arguments(parser: Parser) -> None:
    parser.add_argument(
        "value",
        nargs="?",
        type=lookup.share,
        metavar=_("SCORE"),
        help=_("show suggestions from this score, 0–1"),
    )
    parser.add_argument(
        "--engine", action="store_true", help=_("let the engine find the bar of each code")
    )


def _bar(context: Context, arguments: argparse.Namespace) -> int:
    study = context.project.settings.id
    if arguments.engine and arguments.value is not None:
        raise UsageError(_("Give a score or --engine, not both."))
    if arguments.engine or arguments.value is not None:
        settings.set_bar(study, arguments.value)
    value = settings.bar(study)
    if value is None:
        text = _("The engine finds from which score each code is suggested.")
    else:
        text = _("You see suggestions from the score {score}.").format(score=f"{value:.2f}")
    context.out.result({"bar": value}, text)
    return 0


def _blind_arguments(parser: Parser) -> None:
    parser.add_argument(
        "share",
        nargs="?",
        type=lookup.share,
        metavar=_("SHARE"),
        help=_("hold suggestions back on this share of the sentences, 0–1; 0: on none"),
    )


def _blind(context: Context, arguments: argparse.Namespace) -> int:
    if arguments.share is not None:
        context.project.set_blind(arguments.share)
    share = context.project.settings.blind
    text = _("Suggestions are held back on {share} of the sentences, for all who code here.")
    context.out.result({"blind": share}, text.format(share=f"{share * 100:g} %"))
    return 0


COMMANDS = (
    Command(
        "suggest record", lambda: _("how many suggestions were right"), _record, _record_arguments
    ),
    Command("suggest bar", lambda: _("from which score you see them"), _bar, _bar_arguments),
    Command(
        "suggest blind",
        lambda: _("where they wait until you have decided"),
        _blind,
        _blind_arguments,
    ),
)
