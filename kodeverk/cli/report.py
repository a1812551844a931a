"""``report``: the themed summary as a Word file."""

import argparse
from datetime import date
from pathlib import Path

from kodeverk import i18n
from kodeverk.cli import lookup
from kodeverk.cli.command import Command, Context, Parser
from kodeverk.errors import DataError, UsageError
from kodeverk.files import safe_name
from kodeverk.i18n import _, ngettext
from kodeverk.report import Grouping, Options


def default_path(folder: Path, name: str, ending: str) -> Path:
    """Return a path in ``folder`` that holds no file yet."""
    stem = f"{safe_name(name)} {date.today().isoformat()}"
    path = folder / f"{stem}{ending}"
    number = 2
    while path.exists():
        path = folder / f"{stem} ({number}){ending}"
        number += 1
    return path


def _arguments(parser: Parser) -> None:
    parser.add_argument(
        "--output", metavar=_("FILE"), help=_("the file (otherwise one in exports)")
    )
    parser.add_argument(
        "--code",
        action="append",
        default=[],
        metavar=_("CODE"),
        help=_("only this code and those below it (may be repeated)"),
    )
    lookup.add_transcripts(parser)
    parser.add_argument(
        "--by",
        action="append",
        default=[],
        metavar=_("NAME"),
        help=_("only this coder's codings (may be repeated)"),
    )
    parser.add_argument(
        "--group",
        choices=[each.value for each in Grouping],
        default=Grouping.CODE.value,
        help=_("what the headings are"),
    )
    parser.add_argument("--title", default="", metavar=_("TEXT"), help=_("the title"))
    parser.add_argument("--language", choices=i18n.LANGUAGES, help=_("the document's language"))
    parser.add_argument("--memos", action="store_true", help=_("with the memos"))
    parser.add_argument(
        "--names", action="store_true", help=_("speakers as the transcripts name them")
    )
    parser.add_argument("--show-coders", action="store_true", help=_("tell who coded"))
    parser.add_argument(
        "--most",
        type=lookup.count,
        metavar="N",
        help=_("at most so many quotes of one person per code"),
    )


def options(context: Context, arguments: argparse.Namespace) -> Options:
    """Return what the person asked to have in the report."""
    book = context.project.codebook
    codes = tuple(lookup.code(book, each).id for each in arguments.code)
    return Options(
        codes=codes or None,
        transcripts=tuple(arguments.transcript) or None,
        coders=tuple(arguments.by) or None,
        grouping=Grouping(arguments.group),
        memos=arguments.memos,
        language=arguments.language or i18n.active(),
        title=arguments.title,
        max_quotes=arguments.most,
        anonymous=not arguments.names,
        show_coders=arguments.show_coders,
    )


def write(
    context: Context, chosen: Options, path: Path | None = None, *, brief: bool = False
) -> Path:
    """Write the report that ``chosen`` asks for and return where it is.

    What should be looked at before it is shared is said in full, or (``brief``) only counted.
    Raises DataError when a journal it counts is not whole, or the codebook cannot be read.
    """
    if path is not None and not path.is_dir() and path.suffix.lower() != ".docx":
        raise UsageError(
            _("The summary is a Word file: “{file}” does not end with .docx.").format(
                file=path.name
            ),
            _("Give it a name that ends with .docx, or name a folder."),
        )
    from kodeverk.analysis import themed
    from kodeverk.export.word import write as write_word

    project = context.project
    torn = project.incomplete & frozenset(chosen.coders or project.incomplete)
    if torn:
        raise DataError(
            _("The journal of {names} is not whole: the report would count wrongly.").format(
                names=", ".join(sorted(torn))
            ),
            _("See “kodeverk check”, or choose the other coders with --by."),
        )
    if problem := project.book_problem:
        raise DataError(problem.message, problem.cure)  # all themes would be without a name
    report = themed(project, chosen)
    if path is not None and path.is_dir():
        path = default_path(path, report.title, ".docx")
    path = write_word(report, path or default_path(project.root / "exports", report.title, ".docx"))
    if brief and report.notices:
        n = len(report.notices)
        context.out.say(
            ngettext(
                "{n} thing to look at before you share it; “kodeverk report” tells.",
                "{n} things to look at before you share it; “kodeverk report” tells.",
                n,
            ).format(n=n)
        )
        return path
    for notice in report.notices:
        context.out.say(f"{notice.message} {notice.cure}")
    return path


def _run(context: Context, arguments: argparse.Namespace) -> int:
    chosen = options(context, arguments)
    path = write(context, chosen, Path(arguments.output) if arguments.output else None)
    context.out.result({"file": str(path)}, str(path))
    return 0


COMMANDS = (
    Command("report", lambda: _("write the themed summary as a Word file"), _run, _arguments),
)
