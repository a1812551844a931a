"""Files on their way into the study: what was read of each, and what a person has said about it.

A file may also hold a whole study of another program (``Foreign``).
"""

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from kodeverk.corpus.draft import Draft, Outcome
from kodeverk.errors import KodeverkError
from kodeverk.files import save_error
from kodeverk.i18n import _
from kodeverk.model import Kind, Role, Speaker

if TYPE_CHECKING:
    from kodeverk.interchange.admit import Admission
    from kodeverk.interchange.parcel import Parcel
    from kodeverk.project import Project

_PASSED_OVER = (".", "~$")  # what programs leave beside a person's files
ROLES = (Role.INFORMANT, Role.INTERVIEWER, Role.FACILITATOR, Role.PARTICIPANT)


@dataclass(frozen=True, slots=True)
class Foreign:
    """A study of another program: what the file holds, and what of it is new here."""

    parcel: "Parcel"
    sha256: str
    found: "Admission"


@dataclass
class Incoming:
    """One file; the fields below ``outcome`` are what it will be imported with."""

    path: Path
    in_folder: bool = False  # found there, and not chosen itself
    outcome: Outcome | None = None
    title: str = ""
    kind: Kind = Kind.INTERVIEW
    date: str = ""
    language: str = "nb"
    speakers: list[Speaker] = field(default_factory=list)
    attributes: dict[str, str] = field(default_factory=dict)
    imported: str = ""
    refused: str = ""
    foreign: Foreign | None = None
    report: Path | None = None  # where it is told what became of a study

    @property
    def draft(self) -> Draft | None:
        """What was read, if the file can be used."""
        return self.outcome.draft if self.outcome else None

    @property
    def ready(self) -> bool:
        """True when the file can be imported and has not been."""
        new = self.foreign is not None and not self.foreign.found.intake.empty
        return (self.draft is not None or new) and not self.imported

    def take(self, outcome: Outcome) -> None:
        """Begin with what the importer found out."""
        self.outcome = outcome.in_folder() if self.in_folder else outcome
        if draft := outcome.draft:
            self.title, self.kind, self.date = draft.title, draft.kind, draft.date
            self.language, self.speakers = draft.language, list(draft.speakers)

    def next_role(self, n: int) -> None:
        """Give a speaker the next role."""
        role = self.speakers[n].role
        at = ROLES.index(role) + 1 if role in ROLES else 0
        self.speakers[n] = replace(self.speakers[n], role=ROLES[at % len(ROLES)])

    def attribute(self, n: int, name: str) -> str:
        """Return an attribute of a speaker; -1 is the whole transcript."""
        return (self.attributes if n < 0 else self.speakers[n].attributes).get(name, "")

    def set_attribute(self, n: int, name: str, value: str) -> None:
        """Set an attribute of a speaker or (-1) the transcript; empty takes it away."""
        old = self.attributes if n < 0 else self.speakers[n].attributes
        new = {key: text for key, text in {**old, name: value.strip()}.items() if text}
        if n < 0:
            self.attributes = new
        else:
            self.speakers[n] = replace(self.speakers[n], attributes=new)


def files_in(path: Path) -> list[Path]:
    """Return ``path``, or the files in that folder and all below it, in order of name."""
    if not path.is_dir():
        return [path]
    found: list[Path] = []
    for folder, folders, names in os.walk(path):
        folders[:] = sorted(each for each in folders if not each.startswith(_PASSED_OVER))
        found += [Path(folder, each) for each in sorted(names) if not each.startswith(_PASSED_OVER)]
    return found


def look(path: Path, project: "Project") -> tuple[Outcome, Foreign | None]:
    """Return what the study in the file at ``path`` would bring into ``project``."""
    from kodeverk.interchange import admit, reading

    try:
        parcel, sha256 = reading.read(path)
        foreign = Foreign(parcel, sha256, admit.plan(project, parcel, sha256))
    except KodeverkError as error:
        return Outcome(str(path), "reject", "study", str(error)), None
    if foreign.found.intake.empty:
        message = _("All that is in the file is in the study already.")
        return Outcome(str(path), "ignore", "duplicate", message), foreign
    return Outcome(str(path), "import", sha256=sha256), foreign


def settled(outcome: Outcome, before: Iterable[Incoming], project: "Project") -> Outcome:
    """Return ``outcome``, or that the same file is in the study or among those ``before``."""
    if outcome.draft is None:
        return outcome
    same = project.with_source(outcome.sha256)
    if same:
        message = _("The same file is already in the study, as “{id}”.").format(id=same)
        return replace(outcome, outcome="ignore", code="duplicate", message=message, draft=None)
    for other in before:
        if other.draft and other.outcome and other.outcome.sha256 == outcome.sha256:
            message = _("The same file is already in the list, as “{file}”.").format(
                file=other.path.name
            )
            return replace(outcome, outcome="ignore", code="duplicate", message=message, draft=None)
    return outcome


def bring_in(
    project: "Project", files: Iterable[Incoming], step: Callable[[], None]
) -> Iterator[Incoming]:
    """Import those that are ready, and yield each when it is done; one that fails says why.

    Whoever goes on after a study must ``refresh`` the project first. ``step`` is called after each
    file that is written of a study; what it raises takes that study back.
    """
    for each in files:
        if not each.ready or each.outcome is None:
            continue
        try:
            if each.foreign is not None:
                _bring_study(project, each, each.foreign, step)
                yield each
                continue
            transcript = project.add_transcript(
                each.outcome,
                each.path,
                title=each.title.strip() or None,
                kind=each.kind,
                date=each.date,
                language=each.language,
                speakers=tuple(each.speakers),
                attributes=each.attributes,
            )
            each.imported, each.refused = transcript.id, ""
        except KodeverkError as error:
            each.refused = str(error)
        except OSError as error:
            each.refused = str(save_error(each.path, error))
        yield each


def _bring_study(
    project: "Project", incoming: Incoming, foreign: Foreign, step: Callable[[], None]
) -> None:
    from kodeverk.interchange import admit, told

    # Anew: what was imported meanwhile may hold some of it.
    found = admit.plan(project, foreign.parcel, foreign.sha256, step)
    project.take_in(found.intake, step, settle=False)
    incoming.foreign, incoming.refused = replace(foreign, found=found), ""
    incoming.imported = ", ".join(told.parts(found.counts)) or _("nothing")
    if not found.intake.empty:
        incoming.report = told.report(project.root, incoming.path, foreign.parcel, found)
