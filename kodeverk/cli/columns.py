"""The columns of a survey on the command line: which are answers, and what each seems to hold."""

import argparse
from collections.abc import Iterator

from kodeverk.cli.command import Parser
from kodeverk.corpus.draft import Draft
from kodeverk.corpus.importers.columns import use_of
from kodeverk.corpus.importers.reading import Choice
from kodeverk.i18n import _, ngettext


def arguments(parser: Parser) -> None:
    """Add what can be said of a survey's columns."""
    parser.add_argument(
        "--answers",
        action="append",
        default=[],
        metavar=_("COLUMN"),
        help=_("a survey: a column with answers, by heading or letter (may be repeated)"),
    )
    parser.add_argument(
        "--respondent",
        default="",
        metavar=_("COLUMN"),
        help=_("a survey: the column with names for the respondents (otherwise numbers)"),
    )
    parser.add_argument(
        "--keep",
        action="append",
        default=[],
        metavar=_("COLUMN"),
        help=_("a survey: a column to take as an attribute, though it would be left out"),
    )
    parser.add_argument(
        "--drop",
        action="append",
        default=[],
        metavar=_("COLUMN"),
        help=_("a survey: a column to leave out, though it would be taken as an attribute"),
    )
    parser.add_argument(
        "--sheet", default="", metavar=_("NAME"), help=_("a survey: the sheet of the Excel file")
    )


def choice(arguments: argparse.Namespace) -> Choice:
    """Return what was said."""
    return Choice(
        tuple(arguments.answers),
        arguments.respondent,
        tuple(arguments.keep),
        tuple(arguments.drop),
        arguments.sheet,
    )


def lines(draft: Draft) -> Iterator[str]:
    """Yield a line for each column that has something in it."""
    for column in draft.columns:
        if column.answers:
            yield _("{letter}  {name}: {use} ({count}, {length} letters on average)").format(
                letter=column.letter,
                name=column.name,
                use=use_of(column),
                count=ngettext("{n} cell", "{n} cells", column.answers).format(n=column.answers),
                length=round(column.length),
            )
