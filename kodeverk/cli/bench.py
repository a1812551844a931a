"""``bench``: measure the program on this machine, by hand; never part of the tests."""

import argparse
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from kodeverk.cli.command import Command, Context, Parser
from kodeverk.errors import UsageError
from kodeverk.i18n import _

if TYPE_CHECKING:
    from kodeverk.bench.suggest_report import Table


def _group(_context: Context, _arguments: argparse.Namespace) -> int:
    raise UsageError(
        _("It is not said what to measure."),
        _("See: {command}").format(command="kodeverk bench --help"),
    )


def _screen(context: Context, _arguments: argparse.Namespace) -> int:
    from kodeverk.bench.screen import main

    return main(json=context.out.as_json)


def _suggest_arguments(parser: Parser) -> None:
    parser.add_argument(
        "data",
        nargs="?",
        metavar=_("DATA"),
        help=_(
            "a table (CSV) with the columns text, interview and codes, and speaker or role if"
            " there is one; or the folder of a study"
        ),
    )
    parser.add_argument(
        "--codebook",
        metavar=_("FILE"),
        help=_("the codebook: YAML, CSV or TSV (otherwise the one beside the table)"),
    )
    parser.add_argument(
        "--cues",
        metavar=_("FILE"),
        help=_("cues written for the codes (YAML: code id, then a list): with and without them"),
    )
    parser.add_argument(
        "--turns", action="store_true", help=_("in a study: turns as segments, not sentences")
    )
    parser.add_argument(
        "--orders",
        type=int,
        default=1,
        metavar=_("N"),
        help=_("begin at each of the first N transcripts in turn, and count all together"),
    )
    parser.add_argument(
        "--reading",
        action="store_true",
        help=_("also simulate the review of each code, until 95 percent of it is found (slow)"),
    )
    parser.add_argument(
        "--speed",
        action="store_true",
        help=_("measure time and memory on made-up text instead; no data is needed"),
    )
    parser.add_argument(
        "--only-engine", action="store_true", help=_("without the baselines, to save time")
    )


def _speed(context: Context) -> int:
    from kodeverk.bench import suggest_speed

    found = []
    for speed in suggest_speed.measure():
        found.append(speed)
        if context.out.as_json:
            context.out.line({"table": "speed", **asdict(speed)})
    if not context.out.as_json:
        _print(context, suggest_speed.table(found))
    return 0


def _print(context: Context, table: "Table") -> None:
    context.out.text(f"\n{table.title}")
    context.out.table(table.heading, table.rows)


def _export(context: Context, _arguments: argparse.Namespace) -> int:
    from kodeverk.bench import export

    found = []
    for scale in export.measure():
        found.append(scale)
        if context.out.as_json:
            context.out.line({"table": "export", **asdict(scale)})
        else:
            context.out.say(_("{n} done").format(n=scale.n))
    grown = export.growth(found)
    if context.out.as_json:
        if grown:
            context.out.line({"table": "growth", "n": grown[0], "of": grown[1], "times": grown[2]})
        return 0
    _print(context, export.table(found))
    if grown:
        many, few, times = grown
        context.out.text(
            _("{many} quotes take {times} times as long as {few}.").format(
                many=many, few=few, times=f"{times:.1f}"
            )
        )
    return 0


def _suggest(context: Context, arguments: argparse.Namespace) -> int:
    if arguments.speed:
        return _speed(context)
    if arguments.data is None:
        raise UsageError(
            _("It is not said what to measure."),
            _("See: {command}").format(command="kodeverk bench suggest --help"),
        )
    from kodeverk.bench import suggest
    from kodeverk.bench.suggest_read import load, read_cues
    from kodeverk.bench.suggest_report import Table

    coded = load(
        Path(arguments.data),
        codebook=Path(arguments.codebook) if arguments.codebook else None,
        coder=context.coder,
        turns=arguments.turns,
    )
    cues = read_cues(Path(arguments.cues)) if arguments.cues else None
    results = suggest.run(
        coded,
        cues,
        orders=arguments.orders,
        baselines=not arguments.only_engine,
        reading=arguments.reading,
        told=context.out.say,
    )
    if context.out.as_json:
        for value in suggest.as_json(coded, results):
            context.out.line(value)
        return 0
    for part in suggest.as_text(coded, results):
        if isinstance(part, Table):
            _print(context, part)
        else:
            context.out.text(part)
    return 0


COMMANDS = (
    Command("bench", lambda: _("measure the program on this machine"), _group),
    Command("bench screen", lambda: _("measure the coding screen"), _screen),
    Command("bench export", lambda: _("measure reports and comments in Word files"), _export),
    Command(
        "bench suggest",
        lambda: _("measure suggestions on coded material"),
        _suggest,
        _suggest_arguments,
    ),
)
