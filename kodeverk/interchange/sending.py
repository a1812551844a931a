"""A study written for other programs, with the list of what they will not get of it beside it."""

from dataclasses import dataclass
from pathlib import Path

from kodeverk.errors import DataError
from kodeverk.i18n import _
from kodeverk.interchange import told
from kodeverk.interchange.pack import pack
from kodeverk.interchange.parcel import Left
from kodeverk.interchange.refi import Target, write_codebook, write_project
from kodeverk.project.annotated import AnnotatedStudy
from kodeverk.text import clean_line

_LONGEST = 200  # bytes: no disk takes a name above 255


@dataclass(frozen=True, slots=True)
class Sent:
    """What was written, how much of each kind, what is not in it, and the file that lists that."""

    path: Path
    counts: dict[str, int]
    findings: tuple[str, ...]
    left: tuple[Left, ...]
    report: Path

    def sentences(self) -> tuple[str, ...]:
        """Return it for a person, a line each."""
        lost = (_("Left out: {what}").format(what=told.left_line(each)) for each in self.left)
        all_of_it = _("All of this is in {file}").format(file=self.report)
        return (*self.findings, *lost, all_of_it)


def send(study: AnnotatedStudy, path: Path, target: Target = Target.STANDARD) -> Sent:
    """Write all of ``study`` to ``path`` (``.qdpx``).

    Raises DataError where some of it cannot be read, since nobody would miss it; SaveError.
    """
    _require_whole(study)
    parcel = pack(study)
    left = (*parcel.left, *write_project(parcel, path, target=target))
    counts = {
        "texts": len(parcel.texts),
        "codes": len(parcel.codebook.codes),
        "codings": len(parcel.codings),
        "memos": len(parcel.memos),
    }
    warning = _("The file holds the transcripts as they are, with every name that stands in them.")
    return _listed(path, counts, (warning, *parcel.findings), left)


def send_codes(study: AnnotatedStudy, path: Path) -> Sent:
    """Write the codebook, which must have codes, to ``path`` (``.qdc``).

    Raises DataError where it cannot be read, SaveError.
    """
    _require_book(study)
    left = write_codebook(study.codebook, path, project=study.settings.id)
    return _listed(path, {"codes": len(study.codebook.codes)}, (), left)


def _require_whole(study: AnnotatedStudy) -> None:
    if torn := sorted(study.incomplete):
        raise DataError(
            _("The journal of {names} is not whole: codings would be missing.").format(
                names=", ".join(map(clean_line, torn))
            ),
            _("Run “kodeverk check” to see what has changed."),
        )
    _require_book(study)


def _require_book(study: AnnotatedStudy) -> None:
    if problem := study.book_problem:
        raise DataError(problem.message, problem.cure)


def _listed(
    path: Path, counts: dict[str, int], findings: tuple[str, ...], left: tuple[Left, ...]
) -> Sent:
    name = _("{name} left out").format(name=path.stem)
    report = told.write(
        path.with_name(f"{name}.txt"),
        _("Export to {file}").format(file=path.name),
        [_("Written: {things}.").format(things=", ".join(told.parts(counts)) or _("nothing"))],
        findings,
        left,
    )
    return Sent(path, counts, findings, left, report)
