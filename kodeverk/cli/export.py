"""``export``: codings as tables, the codebook, and coded transcripts, for programs outside."""

import argparse
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from itertools import groupby
from operator import attrgetter
from pathlib import Path

from kodeverk import codebook as books
from kodeverk import i18n
from kodeverk.cli import lookup
from kodeverk.cli.command import Command, Context, Parser
from kodeverk.cli.output import Progress
from kodeverk.errors import DataError, UsageError
from kodeverk.files import fresh_path
from kodeverk.i18n import _, ngettext
from kodeverk.report import Notice, Options

_TABLES = ("xlsx", "csv", "excel", "md", "html", "jsonl")  # as tables.Format
_BOOKS = ("docx", "xlsx", "csv", "qdc")
_MOST_NOTICES = 3
_GROUPED = ("md", "html")


def _group(_context: Context, _arguments: argparse.Namespace) -> int:
    raise UsageError(
        _("It is not said what to export."),
        _("See: {command}").format(command="kodeverk export --help"),
    )


def _arguments(parser: Parser) -> None:
    """Add what every export takes: where it goes, and which codings it is about."""
    _output(parser)
    lookup.add_transcripts(parser)
    parser.add_argument(
        "--code",
        action="append",
        default=[],
        metavar=_("CODE"),
        help=_("only this code and those below it (may be repeated)"),
    )
    parser.add_argument(
        "--by",
        action="append",
        default=[],
        metavar=_("NAME"),
        help=_("only this coder's codings (may be repeated)"),
    )
    parser.add_argument(
        "--names", action="store_true", help=_("speakers as the transcripts name them")
    )
    parser.add_argument("--language", choices=i18n.LANGUAGES, help=_("the file's language"))


def _output(parser: Parser) -> None:
    parser.add_argument(
        "--output", metavar=_("FILE"), help=_("the file (otherwise one in exports)")
    )


def _options(context: Context, arguments: argparse.Namespace) -> Options:
    book = context.project.codebook
    return Options(
        codes=tuple(lookup.code(book, each).id for each in arguments.code) or None,
        transcripts=tuple(arguments.transcript) or None,
        coders=tuple(arguments.by) or None,
        anonymous=not arguments.names,
        language=arguments.language or i18n.active(),
    )


def _codings_arguments(parser: Parser) -> None:
    parser.add_argument(
        "--format",
        choices=_TABLES,
        help=_("what is written (otherwise as the file's name ends, or xlsx)"),
    )
    _arguments(parser)


def _codings(context: Context, arguments: argparse.Namespace) -> int:
    from kodeverk.analysis.choosing import require_whole
    from kodeverk.analysis.rows import Rows
    from kodeverk.export import tables

    project, options = context.project, _options(context, arguments)
    require_whole(project, options)
    format_ = tables.Format(_format(arguments, _TABLES))
    path = _path(context, arguments, _("codings"), format_.ending)
    rows = Rows(project, options, by_code=format_.value in _GROUPED)
    about = tables.About(
        project.settings.name, options.language, project.codebook, tuple(rows.notes)
    )
    with Progress(len(rows), text=_("{done} of {total} codings")) as progress:
        altered = tables.write(progress.along(rows), path, format_, about)
    _tell(context, rows.notices(), altered.told())
    shape = {
        "file": str(path),
        "format": format_.value,
        "codings": len(rows),
        "altered": asdict(altered),
    }
    context.out.result(shape, str(path))
    return 0


def _codebook_arguments(parser: Parser) -> None:
    parser.add_argument(
        "--format",
        choices=_BOOKS,
        help=_("what is written (otherwise as the file's name ends, or docx)"),
    )
    _output(parser)
    parser.add_argument("--language", choices=i18n.LANGUAGES, help=_("the file's language"))


def _codebook(context: Context, arguments: argparse.Namespace) -> int:
    from kodeverk.export import codebook as written
    from kodeverk.export.word import put
    from kodeverk.files import replacing

    project = context.project
    if problem := project.book_problem:
        raise DataError(problem.message, problem.cure)
    book, language = project.codebook, arguments.language or i18n.active()
    format_ = _format(arguments, _BOOKS)
    path = _path(context, arguments, _("codebook"), f".{format_}")
    if format_ == "docx":
        counts = None if project.incomplete else project.count()
        path = put(written.document(book, language, project.settings.name, counts=counts), path)
    elif format_ == "xlsx":
        with replacing(path) as file:
            altered = written.sheet(book, file, language)
        _tell(context, (), altered.told())
    elif format_ == "csv":
        books.write_csv(path, book)
    else:
        from kodeverk.interchange.refi import write_codebook

        for left in write_codebook(book, path, project=project.settings.id):
            context.out.say(left.what)
    shape = {"file": str(path), "format": format_, "codes": len(book.codes)}
    context.out.result(shape, str(path))
    return 0


def _transcripts_arguments(parser: Parser) -> None:
    _arguments(parser)
    parser.add_argument(
        "--marks",
        action="store_true",
        help=_("coloured marks with letters and a legend, instead of comments in the margin"),
    )


def _transcripts(context: Context, arguments: argparse.Namespace) -> int:
    """Write one Word file for each transcript, in a folder; or the one that is named."""
    from kodeverk.analysis.choosing import require_whole
    from kodeverk.analysis.margins import CodedTranscripts
    from kodeverk.export.transcript import document, file_name
    from kodeverk.export.word import put

    project, options = context.project, _options(context, arguments)
    require_whole(project, options)
    coded = CodedTranscripts(project, options)
    target = Path(arguments.output) if arguments.output else None
    alone = target is not None and target.suffix.lower() == ".docx" and not target.is_dir()
    if alone and len(coded) != 1:
        raise UsageError(
            _("{n} transcripts cannot go into one Word file.").format(n=len(coded)),
            _("Name a folder, or choose one transcript with --transcript."),
        )
    folder = target or fresh_path(
        project.root / "exports", f"{project.settings.name} {_('coded transcripts')}", ""
    )
    _tell(context, coded.notices())
    taken: set[str] = set()
    with Progress(len(coded)) as progress:
        for each in progress.along(coded):
            path = folder if alone else folder / file_name(each, taken)
            path = put(document(each, marks=arguments.marks), path)
            progress.hide()
            context.out.result({"file": str(path), "transcript": each.transcript.id}, str(path))
    return 0


def _format(arguments: argparse.Namespace, known: Sequence[str]) -> str:
    """Return the format that was named, else that of the file's name, else the first there is."""
    path = Path(arguments.output) if arguments.output else None
    ending = path.suffix.lower() if path and not path.is_dir() else ""
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
    """Return where to write: the file named, or a new one in the folder named or in exports."""
    project = context.project
    path = Path(arguments.output) if arguments.output else project.root / "exports"
    if arguments.output and not path.is_dir():
        return path if path.suffix else path.with_name(f"{path.name}{ending}")
    return fresh_path(path, f"{project.settings.name} {what}", ending)


def _tell(context: Context, notices: Iterable[Notice], sentences: Iterable[str] = ()) -> None:
    """Say what to look at before the file is shared, of each kind the first, and what was made."""
    for _code, kind in groupby(notices, key=attrgetter("code")):
        same = list(kind)
        for notice in same[:_MOST_NOTICES]:
            context.out.say(f"{notice.message} {notice.cure}")
        if (more := len(same) - _MOST_NOTICES) > 0:
            context.out.say(ngettext("… and {n} more", "… and {n} more", more).format(n=more))
    for sentence in sentences:
        context.out.say(sentence)


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
