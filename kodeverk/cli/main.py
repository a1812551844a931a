"""The run of one command: language, arguments, the command, errors and exit codes."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from kodeverk import i18n
from kodeverk.cli.output import Output, Unwritten, prepare_streams, talk, writing
from kodeverk.errors import KodeverkError, UsageError
from kodeverk.i18n import _
from kodeverk.text import clean_line

if TYPE_CHECKING:
    from argparse import Namespace

DONE = 0
REFUSED = 1
MISUSED = 2
BROKEN = 70
UNWRITTEN = 74
INTERRUPTED = 130
PIPE_CLOSED = 141


def main(argv: Sequence[str] | None = None) -> int:
    """Run ``kodeverk`` with ``argv`` (default: those of the process) and return its exit code."""
    words = list(sys.argv[1:] if argv is None else argv)
    prepare_streams()
    try:
        i18n.activate(i18n.choose(_option(words, "--lang"), _study_language(words)))
        code = _run(words)
        with writing():
            sys.stdout.flush()
        return code
    except UsageError as error:
        _complain(error)
        return MISUSED
    except KodeverkError as error:
        _complain(error)
        return REFUSED
    except KeyboardInterrupt:
        talk(_("Stopped. Everything that was reported as done is kept."))
        return INTERRUPTED
    except BrokenPipeError:
        _let_go()  # whoever read our results has gone
        return PIPE_CLOSED
    except Unwritten as error:
        _let_go()
        what = _("The results could not be written ({reason}).").format(reason=error)
        cure = _("What was changed in the study is kept; free some space and look again.")
        talk(f"{what} {cure}")
        return UNWRITTEN
    except Exception as error:
        from kodeverk.cli.crash import write_log

        log = write_log(error)
        sentence = _("An error in Kodeverk stopped the command; what was saved is kept.")
        where = _("The log (without any text from the study): {path}").format(path=log)
        talk(clean_line(f"{sentence} {where}" if log else sentence))
        return BROKEN


def _run(words: list[str]) -> int:
    from kodeverk.cli.command import Context
    from kodeverk.cli.parser import build, only_global

    if sys.stdin.isatty() and sys.stdout.isatty():
        options = only_global(words)
        if options is not None:
            return _open_screen(options)

    from kodeverk.cli.table import COMMANDS

    parser = build(COMMANDS)
    try:
        arguments = parser.parse_args(words)
    except SystemExit as end:  # --help and --version have printed what was asked for
        return int(end.code or 0)
    folder = Path(arguments.project) if arguments.project else None
    context = Context(Output(arguments.json), folder, arguments.coder)
    try:
        if arguments.command is not None:
            code = int(arguments.command.run(context, arguments))
            context.warn()
            return code
        with writing():
            parser.print_help()
        return DONE
    finally:
        context.close()


def _open_screen(options: "Namespace") -> int:
    from kodeverk.project import find_root

    root = Path(options.project) if options.project else find_root(Path.cwd())
    # Only now: texts of the screen are chosen when it is imported, and the language is active.
    from kodeverk.tui.app import run

    run(root, coder=options.coder)
    return DONE


def _complain(error: KodeverkError) -> None:
    talk(clean_line(str(error)))


def _let_go() -> None:
    """Write no more results: Python would complain once more when it closes standard output."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _option(words: list[str], name: str) -> str | None:
    """Return the value of a global option before the arguments are parsed."""
    for place, word in enumerate(words):
        if word == "--":
            break
        if word == name:
            return words[place + 1] if place + 1 < len(words) else None
        if word.startswith(f"{name}="):
            return word.partition("=")[2]
    return None


def _study_language(words: list[str]) -> str | None:
    """Return the language that the study's settings name, if there is a study."""
    from kodeverk import settings

    named = _option(words, "--project")
    start = Path(named) if named else Path.cwd()
    for folder in (start, *start.absolute().parents):
        if (folder / settings.FILE).is_file():
            return settings.load(folder)[0].language
        if named:
            break
    return None
