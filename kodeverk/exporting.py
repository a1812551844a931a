"""What can be exported, and the writing of it: for the export room and the command line alike."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import Protocol, TypeVar

from kodeverk import codebook as books
from kodeverk.errors import DataError, NotFoundError, UsageError
from kodeverk.export.tables.about import Altered
from kodeverk.files import fresh_path, is_folder, replacing
from kodeverk.i18n import _, ngettext
from kodeverk.project import Project
from kodeverk.report import Notice, Options

_T = TypeVar("_T")
_MOST_NOTICES = 4


class What(StrEnum):
    """What can be written."""

    CODINGS = "codings"
    TRANSCRIPTS = "transcripts"
    CODEBOOK = "codebook"
    STUDY = "study"

    @property
    def whole(self) -> bool:
        """True for what is always written whole, whichever codings are chosen."""
        return self in (What.CODEBOOK, What.STUDY)


@dataclass(frozen=True, slots=True)
class Job:
    """What a person has asked for."""

    what: What
    format: str
    options: Options


@dataclass(frozen=True, slots=True)
class Done:
    """What was written: a file or a folder, the files in it, and what a person should know.

    ``count`` is how many codings, transcripts or codes; ``altered`` what a table could not hold.
    """

    path: Path
    count: int
    files: tuple[Path, ...]
    altered: Altered = field(default=Altered())
    sentences: tuple[str, ...] = ()
    notices: tuple[Notice, ...] = ()


class Along(Protocol):
    """Yields things as they are written, and may raise where somebody wants no more of them."""

    def __call__(self, things: Iterable[_T], total: int) -> Iterator[_T]:
        """Yield ``things``, which are ``total``."""


def kinds() -> list[tuple[str, str]]:
    """Return what can be written, each with its value."""
    return [
        (_("the codings, as a table"), What.CODINGS.value),
        (_("the coded transcripts, in Word"), What.TRANSCRIPTS.value),
        (_("the codebook"), What.CODEBOOK.value),
        (_("the study, for other programs"), What.STUDY.value),
    ]


def formats(what: What) -> list[tuple[str, str]]:
    """Return the formats of ``what``, each with its value, the most useful first."""
    if what is What.TRANSCRIPTS:
        return [
            (_("comments in the margin"), "comments"),
            (_("coloured marks with a legend"), "marks"),
        ]
    if what is What.CODEBOOK:
        return [
            (_("Word (.docx)"), "docx"),
            (_("Excel (.xlsx)"), "xlsx"),
            (_("CSV"), "csv"),
            (_("REFI-QDA (.qdc)"), "qdc"),
        ]
    if what is What.STUDY:
        return [
            (_("REFI-QDA (.qdpx)"), "standard"),
            (_("REFI-QDA for NVivo"), "nvivo"),
        ]
    return [
        (_("Excel (.xlsx)"), "xlsx"),
        (_("CSV for Excel"), "excel"),
        (_("CSV, exact"), "csv"),
        (_("web page (.html)"), "html"),
        (_("Markdown"), "md"),
        (_("JSON Lines"), "jsonl"),
    ]


def explained(format_: str) -> str:
    """Return what a format is good for."""
    return {
        "comments": _("One Word file for each transcript. Each comment says who coded, and when."),
        "marks": _("One Word file for each transcript. Letters tell what the colours tell."),
        "docx": _("To read, print and agree on."),
        "xlsx": _("Every cell is text: nothing is run, and nothing becomes a date."),
        "excel": _("Opens with a double click in a Norwegian Excel. What it would run is defused."),
        "csv": _("For programs: UTF-8, commas, nothing altered."),
        "qdc": _("For other programs for qualitative analysis."),
        "standard": _("All of the study, for MAXQDA, ATLAS.ti, QualCoder and others."),
        "nvivo": _("The same, with emoji counted as NVivo counts them."),
        "html": _("To read in a browser: the quotes under their codes."),
        "md": _("To read and write on in any editor: the quotes under their codes."),
        "jsonl": _("For scripts: one object a line, nothing altered."),
    }[format_]


def summed(notices: Iterable[Notice]) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield for each kind of notice its messages, the first few of many, and the cure of all."""
    for _code, kind in groupby(notices, key=attrgetter("code")):
        same = list(kind)
        messages = [notice.message for notice in same[:_MOST_NOTICES]]
        if (more := len(same) - _MOST_NOTICES) > 0:
            messages.append(ngettext("… and {n} more", "… and {n} more", more).format(n=more))
        yield tuple(messages), same[0].cure


def fresh(project: Project) -> Callable[[str, str], Path]:
    """Return what finds a name among the study's exports for something with an ending."""
    return lambda what, ending: fresh_path(
        project.root / "exports", f"{project.settings.name} {what}", ending
    )


def write(project: Project, job: Job, along: Along, place: Callable[[str, str], Path]) -> Done:
    """Write what was asked for to where ``place`` says, each file whole or not at all.

    ``place`` is given what it is, and the ending of its name (none for a folder of transcripts; it
    may name a single ``.docx`` where there is one transcript). Raises DataError where codings
    would be missing, NotFoundError, UsageError, SaveError.
    """
    from kodeverk.analysis.choosing import require_whole

    if job.what is What.STUDY:
        return _study(project, job, place)
    if job.what is What.CODEBOOK:
        return _codebook(project, job, place)
    require_whole(project, job.options)
    return (_codings if job.what is What.CODINGS else _transcripts)(project, job, along, place)


def _codings(project: Project, job: Job, along: Along, place: Callable[[str, str], Path]) -> Done:
    from kodeverk.analysis.rows import Rows
    from kodeverk.export import tables

    format_ = tables.Format(job.format)
    grouped = format_ in (tables.Format.MARKDOWN, tables.Format.HTML)
    rows = Rows(project, job.options, by_code=grouped)
    name, language = project.settings.name, job.options.language
    about = tables.About(name, language, project.codebook, rows.notes)
    path = place(_("codings"), format_.ending)
    altered = tables.write(along(rows, len(rows)), path, format_, about)
    return Done(path, len(rows), (path,), altered, altered.told(), rows.notices())


def _transcripts(
    project: Project, job: Job, along: Along, place: Callable[[str, str], Path]
) -> Done:
    from kodeverk.analysis.margins import CodedTranscripts
    from kodeverk.export.transcript import document, file_name
    from kodeverk.export.word import put

    coded = CodedTranscripts(project, job.options)
    if not len(coded):
        raise NotFoundError(
            _("There are no transcripts yet."),
            _("Import one first: {command}").format(command=f"kodeverk import {_('FILE')}"),
        )
    path = place(_("coded transcripts"), "")
    alone = path.suffix.lower() == ".docx" and not is_folder(path)
    if alone and len(coded) != 1:
        raise UsageError(
            _("{n} transcripts cannot go into one Word file.").format(n=len(coded)),
            _("Name a folder, or choose one transcript with --transcript."),
        )
    taken: set[str] = set()
    files = tuple(
        put(
            document(each, marks=job.format == "marks"),
            path if alone else path / file_name(each, taken),
        )
        for each in along(coded, len(coded))
    )
    return Done(files[0] if alone else path, len(coded), files, notices=coded.notices())


def _codebook(project: Project, job: Job, place: Callable[[str, str], Path]) -> Done:
    from kodeverk.export import codebook
    from kodeverk.export.word import put

    if problem := project.book_problem:
        raise DataError(problem.message, problem.cure)
    book, language = project.codebook, job.options.language
    if not book.codes and job.format == "qdc":
        raise UsageError(
            _("The codebook has no codes, and a .qdc file cannot be empty."),
            _("Add a code first: kodeverk codes add NAME"),
        )
    path = place(_("codebook"), f".{job.format}")
    altered = Altered()
    sentences: tuple[str, ...] = ()
    if job.format == "docx":
        counts = None if project.incomplete else project.count()
        path = put(codebook.document(book, language, project.settings.name, counts=counts), path)
    elif job.format == "xlsx":
        with replacing(path) as file:
            altered = codebook.sheet(book, file, language)
        sentences = altered.told()
    elif job.format == "csv":
        books.write_csv(path, book)
    else:
        from kodeverk.interchange.refi import write_codebook

        left = write_codebook(book, path, project=project.settings.id)
        sentences = tuple(each.what for each in left)
    return Done(path, len(book.codes), (path,), altered, sentences)


def _study(project: Project, job: Job, place: Callable[[str, str], Path]) -> Done:
    from kodeverk.interchange.refi import Target
    from kodeverk.interchange.sending import send

    sent = send(project, place(_("study"), ".qdpx"), Target(job.format))
    return Done(sent.path, sent.counts["codings"], (sent.path,), sentences=sent.sentences())
