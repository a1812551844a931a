"""Files on their way into the study: what was read of each, and what a person has said about it."""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from kodeverk.corpus.draft import Draft, Outcome
from kodeverk.errors import KodeverkError
from kodeverk.files import save_error
from kodeverk.i18n import _
from kodeverk.model import Kind, Role, Speaker

if TYPE_CHECKING:
    from kodeverk.project import Project

_PASSED_OVER = (".", "~$")  # what programs leave beside a person's files
ROLES = (Role.INFORMANT, Role.INTERVIEWER, Role.FACILITATOR, Role.PARTICIPANT)


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

    @property
    def draft(self) -> Draft | None:
        """What was read, if the file can be used."""
        return self.outcome.draft if self.outcome else None

    @property
    def ready(self) -> bool:
        """True when the file can be imported and has not been."""
        return self.draft is not None and not self.imported

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


def bring_in(project: "Project", files: Iterable[Incoming]) -> Iterator[Incoming]:
    """Import those that are ready, and yield each when it is done; one that fails says why."""
    for each in files:
        if not each.ready or each.outcome is None:
            continue
        try:
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
