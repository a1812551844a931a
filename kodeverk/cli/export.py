"""``export``: codings as tables, the codebook, and coded transcripts, for programs outside."""

import argparse
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TypeVar

from kodeverk import i18n
from kodeverk.cli import lookup
from kodeverk.cli.command import Command, Context, Parser
from kodeverk.cli.output import Progress
from kodeverk.errors import UsageError
from kodeverk.files import fresh_path, is_folder
from kodeverk.i18n import _
from kodeverk.report import Options

_T = TypeVar("_T")
_TABLES = ("xlsx", "csv", "excel", "md", "html", "jsonl")  # as tables.Format
_BOOKS = ("docx", "xlsx", "csv", "qdc")


def _group(_context: Context, _arguments: argparse.Namespace) -> int:
    raise UsageError(
        _("It is not said what to export."),
        _("See: {command}").format(command="kodeverk export --help"),
    )


def _arguments(parser: Parser) -> None:
    """Add what every export takes: where it goes, and which codings it is about."""
    lookup.add_output(parser)
    lookup.add_choice(parser)
    parser.add_argument("--language", choices=i18n.LANGUAGES, help=_("the file's language"))


def _options(context: Context, arguments: argparse.Namespace) -> Options:
    book = context.project.codebook
    return Options(
        codes=tuple(lookup.code(book, each).id for each in arguments.code) or None,
        transcripts=tuple(arguments.transcript) or None,
        coders=tuple(arguments.by) or None,
        anonymous=not arguments.names,
        language=arguments.language or i18n.active(),
    )


def _language(arguments: argparse.Namespace) -> Options:
    return Options(language=arguments.language or i18n.active())


def _codings_arguments(parser: Parser) -> None:
    parser.add_argument(
        "--format",
        choices=_TABLES,
        help=_("what is written (otherwise as the file's name ends, or xlsx)"),
    )
    _arguments(parser)


def _codings(context: Context, arguments: argparse.Namespace) -> int:
    return _write(context, arguments, "codings", _format(arguments, _TABLES))


def _codebook_arguments(parser: Parser) -> None:
    parser.add_argument(
        "--format",
        choices=_BOOKS,
        help=_("what is written (otherwise as the file's name ends, or docx)"),
    )
    lookup.add_output(parser)
    parser.add_argument("--language", choices=i18n.LANGUAGES, help=_("the file's language"))


def _codebook(context: Context, arguments: argparse.Namespace) -> int:
    return _write(context, arguments, "codebook", _format(arguments, _BOOKS))


def _transcripts_arguments(parser: Parser) -> None:
    _arguments(parser)
    parser.add_argument(
        "--marks",
        action="store_true",
        help=_("coloured marks with letters and a legend, instead of comments in the margin"),
    )


def _transcripts(context: Context, arguments: argparse.Namespace) -> int:
    return _write(context, arguments, "transcripts", "marks" if arguments.marks else "comments")


def _write(context: Context, arguments: argparse.Namespace, what: str, format_: str) -> int:
    """Write it and say where it went; then what was altered, and what to look at."""
    from kodeverk import exporting

    def along(things: Iterable[_T], total: int) -> Iterator[_T]:
        with Progress(total, text=_("{done} of {total}")) as progress:
            yield from progress.along(things)

    def place(name: str, ending: str) -> Path:
        return _path(context, arguments, name, ending)

    out = context.out
    options = _options(context, arguments) if what != "codebook" else _language(arguments)
    job = exporting.Job(exporting.What(what), format_, options)
    done = exporting.write(context.project, job, along, place)
    for messages, cure in exporting.summed(done.notices):
        out.say("\n".join((*messages, cure)))
    for sentence in done.sentences:
        out.say(sentence)
    counted = "codes" if what == "codebook" else what
    shape = {"file": str(done.path), "format": format_, counted: done.count}
    if what == "codings":
        shape["altered"] = asdict(done.altered)
    if what == "transcripts":
        shape["files"] = [str(path) for path in done.files]
    out.result(shape, "\n".join(map(str, done.files)))
    return 0


def _format(arguments: argparse.Namespace, known: Sequence[str]) -> str:
    """Return the format that was named, else that of the file's name, else the first there is."""
    path = Path(arguments.output) if arguments.output else None
    ending = path.suffix.lower() if path and not is_folder(path) else ""
    if arguments.format is None:
        if ending and ending[1:] not in known:
            raise UsageError(
                _("No format ends with “{ending}”.").format(ending=ending),
                _("Choose one with --format: {formats}.").format(formats=", ".join(known)),
            )
        return ending[1:] or known[0]
    wanted = ".csv" if arguments.format == "excel" else f".{arguments.format}"
    if ending not in ("", wanted):
        raise UsageError(
            _("The name of the file ends with “{ending}”, but it will be {format}.").format(
                ending=ending, format=arguments.format
            ),
            _("Give it a name that ends with “{ending}”.").format(ending=wanted),
        )
    return str(arguments.format)


def _path(context: Context, arguments: argparse.Namespace, what: str, ending: str) -> Path:
    """Return where to write: the file named, or a new one in the folder named or in exports.

    A folder (without an ``ending``) is the one that is named.
    """
    project = context.project
    path = Path(arguments.output) if arguments.output else project.root / "exports"
    if arguments.output and (not ending or not is_folder(path)):
        return path if path.suffix else path.with_name(f"{path.name}{ending}")
    return fresh_path(path, f"{project.settings.name} {what}", ending)


COMMANDS = (
    Command("export", lambda: _("write files for people and programs outside"), _group),
    Command(
        "export codings", lambda: _("write the codings as a table"), _codings, _codings_arguments
    ),
    Command("export codebook", lambda: _("write the codebook"), _codebook, _codebook_arguments),
    Command(
        "export transcripts",
        lambda: _("write the coded transcripts as Word files"),
        _transcripts,
        _transcripts_arguments,
    ),
)
