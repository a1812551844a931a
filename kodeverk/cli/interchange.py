"""Studies of other programs: what ``import`` and ``new`` take in of them, and ``export qdpx``."""

import argparse
import contextlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kodeverk.cli import lookup
from kodeverk.cli.command import Command, Context, Parser
from kodeverk.cli.output import Progress
from kodeverk.errors import KodeverkError, ProjectError, SaveError, UsageError
from kodeverk.files import fresh_path, is_folder
from kodeverk.i18n import _
from kodeverk.text import clean_line

if TYPE_CHECKING:
    from kodeverk.interchange.admit import Admission
    from kodeverk.interchange.parcel import Parcel
    from kodeverk.interchange.sending import Sent

_TARGETS = ("nvivo", "maxqda", "atlas")  # as refi.Target
_MADE = ("kodeverk.toml", "codebooks", "corpus", "exports")  # in the folder of a new study
_NOT_SAID = (
    *("id", "title", "kind", "date", "language", "interviewer", "speaker", "attribute"),
    *("merge", "speakers", "write-speakers"),
)


def check_plain(arguments: argparse.Namespace) -> None:
    """Raise UsageError where something is said of a transcript that a whole study cannot be."""
    for name in _NOT_SAID:
        if getattr(arguments, name.replace("-", "_"), None):
            raise UsageError(
                _("--{name} cannot be said of a file that holds a whole study.").format(name=name),
                _("Leave it out, or import the transcripts by themselves."),
            )


def bring(context: Context, path: Path, *, dry_run: bool = False) -> str:
    """Take the study in the file at ``path`` into this one, and tell of it.

    Returns the outcome: ``import``, ``ignore`` (all of it is here) or ``reject``.
    """
    from kodeverk.interchange import reading

    try:
        parcel, sha256 = reading.read(path)
        return _admit(context, path, parcel, sha256, dry_run)
    except KodeverkError as error:
        if isinstance(error, ProjectError | SaveError):
            raise
        context.out.result(
            {"file": str(path), "outcome": "reject", "code": "study", "message": str(error)},
            f"{path.name}: {error}",
        )
        return "reject"


def _admit(context: Context, path: Path, parcel: "Parcel", sha256: str, dry_run: bool) -> str:
    from kodeverk.interchange import admit, told

    project = context.project
    with Progress(len(parcel.texts), text=_("{done} of {total} texts")) as progress:
        found = admit.plan(project, parcel, sha256, progress.step)
    if found.intake.empty:
        _show(context, path, parcel, found, "ignore", _("nothing new in it"))
        return "ignore"
    if dry_run:
        _show(context, path, parcel, found, "import", _("would be imported"))
        return "import"
    with Progress(found.intake.steps) as progress:
        project.take_in(found.intake, progress.step)
    report = told.report(project.root, path, parcel, found)
    _brought(context, path, parcel, found, report)
    return "import"


def _brought(
    context: Context, path: Path, parcel: "Parcel", found: "Admission", report: Path | None
) -> None:
    _show(context, path, parcel, found, "import", _("imported"), report)
    if report is None:
        context.out.say(_("The list of what was left out could not be written to a file."))


def _show(
    context: Context,
    path: Path,
    parcel: "Parcel",
    found: "Admission",
    outcome: str,
    word: str,
    report: Path | None = None,
) -> None:
    from kodeverk.interchange import told

    out = context.out
    if out.as_json:
        out.line(
            {
                "file": str(path),
                "outcome": outcome,
                "code": "duplicate" if outcome == "ignore" else "",
                "name": clean_line(parcel.name),
                "program": clean_line(parcel.origin),
                "transcripts": list(found.transcripts),
                "coders": list(found.coders),
                "counts": found.counts,
                "findings": [clean_line(each) for each in found.findings],
                "left": told.shape(found.left),
                "report": str(report) if report else "",
            }
        )
        return
    out.text(f"{path.name}: {word}")
    for line in told.facts(parcel, found):
        out.text(f"  {line}")
    for line in found.findings:
        out.say(f"  {clean_line(line)}")
    for left in found.left:
        out.say("  " + _("Left out: {what}").format(what=told.left_line(left)))
    if report:
        out.say("  " + _("All of this is in {file}").format(file=report))


def create(context: Context, root: Path, source: Path, name: str, language: str) -> None:
    """Make a study at ``root`` of the file ``source``; if that fails, nothing is left of it."""
    from kodeverk.interchange import admit, reading, told
    from kodeverk.project import Project

    parcel, sha256 = reading.read(source)
    before = set(root.rglob("*")) if root.exists() else None
    project = None
    try:
        project = Project.create(
            root, name=name or parcel.name, language=language, coder=context.coder
        )
        found = admit.plan(project, parcel, sha256)
        with Progress(found.intake.steps) as progress:
            project.take_in(found.intake, progress.step)
        report = told.report(project.root, source, parcel, found)
    except BaseException:
        if project is not None:
            project.close()
        _clear(root, before)
        raise
    project.close()
    _brought(context, source, parcel, found, report)


def _clear(root: Path, before: set[Path] | None) -> None:
    """Take away what was made in ``root``; ``before``: what was there (None: not even it).

    What others put there meanwhile stays, as a sync program may.
    """
    made = [path for name in _MADE for path in (root / name, *root.glob(f"{name}/**/*"))]
    for path in sorted(made, key=lambda each: len(each.parts), reverse=True):
        if before is None or path not in before:
            _remove(path)
    if before is None:
        _remove(root)


def _remove(path: Path) -> None:
    with contextlib.suppress(OSError):  # a folder with something in it, or nothing there
        if path.is_dir() and not path.is_symlink():
            path.rmdir()
        else:
            path.unlink()


# --- out


def _qdpx_arguments(parser: Parser) -> None:
    parser.add_argument(
        "--target",
        choices=_TARGETS,
        help=_("the program it is for: some count letters in their own way"),
    )
    _qdc_arguments(parser)


def _qdc_arguments(parser: Parser) -> None:
    lookup.add_output(parser)


def _qdpx(context: Context, arguments: argparse.Namespace) -> int:
    from kodeverk.interchange.refi import Target
    from kodeverk.interchange.sending import send

    project = context.project
    path = _path(context, arguments.output, project.settings.name, ".qdpx")
    target = Target(arguments.target) if arguments.target else Target.STANDARD
    return _wrote(context, send(project, path, target))


def _qdc(context: Context, arguments: argparse.Namespace) -> int:
    from kodeverk.interchange.sending import send_codes

    project = context.project
    if not project.codebook.codes and not project.book_problem:
        raise UsageError(
            _("The codebook has no codes, and a .qdc file cannot be empty."),
            _("Add a code first: kodeverk codes add NAME"),
        )
    path = _path(context, arguments.output, project.codebook_path.stem, ".qdc")
    return _wrote(context, send_codes(project, path))


def _path(context: Context, output: str | None, name: str, ending: str) -> Path:
    path = Path(output or context.project.root / "exports")
    if not output or is_folder(path):
        return fresh_path(path, name, ending)
    if path.suffix.lower() != ending:
        raise UsageError(
            _("“{file}” does not end with {ending}.").format(file=path.name, ending=ending),
            _("Give it a name that does, or name a folder."),
        )
    return path


def _wrote(context: Context, sent: "Sent") -> int:
    from kodeverk.interchange import told

    shape: dict[str, Any] = {
        "file": str(sent.path),
        "counts": sent.counts,
        "findings": [clean_line(each) for each in sent.findings],
        "left": told.shape(sent.left),
        "report": str(sent.report),
    }
    context.out.result(shape, str(sent.path))
    for line in sent.sentences():
        context.out.say(clean_line(line))
    return 0


COMMANDS = (
    Command(
        "export qdpx",
        lambda: _("write the study for NVivo, MAXQDA, ATLAS.ti, QualCoder and others"),
        _qdpx,
        _qdpx_arguments,
    ),
    Command("export qdc", lambda: _("write the codebook for other programs"), _qdc, _qdc_arguments),
)
