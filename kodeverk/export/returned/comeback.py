"""A report in the hands of a person: opened, compared with the study, made new, saved with care."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from kodeverk import files
from kodeverk.errors import ConflictError, DataError, SaveError
from kodeverk.export.returned.comparing import Comparison, compare
from kodeverk.export.returned.container import Docx
from kodeverk.export.returned.doing import Refreshed
from kodeverk.export.returned.manifest import Manifest
from kodeverk.export.returned.reading import Reading, quotes, read
from kodeverk.export.returned.refreshing import refresh
from kodeverk.export.returned.study import Again, Today
from kodeverk.export.word import is_open
from kodeverk.i18n import _
from kodeverk.report import Options, Report
from kodeverk.text import clean_line

if TYPE_CHECKING:
    from kodeverk.project import Project


class Comeback:
    """A report that came back from Word.

    Raises DataError when the file is no report of ours, or of another study.
    """

    def __init__(self, path: Path, study: str = "", original: Path | None = None) -> None:
        self.path = path
        self._before = files.stamp(path)
        self.document = Docx.open(path)
        self.reading: Reading = read(self.document)
        kept = Docx.open(original).manifest() if original else self.document.manifest()
        if kept is None:
            raise _no_manifest(original or path, any(True for _spot in quotes(self.reading)))
        if study and kept.study and kept.study != study:
            raise DataError(
                _("“{file}” was written from another study.").format(file=clean_line(path.name)),
                _("Open that study, or name its folder with --project."),
            )
        self.manifest: Manifest = kept

    def compare(self, again: Again, keep: Mapping[str, int] | None = None) -> Comparison:
        """Return what became of the quotes; ``keep`` as for ``comparing.compare``."""
        return compare(self.reading, self.manifest, Today(self.manifest, again).quote, keep)

    def refresh(
        self, again: Again, now: datetime, keep: Mapping[str, int] | None = None
    ) -> Refreshed:
        """Make the document new in memory; ``save`` writes it. Once only."""
        comparison = self.compare(again, keep)
        return refresh(self.document, self.reading, comparison, self.manifest, again, now)

    def save(self, refreshed: Refreshed) -> Path:
        """Write the refreshed document over the file; return where the file as it was is kept.

        Raises SaveError when it is open in Word, ConflictError when it has changed meanwhile.
        """
        self.check_closed()
        if files.stamp(self.path) != self._before:
            raise ConflictError(
                _("“{file}” has been changed meanwhile.").format(file=clean_line(self.path.name)),
                _("Nothing was written: try again."),
            )
        old = self.path.read_bytes()
        kept = next(
            kept
            for n in count(1)
            if not (kept := self.path.with_suffix(f".bak{'' if n == 1 else n}.docx")).exists()
        )
        files.write_atomic(kept, old)
        files.write_atomic(self.path, self.document.bytes(refreshed.manifest))
        return kept

    def check_closed(self) -> None:
        """Raise SaveError when the file is open in Word or LibreOffice."""
        if is_open(self.path):
            raise SaveError(
                _("“{file}” is open in Word or LibreOffice.").format(
                    file=clean_line(self.path.name)
                ),
                _("Save and close it there first, and try again."),
            )


def gather(
    project: "Project", options: Options, themed: "Callable[[Project, Options], Report]"
) -> Again:
    """Return the report of ``options`` made anew from ``project`` by ``themed``.

    Raises DataError when the study is not whole: quotes would be marked as withdrawn that are not.
    """
    if problem := project.book_problem:
        raise DataError(problem.message, problem.cure)
    torn = project.incomplete & frozenset(options.coders or project.incomplete)
    if torn:
        raise DataError(
            _("The journal of {names} is not whole: the report would count wrongly.").format(
                names=", ".join(sorted(torn))
            ),
            _("See “kodeverk check”."),
        )

    def root(coding_id: str) -> str:
        coding = project.coded(coding_id)
        return coding.memo_target.id if coding else coding_id

    options = _still_there(project, options)
    options = replace(options, figures=False)  # they are not made new: nobody has to draw them
    every = replace(options, max_quotes=None, best=False)
    shown = themed(project, options)
    return Again(
        shown=shown,
        every=shown if every == options else themed(project, every),
        root=root,
        code=project.codebook.resolve,
        held=frozenset(coding.memo_target.id for coding in project.withheld()),
    )


def _still_there(project: "Project", options: Options) -> Options:
    """Return ``options`` without the codes, transcripts and coders that are gone since."""
    codings = project.codings()
    codes = {coding.code for coding in codings}
    coders = {coding.coder for coding in codings}

    def left(
        chosen: tuple[str, ...] | None, known: Callable[[str], bool]
    ) -> tuple[str, ...] | None:
        return None if chosen is None else tuple(filter(known, chosen))

    return replace(
        options,
        codes=left(options.codes, lambda code: bool(project.codebook.get(code)) or code in codes),
        transcripts=left(options.transcripts, project.transcript_ids.__contains__),
        coders=left(options.coders, coders.__contains__),
    )


def items(comparison: Comparison, again: Again) -> list[tuple[str, str]]:
    """Return what is known of each coding in the report: (id of the first one, state)."""
    return [
        (root, found.state.value)
        for found in comparison.found
        if not found.state.unclear
        for root in dict.fromkeys(map(again.root, (found.id, *found.written.codings)))
    ]


def note(project: "Project", manifest: Manifest, found: list[tuple[str, str]]) -> bool:
    """Note in the journal what became of the quotes; False when that is known already."""
    known = {use.coding: use.state for use in project.uses() if use.report == manifest.report}
    if not found or known == dict(found):
        return False
    project.note_use(manifest.report, manifest.title, found)
    return True


def _no_manifest(path: Path, has_quotes: bool) -> DataError:
    name = clean_line(path.name)
    if has_quotes:
        return DataError(
            _("“{file}” has quotes from Kodeverk, but no longer tells which report it is.").format(
                file=name
            ),
            _("Give a copy of the report as it was written with --original FILE."),
        )
    return DataError(
        _("“{file}” is no report that Kodeverk has written.").format(file=name),
        _("Give a .docx that “kodeverk report” wrote."),
    )
