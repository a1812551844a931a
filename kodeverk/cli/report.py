"""``report``: the themed summary as a Word file."""

import argparse
from dataclasses import replace
from pathlib import Path

from kodeverk import i18n
from kodeverk.cli import lookup
from kodeverk.cli.command import Command, Context, Parser
from kodeverk.cli.output import Progress
from kodeverk.errors import UsageError
from kodeverk.files import fresh_path
from kodeverk.i18n import _, ngettext
from kodeverk.report import Grouping, Options


def _arguments(parser: Parser) -> None:
    lookup.add_output(parser)
    parser.add_argument(
        "--template",
        metavar=_("FILE"),
        help=_("a Word file (.docx, .dotx) whose styles, head and foot are kept"),
    )
    choosing(parser)
    parser.add_argument(
        "--group",
        choices=[each.value for each in Grouping],
        help=_("what the headings are (default: {default})").format(default="code"),
    )
    parser.add_argument(
        "--attribute",
        metavar=_("NAME"),
        help=_("group by an attribute, such as unit or place"),
    )
    parser.add_argument("--title", default="", metavar=_("TEXT"), help=_("the title"))
    parser.add_argument("--language", choices=i18n.LANGUAGES, help=_("the document's language"))
    parser.add_argument("--memos", action="store_true", help=_("with the memos"))
    parser.add_argument("--show-coders", action="store_true", help=_("tell who coded"))
    parser.add_argument(
        "--longest",
        type=lookup.count,
        metavar="N",
        help=_("cut quotes of more than so many words"),
    )
    parser.add_argument(
        "--questions", action="store_true", help=_("with what was asked before each quote")
    )
    parser.add_argument("--room", action="store_true", help=_("space to write in under each theme"))
    parser.add_argument("--no-figures", action="store_true", help=_("without figures"))
    parser.add_argument(
        "--no-method", action="store_true", help=_("without how the coding was done")
    )
    parser.add_argument("--no-codebook", action="store_true", help=_("without the codebook"))


def choosing(parser: Parser) -> None:
    """Add what says which quotes a report shows."""
    lookup.add_choice(
        parser, _("only this code and those below it (may be repeated; themes come in this order)")
    )
    parser.add_argument(
        "--most",
        type=lookup.count,
        metavar="N",
        help=_("at most so many quotes of one person per code"),
    )
    parser.add_argument(
        "--best",
        action="store_true",
        help=_("only quotes marked as the best, where a code has any"),
    )


def chosen_quotes(context: Context, arguments: argparse.Namespace) -> Options:
    """Return which quotes the person asked for, as ``choosing`` adds it."""
    book = context.project.codebook
    codes = tuple(lookup.code(book, each).id for each in arguments.code)
    return Options(
        codes=codes or None,
        transcripts=tuple(arguments.transcript) or None,
        coders=tuple(arguments.by) or None,
        language=i18n.active(),
        max_quotes=arguments.most,
        anonymous=not arguments.names,
        best=arguments.best,
    )


def options(context: Context, arguments: argparse.Namespace) -> Options:
    """Return what the person asked to have in the report."""
    by_attribute = arguments.attribute and not arguments.group
    grouping = Grouping.ATTRIBUTE if by_attribute else Grouping(arguments.group or "code")
    if arguments.attribute and grouping is not Grouping.ATTRIBUTE:
        raise UsageError(
            _("The report cannot be grouped by “{group}” and by an attribute.").format(
                group=grouping.value
            ),
            _("Leave out --group, or --attribute."),
        )
    return replace(
        chosen_quotes(context, arguments),
        grouping=grouping,
        attribute=arguments.attribute or "unit",
        memos=arguments.memos,
        language=arguments.language or i18n.active(),
        title=arguments.title,
        show_coders=arguments.show_coders,
        longest=arguments.longest,
        questions=arguments.questions,
        room=arguments.room,
        figures=not arguments.no_figures,
        method=not arguments.no_method,
        book=not arguments.no_codebook,
    )


def write(
    context: Context,
    chosen: Options,
    path: Path | None = None,
    *,
    template: Path | None = None,
    brief: bool = False,
) -> Path:
    """Write the report that ``chosen`` asks for and return where it is.

    What should be looked at before it is shared is said in full, or (``brief``) only counted.
    Raises DataError when a journal it counts is not whole, or the codebook or the template cannot
    be used.
    """
    if path is not None and not path.is_dir() and path.suffix.lower() != ".docx":
        raise UsageError(
            _("The summary is a Word file: “{file}” does not end with .docx.").format(
                file=path.name
            ),
            _("Give it a name that ends with .docx, or name a folder."),
        )
    from kodeverk.analysis import themed
    from kodeverk.analysis.choosing import require_whole
    from kodeverk.export.word import write as write_word

    project = context.project
    require_whole(project, chosen)
    report = themed(project, chosen)
    if path is not None and path.is_dir():
        path = fresh_path(path, report.title, ".docx")
    path = path or fresh_path(project.root / "exports", report.title, ".docx")
    with Progress(100, text=_("{done} of {total} parts of the report")) as progress:
        path = write_word(report, path, template=template, progress=progress.reach)
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
    output = Path(arguments.output) if arguments.output else None
    template = Path(arguments.template) if arguments.template else None
    path = write(context, options(context, arguments), output, template=template)
    context.out.result({"file": str(path)}, str(path))
    return 0


COMMANDS = (
    Command("report", lambda: _("write the themed summary as a Word file"), _run, _arguments),
)
